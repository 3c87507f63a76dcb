package report

import (
	"context"
	"iter"

	"weir"
)

// A Source is Jira, as one account sees it. Every answer is complete, or the
// error says that it is not; errors are *weir.Error.
//
// A run in which nothing is missing that was there before calls Issues once and
// nothing else.
type Source interface {
	// Issues reads issues with the given fields, in the order of the query, at
	// most so many.
	Issues(ctx context.Context, q Query) iter.Seq2[weir.Issue, error]
	// Prove makes sure that the sign-in is valid. To an account that is not signed
	// in Jira shows less, and says nothing about it. The engine calls it before it
	// believes that an issue has left.
	Prove(ctx context.Context) error
}

// A Query says which issues to read, and what of them.
type Query struct {
	JQL    string
	Fields []string
	Limit  int
}
