package atomicfile

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// The answers of Windows when somebody has the file open at this moment.
const (
	sharingViolation = syscall.Errno(32)
	lockViolation    = syscall.Errno(33)
)

// noFollow does not exist on Windows, where links are rare and need a right;
// Hold looks before it opens, and again afterwards.
const noFollow = 0

// rename tries for a second, because virus scanners and other readers keep a
// file from being replaced for a moment.
func rename(from, to string) error {
	const tries, pause = 20, 50 * time.Millisecond
	for n := 1; ; n++ {
		err := os.Rename(from, to)
		busy := errors.Is(err, sharingViolation) || errors.Is(err, lockViolation) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
		if !busy || n == tries {
			return err
		}
		<-time.After(pause)
	}
}

// syncDir does nothing: Windows cannot bring a directory to the disk.
func syncDir(string) error { return nil }
