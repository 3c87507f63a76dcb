package tasks

// intend notes what the task will be like when the step is done. It is kept
// before the step begins, so that a run that is killed right after it does not
// take for the user's what Weir wrote itself.
func (s *Step) intend(hash func(...string) string) Link {
	l := s.link
	t := s.Op.Task
	c := s.Op.Change
	if c.Name != nil {
		t.Name = *c.Name
	}
	if c.Note != nil {
		t.Note = *c.Note
	}
	if c.URL != nil {
		t.URL = *c.URL
	}
	if c.Due != nil {
		t.Due = *c.Due
	}
	if c.State != nil {
		t.State = *c.State
	}
	if c.Parent != nil {
		t.Parent = c.Parent.ID
	}
	if c.Extras != nil {
		t.Extras = c.Extras
	}
	done := s.finish(t, hash)
	before := *s.before
	before.Issue, before.Key, before.Intent = l.Issue, l.Key, Intent{Base: done.Base, Seen: done.Seen}
	if s.Op.Kind == Create {
		before.Holder, before.Above = l.Holder, l.Above
	}
	return before
}

// recall takes up what a run that was killed had begun: where a field is as it
// was to be, that is what it was last. It reports whether there was anything.
func (m *merger) recall() bool {
	i := m.link.Intent
	if i == (Intent{}) {
		return false
	}
	m.link.Intent, m.link.Digest = Intent{}, ""
	t, b := m.task, &m.link.Base
	take := func(base *Pair, intent Pair, value string) {
		if intent.Have != "" && intent.Have == m.Hash(value) {
			*base = intent
		}
	}
	take(&b.Name, i.Base.Name, t.Name)
	take(&b.Note, i.Base.Note, bodyOf(t.Note))
	take(&b.URL, i.Base.URL, t.URL)
	take(&b.Due, i.Base.Due, t.Due.String())
	take(&b.Parent, i.Base.Parent, t.Parent)
	if m.it.want != nil {
		take(&b.Extras, i.Base.Extras, extrasText(m.it.want.extras, t.Extras))
	}
	if i.Seen == t.State {
		b.Status, m.link.Seen = i.Base.Status, i.Seen
	}
	return true
}
