package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"weir"
)

// lockWait is how long Lock waits for another process. Nobody holds a lock
// while a person is asked something.
const lockWait = 15 * time.Second

// LockPath names the lock of the file at target.
func LockPath(target string) string { return target + ".lock" }

// Lock waits until no other process, nor another part of this one, holds the
// lock of the file at path, and takes it. The lock is a file beside it, called
// like it with .lock at the end, which stays there; the system gives the lock
// back when a process dies. The directory is made where it is missing.
//
// The error is of kind Busy when the lock was not to be had in time, and of
// kind Storage when there can be none.
func Lock(ctx context.Context, path string) (unlock func() error, err error) {
	target, err := Target(path)
	if err != nil {
		return nil, err
	}
	if err := MakeDir(filepath.Dir(target)); err != nil {
		return nil, err
	}
	unlock, err = Hold(ctx, LockPath(target), HoldOptions{Wait: lockWait, Pause: 20 * time.Millisecond})
	switch {
	case err == nil:
		return unlock, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("lock %s: %w", path, context.Cause(ctx))
	case errors.Is(err, ErrHeld):
		return nil, &weir.Error{
			Kind: weir.Busy,
			Text: fmt.Sprintf("another process has held the lock of %s for %v", path, lockWait),
			Next: "wait until it has finished, or stop it, and try again",
		}
	case errors.Is(err, ErrNotRegular):
		return nil, &weir.Error{
			Kind: weir.Storage,
			Text: LockPath(target) + " is no plain file, so it cannot be a lock",
			Next: "move away what is there: links, directories and devices are not used",
		}
	default:
		return nil, explain("lock", path, err)
	}
}

// The reasons for which Hold returns without the lock.
var (
	ErrHeld       = errors.New("another process holds the lock")
	ErrNotRegular = errors.New("it is not a regular file")
)

// HoldOptions say how long Hold waits, and how often it looks meanwhile.
type HoldOptions struct{ Wait, Pause time.Duration }

// Hold takes the lock that the file at path itself is, and makes the file where
// it is missing. It follows no link and opens nothing but a regular file: a
// link could make it create a file anywhere. Whoever removes the file while it
// is held ends that lock; those who wait notice, and make another one.
//
// The error is ErrHeld when the lock was not to be had in time, ErrNotRegular,
// the context's, or one of the system.
func Hold(ctx context.Context, path string, o HoldOptions) (release func() error, err error) {
	enough := time.NewTimer(o.Wait)
	defer enough.Stop()
	for ctx.Err() == nil {
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fmt.Errorf("look at lock: %w", err)
		case !info.Mode().IsRegular():
			return nil, ErrNotRegular
		}
		lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDONLY|noFollow))
		got, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("take lock: %w", err)
		}
		if got && current(lock, path) {
			return lock.Unlock, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, fmt.Errorf("give lock back: %w", err)
		}
		select {
		case <-time.After(o.Pause):
		case <-ctx.Done():
		case <-enough.C:
			return nil, ErrHeld
		}
	}
	return nil, context.Cause(ctx)
}

// current reports whether the lock is still the one that others find: its file
// may have been removed while we waited.
func current(lock *flock.Flock, path string) bool {
	ours, err := lock.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Lstat(path)
	return err == nil && os.SameFile(ours, theirs)
}

// Alone runs f while nobody else holds the lock that the file at path is, and
// makes its directory where it is missing. It waits a second: whoever holds the
// lock longer does what f would do. The error is then ErrHeld; else it is the
// context's, f's, or one of kind Storage.
func Alone(ctx context.Context, path string, f func() error) (err error) {
	if err := MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	release, err := Hold(ctx, path, HoldOptions{Wait: time.Second, Pause: 50 * time.Millisecond})
	switch {
	case errors.Is(err, ErrHeld) || ctx.Err() != nil:
		return err
	case err != nil:
		return &weir.Error{Kind: weir.Storage, Text: "lock " + path, Err: err, Next: "make its directory writable for this account"}
	}
	defer func() { err = errors.Join(err, release()) }()
	return f()
}
