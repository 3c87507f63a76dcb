package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// placed is a dot of an ageing chart, or several of the same age in one.
type placed struct {
	at    point
	items []AgeingItem
	size  float64
}

// items draws the dots, the oldest first, so that the labels of old items find
// room before those of young ones.
func (a Ageing) items(c *canvas, p plot, kept []AgeingItem, limit capped) {
	size := diameter(len(kept), c.width) + 1
	stages := make([][]AgeingItem, len(a.Stages))
	for _, i := range kept {
		stages[i.Stage] = append(stages[i.Stage], i)
	}
	var all []placed
	for s := range a.Stages {
		box := rect{p.atX(float64(s)), p.y0, p.atX(float64(s) + 1), p.y1}
		all = append(all, column(p, box, stages[s], limit, size, len(kept) > mostApart)...)
	}
	bySize := map[float64]*mark{}
	var order []float64
	for _, d := range all {
		m := bySize[d.size]
		if m == nil {
			m = &mark{form: dots, role: series1, size: d.size, shapes: [][]point{nil}}
			bySize[d.size] = m
			order = append(order, d.size)
		}
		m.shapes[0] = append(m.shapes[0], d.at)
		if c.links && len(all) <= mostLinks {
			m.links = append(m.links, a.target(d))
		}
	}
	for _, s := range order {
		c.add(*bySize[s])
	}
	a.labels(c, p, all)
}

// mostApart is how many items have a dot each; of more, those of one age in one
// stage share one.
const mostApart = 400

// column places the dots of one stage, oldest first: those of one age beside each
// other, or in one larger dot where there is no room for that.
func column(p plot, box rect, items []AgeingItem, limit capped, size float64, crowded bool) []placed {
	var out []placed
	var taken []rect
	for len(items) > 0 {
		y, n := p.atY(limit.cut(items[0].Age)), 1
		for n < len(items) && tenths(p.atY(limit.cut(items[n].Age))) == tenths(y) {
			n++
		}
		same := items[:n]
		items = items[n:]
		centre := point{(box.x0 + box.x1) / 2, clamp(y, p.y0+size/2, p.y1-size/2)}
		if crowded || float64(n)*(size+2) > box.width()-8 {
			larger := math.Round(10*size*classes[classOf(int32(min(n, 1000)))].scale) / 10
			out = append(out, placed{centre, same, min(larger, box.width())})
			continue
		}
		for i := range same {
			at := freePlace(centre, size, box, taken)
			taken = append(taken, disc(at, size+1))
			out = append(out, placed{at, same[i : i+1], size})
		}
	}
	return out
}

// freePlace looks for a place for a dot that meets no other: in the middle of
// the column, or left and right of it. Where there is none, it is the middle.
func freePlace(centre point, size float64, column rect, taken []rect) point {
	for n := range int(column.width() / (size + 2)) {
		step := float64((n + 1) / 2)
		if n%2 == 0 {
			step = -step
		}
		at := point{centre.x + step*(size+2), centre.y}
		if free(disc(at, size), taken, column) {
			return at
		}
	}
	return centre
}

// labels writes what the dots are, where there is room.
func (a Ageing) labels(c *canvas, p plot, all []placed) {
	if len(all) > 300 {
		return
	}
	lines := a.crossings(p)
	taken := make([]rect, 0, 2*len(all))
	for _, d := range all {
		taken = append(taken, disc(d.at, d.size))
	}
	for _, d := range all {
		label := strconv.Itoa(len(d.items)) + " items"
		if len(d.items) == 1 {
			label = d.items[0].Label
		}
		width := p.width() / float64(len(a.Stages))
		label = c.text.fit(label, smallSize, false, min(110, width))
		if label == "" || strings.Trim(label, "…") == "" {
			continue
		}
		column := math.Floor((d.at.x - p.x0) / width)
		within := rect{p.x0 + column*width, p.y0, p.x0 + (column+1)*width, p.y1}
		if m, ok := c.labelPlace(d, label, within, taken, lines); ok {
			taken = append(taken, c.box(m))
			c.add(m)
		}
	}
}

// labelPlace looks for a place for a dot's label: beside it, or beside it and a
// little higher or lower, at best where no line crosses it.
func (c *canvas) labelPlace(d placed, label string, within rect, taken, lines []rect) (mark, bool) {
	for _, avoid := range [][]rect{append(slices.Clone(taken), lines...), taken} {
		for _, dy := range []float64{4, -3, 11} {
			for _, side := range []anchor{start, end} {
				x := d.at.x + d.size/2 + 3
				if side == end {
					x = d.at.x - d.size/2 - 3
				}
				m := mark{form: word, role: inkRole, size: smallSize, text: label, anchor: side, shapes: [][]point{{{x, d.at.y + dy}}}}
				if free(c.box(m), avoid, within) {
					return m, true
				}
			}
		}
	}
	return mark{}, false
}

// crossings are the lines that a label had better not stand on.
func (a Ageing) crossings(p plot) []rect {
	var out []rect
	for s := range a.Stages {
		for _, v := range a.pace(s) {
			y := p.atY(v)
			out = append(out, rect{p.atX(float64(s)), y - 0.5, p.atX(float64(s) + 1), y + 0.5})
		}
	}
	for _, v := range percentileValues(lasting(a.Percentiles)) {
		y := p.atY(v)
		out = append(out, rect{p.x0, y - 0.5, p.x1, y + 0.5})
	}
	return out
}

// target names the items of a dot; it is a link when it stands for one.
func (a Ageing) target(d placed) target {
	labels := make([]string, len(d.items))
	for i, item := range d.items {
		labels[i] = item.Label
	}
	t := target{title: listed(labels) + " · " + a.Y.quantity(d.items[0].Age)}
	if len(d.items) == 1 {
		t.address = safeLink(d.items[0].Link)
	}
	return t
}
