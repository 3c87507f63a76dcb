package adf

import (
	"strings"
	"unicode/utf8"
)

// clean returns text without what a reader cannot see and a program may obey:
// control characters, the marks that turn the direction of what follows
// (overrides, embeddings, isolates), the byte order mark and what is no
// character. What parts lines is a line feed; a tab is kept. It is valid UTF-8.
func clean(s string) string {
	checked := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			continue
		}
		// Of the other characters most are harmless, and begin otherwise.
		if c < utf8.RuneSelf || c == 0xc2 || c == 0xe2 || c == 0xef || c >= 0xf0 || !checked && !utf8.ValidString(s[i:]) {
			return cleaned(s)
		}
		checked = true
	}
	return s
}

func cleaned(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\v' || r == '\f' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\n'
		case r < ' ', r >= 0x7f && r < 0xa0: // C0, DEL, C1
			return -1
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // direction
			return -1
		case r == 0xfeff || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef:
			return -1
		default:
			return r
		}
	}, s)
}

// oneLine returns clean text without line breaks.
func oneLine(s string) string {
	s = clean(s)
	if strings.ContainsAny(s, "\n\t") {
		s = strings.NewReplacer("\n", " ", "\t", " ").Replace(s)
	}
	return s
}
