package chart

import (
	"math"
	"strconv"
)

// TimeInStage shows how much time items spend in each stage, as bars that may
// have parts, as active and waiting.
type TimeInStage struct {
	Head   Head
	X      Axis
	Parts  []string // names of the parts; empty when there is one without a name
	Stages []StageTime
	What   string   // what each bar is, for the table: "Stage" when empty
	Many   string   // the same of several, for a note: "stages" when empty
	Links  []string // for each bar its address, for the table; or empty
}

// StageTime is a bar.
type StageTime struct {
	Name   string
	Values []float64 // for each part, from 0
}

// Chart makes the chart. A part that is no number, or below 0, counts as 0.
func (t TimeInStage) Chart() Chart {
	bad := 0
	for _, s := range t.Stages {
		for _, v := range s.Values {
			if !drawable(v) || v < 0 {
				bad++
			}
		}
	}
	return Chart{
		head: t.Head, kind: "time-in-stage", empty: len(t.Stages) == 0,
		draw:  t.draw,
		table: func() Table { return t.table(bad) },
	}
}

// parts is how many parts a bar has.
func (t TimeInStage) parts() int { return max(1, len(t.Parts)) }

// part returns a part's length.
func (s StageTime) part(i int) float64 {
	if i >= len(s.Values) || !drawable(s.Values[i]) {
		return 0
	}
	return max(0, s.Values[i])
}

func (s StageTime) total(parts int) float64 {
	sum := 0.0
	for i := range parts {
		sum += s.part(i)
	}
	return sum
}

func (t TimeInStage) table(bad int) Table {
	out := Table{Columns: []Column{text(or(t.What, "Stage"))}}
	for _, name := range t.Parts {
		out.Columns = append(out.Columns, numeric(shorten(name, maxRunes)))
	}
	if t.parts() > 1 {
		out.Columns = append(out.Columns, numeric("Together"))
	} else if len(t.Parts) == 0 {
		out.Columns = append(out.Columns, t.X.column())
	}
	for n, s := range t.Stages {
		row := []string{shorten(s.Name, maxRunes)}
		for i := range t.parts() {
			v := math.NaN()
			if i < len(s.Values) {
				v = s.Values[i]
			}
			row = append(row, cell(v))
		}
		if t.parts() > 1 {
			row = append(row, number(s.total(t.parts())))
		}
		out.Rows = append(out.Rows, row)
		if n < len(t.Links) {
			out.link(t.Links[n])
		}
	}
	out.note(missing(bad))
	return out.close()
}

// rowHeight is the least room of a bar with its name.
const rowHeight = 16.0

// mostRowHeight is the room of a bar where there is enough.
const mostRowHeight = 48.0

// mostStages is how many bars there are at most.
const mostStages = 60

// draw lays the chart out; there is at least one stage.
func (t TimeInStage) draw(c *canvas) {
	var keys []key
	for i, name := range t.Parts {
		keys = append(keys, key{name: name, role: series(i), form: area})
	}
	c.legend(keys...)
	stages := t.Stages
	foot := lineHeight + 4
	if t.X.label() != "" {
		foot += lineHeight + 2
	}
	if len(stages) > mostStages {
		c.footnotes(strconv.Itoa(len(stages)-mostStages) + " more " + or(clean(t.Many), "stages") + " are in the table.")
		stages = stages[:mostStages]
	}
	c.needs(foot+8+rowHeight*float64(len(stages)), c.area.height())
	longest, left := 0.0, 0.0
	for _, s := range stages {
		longest = max(longest, s.total(t.parts()))
		left = max(left, c.text.room(shorten(s.Name, maxRunes), textSize, false))
	}
	left = min(left, c.width*0.35)
	a := rect{c.area.x0 + left + 8, c.area.y0 + 4, c.area.x1, c.area.y1 - foot}
	if spare := a.height() - mostRowHeight*float64(len(stages)); spare > 0 {
		// Few bars need no more: the picture becomes lower.
		a.y1, c.height = a.y1-spare, c.height-spare
	}
	written := t.X.quantity
	widest := func() (w float64) {
		for _, s := range stages {
			w = max(w, c.text.room(written(s.total(t.parts())), textSize, false))
		}
		return w
	}
	if widest() > c.width*0.25 {
		written = number
	}
	a.x1 -= widest() + 6
	p := t.grid(c, a, longest)
	row := p.height() / float64(len(stages))
	for i, s := range stages {
		t.row(c, p, s, c.area.x0+left, p.y0+float64(i)*row, row, written)
	}
	c.stroke(axisRole, 1, []point{{crisp(p.x0), p.y0}, {crisp(p.x0), p.y1}})
}

// grid draws the axis of times.
func (t TimeInStage) grid(c *canvas, a rect, longest float64) plot {
	x, _ := valueTicks(span{0, longest}, Axis{Whole: t.X.Whole}, a.width()*0.6)
	ticks := numberTicks(t.X.Whole)(x, a.width(), func(s string) float64 { return c.text.room(s, textSize, false) })
	p := plot{rect: a, x: x, y: span{0, 1}}
	c.panels = append(c.panels, panel{box: a, x: x, y: p.y, labels: "number"})
	var lines [][]point
	last := -1.0
	for _, k := range ticks {
		at := crisp(p.atX(k.at))
		lines = append(lines, []point{{at, p.y0}, {at, p.y1}})
		last = c.centredAfter(last, at, p.y1+lineHeight, k.label)
	}
	c.stroke(gridRole, 1, lines...)
	title := c.text.fit(t.X.label(), textSize, false, c.area.width())
	c.centred(mutedRole, (p.x0+p.x1)/2, p.y1+2*lineHeight+2, title)
	return p
}

// row draws one bar with its name on the left and its length on the right.
func (t TimeInStage) row(c *canvas, p plot, s StageTime, nameEnd, y, height float64, written func(float64) string) {
	mid, thick := y+height/2, min(28, height*0.66)
	c.write(inkRole, nameEnd, mid+4, textSize, end, c.text.fit(s.Name, textSize, false, nameEnd-c.area.x0+0.5))
	from := 0.0
	for i := range t.parts() {
		to := from + s.part(i)
		if to > from {
			c.fill(series(i), rect{p.atX(from), mid - thick/2, p.atX(to), mid + thick/2}.corners())
		}
		from = to
	}
	c.write(inkRole, p.atX(from)+6, mid+4, textSize, start, written(from))
}
