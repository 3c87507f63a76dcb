package chart

import "strconv"

// pen writes the data of a path in relative commands, rounded to tenths of a
// pixel. It adds up what it wrote, so that rounding does not drift.
type pen struct {
	buf  []byte
	x, y int32 // where it stands, in tenths
}

// shape writes a line, or a closed shape.
func (p *pen) shape(points []point, closed bool) {
	if len(points) == 0 {
		return
	}
	p.move(tenths(points[0].x), tenths(points[0].y))
	x, y := p.x, p.y
	for _, pt := range points[1:] {
		p.to(tenths(pt.x), tenths(pt.y))
	}
	if closed {
		p.buf = append(p.buf, 'z')
		p.x, p.y = x, y // where z leads
	}
}

// dot writes a line without length.
func (p *pen) dot(at point) {
	p.move(tenths(at.x), tenths(at.y))
	p.buf = append(p.buf, "h0"...)
}

func (p *pen) move(x, y int32) {
	if len(p.buf) == 0 || p.buf[len(p.buf)-1] == '"' {
		p.buf = append(p.buf, 'M')
		p.x, p.y = 0, 0
	} else {
		p.buf = append(p.buf, 'm')
	}
	p.pair(x, y)
}

// to writes a line to a place: by the shortest command.
func (p *pen) to(x, y int32) {
	switch {
	case x == p.x && y == p.y:
	case y == p.y:
		p.buf = append(p.buf, 'h')
		p.buf = appendTenths(p.buf, x-p.x)
	case x == p.x:
		p.buf = append(p.buf, 'v')
		p.buf = appendTenths(p.buf, y-p.y)
	default:
		p.buf = append(p.buf, 'l')
		p.pair(x, y)
		return
	}
	p.x, p.y = x, y
}

func (p *pen) pair(x, y int32) {
	p.buf = appendTenths(p.buf, x-p.x)
	if y >= p.y {
		p.buf = append(p.buf, ' ')
	}
	p.buf = appendTenths(p.buf, y-p.y)
	p.x, p.y = x, y
}

// appendTenths writes tenths as a decimal number, as short as can be.
func appendTenths(buf []byte, v int32) []byte {
	if v < 0 {
		buf = append(buf, '-')
		v = -v
	}
	if v >= 10 || v == 0 {
		buf = strconv.AppendInt(buf, int64(v/10), 10)
	}
	if v%10 != 0 {
		buf = append(buf, '.', byte('0'+v%10))
	}
	return buf
}

// coordinate writes a single coordinate.
func coordinate(v float64) string { return string(appendTenths(nil, tenths(v))) }
