package chart_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/chart"
	"weir/internal/testenv"
)

// check runs a property on random charts.
func check(t *testing.T, n int, property func(t *rapid.T)) {
	t.Helper()
	for range n * testenv.Rounds(t) {
		rapid.Check(t, property)
	}
}

func TestWhateverIsDrawnStaysInThePicture(t *testing.T) {
	t.Parallel()
	check(t, 3, func(t *rapid.T) {
		p := draw(t, anyChart(t), anyOptions(t))
		inside(t, p)
	})
}

// inside fails where anything of a picture is not in it, or is no number.
func inside(t fataler, p picture) {
	t.Helper()
	for _, word := range []string{"NaN", "Inf"} {
		for _, attribute := range strings.Split(p.source, "\"") {
			if strings.HasPrefix(attribute, "M") && strings.Contains(attribute, word) {
				t.Fatalf("%s in %q", word, attribute)
			}
		}
	}
	for _, path := range p.paths {
		half := 0.0
		if path.form == "dots" {
			half = 0 // half a dot may stand over the edge of the plot, not of the picture
		}
		for _, s := range path.shapes {
			for _, at := range s {
				if at[0] < half || at[0] > p.width-half || at[1] < half || at[1] > p.height-half {
					t.Fatalf("%s %s at %v is outside %v × %v", path.form, path.class, at, p.width, p.height)
				}
			}
		}
	}
	for _, w := range p.texts {
		if b := w.box(t); b.x0 < 0 || b.x1 > p.width || b.y0 < 0 || b.y1 > p.height {
			t.Fatalf("%q at %.1f is outside %v × %v", w.text, b, p.width, p.height)
		}
	}
}

func TestNoTextsOverlap(t *testing.T) {
	t.Parallel()
	check(t, 3, func(t *rapid.T) { apart(t, draw(t, anyChart(t), anyOptions(t))) })
}

// apart fails where two texts of a picture overlap.
func apart(t fataler, p picture) {
	t.Helper()
	boxes := make([]box, len(p.texts))
	for i, w := range p.texts {
		boxes[i] = w.box(t)
		for j := range i {
			if boxes[i].overlaps(boxes[j]) {
				t.Fatalf("%q at %.1f and %q at %.1f overlap", w.text, boxes[i], p.texts[j].text, boxes[j])
			}
		}
	}
}

func TestLabelsOfPercentilesKeepApartAndInOrder(t *testing.T) {
	t.Parallel()
	check(t, 3, func(t *rapid.T) {
		s := chart.Scatter{Y: chart.Axis{Title: "Cycle time", Unit: "days"}, Dots: []chart.Dot{{Value: rapid.Float64Range(1, 100).Draw(t, "value")}}}
		for i := range rapid.IntRange(1, 25).Draw(t, "percentiles") {
			s.Percentiles = append(s.Percentiles, chart.Percentile{P: i + 1, Value: float64(rapid.OneOf(rapid.IntRange(0, 1000), rapid.IntRange(40, 50)).Draw(t, "tenths")) / 10})
		}
		o := anyOptions(t)
		p := draw(t, s.Chart(), o)
		apart(t, p)
		inside(t, p)
		plot := p.plot(t)
		last, lastValue := math.Inf(1), math.Inf(-1)
		count := 0
		// Labels are written from the top down, which is from the largest value on.
		for i := len(p.texts) - 1; i >= 0; i-- {
			w := p.texts[i]
			if !strings.Contains(w.text, "%") || w.class != "ink" {
				continue
			}
			count += strings.Count(w.text, "%")
			if b := w.box(t); b.y0 < plot[1]-1 || b.y1 > plot[3]+1 {
				t.Fatalf("%q at %.1f is outside the plot %v", w.text, b, plot)
			}
			value := lastNumber(t, w.text)
			if w.y >= last || value < lastValue {
				t.Fatalf("%q is not above the labels of lower values", w.text)
			}
			last, lastValue = w.y, value
		}
		if count == 0 {
			t.Fatal("no percentile has a label")
		}
	})
}

// plot returns the edges of the first plot: left, top, right, bottom.
func (p picture) plot(t fataler) [4]float64 {
	t.Helper()
	_, rest, found := strings.Cut(p.source, `data-plot="`)
	if !found {
		t.Fatal("the picture does not say where its plot is")
	}
	var out [4]float64
	value, _, _ := strings.Cut(rest, `"`)
	if _, err := fmt.Sscan(value, &out[0], &out[1], &out[2], &out[3]); err != nil {
		t.Fatal(err)
	}
	return out
}

// lastNumber returns the last number of a label.
func lastNumber(t fataler, s string) float64 {
	t.Helper()
	s = strings.NewReplacer("days", "", "day", "", ",", "", "…", "", "–", " ").Replace(s)
	fields := strings.Fields(s)
	return decimal(t, fields[len(fields)-1])
}

func TestAreasOfACumulativeFlowDiagramNeverCross(t *testing.T) {
	t.Parallel()
	check(t, 2, func(t *rapid.T) {
		f := anyFlow(t, chart.Head{})
		for i := range f.Days { // far enough apart to be told from one another
			f.Days[i] = day + chart.Day(i)
		}
		for _, a := range draw(t, f.Chart(), anyOptions(t)).paths {
			if a.form != "area" || !strings.HasPrefix(a.class, "series-") {
				continue
			}
			upper, lower := edges(a.shapes[0])
			for _, at := range append(upper, lower...) {
				if u, l := height(upper, at[0]), height(lower, at[0]); u > l+0.01 {
					t.Fatalf("at %v the upper line of %s is %v, below its lower one at %v", at[0], a.class, u, l)
				}
			}
		}
	})
}

// edges takes an area apart: the line from left to right, and the one back,
// turned around.
func edges(shape [][2]float64) (upper, lower [][2]float64) {
	turn := 0
	for i, at := range shape {
		if at[0] >= shape[turn][0] {
			turn = i
		}
	}
	// At the right edge the line goes down.
	upper, lower = shape[:turn], slices.Clone(shape[turn:])
	if turn == 0 || shape[turn-1][0] != shape[turn][0] {
		upper = shape[:turn+1]
	}
	slices.Reverse(lower)
	return slices.Clone(upper), lower
}

// height returns where a line is at a place.
func height(line [][2]float64, x float64) float64 {
	for i, at := range line {
		switch {
		case at[0] < x:
		case i == 0 || at[0] == x:
			return at[1]
		default:
			before := line[i-1]
			return before[1] + (at[1]-before[1])*(x-before[0])/(at[0]-before[0])
		}
	}
	return line[len(line)-1][1]
}
