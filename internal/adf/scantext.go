package adf

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// word reads one of JSON's three words.
func (s *scanner) word(w string) {
	if !strings.HasPrefix(s.text[s.at:], w) {
		s.fail("a value")
		return
	}
	s.at += len(w)
}

// number reads a number and returns it as it is written.
func (s *scanner) number() string {
	start := s.at
	if s.peek() == '-' {
		s.at++
	}
	if s.peek() == '0' {
		s.at++
	} else {
		s.digits("a value")
	}
	if s.peek() == '.' {
		s.at++
		s.digits("a digit")
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		s.digits("a digit")
	}
	if s.err != nil {
		return ""
	}
	return s.text[start:s.at]
}

func (s *scanner) digits(want string) {
	start := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	if s.at == start {
		s.fail(want)
	}
}

// str reads a string. One without escapes is a part of the source.
func (s *scanner) str() string {
	start := s.at + 1
	ascii := true
	for i := start; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.at = i + 1
			if ascii {
				return s.text[start:i]
			}
			return valid(s.text[start:i])
		case c == '\\':
			return s.escaped(start, i)
		case c < ' ':
			s.at = i
			s.fail("the end of a string")
			return ""
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	s.at = len(s.text)
	s.fail("the end of a string")
	return ""
}

// escaped reads on in a string whose first escape is at i.
func (s *scanner) escaped(start, i int) string {
	var b strings.Builder
	for s.at = i; s.at < len(s.text); {
		switch c := s.text[s.at]; {
		case c == '"':
			b.WriteString(valid(s.text[start:s.at]))
			s.at++
			return b.String()
		case c == '\\':
			b.WriteString(valid(s.text[start:s.at]))
			s.at++
			b.WriteRune(s.escape())
			start = s.at
		case c < ' ':
			s.fail("the end of a string")
			return ""
		default:
			s.at++
		}
	}
	s.fail("the end of a string")
	return ""
}

// escape reads what follows a backslash.
func (s *scanner) escape() rune {
	c := s.peek()
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		s.at++
		return rune("\"\\/\b\f\n\r\t"[i])
	}
	r, ok := s.unit()
	if !ok {
		s.fail("an escape")
		return utf8.RuneError
	}
	if !utf16.IsSurrogate(r) {
		return r
	}
	behind := s.at
	if s.peek() == '\\' {
		s.at++
		if low, ok := s.unit(); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair
			}
		}
	}
	s.at = behind
	return utf8.RuneError
}

// unit reads the u and the four digits of an escape, or leaves them.
func (s *scanner) unit() (rune, bool) {
	if s.at+5 > len(s.text) || s.text[s.at] != 'u' {
		return 0, false
	}
	u, err := strconv.ParseUint(s.text[s.at+1:s.at+5], 16, 16)
	if err != nil {
		return 0, false
	}
	s.at += 5
	return rune(u), true
}

// valid replaces each byte that is not UTF-8 by U+FFFD.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}
