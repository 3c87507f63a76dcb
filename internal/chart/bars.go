package chart

import "math"

// bar is a rectangle from a value to another over a stretch of the axis.
type bar struct{ from, to, low, high float64 }

// thinnest is how many pixels the narrowest bar that is drawn by itself has.
const thinnest = 1.5

// bars draws bars of one series. Where they would be too narrow to see, it draws
// for each pixel column the highest and the lowest of those that fall in it.
func (c *canvas) bars(p plot, r role, bars []bar, share float64) {
	if len(bars) == 0 {
		return
	}
	width := (bars[0].to - bars[0].from) / p.x.size() * p.width() * share
	if width < thinnest {
		c.fill(r, envelope(p, bars)...)
		return
	}
	shapes := make([][]point, 0, len(bars))
	for _, b := range bars {
		if b.low == b.high {
			continue
		}
		mid, w := (b.from+b.to)/2, (b.to-b.from)*share/2
		x0, x1 := p.atX(mid-w), p.atX(mid+w)
		shapes = append(shapes, rect{x0, p.atY(b.high), x1, p.atY(b.low)}.corners())
	}
	c.fill(r, shapes...)
}

// envelope returns for each pixel column with bars one rectangle that reaches as
// far as the longest of them.
func envelope(p plot, bars []bar) [][]point {
	type reach struct {
		span
		used bool
	}
	columns := make([]reach, int(math.Ceil(p.width()))+1)
	for _, b := range bars {
		x := int(p.atX((b.from+b.to)/2) - p.x0)
		if !columns[x].used {
			columns[x] = reach{span{b.low, b.high}, true}
			continue
		}
		columns[x].span = columns[x].with(b.low).with(b.high)
	}
	var shapes [][]point
	for x, r := range columns {
		if r.used && r.size() > 0 {
			left := p.x0 + float64(x)
			shapes = append(shapes, rect{left, p.atY(r.to), min(p.x1, left+1), p.atY(r.from)}.corners())
		}
	}
	return shapes
}

// joinedNote says what envelope did. It is written before the bars are drawn, so
// that narrow tells beforehand.
func joinedNote(joined bool) string {
	if !joined {
		return ""
	}
	return "There are more bars than the picture has columns: each shows the largest of its neighbours."
}

// narrow reports whether bars of a width on the axis are too narrow in a picture
// to be drawn by themselves. It errs toward yes.
func (c *canvas) narrow(width float64, axis span, share float64) bool {
	return width/axis.size()*c.area.width()*0.6*share < thinnest
}
