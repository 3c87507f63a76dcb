package file

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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
	ends    [2][2]int
	same    bool // nothing moves
	lost    bool // something looks at a column that is there no more
}

// move is the move of a table that has got other columns and another length.
// ends are its last rows, of issues and of all, then and now.
func (r *xlsxReader) move(columns []int, inside int, ends [2][2]int, width, below int) *xlsxMove {
	m := &xlsxMove{xlsxLand: &r.xlsxLand, sheet: r.sheet.name, columns: columns, inside: inside, now: width, ends: ends}
	row, column := r.nearest()
	m.aside = max(0, max(width, listWidth)+1-column)
	m.down = max(0, below+1-row)
	m.same = m.down == 0 && m.aside == 0 && inside == 0 && ends[0][0] == ends[0][1] && ends[1][0] == ends[1][1]
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
		case at.row >= r.stop && (at.column < r.right || at.row >= r.xlsxLand.aside):
			row = min(row, at.row)
		case at.column >= r.right:
			column = min(column, at.column)
		}
	}
	return row, column
}

// at is where a cell is now.
func (m *xlsxMove) at(at xlsxAt) xlsxAt {
	column := m.column(at.column, at.row >= m.head.row && at.row < m.stop)
	switch {
	case at.column >= m.right && at.row >= m.xlsxLand.aside, at.column < m.right && at.row >= m.stop:
		at.row += m.down
	case at.column < m.right && at.row >= m.head.row:
		at.row += m.inside
	}
	return xlsxAt{at.row, column}
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
// the table does so still.
func (m *xlsxMove) end(first, last xlsxAt) xlsxAt {
	to := m.at(last)
	if last.row >= maxRow-1 || last.column >= m.right || first.row < m.head.row || first.row > last.row {
		return to
	}
	for _, e := range m.ends {
		if last.row == e[0] && e[0] > m.head.row {
			return xlsxAt{max(e[1], first.row+m.inside), to.column}
		}
	}
	return to
}

// fits reports whether there is such a cell.
func (at xlsxAt) fits() bool { return at.row < maxRow && at.column < maxColumn }

var (
	formulaToken = regexp.MustCompile(`"(?:[^"]|"")*"|(?:'(?:[^']|'')*'|[\p{L}\p{N}_.]+)!|[\p{L}\p{N}_.$\\]+\(|[\p{L}\p{N}_.$\\]+(?::[\p{L}\p{N}_.$\\]+)?|\[[^\]]*\]`)
	cellPart     = regexp.MustCompile(`^(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})$`)
	columnPart   = regexp.MustCompile(`^(\$?)([A-Za-z]{1,3})$`)
	rowPart      = regexp.MustCompile(`^(\$?)([0-9]{1,7})$`)
)

// references writes a formula with other references: those to sheets that are
// asked for. A reference without the name of a sheet is to the one called "".
func references(formula string, asked func(sheet string) bool, edit func(reference string) string) string {
	var b strings.Builder
	own := asked("")
	for edits := own; ; {
		at := formulaToken.FindStringIndex(formula)
		if at == nil {
			b.WriteString(formula)
			return b.String()
		}
		if at[0] > 0 {
			edits = own
		}
		b.WriteString(formula[:at[0]])
		token := formula[at[0]:at[1]]
		// Of Sheet1!A1:Sheet1!B2 the first half comes first.
		if colon := strings.IndexByte(token, ':'); colon > 0 && token[0] != '"' && token[0] != '\'' && strings.HasPrefix(formula[at[1]:], "!") {
			token = token[:colon]
		}
		formula = formula[at[0]+len(token):]
		switch last := token[len(token)-1]; {
		case last == '!':
			other := strings.HasSuffix(b.String(), "]") // of another workbook
			b.WriteString(token)
			edits = !other && asked(unquotedSheet(token[:len(token)-1]))
			continue
		case token[0] == '"' || last == '(' || last == ']' || !edits:
			b.WriteString(token)
		default:
			b.WriteString(edit(token))
		}
		edits = own
	}
}

func unquotedSheet(name string) string {
	if inner, quoted := strings.CutPrefix(name, "'"); quoted {
		return strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	return name
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
	from, to, area := strings.Cut(token, ":")
	if !area {
		return m.cell(token)
	}
	a, b := cellPart.FindStringSubmatch(from), cellPart.FindStringSubmatch(to)
	if a != nil && b != nil {
		first, ok := xlsxPlace(strings.ToUpper(a[2] + a[4]))
		last, ok2 := xlsxPlace(strings.ToUpper(b[2] + b[4]))
		if !ok || !ok2 {
			return token
		}
		first, last = m.at(first), m.end(first, last)
		if first.column > last.column {
			first.column, last.column = last.column, first.column
		}
		if !first.fits() || !last.fits() {
			return token
		}
		return spelled(a, first) + ":" + spelled(b, last)
	}
	if a, b := columnPart.FindStringSubmatch(from), columnPart.FindStringSubmatch(to); a != nil && b != nil {
		first, ok := xlsxPlace(strings.ToUpper(a[2]) + "1")
		last, ok2 := xlsxPlace(strings.ToUpper(b[2]) + "1")
		if !ok || !ok2 {
			return token
		}
		list := []int{m.column(first.column, true), m.column(last.column, true)}
		slices.Sort(list)
		if list[1] >= maxColumn {
			return token
		}
		return a[1] + letters(list[0]) + ":" + b[1] + letters(list[1])
	}
	if a, b := rowPart.FindStringSubmatch(from), rowPart.FindStringSubmatch(to); a != nil && b != nil {
		return a[1] + m.row(a[2]) + ":" + b[1] + m.row(b[2])
	}
	return m.cell(from) + ":" + m.cell(to)
}

func (m *xlsxMove) row(number string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n+m.down > maxRow {
		return number
	}
	return strconv.Itoa(m.at(xlsxAt{n - 1, 0}).row + 1)
}

func (m *xlsxMove) cell(token string) string {
	part := cellPart.FindStringSubmatch(token)
	if part == nil {
		return token
	}
	at, ok := xlsxPlace(strings.ToUpper(part[2] + part[4]))
	if !ok {
		return token
	}
	if at = m.at(at); !at.fits() {
		return token
	}
	return spelled(part, at)
}

// spelled spells a cell, as fixed as it was.
func spelled(part []string, at xlsxAt) string {
	return part[1] + letters(at.column) + part[3] + strconv.Itoa(at.row+1)
}

// letters is the name of a column, which counts from 0.
func letters(column int) string {
	return strings.TrimRight(cellAt(1, column), "0123456789")
}

// translated is a formula as it is where it is filled into another cell: what is not
// fixed goes with it.
func translated(formula string, rows, columns int) string {
	fill := filled{rows, columns}
	return references(formula, func(string) bool { return true }, func(token string) string {
		from, to, area := strings.Cut(token, ":")
		switch {
		case !area:
			return fill.cell(token)
		case columnPart.MatchString(from) && columnPart.MatchString(to):
			return fill.part("", from, "$1") + ":" + fill.part("", to, "$1")
		case rowPart.MatchString(from) && rowPart.MatchString(to):
			return fill.part("$A", from, "") + ":" + fill.part("$A", to, "")
		default:
			return fill.cell(from) + ":" + fill.cell(to)
		}
	})
}

// filled is how far a formula is filled.
type filled struct{ rows, columns int }

// part fills half a cell, which before and behind make a whole one.
func (f filled) part(before, half, behind string) string {
	return strings.TrimSuffix(strings.TrimPrefix(f.cell(before+half+behind), before), behind)
}

func (f filled) cell(token string) string {
	part := cellPart.FindStringSubmatch(token)
	if part == nil {
		return token
	}
	at, ok := xlsxPlace(strings.ToUpper(part[2] + part[4]))
	if !ok {
		return token
	}
	if part[1] == "" {
		at.column += f.columns
	}
	if part[3] == "" {
		at.row += f.rows
	}
	if at.row < 0 || at.column < 0 || !at.fits() {
		return "#REF!"
	}
	return spelled(part, at)
}
