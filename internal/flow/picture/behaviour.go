package picture

import (
	"fmt"
	"math"

	"weir/internal/chart"
	"weir/internal/flow"
)

// mostObservations is how many values a process behaviour chart shows: more
// cannot be told apart.
const mostObservations = 120

func (m *maker) throughputBehaviour() {
	m.behaviour("throughput-behaviour", Pace, flow.MeasureThroughput, "Is throughput predictable?", items("Finished"))
}

func (m *maker) cycleBehaviour() {
	m.behaviour("cycle-time-behaviour", Time, flow.MeasureCycleTime, "Did cycle time change?", m.days("Cycle time"))
}

func (m *maker) wipBehaviour() {
	m.behaviour("wip-behaviour", Load, flow.MeasureWIP, "Did the load change?", items("In progress"))
}

// behaviour shows a measure with its natural limits.
func (m *maker) behaviour(id string, s Section, measure flow.Measure, title string, y chart.Axis) {
	// By the week, as the health card has it: the load of a day is that of the day
	// before, and would always look like a signal.
	b := m.Behaviour(measure, flow.BehaviourParams{Period: flow.Weekly})
	from := max(0, len(b.Points)-mostObservations)
	c := chart.Behaviour{
		Head: chart.Head{Title: title, Rule: m.behaviourRule(b), Empty: m.noBehaviour(b, measure)},
		Y:    y, Period: chartPeriod(b.Period), Limits: limits(b.Limits),
	}
	if measure == flow.MeasureCycleTime {
		c.Ordered, c.Period, c.Days = true, chart.Daily, "Finished items, in the order in which they finished"
		c.Y.Cap = 0
	}
	signals := signalTexts(b.Signals)
	for i, p := range b.Points[from:] {
		o := chart.Observation{Day: chart.Day(p.Day), Value: p.Value, Range: math.NaN(), Label: p.Key, Signal: signals[from+i]}
		if p.Range != nil {
			o.Range = *p.Range
		}
		if p.Key != "" {
			o.Link = m.link(p.Key)
		}
		c.Observations = append(c.Observations, o)
	}
	c.Head.Desc = m.behaviourText(b, c)
	var notes []string
	if b.Withheld != nil && len(b.Points) > 0 {
		notes = append(notes, "No limits: "+withheldText(b.Withheld))
	}
	if from > 0 {
		notes = append(notes, fmt.Sprintf("The last %d of %s values are shown; the limits are made of all.", mostObservations, chart.Number(float64(len(b.Points)))))
	}
	var cards []string
	if m.news(b) {
		cards = []string{flow.CardSignals}
	}
	m.add(id, s, c, notes, cards...)
}

func (m *maker) behaviourRule(b flow.Behaviour) string {
	kind, factor, ranges := "mean", "2.66", "3.27"
	if b.Limits != nil && b.Limits.Median {
		kind, factor, ranges = "median", "3.145", "3.865"
	}
	rule := fmt.Sprintf("XmR chart: limits are the mean ± %s times the %s moving range, for ranges %s times.", factor, kind, ranges)
	if b.Limits != nil {
		rule += fmt.Sprintf(" Made of %d values, %s to %s, never rounded.", b.Baseline, Date(b.First), Date(b.Last))
		if b.Limits.Clamped {
			rule += " A lower limit below 0 is put at 0 and makes no signal."
		}
	}
	return sentences(rule, "Signals: outside the limits; 2 of 3 beyond 2 sigma; 4 of 5 beyond 1 sigma; 8 on one side.")
}

func (m *maker) noBehaviour(b flow.Behaviour, measure flow.Measure) string {
	switch {
	case b.Withheld != nil:
		return withheldText(b.Withheld)
	case measure == flow.MeasureCycleTime:
		return m.nothingFinished()
	default:
		return "There is nothing to compare between " + Date(m.First) + " and " + Date(m.Last) + "."
	}
}

func (m *maker) behaviourText(b flow.Behaviour, c chart.Behaviour) string {
	if len(b.Points) == 0 {
		return c.Head.Empty
	}
	if b.Limits == nil {
		return count(len(b.Points), "value", "values") + ", too few for limits."
	}
	unit := "items"
	switch b.Measure {
	case flow.MeasureCycleTime:
		unit = b.Unit
	case flow.MeasureThroughput:
		unit += " a " + string(b.Period)
	default:
	}
	text := fmt.Sprintf("Routine variation lies between %s and %s %s, around %s.",
		Number(b.Limits.Lower), Number(b.Limits.Upper), unit, Number(b.Limits.Mean))
	last := flow.NoDay
	for _, s := range b.Signals {
		last = max(last, s.Last)
	}
	switch n := len(b.Signals); n {
	case 0:
		return text + " Nothing is out of the ordinary."
	default:
		return text + fmt.Sprintf(" %s of a change in %s, the last on %s: was there a cause?",
			count(n, "signal", "signals"), count(len(signalTexts(b.Signals)), "value", "values"), Date(last))
	}
}

// newsDays is for how long a signal is news: so long it concerns the card.
const newsDays = 30

// news reports whether a signal is recent.
func (m *maker) news(b flow.Behaviour) bool {
	for _, s := range b.Signals {
		if s.Last > m.Last-newsDays {
			return true
		}
	}
	return false
}

// limits are the lines of a chart; none where they are withheld.
func limits(l *flow.Limits) chart.Limits {
	if l == nil {
		none := math.NaN()
		return chart.Limits{Mean: none, Upper: none, Lower: none, RangeMean: none, RangeUpper: none}
	}
	return chart.Limits{Mean: l.Mean, Upper: l.Upper, Lower: l.Lower, RangeMean: l.Range, RangeUpper: l.RangeLimit}
}

// signalTexts says for each point of which signal it is a part; the first rule
// is the strongest.
func signalTexts(signals []flow.Signal) map[int]string {
	texts := map[int]string{}
	for _, s := range signals {
		side := "below"
		if s.Above {
			side = "above"
		}
		for _, p := range s.Points {
			if texts[p] == "" {
				texts[p] = s.Rule + ", " + side
			}
		}
	}
	return texts
}
