package onenote

import (
	"iter"
	"slices"

	"golang.org/x/net/html"
)

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			return a.Val
		}
	}
	return ""
}

func is(n *html.Node, names ...string) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(names, n.Data)
}

// within goes through what lies below a node, in the order of the document, but
// not into the tables in it, whose nodes it only names.
func within(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) { walk(n, yield) }
}

func walk(n *html.Node, yield func(*html.Node) bool) bool {
	for c := range n.ChildNodes() {
		if !yield(c) || !is(c, "table") && !walk(c, yield) {
			return false
		}
	}
	return true
}

// isBlockTag reports whether a node is a text with a note tag: in a cell the
// service shows it as a span, in place of its paragraph.
func isBlockTag(n *html.Node) bool { return is(n, "span") && attribute(n, "data-tag") != "" }

// rowsOf lists the rows of a table, whatever they are wrapped in.
func rowsOf(table *html.Node) []*html.Node { return elementsOf(table, "tr") }

// cellsOf lists the cells of a row.
func cellsOf(row *html.Node) []*html.Node { return elementsOf(row, "td", "th") }

// elementsOf lists the nearest elements with one of the names.
func elementsOf(n *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for c := range n.ChildNodes() {
		switch {
		case is(c, names...):
			found = append(found, c)
		case c.Type == html.ElementNode && c.Data != "table":
			found = append(found, elementsOf(c, names...)...)
		}
	}
	return found
}

// inside reports whether a node is in another one, or is that one.
func inside(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}
