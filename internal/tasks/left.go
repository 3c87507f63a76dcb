package tasks

import "time"

// What may be closed without having been seen finished.
const (
	closeFew     = 5  // so many tasks may be closed so at once …
	closePercent = 30 // … or so many of a hundred that are open

	vanishFew = 2 // so many are too many to be dropped when they are all that there are
)

// guard holds back what would close a good part of all tasks without anybody
// having seen in Jira that they should be. An answer that is wrong, or is one
// for somebody else, looks just like that; of what is known to be one for somebody
// else nothing of the kind is believed, nor of one that holds nothing at all.
func (p *planner) guard() {
	if p.Confirmed {
		return
	}
	open, closes, unseen, empty := 0, 0, 0, len(p.Result) == 0
	for _, it := range p.order {
		if it.task == nil || it.where == nowhere || it.link.Task == "" || it.link.Holder || it.task.State.Closed() {
			continue
		}
		open++
		if it.where == gone {
			unseen++
		}
		if p.closesUnseen(it) {
			closes++
		}
	}
	p.held = closes > closeFew && closes*100 > closePercent*open ||
		closes > 0 && (p.Stranger || empty || unseen == open && unseen >= vanishFew)
	p.plan.Report.Empty = p.held && empty
}

// closesUnseen reports whether the task of an item would be closed
// although its issue was not seen to be finished: it was not seen at all, or it
// was seen open, outside a result that may be one for somebody else. Taking the
// tag off counts as closing where there is no result, or one for somebody else.
func (p *planner) closesUnseen(it *item) bool {
	if it.task == nil || it.task.State.Closed() {
		return false
	}
	switch it.where {
	case gone:
		l := p.missed(*it.link)
		return l.Misses >= p.Settings.GraceRuns && p.Now.Sub(l.Missed) >= p.Settings.GraceSpan
	case outside:
		return it.want.left && (it.want.state.Closed() || p.Settings.OnLeft == LeftUntag && (len(p.Result) == 0 || p.foreign()))
	default:
		return false
	}
}

// missed counts one more run that could not see an issue.
func (p *planner) missed(l Link) Link {
	if l.Missed.IsZero() {
		l.Missed = p.Now.UTC().Truncate(time.Millisecond)
	}
	l.Misses++
	return l
}

// vanish deals with an issue that cannot be seen any more: it may have been
// deleted, or hidden from the account for a while.
func (p *planner) vanish(it *item) {
	if it.task == nil {
		p.forget(it)
		return
	}
	missed := p.missed(*it.link)
	l := &missed
	l.Retry, l.Seen = false, it.task.State
	switch {
	case it.task.State.Closed():
		l.Left = true
		p.note(it, l)
	case p.held || !p.closesUnseen(it):
		p.plan.Report.Unseen = append(p.plan.Report.Unseen, it.key())
		if p.closesUnseen(it) {
			p.plan.Report.Held = append(p.plan.Report.Held, it.key())
		}
		p.note(it, l)
	default:
		p.drop(it, l)
	}
}

// drop gives up the task of an issue that has been invisible for long enough.
// When the issue comes back, its status counts as changed.
func (p *planner) drop(it *item, l *Link) {
	state := dropped(p.Capabilities)
	l.Left, l.Asked, l.Digest, l.Base.Status.Want = true, state, "", p.Hash("gone")
	s := Step{Key: it.key(), before: it.link, link: l, Op: Op{Kind: Update, Mark: p.mark(it.id), Task: *it.task, Change: Change{State: &state}}}
	s.Deed = s.Op.deed()
	s.again = func(t Task) (Step, bool) { // the user was there: leave it to the next run
		l := *it.link
		l.Task = t.ID
		return Step{Key: it.key(), link: &l}, false
	}
	p.step(s)
}
