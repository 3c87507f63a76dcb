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
