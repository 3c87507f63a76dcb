package report

import (
	"fmt"
	"slices"
)

// notesFound says what came of a column of notes whose heading is not on the page
// any more.
type notesFound int

const (
	notesThere   notesFound = iota // its heading is, or nothing could be the column
	notesByPlace                   // it was known by its place, and gets its heading again
	notesInDoubt                   // some column may be it: that one stays people's
)

// byPlace finds the column of the notes where somebody has given it another heading.
// What it holds cannot tell, since Weir has never written there. Its place can: if
// all other columns are those that were written last, each where it was, the one
// that is left is the notes'.
func (m *merge) byPlace() {
	isNote := func(h head) bool { return h.id == NoteColumn }
	if !m.knows || m.column(NoteColumn) < 0 || !slices.Contains(m.wrought, NoteColumn) || slices.ContainsFunc(m.heads, isNote) {
		return
	}
	at := slices.Index(m.layout, NoteColumn)
	if at < 0 || at >= len(m.heads) || !m.othersStand(at) {
		if slices.ContainsFunc(m.heads, m.isStrange) {
			m.notes = notesInDoubt
		}
		return
	}
	h := &m.heads[at]
	h.id = NoteColumn
	if title := plain(h.title); title != plain(m.titleOf(NoteColumn)) { // else the report calls it so by now, too
		m.notes = notesByPlace
		m.rescue(typedOver, Passage{Where: m.titleOf(NoteColumn)}, FoundCell{Text: title})
	}
}

// othersStand reports whether all columns but one are those that were written last,
// in their order.
func (m *merge) othersStand(but int) bool {
	for i := range max(len(m.heads), len(m.layout)) {
		switch {
		case i >= len(m.heads):
			return false
		case i == but:
			if m.heads[i].id != "" {
				return false
			}
		case i >= len(m.layout):
			if m.heads[i].id != "" || m.filled(i) {
				return false
			}
		case m.place(m.heads[i].id, m.heads[i].title) != m.layout[i]:
			return false
		}
	}
	return true
}

// isStrange reports whether a column has a heading that was not there when the table
// was written.
func (m *merge) isStrange(h head) bool {
	return h.id == "" && plain(h.title) != "" && !slices.Contains(m.layout, m.place("", h.title))
}

// told says what people may want to do about it.
func (n notesFound) told(when tense, title string) []string {
	is := map[tense]string{did: "is", would: "would be"}[when]
	switch n {
	case notesByPlace:
		return []string{fmt.Sprintf("The column of the notes %s called %q again; to call it otherwise, write \"note=HEADING\" among the report's columns.", is, title)}
	case notesInDoubt:
		return []string{fmt.Sprintf("The column %q was not on the page any more, and %s there again without notes: what stands under other headings stays there.", title, is)}
	case notesThere:
	}
	return nil
}
