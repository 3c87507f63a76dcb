package wiki_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"weir/internal/adf"
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

// skipUnlessRequired skips a test that lacks a tool, or fails it where every
// test must run.
func skipUnlessRequired(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// rounds is how many times as long as usual random tests should run.
func rounds(t *testing.T) int {
	t.Helper()
	return setting(t, "WEIR_ROUNDS", 1)
}

// seedFrom returns the seed of random documents: the same one unless the test is
// to run long or is told another, so that nobody's change fails by chance.
func seedFrom(t *testing.T) uint64 {
	t.Helper()
	usual := 1
	if rounds(t) > 1 {
		usual = int(rand.Uint32()) //nolint:gosec // test data
	}
	return uint64(setting(t, "WEIR_SEED", usual)) //nolint:gosec // a seed, of which only the bits count
}

func setting(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		t.Fatalf("%s is %q, not a number", variable, s)
	}
	return n
}

func decodeJSON(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
