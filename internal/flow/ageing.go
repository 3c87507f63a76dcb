package flow

import "weir/internal/flow/stat"

// Ageing is the work in progress at the end of Last, by its age, with the pace at
// which finished items went.
type Ageing struct {
	Unit      string       `json:"unit"`
	Bands     []PaceBand   `json:"bands"` // by stage, from the start to the last before the finish
	Items     []AgeingItem `json:"items"` // the oldest first
	SLE       SLE          `json:"sle"`
	PastSLE   int          `json:"past_sle"`  // items older than the SLE's days
	Uncertain int          `json:"uncertain"` // items whose start the history does not tell
}

// A PaceBand says how old finished items were when they left a stage. An item
// that skipped a stage left it when it came to the next, so every finished item
// is in every band, and no band is lower than the one before it; the last stage
// has the percentiles of the cycle times.
type PaceBand struct {
	Stage       string       `json:"stage"`
	Index       int          `json:"index"`     // in Workflow.Stages
	Visited     int          `json:"visited"`   // finished items that spent time in it
	Inherited   bool         `json:"inherited"` // none did: the band is that of the stage before
	Percentiles []Percentile `json:"percentiles"`

	sample stat.Sample
}

// An AgeingItem is an item in progress.
type AgeingItem struct {
	Key     string  `json:"key"`
	Type    string  `json:"type"`
	Stage   string  `json:"stage"`
	Index   int     `json:"index"` // of the stage, in Workflow.Stages
	Start   Day     `json:"start"`
	Age     float64 `json:"age"`
	InStage float64 `json:"in_stage"` // of its age, since it came to the stage
	// Certain is false where the history does not tell when it started: it is at
	// least as old.
	Certain bool `json:"certain"`
	Blocked bool `json:"blocked"` // flagged now
	// Returned: it is back before the start, and by the policy still in progress.
	// Stage is the one that it had reached.
	Returned bool `json:"returned,omitempty"`
	// Pace is how many percent of finished items had left the stage at its age; nil
	// where fewer than five finished.
	Pace    *float64 `json:"pace"`
	PastSLE bool     `json:"past_sle"`
	// MeetsSLE is the probability, from 0 to 1, that it still finishes within the
	// SLE, by the finished items that took at least as long; nil where Withheld.
	MeetsSLE *float64  `json:"meets_sle"`
	Withheld *Withheld `json:"withheld,omitempty"`
}

// Ageing returns the work in progress by age.
func (a *Analysis) Ageing() Ageing { return Ageing{} }
