package graphtest

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// grid finds a table by its number on the page, counted from 0, and its rows.
func grid(body *html.Node, table int) (*html.Node, []*html.Node, error) {
	tables := descendants(body, "table")
	if table < 0 || table >= len(tables) {
		return nil, nil, ErrNoSuchPlace
	}
	return tables[table], children(tables[table], "tr"), nil
}

// cellAt finds a cell.
func cellAt(body *html.Node, table, row, column int) (*html.Node, error) {
	_, rows, err := grid(body, table)
	if err != nil {
		return nil, err
	}
	if row < 0 || row >= len(rows) {
		return nil, ErrNoSuchPlace
	}
	cells := children(rows[row], "td")
	if column < 0 || column >= len(cells) {
		return nil, ErrNoSuchPlace
	}
	return cells[column], nil
}

func (p *Page) editCell(table, row, column int, change func(cell *html.Node)) error {
	return p.edit(func(body *html.Node) error {
		cell, err := cellAt(body, table, row, column)
		if err == nil {
			change(cell)
		}
		return err
	})
}

// paragraph is one in a cell.
func paragraph(content *html.Node) *html.Node {
	p := element("p")
	p.AppendChild(content)
	return p
}

// TypeInCell types text at the end of a cell: into its last paragraph, or into
// a new one where the text has line breaks. Tables, rows and columns are
// counted from 0.
func (p *Page) TypeInCell(table, row, column int, text string) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		for n, line := range strings.Split(text, "\n") {
			if last := cell.LastChild; n == 0 && is(last, "p") {
				last.AppendChild(textNode(line))
			} else {
				cell.AppendChild(paragraph(textNode(line)))
			}
		}
	})
}

// SetCell replaces what is in a cell by text; by nothing, if it is empty.
func (p *Page) SetCell(table, row, column int, text string) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		empty(cell)
		if text != "" {
			cell.AppendChild(paragraph(textNode(text)))
		}
	})
}

func empty(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// Bold makes all text of a cell bold.
func (p *Page) Bold(table, row, column int) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		wrapTexts(cell, func() *html.Node { return element("span", "style", "font-weight:bold") })
	})
}

// Link makes all text of a cell a link.
func (p *Page) Link(table, row, column int, href string) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		wrapTexts(cell, func() *html.Node { return element("a", "href", href) })
	})
}

// wrapTexts puts an element around each piece of text.
func wrapTexts(in *html.Node, around func() *html.Node) {
	for _, n := range slices.Collect(in.Descendants()) {
		if n.Type == html.TextNode {
			w := around()
			n.Parent.InsertBefore(w, n)
			n.Parent.RemoveChild(n)
			w.AppendChild(n)
		}
	}
}

// PasteImage puts an image at the end of a cell.
func (p *Page) PasteImage(table, row, column int, src string) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		cell.AppendChild(element("img", "alt", "a picture", "width", "32", "height", "32", "src", src))
	})
}

// ToDo makes the text of a cell a to-do, ticked or not. The text then stands in
// a span instead of a paragraph, as the service shows it.
func (p *Page) ToDo(table, row, column int, done bool) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		tag := element("span", "data-tag", map[bool]string{true: "to-do:completed", false: "to-do"}[done])
		tag.AppendChild(textNode(textOf(cell)))
		empty(cell)
		cell.AppendChild(tag)
	})
}

// Style colours the background of a cell.
func (p *Page) Style(table, row, column int, background string) error {
	return p.editCell(table, row, column, func(cell *html.Node) {
		setAttr(cell, "style", "background-color:"+background+";border:1px solid")
	})
}

// newCell is a cell like others of its table.
func newCell(text string) *html.Node {
	c := element("td", "style", "border:1px solid")
	if text != "" {
		c.AppendChild(paragraph(textNode(text)))
	}
	return c
}

// AddRow adds a row before the row at, or below all for the number of rows.
// Cells that are not given are empty.
func (p *Page) AddRow(table, at int, cells ...string) error {
	return p.edit(func(body *html.Node) error {
		t, rows, err := grid(body, table)
		if err != nil {
			return err
		}
		if at < 0 || at > len(rows) {
			return ErrNoSuchPlace
		}
		width := len(cells)
		if len(rows) > 0 {
			width = len(children(rows[0], "td"))
		}
		row := element("tr")
		for n := range width {
			text := ""
			if n < len(cells) {
				text = cells[n]
			}
			row.AppendChild(newCell(text))
		}
		t.InsertBefore(row, nth(rows, at))
		return nil
	})
}

// nth is an element, or nil behind the last.
func nth(list []*html.Node, n int) *html.Node {
	if n < len(list) {
		return list[n]
	}
	return nil
}

// DeleteRow deletes a row, and the table with the last one.
func (p *Page) DeleteRow(table, row int) error {
	return p.edit(func(body *html.Node) error {
		t, rows, err := grid(body, table)
		if err != nil {
			return err
		}
		if row < 0 || row >= len(rows) {
			return ErrNoSuchPlace
		}
		t.RemoveChild(rows[row])
		if len(rows) == 1 {
			t.Parent.RemoveChild(t)
		}
		return nil
	})
}

// SortRows sorts the rows of a table below its first one by the text of a
// column.
func (p *Page) SortRows(table, column int, descending bool) error {
	return p.edit(func(body *html.Node) error {
		t, rows, err := grid(body, table)
		if err != nil {
			return err
		}
		if len(rows) == 0 || column < 0 || column >= len(children(rows[0], "td")) {
			return ErrNoSuchPlace
		}
		slices.SortStableFunc(rows[1:], func(a, b *html.Node) int {
			order := cmp.Compare(columnText(a, column), columnText(b, column))
			if descending {
				return -order
			}
			return order
		})
		empty(t)
		appendAll(t, rows)
		return nil
	})
}

func columnText(row *html.Node, column int) string {
	if cells := children(row, "td"); column < len(cells) {
		return textOf(cells[column])
	}
	return ""
}

// AddColumn adds a column before the column at, or behind all for the number of
// columns. Cells are its texts, from the top.
func (p *Page) AddColumn(table, at int, cells ...string) error {
	return p.edit(func(body *html.Node) error {
		_, rows, err := grid(body, table)
		if err != nil {
			return err
		}
		if len(rows) == 0 || at < 0 || at > len(children(rows[0], "td")) {
			return ErrNoSuchPlace
		}
		for n, row := range rows {
			text := ""
			if n < len(cells) {
				text = cells[n]
			}
			row.InsertBefore(newCell(text), nth(children(row, "td"), at))
		}
		return nil
	})
}

// DeleteColumn deletes a column, and the table with the last one.
func (p *Page) DeleteColumn(table, column int) error {
	return p.edit(func(body *html.Node) error {
		t, rows, err := grid(body, table)
		if err != nil {
			return err
		}
		if len(rows) == 0 || column < 0 || column >= len(children(rows[0], "td")) {
			return ErrNoSuchPlace
		}
		last := len(children(rows[0], "td")) == 1
		for _, row := range rows {
			if cell := nth(children(row, "td"), column); cell != nil {
				row.RemoveChild(cell)
			}
		}
		if last {
			t.Parent.RemoveChild(t)
		}
		return nil
	})
}

// PasteTable puts a table of texts before the nth block of the first outline.
func (p *Page) PasteTable(n int, rows [][]string) error {
	return p.edit(func(body *html.Node) error {
		t := element("table", "border", "1", "style", "border:1px solid;border-collapse:collapse")
		for _, cells := range rows {
			row := element("tr")
			for _, text := range cells {
				row.AppendChild(newCell(text))
			}
			t.AppendChild(row)
		}
		return insertBlock(body, n, t)
	})
}

// CopyTable copies a table to below itself. Whether clients keep the data-ids
// of the copy is not known: keep decides it.
func (p *Page) CopyTable(table int, keep bool) error {
	return p.edit(func(body *html.Node) error {
		t, _, err := grid(body, table)
		if err != nil {
			return err
		}
		twin := clone(t)
		if !keep {
			for n := range every(twin) {
				setAttr(n, "data-id", "")
			}
		}
		t.Parent.InsertBefore(twin, t.NextSibling)
		return nil
	})
}

// DeleteTable deletes a table.
func (p *Page) DeleteTable(table int) error {
	return p.edit(func(body *html.Node) error {
		t, _, err := grid(body, table)
		if err == nil {
			t.Parent.RemoveChild(t)
		}
		return err
	})
}

// LoseDataIDs takes the data-ids off everything on the page but the default
// outline, as a client might that rewrites the page.
func (p *Page) LoseDataIDs() error {
	return p.edit(func(body *html.Node) error {
		for n := range body.Descendants() {
			if attr(n, "data-id") != defaultDiv {
				setAttr(n, "data-id", "")
			}
		}
		return nil
	})
}
