package jiratest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// change adds an entry to the history at the present moment.
func (t *teller) change(d *draft, by *Person, items ...Item) {
	if d.over(t) {
		return
	}
	d.histories = append(d.histories, History{ID: t.entryID(d.at, d.place), Author: by, At: d.at, Items: items})
}

// move changes the status. It reports false when there is no time left.
func (t *teller) move(d *draft, to *stage, also ...Item) bool {
	return t.moveBy(d, t.doer(d), to, also...)
}

func (t *teller) moveBy(d *draft, who *Person, to *stage, also ...Item) bool {
	if d.over(t) {
		return false
	}
	if d.status != to {
		also = append(also, Item{
			Field: "status", FieldType: "jira", FieldID: "status",
			From: &d.status.ID, FromString: t.nameAt(d.status, d.at), To: &to.ID, ToString: t.nameAt(to, d.at),
		})
	}
	if len(also) == 0 {
		return true
	}
	t.change(d, who, also...)
	if d.status.Category != to.Category {
		d.changed = d.at
	}
	d.status = to
	return true
}

// finish sets the resolution and the last status in one entry, as Jira does
// where its workflow was made with care.
func (t *teller) finish(d *draft, with *namedDef) bool {
	if d.over(t) {
		return false
	}
	var also []Item
	if d.resolution == nil && !(d.project.lax && t.chance(0.05)) {
		also = append(also, resolutionItem(nil, with))
		d.resolution, d.resolved = with, d.at
	}
	if next := d.project.versionAt(d.at); next != nil && d.fix != next && d.role.standard() && t.chance(0.5) {
		var before *namedDef
		if d.fix != nil {
			before = &d.fix.namedDef
		}
		also = append(also, listItems(Item{Field: "Fix Version", FieldType: "jira", FieldID: "fixVersions"}, before, &next.namedDef)...)
		d.fix = next
	}
	return t.move(d, d.project.flow[done], also...)
}

func (t *teller) reopen(d *draft, to *stage) bool {
	if d.over(t) {
		return false
	}
	if d.resolution == nil || d.project.lax && t.chance(0.3) {
		return t.move(d, to)
	}
	was := d.resolution
	d.resolution, d.resolved = nil, time.Time{}
	return t.move(d, to, resolutionItem(was, nil))
}

func resolutionItem(from, to *namedDef) Item {
	return idItem(Item{Field: "resolution", FieldType: "jira", FieldID: "resolution"}, from, to)
}

// idItem fills in the ends of a change from one thing to another. Either may
// be missing.
func idItem(item Item, from, to *namedDef) Item {
	if from != nil {
		item.From, item.FromString = &from.ID, &from.Name
	}
	if to != nil {
		item.To, item.ToString = &to.ID, &to.Name
	}
	return item
}

// listItems is a change of the only value of a field that could have several:
// Jira tells what goes, and then what comes.
func listItems(item Item, from, to *namedDef) []Item {
	if from == nil {
		return []Item{idItem(item, nil, to)}
	}
	return []Item{idItem(item, from, nil), idItem(item, nil, to)}
}

// assign finds somebody for an issue that nobody has.
func (t *teller) assign(d *draft) {
	if d.assignee == nil {
		t.hand(d, t.colleague())
	}
}

func (t *teller) hand(d *draft, to *Person) {
	if d.assignee == to {
		return
	}
	item := personItem("assignee", d.assignee, to)
	t.change(d, t.somebody(d), item)
	d.assignee = to
}

func (t *teller) unassign(d *draft) {
	if d.assignee == nil || !t.later(d, time.Minute) {
		return
	}
	t.change(d, t.somebody(d), personItem("assignee", d.assignee, nil))
	d.assignee = nil
}

func personItem(field string, from, to *Person) Item {
	item := Item{Field: field, FieldType: "jira", FieldID: field}
	if from != nil {
		item.From, item.FromString = &from.AccountID, &from.Display
	}
	if to != nil {
		item.To, item.ToString = &to.AccountID, &to.Display
	}
	return item
}

func (t *teller) label(d *draft) {
	label := oneOf(t.chancer, labelsOfTeam())
	before := strings.Join(d.labels, " ")
	if at := slices.Index(d.labels, label); at >= 0 {
		d.labels = slices.Delete(slices.Clone(d.labels), at, at+1)
	} else {
		d.labels = append(slices.Clone(d.labels), label)
		slices.Sort(d.labels)
	}
	t.change(d, t.somebody(d), Item{
		Field: "labels", FieldType: "jira", FieldID: "labels",
		From: ptr(""), FromString: ptr(before), To: ptr(""), ToString: ptr(strings.Join(d.labels, " ")),
	})
}

// retype makes a story of a task, or whatever else it should have been.
func (t *teller) retype(d *draft) {
	to := []role{story, task, bug}[t.rng.IntN(3)]
	if to == d.role || !d.project.has(to) || d.over(t) {
		return
	}
	from := d.kind()
	d.role = to
	t.change(d, t.somebody(d), Item{
		Field: "issuetype", FieldType: "jira", FieldID: "issuetype",
		From: &from.ID, FromString: &from.Name, To: &d.kind().ID, ToString: &d.kind().Name,
	})
}

func (t *teller) estimate(d *draft) {
	item := Item{Field: "Story Points", FieldType: "custom", FieldID: pointsField}
	if d.points > 0 {
		item.FromString = ptr(pointsText(d.points))
	}
	d.points = []float64{1, 2, 3, 5, 8, 0.5}[t.pick(0.2, 0.25, 0.28, 0.17, 0.07, 0.03)]
	item.ToString = ptr(pointsText(d.points))
	t.change(d, t.somebody(d), item)
}

func pointsText(points float64) string { return strconv.FormatFloat(points, 'f', -1, 64) }

// postpone gives the issue a due date, or a later one.
func (t *teller) postpone(d *draft) {
	item := Item{Field: "duedate", FieldType: "jira", FieldID: "duedate"}
	if !d.due.IsZero() {
		item.From, item.FromString = dueTexts(d.due)
	}
	from := d.at
	if d.due.After(from) {
		from = d.due
	}
	d.due = from.AddDate(0, 0, 4+t.rng.IntN(30))
	item.To, item.ToString = dueTexts(d.due)
	t.change(d, t.somebody(d), item)
}

func dueTexts(due time.Time) (day, moment *string) {
	text := due.Format(time.DateOnly)
	return &text, ptr(text + " 00:00:00.0")
}

func (t *teller) prioritise(d *draft) {
	to := oneOf(t.chancer, t.priorities)
	if to == d.priority {
		return
	}
	t.change(d, t.somebody(d), idItem(Item{Field: "priority", FieldType: "jira", FieldID: "priority"}, d.priority, to))
	d.priority = to
}

func (t *teller) setFlag(d *draft, up bool) {
	if d.over(t) {
		return
	}
	item := Item{Field: "Flagged", FieldType: "custom", FieldID: flagField}
	item.From, item.FromString = ptr(""), ptr("")
	item.To, item.ToString = ptr("["+flagOption+"]"), ptr("Impediment")
	if !up {
		item.From, item.FromString, item.To, item.ToString = item.To, item.ToString, item.From, item.FromString
	}
	t.change(d, t.doer(d), item)
	d.flagged = up
}

func (t *teller) comment(d *draft) {
	if d.over(t) {
		return
	}
	text := t.sentence()
	if d.hostile {
		text = t.pasted(text)
	}
	d.comments = append(d.comments, remark{id: t.entryID(d.at, d.place), at: d.at, author: t.somebody(d), text: text})
}

func (t *teller) logWork(d *draft) {
	if !d.over(t) {
		d.worklogs = append(d.worklogs, remark{
			id: t.entryID(d.at, d.place), at: d.at, author: t.doer(d), text: t.sentence(), seconds: 1800 * (1 + t.rng.IntN(12)),
		})
	}
}

// regroup gives the issue to another part of the project.
func (t *teller) regroup(d *draft) {
	if len(d.project.components) == 0 {
		return
	}
	to := oneOf(t.chancer, d.project.components)
	if to == d.component {
		return
	}
	t.change(d, t.somebody(d), listItems(Item{Field: "Component", FieldType: "jira", FieldID: "components"}, d.component, to)...)
	d.component = to
}

func (t *teller) attach(d *draft) {
	if d.over(t) {
		return
	}
	u := upload{id: t.entryID(d.at, d.place), at: d.at, author: t.somebody(d), name: t.fileName(d)}
	d.uploads = append(d.uploads, u)
	t.change(d, u.author, Item{Field: "Attachment", FieldType: "jira", FieldID: "attachment", To: &u.id, ToString: &u.name})
}

func textItem(field, from, to string) Item {
	return Item{Field: field, FieldType: "jira", FieldID: field, FromString: &from, ToString: &to}
}

func ptr(text string) *string { return &text }

// doer is whoever has the issue, or somebody.
func (t *teller) doer(d *draft) *Person {
	if d.assignee != nil {
		return d.assignee
	}
	return t.colleague()
}

// colleague is one of those who work there.
func (t *teller) colleague() *Person { return oneOf(t.chancer, t.team) }

// somebody is mostly one of those who work there.
func (t *teller) somebody(d *draft) *Person {
	draw := t.rng.Float64()
	switch {
	case draw < 0.02:
		return t.erased
	case draw < 0.04:
		return t.robot
	case draw < 0.1 && d.at.Before(t.leave):
		return t.left
	default:
		return t.colleague()
	}
}
