package chart

import (
	"math"
	"slices"
	"strconv"
)

// spot is a place where one or more dots are drawn.
type spot struct {
	x, y  int32 // in tenths of a pixel
	count int32
}

// tenths rounds a coordinate to what is written.
func tenths(v float64) int32 { return int32(math.Round(v * 10)) }

// Where the parts of a place are in one sortable number: x, y and the index of
// the dot. A picture is less than 6,553 wide and 13,107 high.
const (
	indexBits = 31
	yBits     = 17
)

// merged joins dots that fall on the same place, in the order of their places.
func merged(points []point) []spot {
	keys := make([]uint64, len(points))
	for i, p := range points {
		keys[i] = uint64(tenths(p.x))<<(indexBits+yBits) | uint64(tenths(p.y))<<indexBits | uint64(i) //nolint:gosec // within a picture
	}
	slices.Sort(keys)
	spots := make([]spot, 0, len(keys))
	for i, k := range keys {
		if i > 0 && keys[i-1]>>indexBits == k>>indexBits {
			spots[len(spots)-1].count++
			continue
		}
		spots = append(spots, spot{
			x: int32(k >> (indexBits + yBits)), y: int32(k >> indexBits & (1<<yBits - 1)),
			count: 1,
		})
	}
	return spots
}

// at is the spot's place in pixels.
func (s spot) at() point { return point{float64(s.x) / 10, float64(s.y) / 10} }

// mostDots is how many distinct dots are drawn as such; more become a grid of
// cells. mostLinks is how many of them can be links.
const (
	mostDots  = 20000
	mostLinks = 2000
)

// classes of counts: how many dots a mark stands for, at least, and its diameter
// beside that of one dot.
var classes = []struct {
	count int32
	scale float64
}{{1, 1}, {2, 1.3}, {3, 1.6}, {5, 2}, {10, 2.5}, {25, 3.2}, {100, 4}}

// classOf returns which class a count belongs to.
func classOf(count int32) int {
	for i := len(classes) - 1; i > 0; i-- {
		if count >= classes[i].count {
			return i
		}
	}
	return 0
}

// diameter returns how large dots are: smaller when there are many.
func diameter(n int, width float64) float64 {
	d := 7.0
	switch {
	case n > 5000:
		d = 3
	case n > 1000:
		d = 4.5
	case n > 300:
		d = 5.5
	}
	if width < 500 {
		d = max(3, d-1)
	}
	return d
}

// scatterDots draws spots, the largest first, so that small ones stay visible.
// title names a spot for those who point at it.
func (c *canvas) scatterDots(r role, spots []spot, size float64, link func(spot) target) {
	for class := len(classes) - 1; class >= 0; class-- {
		m := mark{form: dots, role: r, size: math.Round(size*classes[class].scale*10) / 10, shapes: [][]point{nil}}
		for _, s := range spots {
			if classOf(s.count) != class {
				continue
			}
			m.shapes[0] = append(m.shapes[0], s.at())
			if link != nil {
				m.links = append(m.links, link(s))
			}
		}
		if len(m.shapes[0]) > 0 {
			c.add(m)
		}
	}
}

// counts writes beside each merged dot for how many it stands, where there is
// room; with more than a few of them the size has to say it.
func (c *canvas) counts(spots []spot, size float64, within rect) {
	several := 0
	for _, s := range spots {
		if s.count > 1 {
			several++
		}
	}
	if several == 0 || several > 60 || len(spots) > 400 {
		return
	}
	taken := make([]rect, 0, 2*len(spots))
	for _, s := range spots {
		taken = append(taken, disc(s.at(), size*classes[classOf(s.count)].scale))
	}
	for _, s := range spots {
		if s.count < 2 {
			continue
		}
		p, half := s.at(), size*classes[classOf(s.count)].scale/2
		m := mark{form: word, role: mutedRole, size: smallSize, text: strconv.Itoa(int(s.count)), shapes: [][]point{{{p.x + half + 2, p.y + 4}}}}
		if box := c.box(m); free(box, taken, within) {
			taken = append(taken, box)
			c.add(m)
		}
	}
}

// disc is the room of a dot.
func disc(p point, size float64) rect {
	return rect{p.x - size/2, p.y - size/2, p.x + size/2, p.y + size/2}
}

// free reports whether a box meets none that is taken and lies within another.
func free(box rect, taken []rect, within rect) bool {
	if box.x0 < within.x0 || box.x1 > within.x1 || box.y0 < within.y0 || box.y1 > within.y1 {
		return false
	}
	return !slices.ContainsFunc(taken, box.overlaps)
}
