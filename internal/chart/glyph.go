package chart

import (
	"image/color"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// word draws a line of text with the outlines of the Go font's characters.
func (r *raster) word(m mark, c color.NRGBA) {
	size := m.size * r.scale
	width := r.text.width(m.text, size, m.bold)
	p := point{m.shapes[0][0].x * r.scale, m.shapes[0][0].y * r.scale}
	switch m.anchor {
	case middle:
		p.x -= width / 2
	case end:
		p.x -= width
	default:
	}
	at, ok := r.begin(rect{p.x - size, p.y - 1.5*size, p.x + width + size, p.y + size})
	if !ok {
		return
	}
	x, y := float32(p.x)-float32(at.Min.X), float32(p.y)-float32(at.Min.Y)
	for _, char := range m.text {
		r.glyph(char, m.bold, size, x, y)
		x += float32(r.text.advance(char, m.bold) * size)
	}
	r.paint(at, c)
}

// glyph adds the outline of one character. One that the font does not have is
// shown as the font's box.
func (r *raster) glyph(char rune, bold bool, size float64, x, y float32) {
	face := r.text.fonts[weight(bold)]
	index, err := face.GlyphIndex(&r.text.buffer, char)
	if err != nil {
		return
	}
	segments, err := face.LoadGlyph(&r.text.buffer, index, fixed.Int26_6(size*64), nil)
	if err != nil {
		return
	}
	px := func(i int, s sfnt.Segment) (float32, float32) {
		return x + float32(s.Args[i].X)/64, y + float32(s.Args[i].Y)/64
	}
	open := false
	for _, s := range segments {
		x0, y0 := px(0, s)
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				r.pen.ClosePath()
			}
			r.pen.MoveTo(x0, y0)
			open = true
		case sfnt.SegmentOpLineTo:
			r.pen.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := px(1, s)
			r.pen.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := px(1, s)
			x2, y2 := px(2, s)
			r.pen.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	if open {
		r.pen.ClosePath()
	}
}
