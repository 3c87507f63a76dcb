package report

import "slices"

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
	found := slices.DeleteFunc(slices.Clone(f.Rows), m.isMade)
	var rows []Row
	for _, g := range v.Groups {
		rows = append(rows, g.Rows...)
	}
	rows = append(rows, v.Extra...)
	return slices.EqualFunc(found, rows, standsRow)
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
