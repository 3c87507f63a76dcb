package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/jira"
	"weir/internal/table"
)

type issuesOptions struct {
	jql     string
	site    string
	columns []string
	format  string
	json    bool
	limit   int
}

func (s *session) issuesCommand() *cobra.Command {
	var o issuesOptions
	cmd := group("read", &cobra.Command{
		Use:   "issues --jql QUERY",
		Short: "List the issues that a query selects",
		Long: `Lists the issues that a JQL query selects, in the order that it asks for.

Columns are key, id, url, summary, description, type, status, category, priority,
resolution, project, parent, assignee, reporter, creator, labels, components,
fixVersions, created, updated, resolved, due, and any other field of your Jira by
its name or its id, for instance "Story Points" or customfield_10016.

With --json the answer is an array with an object for each issue, keyed by the
columns as you named them.`,
		Example: `weir issues --jql 'assignee = currentUser() AND resolution = Unresolved'
weir issues --jql 'project = OPS ORDER BY due' --columns key,due,summary --limit 20
weir issues --jql 'filter = 10042' --format csv > open.csv
weir issues --jql 'updated >= -1d' --json | jq -r '.[].key'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%q was not expected", args[0]), Next: "give the query with --jql, and in quotes"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return s.runIssues(cmd.Context(), o) },
	})
	flags := cmd.Flags()
	flags.StringVar(&o.jql, "jql", "", "the query")
	flags.StringVar(&o.site, "site", "", "the site, by the name that you gave it (default: the default site)")
	flags.StringSliceVar(&o.columns, "columns", []string{"key", "type", "status", "assignee", "updated", "summary"}, "what to show of each issue")
	flags.StringVar(&o.format, "format", "", "table, json, csv or markdown (default table)")
	flags.BoolVar(&o.json, "json", false, "the same as --format json")
	flags.IntVar(&o.limit, "limit", 0, "stop after so many issues (0: all)")
	return cmd
}

func (s *session) runIssues(ctx context.Context, o issuesOptions) (err error) {
	format, err := chooseFormat(o)
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.jql) == "" {
		return &weir.Error{Kind: weir.Usage, Text: "no query is given", Next: "for instance: weir issues --jql 'assignee = currentUser()'"}
	}
	if o.limit < 0 {
		return &weir.Error{Kind: weir.Usage, Text: "--limit cannot be negative", Next: "give a number of issues, or 0 for all"}
	}
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	client, err := a.Jira(ctx, o.site, app.IssuesJob())
	if err != nil {
		return err
	}
	var progress *progress
	if format == table.Terminal || !s.terminal.outTTY { // else the data itself shows that something happens
		progress = s.newProgress("asking Jira")
		defer progress.done()
	}
	columns, err := columnsOf(ctx, client, o.columns)
	if err != nil {
		return err
	}
	query := jira.Query{JQL: o.jql, Fields: table.FieldIDs(columns), Limit: o.limit}
	out := s.call.Stdout
	if progress != nil {
		query.OnPage = progress.page
		out = beforeWrite{w: out, do: progress.done}
	}
	n, err := table.Write(out, columns, client.Issues(ctx, query), s.tableOptions(format))
	if err == nil && n == 0 && format == table.Terminal {
		fmt.Fprintln(s.call.Stderr, "no issue matches the query")
	}
	return err
}

func chooseFormat(o issuesOptions) (table.Format, error) {
	format := table.Format(o.format)
	switch {
	case o.json && o.format != "" && format != table.JSON:
		return "", &weir.Error{Kind: weir.Usage, Text: "--json and --format " + o.format + " exclude each other", Next: "choose one of them"}
	case o.json:
		return table.JSON, nil
	case o.format == "":
		return table.Terminal, nil
	case slices.Contains(table.Formats(), format):
		return format, nil
	}
	return "", &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no format %q", o.format), Next: "the formats are table, json, csv and markdown"}
}

// beforeWrite does something before the first write: the line of progress has
// to go before data comes to the same screen.
type beforeWrite struct {
	w  io.Writer
	do func()
}

func (b beforeWrite) Write(p []byte) (int, error) {
	b.do()
	return b.w.Write(p)
}

func (s *session) fieldsCommand() *cobra.Command {
	var site string
	var asJSON bool
	cmd := group("read", &cobra.Command{
		Use:     "fields",
		Short:   "List the fields of your Jira, for --columns",
		Example: "weir fields\nweir fields --json",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			client, err := a.Jira(cmd.Context(), site, app.FieldsJob())
			if err != nil {
				return err
			}
			fields, err := client.Fields(cmd.Context())
			if err != nil {
				return err
			}
			return s.printFields(fields, asJSON)
		},
	})
	cmd.Flags().StringVar(&site, "site", "", "the site (default: the default site)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) printFields(fields []jira.Field, asJSON bool) error {
	slices.SortStableFunc(fields, func(a, b jira.Field) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	if !asJSON {
		for _, f := range fields {
			fmt.Fprintf(s.call.Stdout, "%-20s  %s\n", s.clean(f.ID), s.clean(f.Name))
		}
		return nil
	}
	list := make([]map[string]any, len(fields))
	for i, f := range fields {
		list[i] = map[string]any{"id": f.ID, "name": f.Name, "custom": f.Custom, "type": f.Type}
	}
	return s.printJSON(list)
}

// columnsOf finds the columns; it asks Jira for its fields only when a name is
// not one of Weir's own.
func columnsOf(ctx context.Context, client *jira.Client, names []string) ([]table.Column, error) {
	if !table.NeedsFields(names) {
		return table.Columns(names, nil)
	}
	found, err := client.Fields(ctx)
	if err != nil {
		return nil, err
	}
	fields := make([]table.Field, len(found))
	for i, f := range found {
		fields[i] = table.Field{ID: f.ID, Name: f.Name}
	}
	return table.Columns(names, fields)
}

// tableOptions fits a table to the terminal; what goes into a file or a pipe is
// never cut.
func (s *session) tableOptions(format table.Format) table.Options {
	o := table.Options{Format: format, Zone: s.env.Zone}
	if s.terminal.outTTY {
		o.Width = s.terminal.width
	}
	return o
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("%q was not expected", args[0]),
		Next: "`" + cmd.CommandPath() + " --help` shows examples",
	}
}
