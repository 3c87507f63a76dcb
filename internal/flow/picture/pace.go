package picture

import (
	"fmt"

	"weir/internal/chart"
	"weir/internal/flow"
)

// throughput shows how many items finish in each period.
func (m *maker) throughput() {
	counts, cut := whole(m.Throughput().By(m.period))
	c := chart.Run{
		Head: chart.Head{
			Title: "How much gets done?",
			Rule: sentences("Throughput: items that entered “"+Name(m.Workflow.Stages[m.Workflow.Finish].Name)+"”, by "+string(m.period)+".",
				m.discarded(), m.zone(), cut, "Shown: "+m.span()+"."),
			Empty: "There is no whole " + string(m.period) + " between " + Date(m.First) + " and " + Date(m.Last) + ".",
		},
		Days: "", Y: items("Finished"), Period: chartPeriod(m.period), Points: points(counts),
	}
	c.Head.Desc = c.Head.Empty
	if n := len(counts); n > 0 {
		total, low, high := 0, counts[0].Count, counts[0].Count
		none := 0
		for _, k := range counts {
			total, low, high = total+k.Count, min(low, k.Count), max(high, k.Count)
			if k.Count == 0 {
				none++
			}
		}
		mean := float64(total) / float64(n)
		c.References = []chart.Reference{{Name: "Mean", Value: round(mean)}}
		c.Head.Desc = fmt.Sprintf("%s a %s on average, from %d to %d.", Number(mean), m.period, low, high)
		if none > 0 {
			c.Head.Desc += fmt.Sprintf(" In %d of %d %ss nothing finished.", none, n, m.period)
		}
	}
	m.add("throughput", Pace, c, nil, flow.CardZeroRuns)
}

// discarded says that work that was given up is not in a count.
func (m *maker) discarded() string {
	if len(m.Policy.Discard) == 0 {
		return ""
	}
	return "Work that was given up is not counted."
}

// whole drops periods that were not looked at from their first to their last
// day, and says so.
func whole(counts []flow.Count) (kept []flow.Count, cut string) {
	parts := 0
	for _, c := range counts {
		if c.Part {
			parts++
			continue
		}
		kept = append(kept, c)
	}
	if parts > 0 {
		cut = "Periods that are not over, or began before, are left out."
	}
	return kept, cut
}

func points(counts []flow.Count) []chart.Point {
	out := make([]chart.Point, len(counts))
	for i, c := range counts {
		out[i] = chart.Point{Day: chart.Day(c.Day), Value: float64(c.Count)}
	}
	return out
}

// daily makes a point of each day.
func daily(s flow.Series) []chart.Point {
	out := make([]chart.Point, len(s.Values))
	for i, v := range s.Values {
		out[i] = chart.Point{Day: chart.Day(s.Day(i)), Value: v}
	}
	return out
}
