package flow

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
// not wholly between First and Last are left out.
func (a *Analysis) Behaviour(m Measure, p BehaviourParams) Behaviour { return Behaviour{} }
