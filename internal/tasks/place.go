package tasks

// maxDepth is how many tasks may lie above one another.
const maxDepth = 100

// above returns the id of the issue above an item's.
func (it *item) above() string {
	if it.want != nil {
		return it.want.above.ID
	}
	return it.link.Above
}

// stands reports whether an item has a task, or is to get one.
func (p *planner) stands(it *item) bool {
	switch {
	case it == nil:
		return false
	case it.task != nil:
		return true
	case p.foreign():
		return false
	case it.holds != "":
		return true
	default:
		return it.where == inside && it.want != nil && !p.skipped(it)
	}
}

// skipped reports whether an issue needs no task, because it is closed and
// nothing has to lie in its project.
func (p *planner) skipped(it *item) bool {
	return it.want.state.Closed() && (!p.hasChildren[it.id] || it.above() != "")
}

// findProjects notes who has children, and which parents need a project because
// they have no task of their own: each once, however many children it has.
func (p *planner) findProjects() {
	p.hasChildren = make(map[string]bool)
	if p.Settings.Organise != Project {
		return
	}
	for _, it := range p.order[:len(p.order):len(p.order)] {
		id := it.above()
		if id == "" || it.where != inside || !p.stands(it) || p.loops[it] {
			continue
		}
		p.hasChildren[id] = true
		if it.want == nil || it.want.above.Key == "" {
			continue
		}
		parent := p.item(id)
		if parent.where == above || parent.where != inside && parent.task == nil {
			parent.where, parent.want = above, nil
			l := *parent.link
			l.Key = it.want.above.Key
			parent.link = &l
			parent.holds = taskName(it.want.above.Key, it.want.above.Summary)
		}
	}
	for _, it := range p.order { // an open parent that left the result is still there for its children
		if it.where == outside && it.want.left && it.task != nil && it.task.Project && p.hasChildren[it.id] {
			it.where, it.holds, it.want = above, it.want.name, nil
		}
	}
}

// findLoops notes the issues that are, by some way, their own parents. Those that
// only hang on a circle are not: they lie in one of its members.
func (p *planner) findLoops() {
	p.loops = make(map[*item]bool)
	walk := make(map[*item]int, len(p.order)) // on which walk an item was first met
	for n, start := range p.order {
		it := start
		for it != nil && walk[it] == 0 {
			walk[it] = n + 1
			it = p.items[it.above()]
		}
		if it == nil || walk[it] != n+1 {
			continue
		}
		for next := it; !p.loops[next]; next = p.items[next.above()] {
			p.loops[next] = true
		}
	}
}

// place returns the item in which another one is to lie, or nil for none.
func (p *planner) place(it *item) *item {
	if p.Settings.Organise == None || it == nil || p.loops[it] {
		return nil
	}
	parent := p.items[it.above()]
	if !p.stands(parent) || !p.Capabilities.Nested && !p.isProject(parent) {
		return nil
	}
	return parent
}

// isProject reports whether an item is a project, or is to be made as one: a
// parent that lies in nothing itself. What is a task already stays one.
func (p *planner) isProject(it *item) bool {
	switch {
	case it.task != nil:
		return it.task.Project
	case p.Settings.Organise != Project:
		return false
	default:
		return it.where == above || p.hasChildren[it.id] && p.place(it) == nil
	}
}

func issueOf(it *item) string {
	if it == nil {
		return ""
	}
	return it.id
}

// parent moves the task when Jira moved the issue, unless the user has moved it.
func (m *merger) parent() {
	if m.it.where != inside {
		return
	}
	place := m.place(m.it)
	base := &m.link.Base.Parent
	old := *base
	base.Want = m.Hash(issueOf(place))
	switch {
	case place == nil && m.task.Parent == "", place != nil && place.task != nil && place.task.ID == m.task.Parent:
		base.Have = m.Hash(m.task.Parent)
	case old.Want == "", old.Want == base.Want, old.Have != m.Hash(m.task.Parent):
	case place != nil && place.task != nil && m.within(place.task.ID, m.task.ID):
	default:
		m.c.Parent = m.ref(place)
		m.parents[m.task.ID] = m.c.Parent.ID
	}
}

// within reports whether a task lies in another one, at any depth, or is it.
func (p *planner) within(id, in string) bool {
	for range maxDepth {
		if id == in {
			return true
		}
		if id == "" {
			return false
		}
		id = p.parents[id]
	}
	return true
}
