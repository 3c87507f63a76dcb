package jql

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error says why a text is not JQL, and where.
type Error struct {
	Offset int    // bytes before the place
	Line   int    // from 1
	Column int    // from 1, in characters
	Text   string // what is wrong, and where possible what to write instead
}

// Error returns the text after the place.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// newError makes an Error for the place offset bytes into text.
func newError(text string, offset int, what string) *Error {
	before := text[:offset]
	line := strings.Count(before, "\n")
	start := strings.LastIndexByte(before, '\n') + 1
	return &Error{
		Offset: offset,
		Line:   line + 1,
		Column: utf8.RuneCountInString(before[start:]) + 1,
		Text:   what,
	}
}

// show is a piece of the query for an error's text: short, and on one line.
func show(piece string) string {
	const most = 40
	shown := 0
	var b strings.Builder
	b.WriteByte('`')
	for _, r := range piece {
		if shown == most {
			b.WriteString("…")
			break
		}
		if isControl(r) {
			r = ' '
		}
		b.WriteRune(r)
		shown++
	}
	b.WriteByte('`')
	return b.String()
}
