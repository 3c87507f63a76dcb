package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/report"
)

func (s *session) reportCommand() *cobra.Command {
	cmd := group("work", &cobra.Command{
		Use:   "report",
		Short: "Keep a table of issues fresh in OneNote or in a file, among what people write",
		Long: `Makes a table of the issues that a query or a saved filter selects, on a page of
OneNote or in a file (HTML, Markdown, CSV, XLSX), and keeps it fresh. What people
write beside it stays: text around the table, rows and columns of their own, and
notes, which follow their issue. Jira is never changed.`,
		Example: `weir report init weekly           set one up: which issues, and where the table goes
weir report preview weekly        see it first; nothing is written
weir report run weekly            write it, or refresh it
weir report install-agent         have the system refresh reports when they are due
weir report list                  see how they do, and when they are due`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &weir.Error{
					Kind: weir.Usage, Text: "there is no command \"report " + args[0] + "\"",
					Next: "`weir report --help` lists the commands; to refresh the report " + args[0] + ": weir report run " + args[0],
				}
			}
			return cmd.Help()
		},
	})
	cmd.AddCommand(
		s.reportInitCommand(), s.reportRunCommand(), s.reportPreviewCommand(), s.reportListCommand(), s.reportHistoryCommand(),
		s.reportPauseCommand(), s.reportResumeCommand(), s.reportWatchCommand(),
		s.reportSignInCommand(), s.reportSignOutCommand(),
		s.reportInstallAgentCommand(), s.reportRemoveAgentCommand(), s.reportForgetCommand(),
	)
	return cmd
}

// eachReport opens the configuration, and finds the reports that are meant.
func (s *session) eachReport(names []string, do func(*app.App, []app.Report) error) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	jobs, err := a.ReportJobs(names...)
	if err != nil {
		return err
	}
	return do(a, jobs)
}

// tableOf says where the table of a report stands.
func tableOf(job app.Report) string { return tableAt(job, app.WhereOf(job)) }

func tableAt(job app.Report, where string) string {
	if job.Page.OneNote != "" {
		return "OneNote: " + where
	}
	return where
}

func (s *session) reportListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [NAME…]",
		Short: "Show the reports: how fresh each is, and when it is due",
		Long: `Shows of each report where its table stands, how many rows it has, how its last run
went and when it is due; and of the agent whether the system runs it. It asks
neither Jira nor Microsoft.`,
		Example: `weir report list
weir report list --json | jq '.[] | select(.paused) | .report'`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.eachReport(args, func(a *app.App, jobs []app.Report) error {
				return s.listReports(cmd.Context(), a, jobs, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) listReports(ctx context.Context, a *app.App, jobs []app.Report, asJSON bool) error {
	rows := [][]string{{"REPORT", "WHERE", "ROWS", "FRESH", "LAST RUN", "DUE"}}
	list := make([]map[string]any, 0, len(jobs))
	agent, err := a.Agent(ctx, app.ReportDuty)
	if err != nil {
		return err
	}
	scheduled, failed := false, false
	for _, job := range jobs {
		status, err := a.ReportStatus(ctx, job)
		if err != nil {
			return err
		}
		scheduled = scheduled || !status.Schedule.IsZero()
		last := "never"
		if status.Last != nil {
			last = resultOf(*status.Last)
			failed = failed || hasFailed(*status.Last)
		}
		if status.Err != nil {
			last = "cannot run: " + oneLineError(status.Err)
		}
		rows = append(rows, []string{job.Name, tableAt(job, status.Where), strconv.Itoa(status.Rows), s.when(status.Fresh), last, s.dueText(status)})
		wire := statusWire(status)
		wire["agent"] = agentWire(agent, job.Name)
		if status.Err != nil {
			wire["error"] = oneLineError(status.Err)
		}
		list = append(list, wire)
	}
	if asJSON {
		return s.printJSON(list)
	}
	s.printColumns(rows)
	if scheduled || agent.Installed {
		s.printAgent(agent)
	}
	s.sayWhyItFailed(failed)
	return nil
}

// hasFailed reports whether a run failed, and was not only put off.
func hasFailed(run report.Run) bool { return run.Result != "" && !run.PutOff }

// sayWhyItFailed names the command that finds out: of a failure Weir keeps a few
// words for everybody, and neither a name nor an address.
func (s *session) sayWhyItFailed(failed bool) {
	if failed {
		fmt.Fprintln(s.call.Stderr, "to find out why it failed: weir doctor")
	}
}

// when writes a moment, or that there was none.
func (s *session) when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(s.env.Zone).Format(time.DateTime)
}

func (s *session) dueText(status app.ReportStatus) string {
	switch {
	case status.Paused && status.Why != "":
		return "paused: " + status.Why
	case status.Paused:
		return "paused"
	case status.Due.IsZero():
		return "when you run it"
	case status.IsDue(s.env.Now()):
		return "now"
	default:
		return s.when(status.Due)
	}
}

// resultOf says in a few words how a run went.
func resultOf(run report.Run) string {
	switch {
	case run.Result == "":
		return reportCounts(run.Counts)
	case run.PutOff:
		return "put off: " + run.Trouble
	default:
		return "failed: " + run.Trouble
	}
}

// reportCounts says what changed on the page.
func reportCounts(c report.Counts) string {
	text := ""
	add := func(n int, format string) {
		if n > 0 {
			text += ", " + fmt.Sprintf(format, n)
		}
	}
	add(c.New, "new %d")
	add(c.Cells, "changed %d")
	add(c.Left, "left %d")
	add(c.Rescued, "kept %d")
	if text == "" {
		return "nothing changed"
	}
	return text[2:]
}

// statusWire is the JSON of a report in `weir report list`: docs/report.md
// describes it.
func statusWire(status app.ReportStatus) map[string]any {
	wire := map[string]any{
		"report": status.Report.Name, "site": status.Site, "page": pageKind(status.Report), "where": tableAt(status.Report, status.Where),
		"rows": status.Rows, "fresh": nil, "paused": status.Paused, "why": status.Why, "failures": status.Failures,
		"schedule": status.Schedule.String(), "due": nil, "last_run": nil,
	}
	if !status.Fresh.IsZero() {
		wire["fresh"] = status.Fresh.UTC()
	}
	if !status.Due.IsZero() {
		wire["due"] = status.Due.UTC()
	}
	if status.Last != nil {
		wire["last_run"] = runWire(*status.Last)
	}
	return wire
}

// pageKind says what a report's table stands in.
func pageKind(job app.Report) string {
	if job.Page.OneNote != "" {
		return "onenote"
	}
	return job.Page.FileFormat()
}

// runWire is the JSON of a run of the history.
func runWire(run report.Run) map[string]any {
	wire := map[string]any{
		"run": run.ID, "started": run.Started.UTC(), "ended": run.Ended.UTC(), "counts": run.Counts,
		"result": string(run.Result), "trouble": run.Trouble, "put_off_until": nil, "paused": run.Paused,
	}
	if run.PutOff {
		wire["put_off_until"] = run.Again.UTC()
	}
	return wire
}

func (s *session) reportHistoryCommand() *cobra.Command {
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "history NAME",
		Short: "Show the last runs of a report",
		Long: `Shows the last runs of a report, the latest first: when each began, how long it took,
how many rows it wrote, what changed, and how it ended. The last 1000 are kept.`,
		Example: `weir report history weekly
weir report history weekly --limit 100 --json`,
		Args: exactlyOne("the name of a report", "weir report history weekly"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return &weir.Error{Kind: weir.Usage, Text: "--limit must be 1 at least", Next: "for instance: weir report history " + args[0] + " --limit 20"}
			}
			return s.eachReport(args, func(a *app.App, jobs []app.Report) error {
				runs, err := a.ReportHistory(cmd.Context(), jobs[0], limit)
				if err != nil {
					return err
				}
				return s.printHistory(jobs[0].Name, runs, asJSON)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "show so many runs")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) printHistory(name string, runs []report.Run, asJSON bool) error {
	if asJSON {
		list := make([]map[string]any, 0, len(runs))
		for _, run := range runs {
			list = append(list, runWire(run))
		}
		return s.printJSON(list)
	}
	if len(runs) == 0 {
		fmt.Fprintf(s.call.Stdout, "%s has not run yet\n", name)
		return nil
	}
	rows := [][]string{{"STARTED", "TOOK", "ROWS", "RESULT"}}
	for _, run := range runs {
		result := resultOf(run)
		if run.Paused {
			result += "; it paused itself"
		}
		rows = append(rows, []string{s.when(run.Started), run.Ended.Sub(run.Started).Round(time.Millisecond).String(), strconv.Itoa(run.Counts.Rows), result})
	}
	s.printColumns(rows)
	s.sayWhyItFailed(hasFailed(runs[0]))
	return nil
}

func (s *session) reportForgetCommand() *cobra.Command {
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Delete what Weir keeps of a report; its table stays",
		Long: `Deletes what Weir keeps of a report: the hashes by which it sees what has changed,
its history, its part in the agent, its entry in the configuration and, with the
last report in OneNote, the Microsoft sign-in. The table on the page stays, and is
yours from then on. Jira is not changed.`,
		Example: `weir report forget weekly --dry-run
weir report forget weekly`,
		Args: exactlyOne("the name of a report", "weir report forget weekly"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			where := tableOf(a.KnownReport(args[0]))
			gone, err := a.ForgetReport(cmd.Context(), args[0], dryRun)
			if err == nil && where != "" && !asJSON {
				fmt.Fprintf(s.call.Stderr, "the table stays: %s\n", s.own(where))
			}
			return s.reportForgotten(gone, err, dryRun, asJSON)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be deleted")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}
