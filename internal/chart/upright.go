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

// uprights prepares upright percentile lines.
func (c *canvas) uprights(ps []Percentile, quantity, bare func(float64) string) uprights {
	u := uprights{labels: percentileLabels(ps, mostUprights, quantity, bare)}
	c.gutter(u.labels) // settles long or short
	for _, l := range u.labels {
		u.widths = append(u.widths, c.text.room(l.text, textSize, false))
	}
	return u
}

// frame draws a frame with room for the labels. How many rows they take depends
// on the plot's width, which depends on its height, and so on the rows: they are
// added until they suffice.
func (u uprights) frame(c *canvas, f frame) plot {
	for range len(u.labels) {
		f.above = u.room()
		x1 := f.area.width() - f.gutter - max(f.left, c.labelRoom(f))
		rows := u.rows
		for _, b := range u.boxes(plot{rect: rect{x1: x1, y1: 1}, x: f.x.span.wide(), y: span{0, 1}}) {
			rows = max(rows, b.row+1)
		}
		if rows == u.rows {
			break
		}
		u.rows = rows
	}
	f.above = u.room()
	return c.frame(f)
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
