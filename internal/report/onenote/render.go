package onenote

import (
	"weir/internal/report"
)

// A rendered report: each element as HTML by itself, so that each can take the
// place of one on the page.
type rendered struct {
	heading string // of a snapshot
	line    string
	parts   []string
	over    string // the heading of kept
	kept    string // empty where there is nothing
}

// A renderer writes a view.
type renderer struct {
	v    report.View
	run  string // in the tags; empty where the table is refreshed in place
	rows int    // in each part of the table
}

func (r renderer) render() rendered {
	out := rendered{line: r.line()}
	if !r.v.Same {
		out.parts, out.kept = r.parts(), r.kept()
		if out.kept != "" {
			out.over = r.over()
		}
	}
	return out
}

// tagged opens an element that carries a tag.
func (r renderer) tagged(w *writer, name string, t tag) {
	w.WriteString("<" + name)
	w.attribute("data-id", t.text(r.v.Mark))
	if name == "table" {
		w.WriteString(` border="1"`)
	}
}

// line writes how fresh the table is. The sum in its tag tells when somebody has
// typed into it.
func (r renderer) line() string {
	var w writer
	words := r.v.Line.Words()
	t := lineTag(r.run, words+" · "+openInJira, r.v.Run)
	link := address(r.v.Line.Query, r.v.Mark, t)
	if link == "" {
		t = lineTag(r.run, words, r.v.Run)
	}
	r.tagged(&w, "p", t)
	if r.v.Line.Trouble != "" {
		w.attribute("style", "color:"+alarm)
		w.attribute("data-tag", noted)
	} else {
		w.attribute("style", "color:"+dim)
	}
	w.WriteString(">")
	w.text(words)
	if link != "" {
		w.WriteString(" · <a")
		w.attribute("href", link)
		w.WriteString(">" + openInJira + "</a>")
	}
	w.WriteString("</p>")
	return w.String()
}

const openInJira = "Open in Jira"

// placeholder takes the place of an element of ours that is not needed for now:
// OneNote has no way to delete one. It is found again when it is needed.
func (r renderer) placeholder(t tag) string {
	var w writer
	r.tagged(&w, "p", t)
	w.WriteString(">")
	if link := address(r.v.Line.Query, r.v.Mark, t); link != "" {
		w.WriteString("<a")
		w.attribute("href", link)
		w.WriteString(">&#160;</a></p>")
		return w.String()
	}
	w.WriteString("&#160;</p>")
	return w.String()
}

// A rowWriter adds a row to a table.
type rowWriter func(w *writer)

// parts writes the table, in as many as it needs.
func (r renderer) parts() []string {
	rows, keep := r.allRows()
	var parts []string
	for first := true; first || len(rows) > 0; first = false {
		n := min(len(rows), r.rows)
		// The heading of a group does not stand apart from its first row.
		if n > 1 && n < len(rows) && keep[n-1] {
			n--
		}
		parts = append(parts, r.part(partTag(r.run, len(parts)+1), rows[:n]))
		rows, keep = rows[n:], keep[n:]
	}
	return parts
}

// allRows lists the rows of the table, and which of them belong to the next one.
func (r renderer) allRows() (rows []rowWriter, keep []bool) {
	add := func(row rowWriter, heading bool) { rows, keep = append(rows, row), append(keep, heading) }
	for _, g := range r.v.Groups {
		if g.Heading != "" {
			add(func(w *writer) { r.heading(w, g.Label()) }, true)
		}
		for _, row := range g.Rows {
			add(func(w *writer) { r.row(w, row) }, false)
		}
	}
	for _, row := range r.v.Extra {
		add(func(w *writer) { r.row(w, row) }, false)
	}
	if r.v.Totals != nil {
		add(r.totals, false)
	}
	return rows, keep
}

func (r renderer) part(t tag, rows []rowWriter) string {
	var w writer
	w.Grow(len(rows)*len(r.v.Columns)*60 + 1000)
	r.tagged(&w, "table", t)
	w.WriteString(">")
	r.head(&w, t)
	for _, row := range rows {
		w.WriteString("<tr>")
		row(&w)
		w.WriteString("</tr>")
	}
	w.WriteString("</table>")
	return w.String()
}

// head writes the headings. That of the key column leads to the query, and
// carries the tag twice, as data-id and in its link: by it the table and its key
// column are found. The service gives an id to a paragraph in a cell only if it
// has a data-id; by this one a table can be told to be a former one.
func (r renderer) head(w *writer, t tag) {
	w.WriteString("<tr>")
	link := address(r.v.Line.Query, r.v.Mark, t)
	key := r.keyColumn()
	for i, c := range r.v.Columns {
		cell := cell{back: headBack, bold: true, right: toTheRight(c.Kind), text: c.Title}
		if i == key {
			cell.link = link
			cell.id = tag{run: t.run, name: t.name, more: inHead}.text(r.v.Mark)
			if cell.text == "" {
				cell.text = "Key"
			}
		}
		cell.write(w)
	}
	w.WriteString("</tr>")
}

// keyColumn is the one that leads to the issues, else the first one.
func (r renderer) keyColumn() int {
	for i, c := range r.v.Columns {
		if c.ID == report.KeyColumn {
			return i
		}
	}
	return 0
}

func (r renderer) heading(w *writer, title string) {
	for i := range r.v.Columns {
		c := cell{back: groupBack}
		if i == 0 {
			c.text, c.bold = title, true
		}
		c.write(w)
	}
}

func (r renderer) totals(w *writer) {
	for i := range r.v.Columns {
		c := cell{back: groupBack, bold: true}
		if i < len(r.v.Totals) {
			c.text, c.right = r.v.Totals[i].Text, toTheRight(r.v.Totals[i].Kind)
		}
		c.write(w)
	}
}

func (r renderer) row(w *writer, row report.Row) {
	key := r.keyColumn()
	for i, column := range r.v.Columns {
		var c report.Cell
		if i < len(row.Cells) {
			c = row.Cells[i]
		}
		made := cellOf(c)
		if i == key && column.ID == report.KeyColumn && row.Issue != "" {
			if made.text == "" {
				made.text = row.Key
			}
			if made.link == "" {
				made.link = safeLink(row.URL)
			}
			made.noted = made.noted || row.New
		}
		made.write(w)
	}
}
