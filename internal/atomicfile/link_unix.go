//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// isStrange reports whether somebody else, other than root, has put a link into a
// directory where everybody may write, such as /tmp: whoever follows it writes, as
// user, where that one wants. Linux refuses to follow such links by itself, but
// cannot see it here, where they are read first.
func isStrange(path string, link fs.FileInfo, user int) bool {
	const everybodyWrites = 0o002
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil || dir.Mode().Perm()&everybodyWrites == 0 {
		return false
	}
	owner, ok := link.Sys().(*syscall.Stat_t)
	return ok && owner.Uid != 0 && int(owner.Uid) != user
}
