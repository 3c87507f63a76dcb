package jiratest

import (
	"cmp"
	"slices"
	"time"
)

// An outline is what is decided of an issue before its life is told, since
// other lives depend on it: a few dozen bytes, so that those of a million
// issues fit into memory.
type outline struct {
	created int64 // in milliseconds of Unix time, as all moments here
	moved   int64 // when it goes to another project; 0 for never
	linked  int64 // when it is linked to an older issue; 0 for never
	parent  int32 // places; none is -1
	link    int32
	number  int32 // in the key that it was made with
	later   int32 // in the key that it has after the move
	role    role
	project uint8 // the places of projects: where it was made
	target  uint8 // and where it goes to
	verb    linkKind
}

// A role is what an issue type is for. Each project has a type for most.
type role uint8

const (
	epic role = iota
	story
	task
	bug
	subtask
	incident
	roles // how many there are
)

// standard reports whether issues of the role are neither above nor below others.
func (r role) standard() bool { return r != epic && r != subtask }

// kinFolk is how far back an issue's relatives are at most.
const kinFolk = 1000

// plan decides which issues there are, when they were made, and how they belong
// together.
func (g *generator) plan() {
	c := newChancer(g.Seed, planStream, 0)
	g.outlines = make([]outline, g.Issues)
	for n := range g.outlines {
		share := (float64(n) + c.rng.Float64()) / float64(g.Issues)
		created := c.office(g.begin.Add(time.Duration(share * float64(g.Now.Sub(g.begin)))))
		if !created.Before(g.Now) {
			created = g.Now.Add(-time.Duration(1+c.rng.IntN(180)) * time.Minute)
		}
		g.outlines[n] = outline{created: created.UnixMilli(), parent: -1, link: -1, role: roleFor(c, n), project: g.projectFor(c)}
	}
	slices.SortStableFunc(g.outlines, func(a, b outline) int { return cmp.Compare(a.created, b.created) })
	for n := range g.outlines {
		o := &g.outlines[n]
		if !g.places[o.project].has(o.role) {
			o.role = task
		}
		g.adopt(c, n, o)
		g.relate(c, n, o)
		g.mislay(c, o)
	}
	g.number()
}

func (g *generator) projectFor(c chancer) uint8 {
	first := sized(len(g.places), 100, 1, 70, 2, 40)
	if c.rng.IntN(100) < first {
		return 0
	}
	return uint8(1 + c.rng.IntN(len(g.places)-1)) //nolint:gosec // there are at most 200
}

// roleFor makes every fifteenth issue an epic, and the rest a usual mixture.
func roleFor(c chancer, n int) role {
	if n%15 == 0 {
		return epic
	}
	return []role{story, task, bug, incident, subtask}[c.pick(0.36, 0.28, 0.2, 0.04, 0.12)]
}

// adopt finds a parent among the older issues of the project. A sub-task
// without one becomes a task.
func (g *generator) adopt(c chancer, place int, o *outline) {
	if o.role == epic || o.role != subtask && !c.chance(0.7) {
		return
	}
	var possible []int32
	for at := max(0, place-min(kinFolk, 20+20*len(g.places))); at < place; at++ {
		older := &g.outlines[at]
		if older.project != o.project || older.created >= o.created || older.moved != 0 {
			continue
		}
		if o.role == subtask && (older.role == story || older.role == task) || o.role != subtask && older.role == epic {
			possible = append(possible, int32(at)) //nolint:gosec // issues are counted in ints of 32 bits
		}
	}
	switch {
	case len(possible) > 0:
		o.parent = oneOf(c, possible)
	case o.role == subtask:
		o.role = task
	}
}

// relate links an issue to an older one, of whichever project.
func (g *generator) relate(c chancer, place int, o *outline) {
	linked := o.created + (2*time.Hour + c.days(0.6)).Milliseconds()
	if place == 0 || !c.chance(0.12) || linked > g.Now.UnixMilli() {
		return
	}
	o.linked, o.link = linked, int32(max(0, place-1-c.rng.IntN(30))) //nolint:gosec // as above
	o.verb = linkKind(c.pick(0.35, 0.15, 0.5))                       //nolint:gosec // one of three
}

// mislay has few issues made in the wrong project, from which they are moved.
func (g *generator) mislay(c chancer, o *outline) {
	if !c.chance(0.02) || !o.role.standard() || o.role == incident || o.parent >= 0 {
		return
	}
	target := g.projectFor(c)
	moved := o.created + (24*time.Hour + c.days(1)).Milliseconds()
	if target == o.project || g.places[target].ownFlow() || g.places[o.project].ownFlow() || moved > g.Now.UnixMilli() {
		return
	}
	o.moved, o.target = moved, target
}

// number gives keys in the order of time, in which moved issues take part twice.
func (g *generator) number() {
	next := make([]int32, len(g.places))
	take := func(project uint8) int32 {
		next[project]++
		return next[project]
	}
	var moving []*outline // by the time of the move
	for n := range g.outlines {
		o := &g.outlines[n]
		for len(moving) > 0 && moving[0].moved <= o.created {
			moving[0].later = take(moving[0].target)
			moving = moving[1:]
		}
		o.number = take(o.project)
		if o.moved != 0 {
			at, _ := slices.BinarySearchFunc(moving, o.moved, func(m *outline, t int64) int { return cmp.Compare(m.moved, t) })
			moving = slices.Insert(moving, at, o)
		}
	}
	for _, o := range moving {
		o.later = take(o.target)
	}
}

// keyAt is the key that an issue has at a moment.
func (g *generator) keyAt(o *outline, at time.Time) string {
	if o.moved != 0 && at.UnixMilli() >= o.moved {
		return g.places[o.target].Key + "-" + decimal(int64(o.later))
	}
	return g.places[o.project].Key + "-" + decimal(int64(o.number))
}
