package jiratest

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"
)

// Canary is in the free texts of every generated change history: titles and
// descriptions as they once were. A reader of histories that keeps only what it
// needs never shows it, and never shows a name out of Site.People either.
const Canary = "CANARY"

// GenerateParams say what to generate. Equal ones give equal sites.
type GenerateParams struct {
	Issues int       // default 60
	Seed   uint64    // any number
	Now    time.Time // nothing happens later; default 1 June 2026, 12:00 UTC
	Days   int       // how long ago the first issue was made; default 120
	User   string    // the e-mail address of whoever uses the site; default DefaultUser
}

func (p GenerateParams) withDefaults() GenerateParams {
	if p.Issues <= 0 {
		p.Issues = 60
	}
	if p.Now.IsZero() {
		p.Now = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
	}
	p.Now = p.Now.UTC().Truncate(time.Millisecond)
	if p.Days <= 0 {
		p.Days = 120
	}
	if p.User == "" {
		p.User = DefaultUser
	}
	return p
}

// Generate makes the site of a small team that does not exist: people, one
// project or two, and issues whose change histories lead step by step to their
// present fields.
func Generate(p GenerateParams) *Site {
	p = p.withDefaults()
	g := &generator{
		GenerateParams: p,
		rng:            rand.New(rand.NewPCG(p.Seed, 0x77656972)), //nolint:gosec // data must repeat, secrets are made elsewhere
		builder:        newBuilder(),
		world:          newWorld(),
		encoded:        make(map[any]json.RawMessage),
	}
	g.hire()
	g.plan()
	for _, d := range g.drafts {
		g.live(d)
	}
	g.number()
	for _, d := range g.drafts {
		g.add(Issue{ID: d.id, Key: d.key, Fields: g.fields(d), Histories: d.histories})
	}
	for id, f := range customFields() {
		g.names[id], g.schema[id] = f.name, f.schema
	}
	site := g.site()
	site.me = g.team[0]
	site.groups = map[string][]*Person{"team": g.team}
	g.completeFlows(site)
	site.filters = append(site.filters, Filter{
		ID: decimal(int64(10000 + len(site.filters))), Name: "Open bugs", Description: "Everything that is broken",
		JQL: "issuetype = Bug AND resolution = EMPTY ORDER BY priority DESC, created", Owner: g.team[1], Favourite: true,
	})
	return site
}

// A generator makes one site.
type generator struct {
	GenerateParams
	*builder
	world
	rng    *rand.Rand
	team   []*Person // the account's own person first
	drafts []*draft  // by creation

	encoded map[any]json.RawMessage // what many issues repeat
}

// A draft is an issue in the making: its present state, and how it came there.
type draft struct {
	place     int // in the order of creation
	project   *workplace
	kind      *typeDef
	parent    *draft
	children  []*draft // sub-tasks
	id, key   string
	created   time.Time
	reporter  *Person
	histories []History
	comments  []remark
	worklogs  []remark

	at         time.Time // how far its life has been told
	status     *statusDef
	changed    time.Time // of the status category
	resolution *namedDef
	resolved   time.Time
	assignee   *Person
	priority   *namedDef
	summary    string
	details    string
	labels     []string
	component  *namedDef
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

// plan decides which issues there are, and when they were made.
func (g *generator) plan() {
	places := g.places
	if g.Issues < 40 {
		places = places[:1]
	}
	kinds := g.kinds
	start := g.Now.AddDate(0, 0, -g.Days)
	for n := range g.Issues {
		d := &draft{place: n, project: places[0], status: g.statuses[toDo]}
		if len(places) > 1 && g.chance(0.3) {
			d.project = places[1]
		}
		share := (float64(n) + g.rng.Float64()) / float64(g.Issues)
		d.created = g.office(start.Add(time.Duration(share * float64(g.Now.Sub(start)))))
		if !d.created.Before(g.Now) {
			d.created = g.Now.Add(-time.Duration(1+g.rng.IntN(180)) * time.Minute)
		}
		d.kind = g.kindFor(n, kinds)
		g.drafts = append(g.drafts, d)
	}
	slices.SortStableFunc(g.drafts, func(a, b *draft) int { return a.created.Compare(b.created) })
	for n, d := range g.drafts {
		d.place = n
		g.adopt(d, kinds)
	}
}

// kindFor makes every fifteenth issue an epic, and the rest a usual mixture.
func (g *generator) kindFor(n int, kinds []*typeDef) *typeDef {
	if n%15 == 0 {
		return kinds[epic]
	}
	switch draw := g.rng.Float64(); {
	case draw < 0.36:
		return kinds[story]
	case draw < 0.64:
		return kinds[task]
	case draw < 0.88:
		return kinds[bug]
	default:
		return kinds[subtask]
	}
}

// adopt finds a parent among the older issues of the project. A sub-task
// without one becomes a task.
func (g *generator) adopt(d *draft, kinds []*typeDef) {
	if d.kind == kinds[epic] || d.kind != kinds[subtask] && !g.chance(0.7) {
		return
	}
	var possible []*draft
	for _, older := range g.drafts[max(0, d.place-40):d.place] {
		if older.project != d.project || !older.created.Before(d.created) {
			continue
		}
		if d.kind == kinds[subtask] && (older.kind == kinds[story] || older.kind == kinds[task]) ||
			d.kind != kinds[subtask] && older.kind == kinds[epic] {
			possible = append(possible, older)
		}
	}
	switch {
	case len(possible) > 0:
		d.parent = possible[g.rng.IntN(len(possible))]
		if d.kind == kinds[subtask] {
			d.parent.children = append(d.parent.children, d)
		}
	case d.kind == kinds[subtask]:
		d.kind = kinds[task]
	}
}

// number gives ids in the order of time, as Jira does: to issues, and to the
// entries of all histories together.
func (g *generator) number() {
	next := make(map[*workplace]int)
	type entry struct {
		at time.Time
		id *string
	}
	var entries, remarks []entry
	for n, d := range g.drafts {
		next[d.project]++
		d.id = decimal(int64(10001 + n))
		d.key = d.project.Key + "-" + decimal(int64(next[d.project]))
		for h := range d.histories {
			entries = append(entries, entry{d.histories[h].At, &d.histories[h].ID})
		}
		for c := range d.comments {
			remarks = append(remarks, entry{d.comments[c].at, &d.comments[c].id})
		}
		for w := range d.worklogs {
			remarks = append(remarks, entry{d.worklogs[w].at, &d.worklogs[w].id})
		}
	}
	for _, list := range [][]entry{entries, remarks} {
		slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
		for n, e := range list {
			*e.id = decimal(int64(20001 + n))
		}
	}
}

// chance is true with a probability.
func (g *generator) chance(probability float64) bool { return g.rng.Float64() < probability }

// days is a length of time around a median, mostly near it and sometimes far
// beyond, as work is.
func (g *generator) days(median float64) time.Duration {
	factor := 1.0
	for range 4 {
		factor *= 0.6 + 0.85*g.rng.Float64()
	}
	return time.Duration(median * factor * float64(24*time.Hour))
}

// office moves a moment to the next working hour.
func (g *generator) office(t time.Time) time.Time {
	opening := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 8, g.rng.IntN(9*60), g.rng.IntN(60), g.rng.IntN(1000)*1e6, time.UTC)
	}
	if t.Hour() < 8 {
		t = opening(t)
	}
	if t.Hour() >= 18 {
		t = opening(t.AddDate(0, 0, 1))
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = opening(t.AddDate(0, 0, 1))
	}
	return t.Truncate(time.Millisecond)
}
