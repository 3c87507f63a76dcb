package chart

// capped is an axis whose highest values stand at its edge.
type capped struct {
	at    float64 // 0: none
	above int     // how many values are higher
	axis  Axis
}

// capOf prepares the cap of an axis. It is never below what must be seen.
func capOf(a Axis, values []float64, keep float64) capped {
	if !drawable(a.Cap) || a.Cap <= 0 {
		return capped{axis: a}
	}
	c := capped{at: max(a.Cap, keep), axis: a}
	for _, v := range values {
		if drawable(v) && v > c.at {
			c.above++
		}
	}
	if c.above == 0 {
		c.at = 0
	}
	return c
}

// cut returns a value, or the cap where the value is above it.
func (c capped) cut(v float64) float64 {
	if c.above > 0 {
		return min(v, c.at)
	}
	return v
}

// over reports whether a value is above the cap.
func (c capped) over(v float64) bool { return c.above > 0 && v > c.at }

// note says how many values are higher.
func (c capped) note() string {
	if c.above == 0 {
		return ""
	}
	return "▲ " + number(float64(c.above)) + " above " + c.axis.quantity(c.at) + ", marked at the upper edge."
}

// arrows draws a mark at the edge for each value above the cap.
func (c *canvas) arrows(p plot, r role, xs []float64) {
	shapes := make([][]point, 0, len(xs))
	last := -1.0
	for _, x := range xs {
		at := p.atX(x)
		if last >= 0 && at-last < 1 && at >= last {
			continue // one on another
		}
		last = at
		shapes = append(shapes, []point{{at - 4, p.y0 + 7}, {at, p.y0}, {at + 4, p.y0 + 7}})
	}
	c.fill(r, shapes...)
}
