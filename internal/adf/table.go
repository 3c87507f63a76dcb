package adf

import "bytes"

// table writes a table: in Markdown with a header row, which is empty where the
// document has none, and in plain text a line for each row.
func (w *writer) table(n *Node) {
	rows, columns := grid(n)
	if columns == 0 {
		return
	}
	w.begin()
	w.last = 0
	if !w.markdown {
		for i, row := range rows {
			if i > 0 {
				w.next()
			}
			w.plainRow(row)
		}
		return
	}
	if headed(rows[0]) {
		w.row(rows[0], columns, false)
		rows = rows[1:]
	} else {
		w.row(nil, columns, false)
	}
	w.next()
	for range columns {
		w.b = append(w.b, "| --- "...)
	}
	w.b = append(w.b, '|')
	for _, row := range rows {
		w.next()
		w.row(row, 1, true)
	}
}

// row writes a row of Markdown, of so many cells at least. Headers in a column
// are bold, since only those of the first row have a form of their own.
func (w *writer) row(row []cell, least int, bold bool) {
	for i := range max(least, len(row)) {
		w.b = append(w.b, "| "...)
		if i >= len(row) || row[i].node == nil {
			continue
		}
		l := look{}
		if bold && row[i].header {
			l.marks = strong
		}
		if text := w.inline.cell(w.spans.line(only(row[i].node), l)); len(text) > 0 {
			w.b = append(append(w.b, text...), ' ')
		}
	}
	w.b = append(w.b, '|')
}

func (w *writer) plainRow(row []cell) {
	for i, c := range row {
		if i > 0 {
			w.b = append(w.b, " | "...)
		}
		if c.node != nil {
			text := wrapped(nil, w.spans.line(only(c.node), look{}), 0)
			w.b = append(w.b, bytes.ReplaceAll(text, []byte{'\n'}, []byte(" / "))...)
		}
	}
	w.b = bytes.TrimRight(w.b, " ")
}
