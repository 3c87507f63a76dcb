package flow

import (
	"cmp"
	"slices"
)

// A Severity is how much a finding of the data-quality report matters.
type Severity string

// The severities.
const (
	Wrong   Severity = "wrong"   // figures are wrong or missing because of it
	Suspect Severity = "suspect" // figures may mislead
	Note    Severity = "note"    // worth knowing
)

// rank sorts the worst first.
func (s Severity) rank() int { return slices.Index([]Severity{Wrong, Suspect, Note}, s) }

// A Finding is something about the data, or the workflow, by which figures are
// not what they seem.
type Finding struct {
	ID       string   `json:"id"` // stable
	Severity Severity `json:"severity"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`  // it matters
	Done     string   `json:"done"` // what was done with it
	Next     string   `json:"next"` // what to do
	Count    int      `json:"count"`
	Of       int      `json:"of"`
	What     string   `json:"what"`     // what is counted: items, statuses, types or stages
	Examples []string `json:"examples"` // keys or names
}

// QualityParams says how to report.
type QualityParams struct {
	Examples int // at most so many of each; 0: 10
	// Parents says which key is below which, for those items whose source did not
	// tell; Item.Parent comes first.
	Parents map[string]string
}

// usualExamples is how many examples a finding has unless told otherwise.
const usualExamples = 10

// Quality returns what is found in all items, whatever First and Last are, the
// worst first. Findings of nothing are left out.
func (a *Analysis) Quality(p QualityParams) []Finding {
	if p.Examples <= 0 {
		p.Examples = usualExamples
	}
	findings := a.itemFindings()
	a.inspect(findings, p.Examples)
	list := make([]Finding, 0, len(findings))
	for i := range findings {
		list = append(list, findings[i].Finding)
	}
	list = append(list, a.familyFindings(p)...)
	list = append(list, a.statusFindings(p.Examples)...)
	list = append(list, a.typeFinding(p.Examples), a.startFinding())
	list = slices.DeleteFunc(list, func(f Finding) bool { return f.Count == 0 })
	slices.SortStableFunc(list, func(x, y Finding) int { return cmp.Compare(x.Severity.rank(), y.Severity.rank()) })
	return list
}

// An itemFinding is one that items have, each or not.
type itemFinding struct {
	Finding
	is func(*Timeline, *trail) bool
}

// inspect asks every question of every item.
func (a *Analysis) inspect(findings []itemFinding, examples int) {
	in := a.inspector()
	for i := range a.Lines {
		t := &a.Lines[i]
		trail := in.walk(t)
		for j := range findings {
			if f := &findings[j]; f.is(t, &trail) {
				f.add(t.Item.Key, examples)
			}
		}
	}
	for j := range findings {
		findings[j].Of, findings[j].What = len(a.Lines), unitItems
	}
}

func (f *Finding) add(example string, most int) {
	f.Count++
	if len(f.Examples) < most {
		f.Examples = append(f.Examples, example)
	}
}

// A trail is what an item's moves show besides its Timeline. What comes after the
// moment of the analysis shows only as future.
type trail struct {
	createdStarted     bool // created in a stage from the start on
	backByCategory     bool
	reopened           bool // it was finished, and moved on
	stoppedBeforeStart bool // it was finished before it was started the first time
	hidden             bool // it is in a status that no stage names
	future             bool // something of it is later than the moment of the analysis
}

// An inspector walks along the moves of items.
type inspector struct {
	now      int64
	rank     []int // of the categories of statuses
	unplaced []bool
}

func (a *Analysis) inspector() *inspector {
	in := &inspector{now: a.Now.UnixMilli(), unplaced: a.Workflow.unplaced(a.Data)}
	for i := range a.Data.Statuses {
		in.rank = append(in.rank, rank(a.Data.Statuses[i].Category))
	}
	return in
}

func (in *inspector) walk(t *Timeline) trail {
	item, p := t.Item, t.placement
	r := trail{future: item.Created > in.now || item.Resolved > in.now}
	if item.Created > in.now {
		return r
	}
	status, stage := item.Initial, p.from(outside, item.Initial)
	r.createdStarted = stage >= p.start
	started, stopped := stage >= p.start && stage < p.finish, stage >= p.finish
	for _, move := range item.Moves {
		if move.At > in.now {
			r.future = true
			break
		}
		next := p.from(stage, move.Status)
		r.backByCategory = r.backByCategory || in.rank[move.Status] < in.rank[status]
		r.reopened = r.reopened || stage >= p.finish && next < p.finish
		if next >= p.start && next < p.finish {
			r.stoppedBeforeStart = r.stoppedBeforeStart || stopped && !started
			started = true
		}
		stopped = stopped || next >= p.finish
		status, stage = move.Status, next
	}
	if n := len(item.Flags); n > 0 && item.Flags[n-1].At > in.now {
		r.future = true
	}
	r.hidden = in.unplaced[status]
	return r
}
