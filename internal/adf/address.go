package adf

import (
	"strings"
	"unicode/utf8"
)

// inName are the characters besides letters and digits that the name in an address
// of mail may have.
const inName = "!#$%&'*+-./=?^_`{|}~"

// angle reports whether < may begin a tag, a comment or an address.
func angle(rest, behind string) bool {
	after := at(rest, behind)
	if after == '/' || after == '!' || after == '?' || after|0x20 >= 'a' && after|0x20 <= 'z' {
		return true
	}
	for _, c := range []byte(ahead(rest, behind, 70)) {
		if c == '@' {
			return true
		}
		if c >= utf8.RuneSelf || classOf(rune(c)) != letter && strings.IndexByte(inName, c) < 0 {
			return false
		}
	}
	return true
}

// domain reports whether what comes may be the domain in an address of mail: it
// has a dot, or nobody knows what follows.
func domain(rest, behind string) bool {
	dot := false
	for _, c := range []byte(ahead(rest, behind, 100)) {
		switch {
		case c == '.':
			dot = true
		case c != '-' && c != '_' && classOf(rune(c)) != letter:
			return false
		case dot:
			return true
		}
	}
	return true
}

// afterWWW reports whether what was written ends in what begins an address.
func (e *escaper) afterWWW() bool {
	n := len(e.b)
	return n >= 3 && strings.EqualFold(string(e.b[n-3:]), "www")
}

// afterScheme reports whether what was written may begin an address.
func (e *escaper) afterScheme() bool {
	tail := strings.ToLower(string(e.b[max(0, len(e.b)-5):]))
	return strings.HasSuffix(tail, "http") || tail == "https" || strings.HasSuffix(tail, "ftp")
}

// afterName reports whether what was written may be the name in an address of mail.
func (e *escaper) afterName() bool {
	n := len(e.b)
	return n > 0 && (e.afterLetter() || strings.IndexByte(inName, e.b[n-1]) >= 0)
}
