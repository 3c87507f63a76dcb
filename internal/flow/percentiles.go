package flow

import (
	"slices"

	"weir/internal/flow/stat"
)

// levels returns the percentiles that every chart shows.
func levels() []int { return []int{50, 70, 85, 95} }

// A Percentile is a line of a chart: P percent of a sample are Value or less.
type Percentile struct {
	P        int       `json:"p"`
	Value    *float64  `json:"value"`              // nil where it is withheld
	Withheld *Withheld `json:"withheld,omitempty"` // the sample is too small for it
}

// A Dot is a finished item of the scatterplot of cycle times.
type Dot struct {
	Key  string  `json:"key"`
	Type string  `json:"type"`
	Day  Day     `json:"day"` // on which it finished
	Days float64 `json:"days"`
}

// CycleTimes are the items that finished between First and Last and of which
// the history tells when they started and finished. Everything that is said of
// cycle times is made of this sample.
type CycleTimes struct {
	Unit        string       `json:"unit"`      // of all values; see Policy.Unit
	Dots        []Dot        `json:"dots"`      // in the order in which they finished
	Uncertain   int          `json:"uncertain"` // finished, and left out
	Mean        *float64     `json:"mean"`
	Min         *float64     `json:"min"`
	Max         *float64     `json:"max"`
	Percentiles []Percentile `json:"percentiles"` // 50, 70, 85 and 95
	SLE         SLE          `json:"sle"`
	Histogram   Histogram    `json:"histogram"`

	sample stat.Sample
}

// An SLE is a service level expectation: P percent of items are finished in Days
// or less. Source: Kanban Guide, "Service Level Expectation": a period and a
// probability, by historical cycle times.
type SLE struct {
	P        int       `json:"p"`
	Days     *float64  `json:"days"` // nil where it is withheld
	Met      Share     `json:"met"`  // items of the sample that took Days or less
	Withheld *Withheld `json:"withheld,omitempty"`
}

// CycleTimes returns the cycle times of what finished between First and Last.
func (a *Analysis) CycleTimes() CycleTimes {
	c := *a.cached()
	c.Dots = slices.Clone(c.Dots)
	return c
}

// cached is CycleTimes for those who change nothing.
func (a *Analysis) cached() *CycleTimes {
	m := a.remembered()
	if m.cycles == nil {
		c := a.cycleTimes(m)
		m.cycles = &c
	}
	return m.cycles
}

func (a *Analysis) cycleTimes(m *memo) CycleTimes {
	values := make([]float64, len(m.sampled))
	c := CycleTimes{
		Unit: a.Policy.Unit(), Dots: make([]Dot, len(m.sampled)),
		Uncertain: len(m.finished) - len(m.sampled),
	}
	for i, t := range m.sampled {
		values[i] = a.Cycle(t)
		c.Dots[i] = Dot{Key: t.Item.Key, Type: t.Item.Type, Day: t.EndDay, Days: values[i]}
	}
	c.sample = stat.NewSample(values)
	c.Mean, c.Min, c.Max = known(c.sample.Mean()), known(c.sample.Min()), known(c.sample.Max())
	c.Percentiles = a.percentiles(c.sample)
	c.SLE = a.expectation(c.sample)
	c.Histogram = a.histogram(c.sample)
	return c
}

// sample is what every percentile of cycle times is read from.
func (a *Analysis) sample() stat.Sample { return a.cached().sample }

func (a *Analysis) sle() SLE { return a.cached().SLE }

// percentiles reads the usual percentiles off a sample, as far as it is large
// enough for each.
func (a *Analysis) percentiles(s stat.Sample) []Percentile {
	var list []Percentile
	for _, p := range levels() {
		list = append(list, a.percentile(s, p))
	}
	return list
}

func (a *Analysis) percentile(s stat.Sample, p int) Percentile {
	if err := stat.MayShow(s.Len(), p); err != nil {
		return Percentile{P: p, Withheld: withheld(err)}
	}
	return Percentile{P: p, Value: known(s.Percentile(p, a.Policy.method()))}
}

// expectation is read off like any percentile, so that it lies on the line of the
// chart. What it says of the past is true by nearest rank only: Met tells.
func (a *Analysis) expectation(s stat.Sample) SLE {
	p := a.percentile(s, a.Policy.SLE)
	sle := SLE{P: p.P, Days: p.Value, Withheld: p.Withheld, Met: Share{Of: s.Len()}}
	if p.Value != nil {
		sle.Met = Share(s.AtMost(*p.Value))
	}
	return sle
}

func (p Policy) method() stat.Method {
	if p.Percentiles == Type7 {
		return stat.Type7
	}
	return stat.NearestRank
}
