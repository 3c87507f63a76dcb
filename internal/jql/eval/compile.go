package eval

import (
	"fmt"
	"time"

	"weir/internal/jql"
)

// Env is the circumstances of a search.
type Env struct {
	Now       time.Time
	Zone      *time.Location // of the searching user's profile; nil is UTC
	User      Value          // who searches: currentUser(); the zero Value is nobody
	WeekStart time.Weekday   // Jira's own default is Sunday

	// What functions ask for; nil ones know nothing. They must not change
	// between Compile and Match, and their answers must not be changed.

	// Members returns the people of a group: membersOf(group).
	Members func(group string) (people []Value, ok bool)
	// Linked returns the issues to which an issue has a link, of any kind if
	// kind is empty: linkedIssues(issue, kind). A kind is what the issue's own
	// page says, such as "is blocked by"; ok is false if no link is called so.
	Linked func(issue Value, kind string) (issues []Value, ok bool)
	// Versions returns a project's versions, or all if project is empty, in
	// their order: releasedVersions(project) and its like.
	Versions func(project string) (versions []Value, ok bool)
}

// A Program is a query made ready. It does not change, so that several
// goroutines may use it.
type Program struct {
	where test
	order []comparison
}

// A test says whether an issue is meant.
type test func(Issue) bool

// Compile makes q ready for the fields of schema. A query that Jira would
// refuse is an *Error.
func Compile(q *jql.Query, env Env, schema *Schema) (*Program, error) {
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	c := &compiler{env: env, schema: schema}
	p := &Program{where: c.expr(q.Where), order: c.order(q.Sort)}
	if len(c.messages) > 0 {
		return nil, &Error{Messages: c.messages}
	}
	return p, nil
}

// Match reports whether the query means the issue.
func (p *Program) Match(i Issue) bool { return p.where(i) }

// A compiler goes on after a fault, so that one answer names them all.
type compiler struct {
	env      Env
	schema   *Schema
	messages []string
}

func (c *compiler) refuse(message string) {
	for _, m := range c.messages {
		if m == message {
			return
		}
	}
	c.messages = append(c.messages, message)
}

// find looks a field up, and lets messages call it as the query does.
func (c *compiler) find(name jql.Field) (Field, bool) {
	f, ok := c.schema.Find(name)
	if !ok {
		c.refuse(unknownField(name))
	}
	f.Names = []string{fieldText(name)}
	return f, ok
}

func (c *compiler) expr(e jql.Expr) test {
	switch e := e.(type) {
	case nil:
		return func(Issue) bool { return true }
	case jql.And:
		return all(c.exprs(e.Terms))
	case jql.Or:
		return some(c.exprs(e.Terms))
	case jql.Not:
		inner := c.expr(e.Term)
		return func(i Issue) bool { return !inner(i) }
	case jql.Clause:
		return c.clause(e)
	default:
		c.refuse(fmt.Sprintf("A part of the query is not supported by this simulator: %T.", e))
		return nil
	}
}

func (c *compiler) exprs(terms []jql.Expr) []test {
	tests := make([]test, len(terms))
	for i, t := range terms {
		tests[i] = c.expr(t)
	}
	return tests
}

func all(tests []test) test {
	return func(i Issue) bool {
		for _, t := range tests {
			if !t(i) {
				return false
			}
		}
		return true
	}
}

func some(tests []test) test {
	return func(i Issue) bool {
		for _, t := range tests {
			if t(i) {
				return true
			}
		}
		return false
	}
}
