package tasks

import (
	"cmp"
	"slices"
)

// match gives each item its task. The link says which; where it does not, or
// where that task is gone, the evidence that the task itself carries: its mark,
// the address, the key in its name, in this order.
func (p *planner) match() {
	byID := make(map[string]*Task, len(p.Tasks))
	p.parents = make(map[string]string, len(p.Tasks))
	for i := range p.Tasks {
		t := &p.Tasks[i]
		byID[t.ID] = t
		p.parents[t.ID] = t.Parent
	}
	taken := make(map[string]*item, len(p.Tasks))
	var without []*item
	for _, it := range p.order {
		t := byID[it.link.Task]
		if it.link.Task == "" || t == nil || taken[t.ID] != nil {
			without = append(without, it)
			continue
		}
		it.task, taken[t.ID] = t, it
	}
	if len(taken) == len(p.Tasks) {
		return
	}
	p.byEvidence(taken, without)
}

// byEvidence looks at the tasks that no link names. What is left over in the
// end, and speaks for an issue that has a task, is a duplicate.
func (p *planner) byEvidence(taken map[string]*item, without []*item) {
	by := newEvidence(p)
	lack := make(map[*item]bool, len(without))
	for _, it := range without {
		lack[it] = true
	}
	for _, find := range []func(*Task) *item{by.ownMark, by.ownURL, by.ownKey} {
		for _, t := range p.free(taken) {
			if it := find(t); it != nil && lack[it] {
				it.task, taken[t.ID] = t, it
				delete(lack, it)
			}
		}
	}
	for _, t := range p.free(taken) {
		it := cmp.Or(by.ownMark(t), by.ownURL(t), by.ownKey(t))
		if it != nil && it.task != nil {
			p.plan.Report.Duplicates = append(p.plan.Report.Duplicates, Duplicate{Key: it.key(), Task: t.ID, Name: t.Name})
		}
	}
}

// free lists the tasks that stand for no issue yet, those that are ours: open
// ones first, and then by id, so that it does not matter how the target sorts.
func (p *planner) free(taken map[string]*item) []*Task {
	var free []*Task
	for i := range p.Tasks {
		if t := &p.Tasks[i]; taken[t.ID] == nil && (t.Tagged || t.Mark != "") {
			free = append(free, t)
		}
	}
	slices.SortFunc(free, func(a, b *Task) int {
		if a.State.Closed() != b.State.Closed() {
			if a.State.Closed() {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return free
}

// evidence finds the issue for which a task speaks.
type evidence struct{ marks, urls, keys map[string]*item }

func newEvidence(p *planner) evidence {
	e := evidence{make(map[string]*item), make(map[string]*item), make(map[string]*item)}
	for _, it := range p.order {
		e.marks[p.mark(it.id)] = it
		key := it.key()
		url := "https://" + p.Settings.Site + "/browse/" + key
		if it.want != nil && it.want.url != "" {
			url = it.want.url
		}
		// The key of an issue that was read counts for more than one that is only
		// remembered: keys are given anew when issues move.
		if old := e.keys[key]; old == nil || old.want == nil {
			e.keys[key], e.urls[url] = it, it
		}
	}
	return e
}

func (e evidence) ownMark(t *Task) *item { return e.marks[t.Mark] }

func (e evidence) ownURL(t *Task) *item {
	if t.Mark != "" {
		return nil // it says itself that it is another issue's
	}
	if it := e.urls[t.URL]; it != nil {
		return it
	}
	return e.urls[urlIn(t.Note)]
}

func (e evidence) ownKey(t *Task) *item {
	if t.Mark != "" || t.URL != "" || urlIn(t.Note) != "" {
		return nil // what it says is more than its name
	}
	return e.keys[keyIn(t.Name)]
}
