package file

import "strings"

// xlsxMove says where the cells of a sheet are when the table on it is written anew:
// its columns may be in another order, it may be longer or wider, and what has no
// room any more beside it or below it goes aside.
type xlsxMove struct {
	*xlsxLand
	sheet   string
	columns []int // where the columns of the table are now; -1: nowhere
	down    int   // for what stands below
	aside   int   // for what stands right of it
	inside  int   // for the table itself
	now     int   // how many columns the table has now
	below   int   // the first row below all that is Weir's
	ends    [3][2]int
	total   [2]int // the row of totals, then and now; -1: there is none
	same    bool   // nothing moves
	lost    bool   // something looks at a column that is there no more
	summed  bool   // something looks at totals that are there no more
}

// move is the move of a table that has got other columns and another length.
// ends are its last rows then and now: of issues, of all before the totals, and of all;
// total is the row of totals now.
func (r *xlsxReader) move(columns []int, inside int, ends [3][2]int, total, width, below int) *xlsxMove {
	m := &xlsxMove{xlsxLand: &r.xlsxLand, sheet: r.sheet.name, columns: columns, inside: inside, now: width, below: below, ends: ends, total: [2]int{r.total, total}}
	row, column := r.nearest()
	m.aside = max(0, max(width, listWidth)+1-column)
	m.down = max(0, below+1-row)
	m.same = m.down == 0 && m.aside == 0 && inside == 0 && (r.total < 0 || r.total == total)
	for _, e := range ends {
		m.same = m.same && e[0] == e[1]
	}
	for i, to := range columns {
		m.same = m.same && i == to
	}
	return m
}

// nearest is where anything of people's begins: below the table, and right of it.
func (r *xlsxReader) nearest() (row, column int) {
	row, column = maxRow, maxColumn
	for at := range r.theirs.cells {
		switch {
		case at.row < r.head.row:
		case at.row >= r.stop && (at.column < r.right || at.row >= r.besideEnd):
			row = min(row, at.row)
		case at.column >= r.right:
			column = min(column, at.column)
		}
	}
	return row, column
}

// at is where a cell is now.
func (m *xlsxMove) at(at xlsxAt) xlsxAt {
	return xlsxAt{m.row(at), m.column(at.column, at.row >= m.head.row && at.row < m.stop)}
}

// row is the row where a cell is now.
func (m *xlsxMove) row(at xlsxAt) int {
	switch {
	case m.isTotal(at) && m.total[1] >= 0:
		return m.total[1]
	case at.column >= m.right && at.row >= m.besideEnd, at.column < m.right && at.row >= m.stop:
		return at.row + m.down
	case at.column < m.right && at.row >= m.head.row:
		return at.row + m.inside
	default:
		return at.row
	}
}

// isTotal reports whether a cell stood in the row of totals.
func (m *xlsxMove) isTotal(at xlsxAt) bool {
	return m.total[0] >= 0 && at.row == m.total[0] && at.column < m.right
}

// column is where a column is now: of the whole sheet, or of the table's rows.
func (m *xlsxMove) column(column int, inTable bool) int {
	switch {
	case column >= m.right:
		return column + m.aside
	case !inTable || column >= len(m.columns):
		return column
	case m.columns[column] < 0:
		m.lost = true
		return column
	default:
		return m.columns[column]
	}
}

// end is where the second corner of an area is now. One that reached to the end of
// the table does so still, and one to the end of the sheet, too.
func (m *xlsxMove) end(first, last xlsxAt) xlsxAt {
	to := m.at(last)
	if m.isTotal(first) && last.row == first.row {
		return xlsxAt{m.at(first).row, to.column}
	}
	if m.isTotal(first) && last.row > first.row { // what is below has not moved so far
		return xlsxAt{max(m.at(first).row, to.row), to.column}
	}
	if last.row == maxRow-1 {
		to.row = last.row
	}
	if last.column >= m.right || first.row < m.head.row || first.row > last.row {
		return to
	}
	for _, e := range m.ends {
		if last.row == e[0] {
			return xlsxAt{max(e[1], first.row+m.inside), to.column}
		}
	}
	return to
}

// areas are areas as they are now, with spaces between them.
func (m *xlsxMove) areas(list string) string {
	if m.same {
		return list
	}
	var names []string
	for name := range strings.FieldsSeq(list) {
		if a, ok := areaOf(name); ok {
			names = append(names, m.area(a)...)
		}
	}
	return strings.Join(names, " ")
}

// area is an area as it is now. Where columns of the table are parted, it is.
func (m *xlsxMove) area(a xlsxArea) (names []string) {
	add := func(first, last xlsxAt) {
		if first.fits() && last.fits() {
			names = append(names, xlsxArea{first, last}.name())
		}
	}
	first, last := m.at(a.first), m.end(a.first, a.last)
	width := min(m.width, len(m.columns))
	whole := a.first.column == 0 && a.last.column >= width-1
	if a.last.row < m.head.row || a.first.row >= m.stop || a.first.column >= width || whole {
		if whole && a.last.column < m.right && a.last.row >= m.head.row && a.first.row < m.stop {
			last.column = max(a.last.column, m.now-1)
		}
		add(first, last)
		return names
	}
	for k := a.first.column; k <= min(a.last.column, width-1); {
		to, n := m.columns[k], 1
		for to >= 0 && k+n <= min(a.last.column, width-1) && m.columns[k+n] == to+n {
			n++
		}
		if to >= 0 {
			add(xlsxAt{first.row, to}, xlsxAt{last.row, to + n - 1})
		}
		k += n
	}
	if a.last.column >= width {
		add(xlsxAt{first.row, m.column(width, false)}, last)
	}
	return names
}

// formula is a formula of people's as it is to be now. own says whether it stands on
// the sheet.
func (m *xlsxMove) formula(formula string, own bool) string {
	if m.same {
		return formula
	}
	return references(formula, func(sheet string) bool {
		return own && sheet == "" || strings.EqualFold(sheet, m.sheet)
	}, m.reference)
}

// reference is a cell, an area, columns or rows as they are to be now; anything else
// stays.
func (m *xlsxMove) reference(token string) string {
	from, to, _ := strings.Cut(token, ":")
	a, b := spellingOf(from), spellingOf(to)
	if a.row {
		m.looked(a.at)
	}
	var first, last xlsxAt
	switch {
	case !a.like(b): // no area
		return edited(token, m.cell)
	case a.row:
		first, last = m.at(a.at), m.end(a.at, b.at)
	default: // whole columns
		first.column, last.column = m.column(a.at.column, true), m.column(b.at.column, true)
	}
	if first.column > last.column {
		first.column, last.column = last.column, first.column
	}
	if !first.fits() || !last.fits() {
		return token
	}
	return a.of(first) + ":" + b.of(last)
}

func (m *xlsxMove) cell(s spelling) string {
	m.looked(s.at)
	if at := m.at(s.at); at.fits() {
		return s.of(at)
	}
	return s.of(s.at)
}

// looked notes that a formula looks at a cell, or at cells from there on.
func (m *xlsxMove) looked(at xlsxAt) {
	m.summed = m.summed || m.isTotal(at) && m.total[1] < 0
}
