package chart

import (
	"math"
	"slices"
	"strconv"
)

// CumulativeFlow is a cumulative flow diagram: for each stage how many items had
// reached it by a day, as areas one before the other.
type CumulativeFlow struct {
	Head      Head
	DaysTitle string // the title of the axis of days
	Y         Axis
	Days      []Day   // ascending
	Stages    []Stage // from the first to the last, which is where work is done
}

// Stage is a stage of the workflow with its line.
type Stage struct {
	Name    string
	Reached []float64 // for each of the days; no more than the stage before has
}

// Chart makes the chart. A line that is above the one of the stage before would
// cross it: the one before is raised, and a note says so.
func (f CumulativeFlow) Chart() Chart {
	kept, lines, bad, raised := f.lines()
	return Chart{
		head: f.Head, kind: "cumulative-flow", empty: len(kept) == 0 || len(lines) == 0,
		draw:  func(c *canvas) { f.draw(c, kept, lines) },
		table: func() Table { return f.table(bad, raised) },
	}
}

// lines returns the days of which all stages have a number, in ascending order, and the stages'
// lines over them, none of which crosses another.
func (f CumulativeFlow) lines() (kept []Day, lines [][]float64, bad, raised int) {
	lines = make([][]float64, len(f.Stages))
	for i, d := range f.Days {
		if !d.drawable() || len(kept) > 0 && d <= kept[len(kept)-1] || slices.ContainsFunc(f.Stages, func(s Stage) bool { return i >= len(s.Reached) || !drawable(s.Reached[i]) }) {
			bad++
			continue
		}
		kept = append(kept, d)
		floor := 0.0
		for k := len(f.Stages) - 1; k >= 0; k-- {
			v := f.Stages[k].Reached[i]
			if v < floor {
				v = floor
				raised++
			}
			floor = v
			lines[k] = append(lines[k], v)
		}
	}
	return kept, lines, bad, raised
}

func (f CumulativeFlow) table(bad, raised int) Table {
	t := Table{Columns: []Column{text("Day")}}
	for _, s := range f.Stages {
		t.Columns = append(t.Columns, numeric(shorten(s.Name, maxRunes)))
	}
	for i, d := range f.Days {
		row := []string{dayCell(d)}
		for _, s := range f.Stages {
			v := math.NaN()
			if i < len(s.Reached) {
				v = s.Reached[i]
			}
			row = append(row, cell(v))
		}
		t.Rows = append(t.Rows, row)
	}
	t.note(missing(bad))
	if raised > 0 {
		t.note("The picture raises " + strconv.Itoa(raised) + " values to those of the next stage, so that no lines cross.")
	}
	return t.close()
}

// draw lays the chart out; there is at least one day and one stage.
func (f CumulativeFlow) draw(c *canvas, kept []Day, lines [][]float64) {
	keys := make([]key, len(f.Stages))
	for i, s := range f.Stages {
		keys[i] = key{name: s.Name, role: stageRole(i, len(f.Stages)), form: area}
	}
	c.legend(keys...)
	x := days(f.DaysTitle, kept[0], kept[len(kept)-1])
	if len(kept) > 1 {
		x.span = span{float64(kept[0]), float64(kept[len(kept)-1])}
	}
	p := c.frame(frame{x: x, y: spanOf(lines[0]...), axis: f.Y, area: c.area})
	chosen := visibleDays(p, kept)
	top := f.outline(p, kept, lines[0], chosen)
	for k := range lines {
		bottom := f.baseline(p, top)
		if k+1 < len(lines) {
			bottom = f.outline(p, kept, lines[k+1], chosen)
		}
		below := slices.Clone(bottom)
		slices.Reverse(below)
		c.fill(stageRole(k, len(lines)), append(slices.Clone(top), below...))
		if k > 0 {
			c.stroke(surfaceRole, 1.2, top)
		}
		top = bottom
	}
	y := crisp(p.atY(0))
	c.stroke(axisRole, 1, []point{{p.x0, y}, {p.x1, y}})
}

// stageRole returns a stage's colour: grey for the last, where work is done.
func stageRole(n, stages int) role {
	if n > 0 && n == stages-1 {
		return series8
	}
	return series(n % (seriesCount - 1))
}

// outline is a stage's line over the chosen days. One day alone is drawn as wide
// as the day.
func (f CumulativeFlow) outline(p plot, kept []Day, values []float64, chosen []int) []point {
	if len(kept) == 1 {
		d := float64(kept[0])
		return []point{p.at(d-0.5, values[0]), p.at(d+0.5, values[0])}
	}
	out := make([]point, len(chosen))
	for i, at := range chosen {
		out[i] = p.at(float64(kept[at]), values[at])
	}
	return out
}

// baseline is the line at 0 below another.
func (f CumulativeFlow) baseline(p plot, over []point) []point {
	out := make([]point, len(over))
	for i, pt := range over {
		out[i] = point{pt.x, p.atY(0)}
	}
	return out
}

// visibleDays returns the indices of the days to draw: all, or where there are
// more than pixels the first and the last of each. All lines use the same ones,
// so that they still do not cross.
func visibleDays(p plot, days []Day) []int {
	out := make([]int, 0, len(days))
	if len(days) < 2*int(p.width()) {
		for i := range days {
			out = append(out, i)
		}
		return out
	}
	column := func(i int) float64 { return math.Floor(p.atX(float64(days[i]))) }
	for i := range days {
		if i == 0 || i == len(days)-1 || column(i) != column(i-1) || column(i) != column(i+1) {
			out = append(out, i)
		}
	}
	return out
}
