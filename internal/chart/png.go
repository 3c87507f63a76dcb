package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/vector"
)

// raster draws a scene into an image.
type raster struct {
	img   *image.RGBA
	scale float64
	theme Theme
	text  *typeface
	pen   vector.Rasterizer
}

// writePNG draws the scene and writes it.
func writePNG(w io.Writer, s *scene, o Options) error {
	width, height := int(math.Round(s.width*o.Scale)), int(math.Round(s.height*o.Scale))
	r := &raster{
		img:   image.NewRGBA(image.Rect(0, 0, width, height)),
		scale: o.Scale, theme: o.Theme, text: s.text,
	}
	draw.Draw(r.img, r.img.Bounds(), image.NewUniform(rgb(surfaceRole.colour(o.Theme), 1)), image.Point{}, draw.Src)
	for _, m := range s.marks {
		r.mark(m)
	}
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(w, r.img); err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// rgb makes a colour of a strength.
func rgb(c uint32, strength float64) color.NRGBA {
	return color.NRGBA{uint8(c >> 16), uint8(c >> 8 & 0xff), uint8(c & 0xff), uint8(math.Round(255 * strength))} //nolint:gosec // bytes of a colour
}

// mark draws one mark.
func (r *raster) mark(m mark) {
	strength := 1.0
	if m.cells > 0 {
		strength = m.cells
	}
	paint := rgb(m.role.colour(r.theme), strength)
	switch m.form {
	case area:
		r.polygons(r.scaled(m.shapes), paint)
	case line:
		r.polygons(outlines(r.scaled(m.shapes), m.size*r.scale, m.dashed, r.scale), paint)
	case dots:
		r.discs(m.shapes[0], m.size*r.scale/2, paint)
	case word:
		r.word(m, paint)
	}
}

// scaled brings shapes to pixels.
func (r *raster) scaled(shapes [][]point) [][]point {
	out := make([][]point, len(shapes))
	for i, s := range shapes {
		out[i] = make([]point, len(s))
		for j, p := range s {
			out[i][j] = point{p.x * r.scale, p.y * r.scale}
		}
	}
	return out
}

// begin prepares the rasteriser for what lies within a box, and returns where its
// corner is; false when nothing of it is in the image.
func (r *raster) begin(box rect) (image.Rectangle, bool) {
	at := image.Rect(int(math.Floor(box.x0))-1, int(math.Floor(box.y0))-1, int(math.Ceil(box.x1))+1, int(math.Ceil(box.y1))+1)
	at = at.Intersect(r.img.Bounds())
	if at.Empty() {
		return at, false
	}
	r.pen.Reset(at.Dx(), at.Dy())
	return at, true
}

// paint fills what was drawn since begin.
func (r *raster) paint(at image.Rectangle, c color.NRGBA) {
	r.pen.DrawOp = draw.Over
	r.pen.Draw(r.img, at, image.NewUniform(c), image.Point{})
}

// polygons fills closed shapes of one colour. What lies in several of them is
// covered once.
func (r *raster) polygons(shapes [][]point, c color.NRGBA) {
	box := bounds(shapes)
	at, ok := r.begin(box)
	if !ok {
		return
	}
	x, y := float64(at.Min.X), float64(at.Min.Y)
	for _, s := range shapes {
		for i, p := range s {
			if i == 0 {
				r.pen.MoveTo(float32(p.x-x), float32(p.y-y))
				continue
			}
			r.pen.LineTo(float32(p.x-x), float32(p.y-y))
		}
		r.pen.ClosePath()
	}
	r.paint(at, c)
}

// bounds returns the rectangle around shapes.
func bounds(shapes [][]point) rect {
	b := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range shapes {
		for _, p := range s {
			b = rect{min(b.x0, p.x), min(b.y0, p.y), max(b.x1, p.x), max(b.y1, p.y)}
		}
	}
	if b.x0 > b.x1 {
		return rect{}
	}
	return b
}

// discs fills circles of one colour, at points in CSS pixels.
func (r *raster) discs(points []point, radius float64, c color.NRGBA) {
	shapes := r.scaled([][]point{points})
	box := bounds(shapes)
	at, ok := r.begin(rect{box.x0 - radius, box.y0 - radius, box.x1 + radius, box.y1 + radius})
	if !ok {
		return
	}
	for _, p := range shapes[0] {
		r.disc(float32(p.x)-float32(at.Min.X), float32(p.y)-float32(at.Min.Y), float32(radius))
	}
	r.paint(at, c)
}

// disc draws a circle of four cubic curves.
func (r *raster) disc(x, y, radius float32) {
	// How far the control points of a quarter are from its ends.
	const k = 0.5522847
	c := radius * k
	r.pen.MoveTo(x+radius, y)
	r.pen.CubeTo(x+radius, y+c, x+c, y+radius, x, y+radius)
	r.pen.CubeTo(x-c, y+radius, x-radius, y+c, x-radius, y)
	r.pen.CubeTo(x-radius, y-c, x-c, y-radius, x, y-radius)
	r.pen.CubeTo(x+c, y-radius, x+radius, y-c, x+radius, y)
	r.pen.ClosePath()
}
