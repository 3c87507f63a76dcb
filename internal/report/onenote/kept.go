package onenote

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"weir/internal/report"
)

// The headings of the list below the table.
func keptHead() []string { return []string{"Issue", "Where", "Text"} }

// hasLeft stands in the row of an issue that has left, under Where.
const hasLeft = "no longer in the report"

// kept writes the list below the table: the issues that have left, and what
// people wrote that has no place in it any more. It is one element, so that it
// can be replaced.
func (r renderer) kept() string {
	if len(r.v.Left) == 0 && len(r.v.Kept) == 0 {
		return ""
	}
	return r.list()
}

func (r renderer) list() string {
	var w writer
	t := tag{run: r.run, name: keptName}
	r.tagged(&w, "table", t)
	w.WriteString("><tr>")
	for i, title := range keptHead() {
		c := cell{text: title, back: headBack, bold: true}
		if i == 0 {
			c.link = address(r.v.Line.Query, r.v.Mark, t)
			c.id = tag{run: t.run, name: t.name, more: inHead}.text(r.v.Mark)
		}
		c.write(&w)
	}
	w.WriteString("</tr>")
	left := map[string]bool{}
	for _, gone := range r.v.Left {
		left[gone.Key] = !slices.ContainsFunc(r.v.Kept, func(p report.Passage) bool { return isNote(p) && p.Key == gone.Key })
		if left[gone.Key] {
			r.keptRow(&w, report.Passage{Key: gone.Key, URL: gone.URL}, true)
		}
	}
	for _, p := range r.v.Kept {
		told, isGone := left[p.Key]
		gone := isGone && !told && isNote(p) // its note says it, once
		if gone {
			left[p.Key] = true
		}
		r.keptRow(&w, p, gone)
	}
	w.WriteString("</table>")
	return w.String()
}

// isNote reports whether a passage is a note of an issue.
func isNote(p report.Passage) bool { return p.Key != "" && p.Where == "" }

// keptRow writes a row of the list, perhaps of an issue that has just left.
func (r renderer) keptRow(w *writer, p report.Passage, gone bool) {
	first, where := cell{text: p.Key, link: safeLink(p.URL)}, cell{text: p.Where}
	switch {
	case gone:
		first.id = tag{name: leftName, more: sum(p.Key)}.text(r.v.Mark)
		where.text = hasLeft
	case isNote(p):
		where = r.noteCell(p)
	}
	w.WriteString("<tr>")
	first.write(w)
	where.write(w)
	cellOf(report.Cell{Kind: report.Written, Text: p.Text, Markup: p.Markup}).write(w)
	w.WriteString("</tr>")
}

// noteCell says that a passage is a note, by the heading of the notes' column. Its
// link leads to the issue, and tells whoever reads it that the words are not theirs
// who wrote the note.
func (r renderer) noteCell(p report.Passage) cell {
	at := slices.IndexFunc(r.v.Columns, func(c report.Column) bool { return c.ID == report.NoteColumn })
	if at < 0 {
		return cell{}
	}
	title := r.v.Columns[at].Title
	link := address(p.URL, r.v.Mark, tag{name: noteName, more: sum(title)})
	if link == "" {
		return cell{}
	}
	return cell{text: title, link: link}
}

// sum is short and the same for two texts whose letters and digits are. White
// space and punctuation are the editor's to change.
func sum(text string) string {
	h := fnv.New64a()
	for _, r := range strings.ToLower(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			fmt.Fprint(h, string(r))
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())[:12]
}
