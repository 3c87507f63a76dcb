package table

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"

	"weir"
)

// Text returns a cell's value as text, with moments in the given layout.
func Text(v any, layout string) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return v.Format(layout)
	case weir.Date:
		return v.String()
	case json.RawMessage:
		return gist(v, layout)
	}
	return ""
}

// Line makes text fit into one line of a terminal: no line breaks, and nothing
// that a terminal obeys (control characters, and marks that turn the direction
// of writing).
func Line(s string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return '�'
		case unicode.In(r, unicode.Bidi_Control) || r == '\u200b' || r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(clean), " ")
}

// Visible keeps the columns of a line as they are, but shows what a terminal
// would obey as a placeholder: for text that something is going to point into.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control):
			return '�'
		}
		return r
	}, s)
}
