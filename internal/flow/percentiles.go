package flow

import "weir/internal/flow/stat"

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

// A Histogram counts values by bins of one width.
type Histogram struct {
	Width float64 `json:"width"`
	Bins  []Bin   `json:"bins"` // from the smallest value to the largest, without a gap
}

// A Bin counts the values from From to below To. Of whole days it is those from
// From to To-1. Open: the last bin has all that is larger, too.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
	Open  bool    `json:"open,omitempty"`
}

// CycleTimes returns the cycle times of what finished between First and Last.
func (a *Analysis) CycleTimes() CycleTimes { return CycleTimes{} }
