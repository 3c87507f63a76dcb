package app

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/report"
)

// reportPageSize is how many issues are asked for at a time: a report of usual size
// comes with one search, as far as Jira gives that much.
const reportPageSize = 500

// A reportSource is Jira as a report sees it, for one run.
//
// A run costs one question what Jira this is, and one search. A saved filter
// costs one more, since a search by its number does not keep its order, and so do
// columns that only the site's list of fields explains: nothing of Jira is kept
// on this computer for longer than a run.
type reportSource struct {
	client *jira.Client
	filter string // the id of a saved filter; empty: the query is given
	onPage func(jira.Progress)
	atEnd  func() // is told when all issues are read; may be nil
}

var _ report.Source = (*reportSource)(nil)

// reportSource makes the source of a report, and completes its settings with what
// Jira knows of the columns.
func (a *App) reportSource(ctx context.Context, job Report, site config.Site, s *report.Settings, p ReportParams) (report.Source, error) {
	client, err := a.Jira(ctx, job.Jira, ReportJob())
	if err != nil {
		return nil, err
	}
	names, err := report.Expand(job.Columns, a.config.Columns)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = UsualColumns()
	}
	var fields []report.Field
	if report.NeedsFields(slices.Concat(names, job.Totals, groupOf(job))) {
		if fields, err = reportFields(ctx, client); err != nil {
			return nil, err
		}
	}
	c := columnFinder{fields: fields, style: report.Style{Zone: s.Zone, Site: site.URL.String()}}
	if err := c.fill(s, names, job); err != nil {
		return nil, err
	}
	return &reportSource{client: client, filter: job.Filter, onPage: p.OnRead, atEnd: p.OnReadAll}, nil
}

func groupOf(job Report) []string {
	if job.Group == "" {
		return nil
	}
	return []string{job.Group}
}

func reportFields(ctx context.Context, client *jira.Client) ([]report.Field, error) {
	found, err := client.Fields(ctx)
	if err != nil {
		return nil, err
	}
	fields := make([]report.Field, len(found))
	for i, f := range found {
		fields[i] = report.Field{ID: f.ID, Name: f.Name, Type: f.Type, Items: f.Items, Custom: f.CustomType}
	}
	return fields, nil
}

// Issues reads the issues of the report.
func (s *reportSource) Issues(ctx context.Context, q report.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		text, err := s.jql(ctx, q.JQL)
		if err != nil {
			yield(weir.Issue{}, err)
			return
		}
		query := jira.Query{JQL: text, Fields: q.Fields, Limit: q.Limit, PageSize: reportPageSize, OnPage: s.onPage, Unproved: true}
		for issue, err := range s.client.Issues(ctx, query) {
			if err != nil {
				err = s.doubted(ctx, err)
			}
			if !yield(issue, err) {
				return
			}
		}
		if s.atEnd != nil {
			s.atEnd()
		}
	}
}

// jql is the query of the report, or of its filter as it is now.
func (s *reportSource) jql(ctx context.Context, given string) (string, error) {
	if s.filter == "" {
		return given, nil
	}
	filter, err := s.client.Filter(ctx, s.filter)
	if err == nil && filter.JQL == "" {
		err = &weir.Error{Kind: weir.BadQuery, Text: "the saved filter " + s.filter + " has no query, so it would select every issue of the site", Next: "give it a condition in Jira"}
	}
	return filter.JQL, err
}

// doubted asks who is signed in before it is believed that a query is wrong: to a
// stranger, what it names does not exist.
func (s *reportSource) doubted(ctx context.Context, err error) error {
	if errors.Is(err, weir.BadQuery) {
		if why := s.Prove(ctx); weir.KindOf(why) == weir.Unauthorised {
			return why
		}
	}
	return err
}

// Prove makes sure that the sign-in is valid.
func (s *reportSource) Prove(ctx context.Context) error {
	_, err := s.client.Myself(ctx)
	return err
}

// A failedSource stands for one that could not be made.
type failedSource struct{ err error }

// Issues fails.
func (f failedSource) Issues(context.Context, report.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) { yield(weir.Issue{}, f.err) }
}

// Prove fails.
func (f failedSource) Prove(context.Context) error { return f.err }

// A failedPage stands for one that could not be made.
type failedPage struct{ err error }

// Read fails.
func (f failedPage) Read(context.Context, string) (report.Found, error) { return report.Found{}, f.err }

// Write fails.
func (f failedPage) Write(context.Context, report.View, report.Found) (report.Wrote, error) {
	return report.Wrote{}, f.err
}

// columnsText names, for people, the columns that a report reads from Jira.
func (a *App) columnsText(job Report) []string {
	names, err := report.Expand(job.Columns, a.config.Columns)
	if err != nil || len(names) == 0 {
		names = UsualColumns()
	}
	var fields []string
	for _, name := range slices.Concat(names, groupOf(job)) {
		if !strings.EqualFold(name, report.NoteColumn) && !slices.Contains(fields, name) && !headsOne(names, name) {
			fields = append(fields, name)
		}
	}
	return fields
}

// headsOne reports whether a name is the heading that one of the columns is given. A
// name that Weir knows without the site's fields is the field's own, as in meant.
func headsOne(columns []string, name string) bool {
	return report.NeedsFields([]string{name}) && slices.ContainsFunc(columns, func(entry string) bool {
		at := strings.LastIndexByte(entry, '=')
		return at >= 0 && strings.EqualFold(strings.TrimSpace(entry[at+1:]), strings.TrimSpace(name))
	})
}
