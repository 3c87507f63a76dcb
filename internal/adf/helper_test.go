package adf_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir/internal/adf"
	"weir/internal/testenv"
)

// rounds is how many times as long as usual random tests should run.
func rounds(t *testing.T) uint64 {
	t.Helper()
	return uint64(testenv.Rounds(t)) //nolint:gosec // never negative
}

func seedFrom(t *testing.T) uint64 {
	t.Helper()
	return testenv.Seed(t, rand.Uint64()) //nolint:gosec // any number will do
}

// dump shows a tree for those who look for a fault.
func dump(n *adf.Node) string {
	var b strings.Builder
	var visit func(n *adf.Node, indent string)
	visit = func(n *adf.Node, indent string) {
		fmt.Fprintf(&b, "%s%s", indent, n.Type)
		if n.Text != "" {
			fmt.Fprintf(&b, " %q", n.Text)
		}
		if len(n.Attrs) > 0 {
			fmt.Fprintf(&b, " %v", n.Attrs)
		}
		for _, m := range n.Marks {
			fmt.Fprintf(&b, " %s%v", m.Type, m.Attrs)
		}
		b.WriteByte('\n')
		for _, child := range n.Content {
			visit(child, indent+"  ")
		}
	}
	visit(n, "")
	return b.String()
}

func parse(t testing.TB, source string) *adf.Node {
	t.Helper()
	d, err := adf.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fixture reads a shared document, and skips the test where there is none.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "fixtures", "adf", name))
	if os.IsNotExist(err) {
		t.Skip("the shared documents are not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}
