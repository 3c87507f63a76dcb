package chart

import (
	"strconv"
	"strings"
)

// Scatter is a scatterplot: a dot for each item, on a day and at a value, with
// percentile lines.
type Scatter struct {
	Head        Head
	Days        string // the title of the axis of days: "Finished"
	Y           Axis
	Dots        []Dot
	Groups      []string // names of Dot.Group, for a legend; one colour for all when empty
	Percentiles []Percentile
}

// Dot is an item.
type Dot struct {
	Day   Day
	Value float64
	Label string // what it is: "OPS-12"
	Link  string // its address, http or https; anything else is no link
	Group int    // index into Scatter.Groups
}

// Chart makes the chart.
func (s Scatter) Chart() Chart {
	var kept []Dot
	for _, d := range s.Dots {
		if (Point{d.Day, d.Value}).good() {
			if d.Group < 0 || d.Group >= len(s.Groups) {
				d.Group = 0
			}
			kept = append(kept, d)
		}
	}
	return Chart{
		head: s.Head, kind: "scatter", empty: len(kept) == 0,
		draw:  func(c *canvas) { s.draw(c, kept) },
		table: func() Table { return s.table(len(s.Dots) - len(kept)) },
	}
}

func (s Scatter) table(bad int) Table {
	t := Table{Columns: []Column{text("Item"), text(or(s.Days, "Day")), s.Y.column()}, Rows: make([][]string, 0, len(s.Dots))}
	if len(s.Groups) > 0 {
		t.Columns = append(t.Columns, text("Group"))
	}
	for _, d := range s.Dots {
		row := []string{shorten(d.Label, maxRunes), dayCell(d.Day), cell(d.Value)}
		if len(s.Groups) > 0 {
			row = append(row, nth(s.Groups, d.Group))
		}
		t.Rows = append(t.Rows, row)
		t.link(d.Link)
	}
	t.notePercentiles(s.Percentiles, s.Y)
	t.note(missing(bad))
	return t.close()
}

// draw lays the chart out; there is at least one dot.
func (s Scatter) draw(c *canvas, kept []Dot) {
	var keys []key
	for i, g := range s.Groups {
		keys = append(keys, key{name: g, role: series(i), form: dots})
	}
	c.legend(keys...)

	reach, values := noDays(), make([]float64, len(kept))
	for i, d := range kept {
		reach, values[i] = reach.with(d.Day), d.Value
	}
	ps := lasting(s.Percentiles)
	y := spanOf(values...)
	for _, p := range ps {
		y = y.with(p.Value)
	}
	limit := capOf(s.Y, values, highest(percentileValues(ps)...))
	y.to = limit.cut(y.to)

	c.footnotes(limit.note(), s.crowd(len(kept)))
	f := frame{x: days(s.Days, reach.first, reach.last), y: y, axis: s.Y, area: c.area}
	labels := percentileLabels(ps, fitting(f.height()), s.Y.quantity, number)
	f.gutter = c.gutter(labels)
	p := c.frame(f)
	s.dots(c, p, kept, limit)
	c.across(p, labels, len(kept) > crowded)
}

// crowd explains the density grid that many distinct dots become. Whether they
// do is known when they are placed; to be on the safe side of the layout the room
// is taken when there are enough dots for it.
func (s Scatter) crowd(n int) string {
	if n <= mostDots {
		return ""
	}
	return "A stronger colour, or a larger dot, stands for more items; the table has each of them."
}

// dots draws the dots of each group, and marks those above the cap.
func (s Scatter) dots(c *canvas, p plot, kept []Dot, limit capped) {
	groups := max(1, len(s.Groups))
	points, sources := make([][]point, groups), make([][]int, groups)
	over := make([][]float64, groups)
	for i, d := range kept {
		if limit.over(d.Value) {
			over[d.Group] = append(over[d.Group], float64(d.Day))
			continue
		}
		points[d.Group] = append(points[d.Group], p.at(float64(d.Day), d.Value))
		sources[d.Group] = append(sources[d.Group], i)
	}
	spots, distinct := make([][]spot, groups), 0
	for g := range points {
		spots[g] = merged(points[g])
		distinct += len(spots[g])
	}
	if distinct > mostDots {
		var all []point
		for _, ps := range points {
			all = append(all, ps...)
		}
		c.density(p, all)
	} else {
		size := diameter(distinct, c.width)
		for g := range spots {
			var link func(spot) target
			if c.links && distinct <= mostLinks {
				link = s.target(kept, points[g], sources[g])
			}
			c.scatterDots(series(g), spots[g], size, link)
		}
		if groups == 1 {
			c.counts(spots[0], size, p.rect)
		}
	}
	for g := range over {
		c.arrows(p, series(g), over[g])
	}
}

// crowded is from how many dots on lines need a halo to be seen among them.
const crowded = 500

// mostNamed is how many of the items that share a mark are named when one points
// at it.
const mostNamed = 10

// target names the items of a mark; it is a link when it stands for one.
func (s Scatter) target(kept []Dot, points []point, sources []int) func(spot) target {
	members := map[[2]int32][]int{}
	for i, p := range points {
		k := [2]int32{tenths(p.x), tenths(p.y)}
		members[k] = append(members[k], sources[i])
	}
	return func(sp spot) target {
		items := members[[2]int32{sp.x, sp.y}]
		labels := make([]string, len(items))
		for n, i := range items {
			labels[n] = kept[i].Label
		}
		d := kept[items[0]]
		t := target{title: listed(labels) + " · " + d.Day.written() + " · " + s.Y.quantity(d.Value)}
		if len(items) == 1 {
			t.address = safeLink(d.Link)
		}
		return t
	}
}

// listed joins labels, as many as one wants to read.
func listed(labels []string) string {
	parts := make([]string, 0, mostNamed)
	for _, l := range labels[:min(len(labels), mostNamed)] {
		parts = append(parts, shorten(l, 60))
	}
	if more := len(labels) - len(parts); more > 0 {
		parts = append(parts, strconv.Itoa(more)+" more")
	}
	return strings.Join(parts, ", ")
}

func percentileValues(ps []Percentile) []float64 {
	out := make([]float64, len(ps))
	for i, p := range ps {
		out[i] = p.Value
	}
	return out
}

// or returns the first text, or the second where that is empty.
func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// nth returns a name, or the first for an index that is none.
func nth(names []string, i int) string {
	if i < 0 || i >= len(names) {
		i = 0
	}
	return shorten(names[i], maxRunes)
}
