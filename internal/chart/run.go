package chart

// Style is how the values of a run chart are drawn.
type Style uint8

// The styles.
const (
	Bars  Style = iota // for counts of a period
	Curve              // for values at a moment, joined by straight lines
	Steps              // for values that hold until the next
)

// Run is a run chart: one value for each period, as throughput a week or work in
// progress a day, in the order of days.
type Run struct {
	Head       Head
	Days       string // the title of the axis of days
	Y          Axis
	Period     Period
	Style      Style
	Points     []Point // by day, ascending; a point of a period at its first day
	References []Reference
}

// Chart makes the chart.
func (r Run) Chart() Chart {
	kept, bad := good(r.Points)
	return Chart{
		head: r.Head, kind: "run", empty: len(kept) == 0,
		draw:  func(c *canvas) { r.draw(c, kept) },
		table: func() Table { return r.table(bad) },
	}
}

func (r Run) table(bad int) Table {
	t := Table{Columns: []Column{text(r.Period.title()), r.Y.column()}, Rows: make([][]string, 0, len(r.Points))}
	for _, p := range r.Points {
		t.Rows = append(t.Rows, []string{dayCell(p.Day), cell(p.Value)})
	}
	for _, ref := range r.References {
		t.note(shorten(ref.Name, maxRunes) + ": " + r.Y.quantityOr(ref.Value))
	}
	t.note(missing(bad))
	return t.close()
}

// quantityOr writes a value with its unit, or a dash for what is none.
func (a Axis) quantityOr(v float64) string {
	if !drawable(v) {
		return "–"
	}
	return a.quantity(v)
}

// draw lays the chart out; there is at least one point.
func (r Run) draw(c *canvas, kept []Point) {
	reach, y := reach(kept)
	x := days(r.Days, reach.first, reach.last)
	share := 0.8
	switch r.Style {
	case Bars:
		x.span = span{float64(reach.first) - r.Period.days()*0.25, float64(r.Period.end(reach.last)) + r.Period.days()*0.25}
		x.ticks = periodTicks(r.Period)
	case Steps:
		x.span.to = float64(r.Period.end(reach.last)) + 0.5
	default:
	}
	limit := capOf(r.Y, values(kept), highest(referenceValues(r.References)...))
	y.to = limit.cut(y.to)
	for _, ref := range r.References {
		if drawable(ref.Value) {
			y = y.with(ref.Value)
		}
	}
	c.footnotes(limit.note(), joinedNote(r.Style == Bars && c.narrow(r.Period.days(), x.span, share)))
	f := frame{x: x, y: y, axis: r.Y, area: c.area}
	labels := referenceLabels(r.References, r.Y, meanRole)
	c.needs(labelHeight*float64(len(labels)), f.height())
	f.gutter = c.gutter(labels)
	p := c.frame(f)
	over := r.series(c, p, kept, limit, share)
	c.arrows(p, signalRole, over)
	c.across(p, labels, r.Style == Bars)
}

// series draws the points, and returns where they are above the cap.
func (r Run) series(c *canvas, p plot, kept []Point, limit capped, share float64) (over []float64) {
	if r.Style != Bars {
		cut := make([]Point, len(kept))
		for i, pt := range kept {
			cut[i] = Point{pt.Day, limit.cut(pt.Value)}
			if limit.over(pt.Value) {
				over = append(over, float64(pt.Day))
			}
		}
		c.curve(p, series1, cut, r.Style == Steps, r.Period)
		return over
	}
	all := make([]bar, len(kept))
	for i, pt := range kept {
		v := limit.cut(pt.Value)
		all[i] = bar{float64(pt.Day), float64(r.Period.end(pt.Day)), min(0, v), max(0, v)}
		if limit.over(pt.Value) {
			over = append(over, (all[i].from+all[i].to)/2)
		}
	}
	c.bars(p, series1, all, share)
	return over
}

// mostReferences is how many references are drawn.
const mostReferences = 30

// referenceLabels makes a line of each reference that can be drawn.
func referenceLabels(refs []Reference, axis Axis, r role) []lineLabel {
	var out []lineLabel
	for _, ref := range refs {
		if drawable(ref.Value) && len(out) < mostReferences {
			out = append(out, lineLabel{
				at:    ref.Value,
				text:  shorten(ref.Name, 60) + ": " + axis.quantity(ref.Value),
				short: shorten(ref.Name, 12) + ": " + number(ref.Value),
				line:  r, dashed: true,
			})
		}
	}
	return out
}

func referenceValues(refs []Reference) []float64 {
	out := make([]float64, len(refs))
	for i, r := range refs {
		out[i] = r.Value
	}
	return out
}

func values(points []Point) []float64 {
	out := make([]float64, len(points))
	for i, p := range points {
		out[i] = p.Value
	}
	return out
}
