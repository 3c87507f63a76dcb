package chart

import (
	"math"
	"slices"
)

// Histogram shows how often values occur, with percentile lines.
type Histogram struct {
	Head        Head
	X           Axis // of the values
	Count       Axis // of how many there are; "Items" when its title is empty
	Values      []float64
	Width       float64 // of a bin; 0 chooses one
	Percentiles []Percentile
}

// mostBins is how many bins there are at most.
const mostBins = 60

// bins are counts of values of equal stretches.
type bins struct {
	first, width float64
	counts       []int
	whole        bool // each bin holds whole numbers, from its first to its last
	limit        capped
}

// Chart makes the chart.
func (h Histogram) Chart() Chart {
	kept := make([]float64, 0, len(h.Values))
	for _, v := range h.Values {
		if drawable(v) {
			kept = append(kept, v)
		}
	}
	if h.Count.Title == "" {
		h.Count.Title = "Items"
	}
	h.Count.Whole, h.Count.Free, h.Count.Cap = true, false, 0
	b := h.bins(kept)
	return Chart{
		head: h.Head, kind: "histogram", empty: len(kept) == 0,
		draw:  func(c *canvas) { h.draw(c, b) },
		table: func() Table { return h.table(b, len(h.Values)-len(kept)) },
	}
}

// bins counts values. Values above the axis's cap are counted in none.
func (h Histogram) bins(values []float64) bins {
	if len(values) == 0 {
		return bins{width: 1}
	}
	b := bins{limit: capOf(h.X, values, highest(percentileValues(lasting(h.Percentiles))...))}
	low, high := slices.Min(values), b.limit.cut(slices.Max(values))
	b.whole = h.X.Whole && !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
	b.width = h.widthOf(low, high, len(values), b.whole)
	b.first = math.Floor(low/b.width) * b.width
	if b.whole && b.width > 1 {
		// Bins as people count: 1 to 5, 6 to 10.
		b.first = math.Floor((low-1)/b.width)*b.width + 1
	}
	for _, v := range values {
		if b.limit.over(v) {
			continue
		}
		i := max(0, int((v-b.first)/b.width))
		for len(b.counts) <= i {
			b.counts = append(b.counts, 0)
		}
		b.counts[i]++
	}
	return b
}

// widthOf returns the width of the bins: the one that was asked for, if it can
// be, or one that makes neither too few bins nor too many.
func (h Histogram) widthOf(low, high float64, n int, whole bool) float64 {
	least := max(1e-9, 1e-9*math.Abs(low), 1e-9*math.Abs(high), (high-low)/5000)
	w := h.Width
	if drawable(w) && w >= least && (!whole || w == math.Trunc(w)) {
		return w
	}
	if high-low < least && !whole {
		return max(1, least)
	}
	wanted := min(mostBins, max(8, 2*math.Sqrt(float64(n))))
	if whole {
		wanted = mostBins // each whole number for itself, as long as that can be
	}
	return step(max(least, (high-low)/wanted), whole)
}

// stretch returns where a bin is drawn. A bin of whole numbers has its bar
// around them.
func (b bins) stretch(i int) (from, to float64) {
	from = b.first + float64(i)*b.width
	if b.whole {
		from -= 0.5
	}
	return from, from + b.width
}

// name writes which values a bin holds.
func (b bins) name(i int) string {
	from := b.first + float64(i)*b.width
	switch {
	case b.whole && b.width == 1:
		return number(from)
	case b.whole:
		return number(from) + "–" + number(from+b.width-1)
	default:
		return number(from) + " to below " + number(from+b.width)
	}
}

func (h Histogram) table(b bins, bad int) Table {
	first := text(or(h.X.label(), "Value"))
	first.Number = true
	t := Table{Columns: []Column{first, h.Count.column()}}
	for i, n := range b.counts {
		t.Rows = append(t.Rows, []string{b.name(i), number(float64(n))})
	}
	if b.limit.above > 0 {
		t.Rows = append(t.Rows, []string{"above " + number(b.limit.at), number(float64(b.limit.above))})
	}
	t.notePercentiles(h.Percentiles, h.X)
	t.note(missing(bad))
	return t.close()
}

// draw lays the chart out; there is at least one value.
func (h Histogram) draw(c *canvas, b bins) {
	from, _ := b.stretch(0)
	_, to := b.stretch(len(b.counts) - 1)
	x := span{from, to}
	for _, p := range lasting(h.Percentiles) {
		x = x.with(p.Value)
	}
	if !h.X.Free && x.from > 0 && x.from < x.size() {
		x.from = 0
	}
	top, all := 0.0, make([]bar, len(b.counts))
	for i, n := range b.counts {
		from, to := b.stretch(i)
		all[i], top = bar{from, to, 0, float64(n)}, max(top, float64(n))
	}
	note := ""
	if b.limit.above > 0 {
		note = "▶ " + number(float64(b.limit.above)) + " above " + h.X.quantity(b.limit.at) + ", not drawn."
	}
	c.footnotes(note, joinedNote(c.narrow(b.width, x, 1)))
	v := c.uprights(h.Percentiles, h.X.quantity, number)
	p := v.frame(c, frame{
		x: xAxis{span: x, title: h.X.label(), labels: "number", ticks: numberTicks(b.whole)},
		y: span{0, top}, axis: h.Count, area: c.area,
	})
	share := 0.9
	if !b.whole {
		share = 0.97
	}
	c.bars(p, series1, all, share)
	v.draw(c, p)
}
