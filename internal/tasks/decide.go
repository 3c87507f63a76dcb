package tasks

import (
	"maps"
)

// decide says what becomes of one item.
func (p *planner) decide(it *item) {
	switch {
	case it.where == gone:
		p.vanish(it)
	case it.where == nowhere:
		p.settled(it)
	case it.where == outside && it.task == nil:
		p.forget(it)
	case it.where == outside && p.held && p.closesUnseen(it):
		p.hold(it)
	case it.task != nil:
		p.update(it)
	case it.want != nil && p.skipped(it):
		p.skip(it)
	case p.foreign() && it.want != nil:
		p.plan.Report.Foreign = append(p.plan.Report.Foreign, it.key())
	case p.foreign():
	case it.want != nil || it.holds != "":
		p.create(it)
	}
}

// hold leaves the task of an issue outside the result alone. When it is back, it
// is read: it may have changed meanwhile.
func (p *planner) hold(it *item) {
	p.plan.Report.Held = append(p.plan.Report.Held, it.key())
	l := *it.link
	l.Retry = true
	p.note(it, &l)
}

// foreign reports whether what Jira answers is meant for somebody whose list this
// is not, as far as anybody has said: no tasks are made of it.
func (p *planner) foreign() bool { return p.Stranger && !p.Confirmed }

// forget drops the link of an issue that is out of sight and has no task.
func (p *planner) forget(it *item) {
	if it.link.Key != "" {
		p.plan.Forget = append(p.plan.Forget, it.id)
	}
}

// settled keeps an eye on nothing: the issue has left the result and nobody
// asks for it. Where the user deleted the task, the link is of no use.
func (p *planner) settled(it *item) {
	if it.task == nil {
		p.forget(it)
	}
}

// skip remembers an issue that is closed and has no task, so that it is not
// read again until it changes.
func (p *planner) skip(it *item) {
	p.plan.Report.Counts.Skipped++
	p.note(it, &Link{Issue: it.id, Key: it.want.key, Above: it.want.above.ID, Asked: it.want.state})
}

// note keeps a link without a deed, if there is anything new in it.
func (p *planner) note(it *item, l *Link) {
	if *l != *it.link {
		if p.plan.Notes == nil {
			p.plan.Notes = make([]Link, 0, len(p.order))
		}
		p.plan.Notes = append(p.plan.Notes, *l)
	}
}

func (p *planner) step(s Step) {
	if p.plan.Steps == nil {
		p.plan.Steps = make([]Step, 0, len(p.order))
	}
	p.plan.Steps = append(p.plan.Steps, s)
}

// create makes a task, or a project.
func (p *planner) create(it *item) {
	l := &Link{Issue: it.id, Key: it.key(), Holder: it.where == above}
	c := Change{Tagged: new(true), Project: p.isProject(it)}
	if w := it.want; w != nil {
		note := putBlock("", w.body, "")
		c.Name, c.Note, c.URL, c.State = &w.name, &note, &w.url, new(Open)
		if !w.due.IsZero() {
			c.Due = &w.due
		}
		c.Extras = maps.Clone(w.extras)
		l.Above, l.Digest, l.Asked = w.above.ID, p.digest(w), w.state
		p.wanted(&l.Base, w)
	} else {
		c.Name, c.State = &it.holds, new(Open)
		p.wanted(&l.Base, &want{name: it.holds})
	}
	place := p.place(it)
	l.Base.Parent.Want = p.Hash(issueOf(place))
	if place != nil {
		c.Parent = p.ref(place)
	}
	op := Op{Kind: Create, Mark: p.mark(it.id), Change: c}
	p.step(Step{Key: it.key(), Deed: Creates, Op: op, before: it.link, link: l, again: p.again(it)})
}

// ref says how the target finds the task of an item.
func (p *planner) ref(it *item) *Ref {
	switch {
	case it == nil:
		return &Ref{}
	case it.task != nil:
		return &Ref{ID: it.task.ID}
	default:
		return &Ref{Mark: p.mark(it.id)}
	}
}

// wanted notes everything that Jira wants. What the task has of it is noted
// when the target has said so.
func (p *planner) wanted(b *Base, w *want) {
	b.Name.Want, b.Note.Want, b.URL.Want = p.Hash(w.name), p.bodyHash(w), p.Hash(w.url)
	b.Due.Want, b.Status.Want = p.Hash(w.due.String()), p.Hash(w.status)
	b.Extras.Want = p.Hash(extrasText(w.extras, w.extras))
}

// update merges what Jira says into the task.
func (p *planner) update(it *item) {
	s, needed := p.merge(it, *it.task)
	if needed {
		p.step(s)
	} else {
		p.note(it, s.link)
		p.plan.Report.Kept = append(p.plan.Report.Kept, s.Kept...)
	}
	if it.where == inside && s.link.Asked == Open && it.task.State.Closed() && s.Op.Change.State == nil {
		p.plan.Report.Counts.DoneHere++
	}
}

// again makes the step anew when the task turns out to have been changed.
func (p *planner) again(it *item) func(Task) (Step, bool) {
	return func(t Task) (Step, bool) {
		s, needed := p.merge(it, t)
		if p.Capabilities.Cascades && s.Op.closes() && t.Holds > 0 {
			p.waits[it.id] = true
			return p.merge(it, t)
		}
		return s, needed
	}
}

// finish notes what the task is like after the deed.
func (s *Step) finish(t Task, hash func(...string) string) Link {
	l, c := *s.link, s.Op.Change
	l.Task, l.Seen = t.ID, t.State
	all := s.Op.Kind == Create
	has := func(p *Pair, set bool, value string) {
		if set || all {
			p.Have = hash(value)
		}
	}
	has(&l.Base.Name, c.Name != nil, t.Name)
	has(&l.Base.Note, c.Note != nil, bodyOf(t.Note))
	has(&l.Base.URL, c.URL != nil, t.URL)
	has(&l.Base.Due, c.Due != nil, t.Due.String())
	has(&l.Base.Parent, c.Parent != nil, t.Parent)
	has(&l.Base.Extras, c.Extras != nil, extrasText(c.Extras, t.Extras))
	return l
}
