package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"weir"
)

// An Edit changes the content of a file under its lock.
type Edit struct {
	Path string
	// Limit is how many bytes the file may have; a larger one is an error.
	Limit int64
	// Perm is the mode that the new file gets.
	Perm fs.FileMode
	// KeepPerm gives the new file the mode that the old one had, if there was one.
	KeepPerm bool
	// Shared says that programs which know nothing of the lock, such as an
	// editor, write the file, too: just before it is replaced it is compared with
	// what was read, and where it differs Change is called anew with what is
	// there now. The lock's file is removed afterwards: the folder is not ours.
	// A file that its owner has made read-only stays as it is, and is an error.
	Shared bool
	// Change is given the old content, nil where there is no file, and returns
	// the new one. It returns nil to have no file afterwards, and the content
	// that it was given to leave everything as it is.
	Change func(old []byte) ([]byte, error)
	Writer Writer
}

// errOvertaken says that somebody wrote the file while it was being changed.
var errOvertaken = errors.New("another program wrote the file meanwhile")

// maxOvertaken is how often Do begins anew on a shared file.
const maxOvertaken = 5

// Do reads the file, lets Change change it, and writes it, all under the
// file's lock: two processes at once lose nothing. An error of Change is
// returned as it is, and the file stays as it was. The error is of kind Busy
// when a shared file is being written all the time.
func (e Edit) Do(ctx context.Context) (err error) {
	target, err := Target(e.Path)
	if err != nil {
		return err
	}
	if err := replaceable(target); err != nil {
		return err
	}
	unlock, err := Lock(ctx, target)
	if err != nil {
		return err
	}
	defer func() {
		if e.Shared {
			// Those who wait for the lock notice. Where the system does not remove
			// what is open, it stays, and harms nobody.
			_ = os.Remove(LockPath(target))
		}
		err = errors.Join(err, unlock())
	}()
	if err := sweep(target); err != nil {
		return explain("tidy up around", e.Path, err)
	}
	for range maxOvertaken {
		if err = e.once(target); !errors.Is(err, errOvertaken) {
			return err
		}
	}
	return &weir.Error{
		Kind: weir.Busy,
		Text: e.Path + " is being written by another program all the time",
		Next: "wait until it has finished, and try again; what is in the file is unharmed",
	}
}

// once reads, changes and writes target. The caller holds its lock.
func (e Edit) once(target string) error {
	old, mode, err := Read(target, e.Limit)
	if err != nil {
		return err
	}
	changed, err := e.Change(old)
	writer := e.Writer.complete()
	if e.Shared {
		writer.Rename = e.unlessOvertaken(old, writer.Rename)
	}
	switch {
	case err != nil:
		return err
	case changed == nil:
		return e.remove(target)
	case old != nil && string(changed) == string(old):
		return nil
	}
	if e.Shared && old != nil && mode.Perm()&0o200 == 0 {
		return readOnly(e.Path)
	}
	perm := e.Perm
	if e.KeepPerm && old != nil {
		perm = mode.Perm()
	}
	return writer.Write(target, changed, perm)
}

// unlessOvertaken makes the last step of writing depend on the file being what
// it was: between its look and its rename there is no time to speak of.
func (e Edit) unlessOvertaken(old []byte, rename func(from, to string) error) func(from, to string) error {
	return func(from, to string) error {
		now, _, err := Read(to, e.Limit)
		if err != nil {
			return err
		}
		if (now == nil) != (old == nil) || string(now) != string(old) {
			return errOvertaken
		}
		return rename(from, to)
	}
}

func (e Edit) remove(target string) error {
	if err := remove(target); err != nil {
		return explain("remove", e.Path, err)
	}
	if err := e.Writer.complete().SyncDir(filepath.Dir(target)); err != nil {
		return explain("remove", e.Path, err)
	}
	return nil
}

// Read returns the content and the mode of the file at path: nil where there
// is none, and never nil where there is one. What is no regular file is an
// error, save the null device, which is an empty file; and so is a file of
// more than limit bytes.
func Read(path string, limit int64) ([]byte, fs.FileMode, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, nil
	case err != nil:
		return nil, 0, unreadable(path, err)
	case info.IsDir():
		return nil, 0, &weir.Error{Kind: weir.Storage, Text: path + " is a directory, not a file", Next: "move it away, or name another file"}
	case !info.Mode().IsRegular() && path != os.DevNull:
		return nil, 0, &weir.Error{Kind: weir.Storage, Text: path + " is not a regular file", Next: "name a regular file"}
	case info.Size() > limit:
		return nil, 0, tooLarge(path, limit)
	}
	f, err := os.Open(path) //nolint:gosec // the path is the user's own choice
	if err != nil {
		return nil, 0, unreadable(path, err)
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, 0, unreadable(path, err)
	}
	if int64(len(data)) > limit {
		return nil, 0, tooLarge(path, limit)
	}
	if data == nil {
		data = []byte{}
	}
	return data, info.Mode(), nil
}

func unreadable(path string, err error) error {
	next := ""
	if errors.Is(err, fs.ErrPermission) {
		next = "make " + path + " readable for this account"
	}
	return &weir.Error{Kind: weir.Storage, Text: "read " + path, Next: next, Err: err}
}

func tooLarge(path string, limit int64) error {
	return &weir.Error{
		Kind: weir.Storage,
		Text: fmt.Sprintf("%s has more than %d kB, which is no file of Weir's", path, limit/1000),
		Next: "name another file, or move this one away",
	}
}
