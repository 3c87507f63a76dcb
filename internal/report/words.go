package report

import (
	"fmt"
	"strconv"
	"time"
)

// Stamp writes a moment as reports do around their tables, with its zone.
func Stamp(t time.Time) string { return t.Format("2 Jan 2006, 15:04 MST") }

// Words say how fresh the table is, the same in all outputs, with nothing in it
// that came from an issue.
func (l Line) Words() string {
	if l.Trouble != "" {
		if l.Since.IsZero() {
			return "Not refreshed yet, because " + l.Trouble
		}
		return fmt.Sprintf("Not refreshed since %s, because %s", Stamp(l.Since), l.Trouble)
	}
	issues := count(l.Rows, "issue")
	if l.More {
		issues = fmt.Sprintf("the first %s; the query selects more", issues)
	}
	return fmt.Sprintf("Refreshed %s · %s", Stamp(l.At), issues)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// What stands over the list below the table, in all outputs.
const (
	LeftTitle = "Left since the last refresh"
	KeptTitle = "Kept: what people wrote and what has no place in the table any more"
)

// Total is what stands at the head of the row of totals.
const Total = "Total"
