package jira

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"weir"
	"weir/internal/jql"
)

// chunks cuts ids into lists, each of which fits on a page and into a request's
// line.
func (g *gathering) chunks(ids []string) [][]string {
	most, each, room := g.measure()
	var all [][]string
	start, used := 0, 0
	for i, id := range ids {
		cost := each(id)
		if i > start && (i-start >= most || used+cost > room) {
			all = append(all, ids[start:i:i])
			start, used = i, 0
		}
		used += cost
	}
	return append(all, ids[start:])
}

// measure returns how many ids a request may name, what each costs of its line,
// and how much of the line is free for them.
func (g *gathering) measure() (most int, each func(id string) int, room int) {
	s := search{client: g.client, query: g.query, flavour: g.flavour}
	s.query.Limit, s.query.JQL = 0, "id in (0)"
	line := requestLine(g.client.target(Search.path(g.flavour), s.params()))
	most = s.pageSize()
	each = func(id string) int { return len("%2C") + len(id) }
	if g.reconciles() {
		most = min(most, maxReconciled)
		each = func(id string) int { return len("%2C&reconcileIssues=") + 2*len(id) }
	}
	return most, each, maxRequestLine - tokenRoom - line
}

// reconciles reports whether Jira is asked for the latest state of the issues:
// what Cloud's search did not show the first time, its index may not know yet.
func (g *gathering) reconciles() bool { return g.last && g.flavour == Cloud }

// read reads a chunk. Its issues are handed over when its last page was found
// sound: nothing comes from an answer that cannot be trusted, and however long
// the caller takes, no connection waits for it.
func (g *gathering) read(ids []string) task {
	return func(ctx context.Context) error {
		var d delivery
		q, err := g.chunkQuery(ids)
		if err != nil {
			return err
		}
		q.OnPage = func(Progress) { d.pages++ }
		var cut []task
		for issue, err := range g.client.Issues(ctx, q) {
			switch {
			case err != nil:
				return g.refused(ctx, ids, err)
			case !slices.Contains(ids, issue.ID):
				// Nobody asked for it.
			case !q.History || issue.History.Complete:
				d.issues = append(d.issues, issue)
			case g.flavour == DataCenter:
				return incomplete("Jira cut the history of " + issue.Key + " short")
			default:
				cut = append(cut, g.finish(issue))
			}
		}
		if len(d.issues) > 0 {
			g.known.Store(&d.issues[0].ID)
		}
		g.crew.add(cut...)
		return g.deliver(ctx, d)
	}
}

func (g *gathering) chunkQuery(ids []string) (Query, error) {
	condition, err := jql.IDs(ids...)
	q := g.query
	q.JQL, q.Limit = condition.String(), 0
	if g.reconciles() {
		q.reconcile = ids[:min(len(ids), maxReconciled)]
	}
	return q, err
}

// finish reads the whole of a history that a search cut short.
func (g *gathering) finish(issue weir.Issue) task {
	return func(ctx context.Context) error {
		switch err := g.client.complete(ctx, &issue); {
		case errors.Is(err, weir.NotFound):
			return nil // deleted a moment ago; the second time of asking will tell
		case err != nil:
			return err
		}
		return g.deliver(ctx, delivery{issues: []weir.Issue{issue}, histories: 1})
	}
}

func (g *gathering) deliver(ctx context.Context, d delivery) error {
	select {
	case g.out <- d:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refused deals with a chunk that Jira does not answer. Where it is because of
// ids that do not exist, the others are asked for without them: Jira's words
// name them, or halving the chunk finds them. Only the second time of asking is
// an id taken for gone. A request that is too long for a server is halved, too.
func (g *gathering) refused(ctx context.Context, ids []string, err error) error {
	var words refusal
	asked := errors.As(err, &words)
	if !asked && (!errors.As(err, new(length)) || len(ids) == 1) {
		return err
	}
	named := quoted(string(words), ids)
	switch {
	case len(named) == 0 && asked && g.vain():
		return err
	case len(named) == 0 && len(ids) > 1:
		half := len(ids) / 2
		g.crew.add(g.read(ids[:half]), g.read(ids[half:]))
		return nil
	case len(named) == 0 && g.last:
		return g.doubt(ctx, ids)
	case len(named) == 0:
		return nil
	}
	if rest := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(named, id) }); len(rest) > 0 {
		g.crew.add(g.read(rest))
	}
	if !g.last {
		return nil
	}
	return g.deliver(ctx, delivery{gone: named})
}

// doubt makes sure that Jira refuses a single id which it does not name, and not
// just anything at the moment: it must answer for a known one, and refuse this
// one again.
func (g *gathering) doubt(ctx context.Context, ids []string) error {
	if err := g.try(ctx, *g.known.Load()); err != nil {
		return err
	}
	err := g.try(ctx, ids[0])
	switch {
	case err == nil:
		g.crew.add(g.read(ids))
		return nil
	case errors.As(err, new(refusal)):
		return g.deliver(ctx, delivery{gone: ids})
	}
	return err
}

// try reads an issue to no other end than to see how Jira answers.
func (g *gathering) try(ctx context.Context, id string) error {
	q, err := g.chunkQuery([]string{id})
	if err != nil {
		return err
	}
	q.OnPage = nil
	for _, err := range g.client.Issues(ctx, q) {
		return err
	}
	return nil
}

// vain reports whether it is no use to look for the ids that Jira's refusals do
// not name: it may be the form of the query that Jira does not take.
func (g *gathering) vain() bool {
	refusals := g.refusals.Add(1)
	if g.known.Load() != nil {
		return refusals > maxRefusals
	}
	return g.last || refusals > maxRefusals/8
}

// quoted returns those of the ids that the words hold between quotes of any
// language. A bare number can mean something else.
func quoted(words string, ids []string) []string {
	var found []string
	for _, id := range ids {
		for rest := words; ; {
			before, after, ok := strings.Cut(rest, id)
			if !ok {
				break
			}
			opening, _ := utf8.DecodeLastRuneInString(before)
			closing, _ := utf8.DecodeRuneInString(after)
			if unicode.In(opening, unicode.Quotation_Mark) && unicode.In(closing, unicode.Quotation_Mark) {
				found = append(found, id)
				break
			}
			rest = after
		}
	}
	return found
}
