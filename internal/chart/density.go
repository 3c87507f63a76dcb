package chart

import (
	"math"
	"slices"
)

// cellSize is the edge of a cell of a density grid, in pixels.
const cellSize = 6

// strengths are the steps of a cell's colour.
var strengths = []float64{0.3, 0.45, 0.6, 0.8, 1}

// density draws how many dots fall into each cell of a grid, in five steps, each
// for counts larger by the same factor.
func (c *canvas) density(p plot, points []point) {
	columns := int(p.width()/cellSize) + 1
	rows := int(p.height()/cellSize) + 1
	cells := make([]int, columns*rows)
	for _, pt := range points {
		x := min(columns-1, int((pt.x-p.x0)/cellSize))
		y := min(rows-1, int((pt.y-p.y0)/cellSize))
		cells[y*columns+x]++
	}
	most := slices.Max(cells)
	shapes := make([][][]point, len(strengths))
	for i, n := range cells {
		if n == 0 {
			continue
		}
		x, y := p.x0+float64(i%columns)*cellSize, p.y0+float64(i/columns)*cellSize
		s := strengthOf(n, most)
		shapes[s] = append(shapes[s], rect{x, y, min(p.x1, x+cellSize), min(p.y1, y+cellSize)}.corners())
	}
	for i, cells := range shapes {
		if len(cells) > 0 {
			c.add(mark{form: area, role: series1, shapes: cells, cells: strengths[i]})
		}
	}
}

// strengthOf returns the step of a count, on a logarithmic scale.
func strengthOf(n, most int) int {
	if most < 2 {
		return len(strengths) - 1
	}
	share := math.Log(float64(n)) / math.Log(float64(most))
	return min(len(strengths)-1, int(share*float64(len(strengths))))
}
