package tasks

// waitForChildren puts off the closing of tasks that hold open ones, where
// closing would reach these, too: they are closed when nothing open is in them.
func (p *planner) waitForChildren() {
	for p.Capabilities.Cascades && p.putOff() {
	}
}

// putOff takes out of the plan what would close too much, and reports whether
// it found anything. What it takes out can keep another task open in its turn.
func (p *planner) putOff() bool {
	settled := make(map[string]int) // for each task: how many open ones in it are closed or leave, less those that come
	for _, s := range p.plan.Steps {
		closes, to := s.Op.closes(), s.Op.Change.Parent
		if (closes || to != nil) && !s.Op.Task.State.Closed() {
			settled[s.Op.Task.Parent]++
		}
		if to != nil && !closes {
			settled[to.ID]--
		}
	}
	steps, found := p.plan.Steps[:0], false
	for _, s := range p.plan.Steps {
		if s.Op.closes() && s.Op.Task.Holds > settled[s.Op.Task.ID] {
			found = true
			var needed bool
			if s, needed = p.wait(p.items[s.link.Issue], s.Op.Task); !needed {
				continue
			}
		}
		steps = append(steps, s)
	}
	p.plan.Steps = steps
	return found
}

// closes reports whether an op closes a task.
func (o *Op) closes() bool {
	return o.Kind == Update && o.Change.State != nil && o.Change.State.Closed()
}

// wait makes a step anew, without the closing, and reports whether anything is
// left of it. The issue is looked at again in the next run.
func (p *planner) wait(it *item, t Task) (Step, bool) {
	p.waits[it.id] = true
	p.plan.Report.Waiting = append(p.plan.Report.Waiting, it.key())
	if it.where == gone {
		l := p.missed(*it.link)
		l.Seen = t.State
		p.note(it, &l)
		return Step{}, false
	}
	s, needed := p.merge(it, t)
	if !needed {
		p.note(it, s.link)
	}
	return s, needed
}

// wait leaves the task open, and the question of its state to the next run.
func (m *merger) wait(before *Link) {
	m.c.State = nil
	m.link.Digest, m.link.Base.Status, m.link.Asked = "", before.Base.Status, before.Asked
	m.link.Left, m.link.Retry = before.Left, true
}
