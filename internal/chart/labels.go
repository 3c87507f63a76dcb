package chart

import (
	"math"
	"slices"
)

// lineLabel is a line across the plot and what is written at its end.
type lineLabel struct {
	at     float64 // value
	text   string
	medium string // where text is too wide, unless empty
	short  string // where that is too wide as well
	line   role
	dashed bool
}

// labelHeight is how far apart the labels of lines stand at least.
const labelHeight = 15.0

// labelSide is the side's share of the picture that labels of lines may take.
const labelSide = 0.3

// gutter returns the room that labels right of a plot need, and settles which of
// their forms are used.
func (c *canvas) gutter(labels []lineLabel) float64 {
	if len(labels) == 0 {
		return 0
	}
	limit := max(110, c.width*labelSide)
	widest := func() float64 {
		w := 0.0
		for _, l := range labels {
			w = max(w, c.text.room(l.text, textSize, false))
		}
		return w
	}
	for _, form := range []func(lineLabel) string{func(l lineLabel) string { return l.medium }, func(l lineLabel) string { return l.short }} {
		if widest() <= limit {
			break
		}
		for i, l := range labels {
			labels[i].text = or(form(l), l.text)
		}
	}
	for i := range labels {
		labels[i].text = c.text.fit(labels[i].text, textSize, false, limit)
	}
	return widest() + 12
}

// across draws horizontal lines and their labels at the right edge of the plot.
// The labels must be no more than fitting(p.height()). A halo keeps the lines
// visible in front of bars.
func (c *canvas) across(p plot, labels []lineLabel, halo bool) {
	places := make([]float64, len(labels))
	for i, l := range labels {
		places[i] = p.atY(l.at)
	}
	order := make([]int, len(labels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(places[a], places[b]) })
	sorted := make([]float64, len(labels))
	for i, o := range order {
		sorted[i] = places[o]
	}
	spread(sorted, labelHeight, p.y0+labelHeight/2, p.y1-labelHeight/2)
	for i, o := range order {
		l, y := labels[o], crisp(places[o])
		if halo {
			c.dash(surfaceRole, 3.2, []point{{p.x0, y}, {p.x1, y}})
		}
		shape := []point{{p.x0, y}, {p.x1, y}, {p.x1 + 7, sorted[i]}}
		if l.dashed {
			c.dash(l.line, 1.2, shape)
		} else {
			c.stroke(l.line, 1.2, shape)
		}
		c.write(inkRole, p.x1+10, sorted[i]+4, textSize, start, l.text)
	}
}

// fitting returns how many labels fit one above another.
func fitting(height float64) int { return max(1, int(height/labelHeight)) }

// spread moves sorted places apart, as little as possible and without changing
// their order, so that each has its distance to the next and all lie between low
// and high. They must fit.
func spread(places []float64, distance, low, high float64) {
	// Less its index times the distance, each place must not be before the one
	// above it: neighbours that would be are pooled at their mean.
	type pool struct {
		sum float64
		n   int
	}
	var pools []pool
	for i, y := range places {
		pools = append(pools, pool{y - float64(i)*distance, 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/float64(a.n) <= b.sum/float64(b.n) {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.n + b.n})
		}
	}
	high -= float64(len(places)-1) * distance
	i := 0
	for _, p := range pools {
		at := clamp(p.sum/float64(p.n), low, max(low, high))
		for range p.n {
			places[i] = at + float64(i)*distance
			i++
		}
	}
}

// compare orders numbers that are none of them NaN.
func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// lasting returns the percentiles that can be drawn, in the order of their values.
func lasting(ps []Percentile) []Percentile {
	var out []Percentile
	for _, p := range ps {
		if drawable(p.Value) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Percentile) int {
		if c := compare(a.Value, b.Value); c != 0 {
			return c
		}
		return a.P - b.P
	})
	return out
}

// highest returns the largest value that can be drawn, or 0.
func highest(values ...float64) float64 {
	top := 0.0
	for _, v := range values {
		if drawable(v) {
			top = math.Max(top, v)
		}
	}
	return top
}
