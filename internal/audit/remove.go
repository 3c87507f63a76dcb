package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Files lists what Remove would delete: the trail, its old files, and its lock.
// A file counts only when it is a plain one that is empty or begins with an
// entry; the lock only when it is empty and there is no foreign file in the
// place of the trail. What bears the name of the trail and does not count is
// among the others, each with the reason.
func Files(path string) (ours, others []string, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, nil, storage("find", err)
	}
	numbers, err := oldNumbers(path)
	if err != nil {
		return nil, nil, err
	}
	candidates := []string{path}
	for _, n := range numbers {
		candidates = append(candidates, oldPath(path, n))
	}
	foreign := false
	for _, candidate := range candidates {
		reason, err := whyForeign(candidate)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, nil, storage("look at", err)
		case reason != "":
			others = append(others, candidate+": "+reason)
			foreign = foreign || candidate == path
		default:
			ours = append(ours, candidate)
		}
	}
	if foreign {
		return ours, others, nil // then the lock is somebody else's, too
	}
	info, err := os.Lstat(lockPath(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, storage("look at the lock of", err)
	case !info.Mode().IsRegular() || info.Size() > 0:
		others = append(others, lockPath(path)+": it is not an empty file, as the lock of the audit trail is")
	default:
		ours = append(ours, lockPath(path))
	}
	return ours, others, nil
}

// whyForeign says why a file is not part of a trail; nothing when it is.
func whyForeign(path string) (reason string, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return "it is not a plain file, and the audit trail is never written to anything else", nil
	}
	file, err := os.Open(path) //nolint:gosec // the path is the user's own setting
	if err != nil {
		return "it cannot be read, so nobody knows whether it is an audit trail", nil //nolint:nilerr // that is the answer
	}
	line, err := nextLine(bufio.NewReaderSize(file, maxLine))
	if err = errors.Join(err, file.Close()); err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read file: %w", err)
	}
	entry, ok := parse(line)
	if len(line) == 0 || ok && entry.Peer != "" && entry.Method != "" {
		return "", nil
	}
	return "it does not look like Weir's audit trail", nil
}

// Remove deletes what Files lists, and returns the paths of what it deleted.
// Nothing there to delete is no error. A process that is still writing starts
// a new trail. Errors are of kind Storage or Busy.
func Remove(path string) ([]string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, storage("find", err)
	}
	planned, _, err := Files(path)
	if len(planned) == 0 || err != nil {
		return nil, err // and no lock is made where there is no trail
	}
	lock := lockPath(path)
	_, err = os.Lstat(lock)
	made := errors.Is(err, fs.ErrNotExist) // by Remove itself, which is not worth a word
	var removed []string
	remove := func(path string) error {
		err := os.Remove(path)
		if err == nil && (!made || path != lock) {
			removed = append(removed, path)
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return storage("remove", err)
	}
	var lockErr error
	err = withLock(path, func() (err error) {
		ours, _, err := Files(path) // others may have put files aside meanwhile
		if err != nil {
			return err
		}
		unlock := made || slices.Contains(ours, lock)
		for _, p := range ours {
			if p != lock {
				err = errors.Join(err, remove(p))
			}
		}
		// The lock goes while it is held: a file of that name which comes later is
		// another lock, and those who wait see the difference.
		if unlock {
			lockErr = remove(lock)
		}
		return err
	})
	if lockErr != nil { // Windows removes no open file
		lockErr = remove(lock)
	}
	return removed, errors.Join(err, lockErr)
}
