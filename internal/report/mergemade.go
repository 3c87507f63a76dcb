package report

import (
	"regexp"
	"slices"
	"strconv"
)

// madeRows tells for each row of the page whether Weir made it although it is of no
// issue: headings of groups, totals. Blank rows count as such. Where Weir does not
// remember, it goes by how such rows look.
func (m *merge) madeRows() {
	m.weirs = make([]bool, len(m.found.Rows))
	for i, row := range m.found.Rows {
		if row.Key == "" {
			m.weirs[i] = m.isMade(i)
		}
	}
	if m.knows {
		m.findTotals()
	}
}

// findTotals finds the row of totals where somebody has typed over what it begins
// with: it is the last one that holds a total.
func (m *merge) findTotals() {
	last := -1
	for i, row := range m.found.Rows {
		switch {
		case row.Key != "" || !m.holdsTotal(row):
		case m.weirs[i]:
			return
		default:
			last = i
		}
	}
	if last >= 0 {
		m.weirs[last] = true
	}
}

func (m *merge) holdsTotal(row FoundRow) bool {
	for i, cell := range row.Cells {
		if text := plain(cell.Text); text != "" && m.heads[i].isWeirs() && m.made[m.sum(m.heads[i].id, text)] {
			return true
		}
	}
	return false
}

func (m *merge) isMade(at int) bool {
	first, ours := m.beginnings(m.found.Rows[at])
	switch {
	case first == "":
		return true
	case m.made[m.begins(first)] || m.made[m.begins(ours)]:
		return true
	case m.knows:
		return false
	}
	return first == Total && m.sheet.totals != nil || m.looksLikeHeading(at, first)
}

// beginnings returns the first text of a row, and the first one in a column of
// Weir's, or a heading of Weir's: what begins such a row may stand behind what
// people wrote.
func (m *merge) beginnings(row FoundRow) (first, ours string) {
	for i, cell := range row.Cells {
		text := plain(cell.Text)
		if text == "" && cell.Markup != "" {
			text = cell.Markup // a picture, say
		}
		if text == "" {
			continue
		}
		if first == "" {
			first = text
		}
		if ours == "" && m.heads[i].isWeirs() || m.isLabel(text) {
			ours = text
		}
	}
	return first, ours
}

// isLabel reports whether Weir wrote a text as the heading of a group.
func (m *merge) isLabel(text string) bool {
	return isTitle.MatchString(text) && m.made[m.begins(text)]
}

// isTitle matches the heading of a group.
var isTitle = regexp.MustCompile(`^(.+) \((\d{1,9})\)$`)

// looksLikeHeading reports whether a row heads a group that there is, or so many
// rows of issues as it says.
func (m *merge) looksLikeHeading(at int, first string) bool {
	parts := isTitle.FindStringSubmatch(first)
	if parts == nil {
		return false
	}
	if slices.ContainsFunc(m.sheet.groups, func(g Group) bool { return g.Heading == parts[1] }) {
		return true
	}
	rest := m.found.Rows[at+1:]
	follow := slices.IndexFunc(rest, func(r FoundRow) bool { return r.Key == "" })
	if follow < 0 {
		follow = len(rest)
	}
	n, err := strconv.Atoi(parts[2])
	return err == nil && n > 0 && n == follow
}

// besideMade keeps what people wrote beside a heading of Weir's, or beside totals.
func (m *merge) besideMade(row FoundRow) {
	first, ours := m.beginnings(row)
	looks := !m.made[m.begins(first)] && !m.made[m.begins(ours)] && !m.knows // it is made by its looks
	begun := false                                                           // the first text has been passed
	for i, cell := range row.Cells {
		text := plain(cell.Text)
		if text == "" && cell.Markup == "" {
			continue
		}
		h := m.heads[i]
		label := m.made[m.begins(text)] && (!begun || h.isWeirs()) || m.isLabel(text) || looks && !begun
		begun = true
		if label || h.isWeirs() && m.made[m.sum(h.id, text)] {
			continue
		}
		if !m.knows && h.isWeirs() && first == Total && m.isTotal(h.id) {
			m.blurred = true
			continue
		}
		m.rescue(typedOver, Passage{Where: h.title}, cell)
	}
}

// isTotal reports whether the column is added up.
func (m *merge) isTotal(id string) bool {
	return m.sheet.totals != nil && slices.Contains(m.sheet.summed, id)
}
