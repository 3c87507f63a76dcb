package table

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"

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

// shorten cuts s to at most limit columns of a terminal; 0 means no limit.
func shorten(s string, limit int) string {
	if limit == 0 || uniseg.StringWidth(s) <= limit {
		return s
	}
	short, width := "", 0
	for graphemes := uniseg.NewGraphemes(s); graphemes.Next() && width+graphemes.Width() < limit; {
		short += graphemes.Str()
		width += graphemes.Width()
	}
	return strings.TrimRight(short, " ") + "…"
}

// pad fills s up to width columns of a terminal, in which a Chinese character
// takes two.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
}

// formulaSafe keeps a spreadsheet from reading text as a formula.
// Source: OWASP, "CSV Injection".
func formulaSafe(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1 // of no use in a spreadsheet, and a terminal would obey it
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

// markdownCell escapes what Markdown would read as markup, and keeps the text
// inside its cell.
func markdownCell(s string) string {
	var b strings.Builder
	for _, r := range Line(s) {
		if strings.ContainsRune("\\`*_[]<>|~$&!#", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
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
