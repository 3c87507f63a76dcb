// Package atomicfile replaces files whole or not at all, and keeps two
// processes from replacing the same one at once.
//
// It is the one package of ours that writes files of Weir's own: whoever is
// killed, or finds the disk full, leaves the old file as it was. It must not
// know what is in a file, and must not keep anything open.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"weir"
)

// A File is what a new content is written to before it takes its place.
type File interface {
	Write(p []byte) (int, error)
	Chmod(mode fs.FileMode) error
	Sync() error
	Close() error
}

// A Writer replaces files. The zero Writer uses the operating system; tests
// put something else in the place of one of its steps.
type Writer struct {
	// Create makes a new file in dir and returns it with its path. Nobody but
	// the owner may read it.
	Create func(dir, name string) (File, string, error)
	// Rename moves a file onto another one in one step.
	Rename func(from, to string) error
	// SyncDir brings a change of names in dir to the disk.
	SyncDir func(dir string) error
}

// Write replaces the file at path with data. See Writer.Write.
func Write(path string, data []byte, perm fs.FileMode) error {
	return Writer{}.Write(path, data, perm)
}

// Write replaces the file at path with data in one step, and gives it perm.
// Where path is a symbolic link, the file that it points to is replaced. The
// directory must exist. After an error the old file is as it was, and nothing
// else is left behind; only when the directory cannot be brought to the disk
// is the new file in place already.
//
// An error is a *weir.Error of kind Storage that says what to do.
func (w Writer) Write(path string, data []byte, perm fs.FileMode) error {
	w = w.complete()
	target, err := Target(path)
	if err != nil {
		return err
	}
	if err := replaceable(target); err != nil {
		return err
	}
	temp, err := w.fill(target, data, perm)
	if err != nil {
		return explain("write", path, err)
	}
	if err := w.Rename(temp, target); err != nil {
		return explain("write", path, errors.Join(err, remove(temp)))
	}
	if err := w.SyncDir(filepath.Dir(target)); err != nil {
		return explain("write", path, err)
	}
	return nil
}

// Probe reports whether the file at path could be written now, as a shared one:
// it is a regular file that its owner may write, or none, and a file can be made
// beside it, which is removed at once. The error is of kind Storage.
func Probe(path string) error {
	target, err := Target(path)
	if err != nil {
		return err
	}
	if err := replaceable(target); err != nil {
		return err
	}
	if info, err := os.Stat(target); err == nil && info.Mode().Perm()&0o200 == 0 {
		return readOnly(path)
	}
	f, temp, err := create(filepath.Dir(target), filepath.Base(target))
	if err != nil {
		return &weir.Error{
			Kind: weir.Storage, Text: "no file can be made in " + filepath.Dir(target), Err: err,
			Next: "make the folder writable for this account, or name a file in another one",
		}
	}
	if err := errors.Join(f.Close(), remove(temp)); err != nil {
		return explain("write", path, err)
	}
	return nil
}

func readOnly(path string) error {
	return &weir.Error{Kind: weir.Storage, Text: path + " is read-only, so nothing is written to it", Next: "make it writable for its owner, or name another file"}
}

// replaceable refuses what is there and is no regular file: a device, say,
// which somebody with enough rights could replace.
func replaceable(target string) error {
	info, err := os.Lstat(target)
	if err != nil || info.Mode().IsRegular() {
		return nil //nolint:nilerr // what cannot be looked at is reported by whoever opens it
	}
	return &weir.Error{Kind: weir.Storage, Text: target + " is not a regular file", Next: "move it away, or name another file"}
}

// fill writes data to a new file beside target and brings it to the disk.
func (w Writer) fill(target string, data []byte, perm fs.FileMode) (temp string, err error) {
	f, temp, err := w.Create(filepath.Dir(target), filepath.Base(target))
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(perm)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, remove(temp))
	}
	return temp, nil
}

func (w Writer) complete() Writer {
	if w.Create == nil {
		w.Create = create
	}
	if w.Rename == nil {
		w.Rename = rename
	}
	if w.SyncDir == nil {
		w.SyncDir = syncDir
	}
	return w
}

// tempPattern is how the files are called that are being written, so that one
// that a killed process left can be told from others.
func tempPattern(name string) string { return "." + name + ".weir-*.tmp" }

func create(dir, name string) (File, string, error) {
	f, err := os.CreateTemp(dir, tempPattern(name))
	if err != nil {
		return nil, "", err
	}
	return f, f.Name(), nil
}

// remove removes a file that may be gone already.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what killed processes left beside target. The caller holds
// target's lock, so that nobody is writing such a file now.
func sweep(target string) error {
	unfinished, err := Unfinished(target)
	if err != nil {
		return err
	}
	for _, path := range unfinished {
		if err := remove(path); err != nil {
			return fmt.Errorf("remove unfinished file: %w", err)
		}
	}
	return nil
}

// Unfinished lists what killed processes left beside target: files that were
// to take its place. Without target's lock somebody may still be writing one.
func Unfinished(target string) ([]string, error) {
	dir := filepath.Dir(target)
	prefix, suffix, _ := strings.Cut(tempPattern(filepath.Base(target)), "*")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look for unfinished files: %w", err)
	}
	var found []string
	for _, e := range entries {
		rest, starts := strings.CutPrefix(e.Name(), prefix)
		number, ends := strings.CutSuffix(rest, suffix)
		if starts && ends && strings.Trim(number, "0123456789") == "" && e.Type().IsRegular() {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	return found, nil
}

// maxLinks is how many symbolic links may follow one another.
const maxLinks = 40

// Target returns the file that is meant by path: path itself, or where its
// symbolic links lead in the end, whether there is such a file or not.
func Target(path string) (string, error) {
	target := path
	for range maxLinks {
		info, err := os.Lstat(target)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return target, nil //nolint:nilerr // what cannot be looked at is reported by whoever opens it
		}
		if isStrange(target, info, os.Geteuid()) {
			return "", &weir.Error{
				Kind: weir.Storage, Text: target + " is a link that somebody else has made, where everybody may write: it is not followed",
				Next: "name a file in a folder of your own",
			}
		}
		next, err := os.Readlink(target)
		if err != nil {
			return "", explain("follow link", target, err)
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(target), next)
		}
		target = next
	}
	return "", explain("follow link", path, errors.New("too many links follow one another"))
}

// MakeDir makes the directory and those above it that are missing. Nobody but
// the owner may enter them (0700). Directories that exist stay as they are.
func MakeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return explain("make directory", path, err)
	}
	return nil
}

// explain says what a user can do about err.
func explain(verb, path string, err error) error {
	next := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		next = "free some space on the disk that holds " + filepath.Dir(path) + "; what was there before is unharmed"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		next = "make " + filepath.Dir(path) + " writable for this account"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		next = "a file stands where a directory is needed: move it away"
	}
	return &weir.Error{Kind: weir.Storage, Text: verb + " " + path, Next: next, Err: err}
}
