package picture

import (
	"fmt"
	"slices"

	"weir/internal/chart"
	"weir/internal/flow"
)

// timeInStage shows where the time of finished items went.
func (m *maker) timeInStage() {
	st := m.StageTimes()
	c := chart.TimeInStage{
		Head: chart.Head{
			Title: "Where does the time go?",
			Rule: sentences("Time in each stage, in days of 24 hours, added up over finished items and divided by their number.",
				m.offDays(), m.back(), "Finished "+m.span()+"."),
			Empty: m.nothingFinished(), Desc: m.nothingFinished(),
		},
		X: chart.Axis{Title: "Mean time for each finished item", Unit: "days", One: "day"},
	}
	waiting := false
	for _, s := range st.Stages {
		waiting = waiting || s.Waiting
	}
	if waiting {
		c.Parts = []string{"Working stage", "Waiting stage"}
	}
	if st.Items > 0 && st.Total > 0 {
		for _, s := range st.Stages {
			mean := s.Total / float64(st.Items)
			values := []float64{mean}
			if waiting && s.Waiting {
				values = []float64{0, mean}
			} else if waiting {
				values = []float64{mean, 0}
			}
			c.Stages = append(c.Stages, chart.StageTime{Name: s.Stage, Values: values})
		}
		b := st.Bottleneck
		c.Head.Desc = fmt.Sprintf("%s of the time was spent in “%s”, the largest share; a finished item took %s in all.",
			Percent(b.Share), Name(b.Stage), Days(st.Total/float64(st.Items), "days"))
	}
	m.add("time-in-stage", Stages, c, nil, flow.CardBottleneck)
}

func (m *maker) offDays() string {
	if m.Policy.Calendar.Working {
		return "Days off do not count."
	}
	return ""
}

// efficiency shows how much of the time somebody worked on items.
func (m *maker) efficiency() {
	e := m.Efficiency()
	period := flow.Monthly
	if m.period == flow.Daily {
		period = flow.Weekly
	}
	c := chart.Run{
		Head: chart.Head{
			Title: "How much of the time is work worked on?",
			Rule: sentences("Flow efficiency: of the time in progress the part in which an item was neither in a waiting stage nor flagged; an overlap counts once. Items by the "+string(period)+" in which they finished.",
				m.offDays(), m.zone()),
		},
		Y: chart.Axis{Title: "Flow efficiency", Unit: "%"}, Period: chartPeriod(period), Style: chart.Curve,
	}
	switch {
	case !e.Configured:
		c.Head.Empty = "Not configured: say in which stages work lies and waits (--waiting STAGE), or flag what is blocked."
	case e.Ratio == nil:
		c.Head.Empty = m.nothingFinished()
	default:
		c.Points = m.efficiencyBy(period)
		c.References = []chart.Reference{{Name: "All", Value: round(100 * *e.Ratio)}}
		c.Head.Desc = fmt.Sprintf("%s of the time in progress was work, of %s.", Percent(*e.Ratio), Items(e.Items))
		if e.Median != nil {
			c.Head.Desc += " The median item: " + Percent(*e.Median) + "."
		}
	}
	if c.Head.Desc == "" {
		c.Head.Desc = c.Head.Empty
	}
	m.add("flow-efficiency", Stages, c, nil, flow.CardEfficiency)
}

// efficiencyBy adds up the items that finished in each period.
func (m *maker) efficiencyBy(period flow.Period) []chart.Point {
	active, total := map[flow.Day]float64{}, map[flow.Day]float64{}
	var order []flow.Day
	for _, t := range m.Finished() {
		if !t.Certain {
			continue
		}
		day := t.EndDay.FirstOfMonth()
		if period == flow.Weekly {
			day = t.EndDay.Monday()
		}
		worked, all := m.ItemEfficiency(t)
		if _, seen := total[day]; !seen {
			order = append(order, day)
		}
		active[day] += worked
		total[day] += all
	}
	var out []chart.Point
	for _, day := range order {
		if total[day] > 0 {
			out = append(out, chart.Point{Day: chart.Day(day), Value: round(100 * active[day] / total[day])})
		}
	}
	return out
}

// mostBlocked is how many items the chart of blocked time shows.
const mostBlocked = 15

// blocked shows the items that were blocked the longest.
func (m *maker) blocked() {
	b := m.Blocked()
	c := chart.TimeInStage{
		Head: chart.Head{
			Title: "What is blocked, and for how long?",
			Rule:  sentences("Blocked: flagged while in progress, in days of 24 hours; finished "+m.span()+", or in progress.", m.offDays()),
			Empty: "No item was flagged while it was in progress.",
		},
		X:    chart.Axis{Title: "Blocked", Unit: "days", One: "day"},
		What: "Item", Many: "items",
	}
	if !b.Flags {
		c.Head.Empty = "No item was ever flagged. If the team uses flags for what is blocked, its time shows here."
	}
	c.Head.Desc = c.Head.Empty
	var notes []string
	if longest := b.Items[:min(mostBlocked, len(b.Items))]; slices.ContainsFunc(longest, func(i flow.BlockedItem) bool { return i.Now }) {
		c.Parts = []string{"Blocked before", "Blocked now"}
	}
	for i, item := range b.Items {
		if i == mostBlocked {
			notes = append(notes, fmt.Sprintf("The longest %d of %d; the JSON answer has all.", mostBlocked, len(b.Items)))
			break
		}
		values := []float64{round(item.Days)}
		if c.Parts != nil {
			values = append(values, 0)
		}
		if item.Now {
			values = []float64{0, round(item.Days)}
		}
		c.Stages = append(c.Stages, chart.StageTime{Name: item.Key, Values: values})
		c.Links = append(c.Links, m.link(item.Key))
	}
	if len(b.Items) > 0 {
		c.Head.Desc = fmt.Sprintf("%s in progress. %s blocked now. Of %s that finished, %s had been blocked",
			Items(b.WIP.Of), are(b.WIP.Count), Items(b.Finished.Of), chart.Number(float64(b.Finished.Count)))
		if b.Time != nil {
			c.Head.Desc += ", for " + Percent(*b.Time) + " of the time of all"
		}
		c.Head.Desc += "."
	}
	m.add("blocked-time", Stages, c, notes, flow.CardBlocked)
}

// are begins a sentence about some of what was just spoken of.
func are(n int) string {
	switch n {
	case 0:
		return "None is"
	case 1:
		return "1 is"
	default:
		return chart.Number(float64(n)) + " are"
	}
}
