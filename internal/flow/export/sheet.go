package export

import (
	"io"
	"iter"
	"math"
	"strconv"

	"weir"
	"weir/internal/flow"
	"weir/internal/flow/flowfile"
)

// Sheet writes the items as ActionableAgile reads them: ID, Link, Name, the day
// on which each stage was entered for good, then what they are. Weir does not
// read summaries: the name is the key. Items that entered no stage are left out.
// link is the address of an issue; it may be nil.
func Sheet(w io.Writer, a *flow.Analysis, link func(key string) string) error {
	return flowfile.Write(w, rows(a, link), a.Workflow.Names(), []string{"Type", "Outcome", "Resolution", "Blocked Days"})
}

func rows(a *flow.Analysis, link func(string) string) iter.Seq[flowfile.Row] {
	return func(yield func(flowfile.Row) bool) {
		for i := range a.Lines {
			t := &a.Lines[i]
			row := flowfile.Row{ID: t.Item.Key, Name: t.Item.Key, Dates: make([]weir.Date, len(t.Entered))}
			if link != nil {
				row.Link = link(t.Item.Key)
			}
			some := false
			for k, at := range t.Entered {
				if at != 0 {
					row.Dates[k], some = weir.DateOf(a.Day(at).Date()), true
				}
			}
			row.Attributes = []string{t.Item.Type, t.Outcome.String(), t.Item.Resolution, days(a.BlockedHours(t) / 24)}
			if some && !yield(row) {
				return
			}
		}
	}
}

// days writes a number of days with two places at most.
func days(d float64) string { return strconv.FormatFloat(math.Round(d*100)/100, 'f', -1, 64) }
