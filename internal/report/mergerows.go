package report

import (
	"cmp"
	"slices"
)

// row finds a place for what people wrote into a row of the page.
func (m *merge) row(at int, row FoundRow) {
	id, ok := m.issueOf(row.Key)
	if row.Key == "" && !m.weirs[at] {
		if id, ok = m.whose(row); ok {
			row.Key = m.keyWas(id)
		}
	}
	known := ok || row.Key == "" || m.made[m.names(row.Key)]
	m.missing = m.missing || !known || ok && m.at[id] == nil
	switch {
	case ok:
		m.issueRow(id, row)
	case m.weirs[at]:
		m.besideMade(row)
	case known || m.knows:
		m.extraRow(row)
	default: // of an issue that came and went while this computer did not look
		m.issueRow("", row)
	}
}

// issueRow looks at a row of an issue that is in the report, or was.
func (m *merge) issueRow(id string, row FoundRow) {
	now := m.at[id]
	for i, cell := range row.Cells {
		if cell.Text == "" && cell.Markup == "" {
			continue
		}
		h := m.heads[i]
		if h.isWeirs() {
			if m.typed(id, now, h, cell) {
				m.rescue(typedOver, passageOf(row, now, cmp.Or(plain(h.title), m.titleOf(h.id))), cell)
			}
			continue
		}
		where := h.title
		if h.id == NoteColumn {
			where = ""
		}
		switch {
		case now == nil:
			m.rescue(hasLeft, passageOf(row, now, where), cell)
		case h.at < 0 || !m.fill(&now.Cells[h.at], cell):
			m.rescue(homeless, passageOf(row, now, where), cell)
		}
	}
}

// fill puts what people wrote into a cell of theirs, unless there is something
// else in it.
func (m *merge) fill(into *Cell, cell FoundCell) bool {
	if into.IsBlank() {
		into.Text, into.Markup = cell.Text, cell.Markup
		return true
	}
	return into.Text == cell.Text && into.Markup == cell.Markup
}

// typed reports whether somebody has typed over a cell that Weir fills.
func (m *merge) typed(id string, now *Row, h head, cell FoundCell) bool {
	text := plain(cell.Text)
	if text == "" || m.wrote(id, h.id, text) {
		return false
	}
	if now != nil && h.at >= 0 && plain(now.Cells[h.at].Text) == text {
		return false
	}
	if !m.knows {
		m.blurred = true
		return false
	}
	return true
}

func passageOf(row FoundRow, now *Row, where string) Passage {
	p := Passage{Key: row.Key, Where: where}
	if now != nil {
		p.Key, p.URL = now.Key, now.URL
	}
	return p
}

// extraRow keeps a row that people added.
func (m *merge) extraRow(row FoundRow) {
	extra := Row{Cells: make([]Cell, len(m.view.Columns))}
	for i := range extra.Cells {
		extra.Cells[i].Kind = Written
	}
	for i, cell := range row.Cells {
		if cell.Text == "" && cell.Markup == "" {
			continue
		}
		if h := m.heads[i]; h.at >= 0 {
			m.fill(&extra.Cells[h.at], cell)
		} else {
			m.rescue(homeless, Passage{Key: row.Key, Where: h.title}, cell)
		}
	}
	if slices.ContainsFunc(extra.Cells, func(c Cell) bool { return !c.IsBlank() }) {
		m.view.Extra = append(m.view.Extra, extra)
		if row.Key != "" {
			m.named = append(m.named, m.names(row.Key))
		}
	}
}
