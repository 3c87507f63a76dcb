package adf

import "strconv"

// table writes a table. OneNote knows neither headers nor spans: there, headers
// are bold, and a cell that another reaches into is empty.
func (h *html) table(n *Node) {
	rows, columns := grid(n)
	if columns == 0 {
		return
	}
	if h.oneNote {
		h.raw(`<table border="1">`, "\n")
		h.rows(rows)
	} else {
		h.raw("<table>\n")
		if headed(rows[0]) {
			h.raw("<thead>\n")
			h.rows(rows[:1])
			h.raw("</thead>\n")
			rows = rows[1:]
		}
		if len(rows) > 0 {
			h.raw("<tbody>\n")
			h.rows(rows)
			h.raw("</tbody>\n")
		}
	}
	h.raw("</table>\n")
}

func (h *html) rows(rows [][]cell) {
	for _, row := range rows {
		h.raw("<tr>")
		all := headed(row)
		for _, c := range row {
			switch {
			case h.oneNote:
				h.noteCell(c)
			case c.node != nil:
				h.cell(c, all)
			}
		}
		h.raw("</tr>\n")
	}
}

func (h *html) noteCell(c cell) {
	h.raw("<td>")
	if c.node != nil {
		before := h.base
		if c.header {
			h.base |= strong
		}
		h.content(c.node)
		h.base = before
	}
	h.raw("</td>")
}

func (h *html) cell(c cell, inHeaderRow bool) {
	tag := "td"
	if c.header {
		tag = "th"
	}
	h.raw("<", tag)
	switch {
	case c.header && inHeaderRow:
		h.raw(` scope="col"`)
	case c.header:
		h.raw(` scope="row"`)
	}
	if c.across > 1 {
		h.raw(` colspan="`, strconv.Itoa(c.across), `"`)
	}
	if c.along > 1 {
		h.raw(` rowspan="`, strconv.Itoa(c.along), `"`)
	}
	h.raw(">")
	h.content(c.node)
	h.raw("</", tag, ">")
}

// content writes what is in a cell.
func (h *html) content(n *Node) {
	if n.Type == "tableCell" || n.Type == "tableHeader" {
		h.item(n)
	} else {
		h.blocks(only(n))
	}
}
