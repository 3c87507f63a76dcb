package report

// stands reports whether the page shows already what v is to show, as far as it
// can be read.
func stands(v View, m *merge) bool {
	f := m.found
	if !f.Exists || f.Fixed > 0 || len(m.heads) != len(v.Columns) || len(f.Kept) != len(v.Kept) {
		return false
	}
	for i, c := range v.Columns {
		if plain(c.Title) != plain(m.heads[i].title) {
			return false
		}
	}
	for i, p := range f.Kept {
		if k := v.Kept[i]; p.Key != k.Key || p.Text != k.Text || p.Markup != k.Markup {
			return false
		}
	}
	return m.standRows(v)
}

// standRows compares the rows, in their order. Of those that are of no issue it
// compares what they begin with: what else stands in them is looked at elsewhere
// (see besideMade). A page that has none of them has no room for any.
func (m *merge) standRows(v View) bool {
	made := map[int]string{} // what rows begin with that are of no issue; blank ones are left out
	for i, row := range m.found.Rows {
		if m.weirs[i] {
			if first, _ := m.beginnings(row); first != "" {
				made[i] = first
			}
		}
	}
	want := wanted(v, len(made) > 0)
	for i, row := range m.found.Rows {
		first, isMade := made[i]
		switch {
		case m.weirs[i] && !isMade:
			continue
		case len(want) == 0, isMade != want[0].made:
			return false
		case isMade && first != plain(want[0].Cells[0].Text):
			return false
		case !isMade && !standsRow(row, want[0].Row):
			return false
		}
		want = want[1:]
	}
	return len(want) == 0
}

// A wantedRow is a row that is to stand on the page. Of one that is made, and of
// no issue, the only cell is what it begins with.
type wantedRow struct {
	Row
	made bool
}

func wanted(v View, made bool) (rows []wantedRow) {
	begin := func(text string) {
		if made {
			rows = append(rows, wantedRow{made: true, Row: Row{Cells: []Cell{{Text: text}}}})
		}
	}
	for _, g := range v.Groups {
		if g.Heading != "" {
			begin(g.Label())
		}
		for _, row := range g.Rows {
			rows = append(rows, wantedRow{Row: row})
		}
	}
	for _, row := range v.Extra {
		rows = append(rows, wantedRow{Row: row})
	}
	for _, c := range v.Totals {
		if !c.IsBlank() {
			begin(c.Text)
			break
		}
	}
	return rows
}

func standsRow(found FoundRow, row Row) bool {
	if row.Issue != "" && found.Key != row.Key {
		return false
	}
	for i, cell := range row.Cells {
		var there FoundCell
		if i < len(found.Cells) {
			there = found.Cells[i]
		}
		if cell.Kind == Written && (cell.Text != there.Text || cell.Markup != there.Markup) || plain(cell.Text) != plain(there.Text) {
			return false
		}
	}
	return len(found.Cells) <= len(row.Cells)
}
