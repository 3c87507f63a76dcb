package jiratest

import (
	"strings"
	"time"
)

// What happens to an issue whatever it does: it is moved to another project, it
// is linked, its status is deleted, its sprint ends.

func (t *teller) foresee(d *draft, inward []int32) {
	if d.moved != 0 {
		d.expect(time.UnixMilli(d.moved).UTC(), (*teller).transfer)
	}
	if d.linked != 0 {
		d.expect(time.UnixMilli(d.linked).UTC(), func(t *teller, d *draft) { t.tie(d, d.verb.def().outward, d.link) })
	}
	for _, place := range inward {
		other := &t.outlines[place]
		d.expect(time.UnixMilli(other.linked).UTC(), func(t *teller, d *draft) { t.tie(d, other.verb.def().inward, place) })
	}
	if d.created.Before(t.pruning) {
		d.expect(t.pruning, func(t *teller, d *draft) {
			if d.status == d.project.flow[waiting] && d.status != nil {
				t.moveBy(d, t.robot, d.project.flow[inProgress])
			}
		})
	}
}

// transfer moves the issue to another project, which gives it another key. What
// the other project does not know is lost.
func (t *teller) transfer(d *draft) {
	from, to := d.project, t.places[d.target]
	before, after := d.key, to.Key+"-"+decimal(int64(d.later))
	items := []Item{
		{Field: "project", FieldType: "jira", FieldID: "project", From: &from.ID, FromString: &from.Name, To: &to.ID, ToString: &to.Name},
		{Field: "Key", FieldType: "jira", FromString: &before, ToString: &after},
	}
	if d.component != nil {
		items = append(items, idItem(Item{Field: "Component", FieldType: "jira", FieldID: "components"}, d.component, nil))
		d.component = nil
	}
	if d.fix != nil {
		items = append(items, idItem(Item{Field: "Fix Version", FieldType: "jira", FieldID: "fixVersions"}, &d.fix.namedDef, nil))
		d.fix = nil
	}
	if d.status == from.flow[blocked] && to.flow[blocked] == nil {
		next := to.flow[inProgress]
		items = append(items, Item{
			Field: "status", FieldType: "jira", FieldID: "status",
			From: &d.status.ID, FromString: &d.status.Name, To: &next.ID, ToString: &next.Name,
		})
		d.status = next
	}
	t.change(d, t.somebody(d), items...)
	d.project, d.key = to, after
}

// tie tells of a link to or from another issue.
func (t *teller) tie(d *draft, verb string, other int32) {
	key := t.keyAt(&t.outlines[other], d.at)
	t.change(d, t.somebody(d), Item{Field: "Link", FieldType: "jira", To: &key, ToString: ptr("This issue " + verb + " " + key)})
}

// A linkKind is what a link means.
type linkKind uint8

// duplicates says that one issue repeats the other.
const duplicates linkKind = 1

type linkDef struct{ id, name, inward, outward string }

func (k linkKind) def() linkDef {
	return []linkDef{
		{"10000", "Blocks", "is blocked by", "blocks"},
		{"10002", "Duplicate", "is duplicated by", "duplicates"},
		{"10003", "Relates", "relates to", "relates to"},
	}[k]
}

// planSprint takes most issues of a team that works in sprints into one: the
// next one, or few of them the one that runs. It waits for its start, and
// reports false if that has not come.
func (t *teller) planSprint(d *draft) bool {
	if !d.role.standard() || !t.chance(0.8) {
		return !d.over(t)
	}
	inTime := t.later(d, t.days(0.2))
	current := d.project.sprintAt(d.at)
	if !inTime || current == nil {
		return inTime
	}
	s := current
	completed := !s.Completed.IsZero() && !s.Completed.After(d.at)
	if s.next != nil && (completed || t.chance(0.6)) {
		s = s.next
	}
	t.join(d, s)
	return t.reach(d, s.Start)
}

// join puts the issue into a sprint. If it is not done when that is completed,
// it is carried into the next, or falls back into the backlog.
func (t *teller) join(d *draft, s *sprintDef) {
	from, fromNames := sprintTexts(d.sprints)
	d.sprints = append(d.sprints, s)
	to, toNames := sprintTexts(d.sprints)
	t.change(d, t.team[1], Item{
		Field: "Sprint", FieldType: "custom", FieldID: sprintField, From: &from, FromString: &fromNames, To: &to, ToString: &toNames,
	})
	if s.Completed.IsZero() {
		return
	}
	d.expect(s.Completed, func(t *teller, d *draft) {
		if d.status != d.project.flow[done] && s.next != nil && t.chance(0.85) {
			t.join(d, s.next)
		}
	})
}

// sprintTexts are the ids and the names of sprints as histories have them.
func sprintTexts(sprints []*sprintDef) (ids, names string) {
	var id, name []string
	for _, s := range sprints {
		id, name = append(id, decimal(s.ID)), append(name, s.Name)
	}
	return strings.Join(id, ", "), strings.Join(name, ", ")
}
