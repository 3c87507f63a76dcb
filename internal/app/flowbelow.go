package app

import (
	"context"
	"fmt"

	"weir"
	"weir/internal/flow"
	"weir/internal/jira"
	"weir/internal/jql"
)

// Which issue is below which is asked by searches that return ids and keys
// alone: the field that would tell it carries the parent's summary (promise D2).

// maxBelow bounds how deep and how wide a tree of issues may be.
const (
	maxBelowDepth = 10
	maxBelow      = 20_000
	parentsChunk  = 100 // ids in one query
)

// ReadBelow reads everything below an issue: its children, their children and so
// on, with what measures flow.
func (a *App) ReadBelow(ctx context.Context, job FlowJob, key string) (flow.Data, error) {
	client, err := a.Jira(ctx, job.Jira, FlowReadJob())
	if err != nil {
		return flow.Data{}, err
	}
	if !jql.ValidIssueKey(key) {
		return flow.Data{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%q is not the key of an issue", key), Next: "write it as OPS-42"}
	}
	self, err := jql.Keys(key)
	if err != nil {
		return flow.Data{}, err
	}
	top, err := client.Census(ctx, jira.Query{JQL: self.String()})
	if err != nil {
		return flow.Data{}, err
	}
	ids, err := below(ctx, client, idsOf(top))
	if err != nil {
		return flow.Data{}, err
	}
	statuses, err := client.Statuses(ctx)
	if err != nil {
		return flow.Data{}, err
	}
	collector := flow.NewCollector(statuses)
	for issue, err := range client.ByIDs(ctx, ids, jira.Query{Fields: flowFields(), History: true}) {
		if err != nil {
			return flow.Data{}, err
		}
		if !measurable(issue) {
			return flow.Data{}, &weir.Error{
				Kind: weir.Truncated, Text: "Jira shows no status of " + issue.Key + ", or not when it was created, so what is open cannot be counted",
				Next: "look at the issue in Jira: perhaps this account may not see all of it",
			}
		}
		collector.Add(issue)
	}
	return collector.Data(), nil
}

// below finds the ids of all issues below others, level by level.
func below(ctx context.Context, client *jira.Client, level []string) ([]string, error) {
	var found []string
	seen := map[string]bool{}
	for depth := 0; len(level) > 0; depth++ {
		if depth == maxBelowDepth || len(found) > maxBelow {
			return nil, &weir.Error{Kind: weir.BadInput, Text: "too much is below this issue", Next: "name one that is further down"}
		}
		var next []string
		for len(level) > 0 {
			n := min(parentsChunk, len(level))
			children, err := childrenOf(ctx, client, level[:n], "")
			if err != nil {
				return nil, err
			}
			for _, child := range children {
				if !seen[child.ID] {
					seen[child.ID] = true
					next = append(next, child.ID)
				}
			}
			level = level[n:]
		}
		found, level = append(found, next...), next
	}
	return found, stillSignedIn(ctx, client)
}

// stillSignedIn makes sure that nothing was missing because nobody is signed in
// any more: what is below an issue looks the same to a stranger, only less.
func stillSignedIn(ctx context.Context, client *jira.Client) error {
	_, err := client.Myself(ctx)
	return err
}

// childrenOf returns the children of issues, restricted by further JQL of ours. Who
// asks makes sure afterwards that somebody was signed in.
func childrenOf(ctx context.Context, client *jira.Client, ids []string, further string) ([]jira.Ref, error) {
	parents, err := jql.Parents(ids...)
	if err != nil {
		return nil, err
	}
	return client.Census(ctx, jira.Query{JQL: parents.String() + further, Unproved: true})
}

func idsOf(refs []jira.Ref) []string {
	ids := make([]string, len(refs))
	for i, ref := range refs {
		ids[i] = ref.ID
	}
	return ids
}

// Parents finds the children that are not as far as their parents would have it:
// open ones of what is finished, and started ones of what is not started. It
// returns the key of the parent by the key of the child. Files say themselves
// what is below what.
func (a *App) Parents(ctx context.Context, job FlowJob, p FlowParams, analysis *flow.Analysis) (map[string]string, error) {
	if len(p.From) > 0 {
		return nil, nil
	}
	client, err := a.Jira(ctx, job.Jira, FlowReadJob())
	if err != nil {
		return nil, err
	}
	s := parentSearch{client: client, keys: map[string]string{}, found: map[string]string{}}
	var done, waiting []string
	for i := range analysis.Lines {
		t := &analysis.Lines[i]
		s.keys[t.Item.ID] = t.Item.Key
		switch t.Outcome {
		case flow.Finished:
			done = append(done, t.Item.ID)
		case flow.NotStarted:
			waiting = append(waiting, t.Item.ID)
		default: // its children may be anywhere
		}
	}
	if err := s.among(ctx, done, ` AND statusCategory != Done`); err != nil {
		return nil, err
	}
	if err := s.among(ctx, waiting, ` AND statusCategory = "In Progress"`); err != nil {
		return nil, err
	}
	return s.found, stillSignedIn(ctx, client)
}

// A parentSearch finds which of many issues have children of some kind. Few
// have: a query for many at a time costs little, and is halved only where there
// is something to be found.
type parentSearch struct {
	client *jira.Client
	keys   map[string]string // by id, of the possible parents
	found  map[string]string // by the child's key, the parent's
}

func (s *parentSearch) among(ctx context.Context, ids []string, further string) error {
	for len(ids) > 0 {
		n := min(parentsChunk, len(ids))
		if err := s.halve(ctx, ids[:n], further); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (s *parentSearch) halve(ctx context.Context, ids []string, further string) error {
	children, err := childrenOf(ctx, s.client, ids, further)
	if err != nil || len(children) == 0 {
		return err
	}
	if len(ids) == 1 {
		for _, child := range children {
			s.found[child.Key] = s.keys[ids[0]]
		}
		return nil
	}
	half := len(ids) / 2
	if err := s.halve(ctx, ids[:half], further); err != nil {
		return err
	}
	return s.halve(ctx, ids[half:], further)
}
