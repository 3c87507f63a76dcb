package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"weir"
	"weir/internal/atomicfile"
)

// A place is where Weir writes a file. What is there need not be Weir's.
type place struct {
	path string
	what string                    // what belongs there
	ours func(content []byte) bool // whether this can only be Weir's
	own  bool                      // the place is Weir's alone, so that any plain file there is
	// lockAlone says that an empty lock is Weir's even when its file is gone.
	lockAlone bool
}

// files are what is at a place, and beside it, to be deleted.
type files struct {
	target string   // what the lock is for; empty where no lock is needed
	paths  []string // the lock, if it goes, is the last one
	stays  []string // what is left, and why
}

// maxForgotten is how large a file of Weir's may be; a larger one is not.
const maxForgotten = 1 << 20

// look finds out what is Weir's. Weir writes through a symbolic link, so where
// it leads to something that can only be Weir's, both go; any other target is
// left alone. A link at a place of Weir's own goes in any case.
func (p place) look() files {
	if p.path == os.DevNull {
		return files{} // it means that there is no file
	}
	f := files{target: p.path}
	info, err := os.Lstat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		if p.lockAlone {
			f.beside()
		}
		return f
	}
	if err != nil {
		f.stays = append(f.stays, p.path+": it cannot be looked at")
		return f
	}
	link := info.Mode()&fs.ModeSymlink != 0
	target, reason := p.verdict(link)
	switch {
	case reason == "":
		f.target = target
		f.paths = append(f.paths, p.path)
		if target != p.path {
			f.paths = append(f.paths, target)
		}
		f.beside()
	case link && p.own:
		f.target = "" // beside the target nothing is Weir's
		f.paths = append(f.paths, p.path)
		f.stays = append(f.stays, target+", to which "+p.path+" leads: "+reason)
	default:
		f.stays = append(f.stays, p.path+": "+reason)
	}
	return f
}

// verdict says why the file is not Weir's; nothing when it is.
func (p place) verdict(link bool) (target, reason string) {
	target, err := atomicfile.Target(p.path)
	if err != nil {
		return p.path, "its links lead nowhere"
	}
	info, err := os.Lstat(target)
	switch {
	case err != nil:
		return target, "there is no such file"
	case !info.Mode().IsRegular():
		return target, "it is not a plain file"
	case p.own && !link:
		return target, ""
	}
	content, _, err := atomicfile.Read(target, maxForgotten)
	switch {
	case err != nil:
		return target, "it cannot be read, or is no file of Weir's"
	case !p.ours(content):
		return target, "it does not look like " + p.what
	default:
		return target, ""
	}
}

// beside adds what Weir leaves beside a file: unfinished ones, and the lock.
func (f *files) beside() {
	unfinished, err := atomicfile.Unfinished(f.target)
	if err != nil {
		f.stays = append(f.stays, f.target+": what is beside it cannot be looked at")
	}
	f.paths = append(f.paths, unfinished...)
	lock := atomicfile.LockPath(f.target)
	switch info, err := os.Lstat(lock); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil || !info.Mode().IsRegular() || info.Size() > 0:
		f.stays = append(f.stays, lock+": it is not an empty file, as Weir's locks are")
	default:
		f.paths = append(f.paths, lock)
	}
}

// remove deletes the files while no other process writes one.
func (f files) remove(ctx context.Context) (gone []string, err error) {
	if f.target == "" {
		return removeFiles(f.paths)
	}
	release, err := atomicfile.Lock(ctx, f.target)
	switch {
	case weir.KindOf(err) == weir.Storage: // where nobody can hold the lock, there is nobody to wait for
		release = func() error { return nil }
	case err != nil:
		return nil, err
	}
	lock := atomicfile.LockPath(f.target)
	paths, planned := f.paths, f.paths[len(f.paths)-1] == lock
	if planned {
		paths = paths[:len(paths)-1]
	}
	gone, err = removeFiles(paths)
	deleted, lockErr := removeLock(lock)
	err = errors.Join(err, release())
	if lockErr != nil { // Windows removes no open file
		deleted, lockErr = removeLock(lock)
	}
	if deleted && planned { // one that was made just now is not worth a word
		gone = append(gone, lock)
	}
	return gone, errors.Join(err, lockErr)
}

// removeLock deletes a lock as Weir makes them, which are empty.
func removeLock(lock string) (bool, error) {
	info, err := os.Lstat(lock)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 0 {
		return false, nil //nolint:nilerr // what is not there, or not Weir's, stays as it is
	}
	return removeFile(lock)
}

func removeFiles(paths []string) (gone []string, err error) {
	for _, path := range paths {
		deleted, removeErr := removeFile(path)
		err = errors.Join(err, removeErr)
		if deleted {
			gone = append(gone, path)
		}
	}
	return gone, err
}

func removeFile(path string) (bool, error) {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot delete: %w", err)
	}
	return true, nil
}
