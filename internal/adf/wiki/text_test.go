package wiki_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"weir/internal/adf"
	"weir/internal/adf/wiki"
	"weir/internal/testenv"
)

// shown is the text that a renderer shows of a tree, in order: each paragraph
// ends with a line feed.
func shown(n *adf.Node) string {
	var b strings.Builder
	var visit func(n *adf.Node)
	visit = func(n *adf.Node) {
		b.WriteString(n.Text)
		for _, key := range []string{"alt", "text", "url"} {
			if s, ok := n.Attrs[key].(string); ok {
				b.WriteString(s)
				break
			}
		}
		for _, c := range n.Content {
			visit(c)
		}
		switch n.Type {
		case "hardBreak", "paragraph", "heading", "codeBlock", "media":
			b.WriteString("\n")
		}
	}
	visit(n)
	return b.String()
}

// planted finds the words that a generator planted.
var planted = regexp.MustCompile(`\pL+?[0-9]+z`)

func TestNoPlantedWordIsLost(t *testing.T) {
	t.Parallel()
	g := newGenerator(t)
	for range 5000 * testenv.Rounds(t) {
		m := g.document()
		tree := wiki.Parse(m.text)
		got := planted.FindAllString(shown(tree), -1)
		if !slices.Equal(got, m.words) {
			t.Fatalf("%q\n shows %q\nwant   %q\n%s", m.text, got, m.words, show(tree))
		}
		for _, tip := range m.tips {
			if !strings.Contains(show(tree), "title="+tip) && !strings.Contains(shown(tree), tip) {
				t.Fatalf("%q\nthe tip %q of a link is lost", m.text, tip)
			}
		}
		checkShape(t, m.text, tree)
	}
}
