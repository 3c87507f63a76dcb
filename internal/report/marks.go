package report

import "slices"

// mark marks in the sheet what is new since the last refresh and what has
// changed, and returns the issues that have left. At the first refresh all rows
// are new, and so none is marked; and where the answer was cut off, what is not in it
// may still be selected.
func (s Settings) mark(sh sheet, r *recall, last Snapshot) (left []Gone, c Counts) {
	c.Rows = sh.rows
	if last.Run == "" {
		c.New = sh.rows
		return nil, c
	}
	now := map[string]bool{}
	for g := range sh.groups {
		for i := range sh.groups[g].Rows {
			row := &sh.groups[g].Rows[i]
			now[row.Issue] = true
			isNew, cells := s.changes(sh.columns, row, r, last)
			if isNew {
				c.New++
			}
			c.Cells += len(cells)
			if !s.Marks {
				continue
			}
			row.New = isNew
			for _, at := range cells {
				row.Cells[at].Changed = true
			}
		}
	}
	for _, row := range last.Rows {
		if !now[row.Issue] && !sh.more {
			c.Left++
			left = append(left, Gone{Key: row.Key, URL: issueAddress(s.Site, row.Key)})
		}
	}
	if !s.Marks {
		left = nil
	}
	return left, c
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
