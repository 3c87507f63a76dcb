package chart

import (
	"math"
	"strconv"
)

// Behaviour is a process behaviour chart (XmR): values with their mean and
// natural limits, and below it their moving ranges. What is a signal is said by
// the caller.
type Behaviour struct {
	Head         Head
	Days         string
	Y            Axis
	Period       Period
	Ordered      bool // by number, not by day: several observations share a day
	Observations []Observation
	Limits       Limits
}

// Observation is a value with its moving range: its distance to the one before.
type Observation struct {
	Day    Day
	Value  float64
	Range  float64 // of the first it is not looked at
	Signal string  // what it is a signal of: "above the upper limit"; empty for none
	Label  string  // what it is, where it is an item
	Link   string
}

// Limits are the lines; one that is no number is not drawn.
type Limits struct {
	Mean, Upper, Lower    float64
	RangeMean, RangeUpper float64
}

// Chart makes the chart.
func (b Behaviour) Chart() Chart {
	kept := make([]Observation, 0, len(b.Observations))
	for i, o := range b.Observations {
		if i == 0 {
			o.Range = math.NaN()
		}
		if drawable(o.Value) && (b.Ordered || o.Day.drawable()) {
			kept = append(kept, o)
		}
	}
	return Chart{
		head: b.Head, kind: "behaviour", empty: len(kept) == 0,
		draw:  func(c *canvas) { b.draw(c, kept) },
		table: func() Table { return b.table(len(b.Observations) - len(kept)) },
	}
}

func (b Behaviour) table(bad int) Table {
	t := Table{Columns: []Column{text(b.Period.title()), b.Y.column(), numeric("Moving range"), text("Signal")}}
	named := false
	for _, o := range b.Observations {
		named = named || o.Label != ""
	}
	if named {
		t.Columns = append([]Column{text("Item")}, t.Columns...)
	}
	for i, o := range b.Observations {
		if i == 0 {
			o.Range = math.NaN()
		}
		row := []string{dayCell(o.Day), cell(o.Value), cell(o.Range), shorten(o.Signal, maxRunes)}
		if named {
			row = append([]string{shorten(o.Label, maxRunes)}, row...)
		}
		t.Rows = append(t.Rows, row)
		t.link(o.Link)
	}
	for _, l := range append(b.lines(), b.rangeLines()...) {
		t.note(l.text)
	}
	t.note(missing(bad))
	return t.close()
}

// lines are the limits of the values.
func (b Behaviour) lines() []lineLabel {
	return b.named(Reference{"Upper limit", b.Limits.Upper}, Reference{"Mean", b.Limits.Mean}, Reference{"Lower limit", b.Limits.Lower})
}

// rangeLines are the limits of the moving ranges.
func (b Behaviour) rangeLines() []lineLabel {
	return b.named(Reference{"Upper range limit", b.Limits.RangeUpper}, Reference{"Mean range", b.Limits.RangeMean})
}

func (b Behaviour) named(refs ...Reference) []lineLabel {
	labels := referenceLabels(refs, b.Y, limitRole)
	shorts := map[string]string{"Upper limit": "Upper", "Lower limit": "Lower", "Upper range limit": "Upper", "Mean range": "Mean"}
	n := 0
	for _, r := range refs {
		if !drawable(r.Value) {
			continue
		}
		if r.Name == "Mean" || r.Name == "Mean range" {
			labels[n].line, labels[n].dashed = meanRole, false
		}
		labels[n].short = or(shorts[r.Name], r.Name) + " " + number(r.Value)
		n++
	}
	return labels
}

// draw lays the chart out; there is at least one observation.
func (b Behaviour) draw(c *canvas, kept []Observation) {
	c.legend(b.keys(kept)...)
	first, last := noDays().with(kept[0].Day).first, kept[0].Day
	y, ranges := spanOf(), span{0, 0}
	for _, o := range kept {
		first, last, y = min(first, o.Day), max(last, o.Day), y.with(o.Value)
		if drawable(o.Range) {
			ranges = ranges.with(o.Range)
		}
	}
	x := days(b.Days, first, last)
	if b.Ordered {
		x = xAxis{span: span{0.5, float64(len(kept)) + 0.5}, title: clean(b.Days), labels: "number", ticks: numberTicks(true)}
	}
	top, bottom := c.area, c.area
	// A third of the height, if that is enough.
	share := max((c.area.height()-x.room())*0.34, titleRoom+leastPlot) + x.room()
	top.y1 = c.area.y1 - share - 4
	bottom.y0 = top.y1 + 4
	upper, lower := b.lines(), b.rangeLines()
	gutter := c.gutter(append(upper, lower...))
	gutter = max(gutter, c.gutter(upper), c.gutter(lower))
	bare := x
	bare.bare = true
	rangeAxis := Axis{Title: "Moving range", Unit: b.Y.Unit, Whole: b.Y.Whole}
	above := frame{x: bare, y: including(y, upper), axis: b.Y, gutter: gutter, area: top}
	below := frame{x: x, y: including(ranges, lower), axis: rangeAxis, gutter: gutter, area: bottom}
	// Both panels share their left edge, so that a day is in one place.
	above.left = max(c.labelRoom(above), c.labelRoom(below))
	below.left = above.left
	p, q := c.frame(above), c.frame(below)
	b.values(c, p, kept)
	c.across(p, upper[:min(len(upper), fitting(p.height()))], false)
	b.ranges(c, q, kept)
	c.across(q, lower[:min(len(lower), fitting(q.height()))], false)
}

// including widens a range to hold the lines.
func including(s span, lines []lineLabel) span {
	for _, l := range lines {
		s = s.with(l.at)
	}
	return s
}

func (b Behaviour) keys(kept []Observation) []key {
	signals := 0
	for _, o := range kept {
		if o.Signal != "" {
			signals++
		}
	}
	if signals == 0 {
		return nil
	}
	return []key{
		{name: or(clean(b.Y.Title), "Value"), role: series1, form: dots},
		{name: "Signal (" + strconv.Itoa(signals) + ")", role: signalRole, kind: signalSwatch},
	}
}

// place returns where an observation stands on the axis.
func (b Behaviour) place(i int, o Observation) float64 {
	if b.Ordered {
		return float64(i + 1)
	}
	return float64(o.Day)
}

// values draws the line of values, dots, and diamonds where there is a signal.
func (b Behaviour) values(c *canvas, p plot, kept []Observation) {
	path := make([]point, len(kept))
	var calm []point
	var signals [][]point
	size := diameter(len(kept), c.width) - 1
	for i, o := range kept {
		path[i] = p.at(b.place(i, o), o.Value)
		if o.Signal != "" {
			signals = append(signals, diamond(path[i], size*0.95))
		} else {
			calm = append(calm, path[i])
		}
	}
	c.stroke(series1, 1.2, thinned(path))
	if len(kept) <= mostLinks {
		c.add(mark{form: dots, role: series1, size: size, shapes: [][]point{calm}})
	}
	c.fill(signalRole, signals...)
}

// diamond is the shape of a signal.
func diamond(at point, r float64) []point {
	return []point{{at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}}
}

// ranges draws the line of moving ranges.
func (b Behaviour) ranges(c *canvas, p plot, kept []Observation) {
	var path []point
	for i, o := range kept {
		if drawable(o.Range) {
			path = append(path, p.at(b.place(i, o), o.Range))
		}
	}
	c.stroke(series1, 1.2, thinned(path))
	if len(path) > 0 && len(path) <= mostLinks {
		c.add(mark{form: dots, role: series1, size: diameter(len(kept), c.width) - 2, shapes: [][]point{path}})
	}
}
