package chart

import (
	"math"
	"slices"
)

// Lines shows several series of values over days.
type Lines struct {
	Head       Head
	Days       string
	Y          Axis
	Series     []Series
	Step       bool // values hold until the next
	References []Reference
}

// Series is a line with its name.
type Series struct {
	Name   string
	Points []Point // by day, ascending
}

// Chart makes the chart.
func (l Lines) Chart() Chart {
	kept, bad := make([][]Point, len(l.Series)), 0
	empty := true
	for i, s := range l.Series {
		points, dropped := good(s.Points)
		kept[i], bad, empty = points, bad+dropped, empty && len(points) == 0
	}
	return Chart{
		head: l.Head, kind: "lines", empty: empty,
		draw:  func(c *canvas) { l.draw(c, kept) },
		table: func() Table { return l.table(bad) },
	}
}

// table has a row for each day that any series has.
func (l Lines) table(bad int) Table {
	t := Table{Columns: []Column{text("Day")}}
	rows := map[Day][]string{}
	var order []Day
	for i, s := range l.Series {
		t.Columns = append(t.Columns, numeric(shorten(s.Name, maxRunes)))
		for _, p := range s.Points {
			row, known := rows[p.Day]
			if !known {
				row = make([]string, len(l.Series)+1)
				row[0] = dayCell(p.Day)
				order = append(order, p.Day)
				rows[p.Day] = row
			}
			row[i+1] = cell(p.Value)
		}
	}
	slices.Sort(order)
	for _, d := range order {
		t.Rows = append(t.Rows, rows[d])
	}
	for _, r := range l.References {
		t.note(shorten(r.Name, maxRunes) + ": " + l.Y.quantityOr(r.Value))
	}
	t.note(missing(bad))
	return t.close()
}

// draw lays the chart out; there is at least one point.
func (l Lines) draw(c *canvas, kept [][]Point) {
	keys := make([]key, len(l.Series))
	days0, y := noDays(), spanOf()
	var all []float64
	for i, s := range l.Series {
		keys[i] = key{name: s.Name, role: series(i), form: line}
		r, v := reach(kept[i])
		if len(kept[i]) > 0 {
			days0, y = days0.with(r.first).with(r.last), y.with(v.from).with(v.to)
		}
		all = append(all, values(kept[i])...)
	}
	limit := capOf(l.Y, all, highest(referenceValues(l.References)...))
	y.to = limit.cut(y.to)
	for _, r := range l.References {
		if drawable(r.Value) {
			y = y.with(r.Value)
		}
	}
	c.legend(keys...)
	c.footnotes(limit.note())
	f := frame{x: days(l.Days, days0.first, days0.last), y: y, axis: l.Y, area: c.area}
	labels := referenceLabels(l.References, l.Y, meanRole)
	c.needs(labelHeight*float64(len(labels)), f.height())
	f.gutter = c.gutter(labels)
	p := c.frame(f)
	for i := range kept {
		var over []float64
		cut := slices.Clone(kept[i])
		for j, pt := range cut {
			if limit.over(pt.Value) {
				over = append(over, float64(pt.Day))
			}
			cut[j].Value = limit.cut(pt.Value)
		}
		c.curve(p, series(i), cut, l.Step, Daily)
		c.arrows(p, series(i), over)
	}
	c.across(p, labels, false)
}

// curve draws points joined by lines, or by steps of which the last lasts a
// period. One point alone is a dot; few points have dots upon the line.
func (c *canvas) curve(p plot, r role, points []Point, steps bool, last Period) {
	if len(points) == 0 {
		return
	}
	path := make([]point, 0, len(points))
	for i, pt := range points {
		at := p.at(float64(pt.Day), pt.Value)
		if steps && i > 0 {
			path = append(path, point{at.x, path[len(path)-1].y})
		}
		path = append(path, at)
	}
	if steps {
		to := float64(last.end(points[len(points)-1].Day))
		path = append(path, point{p.atX(to), path[len(path)-1].y})
	}
	c.stroke(r, 2, thinned(path))
	if !steps && len(points) <= 40 {
		c.add(mark{form: dots, role: r, size: 6, shapes: [][]point{path}})
	}
}

// thinned leaves out points of a line that nobody can see: of those in the same
// pixel column it keeps the first, the lowest, the highest and the last.
func thinned(path []point) []point {
	if len(path) < 4000 {
		return path
	}
	out := make([]point, 0, 4000)
	for i := 0; i < len(path); {
		j, low, high := i, i, i
		for ; j < len(path) && math.Floor(path[j].x) == math.Floor(path[i].x); j++ {
			if path[j].y < path[low].y {
				low = j
			}
			if path[j].y > path[high].y {
				high = j
			}
		}
		last := -1
		for _, k := range []int{i, min(low, high), max(low, high), j - 1} {
			if k != last {
				out, last = append(out, path[k]), k
			}
		}
		i = j
	}
	return out
}
