package wiki_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"weir/internal/adf"
)

// children are the nodes that ADF's schema allows in a node, of those that can
// come out of wiki markup. Whatever is not here has no children.
var children = map[string][]string{
	"doc":         {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule", "table", "mediaSingle"},
	"panel":       {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "rule", "mediaSingle"},
	"blockquote":  {"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"},
	"listItem":    {"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"},
	"tableCell":   {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule", "mediaSingle"},
	"tableHeader": {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "rule", "mediaSingle"},
	"table":       {"tableRow"},
	"tableRow":    {"tableCell", "tableHeader"},
	"bulletList":  {"listItem"},
	"orderedList": {"listItem"},
	"mediaSingle": {"media"},
	"codeBlock":   {"text"},
	"paragraph":   {"text", "hardBreak", "mention", "emoji", "inlineCard", "mediaInline"},
	"heading":     {"text", "hardBreak", "mention", "emoji", "inlineCard", "mediaInline"},
}

// mayBeEmpty are the nodes that need no child.
var mayBeEmpty = []string{"doc", "paragraph", "heading", "codeBlock"}

// deepestTree is more than any text makes: 20 levels of lists of two nodes each
// in each of the few macros, which never hold themselves.
const deepestTree = 200

// checkShape checks a tree against ADF's schema.
func checkShape(t *testing.T, text string, tree *adf.Node) {
	t.Helper()
	var visit func(n *adf.Node, depth int)
	visit = func(n *adf.Node, depth int) {
		allowed, holds := children[n.Type]
		switch {
		case depth > deepestTree:
			t.Fatalf("%.300q\nis deeper than %d", text, deepestTree)
		case n.Type == "text" && n.Text == "":
			t.Fatalf("%.300q\nholds an empty text", text)
		case n.Type != "text" && n.Text != "":
			t.Fatalf("%.300q\na %s has a text", text, n.Type)
		case !utf8.ValidString(n.Text):
			t.Fatalf("%.300q\nholds a text that is not UTF-8: %q", text, n.Text)
		case holds && len(n.Content) == 0 && !slices.Contains(mayBeEmpty, n.Type):
			t.Fatalf("%.300q\na %s is empty", text, n.Type)
		}
		checkMarks(t, text, n)
		for _, c := range n.Content {
			if !slices.Contains(allowed, c.Type) {
				t.Fatalf("%.300q\na %s stands in a %s", text, c.Type, n.Type)
			}
			if n.Type == "codeBlock" && len(c.Marks) > 0 {
				t.Fatalf("%.300q\nthe text of a code block has marks", text)
			}
			visit(c, depth+1)
		}
	}
	visit(tree, 0)
}

func checkMarks(t *testing.T, text string, n *adf.Node) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range n.Marks {
		if seen[m.Type] {
			t.Fatalf("%.300q\na %s has two marks %s", text, n.Type, m.Type)
		}
		seen[m.Type] = true
	}
	code, link := seen["code"], seen["link"]
	if n.Type == "text" && code && (len(n.Marks) > 2 || len(n.Marks) == 2 && !link) {
		t.Fatalf("%.300q\nmonospaced text has more marks than a link: %v", text, n.Marks)
	}
	if n.Type != "text" && len(n.Marks) > 0 && (len(n.Marks) > 1 || !link || n.Type != "media" && n.Type != "mediaInline") {
		t.Fatalf("%.300q\na %s has marks: %v", text, n.Type, n.Marks)
	}
}
