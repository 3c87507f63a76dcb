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
	if most := max(1, int((c.area.height()-foot-14)/rowHeight)); len(stages) > most {
		c.footnotes(strconv.Itoa(len(stages)-most) + " more " + or(clean(t.Many), "stages") + " are in the table.")
		stages = stages[:most]
	}
	longest, left := 0.0, 0.0
	for _, s := range stages {
		longest = max(longest, s.total(t.parts()))
		left = max(left, c.text.room(shorten(s.Name, maxRunes), textSize, false))
	}
	left = min(left, c.width*0.35)
	a := rect{c.area.x0 + left + 8, c.area.y0 + 4, c.area.x1, c.area.y1 - foot}
	a.x1 -= c.text.room(t.X.quantity(longest), textSize, false) + 6
	p := t.grid(c, a, longest)
	row := min(44, p.height()/float64(len(stages)))
	for i, s := range stages {
		t.row(c, p, s, c.area.x0+left, p.y0+float64(i)*row, row)
	}
	c.stroke(axisRole, 1, []point{{crisp(p.x0), p.y0}, {crisp(p.x0), p.y1}})
}

// grid draws the axis of times.
func (t TimeInStage) grid(c *canvas, a rect, longest float64) plot {
	x, ticks := valueTicks(span{0, longest}, Axis{Whole: t.X.Whole}, a.width()*0.6)
	p := plot{rect: a, x: x, y: span{0, 1}}
	c.panels = append(c.panels, panel{box: a, x: x, y: p.y, labels: "number"})
	var lines [][]point
	for _, k := range ticks {
		at := crisp(p.atX(k.at))
		lines = append(lines, []point{{at, p.y0}, {at, p.y1}})
		c.centred(mutedRole, at, p.y1+lineHeight, k.label)
	}
	c.stroke(gridRole, 1, lines...)
	title := c.text.fit(t.X.label(), textSize, false, c.area.width())
	c.centred(mutedRole, (p.x0+p.x1)/2, p.y1+2*lineHeight+2, title)
	return p
}

// row draws one bar with its name on the left and its length on the right.
func (t TimeInStage) row(c *canvas, p plot, s StageTime, nameEnd, y, height float64) {
	mid, thick := y+height/2, min(24, height*0.66)
	c.write(inkRole, nameEnd, mid+4, textSize, end, c.text.fit(s.Name, textSize, false, nameEnd-c.area.x0+0.5))
	from := 0.0
	for i := range t.parts() {
		to := from + s.part(i)
		if to > from {
			c.fill(series(i), rect{p.atX(from), mid - thick/2, p.atX(to), mid + thick/2}.corners())
		}
		from = to
	}
	c.write(inkRole, p.atX(from)+6, mid+4, textSize, start, t.X.quantity(from))
}
