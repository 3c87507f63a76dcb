package report

import "slices"

// A merge puts what people wrote on a page into the table that is to stand
// there. Every text on the page is Weir's own, or finds a place: its cell, a row
// or a column that people added, or the list below the table.
type merge struct {
	*recall
	sheet sheet
	found Found
	heads []head
	weirs []bool // for each row of the page: see madeRows

	at    map[string]*Row   // of an issue of the sheet, by Jira's id
	keys  map[string]string // Jira's id, by the key that an issue has now
	view  View
	seen  map[string]bool // passages
	named []string        // hashes of the keys that begin rows of people's own
	// holder and onPage are whose's: issues by what only they hold, and issues that
	// have a row.
	holder map[string]string
	onPage map[string]bool
	count  Counts
	why    [reasons]int // how much went into the list in this run, by why it did
	// blurred says that something of which nobody knows whether people or Weir
	// wrote it is not on the page any more.
	blurred bool
	// notes says what came of a column of notes whose heading is gone.
	notes notesFound
	// missing says that there is an issue on the page that the query does not
	// select.
	missing bool
}

// A head says what the column on the page is in which a text was found.
type head struct {
	id    string // of the column; empty for one that people added
	title string // as it stands there
	at    int    // its place in the view; -1: it is there no more
}

// isWeirs reports whether Weir fills the column.
func (h head) isWeirs() bool { return h.id != "" && h.id != NoteColumn }

// put merges the page into v, which shows the sheet.
func put(v View, sh sheet, r *recall, found Found) *merge {
	m := &merge{recall: r, sheet: sh, found: found, view: v, seen: map[string]bool{}}
	m.index(sh.groups)
	m.columns()
	m.index(m.view.Groups)
	m.madeRows()
	for i, row := range found.Rows {
		m.row(i, row)
	}
	rescued := len(m.view.Kept)
	for _, p := range found.Kept {
		m.back(p)
	}
	m.tally(rescued)
	return m
}

// index finds the rows of issues.
func (m *merge) index(groups []Group) {
	m.at, m.keys = map[string]*Row{}, map[string]string{}
	for g := range groups {
		for i := range groups[g].Rows {
			row := &groups[g].Rows[i]
			m.at[row.Issue] = row
			m.keys[row.Key] = row.Issue
		}
	}
}

// issueOf returns whose key it is. On a page that is remembered it is whose it was
// when the page was written, although another issue may have got it since.
func (m *merge) issueOf(key string) (id string, ok bool) {
	if key == "" {
		return "", false
	}
	first, second := m.keys, m.ids
	if m.knows {
		first, second = second, first
	}
	if id, ok = first[key]; !ok {
		id, ok = second[key]
	}
	return id, ok
}

// snapshot returns the hashes of what the merge came to.
func (m *merge) snapshot() Snapshot {
	s := m.recall.snapshot(m.view)
	s.Made = append(s.Made, m.named...)
	return s
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

// back puts a passage of the list back into the row of its issue, if that has
// come back, and else leaves it in the list.
func (m *merge) back(p Passage) {
	cell := FoundCell{Text: p.Text, Markup: p.Markup}
	if row := m.at[m.keys[p.Key]]; p.Key != "" && row != nil {
		for i, c := range m.view.Columns {
			theirs := c.ID == NoteColumn && p.Where == "" || c.ID == "" && p.Where != "" && plain(c.Title) == plain(p.Where)
			if theirs && m.fill(&row.Cells[i], cell) {
				return
			}
		}
	}
	m.keep(p, cell)
}

// A reason is why what people wrote goes into the list below the table.
type reason int

const (
	hasLeft   reason = iota // its issue is not in the table any more
	typedOver               // it stood where Weir writes
	homeless                // its column is there no more, or its cell is taken
)

// reasons is how many there are.
const reasons = homeless + 1

// rescue puts what a run found in the table, and what has no place there, into the
// list below it.
func (m *merge) rescue(why reason, p Passage, cell FoundCell) {
	before := len(m.view.Kept)
	m.keep(p, cell)
	m.why[why] += len(m.view.Kept) - before
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
