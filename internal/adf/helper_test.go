package adf_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"weir/internal/adf"
)

// rounds is how many times as long as usual random tests should run.
func rounds(t *testing.T) uint64 {
	t.Helper()
	return uint64(number(t, "WEIR_ROUNDS", 1)) //nolint:gosec // never negative
}

func seedFrom(t *testing.T) uint64 {
	t.Helper()
	return uint64(number(t, "WEIR_SEED", int(rand.Uint32()))) //nolint:gosec // a seed, and only its bits count
}

func number(t *testing.T, variable string, otherwise int) int {
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
