package audit

import (
	"context"
	"errors"
	"time"

	"weir"
	"weir/internal/atomicfile"
)

// A line takes well below a millisecond, so whoever holds the lock this long
// was stopped.
const (
	patience = 10 * time.Second
	pause    = time.Millisecond
)

func lockPath(path string) string { return atomicfile.LockPath(path) }

// withLock does something while no other process does something with the same
// trail. A process that dies loses the lock by itself.
func withLock(path string, do func() error) error {
	release, err := acquire(lockPath(path))
	if err != nil {
		return err
	}
	err = do()
	if releaseErr := release(); releaseErr != nil {
		err = errors.Join(err, storage("unlock", releaseErr))
	}
	return err
}

func acquire(path string) (release func() error, err error) {
	// A line is written or not: there is nothing in between to interrupt.
	release, err = atomicfile.Hold(context.Background(), path, atomicfile.HoldOptions{Wait: patience, Pause: pause})
	switch {
	case err == nil:
		return release, nil
	case errors.Is(err, atomicfile.ErrHeld):
		return nil, &weir.Error{
			Kind: weir.Busy,
			Text: "another process holds the lock of the audit trail, " + path,
			Next: "look for a stopped weir process, and end it",
		}
	case errors.Is(err, atomicfile.ErrNotRegular):
		return nil, notRegular(path)
	default:
		return nil, storage("lock", err)
	}
}
