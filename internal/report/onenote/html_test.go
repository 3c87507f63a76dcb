package onenote_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func without(attributes []html.Attribute, key string) []html.Attribute {
	return slices.DeleteFunc(attributes, func(a html.Attribute) bool { return a.Key == key })
}

// below lists the elements of some kinds, but not those in tables below.
func below(n *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode {
			continue
		}
		if slices.Contains(names, c.Data) {
			found = append(found, c)
		}
		if c.Data != "table" {
			found = append(found, below(c, names...)...)
		}
	}
	return found
}

func clear(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

func twin(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Attr: slices.Clone(n.Attr)}
	for child := range n.ChildNodes() {
		c.AppendChild(twin(child))
	}
	return c
}

// carries reports whether a node, or a link in it, has a tag that begins so.
func carries(n *html.Node, tag string) bool {
	if n.Type != html.ElementNode {
		return false
	}
	fits := func(s string) bool {
		rest, ok := strings.CutPrefix(s, tag)
		return ok && (rest == "" || rest[0] == '.')
	}
	if fits(attribute(n, "data-id")) {
		return true
	}
	for _, a := range below(n, "a") {
		if _, fragment, _ := strings.Cut(attribute(a, "href"), "#"); fits(fragment) {
			return true
		}
	}
	return false
}

// tableOf finds the first part of a report's table: the one with the data-id
// before others.
func tableOf(body *html.Node, mark string) *html.Node {
	var first *html.Node
	for n := range body.Descendants() {
		if n.Type != html.ElementNode || n.Data != "table" || !carries(n, mark+".1") {
			continue
		}
		if attribute(n, "data-id") != "" {
			return n
		}
		if first == nil {
			first = n
		}
	}
	return first
}

// withoutOurs writes a page without what carries a mark of ours.
func withoutOurs(t testing.TB, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range slices.Collect(doc.Descendants()) {
		if n.Type == html.ElementNode && (n.Data == "table" || n.Data == "p" || n.Data == "h2") && n.Parent != nil && ours(n) {
			n.Parent.RemoveChild(n)
		}
	}
	var b strings.Builder
	if err := html.Render(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func ours(n *html.Node) bool {
	if strings.HasPrefix(attribute(n, "data-id"), mark+".") {
		return true
	}
	for _, a := range below(n, "a") {
		if strings.Contains(attribute(a, "href"), "#"+mark+".") {
			return true
		}
	}
	// The heading of a snapshot.
	return n.Data == "h2" && n.FirstChild != nil && strings.HasPrefix(n.FirstChild.Data, "Weekly report – ")
}

// intoLayoutTable moves a report's line and table into a table in the second
// outline.
func intoLayoutTable(body *html.Node) error {
	element := func(name string) *html.Node { return &html.Node{Type: html.ElementNode, Data: name} }
	layout, row, cell := element("table"), element("tr"), element("td")
	layout.AppendChild(row)
	row.AppendChild(element("td"))
	row.AppendChild(cell)
	for _, n := range below(body, "p", "table") {
		if carries(n, mark+".line") || carries(n, mark+".1") {
			n.Parent.RemoveChild(n)
			cell.AppendChild(n)
		}
	}
	divs := below(body, "div")
	divs[len(divs)-1].AppendChild(layout)
	return nil
}
