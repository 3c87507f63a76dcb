package picture

import (
	"fmt"
	"math"
	"slices"

	"weir/internal/chart"
	"weir/internal/flow"
)

// scatter shows each finished item.
func (m *maker) scatter() {
	c := chart.Scatter{
		Head: m.finishedHead("How long does work take?", sentences(
			"Cycle time: from "+m.between()+", "+m.counted()+".",
			m.ranked(), m.back(), m.zone(), "Finished "+m.span()+".",
		)),
		Days: "Finished", Y: m.days("Cycle time"), Percentiles: lines(m.finished.Percentiles),
	}
	for _, d := range m.finished.Dots {
		c.Dots = append(c.Dots, chart.Dot{Day: chart.Day(d.Day), Value: d.Days, Label: d.Key, Link: m.link(d.Key)})
	}
	c.Y.Cap = m.tail(m.finishedDays())
	m.add("cycle-time-scatter", Time, c, m.finishedNotes(), flow.CardPastSLE)
}

// histogram shows how often each cycle time occurs.
func (m *maker) histogram() {
	values := m.finishedDays()
	c := chart.Histogram{
		Head: m.finishedHead("How often does it take how long?", sentences(
			"Number of finished items by cycle time, "+m.counted()+".", m.ranked(), m.back(), m.zone(), "Finished "+m.span()+".",
		)),
		X: m.days("Cycle time"), Values: values, Width: m.finished.Histogram.Width, Percentiles: lines(m.finished.Percentiles),
	}
	if f := m.finished; f.Mean != nil {
		c.Head.Desc = fmt.Sprintf("From %s to %s, %s on average.", Number(*f.Min), m.took(*f.Max), Number(*f.Mean))
		if p50, p95 := at(f.Percentiles, 50), at(f.Percentiles, 95); p50 != nil && p95 != nil && *p50 > 0 {
			c.Head.Desc += fmt.Sprintf(" The slowest 5 %% took more than %s times as long as the median item.", Number(*p95 / *p50))
		}
	}
	c.X.Cap = m.tail(values)
	m.add("cycle-time-histogram", Time, c, nil)
}

// finishedHead words the answer for the sample of finished items.
func (m *maker) finishedHead(title, rule string) chart.Head {
	f := m.finished
	h := chart.Head{Title: title, Rule: rule, Empty: m.nothingFinished()}
	switch sle := f.SLE; {
	case len(f.Dots) == 0:
		h.Desc = h.Empty
	case sle.Days != nil:
		h.Desc = fmt.Sprintf("%d %% of %s took %s or less", sle.P, Items(len(f.Dots)), m.took(*sle.Days))
		if p := at(f.Percentiles, 50); p != nil && sle.P != 50 {
			h.Desc += ", half of them " + Number(*p)
		}
		h.Desc += "."
	default:
		h.Desc = Items(len(f.Dots)) + " finished."
		if f.Mean != nil {
			h.Desc = fmt.Sprintf("%s finished, in %s on average.", Items(len(f.Dots)), m.took(*f.Mean))
		}
	}
	return h
}

// nothingFinished says why there is no cycle time.
func (m *maker) nothingFinished() string {
	if n := m.finished.Uncertain; n > 0 {
		return fmt.Sprintf("%s finished, but the history does not tell when the work started or ended.", Items(n))
	}
	return "Nothing finished between " + Date(m.First) + " and " + Date(m.Last) + "."
}

// finishedNotes says what is not to be seen.
func (m *maker) finishedNotes() []string {
	var notes []string
	if len(m.finished.Dots) == 0 {
		return notes
	}
	var missing []string
	for _, p := range m.finished.Percentiles {
		if p.Withheld != nil {
			missing = append(missing, fmt.Sprintf("%d %% needs %d finished items", p.P, p.Withheld.Need))
		}
	}
	if len(missing) > 0 {
		notes = append(notes, fmt.Sprintf("Not shown: %s; there are %d.", list(missing), len(m.finished.Dots)))
	}
	if n := m.finished.Uncertain; n > 0 {
		notes = append(notes, "Left out: "+Items(n)+" of which the history does not tell when the work started or ended.")
	}
	return notes
}

func (m *maker) finishedDays() []float64 {
	values := make([]float64, len(m.finished.Dots))
	for i, d := range m.finished.Dots {
		values[i] = d.Days
	}
	return values
}

// tail returns where an axis ends, so that a few very large values do not press
// all others to the ground; 0 where it shows all.
func (m *maker) tail(values []float64) float64 {
	if len(values) < 20 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	most, usual := sorted[len(sorted)-1], sorted[len(sorted)*98/100]
	if most <= 2*usual {
		return 0
	}
	return math.Ceil(1.25 * usual)
}

// lines are those percentiles that are not withheld.
func lines(ps []flow.Percentile) []chart.Percentile {
	var out []chart.Percentile
	for _, p := range ps {
		if p.Value != nil {
			out = append(out, chart.Percentile{P: p.P, Value: *p.Value})
		}
	}
	return out
}

// at returns a percentile's value, or nil.
func at(ps []flow.Percentile, p int) *float64 {
	for i := range ps {
		if ps[i].P == p {
			return ps[i].Value
		}
	}
	return nil
}
