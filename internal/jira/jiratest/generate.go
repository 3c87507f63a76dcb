package jiratest

import (
	"encoding/json"
	"iter"
	"slices"
	"sync"
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
	User   string    // the e-mail address of whoever uses the site; default DefaultUser

	// Days is how long ago the first issue was made. The default is 120, and
	// grows to years for more than 2,000 issues.
	Days int

	// Projects is how many projects there are, at most 200: SHOP, which works in
	// sprints; OPS, which does not; LAB, which manages itself and has statuses
	// and types of its own; and more like the first two. The default is one
	// below 40 issues, two below 500, and four.
	Projects int

	// Fields are the ids of the fields that issues have. The default is all.
	Fields []string
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
		p.Days = sized(p.Issues, 120, 2000, 365, 20_000, 3*365, 200_000, 10*365)
	}
	if p.Projects <= 0 {
		p.Projects = sized(p.Issues, 1, 39, 2, 499, 4)
	}
	p.Projects = min(p.Projects, 200)
	if p.User == "" {
		p.User = DefaultUser
	}
	return p
}

// sized returns the first value, or the one behind the last bound that n is
// beyond.
func sized(n, value int, boundsAndValues ...int) int {
	for pair := range slices.Chunk(boundsAndValues, 2) {
		if n > pair[0] {
			value = pair[1]
		}
	}
	return value
}

// Generate makes the site of a team that does not exist: people, projects,
// boards and sprints, and issues whose change histories lead step by step to
// their present fields. It holds all of it in memory; Issues does not.
func Generate(p GenerateParams) *Site {
	g := newGenerator(p)
	b := newBuilder()
	b.people = g.people
	for told := range stream(g, func(t *tale) *tale { return t }) {
		b.add(told.issue())
	}
	for _, f := range g.fields {
		b.names[f.id], b.schema[f.id] = f.name, f.schema
	}
	b.boards, b.sprints = g.boards(), g.allSprints()
	site := b.site()
	site.me = g.team[0]
	site.groups = map[string][]*Person{"team": g.team}
	g.completeFlows(site)
	g.saveFilters(site)
	return site
}

// Issues tells the issues of Generate one after another, by ascending id, and
// keeps none of them: a million need little more memory than a thousand.
func Issues(p GenerateParams) iter.Seq[Issue] {
	return func(yield func(Issue) bool) {
		for told := range stream(newGenerator(p), func(t *tale) *tale { return t }) {
			if !yield(told.issue()) {
				return
			}
		}
	}
}

// A generator holds what all lives share. Once made it is only read, so that
// lives can be told at the same time.
type generator struct {
	GenerateParams
	*world
	begin    time.Time // of the oldest issue, or a little earlier
	outlines []outline // by creation
	scribes  *sync.Pool
}

func newGenerator(p GenerateParams) *generator {
	p = p.withDefaults()
	g := &generator{GenerateParams: p, begin: p.Now.AddDate(0, 0, -p.Days).Truncate(time.Second)}
	g.world = newWorld(p, g.begin)
	g.scribes = &sync.Pool{New: func() any { return &scribe{docWriter: docWriter{world: g.world}} }}
	g.plan()
	return g
}

// A tale is what is told of an issue.
type tale struct {
	id, key   string
	members   []member
	histories []History
}

// A member is a field of a tale.
type member struct {
	id  string
	raw json.RawMessage
}

func (t *tale) issue() Issue {
	i := Issue{ID: t.id, Key: t.key, Fields: make(map[string]json.RawMessage, len(t.members)), Histories: t.histories}
	for _, m := range t.members {
		i.Fields[m.id] = m.raw
	}
	return i
}

// issueID is the id of an issue by its place in the order of creation.
func issueID(place int) string { return decimal(int64(10001 + place)) }

// entryID numbers what happens at a moment to an issue. Within an issue at most
// one thing happens in a second, so that no two things of a site have one
// number, and later things have higher ones.
func (g *generator) entryID(at time.Time, place int) string {
	second := at.Sub(g.begin)/time.Second + 1
	return decimal(int64(second)*int64(g.Issues) + int64(20_000+place))
}
