package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir/internal/app"
	"weir/internal/report"
)

func (s *session) reportListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [NAME…]",
		Short: "Show the reports: how fresh each is, and when it is due",
		Long: `Shows of each report where its table stands, how many rows it has, how its last run
went and when it is due; and of the agent whether the system runs it. Of a report that
failed again and again, and has paused itself, it says how to have it run again. It
asks neither Jira nor Microsoft.`,
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
	scheduled := false
	var failed, resume []string // resume: those that have paused themselves
	for _, job := range jobs {
		status, err := a.ReportStatus(ctx, job)
		if err != nil {
			return err
		}
		scheduled = scheduled || !status.Schedule.IsZero()
		if status.Paused && status.Why != "" {
			resume = append(resume, job.Name)
		}
		last := "never"
		if status.Last != nil {
			last = s.lastOf(status)
			if hasFailed(*status.Last) {
				failed = append(failed, job.Name)
			}
		}
		if status.Err != nil {
			last = "cannot run: " + oneLineError(status.Err)
		}
		rows = append(rows, []string{job.Name, tableAt(job, status.Where), strconv.Itoa(status.Rows), s.minute(status.Fresh), last, s.dueText(status)})
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
	s.sayWhyItFailed(failed...)
	if len(resume) > 0 {
		fmt.Fprintln(s.call.Stderr, "to have them run again, once that is mended: weir report resume "+strings.Join(resume, " "))
	}
	return nil
}

// hasFailed reports whether a run failed, and was not only put off.
func hasFailed(run report.Run) bool { return run.Result != "" && !run.PutOff }

// sayWhyItFailed names the command that finds out: of a failure Weir keeps a few
// words for everybody, and neither a name nor an address. A dry run meets with what a
// run meets until it writes, and counts as no failure.
func (s *session) sayWhyItFailed(names ...string) {
	if len(names) > 0 {
		fmt.Fprintln(s.call.Stderr, "to find out why: weir report run "+strings.Join(names, " ")+" --dry-run; where that finds nothing, without --dry-run")
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
	case status.Paused && status.Why != "" && (status.Last == nil || status.Last.Trouble != status.Why):
		return "paused itself: " + status.Why
	case status.Paused && status.Why != "":
		return "paused itself" // why stands beside it
	case status.Paused:
		return "paused"
	case status.Due.IsZero():
		return "when you run it"
	case status.IsDue(s.env.Now()):
		return "now"
	default:
		return s.minute(status.Due)
	}
}

// minute is a moment without its seconds, for a table that has to fit a terminal.
func (s *session) minute(t time.Time) string {
	return strings.TrimSuffix(s.when(t), t.In(s.env.Zone).Format(":05"))
}

// lastOf says how the last run went, and how many before it failed, too.
func (s *session) lastOf(status app.ReportStatus) string {
	if hasFailed(*status.Last) && status.Failures > 1 {
		return fmt.Sprintf("failed %d times: %s", status.Failures, status.Last.Trouble)
	}
	return resultOf(*status.Last)
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
