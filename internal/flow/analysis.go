package flow

import (
	"slices"
	"time"

	"weir"
)

// An Analysis is the items as one workflow and one policy see them at one
// moment, between two days. All figures are its methods. First and Last may be
// moved afterwards, nothing else may be changed. It is not safe for use
// by several goroutines.
type Analysis struct {
	Data     Data
	Workflow Workflow
	Policy   Policy // with nothing left open
	Now      time.Time
	Today    Day // of Now, in the policy's zone
	// First and Last bound what is shown: items that finished between them, and
	// the days of series. Last is never after Today.
	First, Last Day
	// Lines has a Timeline for each item that counts, in the items' order.
	Lines []Timeline

	clock *clock
	memo  memo
}

// A memo is what several figures are made of, for the window that it was made
// for.
type memo struct {
	window   Window
	finished []*Timeline
	sampled  []*Timeline // those of them that are certain
	cycles   *CycleTimes
}

// A Window is a span of days. A zero bound is left open: the first day on which
// an item started, and today.
type Window struct{ First, Last Day }

// Analyse follows all items. The workflow and the policy are checked first.
func Analyse(d Data, w Workflow, p Policy, now time.Time, window Window) (*Analysis, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := w.Check(); err != nil {
		return nil, err
	}
	p = p.normalised()
	a := &Analysis{Data: d, Workflow: w, Policy: p, Now: now.In(p.Zone), clock: newClock(p.Zone)}
	a.Today = a.clock.day(now.UnixMilli())
	a.trace()
	return a, a.bound(window)
}

func (a *Analysis) trace() {
	n := 0
	for i := range a.Data.Items {
		if a.Policy.counts(a.Data.Items[i].Type) {
			n++
		}
	}
	stages := len(a.Workflow.Stages)
	room := make([]int64, n*stages)
	tr := tracer{policy: a.Policy, clock: a.clock, now: a.Now.UnixMilli(), place: a.Workflow.placements(a.Data)}
	a.Lines = make([]Timeline, 0, n)
	for i := range a.Data.Items {
		if item := &a.Data.Items[i]; a.Policy.counts(item.Type) {
			k := len(a.Lines) * stages
			a.Lines = append(a.Lines, tr.trace(item, room[k:k+stages:k+stages]))
		}
	}
}

// bound finds the days to show.
func (a *Analysis) bound(window Window) error {
	a.First, a.Last = window.First, min(a.Today, window.Last)
	if window.Last == 0 {
		a.Last = a.Today
	}
	if window.First == 0 {
		a.First = a.Last
		for i := range a.Lines {
			if t := &a.Lines[i]; t.Start != 0 {
				a.First = min(a.First, t.StartDay)
			}
		}
	}
	if a.First > a.Last {
		return &weir.Error{
			Kind: weir.Usage, Text: "there is no day from " + a.First.String() + " to " + a.Last.String(),
			Next: "choose a first day that is not after the last, and not in the future",
		}
	}
	if a.Last-a.First >= maxDays {
		return &weir.Error{
			Kind: weir.BadInput, Text: "the items span more than 200 years, from " + a.First.String() + " to " + a.Last.String(),
			Next: "an issue has a wrong date; choose the days to look at with --since and --until",
		}
	}
	return nil
}

// maxDays bounds the series: no team is older, and a wrong date must not fill
// the memory.
const maxDays = 200 * 366

// days returns how many days the analysis shows.
func (a *Analysis) days() int { return int(a.Last-a.First) + 1 }

// Day returns the day of a moment, in milliseconds since 1970, in the policy's
// zone.
func (a *Analysis) Day(ms int64) Day { return a.clock.day(ms) }

// Finished returns the items that finished between First and Last, in the order
// in which they did.
func (a *Analysis) Finished() []*Timeline { return slices.Clone(a.remembered().finished) }

// remembered makes the memo anew where the window is another.
func (a *Analysis) remembered() *memo {
	if w := (Window{a.First, a.Last}); a.memo.finished == nil || a.memo.window != w {
		a.memo = memo{window: w, finished: a.ended(Finished)}
		if a.memo.finished == nil {
			a.memo.finished = []*Timeline{}
		}
		for _, t := range a.memo.finished {
			if t.Certain {
				a.memo.sampled = append(a.memo.sampled, t)
			}
		}
	}
	return &a.memo
}

// Discarded returns the items that were given up between First and Last, in the
// order in which they were.
func (a *Analysis) Discarded() []*Timeline { return a.ended(Discarded) }

func (a *Analysis) ended(outcome Outcome) []*Timeline {
	var lines []*Timeline
	for i := range a.Lines {
		if t := &a.Lines[i]; t.Outcome == outcome && a.First <= t.EndDay && t.EndDay <= a.Last {
			lines = append(lines, t)
		}
	}
	slices.SortFunc(lines, func(x, y *Timeline) int {
		switch {
		case x.End != y.End:
			return compare(x.End, y.End)
		default:
			return compareKeys(x.Item.Key, y.Item.Key)
		}
	})
	return lines
}

// asOf is the moment that the end of Last stands for: now, where it is not over.
func (a *Analysis) asOf() int64 { return a.endOf(a.Last) }

func (a *Analysis) endOf(d Day) int64 { return min(a.clock.start(d+1)-1, a.Now.UnixMilli()) }

// InProgress returns the items that are in progress at the end of Last, the
// oldest first.
func (a *Analysis) InProgress() []*Timeline {
	var lines []*Timeline
	for i := range a.Lines {
		if t := &a.Lines[i]; t.InProgress(a.Last) {
			lines = append(lines, t)
		}
	}
	slices.SortFunc(lines, func(x, y *Timeline) int {
		if x.Start != y.Start {
			return compare(x.Start, y.Start)
		}
		return compareKeys(x.Item.Key, y.Item.Key)
	})
	return lines
}
