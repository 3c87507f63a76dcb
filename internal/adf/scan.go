package adf

import (
	"strconv"
	"strings"
)

// deepestValue is how deeply values may be nested in an attribute. What is
// deeper is not read: no node that we know has it.
const deepestValue = 32

// A scanner reads JSON from left to right, and accepts no other text. After an
// error it is at the end, and all that it reads is empty.
type scanner struct {
	text  string
	at    int
	err   error
	stack []byte // the closing brackets that skip waits for
}

func (s *scanner) fail(want string) {
	if s.err == nil {
		s.err = &SyntaxError{Offset: s.at, Want: want}
	}
	s.at = len(s.text)
}

// peek returns the next byte, and 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// bom passes over the mark that some programs begin a file with.
func (s *scanner) bom() {
	if strings.HasPrefix(s.text, "\ufeff") {
		s.at = len("\ufeff")
	}
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}

// end wants the text to be over.
func (s *scanner) end() {
	if s.space(); s.err == nil && s.at < len(s.text) {
		s.fail("the end")
	}
}

// more goes to the next element or member of what has begun, or past its end.
func (s *scanner) more(begun *bool, closing byte) bool {
	s.space()
	c := s.peek()
	switch {
	case s.err != nil:
		return false
	case c == closing:
		s.at++
		return false
	case !*begun:
		*begun = true
		return true
	case c != ',':
		s.fail("a comma or " + strconv.Quote(string(closing)))
		return false
	}
	s.at++
	s.space()
	if s.peek() == closing {
		s.fail("a value")
		return false
	}
	return true
}

// name reads a member's name and the colon.
func (s *scanner) name() string {
	s.space()
	if s.peek() != '"' {
		s.fail("a name in quotes")
		return ""
	}
	name := s.str()
	s.space()
	if s.peek() != ':' {
		s.fail("a colon")
		return ""
	}
	s.at++
	return name
}

// scalar reads a value as text: a string, or a number's digits. Any other value
// is passed over and "".
func (s *scanner) scalar() string {
	s.space()
	switch c := s.peek(); {
	case c == '"':
		return s.str()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	default:
		s.skip()
		return ""
	}
}

// any reads a value as encoding/json would decode it.
func (s *scanner) any(depth int) any {
	s.space()
	switch c := s.peek(); {
	case c == '"':
		return s.str()
	case (c == '{' || c == '[') && depth >= deepestValue:
		s.skip()
		return nil
	case c == '{':
		s.at++
		members := map[string]any{}
		for begun := false; s.more(&begun, '}'); {
			name := s.name()
			members[name] = s.any(depth + 1)
		}
		return members
	case c == '[':
		s.at++
		elements := []any{}
		for begun := false; s.more(&begun, ']'); {
			elements = append(elements, s.any(depth+1))
		}
		return elements
	case c == 't':
		s.word("true")
		return true
	case c == 'f':
		s.word("false")
		return false
	case c == 'n':
		s.word("null")
		return nil
	default:
		f, err := strconv.ParseFloat(s.number(), 64)
		if err != nil { // too large for any machine
			return nil
		}
		return f
	}
}

// skip passes over a value, however deeply nested it is.
func (s *scanner) skip() {
	s.stack = s.stack[:0]
	for begun := false; s.err == nil; {
		if n := len(s.stack); n > 0 {
			closing := s.stack[n-1]
			if !s.more(&begun, closing) {
				begun = true
				if s.stack = s.stack[:n-1]; n == 1 {
					return
				}
				continue
			}
			if closing == '}' {
				s.name()
			}
		}
		s.space()
		if c := s.peek(); c == '{' || c == '[' {
			s.at++
			s.stack = append(s.stack, c+2) // the bracket that closes it
			begun = false
			continue
		}
		if s.atom(); len(s.stack) == 0 {
			return
		}
	}
}

// atom passes over a value that holds no others.
func (s *scanner) atom() {
	switch s.peek() {
	case '"':
		s.str()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}
