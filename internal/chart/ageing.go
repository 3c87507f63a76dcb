package chart

import (
	"math"
	"slices"
	"strconv"
)

// Ageing shows how old the work in progress is, a column for each stage, in
// front of the pace of finished items.
type Ageing struct {
	Head        Head
	Y           Axis  // of ages
	Bands       []int // the percentiles between the bands: 50, 70, 85
	Stages      []AgeingStage
	Items       []AgeingItem
	Percentiles []Percentile // lines across all stages
}

// AgeingStage is a column.
type AgeingStage struct {
	Name string
	Pace []float64 // for each of the bands: how old finished items were when they left the stage
}

// AgeingItem is a dot.
type AgeingItem struct {
	Stage int // index into Ageing.Stages
	Age   float64
	Label string
	Link  string
}

// Chart makes the chart. Items of no stage are left out of the picture.
func (a Ageing) Chart() Chart {
	kept := make([]AgeingItem, 0, len(a.Items))
	for _, i := range a.Items {
		if i.Stage >= 0 && i.Stage < len(a.Stages) && drawable(i.Age) {
			kept = append(kept, i)
		}
	}
	slices.SortStableFunc(kept, func(x, y AgeingItem) int { return compare(y.Age, x.Age) })
	return Chart{
		head: a.Head, kind: "ageing", empty: len(a.Stages) == 0 || len(kept) == 0,
		draw:  func(c *canvas) { a.draw(c, kept) },
		table: func() Table { return a.table(len(a.Items) - len(kept)) },
	}
}

func (a Ageing) table(bad int) Table {
	t := Table{Columns: []Column{text("Item"), text("Stage"), a.Y.column()}}
	items := slices.Clone(a.Items)
	slices.SortStableFunc(items, func(x, y AgeingItem) int {
		if x.Stage != y.Stage {
			return x.Stage - y.Stage
		}
		if !drawable(x.Age) || !drawable(y.Age) {
			return 0
		}
		return compare(y.Age, x.Age)
	})
	for _, i := range items {
		stage := "–"
		if i.Stage >= 0 && i.Stage < len(a.Stages) {
			stage = shorten(a.Stages[i.Stage].Name, maxRunes)
		}
		t.Rows = append(t.Rows, []string{shorten(i.Label, maxRunes), stage, cell(i.Age)})
		t.link(i.Link)
	}
	for _, s := range a.Stages {
		for b, v := range s.Pace {
			if b < len(a.Bands) && drawable(v) {
				t.note(shorten(s.Name, maxRunes) + ", " + strconv.Itoa(a.Bands[b]) + " % left within " + a.Y.quantity(v))
			}
		}
	}
	t.notePercentiles(a.Percentiles, a.Y)
	t.note(missing(bad))
	return t.close()
}

// pace returns a stage's band edges, ascending; one that is no number is that of
// the band below.
func (a Ageing) pace(stage int) []float64 {
	out := make([]float64, len(a.Bands))
	last := 0.0
	for i := range out {
		if s := a.Stages[stage].Pace; i < len(s) && drawable(s[i]) {
			last = max(last, s[i])
		}
		out[i] = last
	}
	return out
}

// draw lays the chart out; there is at least one stage and one item.
func (a Ageing) draw(c *canvas, kept []AgeingItem) {
	c.legend(a.keys()...)
	y, ages := span{0, 0}, make([]float64, len(kept))
	for i, item := range kept {
		ages[i], y = item.Age, y.with(item.Age)
	}
	for s := range a.Stages {
		for _, v := range a.pace(s) {
			y = y.with(v)
		}
	}
	ps := lasting(a.Percentiles)
	for _, p := range ps {
		y = y.with(p.Value)
	}
	limit := capOf(a.Y, ages, highest(percentileValues(ps)...))
	y.to = limit.cut(y.to)
	c.footnotes(limit.note())
	const header = 2*lineHeight + 14
	f := frame{
		x: xAxis{span: span{0, float64(len(a.Stages))}, labels: "category", bare: true},
		y: y, axis: a.Y, above: header, area: c.area,
	}
	labels := percentileLabels(ps, fitting(f.height()), a.Y.quantity, number)
	f.gutter = c.gutter(labels)
	p := c.frame(f)
	a.bands(c, p)
	a.headers(c, p, kept)
	c.across(p, labels, false)
	a.items(c, p, kept, limit)
}

// keys names the bands.
func (a Ageing) keys() []key {
	var keys []key
	for i := range a.Bands {
		name := "up to " + strconv.Itoa(a.Bands[i]) + " %"
		if i > 0 {
			name = strconv.Itoa(a.Bands[i-1]) + "–" + strconv.Itoa(a.Bands[i]) + " %"
		}
		keys = append(keys, key{name: name, role: band(i), kind: edgedSwatch})
	}
	if n := len(a.Bands); n > 0 {
		keys = append(keys, key{name: "above " + strconv.Itoa(a.Bands[n-1]) + " %", role: band(n), kind: edgedSwatch})
	}
	return keys
}

// bands draws the background of each column, from the bottom up, and the edges
// between the bands.
func (a Ageing) bands(c *canvas, p plot) {
	shapes := make([][][]point, len(a.Bands)+1)
	var edges, walls [][]point
	for s := range a.Stages {
		x0, x1 := p.atX(float64(s)), p.atX(float64(s)+1)
		if s > 0 {
			walls = append(walls, []point{{crisp(x0), p.y0 - 4}, {crisp(x0), p.y1}})
		}
		if len(a.Bands) == 0 {
			continue
		}
		from := p.y1
		for b, v := range a.pace(s) {
			to := p.atY(v)
			if to < from {
				shapes[b] = append(shapes[b], rect{x0, to, x1, from}.corners())
				edges = append(edges, []point{{x0, crisp(to)}, {x1, crisp(to)}})
			}
			from = to
		}
		if from > p.y0 {
			shapes[len(a.Bands)] = append(shapes[len(a.Bands)], rect{x0, p.y0, x1, from}.corners())
		}
	}
	for b := range shapes {
		c.fill(band(b), shapes[b]...)
	}
	c.stroke(surfaceRole, 2, walls...)
	c.stroke(bandEdge, 1, edges...)
	c.stroke(axisRole, 1, []point{{p.x0, crisp(p.y1)}, {p.x1, crisp(p.y1)}})
}

// headers names each column and counts its items.
func (a Ageing) headers(c *canvas, p plot, kept []AgeingItem) {
	counts := make([]int, len(a.Stages))
	for _, i := range kept {
		counts[i.Stage]++
	}
	width := p.width() / float64(len(a.Stages))
	size := textSize
	if width < 90 {
		size = smallSize
	}
	for s, stage := range a.Stages {
		x := p.atX(float64(s) + 0.5)
		lines := c.text.wrap(stage.Name, size, false, width-6, 2)
		y := p.y0 - 10 - lineHeight*float64(len(lines))
		for _, l := range lines {
			c.write(inkRole, x, y, size, middle, l)
			y += lineHeight
		}
		count := strconv.Itoa(counts[s]) + " items"
		if counts[s] == 1 {
			count = "1 item"
		}
		if c.text.room(count, smallSize, false) > width-4 {
			count = strconv.Itoa(counts[s])
		}
		c.write(mutedRole, x, math.Round(y), smallSize, middle, c.text.fit(count, smallSize, false, width))
	}
}
