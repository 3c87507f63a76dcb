package jiratest

import "slices"

// Doors for the tests of this package.

// Actions are all that a fault can do.
func Actions() []Action {
	var all []Action
	for _, name := range actionNames() {
		all = append(all, Action(name))
	}
	return all
}

// Routes are the templates of what a server may be asked.
func Routes(o Options) []string {
	var all []string
	for _, r := range routesOf(o) {
		all = append(all, r.template)
	}
	slices.Sort(all)
	return all
}

// Kept counts the versions of issues that a site holds on to, and the deleted
// issues among them.
func (l *Live) Kept() (versions, gone int) {
	s := l.Site()
	for _, list := range [][]*issue{s.issues, s.gone} {
		for _, i := range list {
			for v := i; v != nil; v = v.before.Load() {
				versions++
			}
		}
	}
	return versions, len(s.gone)
}

// PlanSprints gives sprints to a site that no server shows yet.
func (s *Site) PlanSprints(sprints ...Sprint) { s.sprints = sprints }

// ParseSprint and PrintSprint are how Data Center's texts of sprints are read
// and written.
var (
	ParseSprint = parseSprint
	PrintSprint = printSprint
)
