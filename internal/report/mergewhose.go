package report

import "slices"

// nobodys stands for several issues, in an index by what their cells hold.
const nobodys = ""

// whose finds the issue of a row whose key somebody has deleted or typed over: the
// one of which Weir wrote most of what stands in the row, if no other row is of
// it.
func (m *merge) whose(row FoundRow) (issue string, ok bool) {
	if !m.knows {
		return "", false
	}
	for i, cell := range row.Cells {
		if text := m.text(cell.Text); text != "" && m.heads[i].isWeirs() {
			if id := m.holders()[m.heads[i].id+" "+text]; id != nobodys && !m.onPage[id] && m.mostly(id, row) {
				m.onPage[id] = true
				return id, true
			}
		}
	}
	return "", false
}

// keyWas returns the key that an issue had at the last refresh.
func (m *merge) keyWas(issue string) string {
	at := slices.IndexFunc(m.last.Rows, func(r RowHash) bool { return r.Issue == issue })
	if at < 0 {
		return ""
	}
	return m.last.Rows[at].Key
}

// holders returns the issues of which Weir wrote something that it wrote of no
// other one, by that. It is made where it is needed, which is seldom.
func (m *merge) holders() map[string]string {
	if m.holder != nil {
		return m.holder
	}
	m.holder, m.onPage = map[string]string{}, map[string]bool{}
	for _, row := range m.last.Rows {
		for i, cell := range row.Cells[:min(len(row.Cells), len(m.last.Columns))] {
			what := m.last.Columns[i] + " " + cell
			if _, several := m.holder[what]; several {
				m.holder[what] = nobodys
			} else if cell != "" {
				m.holder[what] = row.Issue
			}
		}
	}
	for _, row := range m.found.Rows {
		if id, ok := m.issueOf(row.Key); ok {
			m.onPage[id] = true
		}
	}
	return m.holder
}

// mostly reports whether most of what Weir wrote of an issue, but for its key,
// stands in a row.
func (m *merge) mostly(id string, row FoundRow) bool {
	written, there := 0, 0
	for i, h := range m.heads {
		if !h.isWeirs() || h.id == KeyColumn || m.shown[id+" "+h.id] == "" {
			continue
		}
		written++
		if i < len(row.Cells) && m.showed(id, h.id, row.Cells[i].Text) {
			there++
		}
	}
	return 2*there > written
}
