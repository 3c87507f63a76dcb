package report

import "slices"

// A diff is what a sheet says otherwise than the last refresh did.
type diff struct {
	first   bool   // there was none: all rows are new, and so none is marked
	fresh   []*Row // that are new
	changed []changedRow
	left    []Gone
}

// A changedRow is a row with the places of its cells that have changed.
type changedRow struct {
	*Row
	at []int
}

// diff compares a sheet with the last refresh. Where the answer was cut off, what
// is not in it may still be selected: then nothing has left.
func (s Settings) diff(sh sheet, r *recall, last Snapshot) diff {
	d := diff{first: last.Run == ""}
	now := map[string]bool{}
	for g := range sh.groups {
		for i := range sh.groups[g].Rows {
			row := &sh.groups[g].Rows[i]
			now[row.Issue] = true
			isNew, cells := s.changes(sh.columns, row, r, last)
			switch {
			case d.first || isNew:
				d.fresh = append(d.fresh, row)
			case len(cells) > 0:
				d.changed = append(d.changed, changedRow{row, cells})
			}
		}
	}
	for _, row := range last.Rows {
		if !now[row.Issue] && !sh.more {
			d.left = append(d.left, Gone{Key: row.Key, URL: issueAddress(s.Site, row.Key)})
		}
	}
	return d
}

// cells counts those that have changed.
func (d diff) cells() (n int) {
	for _, row := range d.changed {
		n += len(row.at)
	}
	return n
}

// mark marks in the sheet what is new and what has changed.
func (d diff) mark() {
	if d.first {
		return
	}
	for _, row := range d.fresh {
		row.New = true
	}
	for _, row := range d.changed {
		for _, at := range row.at {
			row.Cells[at].Changed = true
		}
	}
}

// changes says whether a row is new, and else which of its cells have changed. A
// column that was not there at the last refresh has not changed.
func (s Settings) changes(columns []Column, row *Row, r *recall, last Snapshot) (isNew bool, cells []int) {
	if !r.rows[row.Issue] {
		return true, nil
	}
	for i, c := range columns {
		if c.IsOurs() && slices.Contains(last.Columns, c.ID) && !r.showed(row.Issue, c.ID, row.Cells[i].Text) {
			cells = append(cells, i)
		}
	}
	return false, cells
}
