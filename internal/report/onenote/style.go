package onenote

import (
	"weir"
	"weir/internal/report"
)

// The colours of a table. Each pair can be read: its contrast is 4.5 or more.
const (
	headBack    = "#DFE5EF"
	groupBack   = "#EFF2F7"
	changedBack = "#FFF3C4"
	dim         = "#5A6473"
	alarm       = "#9F2411"
	noted       = "important" // the note tag of what is new or has changed: a star
)

// colours of a status: behind it, and its own.
func colours(c weir.Category) (back, front string) {
	switch c {
	case weir.ToDo:
		return "#F0F1F4", "#3B4658"
	case weir.InProgress:
		return "#DCE9FF", "#0B3F91"
	case weir.Done:
		return "#DDF6E7", "#0A5B36"
	default:
		return "", ""
	}
}

// toTheRight reports whether a column's values are read from their ends.
func toTheRight(k report.Kind) bool { return k == report.Number || k == report.Duration }
