package jiratest

import (
	"slices"
	"strings"
	"time"
)

// live tells an issue's life from its creation to the present.
func (g *generator) live(d *draft) {
	g.born(d)
	// The newest issue waits for the account's own person, so that there is
	// always something to do.
	if !g.triage(d) || d.place == g.Issues-1 || !g.wait(d) {
		return
	}
	if d.kind.level() < 1 && g.chance(0.05) {
		g.refuse(d)
		return
	}
	if !g.work(d) {
		return
	}
	if d.kind.level() == 0 || g.chance(0.4) {
		if !g.review(d) {
			return
		}
	}
	if !g.finish(d, g.resolutions[0]) || !g.chance(0.06) {
		return
	}
	// Reopened: what was wrong shows after some days.
	if g.pass(d, g.days(3), 0) && g.reopen(d, g.statuses[inProgress]) && g.pass(d, g.days(1.5), 0.3) {
		g.finish(d, g.resolutions[0])
	}
}

// born sets the fields with which the issue was made.
func (g *generator) born(d *draft) {
	d.at, d.changed = d.created, d.created
	d.reporter = g.somebody()
	d.priority = g.priorities[g.pick(0.04, 0.2, 0.55, 0.16, 0.05)]
	d.summary = Canary + " draft: " + g.title(d)
	d.details = Canary + " notes of " + g.somebody().Display + ": " + g.sentence()
	if g.chance(0.6) {
		d.component = d.project.components[g.rng.IntN(len(d.project.components))]
	}
	if d.place == g.Issues-1 || d.place%5 == 2 {
		d.assignee = g.team[0]
	}
}

// triage is what happens to nearly every new issue: the title and the text are
// made clear, labels and an estimate follow.
func (g *generator) triage(d *draft) bool {
	clean := strings.TrimPrefix(d.summary, Canary+" draft: ")
	if !g.later(d, 5*time.Minute+g.days(0.02)) {
		// Too new: it must not show a draft all the same.
		d.summary, d.details = clean, g.sentence()
		return false
	}
	details := g.sentence()
	g.change(d, d.reporter, textItem("summary", d.summary, clean), textItem("description", d.details, details))
	d.summary, d.details = clean, details
	if g.longStory(d) && !g.rearrange(d) {
		return false
	}
	if g.chance(0.6) && g.later(d, g.days(0.3)) {
		g.label(d)
	}
	if d.kind.level() == 0 && g.chance(0.75) && g.later(d, g.days(0.5)) {
		g.estimate(d)
	}
	if g.chance(0.25) && g.later(d, g.days(0.3)) {
		g.postpone(d)
	}
	return !d.over(g)
}

// longStory picks the few issues whose histories outgrow what Cloud embeds.
func (g *generator) longStory(d *draft) bool { return d.place == 3 || g.chance(0.02) }

func (g *generator) rearrange(d *draft) bool {
	for range 42 + g.rng.IntN(20) {
		if !g.later(d, g.days(0.02)) {
			return false
		}
		g.change(d, g.somebody(), Item{
			Field: "Rank", FieldType: "custom", FieldID: rankField,
			From: ptr(""), FromString: ptr(""), To: ptr(""), ToString: ptr(g.word("Ranked higher", "Ranked lower")),
		})
	}
	return true
}

// wait is the time before somebody begins. Some issues wait for ever.
func (g *generator) wait(d *draft) bool {
	if g.chance(0.12) {
		g.pass(d, 1000*24*time.Hour, 0.02)
		return false
	}
	return g.pass(d, g.days(4), 0.1)
}

// refuse closes an issue that nobody will work on.
func (g *generator) refuse(d *draft) {
	g.finish(d, g.resolutions[1+g.rng.IntN(2)])
}

// work is everything between the start and the review.
func (g *generator) work(d *draft) bool {
	g.assign(d)
	if !g.later(d, 20*time.Minute) || !g.move(d, g.statuses[inProgress]) {
		return false
	}
	size := g.days(2.2)
	if d.kind.level() > 0 {
		size = g.days(20)
	}
	if !g.pass(d, size/2, 0.15) {
		return false
	}
	switch draw := g.rng.Float64(); {
	case draw < 0.14:
		if !g.flag(d) {
			return false
		}
	case draw < 0.22:
		// Put back, and taken up again.
		if !g.move(d, g.statuses[toDo]) || !g.pass(d, g.days(3), 0.1) || !g.move(d, g.statuses[inProgress]) {
			return false
		}
	case draw < 0.34 && d.project.blocks:
		if !g.move(d, g.statuses[blocked]) || !g.pass(d, g.days(2), 0.1) || !g.move(d, g.statuses[inProgress]) {
			return false
		}
	}
	return g.pass(d, size/2, 0.15)
}

// flag raises the flag for some days.
func (g *generator) flag(d *draft) bool {
	g.setFlag(d, true)
	if !g.pass(d, g.days(1.5), 0.1) {
		return false
	}
	g.setFlag(d, false)
	return true
}

// review is the time in review, with or without going back for a correction.
func (g *generator) review(d *draft) bool {
	for g.move(d, g.statuses[inReview]) {
		if !g.pass(d, g.days(0.9), 0.15) {
			return false
		}
		if !g.chance(0.2) {
			return true
		}
		if !g.move(d, g.statuses[inProgress]) || !g.pass(d, g.days(0.7), 0.15) {
			return false
		}
	}
	return false
}

// pass lets time go by, with small changes on the way: rate of them a day. It
// reports false when the present is reached.
func (g *generator) pass(d *draft, span time.Duration, rate float64) bool {
	end := g.office(d.at.Add(span))
	var moments []time.Time
	for range int(min(span.Hours()/24, float64(g.Days))*rate + g.rng.Float64()) {
		moments = append(moments, g.office(d.at.Add(time.Duration(g.rng.Float64()*float64(span)))))
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, at := range moments {
		if !g.reach(d, at) {
			return false
		}
		g.fiddle(d)
	}
	return g.reach(d, end)
}

// later moves an issue's clock on by a span, into office hours.
func (g *generator) later(d *draft, span time.Duration) bool {
	return g.reach(d, g.office(d.at.Add(span)))
}

// reach moves an issue's clock. Two things never happen at one moment.
func (g *generator) reach(d *draft, at time.Time) bool {
	if !at.After(d.at) {
		at = d.at.Add(time.Duration(1000+g.rng.IntN(60000)) * time.Millisecond)
	}
	d.at = at
	return !d.over(g)
}

// over reports whether the issue's clock has passed the present.
func (d *draft) over(g *generator) bool { return d.at.After(g.Now) }

// fiddle changes something that is not the flow.
func (g *generator) fiddle(d *draft) {
	switch g.rng.IntN(8) {
	case 0:
		g.hand(d, g.somebody())
	case 1:
		g.label(d)
	case 2:
		g.postpone(d)
	case 3:
		g.prioritise(d)
	case 4:
		before := d.details
		d.details = g.sentence()
		g.change(d, g.somebody(), textItem("description", before, d.details))
	case 5:
		g.comment(d)
	case 6:
		g.logWork(d)
	default:
		g.comment(d)
	}
}
