package adf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir/internal/adf"
)

// large is the large shared document, or one of about its size and mixture.
func large(b *testing.B) []byte {
	b.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "fixtures", "adf", "editor-document.adf.json"))
	if err == nil {
		return source
	}
	item := `{"type":"listItem","attrs":{"localId":"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"},"content":[{"type":"paragraph","content":[{"type":"text","text":"some words, "},{"type":"text","text":"and bold ones","marks":[{"type":"strong"}]}]}]}`
	return []byte(`{"type":"doc","content":[{"type":"bulletList","content":[` + strings.Repeat(item+",", 850) + item + `]}]}`)
}

func count(n *adf.Node) int {
	total := 1
	for _, child := range n.Content {
		total += count(child)
	}
	return total
}

// The figures to keep: less than 4 ms, and less than 10 allocations for a node.
func BenchmarkDecodeAndWriteMarkdown(b *testing.B) {
	source := large(b)
	d, err := adf.Parse(source)
	if err != nil {
		b.Fatal(err)
	}
	allocations := testing.AllocsPerRun(10, func() {
		d, _ := adf.Parse(source)
		adf.Markdown(d, adf.Options{})
	})
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		d, _ := adf.Parse(source)
		adf.Markdown(d, adf.Options{})
	}
	b.ReportMetric(allocations/float64(count(d)), "allocs/node")
}

// The figure to keep: less than 1 ms for each format.
func BenchmarkWrite(b *testing.B) {
	d, err := adf.Parse(large(b))
	if err != nil {
		b.Fatal(err)
	}
	for name, write := range writers() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				write(d, adf.Options{})
			}
		})
	}
}

// The figures to keep: as many megabytes a second for ten as for one.
func BenchmarkTenMegabytes(b *testing.B) {
	source := large(b)
	for name, size := range map[string]int{"1": 1 << 20, "10": 10 << 20} {
		many := append([]byte(`[`), bytes.Repeat(append(source, ','), size/len(source))...)
		many = append(append(many, source...), ']')
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(many)))
			for b.Loop() {
				d, err := adf.Parse(many)
				if err != nil {
					b.Fatal(err)
				}
				adf.Markdown(d, adf.Options{})
			}
		})
	}
}
