package report

import (
	"math"
	"strconv"

	"weir/internal/table"
)

// total adds up a column. Values that are no numbers count nothing. A column without
// any has no sum, and is blank: a 0 would say that somebody had looked. Numbers
// together with lengths of time have none, nor has what is too large for one.
func total(groups []Group, column int) Cell {
	kind, sum := Kind(""), 0.0
	for _, g := range groups {
		for _, row := range g.Rows {
			c := row.Cells[column]
			if c.Kind != Number && c.Kind != Duration {
				continue
			}
			if kind != "" && kind != c.Kind {
				return Cell{}
			}
			kind, sum = c.Kind, sum+c.Number
		}
	}
	if math.Abs(sum) < 1e9 { // sums of tenths and hundredths are not to show how computers count
		sum = math.Round(sum*1e6) / 1e6
	}
	switch {
	case kind == "", math.IsInf(sum, 0), math.IsNaN(sum):
		return Cell{}
	case kind == Duration:
		return Cell{Kind: Duration, Text: table.Span(sum), Number: sum}
	}
	return number(strconv.FormatFloat(sum, 'g', -1, 64))
}
