package tasks

import (
	"strings"
	"unicode"
)

// oneLine makes a name of a text: one line, without control characters and
// without those that would turn what follows them around, with single spaces.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case turns(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// turns reports whether a character changes the direction of all that follows,
// beyond the word it stands in, or has no business within a text.
func turns(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF
}

// lines makes a text for a note: lines end in \n, and there are no control
// characters but that and \t.
func lines(text string) string {
	if plain(text) {
		return text
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == 0xFEFF {
			return -1
		}
		return r
	}, text)
}

// plain reports whether a text is ASCII and has nothing in it to be changed,
// which most have not.
func plain(text string) bool {
	for i := range len(text) {
		if b := text[i]; b < ' ' && b != '\n' && b != '\t' || b >= 0x7F {
			return false
		}
	}
	return true
}
