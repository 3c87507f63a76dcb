package report

import (
	"regexp"
	"slices"
)

// A merge puts what people wrote on a page into the table that is to stand
// there. Every text on the page is Weir's own, or finds a place: its cell, a row
// or a column that people added, or the list below the table.
type merge struct {
	*recall
	sheet sheet
	found Found
	heads []head

	at    map[string]*Row // of an issue of the sheet, by Jira's id
	ids   map[string]string
	view  View
	seen  map[string]bool // passages
	count Counts
	// blurred says that a cell differs of which nobody knows whether people or
	// Jira changed it.
	blurred bool
}

// A head says what the column on the page is in which a text was found.
type head struct {
	id    string // of the column; empty for one that people added
	title string // as it stands there
	at    int    // its place in the view; -1: it is there no more
}

// put merges the page into v, which shows the sheet.
func put(v View, sh sheet, r *recall, found Found) *merge {
	m := &merge{recall: r, sheet: sh, found: found, view: v, at: map[string]*Row{}, ids: map[string]string{}, seen: map[string]bool{}}
	m.columns()
	for g := range m.view.Groups {
		for i := range m.view.Groups[g].Rows {
			row := &m.view.Groups[g].Rows[i]
			m.at[row.Issue] = row
			m.ids[row.Key] = row.Issue
		}
	}
	for _, row := range found.Rows {
		m.row(row)
	}
	rescued := len(m.view.Kept)
	for _, p := range found.Kept {
		m.back(p)
	}
	m.tally(rescued)
	return m
}

// tally counts what the merge came to. What was rescued in this run is put below
// what stood there before.
func (m *merge) tally(rescued int) {
	m.count.Rescued = rescued
	m.view.Kept = slices.Concat(m.view.Kept[rescued:], m.view.Kept[:rescued])
	m.count.Kept = len(m.view.Kept)
	note := slices.IndexFunc(m.view.Columns, func(c Column) bool { return c.ID == NoteColumn })
	for _, row := range m.at {
		if note >= 0 && !row.Cells[note].IsBlank() {
			m.count.Notes++
		}
	}
}

// columns finds out what each column on the page is, and gives those that people
// added a place in the view, behind the column that they stand behind.
func (m *merge) columns() {
	taken := map[string]bool{}
	for _, title := range m.found.Columns {
		h := head{id: m.columnID(title, taken), title: title, at: -1}
		if h.id != "" {
			taken[h.id] = true
		}
		m.heads = append(m.heads, h)
	}
	for widest := m.width(); len(m.heads) < widest; {
		m.heads = append(m.heads, head{at: -1}) // cells beyond the headings
	}
	m.lay()
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

// columnID tells by its heading which column it is: one that is to be there, or
// one that Weir remembers.
func (m *merge) columnID(title string, taken map[string]bool) string {
	text := plain(title)
	for _, c := range m.sheet.columns {
		if plain(c.Title) == text && !taken[c.ID] {
			return c.ID
		}
	}
	if id := m.recall.heads[m.text(title)]; text != "" && !taken[id] {
		return id
	}
	return ""
}

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

// row finds a place for what people wrote into a row of the page.
func (m *merge) row(row FoundRow) {
	id, ok := m.ids[row.Key]
	if !ok {
		id, ok = m.recall.ids[row.Key]
	}
	switch {
	case row.Key != "" && ok:
		m.issueRow(id, row)
	case m.isMade(row):
		m.besideMade(row)
	default:
		m.extraRow(row)
	}
}

// besideMade keeps what people wrote beside a heading of Weir's, or beside totals.
func (m *merge) besideMade(row FoundRow) {
	for i, cell := range row.Cells {
		if i >= len(m.heads) || m.made[m.text(cell.Text)] {
			continue
		}
		if h := m.heads[i]; m.knows || h.id == "" || h.id == NoteColumn {
			m.keep(Passage{Where: h.title}, cell)
		}
	}
}

// issueRow looks at a row of an issue that is in the report, or was.
func (m *merge) issueRow(id string, row FoundRow) {
	now := m.at[id]
	for i, cell := range row.Cells {
		if i >= len(m.heads) || cell.Text == "" && cell.Markup == "" {
			continue
		}
		h := m.heads[i]
		if h.id != "" && h.id != NoteColumn {
			if m.typed(id, now, h, cell) {
				m.keep(passageOf(row, now, h.title), cell)
			}
			continue
		}
		where := h.title
		if h.id == NoteColumn {
			where = ""
		}
		if now == nil || h.at < 0 || !m.fill(&now.Cells[h.at], cell) {
			m.keep(passageOf(row, now, where), cell)
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

// isTitle matches the heading of a group.
var isTitle = regexp.MustCompile(`^.+ \(\d+\)$`)

// isMade reports whether Weir made a row that is of no issue. Where it does not
// remember, it goes by how such rows look. What begins such a row may stand
// behind what people wrote into a column of their own.
func (m *merge) isMade(row FoundRow) bool {
	first, ours := "", ""
	for i, cell := range row.Cells {
		text := plain(cell.Text)
		if text == "" && cell.Markup != "" {
			text = cell.Markup // a picture, say
		}
		if first == "" {
			first = text
		}
		if ours == "" && i < len(m.heads) && m.heads[i].id != "" && m.heads[i].id != NoteColumn {
			ours = text
		}
	}
	switch {
	case row.Key != "":
		return false
	case first == "":
		return true
	case m.made[m.begins(first)] || m.made[m.begins(ours)]:
		return true
	}
	return !m.knows && (isTitle.MatchString(first) || first == Total && m.sheet.totals != nil)
}

// extraRow keeps a row that people added.
func (m *merge) extraRow(row FoundRow) {
	extra := Row{Cells: make([]Cell, len(m.view.Columns))}
	for i := range extra.Cells {
		extra.Cells[i].Kind = Written
	}
	for i, cell := range row.Cells {
		if i >= len(m.heads) || cell.Text == "" && cell.Markup == "" {
			continue
		}
		if h := m.heads[i]; h.at >= 0 {
			m.fill(&extra.Cells[h.at], cell)
		} else {
			m.keep(Passage{Key: row.Key, Where: h.title}, cell)
		}
	}
	if slices.ContainsFunc(extra.Cells, func(c Cell) bool { return !c.IsBlank() }) {
		m.view.Extra = append(m.view.Extra, extra)
	}
}

// back puts a passage of the list back into the row of its issue, if that has
// come back, and else leaves it in the list.
func (m *merge) back(p Passage) {
	cell := FoundCell{Text: p.Text, Markup: p.Markup}
	if row := m.at[m.ids[p.Key]]; p.Key != "" && row != nil {
		for i, c := range m.view.Columns {
			theirs := c.ID == NoteColumn && p.Where == "" || c.ID == "" && p.Where != "" && plain(c.Title) == plain(p.Where)
			if theirs && m.fill(&row.Cells[i], cell) {
				return
			}
		}
	}
	m.keep(p, cell)
}

// keep puts what has no place in the table into the list below it, once.
func (m *merge) keep(p Passage, cell FoundCell) {
	if cell.Text == "" && cell.Markup == "" {
		return
	}
	p.Text, p.Markup = cell.Text, cell.Markup
	same := p.Key + "\x00" + plain(p.Where) + "\x00" + p.Text + "\x00" + p.Markup
	if !m.seen[same] {
		m.seen[same] = true
		m.view.Kept = append(m.view.Kept, p)
	}
}
