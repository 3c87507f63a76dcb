package graphtest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// defaultDiv is the data-id of the outline of pages that the API made.
const defaultDiv = "_default"

// element makes an element; pairs are names and values of attributes, and
// those without a value are left out.
func element(tag string, pairs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			n.Attr = append(n.Attr, html.Attribute{Key: pair[0], Val: pair[1]})
		}
	}
	return n
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// setAttr sets an attribute, or takes it away if the value is empty.
func setAttr(n *html.Node, key, value string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if value != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
	}
}

func is(n *html.Node, tags ...string) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(tags, n.Data)
}

// outline is a top-level div.
func outline(dataID string, content []*html.Node) *html.Node {
	d := element("div", "data-id", dataID, "style", "position:absolute;left:48px;top:120px;width:624px")
	appendAll(d, content)
	return d
}

func appendAll(to *html.Node, nodes []*html.Node) {
	for _, n := range nodes {
		to.AppendChild(n)
	}
}

// clone copies a tree.
func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Attr: slices.Clone(n.Attr)}
	for child := range n.ChildNodes() {
		c.AppendChild(clone(child))
	}
	return c
}

// every goes through a tree in document order, the node itself first.
func every(n *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if !yield(n) {
			return
		}
		for d := range n.Descendants() {
			if !yield(d) {
				return
			}
		}
	}
}

// descendants lists the elements of some kinds below a node, in document order.
func descendants(n *html.Node, tags ...string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if is(d, tags...) {
			found = append(found, d)
		}
	}
	return found
}

func children(n *html.Node, tags ...string) []*html.Node {
	var found []*html.Node
	for c := range n.ChildNodes() {
		if is(c, tags...) {
			found = append(found, c)
		}
	}
	return found
}

// render writes a node as HTML.
func render(n *html.Node) string {
	var b strings.Builder
	// A strings.Builder takes everything, and the trees here hold no node that
	// cannot be written.
	_ = html.Render(&b, n)
	return b.String()
}

// textOf is the text below a node: paragraphs, rows and line breaks each end a
// line, cells are set apart by tabs.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return strings.TrimSpace(b.String())
}

func writeText(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
		return
	}
	for c := range n.ChildNodes() {
		writeText(b, c)
		if is(c, "td") && c.NextSibling != nil {
			b.WriteByte('\t')
		}
	}
	endsCell := is(n.Parent, "td") && n.NextSibling == nil
	if is(n, "br", "tr", "li") || !endsCell && is(n, "p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "table") {
		b.WriteByte('\n')
	}
}

// realContent reports whether there is something below a node for a data-id to
// hold on to: text other than white space, or an image or a file.
func realContent(n *html.Node) bool {
	for d := range every(n) {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" || is(d, "img", "object", "iframe") {
			return true
		}
	}
	return false
}
