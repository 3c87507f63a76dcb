package flow

import (
	"math"

	"weir/internal/flow/stat"
)

// Behaviour is a process behaviour (XmR) chart: values in the order of time,
// their natural limits, and what is exceptional among them.
type Behaviour struct {
	Measure Measure          `json:"measure"`
	Unit    string           `json:"unit"`
	Period  Period           `json:"period,omitempty"` // of counts; empty for cycle times
	Points  []BehaviourPoint `json:"points"`
	// First and Last are the days of the baseline, and Baseline is how many points
	// it has.
	First    Day       `json:"first"`
	Last     Day       `json:"last"`
	Baseline int       `json:"baseline"`
	Limits   *Limits   `json:"limits"`  // nil where withheld
	Signals  []Signal  `json:"signals"` // by rule, those above first, then by time
	Withheld *Withheld `json:"withheld,omitempty"`
}

// A Measure is what a process behaviour chart shows.
type Measure string

// The measures.
const (
	MeasureThroughput Measure = "throughput"
	MeasureCycleTime  Measure = "cycle_time"
	MeasureWIP        Measure = "wip"
)

// A BehaviourPoint is one value.
type BehaviourPoint struct {
	Day   Day      `json:"day"` // of a period its first; of an item that on which it finished
	Key   string   `json:"key,omitempty"`
	Value float64  `json:"value"`
	Range *float64 `json:"range"` // from the value before it; nil for the first
}

// Limits are the natural limits of a process, never rounded.
type Limits struct {
	Mean       float64 `json:"mean"`
	Range      float64 `json:"range"`  // mean or median moving range
	Median     bool    `json:"median"` // Range is the median
	Sigma      float64 `json:"sigma"`
	Upper      float64 `json:"upper"`
	Lower      float64 `json:"lower"`
	RangeLimit float64 `json:"range_limit"`
	// Clamped: Lower would be below 0, was put at 0, and is no signal.
	Clamped bool `json:"clamped"`
}

// A Signal is a change that is more than routine variation.
type Signal struct {
	Rule   string `json:"rule"`
	Above  bool   `json:"above"`  // above the mean, or below it
	Points []int  `json:"points"` // places in Behaviour.Points
	First  Day    `json:"first"`  // of the first of these points
	Last   Day    `json:"last"`
}

// BehaviourParams says how a process behaviour chart is made.
type BehaviourParams struct {
	Period Period // of throughput and WIP; empty: Weekly
	// Baseline are the days whose points make the limits; zero bounds are open. A
	// fixed baseline keeps the limits where they are while the chart goes on.
	Baseline Window
	Median   bool // limits of the median moving range, for a baseline with outliers
}

// Behaviour returns the process behaviour chart of a measure. Periods that are
// not wholly between First and Last, or not over, are left out.
func (a *Analysis) Behaviour(m Measure, p BehaviourParams) Behaviour {
	if p.Period == "" {
		p.Period = Weekly
	}
	b := Behaviour{Measure: m, Unit: unitItems, Period: p.Period}
	switch m {
	case MeasureCycleTime:
		b.Unit, b.Period = a.Policy.Unit(), ""
		for _, dot := range a.cached().Dots {
			b.Points = append(b.Points, BehaviourPoint{Day: dot.Day, Key: dot.Key, Value: dot.Days})
		}
	case MeasureWIP:
		b.Points = a.wipPoints(p.Period)
	default:
		b.Points = a.throughputPoints(p.Period)
	}
	b.judge(p)
	return b
}

// over reports whether all days of a period are shown and are past.
func (a *Analysis) over(p Period, first Day) bool {
	last := p.next(first) - 1
	return a.First <= first && last <= a.Last && last < a.Today
}

func (a *Analysis) throughputPoints(p Period) []BehaviourPoint {
	var points []BehaviourPoint
	if p == Daily && a.Policy.Calendar.Working {
		counts := a.working(a.First, min(a.Last, a.Today-1))
		for i, d := range counts.days {
			points = append(points, BehaviourPoint{Day: d, Value: float64(counts.counts[i])})
		}
		return points
	}
	for _, c := range a.Throughput().By(p) {
		if a.over(p, c.Day) {
			points = append(points, BehaviourPoint{Day: c.Day, Value: float64(c.Count)})
		}
	}
	return points
}

// wipPoints takes the work in progress at the end of each period.
func (a *Analysis) wipPoints(p Period) []BehaviourPoint {
	var points []BehaviourPoint
	wip := a.WIP()
	for first := p.first(a.First); first <= a.Last; first = p.next(first) {
		if a.over(p, first) {
			points = append(points, BehaviourPoint{Day: first, Value: wip.At(p.next(first) - 1)})
		}
	}
	return points
}

// judge calculates the limits of the baseline and holds all points against them.
func (b *Behaviour) judge(p BehaviourParams) {
	values := make([]float64, len(b.Points))
	var baseline []float64
	b.First, b.Last = NoDay, NoDay
	for i := range b.Points {
		point := &b.Points[i]
		values[i] = point.Value
		if i > 0 {
			point.Range = known(math.Abs(values[i]-values[i-1]), true)
		}
		if p.Baseline.First != 0 && point.Day < p.Baseline.First || p.Baseline.Last != 0 && point.Day > p.Baseline.Last {
			continue
		}
		baseline = append(baseline, point.Value)
		b.Last = point.Day
		if b.First == NoDay {
			b.First = point.Day
		}
	}
	b.Baseline = len(baseline)
	params := stat.LimitParams{NonNegative: true}
	if p.Median {
		params.Dispersion = stat.MedianRange
	}
	limits, err := stat.LimitsOf(baseline, params)
	if err != nil {
		b.Withheld = withheld(err)
		return
	}
	b.Limits = &Limits{
		Mean: limits.Mean, Range: limits.Range, Median: p.Median, Sigma: limits.Sigma,
		Upper: limits.Upper, Lower: limits.Lower, RangeLimit: limits.RangeLimit, Clamped: limits.Clamped,
	}
	for _, s := range limits.Signals(values) {
		first, last := b.Points[s.Points[0]].Day, b.Points[s.Points[len(s.Points)-1]].Day
		b.Signals = append(b.Signals, Signal{Rule: s.Rule.String(), Above: s.Above, Points: s.Points, First: first, Last: last})
	}
}
