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
	none    bool   // there were no issues
	same    bool   // nothing moves
	lost    bool   // a formula looks at a column that is there no more
	summed  bool   // a formula looks at totals that are there no more
}

// move is the move of a table that has got other columns and another length.
// ends are its last rows then and now: of issues, of all before the totals, and of all;
// total is the row of totals now.
func (r *xlsxReader) move(columns []int, inside int, ends [3][2]int, total, width, below int) *xlsxMove {
	m := &xlsxMove{xlsxLand: &r.xlsxLand, sheet: r.sheet.name, columns: columns, inside: inside, now: width, below: below, ends: ends, total: [2]int{r.total, total}, none: r.ends[0] == 0}
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

// column is where a column is now: of the whole sheet, or of the table's rows. One
// that is gone stays.
func (m *xlsxMove) column(column int, inTable bool) int {
	switch {
	case column >= m.right:
		return column + m.aside
	case !inTable || column >= len(m.columns) || m.columns[column] < 0:
		return column
	default:
		return m.columns[column]
	}
}

// gone reports whether a column of the table is there no more.
func (m *xlsxMove) gone(column int) bool { return column < len(m.columns) && m.columns[column] < 0 }

// over reports whether an area has anything of the table.
func (m *xlsxMove) over(first, last xlsxAt) bool {
	return first.column < m.right && first.row < m.stop && last.row >= m.head.row && first.row <= last.row
}

// whole reports whether columns are all those of the table, or more.
func (m *xlsxMove) whole(first, last int) bool {
	return first == 0 && last >= len(m.columns)-1 && len(m.columns) > 1
}

// corners are the first and the last cell of an area as they are now. What is over
// the table goes with its columns and rows, wherever it begins and ends.
func (m *xlsxMove) corners(first, last xlsxAt) (from, to xlsxAt) {
	if first.column > last.column {
		first.column, last.column = last.column, first.column
	}
	if m.over(first, last) {
		from.column, to.column = m.breadth(first.column, last.column)
		from.row, to.row = m.height(first.row, last.row)
		return from, to
	}
	from, to = m.at(first), m.at(last)
	if last.row == maxRow-1 {
		to.row = last.row
	}
	return from, to
}

// breadth is where the first and the last one of columns are now, some of which are
// the table's. All of these stay all.
func (m *xlsxMove) breadth(first, last int) (from, to int) {
	if m.whole(first, last) {
		return 0, max(m.column(last, false), m.now-1)
	}
	for first < last && m.gone(first) {
		first++
	}
	for first < last && m.gone(last) {
		last--
	}
	from, to = m.column(first, true), m.column(last, true)
	return min(from, to), max(from, to)
}

// height is where the first and the last one of rows are now, some of which are the
// table's. What reached to the end of the issues, of the table or of the sheet does so
// still, and what had all issues in it has them still.
func (m *xlsxMove) height(first, last int) (from, to int) {
	issues := m.ends[0]
	if m.alone(first, last) {
		return first + m.inside, max(issues[1], first+m.inside)
	}
	from, to = m.row(xlsxAt{first, 0}), m.row(xlsxAt{last, 0})
	switch {
	case last == maxRow-1:
		return from, last
	case first == m.total[0]:
		return from, max(from, to) // what is below has not moved so far
	}
	for _, e := range m.ends {
		switch {
		case last != e[0]:
		case e[1] == m.head.row+m.inside+1: // where it begins there may be nothing any more
			return min(from, e[1]), e[1]
		default:
			return from, max(e[1], from)
		}
	}
	if m.none || first > issues[0] || last < issues[0] {
		return from, to
	}
	if to = max(to, issues[1]); last < m.ends[1][0] { // it ends between rows of people's
		to = min(to, m.ends[1][1])
	}
	return from, to
}

// alone reports whether rows are the one that is left of an area over all issues
// where there were none, and totals stand in it.
func (m *xlsxMove) alone(first, last int) bool {
	return m.none && first == last && first == m.head.row+1 && first == m.total[0]
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
	first, last := m.corners(a.first, a.last)
	width := len(m.columns)
	if !m.over(a.first, a.last) || a.first.column >= width || m.whole(a.first.column, a.last.column) {
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
	return references(formula, m.onSheet(own), m.reference)
}

// onSheet tells which references are to the report's sheet; own says that they stand
// on it themselves.
func (m *xlsxMove) onSheet(own bool) func(sheet string) bool {
	return func(sheet string) bool { return own && sheet == "" || strings.EqualFold(sheet, m.sheet) }
}

// fixed is a reference as it is to be now, if its rows are fixed; any other stays.
func (m *xlsxMove) fixed(token string) string {
	from, to, area := strings.Cut(token, ":")
	if a, b := spellingOf(from), spellingOf(to); area && a.fixedRow && b.fixedRow {
		return m.reference(token)
	}
	return edited(token, func(s spelling) string {
		if s.fixedRow {
			return m.cell(s)
		}
		return s.of(s.at)
	})
}

// reference is a cell, an area, columns or rows as they are to be now; anything else
// stays.
func (m *xlsxMove) reference(token string) string {
	from, to, _ := strings.Cut(token, ":")
	a, b := spellingOf(from), spellingOf(to)
	var first, last xlsxAt
	switch {
	case !a.like(b): // no area
		return edited(token, m.cell)
	case a.row:
		first, last = m.corners(a.at, b.at)
	default: // whole columns
		first, last = m.corners(xlsxAt{0, a.at.column}, xlsxAt{maxRow - 1, b.at.column})
	}
	m.looked(a, b, m.alone(a.at.row, b.at.row))
	if !first.fits() || !last.fits() {
		return token
	}
	return a.of(first) + ":" + b.of(last)
}

func (m *xlsxMove) cell(s spelling) string {
	m.looked(s, s, false)
	if at := m.at(s.at); at.fits() {
		return s.of(at)
	}
	return s.of(s.at)
}

// looked notes what a formula looks at: a cell, or cells from one to another. It may
// look at the row of totals, and be about issues.
func (m *xlsxMove) looked(from, to spelling, issues bool) {
	first, last := from.at, to.at
	if !from.row {
		last.row = maxRow - 1
	}
	m.summed = m.summed || from.row && !issues && m.isTotal(first) && m.total[1] < 0
	if from.column && m.over(first, last) && !m.whole(first.column, last.column) {
		m.lost = m.lost || m.gone(first.column) || m.gone(last.column)
	}
}
