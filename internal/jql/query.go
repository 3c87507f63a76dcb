package jql

import "fmt"

// The bounds of a text that a person wrote. Jira itself takes far less in an
// address; the depth keeps the parser off the end of its stack.
const (
	MaxLength = 64 << 10 // bytes
	MaxDepth  = 200      // parentheses, nested lists and negations inside each other
)

// MaxSortFields is how many fields ORDER BY may name on Jira Cloud.
const MaxSortFields = 7

// A Query is a text that Parse accepted, and its tree.
type Query struct {
	Where Expr      // nil if the query has no restriction
	Sort  []SortKey // empty if the query has no ORDER BY

	where, orderBy string // as written
}

// Parse reads a whole query. Any failure is an *Error.
func Parse(text string) (*Query, error) {
	return parseWithin(text, MaxLength, MaxDepth)
}

// parseWithin is Parse with other bounds: a wrapped query is a little longer
// and one level deeper than what was wrapped.
func parseWithin(text string, maxLength, maxDepth int) (*Query, error) {
	if len(text) > maxLength {
		return nil, newError(text, 0, fmt.Sprintf("the query is too long: %d bytes, and at most %d are read", len(text), maxLength))
	}
	p := parser{text: text, tokens: lex(text), maxDepth: maxDepth}
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	return q, nil
}

// WhereText returns the restriction as written, without outer white space.
func (q *Query) WhereText() string { return q.where }

// OrderByText returns what was written after ORDER BY, without outer white
// space, or "".
func (q *Query) OrderByText() string { return q.orderBy }

// Bounded reports whether the query restricts its result at all. Jira Cloud
// refuses one that does not.
func (q *Query) Bounded() bool { return q.Where != nil }
