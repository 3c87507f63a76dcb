package graphtest

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// list normalises a list: what is set on it goes to its items, and its tag
// overrides theirs.
func list(n *html.Node, f format) *html.Node {
	style := parseStyle(attr(n, "style"))
	f = f.with(style)
	l := element(n.Data, "data-id", attr(n, "data-id"))
	for c := range n.ChildNodes() {
		if i := item(c, f, style["list-style-type"], tagsOf(n)); i != nil {
			l.AppendChild(i)
		}
	}
	if l.FirstChild == nil {
		return nil
	}
	if !realContent(l) {
		setAttr(l, "data-id", "")
	}
	return l
}

// item normalises an item of a list, or makes one of what else is there.
func item(n *html.Node, f format, bullet, tag string) *html.Node {
	b := &builder{place: inItem, tag: tag}
	i := element("li")
	if !is(n, "li") {
		b.walk(n, f)
	} else {
		style := parseStyle(attr(n, "style"))
		if style["list-style-type"] != "" {
			bullet = style["list-style-type"]
		}
		setAttr(i, "data-id", attr(n, "data-id"))
		b.inside(n, f.with(style))
	}
	b.close()
	if len(b.out) == 0 {
		return nil
	}
	appendAll(i, b.out)
	if !realContent(i) {
		setAttr(i, "data-id", "")
	}
	if bullet != "" {
		setAttr(i, "style", "list-style-type:"+bullet)
	}
	return i
}

// A look is what tables, rows and cells hand down.
type look struct {
	format
	background string
}

// of is the look below a table, a row or a cell. Its background is the cell's,
// not the text's.
func (l look) of(n *html.Node) look {
	style := parseStyle(attr(n, "style"))
	if bg, ok := keptValue("background-color", attr(n, "bgcolor")); ok {
		l.background = bg
	}
	if bg := style["background-color"]; bg != "" {
		l.background = bg
	}
	delete(style, "background-color")
	l.format = l.with(style)
	return l
}

// table normalises a table: rows and cells alone, all rows of one length,
// every style on the cells. The border is kept as an attribute, which is not
// shown, and written as the style that is.
func table(n *html.Node, f format) *html.Node {
	f.align = ""
	whole := look{format: f}.of(n)
	rows := rowsOf(n)
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(children(row, "td", "th")))
	}
	if columns == 0 {
		return nil
	}
	border := "0px"
	t := element("table", "data-id", attr(n, "data-id"))
	if width, err := strconv.Atoi(attr(n, "border")); err == nil && width > 0 {
		border = "1px solid"
		setAttr(t, "border", "1")
		setAttr(t, "style", "border:1px solid;border-collapse:collapse")
	} else {
		setAttr(t, "style", "border:0px")
	}
	share := shareOfWidth(n, columns)
	for _, row := range rows {
		t.AppendChild(tableRow(row, whole.of(row), columns, border, share))
	}
	if !realContent(t) {
		setAttr(t, "data-id", "")
	}
	return t
}

// rowsOf are the rows of a table, however they are grouped, without those of
// tables inside.
func rowsOf(n *html.Node) []*html.Node {
	var rows []*html.Node
	for c := range n.ChildNodes() {
		switch {
		case is(c, "tr") && len(children(c, "td", "th")) > 0:
			rows = append(rows, c)
		case is(c, "thead", "tbody", "tfoot"):
			rows = append(rows, rowsOf(c)...)
		}
	}
	return rows
}

// shareOfWidth is the width of a column of a table with a width in pixels.
func shareOfWidth(n *html.Node, columns int) string {
	width := strings.TrimSuffix(attr(n, "width"), "px")
	if styled := parseStyle(attr(n, "style"))["width"]; styled != "" {
		width = strings.TrimSuffix(styled, "px")
	}
	if px, err := strconv.Atoi(width); err == nil && px >= columns && px < 1e5 {
		return strconv.Itoa(px/columns) + "px"
	}
	return ""
}

func tableRow(row *html.Node, l look, columns int, border, share string) *html.Node {
	r := element("tr")
	for _, c := range children(row, "td", "th") {
		r.AppendChild(cell(c, l.of(c), border, share))
	}
	for n := len(children(row, "td", "th")); n < columns; n++ {
		r.AppendChild(cell(element("td"), l, border, share))
	}
	return r
}

// cell normalises a cell. Neither data-id nor spans of rows and columns are kept.
func cell(n *html.Node, l look, border, share string) *html.Node {
	var style []string
	if l.background != "" {
		style = append(style, "background-color:"+l.background)
	}
	width := parseStyle(attr(n, "style"))["width"]
	if width == "" {
		width = share
	}
	if width != "" {
		style = append(style, "width:"+width)
	}
	style = append(style, "border:"+border)
	if l.align != "" {
		style = append(style, "text-align:"+l.align)
	}
	c := element("td", "style", strings.Join(style, ";"))
	l.align = ""
	b := &builder{place: inCell}
	b.inside(n, l.format)
	b.close()
	appendAll(c, b.out)
	return c
}
