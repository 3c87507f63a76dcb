package chart

import (
	"strconv"
	"strings"
)

// group are percentiles that share a label.
type group struct {
	ps []Percentile
}

// grouped joins percentiles of equal values, as they are written, and then those
// that are nearest to each other until there are at most so many groups.
func grouped(ps []Percentile, most int) []group {
	var groups []group
	for _, p := range lasting(ps) {
		if n := len(groups); n > 0 && number(groups[n-1].low()) == number(p.Value) {
			groups[n-1].ps = append(groups[n-1].ps, p)
			continue
		}
		groups = append(groups, group{[]Percentile{p}})
	}
	for len(groups) > max(1, most) {
		nearest := 1
		for i := 2; i < len(groups); i++ {
			if groups[i].low()-groups[i-1].high() < groups[nearest].low()-groups[nearest-1].high() {
				nearest = i
			}
		}
		groups[nearest-1].ps = append(groups[nearest-1].ps, groups[nearest].ps...)
		groups = append(groups[:nearest], groups[nearest+1:]...)
	}
	return groups
}

func (g group) low() float64  { return g.ps[0].Value }
func (g group) high() float64 { return g.ps[len(g.ps)-1].Value }

// value writes the group's value, or from which to which its values reach.
func (g group) value(write func(float64) string, lowOnly func(float64) string) string {
	if number(g.low()) == number(g.high()) {
		return write(g.high())
	}
	return lowOnly(g.low()) + "–" + write(g.high())
}

// names writes the group's percentiles: 50 % and 70 %.
func (g group) names() string {
	names := make([]string, len(g.ps))
	for i, p := range g.ps {
		names[i] = p.name()
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0]
}

// brief writes the group's percentiles in little room: 50/70 %.
func (g group) brief() string {
	numbers := make([]string, len(g.ps))
	for i, p := range g.ps {
		numbers[i] = strconv.Itoa(p.P)
	}
	return strings.Join(numbers, "/") + " %"
}

// percentileLabels returns a line for each group, at its highest value.
func percentileLabels(ps []Percentile, most int, quantity, bare func(float64) string) []lineLabel {
	var labels []lineLabel
	for _, g := range grouped(ps, most) {
		labels = append(labels, lineLabel{
			at:    g.high(),
			text:  g.names() + ": " + g.value(quantity, bare),
			short: g.brief() + ": " + g.value(bare, bare),
			line:  percentileRole, dashed: true,
		})
	}
	return labels
}

// verticals are percentile lines that stand upright, with their labels in rows
// above the plot.
type verticals struct {
	labels []lineLabel
	rows   int
}

// mostVerticals is how many labels of upright lines there are at most.
const mostVerticals = 6

// uprights prepares upright percentile lines. The room that they need is not
// known before the plot is, so that one row is counted for each label that could
// collide.
func (c *canvas) uprights(ps []Percentile, quantity, bare func(float64) string, x span, width float64) verticals {
	v := verticals{labels: percentileLabels(ps, mostVerticals, quantity, bare)}
	c.gutter(v.labels) // settles long or short
	_, _, v.rows = above(v.places(plot{rect: rect{x1: width, y1: 1}, x: x, y: span{0, 1}}), v.widths(c), 0, width)
	// The plot is a little narrower than its area, and labels may meet there that
	// do not meet here.
	v.rows = min(len(v.labels), v.rows+1)
	return v
}

func (v verticals) room() float64 {
	if v.rows == 0 {
		return 0
	}
	return float64(v.rows)*labelHeight + 4
}

func (v verticals) places(p plot) []float64 {
	out := make([]float64, len(v.labels))
	for i, l := range v.labels {
		out[i] = p.atX(l.at)
	}
	return out
}

func (v verticals) widths(c *canvas) []float64 {
	out := make([]float64, len(v.labels))
	for i, l := range v.labels {
		out[i] = c.text.room(l.text, textSize, false)
	}
	return out
}

// draw draws the lines and their labels.
func (v verticals) draw(c *canvas, p plot) {
	places := v.places(p)
	lefts, rows, _ := above(places, v.widths(c), p.x0, p.x1)
	for i, l := range v.labels {
		x, y := crisp(places[i]), p.y0-6-float64(rows[i])*labelHeight
		c.dash(l.line, 1.2, []point{{x, p.y1}, {x, y + 3}})
		c.write(inkRole, lefts[i], y, textSize, start, l.text)
	}
}
