package store

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"

	"weir"
)

var (
	errNewer  = errors.New("it was made by a newer Weir")
	errNoFile = errors.New("it is not a regular file")
)

// Result codes of SQLite, as its documentation lists them. The lower eight bits
// say what happened, the others where.
const (
	codePerm     = 3
	codeBusy     = 5
	codeLocked   = 6
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26
)

// explain says what a user can do about err. A context's error stays one.
func explain(verb, path string, err error) error {
	var known *weir.Error
	if errors.As(err, &known) {
		return err
	}
	told := &weir.Error{Kind: weir.Storage, Text: verb + " the database " + path, Err: err}
	code := 0
	var failed *sqlite.Error
	if errors.As(err, &failed) {
		code = failed.Code() & 0xff
	}
	dir := filepath.Dir(path)
	switch {
	case code == codeBusy, code == codeLocked:
		told.Kind, told.Next = weir.Busy, "another Weir is writing there: wait until it has finished, or stop it, and try again"
	case code == codeCorrupt, code == codeNotADB:
		told.Next = "the file is damaged, or no database of Weir's: move it away. The next run finds its tasks and tables by what they say of themselves, and makes no duplicates"
	case code == codeFull, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		told.Next = "free some space on the disk that holds " + dir + "; what was there before is unharmed"
	case code == codeReadOnly, code == codePerm, code == codeCantOpen, errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		told.Next = "make " + path + " and " + dir + " writable for this account"
	case code == codeIO:
		told.Next = "look whether the disk that holds " + dir + " is full or failing; a network drive is no good place for a database"
	case errors.Is(err, errNewer):
		told.Next = "update this Weir; or set WEIR_STATE_DIR to another directory"
	case errors.Is(err, errNoFile):
		told.Next = "move away what is there"
	}
	return told
}
