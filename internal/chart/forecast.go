package chart

import (
	"math"
	"slices"
)

// HowMany is the distribution of a forecast of how many items will be finished
// by a day.
type HowMany struct {
	Head        Head
	X           Axis // of the outcomes: "Finished items"
	Outcomes    []Outcome
	Percentiles []Percentile
}

// Outcome is a result and how often it came; weights need not add up to
// anything.
type Outcome struct{ Value, Weight float64 }

// When is the distribution of a forecast of when something will be finished.
type When struct {
	Head        Head
	Days        string // the title of the axis of days: "Finished on"
	Outcomes    []DayOutcome
	Percentiles []DayPercentile
}

// DayOutcome is a day and how often it came.
type DayOutcome struct {
	Day    Day
	Weight float64
}

// DayPercentile says that P per cent of the outcomes are at or before a day.
type DayPercentile struct {
	P     int
	Day   Day
	Label string // instead of "85 %"
}

// distribution is what both kinds have in common.
type distribution struct {
	head        Head
	kind        string
	first       Column
	outcomes    []Outcome // ascending, of different values, with shares in per cent
	percentiles []Percentile
	bad         int
	x           func(span) xAxis
	written     func(float64) string // a value in a label
	bare        func(float64) string // a value in little room
	cell        func(float64) string
	width       float64 // of a bar at least
}

// Chart makes the chart.
func (h HowMany) Chart() Chart {
	d := distribution{
		head: h.Head, kind: "how-many", first: h.X.column(), percentiles: h.Percentiles,
		written: h.X.quantity, bare: number, cell: cell,
		x: func(s span) xAxis {
			return xAxis{span: s, title: h.X.label(), labels: "number", ticks: numberTicks(h.X.Whole)}
		},
	}
	d.add(h.Outcomes)
	return d.chart()
}

// Chart makes the chart.
func (w When) Chart() Chart {
	written := func(v float64) string { return Day(v).written() }
	d := distribution{
		head: w.Head, kind: "when", first: text(or(w.Days, "Day")), written: written,
		bare: func(v float64) string { return Day(v).short() },
		cell: func(v float64) string { return Day(v).String() },
		x: func(s span) xAxis {
			return xAxis{span: s, title: clean(w.Days), labels: "day", ticks: dayTicks}
		},
	}
	outcomes := make([]Outcome, len(w.Outcomes))
	for i, o := range w.Outcomes {
		outcomes[i] = Outcome{dayValue(o.Day), o.Weight}
	}
	for _, p := range w.Percentiles {
		d.percentiles = append(d.percentiles, Percentile{p.P, dayValue(p.Day), p.Label})
	}
	d.add(outcomes)
	return d.chart()
}

// dayValue is a day as a number, and no number for one that cannot be drawn.
func dayValue(d Day) float64 {
	if !d.drawable() {
		return math.NaN()
	}
	return float64(d)
}

// add keeps the outcomes that can be drawn, joins equal ones, and makes shares
// of the weights.
func (d *distribution) add(outcomes []Outcome) {
	kept := make([]Outcome, 0, len(outcomes))
	for _, o := range outcomes {
		if !drawable(o.Value) || !drawable(o.Weight) || o.Weight < 0 {
			d.bad++
			continue
		}
		kept = append(kept, o)
	}
	slices.SortStableFunc(kept, func(a, b Outcome) int { return compare(a.Value, b.Value) })
	total := 0.0
	for _, o := range kept {
		total += o.Weight
		if n := len(d.outcomes); n > 0 && d.outcomes[n-1].Value == o.Value {
			d.outcomes[n-1].Weight += o.Weight
			continue
		}
		d.outcomes = append(d.outcomes, o)
	}
	if total <= 0 {
		d.outcomes = nil
		return
	}
	d.width = d.outcomes[len(d.outcomes)-1].Value - d.outcomes[0].Value
	for i := range d.outcomes {
		d.outcomes[i].Weight = d.outcomes[i].Weight / total * 100
		if i > 0 {
			d.width = min(d.width, d.outcomes[i].Value-d.outcomes[i-1].Value)
		}
	}
	if d.width == 0 {
		d.width = 1
	}
}

func (d distribution) chart() Chart {
	return Chart{head: d.head, kind: d.kind, empty: len(d.outcomes) == 0, draw: d.draw, table: d.table}
}

func (d distribution) table() Table {
	t := Table{Columns: []Column{d.first, numeric("Share of outcomes (%)"), numeric("Up to here (%)")}}
	sum := 0.0
	for _, o := range d.outcomes {
		sum += o.Weight
		t.Rows = append(t.Rows, []string{d.cell(o.Value), number(o.Weight), number(min(100, sum))})
	}
	for _, p := range lasting(d.percentiles) {
		t.note(p.name() + ": " + d.written(p.Value))
	}
	t.note(missing(d.bad))
	return t.close()
}

// draw lays the chart out; there is at least one outcome.
func (d distribution) draw(c *canvas) {
	all, top := make([]bar, len(d.outcomes)), 0.0
	for i, o := range d.outcomes {
		all[i] = bar{o.Value - d.width/2, o.Value + d.width/2, 0, o.Weight}
		top = max(top, o.Weight)
	}
	s := span{all[0].from, all[len(all)-1].to}
	for _, p := range lasting(d.percentiles) {
		s = s.with(p.Value)
	}
	const share = 0.86
	c.footnotes(joinedNote(c.narrow(d.width, s, share)))
	v := c.uprights(d.percentiles, d.written, d.bare)
	p := v.frame(c, frame{x: d.x(s), y: span{0, top}, axis: Axis{Title: "Share of outcomes", Unit: "%"}, area: c.area})
	c.bars(p, series1, all, share)
	v.draw(c, p)
}
