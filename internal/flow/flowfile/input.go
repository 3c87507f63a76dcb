package flowfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"weir"
)

// maxIssue is how many bytes of a file one issue, or one value beside the
// issues, may take: it is in memory as a whole. Jira's largest issues take a
// few megabytes.
const maxIssue = 16 << 20

// bufferSize is how much of a file is read at a time.
const bufferSize = 256 << 10

// A Format is a kind of file.
type Format string

// The formats that hold issues.
const (
	JSON Format = "json" // for Issues
	CSV  Format = "csv"  // for Sheet
)

// Detect tells what kind of file r begins like, by its first character that is
// no space. It takes nothing from r. What is neither counts as CSV.
func Detect(r *bufio.Reader) Format {
	start, _ := r.Peek(512)
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte(utf8Mark)), " \t\r\n")
	if len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		return JSON
	}
	return CSV
}

// utf8Mark is how some programs begin a file in UTF-8.
const utf8Mark = "\ufeff"

// openText makes the beginning of a file sure: it drops the mark of UTF-8, and
// refuses what is no text in UTF-8 at all. It returns how many bytes it dropped.
func openText(r io.Reader) (*bufio.Reader, int64, error) {
	in := bufio.NewReaderSize(r, bufferSize)
	start, err := in.Peek(512)
	if len(start) == 0 && err == io.EOF {
		return nil, 0, bad("the file is empty", "export the issues again")
	}
	if len(start) == 0 {
		return nil, 0, fmt.Errorf("read file: %w", err)
	}
	var dropped int64
	if bytes.HasPrefix(start, []byte(utf8Mark)) {
		n, _ := in.Discard(len(utf8Mark))
		dropped = int64(n)
		start = start[n:]
	}
	return in, dropped, foreign(start)
}

// foreign recognises by their first bytes the files that are handed over by
// mistake most often.
func foreign(start []byte) error {
	text := string(bytes.TrimLeft(start, " \t\r\n"))
	switch {
	case text == "" && len(start) < 512:
		return bad("the file is empty", "export the issues again")
	case strings.HasPrefix(text, "\x1f\x8b"), strings.HasPrefix(text, "PK\x03\x04"):
		return bad("the file is compressed", "unpack it first; a workbook is saved as CSV instead")
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"), bytes.IndexByte(start, 0) >= 0:
		return bad("the file is written in UTF-16, not in UTF-8",
			"convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW; in PowerShell: Get-Content FILE | Set-Content -Encoding utf8 NEW")
	case strings.HasPrefix(text, "<"):
		return bad("the file is a web page or XML, not an export of issues",
			"save what Jira's API answers to a signed-in user (a page to sign in is no answer), or export JSON or CSV")
	}
	return nil
}

// bad is an error about what a file holds.
func bad(text, next string) error {
	return &weir.Error{Kind: weir.BadInput, Text: text, Next: next}
}

// A budget bounds how much may be read for one issue, or one row.
type budget struct {
	inner io.Reader
	limit int64
	left  int64
	spent func() error // what to say when nothing is left
}

func (b *budget) renew() { b.left = b.limit }

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, b.spent()
	}
	n, err := b.inner.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
