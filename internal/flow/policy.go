package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"weir"
)

// A Policy says how to measure. The zero Policy measures as the field's books
// do: whole days, both ends counted, every day of the calendar.
type Policy struct {
	Cycle       Cycle
	Backward    Backward
	Percentiles PercentileMethod
	// Zone is where days begin and end, for both ends of everything. Nil: UTC.
	Zone     *time.Location
	Calendar Calendar
	// Discard are the resolutions by which work was given up, not finished: such
	// items leave, and are counted apart.
	Discard []string
	// Types are the issue types that count; none: all.
	Types []string
	// SLE is the percentile of the service level expectation; 0: 85.
	SLE int
}

// A Cycle is a way to count the time from start to finish.
type Cycle string

// The ways to count.
const (
	// Inclusive counts whole days and both ends: what starts and finishes on the
	// same day took one day. Source: Vacanti; Kanban Guide, "elapsed time".
	Inclusive Cycle = "inclusive"
	// Difference counts the nights: Inclusive without the one more.
	Difference Cycle = "difference"
	// Hours counts what elapsed, to the millisecond, in days of 24 hours.
	Hours Cycle = "hours"
)

// A Backward is a rule for items that move back to an earlier stage.
type Backward string

// The rules.
const (
	// LastEntry forgets that an item was in the stages that it moved back from:
	// its time there counts for the stage that it moved back to, and only its last
	// entry into each later stage counts. Source: Vacanti, "Actionable Agile
	// Metrics for Predictability"; the default of ActionableAgile.
	LastEntry Backward = "last-entry"
	// FirstEntry takes the first time that an item reached a stage or a later
	// one. Finished is when it came to the last stage to stay.
	FirstEntry Backward = "first-entry"
	// PauseOnReturn is FirstEntry with a clock that stands while an item is back
	// before the start, or was taken for finished and was not.
	PauseOnReturn Backward = "pause"
)

// A PercentileMethod is a rule for percentiles.
type PercentileMethod string

// The rules. NearestRank alone makes the sentence "85 % took so many days or
// fewer" true of the data.
const (
	NearestRank PercentileMethod = "nearest-rank"
	Type7       PercentileMethod = "type-7"
)

// normalised fills in what a Policy leaves open.
func (p Policy) normalised() Policy {
	if p.Cycle == "" {
		p.Cycle = Inclusive
	}
	if p.Backward == "" {
		p.Backward = LastEntry
	}
	if p.Percentiles == "" {
		p.Percentiles = NearestRank
	}
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	if p.SLE == 0 {
		p.SLE = 85
	}
	return p
}

// Check refuses a policy that does not exist.
func (p Policy) Check() error {
	p = p.normalised()
	for _, choice := range []struct {
		flag, value string
		values      []string
	}{
		{"cycle", string(p.Cycle), []string{string(Inclusive), string(Difference), string(Hours)}},
		{"backward", string(p.Backward), []string{string(LastEntry), string(FirstEntry), string(PauseOnReturn)}},
		{"percentiles", string(p.Percentiles), []string{string(NearestRank), string(Type7)}},
	} {
		if !slices.Contains(choice.values, choice.value) {
			return &weir.Error{
				Kind: weir.Usage, Text: fmt.Sprintf("%s cannot be %q", choice.flag, choice.value),
				Next: "choose " + strings.Join(choice.values[:len(choice.values)-1], ", ") + " or " + choice.values[len(choice.values)-1],
			}
		}
	}
	if p.SLE < 1 || p.SLE > 99 {
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%d is no percentile", p.SLE), Next: "choose one between 1 and 99, for instance 85"}
	}
	return nil
}

// Unit is the unit in which the policy counts, for an axis.
func (p Policy) Unit() string {
	if p.Calendar.Working {
		return "working days"
	}
	return "days"
}

func (p Policy) discards(resolution string) bool {
	return resolution != "" && containsFold(p.Discard, resolution)
}

func (p Policy) counts(issueType string) bool {
	return len(p.Types) == 0 || containsFold(p.Types, issueType)
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, s) })
}
