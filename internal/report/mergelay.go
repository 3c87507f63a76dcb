package report

import "slices"

// lay makes the columns of the view, and the cells of its rows.
func (m *merge) lay() {
	from := []int{} // for each column of the view that of the sheet; -1: none
	m.view.Columns = nil
	add := func(c Column, of int) {
		m.view.Columns, from = append(m.view.Columns, c), append(from, of)
	}
	extras := func(i int) { // those that stand behind the heading i
		for i++; i < len(m.heads) && m.heads[i].id == ""; i++ {
			if m.heads[i].at < 0 && m.filled(i) {
				m.heads[i].at = len(m.view.Columns)
				add(Column{Title: m.heads[i].title, Kind: Written}, -1)
			}
		}
	}
	extras(-1)
	for of, c := range m.sheet.columns {
		at := slices.IndexFunc(m.heads, func(h head) bool { return h.id == c.ID })
		if at >= 0 {
			m.heads[at].at = len(m.view.Columns)
		}
		add(c, of)
		if at >= 0 {
			extras(at)
		}
	}
	for i, h := range m.heads { // behind a column that is there no more
		if h.id != "" && h.at < 0 {
			extras(i)
		}
	}
	m.spread(from)
}

// filled reports whether a column that people added holds anything.
func (m *merge) filled(i int) bool {
	return plain(m.heads[i].title) != "" || slices.ContainsFunc(m.found.Rows, func(r FoundRow) bool {
		return i < len(r.Cells) && (r.Cells[i].Text != "" || r.Cells[i].Markup != "")
	})
}

// spread moves the cells of the sheet to where their columns are in the view.
func (m *merge) spread(from []int) {
	cells := func(old []Cell) []Cell {
		next := make([]Cell, len(from))
		for i, of := range from {
			if of >= 0 {
				next[i] = old[of]
			} else {
				next[i].Kind = Written
			}
		}
		return next
	}
	groups := make([]Group, len(m.sheet.groups))
	for g, group := range m.sheet.groups {
		groups[g] = Group{Heading: group.Heading, Rows: slices.Clone(group.Rows)}
		for i := range groups[g].Rows {
			groups[g].Rows[i].Cells = cells(groups[g].Rows[i].Cells)
		}
	}
	m.view.Groups = groups
	if m.sheet.totals != nil {
		m.view.Totals = cells(m.sheet.totals)
	}
}

func (m *merge) width() int {
	n := 0
	for _, row := range m.found.Rows {
		for i, cell := range row.Cells {
			if cell.Text != "" || cell.Markup != "" {
				n = max(n, i+1)
			}
		}
	}
	return n
}
