package file

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"weir/internal/report"
)

func (hypertext) read(data []byte, mark string) (report.Found, error) {
	d, err := htmlOpen(data)
	if err != nil {
		return report.Found{}, err
	}
	span, copies := d.table(mark)
	if span == nil {
		return report.Found{}, nil
	}
	r, err := d.part(*span)
	if err != nil {
		return report.Found{}, err
	}
	found := report.Found{Exists: true, Run: span.attributes["data-wrote"], Copies: copies, Fixed: r.fixed, Kept: r.kept}
	r.rows(&found)
	return found, nil
}

// htmlPartReader reads an article.
type htmlPartReader struct {
	ours  map[string]bool
	key   string
	table [][]htmlFound // the rows, the headings first
	seen  bool          // a table
	kept  []report.Passage
	loose []*html.Node // that belong together, and to no block
	fixed int
	cells int // of the table, with those that others reach over
}

// htmlFound is a cell as it stands.
type htmlFound struct{ text, markup, link string }

func (d *htmlDocument) part(s htmlSpan) (*htmlPartReader, error) {
	r := &htmlPartReader{ours: sums(s.attributes["data-ours"]), key: s.attributes["data-key"]}
	inner := d.data[s.inner:s.to]
	nodes, err := htmlNodes(inner[:strings.LastIndex(inner, "<")])
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		r.node(n)
	}
	r.flush()
	if r.cells > report.MaxCells {
		return nil, tooWide()
	}
	return r, nil
}

// node reads what is in the article, block by block.
func (r *htmlPartReader) node(n *html.Node) {
	switch {
	case n.Type == html.ElementNode && n.DataAtom == atom.Table && !r.seen:
		r.flush()
		r.seen = true
		r.grid(n)
	case n.Type == html.ElementNode && n.DataAtom == atom.Ul && attribute(n, "class") == "kept":
		r.flush()
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.item(c)
		}
	case n.Type == html.ElementNode && htmlHolds(n):
		r.flush()
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.node(c)
		}
		r.flush()
	case n.Type == html.ElementNode && htmlRole(n.DataAtom) == htmlBlock:
		r.flush()
		r.loose = append(r.loose, n)
		r.flush()
	default:
		r.loose = append(r.loose, n)
	}
}

// htmlHolds reports whether an element has a table or the list in it.
func htmlHolds(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Table || c.DataAtom == atom.Ul && attribute(c, "class") == "kept" || htmlHolds(c) {
			return true
		}
	}
	return false
}

// flush keeps what is not in the table and not ours.
func (r *htmlPartReader) flush() {
	text := htmlPlain(r.loose)
	r.loose = nil
	r.fixed += text.fixed
	if words := text.text(); words != "" && !r.ours[sum(words)] {
		p := report.Passage{}
		p.Text, p.Markup = text.cell()
		r.kept = append(r.kept, p)
	}
}

// item reads a passage of the list.
func (r *htmlPartReader) item(n *html.Node) {
	p, text := report.Passage{}, &htmlReader{}
	if n.DataAtom != atom.Li {
		text.node(n)
	}
	first := true
	for c := n.FirstChild; n.DataAtom == atom.Li && c != nil; c = c.NextSibling {
		if first && c.DataAtom == atom.B && attribute(c, "class") == "of" {
			of := htmlPlain([]*html.Node{c})
			issue, where, _ := strings.Cut(of.text(), between)
			p.Key, p.URL, p.Where = issueOf(issue), of.link, where
			first = false
			continue
		}
		if c.Type == html.ElementNode {
			first = false
		}
		text.node(c)
	}
	r.fixed += text.fixed
	if p.Text, p.Markup = text.cell(); p.Text != "" {
		r.kept = append(r.kept, p)
	}
}

// grid reads the table, with cells that reach over several columns or rows.
func (r *htmlPartReader) grid(n *html.Node) {
	below := map[int]int{} // rows that a cell above still reaches into, by column
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			r.row(c, below)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			for tr := c.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.DataAtom == atom.Tr {
					r.row(tr, below)
				} else {
					r.loose = append(r.loose, tr)
				}
			}
		default:
			r.loose = append(r.loose, c)
		}
		r.flush()
	}
}

func (r *htmlPartReader) row(tr *html.Node, below map[int]int) {
	var cells []htmlFound
	// A few bytes can say that a cell reaches over a million.
	add := func(c htmlFound) {
		if r.cells++; r.cells <= report.MaxCells {
			cells = append(cells, c)
		}
	}
	reached := func() {
		for below[len(cells)] > 0 && r.cells <= report.MaxCells {
			below[len(cells)]--
			add(htmlFound{})
		}
	}
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
			r.loose = append(r.loose, td)
			continue
		}
		if reached(); r.cells > report.MaxCells {
			return
		}
		c := &htmlReader{}
		c.children(td)
		r.fixed += c.fixed
		text, markup := c.cell()
		for k := range htmlSpanOf(td, "colspan") {
			below[len(cells)] = htmlSpanOf(td, "rowspan") - 1
			if k > 0 {
				text, markup, c.link = "", "", ""
			}
			add(htmlFound{text, markup, c.link})
		}
	}
	reached()
	r.table = append(r.table, cells)
}

// htmlSpanOf is over how many columns or rows a cell reaches.
func htmlSpanOf(n *html.Node, name string) int {
	v, err := strconv.Atoi(attribute(n, name))
	if err != nil {
		return 1
	}
	return min(max(v, 1), 1000)
}

// rows hands over what was read.
func (r *htmlPartReader) rows(f *report.Found) {
	if len(r.table) == 0 {
		return
	}
	for _, c := range r.table[0] {
		f.Columns = append(f.Columns, c.text)
	}
	rows := r.table[1:]
	width := func(i int) int { return len(rows[i]) }
	key := func(i, k int) string {
		if k < 0 || k >= len(rows[i]) {
			return ""
		}
		return keyOf(rows[i][k].text, rows[i][k].link)
	}
	at := keyAt(r.key, f.Columns, len(rows), width, func(i, k int) bool { return key(i, k) != "" })
	for i, row := range rows {
		found := report.FoundRow{Key: key(i, at)}
		for _, c := range row {
			found.Cells = append(found.Cells, report.FoundCell{Text: c.text, Markup: c.markup})
		}
		f.Rows = append(f.Rows, found)
	}
}
