package app

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"time"

	"weir"
	"weir/internal/jira"
	"weir/internal/tasks"
)

// A taskSource is Jira as the tasks see it, for one run.
//
// A run with nothing to do costs three requests: the clock, a census and a
// search. None of them asks who is signed in: whoever is not is shown less, and
// before the engine believes that, it asks Account. Where there is nothing at
// all to be seen, nothing is missing either, and the question is put here.
type taskSource struct {
	client *jira.Client
	onPage func(jira.Progress) // may be nil

	counted bool // there was a census: this run reads changes
	some    bool // it found an issue
	proved  bool // the sign-in is known to be valid
}

var _ tasks.Source = (*taskSource)(nil)

// Clock returns what Jira's clock showed when the run began.
func (s *taskSource) Clock(ctx context.Context) (time.Time, error) {
	server, err := s.client.ServerInfo(ctx)
	if err == nil && server.Time.IsZero() {
		err = &weir.Error{
			Kind: weir.NotJira, Text: "Jira does not tell its time, so nobody knows from when on to look for changes",
			Next: "ask the site's administrator what hides serverTime in the answer of serverInfo",
		}
	}
	return server.Time, err
}

// Account proves that the sign-in is valid, and says whose it is.
func (s *taskSource) Account(ctx context.Context) (tasks.Account, error) {
	account, err := s.client.Myself(ctx)
	if err != nil {
		return tasks.Account{}, err
	}
	s.proved = true
	return tasks.Account{ID: cmp.Or(account.Person.ID, account.Person.Name), Zone: account.Zone}, nil
}

// AnsweredFor returns the account that Jira named with its last answer.
func (s *taskSource) AnsweredFor() string { return s.client.AnsweredFor() }

// Census returns the ids of the issues that a query selects.
func (s *taskSource) Census(ctx context.Context, jql string) ([]string, error) {
	refs, err := s.client.Census(ctx, jira.Query{JQL: jql, OnPage: s.onPage, Unproved: !s.proved})
	if errors.Is(err, weir.BadQuery) && !s.proved {
		// To a stranger, what a query names does not exist.
		if _, why := s.Account(ctx); weir.KindOf(why) == weir.Unauthorised {
			err = why
		}
	}
	if err != nil {
		return nil, err
	}
	s.counted, s.some = true, s.some || len(refs) > 0
	ids := make([]string, len(refs))
	for i, ref := range refs {
		ids[i] = ref.ID
	}
	return ids, nil
}

// Issues reads issues by JQL or by ids.
func (s *taskSource) Issues(ctx context.Context, q tasks.Query) iter.Seq2[weir.Issue, error] {
	if len(q.IDs) > 0 {
		return s.client.ByIDs(ctx, q.IDs, jira.Query{Fields: q.Fields, OnGone: q.OnGone, OnPage: s.onPage})
	}
	// What is read without a census is everything, and an empty census may be
	// what a stranger sees.
	unproved := s.counted && s.some && !s.proved
	return s.client.Issues(ctx, jira.Query{JQL: q.JQL, Fields: q.Fields, OnPage: s.onPage, Unproved: unproved})
}
