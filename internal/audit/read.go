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

// Read yields the trail's entries, oldest first, across the old files. It takes
// no lock and changes nothing; a trail that does not exist has no entries.
//
// An error of kind BadInput stands for one line that is not an entry, such as
// one that a crash cut off: reading goes on after it. Any other error is of
// kind Storage and the last thing that is yielded.
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
			if !readFile(file, o, yield) {
				return
			}
		}
	}
}

// openAll opens the files, youngest first. While it does so a writer may put
// files aside, which gives each the name of the next older one: going towards
// the older names meets some files twice, but misses none.
func openAll(path string) ([]*os.File, error) {
	var files []*os.File
	var seen []fs.FileInfo
	open := func(path string) error {
		file, info, err := openForReading(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(seen, func(s fs.FileInfo) bool { return os.SameFile(s, info) }) {
			return file.Close()
		}
		files, seen = append(files, file), append(seen, info)
		return nil
	}
	if err := open(path); err != nil {
		return files, err
	}
	numbers, err := oldNumbers(path)
	if err != nil {
		return files, err
	}
	if len(numbers) > 0 {
		oldest := numbers[len(numbers)-1]
		numbers = append(numbers, oldest+1, oldest+2)
	}
	for _, n := range numbers {
		if err := open(oldPath(path, n)); err != nil {
			return files, err
		}
	}
	return files, nil
}

func openForReading(path string) (*os.File, fs.FileInfo, error) {
	if _, err := regular(path); err != nil {
		return nil, nil, err
	}
	file, err := os.Open(path) //nolint:gosec // the path is the user's own setting
	if err != nil {
		return nil, nil, storage("read", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, storage("read", errors.Join(err, file.Close()))
	}
	return file, info, nil
}

// readFile yields a file's entries; it reports false when no more are wanted.
func readFile(file *os.File, o ReadOptions, yield func(Entry, error) bool) bool {
	lines := bufio.NewReaderSize(file, maxLine)
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
			if !yield(Entry{}, notAnEntry(file.Name(), number)) {
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
