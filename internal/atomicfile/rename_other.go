//go:build !windows

package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// noFollow keeps an opening from going through a symbolic link.
const noFollow = syscall.O_NOFOLLOW

func rename(from, to string) error { return os.Rename(from, to) }

// syncDir brings a change of names to the disk. Some file systems cannot do
// that for a directory, and need not.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the directory of a file that was just written
	if err != nil {
		return fmt.Errorf("open directory: %w", err)
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
