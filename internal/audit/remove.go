package audit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove deletes the trail, its old files and its lock, and returns the paths
// of what it deleted. Nothing there to delete is no error. A process that is
// still writing starts a new trail. Errors are of kind Storage or Busy.
func Remove(path string) ([]string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, storage("find", err)
	}
	if there, err := exists(path); !there || err != nil {
		return nil, err
	}
	var removed []string
	remove := func(path string) error {
		err := os.Remove(path)
		if err == nil {
			removed = append(removed, path)
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return storage("remove", err)
	}
	var lockErr error
	err = withLock(path, func() error {
		numbers, err := oldNumbers(path)
		if err != nil {
			return err
		}
		err = remove(path)
		for _, n := range numbers {
			err = errors.Join(err, remove(oldPath(path, n)))
		}
		// The lock goes while it is held: a file of that name which comes later is
		// another lock, and acquire sees the difference.
		lockErr = remove(lockPath(path))
		return err
	})
	if lockErr != nil { // Windows removes no open file
		lockErr = remove(lockPath(path))
	}
	return removed, errors.Join(err, lockErr)
}

// exists keeps Remove from making a lock where there is no trail.
func exists(path string) (bool, error) {
	numbers, err := oldNumbers(path)
	if err != nil || len(numbers) > 0 {
		return err == nil, err
	}
	for _, p := range []string{path, lockPath(path)} {
		if _, err := os.Lstat(p); err == nil {
			return true, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return false, storage("remove", err)
		}
	}
	return false, nil
}
