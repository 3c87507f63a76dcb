package onenote

import (
	"weir/internal/report"
)

// A cell of a table as it is written.
type cell struct {
	text   string
	markup string // in place of the text, in what OneNote takes
	link   string
	id     string // data-id of the paragraph
	back   string // colours
	front  string
	bold   bool
	right  bool
	noted  bool // new or changed: said by a note tag, not by colour alone
}

// cellOf decides how a value looks.
func cellOf(c report.Cell) cell {
	made := cell{text: c.Text}
	if c.Kind == report.Written {
		if c.Markup != "" {
			made.markup, _ = cleaned(c.Markup)
		}
		return made
	}
	made.link = withoutTag(safeLink(c.Link))
	made.right = toTheRight(c.Kind)
	made.back, made.front = colours(c.Category)
	if c.Changed {
		made.noted = true
		if made.back == "" {
			made.back = changedBack
		}
	}
	return made
}

func (c cell) write(w *writer) {
	w.WriteString("<td")
	switch {
	case c.back != "" && c.right:
		w.WriteString(` style="background-color:` + c.back + `;text-align:right"`)
	case c.back != "":
		w.WriteString(` style="background-color:` + c.back + `"`)
	case c.right:
		w.WriteString(` style="text-align:right"`)
	}
	w.WriteString(">")
	if c.markup != "" {
		w.WriteString(c.markup)
	} else {
		c.paragraph(w)
	}
	w.WriteString("</td>")
}

func (c cell) paragraph(w *writer) {
	w.WriteString("<p")
	w.attribute("data-id", c.id)
	if c.front != "" {
		w.WriteString(` style="color:` + c.front + `"`)
	}
	if c.noted {
		w.WriteString(` data-tag="` + noted + `"`)
	}
	w.WriteString(">")
	if c.text == "" {
		// A cell without anything would be made into none.
		w.WriteString("&#160;</p>")
		return
	}
	if c.bold {
		w.WriteString("<b>")
	}
	if c.link != "" {
		w.WriteString("<a")
		w.attribute("href", c.link)
		w.WriteString(">")
	}
	w.text(c.text)
	if c.link != "" {
		w.WriteString("</a>")
	}
	if c.bold {
		w.WriteString("</b>")
	}
	w.WriteString("</p>")
}
