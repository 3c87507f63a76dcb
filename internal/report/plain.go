package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain makes one line of a text: what is compared, since each output and each
// editor has its own idea of white space, and pages may leave out what cannot be
// seen.
func plain(text string) string {
	if isPlain(text) {
		return text
	}
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar, isNoCharacter(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(seen), " ")
}

// isPlain reports, for most texts at once, whether plain changes nothing.
func isPlain(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= utf8.RuneSelf || c == 0x7f || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || text == ""
}

// isNoCharacter reports whether Unicode keeps a number free of any meaning, so
// that files such as spreadsheets cannot hold it.
func isNoCharacter(r rune) bool { return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef }
