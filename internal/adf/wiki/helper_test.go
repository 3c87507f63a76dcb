package wiki_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"weir/internal/adf"
	"weir/internal/testenv"
)

// show writes a tree in one line: paragraph("text", strong:"bold", hardBreak).
func show(n *adf.Node) string {
	var b strings.Builder
	write(&b, n)
	return b.String()
}

func write(b *strings.Builder, n *adf.Node) {
	for _, m := range n.Marks {
		b.WriteString(m.Type + attrs(m.Attrs) + ":")
	}
	if n.Type == "text" {
		fmt.Fprintf(b, "%q", n.Text)
		return
	}
	b.WriteString(n.Type + attrs(n.Attrs))
	if len(n.Content) == 0 {
		return
	}
	b.WriteString("(")
	for i, c := range n.Content {
		if i > 0 {
			b.WriteString(", ")
		}
		write(b, c)
	}
	b.WriteString(")")
}

func attrs(all map[string]any) string {
	if len(all) == 0 {
		return ""
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		parts = append(parts, fmt.Sprintf("%s=%v", key, all[key]))
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// jsonNode is a node as the oracle writes it.
type jsonNode struct {
	Type    string         `json:"type"`
	Text    string         `json:"text"`
	Attrs   map[string]any `json:"attrs"`
	Marks   []jsonMark     `json:"marks"`
	Content []jsonNode     `json:"content"`
	Error   string         `json:"error"`
}

type jsonMark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs"`
}

func (j jsonNode) node() *adf.Node {
	n := &adf.Node{Type: j.Type, Text: j.Text, Attrs: j.Attrs}
	for _, m := range j.Marks {
		n.Marks = append(n.Marks, adf.Mark(m))
	}
	for _, c := range j.Content {
		n.Content = append(n.Content, c.node())
	}
	return n
}

// each visits a node and all below it, in the order of the document.
func each(n *adf.Node, visit func(n *adf.Node)) {
	visit(n)
	for _, c := range n.Content {
		each(c, visit)
	}
}

// seedFrom returns the seed of random documents: the same one unless the test is
// to run long or is told another, so that nobody's change fails by chance.
func seedFrom(t *testing.T) uint64 {
	t.Helper()
	usual := uint64(1)
	if testenv.Rounds(t) > 1 {
		usual = rand.Uint64() //nolint:gosec // test data
	}
	return testenv.Seed(t, usual)
}

func decodeJSON(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
