package jira

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"weir"
	"weir/internal/jql"
)

const (
	// parallel is how many requests run at a time, at most. What Jira answers in
	// 250 ms it answers 32 times a second then, below the pace of the Policy.
	parallel = 8
	// maxReconciled is how many ids Cloud takes in its parameter reconcileIssues.
	maxReconciled = 50
	// tokenRoom is what a request's line leaves free for a page token, in bytes.
	tokenRoom = 512
	// maxRefusals bounds how many refusals that name no id are followed.
	maxRefusals = 400
)

// A gathering reads issues by their ids. A chunk of ids is a query like any
// other, so that each of its pages is guarded as those of every search are. What
// did not come is asked for once more in the end.
type gathering struct {
	client  *Client
	query   Query
	flavour Flavour
	yield   func(weir.Issue, error) bool

	// Only the caller's goroutine looks at these.
	left     map[string]bool // ids whose issues have not come
	gone     []string
	progress Progress

	// Of the pass under way, the first or the last.
	crew     *crew
	out      chan delivery
	last     bool                   // this is the second time of asking
	known    atomic.Pointer[string] // the id of an issue that came in a query of this form
	refusals atomic.Int32           // that named no id
}

// A delivery is what a task hands to the caller's goroutine.
type delivery struct {
	issues    []weir.Issue
	gone      []string
	pages     int
	histories int
}

// gather yields the issues with the given ids, and an error at the end unless
// all is well.
func (c *Client) gather(ctx context.Context, ids []string, q Query, pages int, yield func(weir.Issue, error) bool) {
	g := &gathering{client: c, query: q, yield: yield, left: make(map[string]bool, len(ids)), progress: Progress{Pages: pages}}
	if err := g.run(ctx, ids); err != nil && !errors.Is(err, errStop) {
		yield(weir.Issue{}, err)
	}
}

func (g *gathering) run(ctx context.Context, ids []string) error {
	ids, err := g.note(ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	server, err := g.client.ServerInfo(ctx)
	if err != nil {
		return err
	}
	if err := g.client.signedIn(ctx); err != nil {
		return err
	}
	g.flavour = server.Flavour
	if err := g.ask(ctx, ids); err != nil {
		return err
	}
	if len(g.left) == 0 {
		return nil
	}
	g.last = true
	if err := g.ask(ctx, g.missing(ids)); err != nil {
		return err
	}
	return g.conclude(ctx, ids)
}

// note takes down what is to come, and returns each id once.
func (g *gathering) note(ids []string) ([]string, error) {
	once := make([]string, 0, len(ids))
	for _, id := range ids {
		if !jql.ValidID(id) {
			return nil, &weir.Error{Kind: weir.BadInput, Text: fmt.Sprintf("%.40q is not the id of an issue", id), Next: "name issues by their numbers"}
		}
		if !g.left[id] {
			g.left[id] = true
			once = append(once, id)
		}
	}
	g.progress.Total = len(once)
	return once, nil
}

// missing returns those of the ids whose issues have not come.
func (g *gathering) missing(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !g.left[id] })
}

// conclude judges what did not come. That is also what happens to a user who is
// no longer signed in, so we ask once more who we are.
func (g *gathering) conclude(ctx context.Context, ids []string) error {
	if len(g.left)+len(g.gone) == 0 {
		return nil
	}
	if _, err := g.client.Myself(ctx); err != nil {
		return err
	}
	if len(g.gone) > 0 && g.query.OnGone != nil {
		g.query.OnGone(g.gone)
	}
	if len(g.left) == 0 {
		return nil
	}
	missing := g.missing(ids)
	some := strings.Join(missing[:min(5, len(missing))], ", ")
	if len(missing) > 5 {
		some += ", …"
	}
	return incomplete(fmt.Sprintf("Jira did not send %d of %d issues (with the ids %s)", len(missing), g.progress.Total, some))
}

// ask has the issues read, and takes what comes. The workers are gone when it
// returns, however that happens.
func (g *gathering) ask(ctx context.Context, ids []string) error {
	var tasks []task
	for _, chunk := range g.chunks(ids) {
		tasks = append(tasks, g.read(chunk))
	}
	g.crew, g.out = newCrew(tasks...), make(chan delivery)
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		cancel()
		for range g.out { // what still comes is not wanted
		}
	}()
	var err error
	go func() {
		defer close(g.out)
		err = g.crew.run(ctx, g.workers())
	}()
	for d := range g.out {
		if !g.take(d) {
			return errStop
		}
	}
	return err
}

func (g *gathering) workers() int {
	if n := g.query.Parallel; n > 0 {
		return min(n, parallel)
	}
	return parallel
}

// take yields what was delivered; it reports false when the caller has enough.
func (g *gathering) take(d delivery) bool {
	g.progress.Pages += d.pages
	g.progress.Histories += d.histories
	for _, id := range d.gone {
		if g.left[id] {
			delete(g.left, id)
			g.gone = append(g.gone, id)
			g.progress.Gone++
		}
	}
	for _, issue := range d.issues {
		if !g.left[issue.ID] {
			continue // it came before, or nobody asked for it
		}
		delete(g.left, issue.ID)
		g.progress.Issues++
		if !g.yield(issue, nil) {
			return false
		}
	}
	if g.query.OnPage != nil {
		g.query.OnPage(g.progress)
	}
	return true
}
