package tasks

import (
	"maps"
	"slices"
	"time"
)

// A merger brings together, for one task and field by field, what Jira wants,
// what it wanted when they were last compared, and what the task has.
type merger struct {
	*planner
	it   *item
	task *Task
	link *Link
	c    Change
	kept []Kept
}

// merge returns the step that an item needs, given its task as it is now, and
// whether it needs one. The step's link is to be kept in any case.
func (p *planner) merge(it *item, t Task) (Step, bool) {
	link, before := *it.link, it.link
	m := merger{planner: p, it: it, task: &t, link: &link}
	if m.recall() {
		known := link
		before = &known
	}
	m.link.Task, m.link.Holder = t.ID, it.where == above
	m.link.Retry, m.link.Misses, m.link.Missed = false, 0, time.Time{}
	m.link.Left = it.where == outside
	if w := it.want; w != nil {
		m.link.Key, m.link.Above = w.key, w.above.ID
		if d := p.digest(w); d != m.link.Digest || it.where == outside {
			m.fields(w)
			m.state(w)
			m.link.Digest = d
		}
	} else if it.holds != "" {
		m.name(it.holds)
	}
	m.link.Seen = t.State
	if p.waits[it.id] {
		m.wait(before)
	}
	m.parent()
	m.tag()
	s := Step{Key: it.key(), Kept: m.kept, before: before, link: m.link, again: p.again(it)}
	s.Op = Op{Kind: Update, Mark: p.mark(it.id), Task: t, Change: m.c}
	s.Deed = s.Op.deed()
	return s, s.Deed != ""
}

// digest is the hash of everything that Jira says but where the task should lie.
func (p *planner) digest(w *want) string {
	return p.Hash(w.name, p.bodyHash(w), w.url, w.due.String(), w.status, extrasText(w.extras, w.extras))
}

// bodyHash is the hash of the body, which is long, and so hashed once.
func (p *planner) bodyHash(w *want) string {
	if w.hash == "" {
		w.hash = p.Hash(w.body)
	}
	return w.hash
}

// A verdict says which side a field takes.
type verdict int

const (
	asItIs  verdict = iota // the task has it already, or only the user changed it
	jiras                  // only Jira changed it
	clashes                // both did
)

// compare is the rule for every field. With no base, the task was found by what
// it says of itself: a field that differs is then the user's.
func (m *merger) compare(base *Pair, want, have string) verdict {
	return m.weigh(base, m.Hash(want), have, want == have)
}

// weigh is compare for a want that is hashed already.
func (m *merger) weigh(base *Pair, want, have string, same bool) verdict {
	old := *base
	base.Want = want
	switch {
	case same:
		base.Have = base.Want
		return asItIs
	case old.Want == "", old.Want == base.Want:
		return asItIs
	case old.Have == m.Hash(have):
		return jiras
	default:
		return clashes
	}
}

// wins reports whether Jira's value is to be written, and reports what gives way.
func (m *merger) wins(f Field, v verdict, want, have string) bool {
	if v != clashes {
		return v == jiras
	}
	local := slices.Contains(m.Settings.KeepLocal, f) || f == FieldExtras
	lost := have
	if local {
		lost = want
	}
	m.kept = append(m.kept, Kept{Key: m.it.key(), Field: f, Lost: lost, Local: local})
	return !local
}

func (m *merger) name(want string) {
	if v := m.compare(&m.link.Base.Name, want, m.task.Name); m.wins(FieldName, v, want, m.task.Name) {
		m.c.Name = &want
	}
}

func (m *merger) fields(w *want) {
	m.name(w.name)
	due := m.task.Due.String()
	if v := m.compare(&m.link.Base.Due, w.due.String(), due); m.wins(FieldDue, v, w.due.String(), due) {
		m.c.Due = &w.due
	}
	// The address is nobody's but Jira's. Some targets have no place for it.
	if v := m.compare(&m.link.Base.URL, w.url, m.task.URL); v == jiras || v == clashes {
		m.c.URL = &w.url
	}
	if w.extras != nil {
		want, have := extrasText(w.extras, w.extras), extrasText(w.extras, m.task.Extras)
		if v := m.compare(&m.link.Base.Extras, want, have); m.wins(FieldExtras, v, want, have) {
			m.c.Extras = maps.Clone(w.extras)
		}
	}
	m.note(w)
}

// note puts the block right. What the user wrote within it goes below it.
func (m *merger) note(w *want) {
	_, found := findBlock(m.task.Note)
	first := m.link.Base.Note.Want == ""
	have := bodyOf(m.task.Note)
	v := m.weigh(&m.link.Base.Note, m.bodyHash(w), have, w.body == have)
	yours := ""
	switch {
	case first && !found:
		v = jiras // a task that was made by hand, or by something else: nothing is lost by adding
	case v == clashes && found:
		yours = have
	}
	if m.wins(FieldNote, v, w.body, have) {
		m.c.Note = new(putBlock(m.task.Note, w.body, yours))
	}
}

// bodyOf returns what stands in the block of a note, and nothing where there is
// no block.
func bodyOf(note string) string {
	b, _ := findBlock(note)
	return b.body
}

// state decides whether the task is closed or opened. A task that the user
// closed stays closed until the Jira status changes after that.
func (m *merger) state(w *want) {
	if w.state == "" {
		return
	}
	base, seen, have := &m.link.Base.Status, m.link.Seen, m.task.State
	first, old := base.Want == "", base.Want
	base.Want, m.link.Asked = m.Hash(w.status), w.state
	users := seen != "" && have != seen
	var write bool
	switch {
	case have == w.state:
	case first:
		write = w.state.Closed() && !have.Closed()
	case old == base.Want:
	case !users:
		write = true
	case w.state.Closed():
		write = !have.Closed()
	default: // both changed since the last run: which came later?
		write = !m.task.Closed.IsZero() && w.updated.After(m.task.Closed)
	}
	if write {
		m.c.State = &w.state
	}
}

// tag puts our tag on a task that comes back, and off one that the user is to have.
func (m *merger) tag() {
	switch {
	case m.it.where == outside && m.Settings.OnLeft == LeftUntag && m.link.Asked == Open:
		if m.task.Tagged {
			m.c.Tagged = new(false)
		}
	case m.it.where == inside && m.it.link.Left && !m.task.Tagged:
		m.c.Tagged = new(true)
	}
}

// deed says what an op means to the user; it is empty if the op does nothing.
func (o *Op) deed() Deed {
	c := &o.Change
	switch {
	case c.State != nil && *c.State == Open:
		return Reopens
	case c.State != nil && *c.State == Dropped:
		return Drops
	case c.State != nil:
		return Completes
	case c.Parent != nil:
		return Moves
	case c.Name != nil, c.Note != nil, c.URL != nil, c.Due != nil, c.Tagged != nil, len(c.Extras) > 0:
		return Updates
	default:
		return ""
	}
}
