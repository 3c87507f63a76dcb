package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"weir/internal/app"
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
		Args: cobra.ArbitraryArgs, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "; to refresh the report "+args[0]+": weir report run "+args[0])
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
