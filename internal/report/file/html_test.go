package file_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"weir/internal/report/pagetest"
)

// htmlBounds returns where the article of the report is.
func htmlBounds(text, mark string) (from, to int) {
	from = strings.Index(text, `<article id="`+mark+`" `)
	if from < 0 {
		return -1, -1
	}
	return from, from + strings.Index(text[from:], "</article>") + len("</article>")
}

// each calls visit with each element of a kind.
func each(n *html.Node, a atom.Atom, visit func(*html.Node)) {
	if n.Type == html.ElementNode && n.DataAtom == a {
		visit(n)
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		each(c, a, visit)
		c = next
	}
}

// htmlSeen is what is seen of an element.
func htmlSeen(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.DataAtom == atom.Br {
		return "\n"
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(htmlSeen(c))
	}
	if n.DataAtom == atom.Div {
		return strings.TrimSuffix(b.String(), "\n") + "\n"
	}
	return b.String()
}

func element(a atom.Atom, within ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	for _, c := range within {
		if c.Parent != nil {
			c.Parent.RemoveChild(c)
		}
		n.AppendChild(c)
	}
	return n
}

// htmlTyped is a cell as an editor would make it: a block for each line.
func htmlTyped(text string) *html.Node {
	cell := element(atom.Td)
	for _, line := range strings.Split(text, "\n") {
		div := element(atom.Div, &html.Node{Type: html.TextNode, Data: line})
		if line == "" {
			div = element(atom.Div, element(atom.Br))
		}
		cell.AppendChild(div)
	}
	return cell
}

func htmlEdit(t *testing.T, article string, change func([][]pagetest.Cell) [][]pagetest.Cell) string {
	nodes, err := html.ParseFragment(strings.NewReader(article), element(atom.Main))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]pagetest.Cell
	var table *html.Node
	each(nodes[0], atom.Table, func(n *html.Node) { table = n })
	each(table, atom.Tr, func(tr *html.Node) {
		var row []pagetest.Cell
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				row = append(row, pagetest.Cell{Text: htmlSeen(c), Own: c})
			}
		}
		rows = append(rows, row)
	})
	made := element(atom.Tbody)
	for _, row := range change(rows) {
		tr := element(atom.Tr)
		for _, c := range row {
			if own, ok := c.Own.(*html.Node); ok {
				own.Parent.RemoveChild(own)
				tr.AppendChild(own)
			} else {
				tr.AppendChild(htmlTyped(c.Text))
			}
		}
		made.AppendChild(tr)
	}
	for table.FirstChild != nil {
		table.RemoveChild(table.FirstChild)
	}
	table.AppendChild(made)
	var b strings.Builder
	if err := html.Render(&b, nodes[0]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func htmlHarness(p *place) pagetest.Harness {
	h := p.harness()
	h.Edit = func(t *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:from]+htmlEdit(t, text[from:to], change)+text[to:])
	}
	h.Others = func(t *testing.T) func() string {
		p.write(t, pagetest.Sample())
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		text = text[:from] + htmlAbove + text[to:]
		text = strings.Replace(text, "</main>", "</main>"+htmlBelow, 1)
		p.put(t, text)
		n, m := strings.Index(text, htmlAbove)+len(htmlAbove), len(text)-strings.Index(text, htmlBelow)
		return func() string { text := p.read(t); return text[:n] + "…" + text[len(text)-m:] }
	}
	h.Copy = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:to]+"\n<p>copied:\n"+text[from:to]+text[to:])
	}
	h.Remove = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:from]+text[to:])
	}
	return h
}

const (
	htmlAbove = "<h1 CLASS=x>Mine</h1>\r\n<p>not closed <table><tr><td>OPS-1<td>theirs</table><!-- <article data-weir=\"" + mark + "\"> -->&copy;&nbsp;\n" +
		"<textarea><article data-weir=\"" + mark + "\"></textarea><article data-weir=\"" + mark + "0\">another report's</article>"
	htmlBelow = "<p>Below, there is text\x0b\r\n<article>of theirs</article></p >"
)

func TestAnHTMLFileIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(t *testing.T) pagetest.Harness { return htmlHarness(newPlace(t, "weekly.html")) })
}
