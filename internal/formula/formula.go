// Package formula keeps spreadsheets from running what stands in a cell of a CSV
// file (promise W5). It must not know what the cells mean.
package formula

import (
	"strings"
	"unicode"
)

// starters are what a spreadsheet may take for the start of a formula. The
// wide ones count where the spreadsheet belongs to an East Asian language.
const starters = "=+-@|%＝＋－＠"

// Safe keeps a spreadsheet from reading text as a formula: an apostrophe
// before it says that it is text.
//
// Where the decimal sign is a comma, a spreadsheet that is handed the file by a
// double click takes semicolons for the ends of cells, and then quotes in the
// middle of a line mean nothing to it: quoting would not help. So each part of
// the text after a semicolon, a tab or a line break is looked at as well. There
// it must look like a formula that can do something (a call, or a reference out
// of the sheet), since lists with dashes are too common to be spoilt.
//
// Source: OWASP, "CSV Injection".
func Safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1 // of no use in a spreadsheet, and a terminal would obey it
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("\t\n", rune(s[0])) {
		return "'" + innerSafe(s)
	}
	if startsFormula(s) {
		return "'" + innerSafe(s)
	}
	return innerSafe(s)
}

// innerSafe sees to the parts of s but for the first.
func innerSafe(s string) string {
	return eachPart(s, func(part string) string {
		if startsCall(part) {
			return "'" + part
		}
		return part
	})
}

// startsFormula looks past spaces and quotes, which an import may drop.
func startsFormula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '"' || r == '\u200b' || r == '\ufeff'
	})
	for _, r := range s {
		return strings.ContainsRune(starters, r)
	}
	return false
}

// Undo takes away the apostrophe that Safe put before a text, if it did.
func Undo(s string) string {
	inner, quoted := strings.CutPrefix(s, "'")
	if bare := strings.TrimLeft(inner, "'"); quoted && (startsFormula(bare) || strings.HasPrefix(bare, "\t") || strings.HasPrefix(bare, "\n")) {
		return inner
	}
	return s
}

// Quote makes a text as safe as Safe does, in a way that Unquote can undo: what
// looks quoted already is quoted once more. It is for what people wrote, and what
// is read back.
func Quote(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	quoted := eachPart(s, func(part string) string {
		if startsCall(strings.TrimLeft(part, "'")) {
			return "'" + part
		}
		return part
	})
	if startsText(strings.TrimLeft(s, "'")) {
		return "'" + quoted
	}
	return quoted
}

// Unquote takes away what Quote has put into a text.
func Unquote(s string) string {
	bare := eachPart(s, func(part string) string {
		if inner, ok := strings.CutPrefix(part, "'"); ok && startsCall(strings.TrimLeft(inner, "'")) {
			return inner
		}
		return part
	})
	if inner, ok := strings.CutPrefix(bare, "'"); ok && startsText(strings.TrimLeft(inner, "'")) {
		return inner
	}
	return bare
}

// startsText reports whether a text needs an apostrophe before it.
func startsText(s string) bool {
	return s != "" && strings.ContainsRune("\t\n", rune(s[0])) || startsFormula(s)
}

// startsCall reports whether a part of a text looks like a formula that can do
// something.
func startsCall(part string) bool {
	return startsFormula(part) && strings.ContainsAny(part, "(|!（｜！")
}

// eachPart changes the parts of s but for the first.
func eachPart(s string, change func(part string) string) string {
	if !strings.ContainsAny(s, ";\t\n") {
		return s
	}
	var b strings.Builder
	for first, rest := true, s; rest != ""; first = false {
		part := rest
		if end := strings.IndexAny(rest, ";\t\n"); end >= 0 {
			part = rest[:end+1]
		}
		rest = rest[len(part):]
		if !first {
			part = change(part)
		}
		b.WriteString(part)
	}
	return b.String()
}
