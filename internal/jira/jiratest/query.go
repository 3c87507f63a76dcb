package jiratest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// A queryError is why Jira refuses a query: the texts of its answer.
type queryError struct {
	messages []string
	semantic bool // the query is JQL, but means nothing here
}

// Error returns the messages in one line.
func (e *queryError) Error() string { return strings.Join(e.messages, " ") }

// run returns the issues that a query meant at a moment, in its order, as far as
// the caller may see them.
func (c *call) run(text string, at time.Time) ([]*row, error) {
	q, err := c.parse(text)
	if err != nil {
		return nil, err
	}
	env := eval.Env{Now: at, Zone: c.account.Zone}
	if c.me != nil {
		env.User = c.view.personValue(c.me)
	}
	c.view.inform(&env)
	program, err := eval.Compile(q, env, c.view.schema)
	if err != nil {
		var refused *eval.Error
		if errors.As(err, &refused) {
			return nil, &queryError{messages: refused.Messages, semantic: true}
		}
		return nil, fmt.Errorf("compile the query: %w", err)
	}
	var found []*row
	for _, r := range c.candidates(q.Where) {
		if program.Match(r) {
			found = append(found, r)
		}
	}
	// Jira leaves the order of equals open; newest first is what it mostly does.
	slices.SortFunc(found, func(a, b *row) int { return cmp.Compare(b.num, a.num) })
	slices.SortStableFunc(found, func(a, b *row) int { return program.Compare(a, b) })
	return found, nil
}

// parse reads a query, applies Cloud's own limits, and replaces saved filters
// by what they stand for.
func (c *call) parse(text string) (*jql.Query, error) {
	q, err := jql.Parse(text)
	if err != nil {
		var broken *jql.Error
		if errors.As(err, &broken) {
			message := fmt.Sprintf("Error in the JQL Query: %s. (line %d, character %d)", broken.Text, broken.Line, broken.Column)
			return nil, &queryError{messages: []string{message}}
		}
		return nil, fmt.Errorf("parse the query: %w", err)
	}
	if c.opts.Flavour == Cloud {
		if !q.Bounded() {
			return nil, &queryError{messages: []string{"Unbounded JQL queries are not allowed here: add a search restriction to the query."}}
		}
		if len(q.Sort) > jql.MaxSortFields {
			message := fmt.Sprintf("The query sorts by %d fields: at most %d are allowed in ORDER BY.", len(q.Sort), jql.MaxSortFields)
			return nil, &queryError{messages: []string{message}}
		}
	}
	e := filterExpander{site: c.view.site}
	q.Where = e.expand(q.Where, 0)
	if e.fault != "" {
		return nil, &queryError{messages: []string{e.fault}, semantic: true}
	}
	return q, nil
}

// A filterExpander puts saved queries into their places. Their ORDER BY does
// not count there.
type filterExpander struct {
	site  *Site
	fault string
}

// maxFilterDepth stops filters that name one another.
const maxFilterDepth = 10

func (e *filterExpander) expand(x jql.Expr, depth int) jql.Expr {
	switch x := x.(type) {
	case jql.And:
		return jql.And{Terms: e.terms(x.Terms, depth)}
	case jql.Or:
		return jql.Or{Terms: e.terms(x.Terms, depth)}
	case jql.Not:
		return jql.Not{Term: e.expand(x.Term, depth)}
	case jql.Clause:
		return e.clause(x, depth)
	default:
		return x
	}
}

func (e *filterExpander) terms(terms []jql.Expr, depth int) []jql.Expr {
	expanded := make([]jql.Expr, len(terms))
	for n, t := range terms {
		expanded[n] = e.expand(t, depth)
	}
	return expanded
}

func (e *filterExpander) clause(c jql.Clause, depth int) jql.Expr {
	switch strings.ToLower(c.Field.Name) {
	case "filter", "request", "savedfilter", "searchrequest":
	default:
		return c
	}
	operands, negated := []jql.Operand{c.Operand}, false
	switch c.Op {
	case jql.Equals:
	case jql.NotEquals:
		negated = true
	case jql.OneOf, jql.NoneOf:
		if l, ok := c.Operand.(jql.List); ok {
			operands = l.Items
		}
		negated = c.Op == jql.NoneOf
	default:
		e.fault = fmt.Sprintf("The operator '%s' is not supported by the 'filter' field.", c.Op)
		return c
	}
	var either jql.Or
	for _, o := range operands {
		either.Terms = append(either.Terms, e.filter(o, depth))
	}
	if negated {
		return jql.Not{Term: either}
	}
	return either
}

func (e *filterExpander) filter(o jql.Operand, depth int) jql.Expr {
	v, _ := o.(jql.Value)
	for _, f := range e.site.filters {
		if f.ID != v.Text && !strings.EqualFold(f.Name, v.Text) {
			continue
		}
		q, err := jql.Parse(f.JQL)
		if err != nil || depth >= maxFilterDepth {
			e.fault = fmt.Sprintf("The filter '%s' cannot be used.", v.Text)
			return nil
		}
		return e.expand(q.Where, depth+1)
	}
	e.fault = fmt.Sprintf("The value '%s' does not exist for the field 'filter'.", v.Text)
	return nil
}

// candidates returns the issues that a query can mean at all: those that its
// outermost AND names, or all. A client that fetches thousands of issues by
// their ids would else make each request read the whole site.
func (c *call) candidates(where jql.Expr) []*row {
	if c.opts.IndexLag > 0 {
		return c.indexed()
	}
	named, ok := namedIssues(where)
	if !ok {
		return c.view.rows
	}
	seen := make(map[*row]bool, len(named))
	var rows []*row
	for _, text := range named {
		if r := c.view.find(text); r != nil && !seen[r] {
			seen[r] = true
			rows = append(rows, r)
		}
	}
	return rows
}

// indexed returns the issues as search finds them while its index is behind:
// some not yet, some no more, some as they were. Those that the client names to
// be reconciled are as they are.
func (c *call) indexed() []*row {
	v, now, lag := c.view, c.opts.Now(), c.opts.IndexLag
	fresh := commaList(c.query["reconcileIssues"])
	var rows []*row
	for _, head := range slices.Concat(v.site.issues, v.site.gone) {
		version := head.indexed(now, lag)
		if slices.Contains(fresh, head.ID) {
			version = head
		}
		switch {
		case version == nil || version.deleted || !v.account.sees(version):
		case v.byIssue[version] != nil:
			rows = append(rows, v.byIssue[version])
		default:
			rows = append(rows, &row{issue: version, cache: new(cache), view: v})
		}
	}
	return rows
}

// namedIssues returns the ids and keys to which an expression limits itself.
func namedIssues(x jql.Expr) ([]string, bool) {
	switch x := x.(type) {
	case jql.And:
		for _, t := range x.Terms {
			if named, ok := namedIssues(t); ok {
				return named, true
			}
		}
	case jql.Clause:
		switch strings.ToLower(x.Field.Name) {
		case "id", "key", "issue", "issuekey":
			return plainTexts(x)
		}
	}
	return nil, false
}

func plainTexts(c jql.Clause) ([]string, bool) {
	operands := []jql.Operand{c.Operand}
	if l, ok := c.Operand.(jql.List); ok && c.Op == jql.OneOf {
		operands = l.Items
	} else if c.Op != jql.Equals {
		return nil, false
	}
	var named []string
	for _, o := range operands {
		v, ok := o.(jql.Value)
		if !ok {
			return nil, false
		}
		named = append(named, v.Text)
	}
	return named, true
}
