package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"weir"
)

// maxLine is many times what Record writes; a longer line is not ours.
const maxLine = 64 << 10

// ReadOptions leave out entries. Zero values leave out none.
type ReadOptions struct {
	Since time.Time // what began earlier is left out
	Peer  string    // what went to another peer is left out
}

// Read yields the trail's entries, oldest first, across the old files, as they
// were when it began. It changes nothing; a trail that does not exist has no
// entries.
//
// An error of kind BadInput stands for one line that is not an entry, such as
// one that a crash cut off: reading goes on after it. Any other error is of
// kind Storage or Busy, and the last thing that is yielded.
func Read(path string, o ReadOptions) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		files, err := openAll(path)
		defer func() {
			for _, file := range files {
				_ = file.Close() // was only read
			}
		}()
		if err != nil {
			yield(Entry{}, err)
			return
		}
		for _, file := range slices.Backward(files) {
			if !file.each(o, yield) {
				return
			}
		}
	}
}

// A part is one file of the trail, with the size that it had between two lines.
type part struct {
	*os.File
	size int64
}

// openAll opens the files, youngest first. Once they are open it does not
// matter that writers go on; until then they must not put files aside.
func openAll(path string) (files []part, err error) {
	open := func() error {
		numbers, err := oldNumbers(path)
		if err != nil {
			return err
		}
		paths := []string{path}
		for _, n := range numbers {
			paths = append(paths, oldPath(path, n))
		}
		for _, p := range paths {
			file, err := openPart(p)
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				return err
			default:
				files = append(files, file)
			}
		}
		return nil
	}
	if _, err := os.Lstat(lockPath(path)); errors.Is(err, fs.ErrNotExist) {
		err = open() // nobody writes, and reading makes no file
		return files, err
	}
	err = withLock(path, open)
	return files, err
}

func openPart(path string) (part, error) {
	if _, err := regular(path); err != nil {
		return part{}, err
	}
	file, err := os.Open(path) //nolint:gosec // the path is the user's own setting
	if err != nil {
		return part{}, storage("read", err)
	}
	info, err := file.Stat()
	if err != nil {
		return part{}, storage("read", errors.Join(err, file.Close()))
	}
	return part{file, info.Size()}, nil
}

// each yields the file's entries; it reports false when no more are wanted.
func (p part) each(o ReadOptions, yield func(Entry, error) bool) bool {
	lines := bufio.NewReaderSize(io.LimitReader(p, p.size), maxLine)
	for number := 1; ; number++ {
		line, readErr := nextLine(lines)
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			yield(Entry{}, storage("read", readErr))
			return false
		}
		entry, ok := parse(line)
		switch {
		case len(bytes.TrimSpace(line)) == 0:
		case !ok:
			if !yield(Entry{}, notAnEntry(p.Name(), number)) {
				return false
			}
		case o.wants(entry):
			if !yield(entry, nil) {
				return false
			}
		}
		if readErr != nil {
			return true
		}
	}
}

// nextLine returns the next line; for one that is too long it returns a stump
// that is no entry. With the last line comes io.EOF.
func nextLine(lines *bufio.Reader) ([]byte, error) {
	line, err := lines.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = lines.ReadSlice('\n')
	}
	return []byte("..."), err
}

func (o ReadOptions) wants(e Entry) bool {
	return !e.Time.Before(o.Since) && (o.Peer == "" || o.Peer == e.Peer)
}

func notAnEntry(path string, line int) error {
	return &weir.Error{
		Kind: weir.BadInput,
		Text: fmt.Sprintf("line %d of %s is not an entry of the audit trail", line, filepath.Base(path)),
		Next: "a crash can cut a line off; the other lines are not affected",
	}
}
