package chart

import "math"

// A scene is what both writers draw: marks in the order in which they cover one
// another, in CSS pixels from the top left corner.
type scene struct {
	width, height float64
	head          Head // cleaned
	kind          string
	marks         []mark
	panels        []panel
	text          *typeface
}

// panel is a plot with its scales: what a script needs to find the values below
// a pointer.
type panel struct {
	box    rect
	x, y   span
	labels string // what x is: "day", "number" or "category"
}

// form is how a mark is drawn.
type form uint8

const (
	area form = iota // closed shapes, filled
	line             // open lines, stroked
	dots             // points, as discs of a diameter
	word             // one line of text
)

// anchor says which point of a text stands at its place.
type anchor uint8

const (
	start anchor = iota
	middle
	end
)

// mark is one thing to draw.
type mark struct {
	form   form
	role   role
	shapes [][]point // area and line: each a shape of its own; dots: one list
	size   float64   // the width of a line, the diameter of dots, the size of a text
	dashed bool
	cells  float64 // area: the strength of its colour, 0 to 1; 0 stands for 1

	text   string
	anchor anchor
	bold   bool

	links []target // dots: for each what it is, when dots are linked
}

// target is what a linked dot stands for.
type target struct{ title, address string }

type point struct{ x, y float64 }

// rect is a rectangle with its left, top, right and bottom edges.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) width() float64  { return r.x1 - r.x0 }
func (r rect) height() float64 { return r.y1 - r.y0 }

// overlaps reports whether two rectangles share more than an edge.
func (r rect) overlaps(o rect) bool {
	const edge = 1e-6
	return r.x0 < o.x1-edge && o.x0 < r.x1-edge && r.y0 < o.y1-edge && o.y0 < r.y1-edge
}

// corners is the rectangle as a shape.
func (r rect) corners() []point {
	return []point{{r.x0, r.y0}, {r.x1, r.y0}, {r.x1, r.y1}, {r.x0, r.y1}}
}

// add draws a mark above the others.
func (s *scene) add(m mark) { s.marks = append(s.marks, m) }

// fill draws closed shapes.
func (s *scene) fill(r role, shapes ...[]point) {
	if len(shapes) > 0 {
		s.add(mark{form: area, role: r, shapes: shapes})
	}
}

// stroke draws open lines.
func (s *scene) stroke(r role, width float64, shapes ...[]point) {
	if len(shapes) > 0 {
		s.add(mark{form: line, role: r, size: width, shapes: shapes})
	}
}

// dash draws open dashed lines.
func (s *scene) dash(r role, width float64, shapes ...[]point) {
	if len(shapes) > 0 {
		s.add(mark{form: line, role: r, size: width, shapes: shapes, dashed: true})
	}
}

// write draws a text that was fitted before.
func (s *scene) write(r role, x, y, size float64, a anchor, text string) {
	if text != "" {
		s.add(mark{form: word, role: r, shapes: [][]point{{{x, y}}}, size: size, anchor: a, text: text})
	}
}

// box returns the room that a text takes at most.
func (s *scene) box(m mark) rect {
	p, w := m.shapes[0][0], s.text.room(m.text, m.size, m.bold)
	switch m.anchor {
	case middle:
		p.x -= w / 2
	case end:
		p.x -= w
	default:
	}
	return rect{p.x, p.y - m.size*0.85, p.x + w, p.y + m.size*0.3}
}

// span is a range of values.
type span struct{ from, to float64 }

// with widens the range to hold a value.
func (s span) with(v float64) span { return span{min(s.from, v), max(s.to, v)} }

// holds reports whether a value lies in the range.
func (s span) holds(v float64) bool { return s.from <= v && v <= s.to }

// spanOf returns the range of values; none has from above to.
func spanOf(values ...float64) span {
	s := span{largest, -largest}
	for _, v := range values {
		s = s.with(v)
	}
	return s
}

// size is how far the range reaches.
func (s span) size() float64 { return s.to - s.from }

// wide returns the range, or one around it where it is so narrow that numbers of
// its size could not be told apart in it.
func (s span) wide() span {
	least := max(1e-9, 1e-9*math.Abs(s.from), 1e-9*math.Abs(s.to))
	if s.size() >= least {
		return s
	}
	by := max(0.5, 10*least)
	return span{s.from - by, s.from + by}
}
