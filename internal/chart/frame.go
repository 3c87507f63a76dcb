package chart

// xAxis is how a frame's horizontal axis is to be.
type xAxis struct {
	span   span
	title  string
	labels string // what the values are, for panel
	ticks  func(s span, room float64, width func(string) float64) []tick
	bare   bool // neither labels nor a title: another panel below has them
}

// titleRoom is what the title of the vertical axis takes above the plot.
const titleRoom = 25.0

// leastPlot is the least height of a plot.
const leastPlot = 56.0

// tick is a place on an axis with its label.
type tick struct {
	at     float64
	label  string
	second string // below the label: the year
}

// frame is what surrounds the marks of a plot.
type frame struct {
	x      xAxis
	y      span    // of the values; the axis is rounded to its ticks
	axis   Axis    // of y
	gutter float64 // room on the right, for labels of lines
	above  float64 // room above, for labels of lines
	left   float64 // room on the left at least, to stand in line with another panel
	area   rect
}

// plot is a frame that was drawn: it knows where values are.
type plot struct {
	rect
	x, y span
}

// atX and atY return where a value is drawn; what lies outside, at the edge.
func (p plot) atX(v float64) float64 {
	return clamp(p.x0+(v-p.x.from)/p.x.size()*p.width(), p.x0, p.x1)
}

func (p plot) atY(v float64) float64 {
	return clamp(p.y1-(v-p.y.from)/p.y.size()*p.height(), p.y0, p.y1)
}

// at is a value's point.
func (p plot) at(x, y float64) point { return point{p.atX(x), p.atY(y)} }

func clamp(v, low, high float64) float64 { return max(low, min(v, high)) }

// frame draws axes, grid and labels, and returns the plot within them.
func (c *canvas) frame(f frame) plot {
	f.x.span = f.x.span.wide()
	a := f.area
	title := c.text.fit(f.axis.label(), textSize, false, a.width())
	c.write(mutedRole, a.x0, a.y0+11, textSize, start, title)
	c.needs(leastPlot, f.height())
	height := max(leastPlot, f.height())
	a.y1 -= f.x.room()
	a.y0 = a.y1 - height
	y, ticks := valueTicks(f.y, f.axis, a.height())
	a.x0 += max(f.left, c.widest(ticks)+8)
	a.x1 -= f.gutter
	p := plot{rect: a, x: f.x.span, y: y}
	c.panels = append(c.panels, panel{box: a, x: p.x, y: p.y, labels: f.x.labels})
	c.rows(p, ticks)
	if !f.x.bare {
		c.columns(p, f.x)
	}
	return p
}

// height returns how high the plot becomes.
func (f frame) height() float64 {
	height := f.area.height() - f.above - f.x.room()
	if f.axis.label() != "" {
		height -= titleRoom
	}
	return height
}

// room returns what the labels of the horizontal axis need.
func (x xAxis) room() float64 {
	room := 4.0
	if x.bare {
		return room
	}
	room += lineHeight
	if x.labels == "day" {
		room += 14 // the years
	}
	if x.title != "" {
		room += lineHeight + 2
	}
	return room
}

// labelRoom returns the room left of a plot.
func (c *canvas) labelRoom(f frame) float64 {
	_, ticks := valueTicks(f.y, f.axis, f.height())
	return c.widest(ticks) + 8
}

// widest returns the room of the widest label.
func (c *canvas) widest(ticks []tick) float64 {
	w := 0.0
	for _, t := range ticks {
		w = max(w, c.text.room(t.label, textSize, false))
	}
	return w
}

// rows draws the horizontal grid with its labels. The line at 0, or the lowest,
// is the axis.
func (c *canvas) rows(p plot, ticks []tick) {
	base := p.y.from
	if p.y.holds(0) {
		base = 0
	}
	var grid [][]point
	for _, t := range ticks {
		y := crisp(p.atY(t.at))
		if t.at != base {
			grid = append(grid, []point{{p.x0, y}, {p.x1, y}})
		}
	}
	c.stroke(gridRole, 1, grid...)
	y := crisp(p.atY(base))
	c.stroke(axisRole, 1, []point{{p.x0, y}, {p.x1, y}})
	for _, t := range ticks {
		c.write(mutedRole, p.x0-8, p.atY(t.at)+4, textSize, end, t.label)
	}
}

// columns draws the ticks of the horizontal axis with their labels.
func (c *canvas) columns(p plot, x xAxis) {
	ticks := x.ticks(p.x, p.width(), func(s string) float64 { return c.text.room(s, textSize, false) })
	var small [][]point
	y := p.y1 + 4 + 12
	first, second := -1.0, -1.0 // where the labels of the two rows end
	for _, t := range ticks {
		at := p.atX(t.at)
		small = append(small, []point{{crisp(at), p.y1}, {crisp(at), p.y1 + 4}})
		first = c.centredAfter(first, at, y, t.label)
		second = c.centredAfter(second, at, y+14, t.second)
	}
	c.stroke(axisRole, 1, small...)
	if x.labels == "day" {
		y += 14
	}
	if title := c.text.fit(x.title, textSize, false, c.width-24); title != "" {
		c.centred(mutedRole, (p.x0+p.x1)/2, y+lineHeight+2, title)
	}
}

// centredAfter writes a label around a place unless it would meet the one before,
// because either was moved to stay in the picture. It returns where the last one
// ends.
func (c *canvas) centredAfter(last, x, y float64, text string) float64 {
	if text == "" {
		return last
	}
	half := c.text.room(text, textSize, false) / 2
	x = clamp(x, 2+half, max(2+half, c.width-2-half))
	if x-half < last+4 {
		return last
	}
	c.write(mutedRole, x, y, textSize, middle, text)
	return x + half
}

// centred writes a text around a place, moved so that it stays in the picture.
func (c *canvas) centred(r role, x, y float64, text string) {
	half := c.text.room(text, textSize, false) / 2
	c.write(r, clamp(x, 2+half, max(2+half, c.width-2-half)), y, textSize, middle, text)
}
