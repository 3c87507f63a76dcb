package jql

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// isWordRune reports whether r may stand in a word without quotes. White space
// beyond ASCII may: a no-break space is a letter to Jira.
func isWordRune(r rune) bool {
	switch {
	case r <= ',', r == '/', ';' <= r && r <= '@', '[' <= r && r <= '^', '{' <= r && r <= 0x9f:
		return false
	}
	return !isNonCharacter(r)
}

// isQuotedRune reports whether r may stand between quotes as it is. The quote
// itself and the backslash are for the caller.
func isQuotedRune(r rune) bool {
	return r == '\n' || r == '\r' || !isControl(r) && !isNonCharacter(r)
}

func isControl(r rune) bool {
	return r < ' ' || 0x7f <= r && r <= 0x9f
}

// isNonCharacter reports whether r is one of the code points that Unicode
// keeps from ever being characters, as far as Jira looks.
func isNonCharacter(r rune) bool {
	return 0xfdd0 <= r && r <= 0xfdef || r == 0xfffe || r == 0xffff
}

// isInvalid reports whether a decoded rune stands for a byte that is not UTF-8.
func isInvalid(r rune, size int) bool { return r == utf8.RuneError && size <= 1 }

// unescape reads the escape that s starts with and returns what it stands for
// and its width in bytes, which is zero if there is no such escape.
func unescape(s string) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	switch c := s[1]; c {
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case '"', '\'', '\\', ' ':
		return s[1:2], 2
	case 'u':
		return unescapeUnicode(s)
	default:
		return "", 0
	}
}

// unescapeUnicode reads \uXXXX, or two of them where they are the halves of
// one character. A half alone becomes U+FFFD: a string cannot hold it.
func unescapeUnicode(s string) (string, int) {
	first, ok := hexUnit(s)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(first) {
		if second, ok := hexUnit(s[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return string(r), 12
			}
		}
	}
	return string(first), 6
}

func hexUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	b, err := hex.DecodeString(s[2:6])
	if err != nil {
		return 0, false
	}
	return rune(b[0])<<8 | rune(b[1]), true
}

func badEscape(s string) string {
	_, size := utf8.DecodeRuneInString(s[1:])
	return show(s[:1+size]) + ` is not an escape: write \\ for a backslash; ` +
		`the others are \" \' \n \r \t, backslash and space, and \uXXXX`
}

// escapeRune is the escape for a character that cannot stand as it is.
func escapeRune(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	default:
		return fmt.Sprintf(`\u%04x`, r)
	}
}

// Quote returns value as a JQL text in double quotes. Whatever value holds,
// the result is one text to Jira, and reads back as value; bytes that are not
// UTF-8 become U+FFFD.
func Quote(value string) string {
	var b strings.Builder
	b.Grow(len(value) + 2)
	b.WriteByte('"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case isControl(r) || isNonCharacter(r):
			b.WriteString(escapeRune(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
