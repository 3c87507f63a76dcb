package file

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The most rows and columns that a sheet has.
const (
	maxRow    = excelize.TotalRows
	maxColumn = excelize.MaxColumns
)

// xlsxAt is the place of a cell, counted from 0.
type xlsxAt struct{ row, column int }

// fits reports whether there is such a cell.
func (at xlsxAt) fits() bool { return at.row < maxRow && at.column < maxColumn }

// name names the cell: B12.
func (at xlsxAt) name() string { return spelling{column: true, row: true}.of(at) }

// placeOf reads the name of a cell.
func placeOf(name string) (xlsxAt, bool) {
	s := spellingOf(name)
	return s.at, s.isCell()
}

// xlsxArea are cells from the first to the last.
type xlsxArea struct{ first, last xlsxAt }

// areaOf reads the name of an area: B2:D9, or of one cell.
func areaOf(name string) (a xlsxArea, ok bool) {
	from, to, several := strings.Cut(name, ":")
	a.first, ok = placeOf(from)
	if a.last = a.first; several && ok {
		a.last, ok = placeOf(to)
	}
	return a, ok && a.first.row <= a.last.row && a.first.column <= a.last.column
}

func (a xlsxArea) name() string {
	if a.first == a.last {
		return a.first.name()
	}
	return a.first.name() + ":" + a.last.name()
}

// fixed names an area so that a name of the workbook can lead to it: $B$2:$D$9.
func (a xlsxArea) fixed() string {
	s := spelling{true, true, true, true, xlsxAt{}}
	if a.first == a.last {
		return s.of(a.first)
	}
	return s.of(a.first) + ":" + s.of(a.last)
}

// leadsTo reads where a name leads: 'My sheet'!$A$2:$I$2.
func leadsTo(to string) (sheet string, a xlsxArea, ok bool) {
	i := strings.LastIndex(to, "!")
	if i < 0 {
		return "", a, false
	}
	a, ok = areaOf(to[i+1:])
	return unquotedSheet(to[:i]), a, ok
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
		s.at.column--
		rest, fixed = strings.CutPrefix(rest[n:], "$")
	}
	if rest != "" || fixed {
		row, err := strconv.ParseUint(rest, 10, 32)
		if err != nil || row < 1 {
			return spelling{}
		}
		s.at.row, s.row, s.fixedRow = int(row)-1, true, fixed
	}
	if !s.at.fits() {
		return spelling{}
	}
	return s
}

func (s spelling) isCell() bool { return s.column && s.row }

// like reports whether two of them, which are some, have the same parts.
func (s spelling) like(other spelling) bool {
	return s.column == other.column && s.row == other.row && (s.column || s.row)
}

// of spells another cell in the same way; one that does not fit has no column.
func (s spelling) of(at xlsxAt) string {
	var b [16]byte
	out := b[:0]
	if s.column {
		if s.fixedColumn {
			out = append(out, '$')
		}
		letters, _ := excelize.ColumnNumberToName(at.column + 1)
		out = append(out, letters...)
	}
	if s.row {
		if s.fixedRow {
			out = append(out, '$')
		}
		out = strconv.AppendInt(out, int64(at.row)+1, 10)
	}
	return string(out)
}
