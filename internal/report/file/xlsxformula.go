package file

import (
	"strconv"
	"strings"
)

// tokenOf finds the first thing in a formula that is more than one character: a
// text, the name of a sheet with its mark, a function with its bracket, what is in
// square brackets, or a word, which may be a reference. There is none where from and
// to are the same.
func tokenOf(formula string) (from, to int) {
	for i := 0; i < len(formula); i++ {
		switch c := formula[i]; {
		case c == '"':
			return i, quotedEnd(formula, i)
		case c == '\'':
			end := quotedEnd(formula, i)
			if strings.HasPrefix(formula[end:], "!") {
				end++
			}
			return i, end
		case c == '[':
			if end := strings.IndexByte(formula[i:], ']'); end >= 0 {
				return i, i + end + 1
			}
			return i, len(formula) // like a text that does not end: to look on from each bracket would take for ever
		case inWord(c):
			return i, wordEnd(formula, i)
		}
	}
	return len(formula), len(formula)
}

// quotedEnd is where a text ends, in which the quote itself is doubled.
func quotedEnd(formula string, from int) int {
	quote := formula[from]
	for i := from + 1; i < len(formula); i++ {
		if formula[i] != quote {
			continue
		}
		if i+1 == len(formula) || formula[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(formula)
}

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$' || c == '\\' || c >= 0x80
}

// wordEnd is where a word ends, with the second one of an area, and with what says
// that it is a sheet or a function.
func wordEnd(formula string, from int) int {
	end := func(i int) int {
		for i < len(formula) && inWord(formula[i]) {
			i++
		}
		return i
	}
	follows := func(i int, what string) bool { return i < len(formula) && strings.IndexByte(what, formula[i]) >= 0 }
	first := end(from)
	if follows(first, "!(") {
		return first + 1
	}
	if second := end(first + 1); follows(first, ":") && second > first+1 && !follows(second, "!(") {
		return second
	}
	return first
}

// unquotedSheet is the name of a sheet as it is.
func unquotedSheet(name string) string {
	if inner, quoted := strings.CutPrefix(name, "'"); quoted {
		return strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	return name
}

// spelling is how a cell, a column or a row is spelled in a formula: $A$1, $A, $1.
type spelling struct {
	column, row           bool // whether it has such a part
	fixedColumn, fixedRow bool
	at                    xlsxAt
}

// spellingOf reads one; without any part it is none.
func spellingOf(word string) (s spelling) {
	rest, fixed := strings.CutPrefix(word, "$")
	n := 0
	for n < len(rest) && n < 4 && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
		s.at.column = s.at.column*26 + int(rest[n]|0x20-'a') + 1
		n++
	}
	if n > 0 {
		s.column, s.fixedColumn = true, fixed
		rest, fixed = strings.CutPrefix(rest[n:], "$")
	}
	if rest != "" {
		row, err := strconv.ParseUint(rest, 10, 32)
		if err != nil || row < 1 || row > maxRow {
			return spelling{}
		}
		s.at.row, s.row, s.fixedRow = int(row)-1, true, fixed
	} else if fixed || s.at.column > maxColumn {
		return spelling{}
	}
	if s.column {
		s.at.column--
	}
	if s.at.column >= maxColumn {
		return spelling{}
	}
	return s
}

func (s spelling) isCell() bool   { return s.column && s.row }
func (s spelling) isColumn() bool { return s.column && !s.row }
func (s spelling) isRow() bool    { return s.row && !s.column }

// of spells another cell in the same way.
func (s spelling) of(at xlsxAt) string {
	var b [16]byte
	out := b[:0]
	if s.column {
		if s.fixedColumn {
			out = append(out, '$')
		}
		out = append(out, letters(at.column)...)
	}
	if s.row {
		if s.fixedRow {
			out = append(out, '$')
		}
		out = strconv.AppendInt(out, int64(at.row)+1, 10)
	}
	return string(out)
}

// letters is the name of a column, which counts from 0.
func letters(column int) string {
	var b [4]byte
	i := len(b)
	for n := column + 1; n > 0 && i > 0; n = (n - 1) / 26 {
		i--
		b[i] = byte('A' + (n-1)%26)
	}
	return string(b[i:])
}

// translated is a formula as it is where it is filled into another cell: what is not
// fixed goes with it.
func translated(formula string, rows, columns int) string {
	one := func(word string, s spelling) string {
		if !s.fixedColumn && s.column {
			s.at.column += columns
		}
		if !s.fixedRow && s.row {
			s.at.row += rows
		}
		switch {
		case !s.column && !s.row:
			return word
		case s.at.row < 0 || s.at.column < 0 || !s.at.fits():
			return "#REF!"
		}
		return s.of(s.at)
	}
	return references(formula, func(string) bool { return true }, func(token string) string {
		from, to, area := strings.Cut(token, ":")
		a, b := spellingOf(from), spellingOf(to)
		switch {
		case area && a.column == b.column && a.row == b.row:
			return one(from, a) + ":" + one(to, b)
		case area:
			to = ":" + one(to, cellOnly(b))
		}
		return one(from, cellOnly(a)) + to
	})
}

// cellOnly is a spelling, if it is that of a cell: alone, letters are a name, and
// digits a number.
func cellOnly(s spelling) spelling {
	if s.isCell() {
		return s
	}
	return spelling{}
}
