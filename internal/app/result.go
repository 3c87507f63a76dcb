package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"weir"
	"weir/internal/atomicfile"
)

// WriteResult writes a file that the user asked for, whole or not at all, for the
// user alone.
func WriteResult(path string, data []byte) error {
	if dir := filepath.Dir(path); absent(dir) {
		return &weir.Error{Kind: weir.Storage, Text: "cannot write " + path + ": there is no directory " + dir, Next: "make it, or name another one"}
	}
	return atomicfile.Write(path, data, 0o600)
}

func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// MakeResultDir makes the directory for such files, unless it is there.
func MakeResultDir(path string) error { return atomicfile.MakeDir(path) }
