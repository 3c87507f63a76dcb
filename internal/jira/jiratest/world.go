package jiratest

import (
	"encoding/json"
	"time"
)

// A world is what the generated team's Jira is set up with. It is made once and
// then only read.
type world struct {
	people *people
	staff
	cards map[*Person]json.RawMessage // what issues show of people

	places      []*workplace
	kinds       []*typeDef
	stages      []*stage
	priorities  []*namedDef
	resolutions []*namedDef
	fields      []customField

	known    map[any]json.RawMessage // what issues show of types, priorities…
	renaming time.Time               // when In Review got its present name
	pruning  time.Time               // when the status Waiting was deleted
}

// The places of statuses in a workflow.
const (
	toDo = iota
	inProgress
	inReview
	blocked
	done
	waiting // was deleted: only histories know of it
	stages
)

// A stage is a status of a workflow.
type stage struct {
	statusDef
	former string // its name until the renaming; "" if it has always had one
}

// nameAt is the status's name at a moment.
func (w *world) nameAt(s *stage, at time.Time) *string {
	if s.former != "" && at.Before(w.renaming) {
		return &s.former
	}
	return &s.Name
}

// A workplace is a project.
type workplace struct {
	projectDef
	kinds      [roles]*typeDef
	flow       [stages]*stage // nil where the project has no such status
	components []*namedDef
	versions   []*release
	sprints    []*sprintDef // none in a project that works without
	lax        bool         // its workflow forgets to set or clear the resolution
}

// has reports whether the project has a type for a role.
func (p *workplace) has(r role) bool { return p.kinds[r] != nil }

// ownFlow reports whether the project has types and statuses of its own.
func (p *workplace) ownFlow() bool { return p.Simplified }

// A release is a version with its days.
type release struct {
	namedDef
	start, day time.Time // day is zero for one without a date
	released   bool
	archived   bool
}

func newWorld(p GenerateParams, begin time.Time) *world {
	span := p.Now.Sub(begin)
	w := &world{
		people: newPeople(), known: make(map[any]json.RawMessage), cards: make(map[*Person]json.RawMessage),
		renaming: begin.Add(span * 3 / 10), pruning: begin.Add(span * 4 / 10),
		priorities: []*namedDef{
			{"1", "Highest", "Everything else waits."},
			{"2", "High", "Soon."},
			{"3", "Medium", "In its turn."},
			{"4", "Low", "When there is time."},
			{"5", "Lowest", "Perhaps never."},
		},
		resolutions: []*namedDef{
			{"10000", "Done", "The work is finished."},
			{"10001", "Won't Do", "Nobody will work on it."},
			{"10002", "Duplicate", "Another issue says the same."},
		},
	}
	c := newChancer(p.Seed, worldStream, 0)
	w.staff = hire(c, p, begin, w.people)
	classic, own := w.workflows()
	kinds, ownKinds := w.issueTypes()
	for n := range p.Projects {
		place := newPlace(n)
		place.kinds, place.flow = kinds, classic
		if place.ownFlow() {
			place.kinds, place.flow = ownKinds, own
		} else if n%2 == 0 {
			place.flow[blocked], place.kinds[incident] = nil, nil
		}
		w.places = append(w.places, place)
		w.schedule(n, p.Now, begin)
	}
	w.fields = w.customFields()
	w.draw()
	return w
}

// workflows returns the statuses that most projects share, and those of a
// project with its own: they have the same names.
func (w *world) workflows() (classic, own [stages]*stage) {
	fresh := categoryDef{ID: 2, Key: "new", Name: "To Do", Color: "blue-gray"}
	active := categoryDef{ID: 4, Key: "indeterminate", Name: "In Progress", Color: "yellow"}
	finished := categoryDef{ID: 3, Key: "done", Name: "Done", Color: "green"}
	status := func(id, name, about string, c categoryDef) *stage {
		s := &stage{statusDef: statusDef{ID: id, Name: name, Description: about, Category: c}}
		w.stages = append(w.stages, s)
		return s
	}
	classic = [stages]*stage{
		toDo:       status("10000", "To Do", "Nobody works on it yet.", fresh),
		inProgress: status("10001", "In Progress", "Somebody works on it.", active),
		inReview:   status("10002", "In Review", "A colleague looks at it.", active),
		blocked:    status("10003", "Blocked", "It waits for somebody else.", active),
		done:       status("10004", "Done", "Nothing is left to do.", finished),
	}
	classic[inReview].former = "Second look"
	own = [stages]*stage{
		toDo:       status("10011", "To Do", "", fresh),
		inProgress: status("10012", "In Progress", "", active),
		done:       status("10013", "Done", "", finished),
	}
	classic[waiting] = &stage{statusDef: statusDef{ID: "10005", Name: "Waiting for answer", Category: active}}
	return classic, own
}

// issueTypes returns the types that most projects share, and those of a project
// with its own.
func (w *world) issueTypes() (shared, own [roles]*typeDef) {
	kind := func(id, name, about string, level int) *typeDef {
		d := &typeDef{ID: id, Name: name, Description: about, Subtask: level < 0, Level: &level}
		w.kinds = append(w.kinds, d)
		return d
	}
	shared = [roles]*typeDef{
		epic:     kind("10000", "Epic", "A large piece of work.", 1),
		story:    kind("10001", "Story", "What a user wants.", 0),
		task:     kind("10002", "Task", "What has to be done.", 0),
		bug:      kind("10003", "Bug", "What is broken.", 0),
		subtask:  kind("10004", "Sub-task", "A part of another issue.", -1),
		incident: kind("10005", "Incident", "Something fails right now.", 0),
	}
	own = [roles]*typeDef{
		epic:    kind("10021", "Epic", "", 1),
		task:    kind("10022", "Task", "", 0),
		bug:     kind("10023", "Bug", "", 0),
		subtask: kind("10024", "Subtask", "", -1),
	}
	return shared, own
}

// newPlace returns the project with a number: three that have a character, and
// then more like the first two.
func newPlace(n int) *workplace {
	named := []*workplace{
		{
			projectDef: projectDef{ID: "10000", Key: "SHOP", Name: "Shop front"},
			components: []*namedDef{{"10000", "Basket", ""}, {"10001", "Search", ""}, {"10002", "Payments", ""}},
		},
		{
			projectDef: projectDef{ID: "10001", Key: "OPS", Name: "Platform operations"},
			components: []*namedDef{{"10003", "Backups", ""}, {"10004", "Network", ""}},
			lax:        true,
		},
		{projectDef: projectDef{ID: "10002", Key: "LAB", Name: "Ideas & trials", Simplified: true}},
	}
	if n < len(named) {
		named[n].TypeKey = "software"
		return named[n]
	}
	number := decimal(int64(n + 1))
	return &workplace{
		projectDef: projectDef{ID: decimal(int64(10000 + n)), Key: "TEAM" + number, Name: "Team " + number, TypeKey: "software"},
		components: []*namedDef{{decimal(int64(10000 + 10*n)), "Front", ""}, {decimal(int64(10001 + 10*n)), "Back", ""}},
		lax:        n%2 == 1,
	}
}

// completeFlows lists every status of each project's workflow, also those in
// which no issue is at present.
func (w *world) completeFlows(s *Site) {
	c := s.catalog
	for _, place := range w.places {
		for _, d := range place.flow {
			if d != nil && w.known[d] != nil {
				c.statuses.read(w.known[d], func(d *statusDef) string { return d.ID })
			}
		}
	}
	for _, p := range w.priorities {
		c.priorities.read(w.known[p], namedID)
	}
	for _, r := range w.resolutions {
		c.resolutions.read(w.known[r], namedID)
	}
	for _, place := range w.places {
		flow := c.flows[c.projects.byID[place.ID]]
		for kind := range flow {
			for _, d := range place.flow {
				if d != nil && c.statuses.byID[d.ID] != nil {
					c.allow(c.projects.byID[place.ID], kind, c.statuses.byID[d.ID])
				}
			}
		}
	}
}
