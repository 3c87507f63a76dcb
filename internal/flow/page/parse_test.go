package page_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"weir/internal/flow"
	"weir/internal/flow/page"
)

// write returns the page.
func write(t testing.TB, a *flow.Analysis, p page.Params) string {
	t.Helper()
	var out bytes.Buffer
	if err := page.Write(&out, a, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// parse reads a page as a browser does.
func parse(t testing.TB, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// all returns the elements of a name, in the order of the page; all for "".
func all(root *html.Node, name string) []*html.Node {
	var list []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (name == "" || n.Data == name) {
			list = append(list, n)
		}
	}
	return list
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// words returns the text of an element.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// inside reports whether an element is in one of a name.
func inside(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == name {
			return true
		}
	}
	return false
}

// prefixed makes an address of a key.
func prefixed(prefix string) func(string) string {
	return func(key string) string { return prefix + key }
}
