package file

import (
	"maps"
	"slices"
)

// xlsxLand says what on the sheet of a report is whose. Whatever touches the table
// is the table's; what is apart from it, by a blank column or a blank row, or above
// its line, is people's.
type xlsxLand struct {
	head      xlsxAt // the first heading
	tail      int    // the last column that Weir wrote
	gap       int    // the row that Weir left blank below all; -1: nobody knows
	line      xlsxAt // Weir's line; its row is -1 where there is none
	width     int    // how many columns the table has
	right     int    // from this column on all is people's
	stop      int    // from this row on all is people's
	besideEnd int    // from this row on, what stands right of the table is below it
}

// listWidth is how many columns the list below the table has.
const listWidth = 3

// may tells by the names alone where something of people's can be.
func (l *xlsxLand) may(at xlsxAt) bool {
	return at.row <= l.head.row || l.gap >= 0 && at.row >= l.gap || at.column > max(l.tail, listWidth-1)
}

// isTheirs reports whether a place is people's.
func (l *xlsxLand) isTheirs(at xlsxAt) bool {
	switch {
	case at.row < l.head.row:
		return at.row != l.line.row || at.column != 0 && at.column != l.line.column
	case at.row < l.stop:
		return at.column >= l.right
	default:
		return true
	}
}

// survey finds out what is whose, once the sheet is read.
func (r *xlsxReader) survey() {
	end, kept := r.below(endName), r.below(keptName)
	list := max(end, kept)
	r.stop = r.rows
	if r.gap <= max(r.head.row, list) {
		r.gap = -1
	} else {
		r.stop = r.gap
	}
	there := func(row int) int {
		if row < 0 {
			return r.rows
		}
		return row
	}
	r.kept = there(kept)
	r.end = min(there(end), r.kept, r.stop)
	r.measure()
	for r.gap >= 0 && r.reaches(r.stop) {
		r.stop++
	}
	if r.gap >= 0 && list < 0 {
		r.end = r.stop // there is no list, so that rows that people add are the table's
	}
	r.beside()
	r.findLine()
}

// beside finds out how far down goes what stands right of the table: to the first
// row in which there is nothing, and where no cells are merged.
func (r *xlsxReader) beside() {
	until := map[int]int{} // the last row of what begins in a row
	for at := range r.theirs.cells {
		if at.column >= r.right {
			until[at.row] = max(until[at.row], at.row)
		}
	}
	for _, a := range r.theirs.merged() {
		if a.last.column >= r.right {
			until[a.first.row] = max(until[a.first.row], a.last.row)
		}
	}
	last := -1
	for _, row := range slices.Sorted(maps.Keys(until)) {
		if row > max(r.stop, last+1) {
			break
		}
		last = max(last, until[row])
	}
	r.besideEnd = max(r.stop, last+1)
}

// measure finds out how wide the table is.
func (r *xlsxReader) measure() {
	used := map[int]bool{}
	for i := r.head.row; i < r.end; i++ {
		for _, k := range r.filled[i] {
			used[k] = used[k] || r.says(i, k)
		}
	}
	r.width = max(r.tail, r.namedKey()) + 1
	for k := r.width; k <= max(r.width, listWidth); k++ {
		if used[k] {
			r.width = k + 1
		}
	}
	r.right = max(r.width, listWidth) + 1
}

// says reports whether anything is to be read in a cell.
func (r *xlsxReader) says(row, column int) bool {
	c := r.at(row, column)
	return c.text != "" || c.formula != ""
}

// reaches reports whether a row has anything of the table's, or of its list's.
func (r *xlsxReader) reaches(row int) bool {
	for _, k := range r.filled[row] {
		if k < r.right && r.says(row, k) {
			return true
		}
	}
	return false
}

// findLine finds Weir's line above the table. Its name may have gone with a cell
// that people have moved or deleted.
func (r *xlsxReader) findLine() {
	if r.line = r.named(lineName); r.line.row >= 0 && r.line.row < r.head.row {
		return
	}
	r.line = xlsxAt{-1, 0}
	for i := r.head.row - 1; i >= 0; i-- {
		if r.memo.ours[sum(r.at(i, 0).text)] {
			r.line = xlsxAt{i, 0}
			return
		}
	}
	if above := r.head.row - 1; above >= 0 && !r.says(above, 0) {
		r.line = xlsxAt{above, 0}
	}
}
