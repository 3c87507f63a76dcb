package chart

import (
	"math"
	"slices"
	"strconv"
)

// The sizes of texts, and the room that a line of them takes.
const (
	textSize   = 12.0
	smallSize  = 11.0
	titleSize  = 17.0
	lineHeight = 16.0
)

// canvas is a scene while it is being laid out. Its area is what is still free.
type canvas struct {
	scene
	area    rect
	links   bool
	lacking float64 // by how much the picture is too low
}

// newCanvas begins a picture. One that stands alone begins with its title and
// its rule; on a page these stand around it.
func newCanvas(h Head, kind string, o Options, height float64, face *typeface) *canvas {
	c := &canvas{links: o.Links}
	c.width, c.height, c.text, c.kind = float64(o.Width), height, face, kind
	c.head = Head{Title: shorten(h.Title, maxRunes), Desc: shorten(h.Desc, 5*maxRunes), Rule: shorten(h.Rule, 2*maxRunes), Empty: shorten(h.Empty, maxRunes)}
	// On a page the picture stands in line with the texts around it.
	c.area = rect{1, 6, c.width - 4, c.height - 4}
	if o.Standalone {
		c.area = rect{12, 6, c.width - 12, c.height - 8}
		c.titles()
	}
	return c
}

// needs notes that something needs more height than it has.
func (c *canvas) needs(height, has float64) {
	c.lacking = max(c.lacking, height-has)
}

// titles writes what a page would write around the picture.
func (c *canvas) titles() {
	const lines = 2
	c.area.y0 += 6
	for _, s := range c.text.wrap(c.head.Title, titleSize, true, c.area.width(), lines) {
		c.area.y0 += 20
		c.add(mark{form: word, role: inkRole, shapes: [][]point{{{c.area.x0, c.area.y0}}}, size: titleSize, text: s, bold: true})
	}
	c.area.y0 += 3
	for _, s := range c.text.wrap(c.head.Rule, textSize, false, c.area.width(), lines) {
		c.area.y0 += lineHeight
		c.write(mutedRole, c.area.x0, c.area.y0, textSize, start, s)
	}
	c.area.y0 += 8
}

// emptyState says that there is nothing to draw.
func (c *canvas) emptyState(text string) {
	if text = shorten(text, maxRunes); text == "" {
		text = "There is nothing to show."
	}
	a := c.area
	c.stroke(gridRole, 1, []point{{a.x0, crisp(a.y1)}, {a.x1, crisp(a.y1)}})
	lines := c.text.wrap(text, 14, false, a.width(), 3)
	y := (a.y0+a.y1)/2 - float64(len(lines)-1)*10
	for _, s := range lines {
		c.write(mutedRole, (a.x0+a.x1)/2, y, 14, middle, s)
		y += 20
	}
}

// key is an entry of a legend.
type key struct {
	name string
	role role
	form form
	kind swatch
}

// swatch is what is special about the sample of a legend's entry.
type swatch uint8

const (
	plainSwatch  swatch = iota
	edgedSwatch         // a tint that needs an edge to be seen
	signalSwatch        // a diamond
)

// mostKeys is how many series a legend names.
const mostKeys = 40

// legend names the series above the plot. One alone needs no name.
func (c *canvas) legend(keys ...key) {
	if len(keys) < 2 {
		return
	}
	const sample, gap, maxName = 16.0, 18.0, 190.0
	x, y := c.area.x0, c.area.y0+12
	if len(keys) > mostKeys {
		more := strconv.Itoa(len(keys)-mostKeys) + " more"
		keys = append(slices.Clone(keys[:mostKeys]), key{name: more, role: surfaceRole})
	}
	for _, k := range keys {
		name := c.text.fit(k.name, textSize, false, min(maxName, c.area.width()-sample))
		w := sample + c.text.room(name, textSize, false)
		if x+w > c.area.x1 && x > c.area.x0 {
			x, y = c.area.x0, y+lineHeight+2
		}
		c.swatch(k, x, y-4)
		c.write(inkRole, x+sample, y, textSize, start, name)
		x += w + gap
	}
	c.area.y0 = y + 8
}

// swatch draws the sample of a legend's entry.
func (c *canvas) swatch(k key, x, y float64) {
	switch {
	case k.kind == signalSwatch:
		c.fill(k.role, diamond(point{x + 5, y}, 5.5))
	case k.kind == edgedSwatch:
		box := rect{crisp(x), crisp(y - 5), crisp(x + 10), crisp(y + 5)}.corners()
		c.fill(k.role, box)
		c.stroke(bandEdge, 1, append(box, box[0]))
	case k.form == line:
		c.stroke(k.role, 2, []point{{x, y}, {x + 11, y}})
	case k.form == dots:
		c.add(mark{form: dots, role: k.role, size: 8, shapes: [][]point{{{x + 5, y}}}})
	default:
		c.fill(k.role, rect{x, y - 5, x + 10, y + 5}.corners())
	}
}

// footnotes writes remarks below the plot. They are drawn before the frame, which
// takes what is left.
func (c *canvas) footnotes(notes ...string) {
	var lines []string
	for _, n := range notes {
		if n != "" {
			lines = append(lines, c.text.wrap(n, smallSize, false, c.area.width(), 2)...)
		}
	}
	y := c.area.y1
	for i := len(lines) - 1; i >= 0; i-- {
		c.write(mutedRole, c.area.x0, y-2, smallSize, start, lines[i])
		y -= 14
	}
	if len(lines) > 0 {
		c.area.y1 = y - 4
	}
}

// crisp moves a coordinate to the middle of a pixel, where a line of one pixel
// is sharp.
func crisp(v float64) float64 { return math.Floor(v) + 0.5 }
