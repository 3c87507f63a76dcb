package chart

// uprights are percentile lines that stand upright, with their labels in rows
// above the plot.
type uprights struct {
	labels []lineLabel
	widths []float64
	rows   int
}

// mostUprights is how many labels of upright lines there are at most, and so how
// many rows.
const mostUprights = 6

// uprights prepares upright percentile lines for a plot that will be about so
// wide.
func (c *canvas) uprights(ps []Percentile, quantity, bare func(float64) string, x span, width float64) uprights {
	u := uprights{labels: percentileLabels(ps, mostUprights, quantity, bare)}
	c.gutter(u.labels) // settles long or short
	for _, l := range u.labels {
		u.widths = append(u.widths, c.text.room(l.text, textSize, false))
	}
	p := plot{rect: rect{x1: width, y1: 1}, x: x, y: span{0, 1}}
	for _, b := range u.boxes(p) {
		u.rows = max(u.rows, 1+b.row)
	}
	// The plot is a little narrower or wider than that, and labels may meet there
	// that do not meet here.
	u.rows = min(len(u.labels), u.rows+1)
	return u
}

// room is what the labels need above the plot.
func (u uprights) room() float64 {
	if u.rows == 0 {
		return 0
	}
	return float64(u.rows)*labelHeight + 2
}

// upright is where a line and its label are.
type upright struct {
	at, left, right float64
	row             int // from the bottom
}

// boxes places the labels: each to the right of its line, or where there is no
// room to the left, and above all lines and labels that it would meet. Lines
// further left reach higher, so that they pass labels on the outside.
func (u uprights) boxes(p plot) []upright {
	const gap = 5
	out := make([]upright, len(u.labels))
	for i := len(out) - 1; i >= 0; i-- {
		b := upright{at: p.atX(u.labels[i].at)}
		b.left, b.right = b.at+gap, b.at+gap+u.widths[i]
		if b.right > p.x1 {
			b.right = min(p.x1, b.at-gap)
			b.left = b.right - u.widths[i]
			if b.left < p.x0 {
				b.left, b.right = p.x0, p.x0+u.widths[i]
			}
		}
		for _, o := range out[i+1:] {
			if b.left < max(o.right, o.at)+gap && min(o.left, o.at)-gap < b.right {
				b.row = max(b.row, o.row+1)
			}
		}
		out[i] = b
	}
	return out
}

// draw draws the lines, and then the labels, each on a ground of its own in case
// a line passes behind it.
func (u uprights) draw(c *canvas, p plot) {
	boxes := u.boxes(p)
	for i, b := range boxes {
		x, top := crisp(b.at), u.baseline(p, b)-labelHeight+5
		c.dash(surfaceRole, 3.2, []point{{x, p.y1}, {x, p.y0}})
		c.dash(u.labels[i].line, 1.2, []point{{x, p.y1}, {x, top}})
	}
	for i, b := range boxes {
		y := u.baseline(p, b)
		c.fill(surfaceRole, rect{b.left - 2, y - 10, b.right + 2, y + 3}.corners())
		c.write(inkRole, b.left, y, textSize, start, u.labels[i].text)
	}
}

func (u uprights) baseline(p plot, b upright) float64 {
	return p.y0 - 6 - float64(b.row)*labelHeight
}
