package adf_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	gmtext "github.com/yuin/goldmark/text"
	dom "golang.org/x/net/html"
)

// A reading is what a program finds in a document.
type reading struct {
	text  string   // words, with one space between; white space is any of Unicode
	links []string // "target text" of each link, in order; likewise
	shown []string // "source text" of each image, in order
	marks map[string]string
}

// words makes one space of white space, however much there is.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// letters leaves the letters and digits of a text.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// readMarkdown reads Markdown as goldmark with GitHub's extensions does, and
// fails for raw HTML other than what the package's comment tells.
func readMarkdown(t testing.TB, source string) reading {
	t.Helper()
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	root := md.Parser().Parse(gmtext.NewReader([]byte(source)))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.HTMLBlock:
			t.Errorf("a block of HTML in %q", source)
		case *ast.RawHTML:
			if tag := string(n.Segments.Value([]byte(source))); entering && !isWritten(tag, n) {
				t.Errorf("raw HTML: %q in %q", tag, source)
			}
		case *ast.AutoLink:
			t.Errorf("an address became a link in %q", source)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := md.Renderer().Render(&b, []byte(source), root); err != nil {
		t.Fatal(err)
	}
	return readHTML(t, b.String())
}

// isWritten reports whether raw HTML is of the few kinds that we write.
func isWritten(tag string, n ast.Node) bool {
	switch tag {
	case "<sub>", "</sub>", "<sup>", "</sup>":
		return true
	default:
		return tag == "<br>" && inTable(n)
	}
}

func inTable(n ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if n.Kind().String() == "TableCell" {
			return true
		}
	}
	return false
}

// readHTML reads HTML as a browser does.
func readHTML(t testing.TB, source string) reading {
	t.Helper()
	root, err := dom.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	r := reader{marks: map[string]*strings.Builder{}}
	r.node(root, nil)
	out := reading{text: words(r.text.String()), links: r.links, shown: r.shown, marks: map[string]string{}}
	for kind, b := range r.marks {
		out.marks[kind] = letters(b.String())
	}
	return out
}

type reader struct {
	text         strings.Builder
	links, shown []string
	marks        map[string]*strings.Builder
}

// inlines are the elements that do not part words.
func isInline(tag string) bool {
	switch tag {
	case "a", "strong", "em", "del", "s", "strike", "u", "sub", "sup", "small", "span", "code", "cite", "b", "i", "input":
		return true
	default:
		return false
	}
}

func (r *reader) node(n *dom.Node, marks []string) {
	if n.Type == dom.TextNode {
		r.text.WriteString(n.Data)
		for _, m := range marks {
			if r.marks[m] == nil {
				r.marks[m] = new(strings.Builder)
			}
			r.marks[m].WriteString(n.Data)
		}
		return
	}
	part := n.Type == dom.ElementNode && !isInline(n.Data)
	if part && n.Data != "img" {
		r.text.WriteByte(' ')
	}
	before := r.text.Len()
	switch n.Data {
	case "strong", "em", "code", "sub", "sup":
		marks = append(marks, n.Data)
	case "del", "s", "strike":
		marks = append(marks, "strike")
	case "img":
		r.shown = append(r.shown, words(attribute(n, "src")+" "+attribute(n, "alt")))
		r.text.WriteString(attribute(n, "alt"))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c, marks)
	}
	if n.Data == "a" {
		r.links = append(r.links, words(attribute(n, "href")+" "+r.text.String()[before:]))
	}
	if part && n.Data != "img" {
		r.text.WriteByte(' ')
	}
}

func attribute(n *dom.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
