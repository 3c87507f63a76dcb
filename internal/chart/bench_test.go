package chart_test

import (
	"fmt"
	"io"
	"math"
	"testing"

	"weir/internal/chart"
)

// large are charts of each kind of n points, as a long-lived project has them.
func large(n int) []sample {
	r := noise(11)
	s := scatter(n, 1100)
	for i := range s.Dots {
		s.Dots[i].Value = math.Floor(math.Exp(r.next()*5)) + 1
	}
	distinct := scatter(n, 1100)
	for i := range distinct.Dots {
		distinct.Dots[i].Value = math.Exp(r.next() * 5)
	}
	run, steps := runBars(n, chart.Daily), runSteps(n)
	for i := range run.Points {
		run.Points[i].Day = chart.Day(i)
		steps.Points[i].Day = chart.Day(i)
	}
	return []sample{
		{"scatter", s.Chart()},
		{"scatter-distinct", distinct.Chart()},
		{"histogram", histogram(n).Chart()},
		{"run-bars", run.Chart()},
		{"run-steps", steps.Chart()},
		{"lines", lines(4, n/4).Chart()},
		{"cumulative-flow", cumulative(5, n/5).Chart()},
		{"net-flow", netFlow(n).Chart()},
		{"ageing", ageing(6, n).Chart()},
		{"behaviour", behaviour(n).Chart()},
		{"how-many", howMany(n).Chart()},
		{"when", when(n).Chart()},
	}
}

// BenchmarkSVG draws each kind with 10,000 and 100,000 points, and says how many
// bytes the picture has.
func BenchmarkSVG(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		for _, s := range large(n) {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) {
				b.ReportAllocs()
				var size counter
				for b.Loop() {
					size = 0
					if err := s.chart.SVG(&size, chart.Options{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(size), "svg-bytes")
			})
		}
	}
}

// BenchmarkPNG rasterises each kind with 10,000 points, at twice its size.
func BenchmarkPNG(b *testing.B) {
	for _, s := range large(10_000) {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.chart.PNG(io.Discard, chart.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// counter counts bytes.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func TestLargeChartsStaySmall(t *testing.T) {
	t.Parallel()
	for _, s := range large(10_000) {
		var size counter
		if err := s.chart.SVG(&size, chart.Options{}); err != nil {
			t.Fatal(err)
		}
		if size > 300<<10 {
			t.Errorf("%s: 10,000 points take %d bytes", s.name, size)
		}
	}
}
