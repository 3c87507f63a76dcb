package report

import (
	"time"

	"weir"
)

// A Kind says what a cell holds, so that each output can show it in its own way.
type Kind string

// The kinds of cell.
const (
	Text     Kind = "text"
	Number   Kind = "number"
	Day      Kind = "day"      // a date without a time
	Moment   Kind = "moment"   // a date with a time
	Duration Kind = "duration" // a length of working time
	Written  Kind = "written"  // what people wrote: notes, and columns of their own
)

// A Cell is one value as a report shows it. The zero Cell is blank.
type Cell struct {
	Kind Kind
	// Text is how people read it, in the report's time zone. It may have several
	// lines, and holds whatever somebody typed into Jira: each output escapes it.
	Text string
	// Link is the https address that the text leads to, or empty.
	Link string

	Number   float64       // of a Number; of a Duration in seconds
	Time     time.Time     // of a Moment, in the report's time zone
	Day      weir.Date     // of a Day
	Category weir.Category // of a status: its colour
	// Changed says that the value is another one than at the last refresh.
	Changed bool

	// Markup is what people wrote, with its form, as the page gave it. Only the
	// page that it comes from understands it; others show Text.
	Markup string
}

// IsBlank reports whether there is nothing to be seen in the cell.
func (c Cell) IsBlank() bool { return c.Text == "" && c.Markup == "" }
