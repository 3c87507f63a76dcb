package report

import (
	"cmp"
	"slices"
)

// columns finds out what each column on the page is, and gives those that people
// added a place in the view, behind the column that they stand behind.
func (m *merge) columns() {
	for _, title := range m.found.Columns {
		m.heads = append(m.heads, head{title: title, at: -1})
	}
	for widest := m.width(); len(m.heads) < widest; {
		m.heads = append(m.heads, head{at: -1}) // cells beyond the headings
	}
	m.byHeading()
	m.byContent()
	m.byPlace()
	m.lay()
}

// byHeading tells the columns by what stands above them. Where several have a
// heading of Weir's, Weir's is the one that holds what Weir wrote.
func (m *merge) byHeading() {
	called := map[string][]int{}
	for i, h := range m.heads {
		if id := m.means(h.title); id != "" {
			called[id] = append(called[id], i)
		}
	}
	for id, at := range called {
		best := at[0]
		if len(at) > 1 {
			best = slices.MaxFunc(at, func(a, b int) int { return cmp.Compare(m.fit(a, id).same, m.fit(b, id).same) })
		}
		m.heads[best].id = id
	}
}

// means tells which column has a heading. On a page that is remembered, a column
// that the report has only got since cannot stand there: one that is called like
// it is people's.
func (m *merge) means(title string) string {
	text := plain(title)
	if text == "" {
		return ""
	}
	if !m.knows {
		for _, c := range m.sheet.columns {
			if plain(c.Title) == text {
				return c.ID
			}
		}
	}
	return m.recall.heads[m.text(title)]
}

// byContent tells the columns whose headings somebody has changed or deleted by
// what they hold. Where Weir does not remember, it must be all of it that stands
// in Jira, too, so that nothing gets lost.
func (m *merge) byContent() {
	for i := range m.heads {
		h := &m.heads[i]
		if h.id != "" {
			continue
		}
		best, id := fit{}, ""
		for _, candidate := range m.without() {
			if f := m.fit(i, candidate); f.matched > best.matched {
				best, id = f, candidate
			}
		}
		if id == "" || m.knows && 2*best.matched <= best.filled || !m.knows && best.matched < best.filled {
			continue
		}
		h.id = id
		if m.knows {
			m.rescue(typedOver, Passage{Where: m.titleOf(id)}, FoundCell{Text: plain(h.title)})
		} else {
			m.blurred = m.blurred || plain(h.title) != ""
		}
	}
}

// without returns the columns of Weir's that no column on the page is known to be.
func (m *merge) without() (ids []string) {
	candidates := m.wrought
	if !m.knows {
		candidates = nil
		for _, c := range m.sheet.columns {
			candidates = append(candidates, c.ID)
		}
	}
	for _, id := range candidates {
		if id != NoteColumn && !slices.ContainsFunc(m.heads, func(h head) bool { return h.id == id }) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (m *merge) titleOf(id string) string {
	if at := m.column(id); at >= 0 {
		return m.sheet.columns[at].Title
	}
	return ""
}

// column finds a column of the sheet, or returns -1.
func (m *merge) column(id string) int {
	return slices.IndexFunc(m.sheet.columns, func(c Column) bool { return c.ID == id })
}

// A fit says how well a column on the page fits one of Weir's. It counts cells of
// issues.
type fit struct {
	filled  int // hold something
	matched int // of those: what Weir wrote there
	same    int // hold what Weir wrote there, be it nothing
}

func (m *merge) fit(at int, id string) (f fit) {
	of := m.column(id)
	for _, row := range m.found.Rows {
		issue, ok := m.issueOf(row.Key)
		if !ok && (m.knows || row.Key == "") {
			continue
		}
		text := ""
		if at < len(row.Cells) {
			text = plain(row.Cells[at].Text)
		}
		same := m.wrote(issue, id, text)
		if now := m.at[issue]; !m.knows && now != nil && of >= 0 {
			same = same || plain(now.Cells[of].Text) == text
		}
		if same {
			f.same++
		}
		if text != "" {
			f.filled++
			if same {
				f.matched++
			}
		}
	}
	return f
}
