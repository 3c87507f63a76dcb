package page_test

import (
	"bytes"
	"io"
	"testing"

	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/page"
	"weir/internal/flow/picture"
)

// BenchmarkPage measures 10,000 issues of 8.5 moves, draws everything and writes
// the page.
func BenchmarkPage(b *testing.B) {
	tm := usualTeam()
	d := tm.generate(10_000, 730, 1)
	moves := 0
	for i := range d.Items {
		moves += len(d.Items[i].Moves)
	}
	var size int
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := page.Write(&out, tm.analyse(b, d, flow.Policy{}), page.Params{}); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(size), "bytes/page")
	b.ReportMetric(float64(moves)/10_000, "moves/issue")
}

// BenchmarkPictures draws all pictures as files.
func BenchmarkPictures(b *testing.B) {
	tm := usualTeam()
	a := tm.analyse(b, tm.generate(10_000, 730, 1), flow.Policy{})
	b.ReportAllocs()
	for b.Loop() {
		pictures, err := picture.Of(a, picture.Params{})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range pictures {
			if err := p.Chart.SVG(io.Discard, chart.Options{Standalone: true}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
