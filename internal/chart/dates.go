package chart

// days is the axis of days from one to another.
func days(title string, first, last Day) xAxis {
	return xAxis{span: daySpan(first, last), title: clean(title), labels: "day", ticks: dayTicks}
}

// range of days that can be drawn; none has first after last.
type dayRange struct{ first, last Day }

func noDays() dayRange { return dayRange{lastDay, firstDay} }

func (r dayRange) with(d Day) dayRange { return dayRange{min(r.first, d), max(r.last, d)} }

// good reports whether a point can be drawn.
func (p Point) good() bool { return p.Day.drawable() && drawable(p.Value) }

// good returns the points that can be drawn, and how many cannot.
func good(points []Point) (kept []Point, bad int) {
	kept = make([]Point, 0, len(points))
	for _, p := range points {
		if p.good() {
			kept = append(kept, p)
		}
	}
	return kept, len(points) - len(kept)
}

// reach returns which days and values points have.
func reach(points []Point) (dayRange, span) {
	r, s := noDays(), spanOf()
	for _, p := range points {
		r, s = r.with(p.Day), s.with(p.Value)
	}
	return r, s
}

// dayCell writes a day for a table.
func dayCell(d Day) string {
	if !d.drawable() {
		return "–"
	}
	return d.String()
}
