package picture

import (
	"fmt"

	"weir/internal/chart"
	"weir/internal/flow"
)

// mostFlowDays is how many days a cumulative flow diagram shows at most: over
// years the bands between its lines are too thin to be seen.
const mostFlowDays = 26 * 7

// cumulativeFlow shows how many items had entered each stage.
func (m *maker) cumulativeFlow() {
	f := m.CumulativeFlow()
	first := f.Start
	backlog := "Stages before the start are left out."
	if m.Backlog {
		first, backlog = 0, ""
	}
	from := 0
	if n := len(f.Counts[f.Start]); n > mostFlowDays {
		from = n - mostFlowDays
	}
	gone := 0.0
	if m.cut(f, from) {
		gone = f.Counts[f.Finish][from]
	}
	left := ""
	if gone > 0 {
		left = "What had left by " + Date(f.Day(from)) + " is not counted."
	}
	c := chart.CumulativeFlow{
		Head: chart.Head{
			Title: "Do all stages keep pace?",
			Rule: sentences("Cumulative flow: items that had entered each stage by the end of each day; one that skips a stage enters it with the next. The height of a band is the work in it.",
				backlog, left, m.back(), m.zone()),
			Empty: "Nothing started between " + Date(f.Day(from)) + " and " + Date(m.Last) + ".",
		},
		Y: items("Items"),
	}
	started := false
	for i := from; i < len(f.Counts[f.Start]); i++ {
		c.Days = append(c.Days, chart.Day(f.Day(i)))
		started = started || f.Counts[first][i] > gone
	}
	if started {
		for k := first; k <= f.Finish; k++ {
			reached := make([]float64, 0, len(c.Days))
			for _, v := range f.Counts[k][from:] {
				reached = append(reached, v-gone)
			}
			c.Stages = append(c.Stages, chart.Stage{Name: f.Stages[k], Reached: reached})
		}
		c.Head.Desc = m.flowText(f, from)
	} else {
		c.Days, c.Head.Desc = nil, c.Head.Empty
	}
	m.add("cumulative-flow", Balance, c, nil)
}

// cut reports whether the diagram begins when something had started already.
func (m *maker) cut(f flow.CumulativeFlow, from int) bool {
	for i := range m.Lines {
		if t := &m.Lines[i]; t.Start != 0 && t.StartDay < f.Day(from) {
			return true
		}
	}
	return false
}

func (m *maker) flowText(f flow.CumulativeFlow, from int) string {
	last := len(f.Counts[f.Start]) - 1
	came, went, since := f.Counts[f.Start][last], f.Counts[f.Finish][last], "Since "
	if m.cut(f, from) {
		came, went, since = came-f.Counts[f.Start][from], went-f.Counts[f.Finish][from], "After "
	}
	text := fmt.Sprintf("%s%s, %s started and %s left.", since, Date(f.Day(from)), Items(int(came)), Number(went))
	widest, at := 0.0, -1
	for k := f.Start; k < f.Finish; k++ {
		if in := f.Counts[k][last] - f.Counts[k+1][last]; in > widest {
			widest, at = in, k
		}
	}
	if at >= 0 {
		text += fmt.Sprintf(" Most of what is in progress now, %s, is in “%s”.", Items(int(widest)), Name(f.Stages[at]))
	}
	return text
}

// netFlow shows what came and what went in each period.
func (m *maker) netFlow() {
	came, cut := whole(m.Arrivals().By(m.period))
	went, _ := whole(m.Departures().By(m.period))
	c := chart.NetFlow{
		Head: chart.Head{
			Title: "Do we start more than we finish?",
			Rule: sentences("Arrivals: items that started. Departures: items that finished or were given up. Net flow: arrivals less departures. By "+string(m.period)+".",
				cut, m.back(), m.zone()),
			Empty: "There is no whole " + string(m.period) + " between " + Date(m.First) + " and " + Date(m.Last) + ".",
		},
		Y: items("Items"), Period: chartPeriod(m.period), Names: [3]string{"Started", "Left", "Net flow"},
	}
	in, out := 0, 0
	for i := range came {
		in, out = in+came[i].Count, out+went[i].Count
		c.Points = append(c.Points, chart.Flow{Day: chart.Day(came[i].Day), Arrived: float64(came[i].Count), Departed: float64(went[i].Count)})
	}
	c.Head.Desc = c.Head.Empty
	if len(came) > 0 {
		c.Head.Desc = fmt.Sprintf("In %s, %s started and %s left: %s.",
			count(len(came), "whole "+string(m.period), "whole "+string(m.period)+"s"), Items(in), Number(float64(out)), differing(in-out))
	}
	m.add("net-flow", Balance, c, nil, flow.CardBalance)
}

func differing(n int) string {
	switch {
	case n > 0:
		return Number(float64(n)) + " more in progress"
	case n < 0:
		return Number(float64(-n)) + " fewer in progress"
	default:
		return "as many as came"
	}
}

// flowDebt compares the cumulative flow diagram with what really finished.
func (m *maker) flowDebt() {
	d := m.FlowDebt(0)
	c := chart.Lines{
		Head: chart.Head{
			Title: "Is work passed over for other work?",
			Rule: sentences(fmt.Sprintf("Flow debt. Finished items: mean cycle time of the %d days up to each point (%s). Expected: how far arrivals lie before departures in the cumulative flow diagram. Where finished items lie far below, older ones are passed over.",
				d.Days, m.counted()), m.zone()),
			Empty: "Nothing finished between " + Date(m.First) + " and " + Date(m.Last) + ".",
		},
		Y: m.days("Time"),
	}
	exact, approximate := chart.Series{Name: "Finished items"}, chart.Series{Name: "Expected from the flow"}
	var latest *flow.DebtPoint
	for i, p := range d.Points {
		if p.Exact != nil {
			exact.Points = append(exact.Points, chart.Point{Day: chart.Day(p.Day), Value: *p.Exact})
		}
		if p.Approximate != nil {
			approximate.Points = append(approximate.Points, chart.Point{Day: chart.Day(p.Day), Value: *p.Approximate})
		}
		if p.Difference != nil {
			latest = &d.Points[i]
		}
	}
	c.Head.Desc = c.Head.Empty
	if len(exact.Points) > 0 {
		c.Series = []chart.Series{exact, approximate}
		c.Head.Desc = "There is nothing yet to compare what finished with."
	}
	if latest != nil {
		c.Head.Desc = fmt.Sprintf("In the %d days to %s, finished items took %s on average; the flow let one expect %s.",
			d.Days, Date(latest.Day), m.took(*latest.Exact), Number(*latest.Approximate))
	}
	c.Y.Whole = false
	m.add("flow-debt", Balance, c, nil)
}
