package tasks

import (
	"context"
	"iter"
	"time"

	"weir"
)

// A Source is Jira, as one account sees it. Every answer is complete, or the
// error says that it is not; errors are *weir.Error.
//
// A run with nothing to do calls Clock, Census and Issues once each, and
// AnsweredFor, and nothing else; reading everything costs Clock, Account and
// Issues. An adapter that needs one request for each of them (a census of up to
// 5,000 ids does) so keeps to three requests: it proves the sign-in only in
// Account, which the engine calls before it believes that anything is missing,
// and where AnsweredFor names another account than in the runs before.
type Source interface {
	// Clock returns what Jira's clock shows.
	Clock(ctx context.Context) (time.Time, error)
	// Account proves that the sign-in is valid, and says whose it is. To an
	// account that is not signed in Jira shows less, and says nothing about it.
	Account(ctx context.Context) (Account, error)
	// AnsweredFor returns the account that Jira named with its last answer, or
	// nothing where it named none. It asks nobody. The name need not be the
	// account's ID, but as long as it is the same, so is the account.
	AnsweredFor() string
	// Census returns the ids of the issues that a query selects, and nothing
	// more of them. A request that is too long is an error of kind BadQuery that
	// has, or wraps one that has, a method TooLong() bool.
	Census(ctx context.Context, jql string) ([]string, error)
	// Issues reads issues with the fields of the query, one by one. A JQL that
	// Jira refuses is an error of kind BadQuery.
	Issues(ctx context.Context, q Query) iter.Seq2[weir.Issue, error]
}

// An Account is who is signed in.
type Account struct {
	ID   string         // what Jira calls it, the same from run to run
	Zone *time.Location // of its profile
}

// A Query says which issues to read, by JQL or by ids, and what of them.
type Query struct {
	JQL    string
	IDs    []string // where there are any, JQL is empty
	Fields []string
	// OnGone hears of the ids that Jira does not show to this account, because
	// the issue is deleted or hidden. It is set if IDs are.
	OnGone func(ids []string)
}
