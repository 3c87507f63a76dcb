package flow

import "weir"

// Where a status stands that is in no stage.
const (
	outside int16 = -1 // before all stages: work has not begun
	stays   int16 = -2 // in progress, but not shown: the item stays where it was
)

// A placement says for each status, for one issue type, which stage it leads to.
//
// Statuses that no stage names are hidden from a board; their category decides:
// done is finished, to do is outside. In progress leaves the item where it is, or
// starts it if it was not started: to hide work is not to move it.
type placement struct {
	stage         []int16 // by status
	start, finish int16
}

// placements makes one placement for all types, and one for each that differs.
func (w Workflow) placements(d Data) func(issueType string) *placement {
	find := d.Finder()
	usual := w.place(d, find, TypeRule{})
	special := map[string]*placement{}
	for _, name := range d.Types() {
		for kind, rule := range w.ByType {
			if containsFold([]string{kind}, name) {
				special[name] = w.place(d, find, rule)
			}
		}
	}
	return func(issueType string) *placement {
		if p, ok := special[issueType]; ok {
			return p
		}
		return usual
	}
}

func (w Workflow) place(d Data, find func(string) []int32, rule TypeRule) *placement {
	p := &placement{stage: make([]int16, len(d.Statuses)), start: int16(w.Start), finish: int16(w.Finish)} //nolint:gosec // stages are few
	if at := w.Stage(rule.Start); at >= 0 {
		p.start = int16(at) //nolint:gosec // stages are few
	}
	if at := w.Stage(rule.Finish); at >= 0 {
		p.finish = int16(at) //nolint:gosec // stages are few
	}
	for i := range d.Statuses {
		switch d.Statuses[i].Category {
		case weir.Done:
			p.stage[i] = p.finish
		case weir.InProgress:
			p.stage[i] = stays
		default:
			p.stage[i] = outside
		}
	}
	for i, s := range w.Stages {
		for _, name := range s.Statuses {
			p.put(find(name), i)
		}
	}
	for stage, names := range rule.Stages {
		for _, name := range names {
			p.put(find(name), w.Stage(stage))
		}
	}
	return p
}

// put leads statuses to a stage. What is behind the finish is finished.
func (p *placement) put(statuses []int32, stage int) {
	for _, at := range statuses {
		p.stage[at] = min(int16(stage), p.finish) //nolint:gosec // stages are few
	}
}

// from returns the stage that an item comes to that stood at another.
func (p *placement) from(at int16, status int32) int16 {
	to := p.stage[status]
	if to != stays {
		return to
	}
	return max(at, p.start)
}

// Unplaced returns the statuses that occur in the items and that no stage of the
// workflow names.
func (w Workflow) Unplaced(d Data) []Status {
	var unplaced []Status
	for at, is := range w.unplaced(d) {
		if is {
			unplaced = append(unplaced, d.Statuses[at])
		}
	}
	return unplaced
}

// unplaced is, by status, whether it occurs and no stage names it.
func (w Workflow) unplaced(d Data) []bool {
	named, find := make([]bool, len(d.Statuses)), d.Finder()
	mark := func(names []string) {
		for _, name := range names {
			for _, at := range find(name) {
				named[at] = true
			}
		}
	}
	for _, s := range w.Stages {
		mark(s.Statuses)
	}
	for _, rule := range w.ByType {
		for _, names := range rule.Stages {
			mark(names)
		}
	}
	unplaced := make([]bool, len(d.Statuses))
	for _, at := range occurring(d) {
		unplaced[at] = !named[at]
	}
	return unplaced
}
