package jira

import (
	"context"
	"iter"

	"weir"
)

// A Ref names an issue.
type Ref struct {
	ID  string // the identity, which survives a move
	Key string
}

// Census finds out which issues a query selects, in the query's order: ids and
// keys alone, thousands to a page. OnPage hears of its progress.
func (c *Client) Census(ctx context.Context, q Query) ([]Ref, error) {
	q.Fields, q.History = nil, false
	var refs []Ref
	for issue, err := range c.Issues(ctx, q) {
		if err != nil {
			return nil, err
		}
		refs = append(refs, Ref{ID: issue.ID, Key: issue.Key})
	}
	return refs, nil
}

// Whole reads the issues that a query selects as Issues does, but fast and in
// no promised order: first a census, then the issues by their ids, several
// requests at a time, each with its whole history if the query asks for
// histories.
//
// The census is the truth of its moment. An issue that enters the result after
// it is not read; one that leaves the result is, as it is by then; one that is
// deleted, or hidden from the account, counts as gone. In the end, issues read
// and issues gone are as many as the census found, or the sequence ends with an
// error that says what is missing.
func (c *Client) Whole(ctx context.Context, q Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		var counted Progress
		census := q
		census.PageSize = 0 // that of the issues; ids come by the thousand
		census.OnPage = func(p Progress) {
			p.Counting = true
			counted = p
			if q.OnPage != nil {
				q.OnPage(p)
			}
		}
		refs, err := c.Census(ctx, census)
		if err != nil {
			yield(weir.Issue{}, err)
			return
		}
		ids := make([]string, len(refs))
		for i, ref := range refs {
			ids[i] = ref.ID
		}
		c.gather(ctx, ids, q, counted.Pages, yield)
	}
}

// ByIDs reads the issues with the given numeric ids, each once and in no
// promised order, with the query's fields and, where it asks for histories,
// with whole ones; its JQL and its limit do not count. Reading histories takes
// the endpoint History.
//
// An id that Jira refuses, because the issue is deleted or hidden from the
// account, is gone: OnGone and OnPage hear of it. An issue that Jira neither
// sends nor refuses is asked for once more, and is then an error of kind
// Truncated, after all others came. Several requests run at a time; they hold
// no more issues than a page each, and wait while the caller is busy.
func (c *Client) ByIDs(ctx context.Context, ids []string, q Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) { c.gather(ctx, ids, q, 0, yield) }
}
