package jiratest

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"time"
)

// TeamParams say how a scripted team works.
type TeamParams struct {
	Seed  uint64
	Start time.Time     // before, nobody does anything
	Every time.Duration // the mean time between two things that somebody does; default a minute
	// OnEvent, where set, hears of each thing that happens, in order.
	OnEvent func(Event)
}

// An Event is something that somebody on a team did.
type Event struct {
	At   time.Time
	Who  string // as displayed
	Key  string // of the issue
	What string // for people: "moved it to In Review"
}

// A Team is a story in which people create issues, move them, edit, reassign,
// flag and delete them. Equal params on equal sites tell the same story.
type Team struct {
	TeamParams
	live *Live
	rng  *rand.Rand
	next time.Time
}

// NewTeam puts a team to work on a site: it goes on whenever a server of the
// site is asked something.
func NewTeam(live *Live, p TeamParams) *Team {
	if p.Every <= 0 {
		p.Every = time.Minute
	}
	if p.OnEvent == nil {
		p.OnEvent = func(Event) {}
	}
	t := &Team{TeamParams: p, live: live, rng: rand.New(rand.NewPCG(p.Seed, 0x7465616d))} //nolint:gosec // data must repeat
	t.next = t.after(p.Start)
	live.Follow(t)
	return t
}

// after is the moment of the next event: half to one and a half times Every later.
func (t *Team) after(at time.Time) time.Time {
	return at.Add(time.Duration((0.5 + t.rng.Float64()) * float64(t.Every))).Truncate(time.Millisecond)
}

// Until lets happen what happens up to a moment.
func (t *Team) Until(now time.Time) {
	for !t.next.After(now) {
		t.act(t.next)
		t.next = t.after(t.next)
	}
}

// act does one thing, or lets it be when it cannot be done just now.
func (t *Team) act(at time.Time) {
	site := t.live.Site()
	if len(site.issues) == 0 || len(site.people.list()) == 0 {
		return
	}
	turn := &turn{Team: t, site: site, by: t.someone(site)}
	deed := turn.pick()
	var what string
	err := t.live.Edit(at, func(e *Edit) (err error) {
		turn.Edit = e
		what, err = deed()
		return err
	})
	if err == nil && what != "" {
		t.OnEvent(Event{At: at, Who: turn.by.Display, Key: turn.key, What: what})
	}
}

// someone is a person who can act.
func (t *Team) someone(site *Site) *Person {
	all := site.people.list()
	for range 20 {
		if p := all[t.rng.IntN(len(all))]; !p.Inactive && !p.App {
			return p
		}
	}
	return all[0]
}

// A turn is one thing that one person does.
type turn struct {
	*Team
	*Edit
	site *Site
	by   *Person
	key  string
}

// pick chooses what to do: mostly, work goes on.
func (t *turn) pick() func() (string, error) {
	deeds := []struct {
		share int
		do    func() (string, error)
	}{
		{38, t.advance},
		{12, t.create},
		{8, t.giveAway},
		{6, t.setBack},
		{6, t.toggleFlag},
		{6, t.reschedule},
		{6, t.comment},
		{5, t.rewrite},
		{4, t.retitle},
		{3, t.relabel},
		{3, t.reprioritise},
		{2, t.remove},
		{1, t.relocate},
	}
	total := 0
	for _, d := range deeds {
		total += d.share
	}
	draw := t.rng.IntN(total)
	for _, d := range deeds {
		if draw -= d.share; draw < 0 {
			return d.do
		}
	}
	return t.advance
}

// choose picks an issue: an open one, unless asked for a finished one, and
// rather one that somebody is at.
func (t *turn) choose(finished bool) *issue {
	var chosen *issue
	for range 40 {
		i := t.site.issues[t.rng.IntN(len(t.site.issues))]
		if s := i.facts.status; s == nil || (s.Category.Key == "done") != finished {
			continue
		}
		if chosen = i; i.facts.status.Category.Key == "indeterminate" {
			break
		}
	}
	if chosen != nil {
		t.key = chosen.Key
	}
	return chosen
}

// path is the way through a workflow: what waits, what goes on, what is done.
func (t *turn) path(i *issue) []*statusDef {
	var path []*statusDef
	for _, category := range []string{"new", "indeterminate", "done"} {
		for _, s := range t.site.catalog.statuses.sorted() {
			if s.Category.Key == category && t.site.catalog.flows[i.facts.project][i.facts.issueType][s] {
				path = append(path, s)
			}
		}
	}
	return path
}

func (t *turn) step(i *issue, by int) (string, error) {
	path := t.path(i)
	for n, s := range path {
		if s != i.facts.status || n+by < 0 || n+by >= len(path) {
			continue
		}
		to := path[n+by]
		return "moved it to " + to.Name, t.Transition(i.ID, t.by, to.ID)
	}
	return "", nil
}

func (t *turn) advance() (string, error) {
	i := t.choose(false)
	if i == nil {
		return t.create()
	}
	if i.facts.assignee == nil {
		if err := t.Assign(i.ID, t.by, t.by); err != nil {
			return "", err
		}
	}
	return t.step(i, 1)
}

// setBack moves an issue back, or opens a finished one again.
func (t *turn) setBack() (string, error) {
	if i := t.choose(t.rng.IntN(2) == 0); i != nil {
		return t.step(i, -1)
	}
	return "", nil
}

func (t *turn) create() (string, error) {
	like := t.site.issues[t.rng.IntN(len(t.site.issues))]
	if like.facts.project == nil || like.facts.issueType == nil || like.facts.issueType.Subtask {
		return "", nil
	}
	title := strings.TrimPrefix(textOf(like.Fields["summary"]), "Next: ")
	key, err := t.Create(NewIssue{
		Project: like.facts.project.Key, Type: like.facts.issueType.ID, Summary: "Next: " + title, By: t.by,
		Fields: map[string]json.RawMessage{"priority": like.Fields["priority"], "description": like.Fields["description"]},
	})
	t.key = key
	if err == nil && t.rng.IntN(2) == 0 {
		err = t.Assign(key, t.by, t.someone(t.site))
	}
	return "created it", err
}

func (t *turn) giveAway() (string, error) {
	i, to := t.choose(false), t.someone(t.site)
	if i == nil || i.facts.assignee == to {
		return "", nil
	}
	return "gave it to " + to.Display, t.Assign(i.ID, t.by, to)
}

func (t *turn) toggleFlag() (string, error) {
	i := t.choose(false)
	if i == nil {
		return "", nil
	}
	up := isNull(i.Fields[flagField])
	if up {
		return "flagged it", t.Flag(i.ID, t.by, true)
	}
	return "took the flag down", t.Flag(i.ID, t.by, false)
}

func (t *turn) reschedule() (string, error) {
	i := t.choose(false)
	if i == nil {
		return "", nil
	}
	if !isNull(i.Fields["duedate"]) && t.rng.IntN(4) == 0 {
		return "took the due date away", t.Set(i.ID, t.by, "duedate", json.RawMessage("null"))
	}
	day := t.at.AddDate(0, 0, 1+t.rng.IntN(30)).Format(time.DateOnly)
	return "made it due on " + day, t.Set(i.ID, t.by, "duedate", appendString(nil, day))
}

func (t *turn) retitle() (string, error) {
	i := t.choose(false)
	if i == nil {
		return "", nil
	}
	title := textOf(i.Fields["summary"])
	if shorter, was := strings.CutSuffix(title, " (again)"); was {
		title = shorter
	} else {
		title += " (again)"
	}
	return "changed its title", t.Set(i.ID, t.by, "summary", appendString(nil, title))
}

func (t *turn) rewrite() (string, error) {
	i := t.choose(false)
	if i == nil {
		return "", nil
	}
	like := t.site.issues[t.rng.IntN(len(t.site.issues))]
	return "rewrote its description", t.Set(i.ID, t.by, "description", like.Fields["description"])
}

func (t *turn) comment() (string, error) {
	i := t.choose(t.rng.IntN(3) == 0)
	if i == nil {
		return "", nil
	}
	return "commented on it", t.Comment(i.ID, t.by, encode(documentOf("I had a look: nothing new since "+t.at.Format("15:04")+".")))
}

func (t *turn) relabel() (string, error) {
	i := t.choose(false)
	if i == nil {
		return "", nil
	}
	all := labelsOfTeam()
	label := all[t.rng.IntN(len(all))]
	return "labelled it " + label, t.Set(i.ID, t.by, "labels", encode([]string{label}))
}

func (t *turn) reprioritise() (string, error) {
	i, all := t.choose(false), t.site.catalog.priorities.sorted()
	if i == nil || len(all) == 0 {
		return "", nil
	}
	to := all[t.rng.IntN(len(all))]
	if to == i.facts.priority {
		return "", nil
	}
	return "made its priority " + to.Name, t.Set(i.ID, t.by, "priority", t.site.catalog.priorities.text(to))
}

func (t *turn) remove() (string, error) {
	i := t.choose(t.rng.IntN(2) == 0)
	if i == nil {
		return "", nil
	}
	return "deleted it", t.Delete(i.ID)
}

func (t *turn) relocate() (string, error) {
	i := t.choose(false)
	all := t.site.catalog.projects.sorted()
	if i == nil || len(all) < 2 {
		return "", nil
	}
	to := all[t.rng.IntN(len(all))]
	if to == i.facts.project || t.site.catalog.flows[to][i.facts.issueType] == nil || !t.site.catalog.flows[to][i.facts.issueType][i.facts.status] {
		return "", nil
	}
	key, err := t.Move(i.ID, t.by, to.Key)
	return "moved it to " + to.Name + ", as " + key, err
}
