package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"weir"
	"weir/internal/outbound"
)

// Options bound the trail. Zero values mean the defaults named beside them.
type Options struct {
	MaxSize int64 // bytes at which the file is put aside; 5 MiB
	Keep    int   // old files that are kept; 4
}

func (o Options) withDefaults() Options {
	if o.MaxSize <= 0 {
		o.MaxSize = 5 << 20
	}
	if o.Keep <= 0 {
		o.Keep = 4
	}
	return o
}

// A Trail writes entries. Its methods may be called from several goroutines.
type Trail struct {
	path    string
	options Options

	mu     sync.Mutex // orders this process; the lock file orders the others
	closed bool
}

var _ outbound.Sink = (*Trail)(nil)

// Open makes the trail ready, its directory (0700) and its file (0600) included,
// so that a trail which cannot be written is known before the first request.
// Errors are of kind Storage or Busy.
func Open(path string, o Options) (*Trail, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, storage("find", err)
	}
	t := &Trail{path: path, options: o.withDefaults()}
	err = t.locked(func() error {
		file, _, err := openTrail(t.path)
		if err != nil {
			return err
		}
		return file.Close()
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Record appends one line, whole or not at all. Errors are of kind Storage or
// Busy; after one, the line is not in the trail.
func (t *Trail) Record(r outbound.Record) error {
	line, err := entryOf(r).line()
	if err != nil {
		return storage("write", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return &weir.Error{Kind: weir.Unexpected, Text: "the audit trail is closed"}
	}
	return t.locked(func() error { return t.append(line) })
}

// Close ends the trail; nothing is left to be written.
func (t *Trail) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	return nil
}

// locked makes the directory, which somebody may have removed since, and does
// what must be done by one process at a time.
func (t *Trail) locked(do func() error) error {
	if err := os.MkdirAll(filepath.Dir(t.path), 0o700); err != nil {
		return storage("make the directory of", err)
	}
	return withLock(t.path, do)
}

func (t *Trail) append(line []byte) error {
	file, size, err := openTrail(t.path)
	if err != nil {
		return err
	}
	if after := size + int64(len(line)); size > 0 && after > t.options.MaxSize {
		if err := file.Close(); err != nil {
			return storage("close", err)
		}
		// Where a file that somebody reads cannot be renamed, it grows for a while.
		if err := rotate(t.path, t.options.Keep); err != nil && after > 2*t.options.MaxSize {
			return storage("put aside", err)
		}
		if file, size, err = openTrail(t.path); err != nil {
			return err
		}
	}
	if err := write(file, size, line); err != nil {
		return storage("write", errors.Join(err, file.Close()))
	}
	if err := file.Close(); err != nil {
		return storage("close", err)
	}
	return nil
}

// write appends line with one call to the system. A line that a crash left
// without its end is ended first, so that it does not swallow this one; a line
// that the disk did not take whole is taken back.
func write(file *os.File, size int64, line []byte) error {
	if size > 0 {
		last := make([]byte, 1)
		if _, err := file.ReadAt(last, size-1); err != nil {
			return fmt.Errorf("read its end: %w", err)
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	n, err := file.Write(line)
	if err != nil && n > 0 {
		err = errors.Join(err, file.Truncate(size))
	}
	return err
}

// openTrail opens the file for appending and returns its size. It follows no
// link and opens nothing but a regular file: a link could lead to any file of
// the user's.
func openTrail(path string) (*os.File, int64, error) {
	flags := os.O_RDWR | os.O_APPEND
	before, err := regular(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		flags |= os.O_CREATE | os.O_EXCL
	case err != nil:
		return nil, 0, err
	}
	file, err := os.OpenFile(path, flags, 0o600) //nolint:gosec // the path is the user's own setting
	if err != nil {
		return nil, 0, storage("open", err)
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case before != nil && !os.SameFile(before, info):
		err = notRegular(path)
	case info.Mode().Perm()&0o077 != 0:
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, 0, storage("open", errors.Join(err, file.Close()))
	}
	return file, info.Size(), nil
}

// regular describes the file at path, or returns an error that matches
// fs.ErrNotExist.
func regular(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, storage("look at", err)
	}
	if !info.Mode().IsRegular() {
		return nil, notRegular(path)
	}
	return info, nil
}

func notRegular(path string) error {
	return &weir.Error{
		Kind: weir.Storage,
		Text: fmt.Sprintf("%s is not a plain file, so the audit trail is not written there", path),
		Next: "move away what is there: links, directories and devices are not used",
	}
}

func storage(verb string, err error) error {
	told := &weir.Error{
		Kind: weir.Storage,
		Text: "cannot " + verb + " the audit trail",
		Next: "see that the disk has space and that the file can be written",
		Err:  err,
	}
	if errors.Is(err, fs.ErrPermission) {
		told.Next = "make the file and its directory belong to the user who runs Weir, with the right to write"
	}
	return told
}
