package jiratest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// change adds an entry to the history at the present moment.
func (g *generator) change(d *draft, by *Person, items ...Item) {
	if d.over(g) {
		return
	}
	d.histories = append(d.histories, History{Author: by, At: d.at, Items: items})
}

// move changes the status. It reports false when there is no time left.
func (g *generator) move(d *draft, to *statusDef, also ...Item) bool {
	if d.over(g) {
		return false
	}
	g.change(d, g.doer(d), append(also, Item{
		Field: "status", FieldType: "jira", FieldID: "status",
		From: &d.status.ID, FromString: &d.status.Name, To: &to.ID, ToString: &to.Name,
	})...)
	if d.status.Category != to.Category {
		d.changed = d.at
	}
	d.status = to
	return true
}

// finish sets the resolution and the last status in one entry, as Jira does.
func (g *generator) finish(d *draft, with *namedDef) bool {
	if d.over(g) {
		return false
	}
	d.resolution, d.resolved = with, d.at
	return g.move(d, g.statuses[done], resolutionItem(nil, with))
}

func (g *generator) reopen(d *draft, to *statusDef) bool {
	if d.over(g) {
		return false
	}
	was := d.resolution
	d.resolution, d.resolved = nil, time.Time{}
	return g.move(d, to, resolutionItem(was, nil))
}

func resolutionItem(from, to *namedDef) Item {
	item := Item{Field: "resolution", FieldType: "jira", FieldID: "resolution"}
	if from != nil {
		item.From, item.FromString = &from.ID, &from.Name
	}
	if to != nil {
		item.To, item.ToString = &to.ID, &to.Name
	}
	return item
}

// assign finds somebody for an issue that nobody has.
func (g *generator) assign(d *draft) {
	if d.assignee == nil {
		g.hand(d, g.somebody())
	}
}

func (g *generator) hand(d *draft, to *Person) {
	if d.assignee == to {
		return
	}
	item := Item{Field: "assignee", FieldType: "jira", FieldID: "assignee", To: &to.AccountID, ToString: &to.Display}
	if d.assignee != nil {
		item.From, item.FromString = &d.assignee.AccountID, &d.assignee.Display
	}
	g.change(d, g.somebody(), item)
	d.assignee = to
}

func (g *generator) label(d *draft) {
	all := labelsOfTeam()
	label := all[g.rng.IntN(len(all))]
	before := strings.Join(d.labels, " ")
	if at := slices.Index(d.labels, label); at >= 0 {
		d.labels = slices.Delete(slices.Clone(d.labels), at, at+1)
	} else {
		d.labels = append(slices.Clone(d.labels), label)
		slices.Sort(d.labels)
	}
	g.change(d, g.somebody(), Item{
		Field: "labels", FieldType: "jira", FieldID: "labels",
		From: ptr(""), FromString: ptr(before), To: ptr(""), ToString: ptr(strings.Join(d.labels, " ")),
	})
}

func (g *generator) estimate(d *draft) {
	item := Item{Field: "Story Points", FieldType: "custom", FieldID: pointsField}
	if d.points > 0 {
		item.FromString = ptr(pointsText(d.points))
	}
	d.points = []float64{1, 2, 3, 5, 8}[g.pick(0.2, 0.25, 0.3, 0.18, 0.07)]
	item.ToString = ptr(pointsText(d.points))
	g.change(d, g.somebody(), item)
}

func pointsText(points float64) string { return strconv.FormatFloat(points, 'f', -1, 64) }

// postpone gives the issue a due date, or a later one.
func (g *generator) postpone(d *draft) {
	item := Item{Field: "duedate", FieldType: "jira", FieldID: "duedate"}
	if !d.due.IsZero() {
		item.From, item.FromString = dueTexts(d.due)
	}
	from := d.at
	if d.due.After(from) {
		from = d.due
	}
	d.due = from.AddDate(0, 0, 4+g.rng.IntN(30))
	item.To, item.ToString = dueTexts(d.due)
	g.change(d, g.somebody(), item)
}

func dueTexts(due time.Time) (day, moment *string) {
	text := due.Format(time.DateOnly)
	return &text, ptr(text + " 00:00:00.0")
}

func (g *generator) prioritise(d *draft) {
	all := g.priorities
	to := all[g.rng.IntN(len(all))]
	if to == d.priority {
		return
	}
	g.change(d, g.somebody(), Item{
		Field: "priority", FieldType: "jira", FieldID: "priority",
		From: &d.priority.ID, FromString: &d.priority.Name, To: &to.ID, ToString: &to.Name,
	})
	d.priority = to
}

func (g *generator) setFlag(d *draft, up bool) {
	if d.over(g) {
		return
	}
	item := Item{Field: "Flagged", FieldType: "custom", FieldID: flagField}
	item.From, item.FromString = ptr(""), ptr("")
	item.To, item.ToString = ptr("["+flagOption+"]"), ptr("Impediment")
	if !up {
		item.From, item.FromString, item.To, item.ToString = item.To, item.ToString, item.From, item.FromString
	}
	g.change(d, g.doer(d), item)
	d.flagged = up
}

func (g *generator) comment(d *draft) {
	if !d.over(g) {
		d.comments = append(d.comments, remark{at: d.at, author: g.somebody(), text: g.sentence()})
	}
}

func (g *generator) logWork(d *draft) {
	if !d.over(g) {
		d.worklogs = append(d.worklogs, remark{at: d.at, author: g.doer(d), text: g.sentence(), seconds: 1800 * (1 + g.rng.IntN(12))})
	}
}

func textItem(field, from, to string) Item {
	return Item{Field: field, FieldType: "jira", FieldID: field, FromString: &from, ToString: &to}
}

func ptr(text string) *string { return &text }

// doer is whoever has the issue, or somebody.
func (g *generator) doer(d *draft) *Person {
	if d.assignee != nil {
		return d.assignee
	}
	return g.somebody()
}

func (g *generator) somebody() *Person { return g.team[g.rng.IntN(len(g.team))] }

// pick returns an index by its share.
func (g *generator) pick(shares ...float64) int {
	draw := g.rng.Float64()
	for n, share := range shares {
		if draw -= share; draw < 0 {
			return n
		}
	}
	return len(shares) - 1
}

func (g *generator) word(words ...string) string { return words[g.rng.IntN(len(words))] }
