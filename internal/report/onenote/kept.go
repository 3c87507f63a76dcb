package onenote

import (
	"fmt"
	"hash/fnv"
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
	for _, gone := range r.v.Left {
		keptRow(&w, report.Passage{Key: gone.Key, URL: gone.URL, Where: hasLeft}, tag{name: leftName, more: sum(gone.Key)}.text(r.v.Mark))
	}
	for _, p := range r.v.Kept {
		keptRow(&w, p, "")
	}
	w.WriteString("</table>")
	return w.String()
}

// keptRow writes a row of the list; id is the data-id of its first cell.
func keptRow(w *writer, p report.Passage, id string) {
	w.WriteString("<tr>")
	cell{text: p.Key, link: safeLink(p.URL), id: id}.write(w)
	cell{text: p.Where}.write(w)
	cellOf(report.Cell{Kind: report.Written, Text: p.Text, Markup: p.Markup}).write(w)
	w.WriteString("</tr>")
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
