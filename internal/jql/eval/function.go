package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"weir/internal/jql"
)

// A function is one that queries may call.
type function struct {
	list        bool // stands for a list, which in needs and = refuses
	least, most int  // arguments
	suits       func(*compiler, Field) bool
	add         func(c *compiler, w *wanted, f Field, call jql.Func)
}

// functionNamed returns a function. What Jira has besides is unknown here, and
// refused as Jira refuses a function that it does not have.
func functionNamed(name string) (function, bool) {
	switch name = strings.ToLower(name); name {
	case "currentuser":
		return function{suits: ofKind(Person), add: currentUser}, true
	case "membersof":
		return function{list: true, least: 1, most: 1, suits: ofKind(Person), add: membersOf}, true
	case "opensprints":
		return function{list: true, suits: isField("sprint"), add: inState(ActiveSprint)}, true
	case "closedsprints":
		return function{list: true, suits: isField("sprint"), add: inState(ClosedSprint)}, true
	case "futuresprints":
		return function{list: true, suits: isField("sprint"), add: inState(FutureSprint)}, true
	case "standardissuetypes":
		return function{list: true, suits: isField("issuetype"), add: inState(StandardType)}, true
	case "subtaskissuetypes":
		return function{list: true, suits: isField("issuetype"), add: inState(SubtaskType)}, true
	case "linkedissues":
		return function{list: true, least: 1, most: 2, suits: ofKind(Key), add: linkedIssues}, true
	case "updatedby":
		return function{list: true, least: 1, most: 3, suits: ofKind(Key), add: updatedBy}, true
	case "releasedversions":
		return versionFunction(Released, true, allOf), true
	case "unreleasedversions":
		return versionFunction(Unreleased, true, allOf), true
	case "latestreleasedversion":
		return versionFunction(Released, false, lastOf), true
	case "earliestunreleasedversion":
		return versionFunction(Unreleased, false, firstOf), true
	default:
		return momentFunction(name)
	}
}

func ofKind(k Kind) func(*compiler, Field) bool {
	return func(_ *compiler, f Field) bool { return f.Kind == k }
}

// isField suits the fields that a query can call by one of the names.
func isField(names ...string) func(*compiler, Field) bool {
	return func(c *compiler, f Field) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			known, _ := c.schema.Find(jql.Field{Name: name})
			return known.ID == f.ID
		})
	}
}

// isListFunction reports whether a function stands for a list; known is false
// for a function that this package lacks.
func isListFunction(name string) (list, known bool) {
	fn, known := functionNamed(name)
	return fn.list, known
}

// call adds what a function stands for.
func (c *compiler) call(w *wanted, f Field, call jql.Func) {
	fn, ok := functionNamed(call.Name)
	if !ok {
		c.refuse(unknownFunction(call.Name))
		return
	}
	if c.fits(call, fn, f) {
		fn.add(c, w, f, call)
	}
}

// fits checks the number of a call's arguments, and its field.
func (c *compiler) fits(call jql.Func, fn function, f Field) bool {
	if n := len(call.Args); n < fn.least || n > fn.most {
		c.refuse(wrongArguments(call.Name, fn, n))
		return false
	}
	suits := fn.suits(c, f)
	if !suits {
		c.refuse(unsuited(call.Name, f))
	}
	return suits
}

func currentUser(c *compiler, w *wanted, _ Field, _ jql.Func) {
	if user := c.env.User; !user.none() {
		w.tests = append(w.tests, user.same)
	}
}

func membersOf(c *compiler, w *wanted, _ Field, call jql.Func) {
	var people []Value
	known := false
	if c.env.Members != nil {
		people, known = c.env.Members(call.Args[0].Text)
	}
	if !known {
		c.refuse(fmt.Sprintf("Function '%s' can not generate a list of usernames for group '%s'; the group does not exist.", call.Name, call.Args[0].Text))
		return
	}
	w.tests = append(w.tests, among(people))
}

// among is the test for being one of several values.
func among(values []Value) func(Value) bool {
	return func(have Value) bool { return slices.ContainsFunc(values, have.same) }
}

func inState(state string) func(*compiler, *wanted, Field, jql.Func) {
	return func(_ *compiler, w *wanted, _ Field, _ jql.Func) {
		w.tests = append(w.tests, func(have Value) bool { return strings.EqualFold(have.State, state) })
	}
}

func linkedIssues(c *compiler, w *wanted, f Field, call jql.Func) {
	issue, kind := Named("", call.Args[0].Text), ""
	if f.Lookup != nil {
		known := f.Lookup(call.Args[0].Text)
		if len(known) == 0 {
			c.refuse(fmt.Sprintf("Issue '%s' could not be found in function '%s'.", call.Args[0].Text, call.Name))
			return
		}
		issue = known[0]
	}
	if len(call.Args) > 1 {
		kind = call.Args[1].Text
	}
	var linked []Value
	ok := kind == ""
	if c.env.Linked != nil {
		linked, ok = c.env.Linked(issue, kind)
	}
	if !ok {
		c.refuse(fmt.Sprintf("Issue link type '%s' could not be found in function '%s'.", kind, call.Name))
		return
	}
	w.tests = append(w.tests, among(linked))
}

// updatedBy looks at whole days.
func updatedBy(c *compiler, w *wanted, _ Field, call jql.Func) {
	person := &wanted{}
	c.want(person, c.person("user"), call.Args[0])
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	for n, arg := range call.Args[1:] {
		t, ok := c.dayOfUpdate(call, arg.Text)
		if !ok {
			return
		}
		day := t.In(c.env.Zone)
		if n == 0 {
			from = c.bound(day, 'd', false).UnixMilli()
		} else {
			to = c.bound(day, 'd', true).UnixMilli()
		}
	}
	p := &predicates{from: from, to: to, by: person}
	w.asks = append(w.asks, func(i Issue) bool { return slices.ContainsFunc(i.Changes(Activity), p.meansChange) })
}

// dayOfUpdate reads one end of the time for updatedBy, which counts days only:
// a period is rounded up to whole ones.
func (c *compiler) dayOfUpdate(call jql.Func, text string) (time.Time, bool) {
	if period, ok := parsePeriod(text); ok {
		const day = 24 * time.Hour
		days := (period.Abs() + day - 1) / day
		if period < 0 {
			days = -days
		}
		return c.now().Add(days * day), true
	}
	return c.instant("function '"+call.Name+"'", jql.Value{Text: text, Quoted: true})
}

// versionFunction stands for those versions of the named projects, or of all,
// that are in a state and chosen.
func versionFunction(state string, list bool, choose func([]Value) []Value) function {
	add := func(c *compiler, w *wanted, _ Field, call jql.Func) {
		projects := call.Args
		if len(projects) == 0 {
			projects = []jql.Value{{}}
		}
		for _, p := range projects {
			versions := slices.Clone(c.versions(call.Name, p.Text))
			versions = slices.DeleteFunc(versions, func(v Value) bool { return v.State != state })
			w.tests = append(w.tests, among(choose(versions)))
		}
	}
	return function{list: list, most: 100, suits: isField("fixVersion", "affectedVersion"), add: add}
}

func (c *compiler) versions(function, project string) []Value {
	var versions []Value
	known := project == ""
	if c.env.Versions != nil {
		versions, known = c.env.Versions(project)
	}
	if !known {
		c.refuse(fmt.Sprintf("Could not resolve the project '%s' provided to function '%s'.", project, function))
	}
	return versions
}

func allOf(versions []Value) []Value { return versions }

func firstOf(versions []Value) []Value { return versions[:min(1, len(versions))] }

func lastOf(versions []Value) []Value { return versions[max(0, len(versions)-1):] }
