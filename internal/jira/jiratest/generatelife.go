package jiratest

import (
	"slices"
	"strings"
	"time"
)

// A draft is an issue in the making: its present state, and how it came there.
type draft struct {
	*outline
	place     int // in the order of creation
	project   *workplace
	role      role
	key       string
	created   time.Time
	reporter  *Person
	histories []History
	comments  []remark
	worklogs  []remark
	uploads   []upload
	hostile   bool // somebody pastes what breaks programs

	at     time.Time // how far its life has been told
	agenda []event   // what happens to it whatever it does, the next first

	status     *stage
	changed    time.Time // of the status category
	resolution *namedDef
	resolved   time.Time
	assignee   *Person
	priority   *namedDef
	summary    string
	details    string
	labels     []string
	component  *namedDef
	fix        *release
	sprints    []*sprintDef
	points     float64 // 0 for none
	due        time.Time
	flagged    bool
}

// A remark is a comment, or a worklog with its seconds.
type remark struct {
	id      string
	at      time.Time
	author  *Person
	text    string
	seconds int
}

// An upload is an attachment.
type upload struct {
	id     string
	at     time.Time
	author *Person
	name   string
}

func (d *draft) kind() *typeDef { return d.project.kinds[d.role] }

// An event happens at its time.
type event struct {
	at time.Time
	do func(t *teller, d *draft)
}

// A teller tells one life.
type teller struct {
	*generator
	chancer
}

// live tells an issue's life from its creation to the present. Inward are the
// places of the issues that are linked to it.
func (g *generator) live(place int, inward []int32) *draft {
	o := &g.outlines[place]
	d := &draft{
		outline: o, place: place, project: g.places[o.project], role: o.role, created: time.UnixMilli(o.created).UTC(),
		key: g.keyAt(o, time.UnixMilli(o.created)),
	}
	t := &teller{generator: g, chancer: newChancer(g.Seed, lifeStream, place)}
	t.born(d)
	if !t.triage(d) {
		return d
	}
	t.foresee(d, inward)
	t.course(d)
	t.reach(d, g.Now)
	return d
}

// course is an issue's way through the workflow.
func (t *teller) course(d *draft) {
	if !t.prepare(d) {
		return
	}
	// The newest issue waits for the account's own person, so that there is
	// always something to do.
	if d.place == t.Issues-1 || !t.wait(d) {
		return
	}
	switch draw := t.rng.Float64(); {
	case d.role.standard() && draw < 0.05:
		t.refuse(d)
		return
	case draw < 0.07:
		// Done without ever having been in work.
		t.finish(d, t.resolutions[0])
		return
	}
	if !t.work(d) {
		return
	}
	if d.project.flow[inReview] != nil && (d.role.standard() || t.chance(0.4)) {
		if !t.review(d) {
			return
		}
	}
	if !t.finish(d, t.resolutions[0]) {
		return
	}
	if t.chance(0.12) && t.pass(d, t.days(1), 0) {
		t.fiddle(d)
	}
	// Reopened: what was wrong shows after some days, to some more than once.
	for probability := 0.06; t.chance(probability); probability = 0.3 {
		to := d.project.flow[t.pick(0.2, 0.8)]
		if !t.pass(d, t.days(3), 0) || !t.reopen(d, to) || !t.pass(d, t.days(1.5), 0.3) || !t.finish(d, t.resolutions[0]) {
			return
		}
	}
}

// born sets the fields with which the issue was made.
func (t *teller) born(d *draft) {
	d.at, d.changed = d.created, d.created
	d.status = d.project.flow[toDo]
	if started := 0.03; t.chance(started) || d.role == incident && t.chance(0.3) {
		d.status = d.project.flow[inProgress]
	}
	d.reporter = t.somebody(d)
	d.priority = t.priorities[t.pick(0.04, 0.2, 0.55, 0.16, 0.05)]
	d.hostile = d.place >= 10 && t.chance(0.02)
	d.summary = Canary + " draft: " + t.title(d)
	d.details = Canary + " notes of " + t.somebody(d).Display + ": " + t.sentence()
	if len(d.project.components) > 0 && t.chance(0.6) {
		d.component = oneOf(t.chancer, d.project.components)
	}
	if d.place == t.Issues-1 || d.place%max(5, len(t.team)*3/4) == 2 {
		d.assignee = t.team[0]
	}
}

// triage is what happens first to every issue: the title and the text are made
// clear. It reports false for an issue that is too new.
func (t *teller) triage(d *draft) bool {
	clean := strings.TrimPrefix(d.summary, Canary+" draft: ")
	details := t.sentence()
	if d.hostile {
		clean, details = t.pasted(clean), t.pasted(details)
	}
	if !t.later(d, 5*time.Minute+t.days(0.02)) {
		// It must not show a draft all the same.
		d.summary, d.details = clean, details
		return false
	}
	t.change(d, d.reporter, textItem("summary", d.summary, clean), textItem("description", d.details, details))
	d.summary, d.details = clean, details
	return true
}

// prepare makes an issue ready to be worked on.
func (t *teller) prepare(d *draft) bool {
	if !t.longStory(d) {
		return false
	}
	if t.chance(0.6) && t.later(d, t.days(0.3)) {
		t.label(d)
	}
	if d.role.standard() && t.chance(0.03) && t.later(d, t.days(0.2)) {
		t.retype(d)
	}
	if d.role.standard() && t.chance(0.75) && t.later(d, t.days(0.5)) {
		t.estimate(d)
	}
	if t.chance(0.25) && t.later(d, t.days(0.3)) {
		t.postpone(d)
	}
	return !d.over(t)
}

// longStory gives few issues histories that outgrow what Cloud embeds, and
// fewer ones that outgrow a page.
func (t *teller) longStory(d *draft) bool {
	switch draw := t.rng.Float64(); {
	case d.place == 11 || draw < 0.003:
		return t.rearrange(d, 104+t.rng.IntN(120))
	case d.place == 3 || draw < 0.02:
		return t.rearrange(d, 42+t.rng.IntN(20))
	default:
		return true
	}
}

func (t *teller) rearrange(d *draft, times int) bool {
	for range times {
		if !t.later(d, t.days(0.02)) {
			return false
		}
		t.change(d, t.somebody(d), Item{
			Field: "Rank", FieldType: "custom", FieldID: rankField,
			From: ptr(""), FromString: ptr(""), To: ptr(""), ToString: ptr(t.word("Ranked higher", "Ranked lower")),
		})
	}
	return true
}

// wait is the time before somebody begins. Some issues wait for ever.
func (t *teller) wait(d *draft) bool {
	if t.chance(0.12) {
		t.pass(d, 1000*24*time.Hour, 0.02)
		return false
	}
	if !t.planSprint(d) {
		return false
	}
	// Some are done the day they are made.
	if t.chance(0.05) {
		return t.later(d, 10*time.Minute)
	}
	return t.pass(d, t.days(4), 0.1)
}

// refuse closes an issue that nobody will work on.
func (t *teller) refuse(d *draft) {
	if d.project.lax && t.chance(0.25) && !d.over(t) {
		// Somebody set the resolution alone: the status stays.
		d.resolution, d.resolved = t.resolutions[1], d.at
		t.change(d, t.somebody(d), resolutionItem(nil, d.resolution))
		return
	}
	if d.link >= 0 && d.verb == duplicates {
		t.finish(d, t.resolutions[2])
		return
	}
	t.finish(d, t.resolutions[1+t.rng.IntN(2)])
}

// work is everything between the start and the review.
func (t *teller) work(d *draft) bool {
	t.assign(d)
	if !t.later(d, 20*time.Minute) || !t.move(d, d.project.flow[inProgress]) {
		return false
	}
	size := t.days([]float64{2.2, 0.05}[t.pick(0.93, 0.07)])
	if d.role == epic {
		size = t.days(20)
	}
	return t.pass(d, size/2, 0.15) && t.setback(d) && t.pass(d, size/2, 0.15)
}

// setback is what goes wrong in the middle of some work.
func (t *teller) setback(d *draft) bool {
	flow := d.project.flow
	switch draw := t.rng.Float64(); {
	case draw < 0.14:
		return t.flag(d)
	case draw < 0.2:
		// Put back, and taken up again.
		return t.move(d, flow[toDo]) && t.pass(d, t.days(3), 0.1) && t.move(d, flow[inProgress])
	case draw < 0.22:
		// Put back, and left there.
		if t.move(d, flow[toDo]) && t.chance(0.3) {
			t.unassign(d)
		}
		return false
	case draw < 0.34 && flow[blocked] != nil:
		return t.move(d, flow[blocked]) && t.pass(d, t.days(2), 0.1) && t.move(d, flow[inProgress])
	case draw < 0.6 && flow[waiting] != nil && d.at.Before(t.pruning):
		return t.move(d, flow[waiting]) && t.pass(d, t.days(2), 0.1) && t.move(d, flow[inProgress])
	case draw > 0.98:
		t.finish(d, t.resolutions[1]) // started, and then given up
		return false
	default:
		return true
	}
}

// flag raises the flag for some days, now and then twice or to this day.
func (t *teller) flag(d *draft) bool {
	t.setFlag(d, true)
	if t.chance(0.1) {
		return true
	}
	for {
		if !t.pass(d, t.days(1.5), 0.1) {
			return false
		}
		t.setFlag(d, !d.flagged)
		if !d.flagged && !t.chance(0.25) {
			return true
		}
	}
}

// review is the time in review, with or without going back for a correction.
func (t *teller) review(d *draft) bool {
	for t.move(d, d.project.flow[inReview]) {
		if !t.pass(d, t.days(0.9), 0.15) {
			return false
		}
		if !t.chance(0.2) {
			return true
		}
		if !t.move(d, d.project.flow[inProgress]) || !t.pass(d, t.days(0.7), 0.15) {
			return false
		}
	}
	return false
}

// pass lets time go by, with small changes on the way: rate of them a day. It
// reports false when the present is reached.
func (t *teller) pass(d *draft, span time.Duration, rate float64) bool {
	end := t.office(d.at.Add(span))
	var moments []time.Time
	for range int(min(span.Hours()/24, float64(t.Days), 400)*rate + t.rng.Float64()) {
		moments = append(moments, t.office(d.at.Add(time.Duration(t.rng.Float64()*float64(min(span, 400*24*time.Hour))))))
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, at := range moments {
		if !t.reach(d, at) {
			return false
		}
		t.fiddle(d)
	}
	return t.reach(d, end)
}

// later moves an issue's clock on by a span, into office hours.
func (t *teller) later(d *draft, span time.Duration) bool {
	return t.reach(d, t.office(d.at.Add(span)))
}

// reach moves an issue's clock on, through what the agenda holds until then.
func (t *teller) reach(d *draft, at time.Time) bool {
	for len(d.agenda) > 0 && !d.agenda[0].at.After(at) {
		next := d.agenda[0]
		d.agenda = d.agenda[1:]
		if d.tick(next.at); d.over(t) {
			return false
		}
		next.do(t, d)
	}
	d.tick(at)
	return !d.over(t)
}

// tick sets an issue's clock. Two things never happen in one second.
func (d *draft) tick(at time.Time) {
	if soonest := d.at.Truncate(time.Second).Add(time.Second); at.Before(soonest) {
		at = soonest.Add(time.Duration(d.at.Nanosecond()) / 7).Truncate(time.Millisecond)
	}
	d.at = at
}

// expect puts an event on an issue's agenda.
func (d *draft) expect(at time.Time, do func(*teller, *draft)) {
	n, _ := slices.BinarySearchFunc(d.agenda, at, func(e event, at time.Time) int { return e.at.Compare(at) })
	d.agenda = slices.Insert(d.agenda, n, event{at, do})
}

// over reports whether the issue's clock has passed the present.
func (d *draft) over(t *teller) bool { return d.at.After(t.Now) }

// fiddle changes something that is not the flow.
func (t *teller) fiddle(d *draft) {
	switch t.rng.IntN(10) {
	case 0:
		t.hand(d, t.colleague())
	case 1:
		t.label(d)
	case 2:
		t.postpone(d)
	case 3:
		t.prioritise(d)
	case 4:
		before := d.details
		if d.details = t.sentence(); d.details != before {
			t.change(d, t.somebody(d), textItem("description", before, d.details))
		}
	case 5:
		t.logWork(d)
	case 6:
		t.attach(d)
	case 7:
		t.regroup(d)
	default:
		t.comment(d)
	}
}
