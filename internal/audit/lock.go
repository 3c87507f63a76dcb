package audit

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"

	"weir"
)

// A line takes well below a millisecond, so whoever holds the lock this long
// was stopped.
const (
	patience = 10 * time.Second
	pause    = time.Millisecond
)

func lockPath(path string) string { return path + ".lock" }

// withLock does something while no other process does something with the same
// trail. A process that dies loses the lock by itself.
func withLock(path string, do func() error) error {
	lock, err := acquire(lockPath(path))
	if err != nil {
		return err
	}
	err = do()
	if unlockErr := lock.Unlock(); unlockErr != nil {
		err = errors.Join(err, storage("unlock", unlockErr))
	}
	return err
}

func acquire(path string) (*flock.Flock, error) {
	if _, err := regular(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		lock := flock.New(path)
		got, err := lock.TryLock()
		if err != nil {
			return nil, storage("lock", err)
		}
		if got && current(lock, path) {
			return lock, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, storage("unlock", err)
		}
		select {
		case <-time.After(pause):
		case <-enough.C:
			return nil, &weir.Error{
				Kind: weir.Busy,
				Text: "another process holds the lock of the audit trail, " + path,
				Next: "look for a stopped weir process, and end it",
			}
		}
	}
}

// current reports whether the lock is still the one that others find: Remove
// may have deleted its file while we waited.
func current(lock *flock.Flock, path string) bool {
	ours, err := lock.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Lstat(path)
	return err == nil && os.SameFile(ours, theirs)
}
