package chart

import "math"

// outlines turns lines into the shapes that a pen of a width leaves: for each
// part a rectangle, and at each bend a disc of few corners, all with the same
// sense of rotation, so that what they share is covered once.
func outlines(lines [][]point, width float64, dashed bool, scale float64) [][]point {
	var out [][]point
	for _, l := range lines {
		if dashed {
			for _, d := range dashes(l, 5*scale, 4*scale) {
				out = pieces(out, d, width)
			}
			continue
		}
		out = pieces(out, l, width)
	}
	return out
}

// pieces adds the shapes of one line.
func pieces(out [][]point, l []point, width float64) [][]point {
	half := width / 2
	for i := 1; i < len(l); i++ {
		a, b := l[i-1], l[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		nx, ny := -(b.y-a.y)/length*half, (b.x-a.x)/length*half
		out = append(out, []point{{a.x + nx, a.y + ny}, {a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny}})
		// Smaller than the pen: the edges of pieces must not be covered twice,
		// which would darken them.
		if i+1 < len(l) && half > 1 {
			out = append(out, joint(b, half-0.4))
		}
	}
	return out
}

// joint is a disc of twelve corners, in the sense of rotation of pieces.
func joint(at point, radius float64) []point {
	const corners = 12
	s := make([]point, corners)
	for i := range s {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / corners)
		s[i] = point{at.x + radius*cos, at.y - radius*sin}
	}
	return s
}

// dashes cuts a line into dashes.
func dashes(l []point, dash, gap float64) [][]point {
	var out [][]point
	var now []point
	left, drawing := dash, true
	for i := 1; i < len(l); i++ {
		a, b := l[i-1], l[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		done := 0.0
		if drawing && now == nil {
			now = []point{a}
		}
		for length-done > left {
			done += left
			p := point{a.x + (b.x-a.x)*done/length, a.y + (b.y-a.y)*done/length}
			if drawing {
				out = append(out, append(now, p))
				now, left = nil, gap
			} else {
				now, left = []point{p}, dash
			}
			drawing = !drawing
		}
		left -= length - done
		if drawing {
			now = append(now, b)
		}
	}
	if len(now) > 1 {
		out = append(out, now)
	}
	return out
}
