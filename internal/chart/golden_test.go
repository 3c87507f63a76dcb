package chart_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small are charts of each kind with few data, so that their SVG can be read.
func small() []sample {
	return []sample{
		{"scatter", scatter(12, 30).Chart()},
		{"histogram", histogram(20).Chart()},
		{"run", runBars(6, chart.Weekly).Chart()},
		{"lines", lines(2, 5).Chart()},
		{"cumulative-flow", cumulative(3, 6).Chart()},
		{"net-flow", netFlow(4).Chart()},
		{"ageing", ageing(3, 6).Chart()},
		{"time-in-stage", timeInStage().Chart()},
		{"behaviour", behaviour(17).Chart()},
		{"how-many", howMany(7).Chart()},
		{"when", when(7).Chart()},
		{"empty", chart.Scatter{Head: head("How long does work take?", "Whole days.")}.Chart()},
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, s := range small() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			golden(t, s.name+".svg", draw(t, s.chart, chart.Options{Width: 640, Height: 320, IDPrefix: s.name}).source)
		})
	}
	t.Run("standalone", func(t *testing.T) {
		t.Parallel()
		golden(t, "standalone.svg", draw(t, scatter(12, 30).Chart(), chart.Options{Width: 640, Height: 320, Standalone: true, Theme: chart.Dark}).source)
	})
	t.Run("links", func(t *testing.T) {
		t.Parallel()
		golden(t, "links.svg", draw(t, scatter(12, 30).Chart(), chart.Options{Width: 640, Height: 320, Links: true}).source)
	})
	t.Run("stylesheet", func(t *testing.T) {
		t.Parallel()
		golden(t, "charts.css", chart.Stylesheet())
	})
}

func golden(t *testing.T, name, now string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), now); diff != "" {
		t.Errorf("%s (- wanted, + now; -update writes it):\n%s", name, diff)
	}
}

func TestTheSameChartGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for i, s := range samples() {
		again := samples()[i]
		for name, write := range map[string]func(chart.Chart, *bytes.Buffer) error{
			"SVG": func(c chart.Chart, b *bytes.Buffer) error { return c.SVG(b, chart.Options{Links: true}) },
			"PNG": func(c chart.Chart, b *bytes.Buffer) error { return c.PNG(b, chart.Options{Width: 320, Scale: 1}) },
		} {
			var one, two bytes.Buffer
			if err := write(s.chart, &one); err != nil {
				t.Fatal(err)
			}
			if err := write(again.chart, &two); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Errorf("%s: two %ss of the same chart differ", s.name, name)
			}
		}
	}
}
