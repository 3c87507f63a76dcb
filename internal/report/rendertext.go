package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// most is how many characters a cell's text has at most, unless a report asks for
// longer texts.
const most = 1000

const ellipsis = "…"

// clean is the one place that drops what no cell may hold: control characters
// but for line breaks, marks that turn the direction of writing, and what no
// document may hold. Lines lose the white space at their ends, and empty ones go.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u0085', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control), r == '\u200b', r == '\ufeff', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
	if !strings.Contains(s, "\n") {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	for l := range strings.Lines(s) {
		if l = strings.TrimRightFunc(l, unicode.IsSpace); l != "" {
			b.WriteString(l)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String())
}

// line is a text in one line: a name, a heading.
func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// headingOf is a heading as a page can show it.
func headingOf(s string) string { return shorten(line(s), 255) }

// shorten cuts a text to so many characters, behind a word where there is one,
// and says so.
func shorten(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	end, n := 0, 0
	for i := range s {
		if n == limit-len([]rune(ellipsis)) {
			end = i
			break
		}
		n++
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	cut := s[:end]
	// A first word that is too long is cut itself.
	if i := strings.LastIndexFunc(cut, unicode.IsSpace); i > 0 && !unicode.IsSpace(next) {
		cut = cut[:i]
	}
	return strings.TrimRightFunc(cut, unicode.IsSpace) + ellipsis
}
