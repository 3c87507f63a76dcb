package chart

// NetFlow shows arrivals upwards and departures downwards, and the difference as
// a line.
type NetFlow struct {
	Head   Head
	Days   string
	Y      Axis
	Period Period
	Points []Flow    // by day, ascending
	Names  [3]string // of arrivals, departures and their difference; words of the field when empty
}

// Flow is what came and went in a period.
type Flow struct {
	Day               Day
	Arrived, Departed float64 // both from 0
}

// Chart makes the chart.
func (n NetFlow) Chart() Chart {
	for i, name := range [3]string{"Arrived", "Departed", "Net flow"} {
		n.Names[i] = or(n.Names[i], name)
	}
	var kept []Flow
	for _, f := range n.Points {
		if f.Day.drawable() && drawable(f.Arrived) && drawable(f.Departed) {
			kept = append(kept, f)
		}
	}
	return Chart{
		head: n.Head, kind: "net-flow", empty: len(kept) == 0,
		draw:  func(c *canvas) { n.draw(c, kept) },
		table: func() Table { return n.table(len(n.Points) - len(kept)) },
	}
}

func (n NetFlow) table(bad int) Table {
	t := Table{Columns: []Column{text(n.Period.title())}}
	for _, name := range n.Names {
		t.Columns = append(t.Columns, numeric(shorten(name, maxRunes)))
	}
	for _, f := range n.Points {
		t.Rows = append(t.Rows, []string{dayCell(f.Day), cell(f.Arrived), cell(f.Departed), cell(f.Arrived - f.Departed)})
	}
	t.note(missing(bad))
	return t.close()
}

// draw lays the chart out; there is at least one point.
func (n NetFlow) draw(c *canvas, kept []Flow) {
	c.legend(key{name: n.Names[0], role: series1, form: area}, key{name: n.Names[1], role: series2, form: area}, key{name: n.Names[2], role: netRole, form: line})
	reach, y := noDays(), span{0, 0}
	up, down := make([]bar, len(kept)), make([]bar, len(kept))
	net := make([]Point, len(kept))
	for i, f := range kept {
		from, to := float64(f.Day), float64(n.Period.end(f.Day))
		up[i] = bar{from, to, min(0, f.Arrived), max(0, f.Arrived)}
		down[i] = bar{from, to, min(0, -f.Departed), max(0, -f.Departed)}
		net[i] = Point{f.Day, f.Arrived - f.Departed}
		reach = reach.with(f.Day)
		y = y.with(f.Arrived).with(-f.Departed).with(net[i].Value)
	}
	x := days(n.Days, reach.first, reach.last)
	x.span = span{float64(reach.first) - n.Period.days()*0.25, float64(n.Period.end(reach.last)) + n.Period.days()*0.25}
	x.ticks = periodTicks(n.Period)
	const share = 0.8
	c.footnotes(joinedNote(c.narrow(n.Period.days(), x.span, share)))
	n.Y.Free = false
	p := c.frame(frame{x: x, y: y, axis: n.Y, area: c.area})
	c.bars(p, series1, up, share)
	c.bars(p, series2, down, share)
	n.line(c, p, net)
}

// line draws the difference, through the middles of the periods.
func (n NetFlow) line(c *canvas, p plot, net []Point) {
	path := make([]point, len(net))
	for i, pt := range net {
		path[i] = p.at((float64(pt.Day)+float64(n.Period.end(pt.Day)))/2, pt.Value)
	}
	c.stroke(netRole, 2, thinned(path))
	if len(path) <= 40 {
		c.add(mark{form: dots, role: netRole, size: 6, shapes: [][]point{path}})
	}
}
