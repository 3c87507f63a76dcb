package jiratest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"weir"
)

// maxValue bounds one value in a file: an issue far beyond any real one.
const maxValue = 256 << 20

// A scanner splits a stream of JSON into its values without decoding them, and
// knows at every byte where it is.
type scanner struct {
	name   string
	r      *bufio.Reader
	offset int64 // bytes taken
	line   int   // of the next byte
}

func newScanner(name string, r io.Reader) *scanner {
	s := &scanner{name: name, r: bufio.NewReaderSize(r, 1<<16), line: 1}
	// A byte order mark is no JSON, but some programs write one.
	if start, err := s.r.Peek(3); err == nil && bytes.Equal(start, []byte("\xef\xbb\xbf")) {
		n, _ := s.r.Discard(3) // they are in the buffer
		s.offset += int64(n)
	}
	return s
}

// take returns the next byte.
func (s *scanner) take() (byte, error) {
	c, err := s.r.ReadByte()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return 0, io.EOF
		}
		return 0, &weir.Error{Kind: weir.Storage, Text: "read " + s.name, Err: err}
	}
	s.offset++
	if c == '\n' {
		s.line++
	}
	return c, nil
}

// peek returns the next byte that is no white space, and leaves it.
func (s *scanner) peek() (byte, error) {
	for {
		c, err := s.take()
		if err != nil {
			return 0, err
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		}
		s.offset--
		// What was just read can be unread.
		return c, s.r.UnreadByte()
	}
}

// want takes the next byte that is no white space, which must be one of a set.
func (s *scanner) want(set, what string) (byte, error) {
	c, err := s.peek()
	if errors.Is(err, io.EOF) {
		return 0, s.ended()
	}
	if err != nil {
		return 0, err
	}
	if bytes.IndexByte([]byte(set), c) < 0 {
		return 0, s.bad(fmt.Sprintf("found %q where %s was expected", c, what), s.line, s.offset)
	}
	return s.take()
}

// value returns the next whole value, checked to be JSON.
func (s *scanner) value() (json.RawMessage, error) {
	if _, err := s.peek(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, s.ended()
		}
		return nil, err
	}
	line, offset := s.line, s.offset
	raw, err := s.extent()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if fault := json.Unmarshal(raw, new(json.RawMessage)); fault != nil {
		at := len(raw)
		var syntax *json.SyntaxError
		if errors.As(fault, &syntax) && int(syntax.Offset) <= len(raw) {
			at = max(int(syntax.Offset)-1, 0)
		}
		if fault.Error() == "unexpected end of JSON input" {
			return nil, s.ended()
		}
		return nil, s.bad(fault.Error(), line+bytes.Count(raw[:at], []byte("\n")), offset+int64(at))
	}
	return raw, nil
}

// extent takes bytes up to the end of the value that begins at the next one,
// judging by brackets and quotes alone.
func (s *scanner) extent() ([]byte, error) {
	var raw []byte
	depth, quoted, escaped := 0, false, false
	for {
		c, err := s.take()
		if err != nil {
			return raw, err
		}
		raw = append(raw, c)
		switch {
		case len(raw) > maxValue:
			return nil, s.bad(fmt.Sprintf("one value is longer than %d MB", maxValue>>20), s.line, s.offset)
		case escaped:
			escaped = false
			continue
		case quoted:
			escaped = c == '\\'
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth > 0 || quoted {
			continue
		}
		if c == '"' || c == '}' || c == ']' || s.atDelimiter() {
			return raw, nil
		}
	}
}

// atDelimiter reports whether a number or a word ends here.
func (s *scanner) atDelimiter() bool {
	next, err := s.r.Peek(1)
	return err != nil || bytes.IndexByte([]byte(" \t\r\n,:]}[{\""), next[0]) >= 0
}

// ended is the error of a file that stops too early.
func (s *scanner) ended() error {
	return s.bad("the file ends in the middle of a value", s.line, s.offset)
}

// bad is an error about the JSON at a place.
func (s *scanner) bad(text string, line int, offset int64) error {
	return &weir.Error{
		Kind: weir.BadInput,
		Text: fmt.Sprintf("%s: line %d, byte %d: %s", s.name, line, offset, text),
		Next: "Give a file as Jira exports it: a page of a search, a list of issues, or one issue on each line.",
	}
}
