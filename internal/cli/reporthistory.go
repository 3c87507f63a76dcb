package cli

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/report"
)

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
how many rows it wrote, and what changed or why it failed; of one that was put off,
until when. The last 1000 are kept.`,
		Example: `weir report history weekly
weir report history weekly --limit 100 --json`,
		Args: exactlyOne("the name of a report", "weir report history weekly"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return &weir.Error{Kind: weir.Usage, Text: "--limit must be 1 at least", Next: "for instance: weir report history " + args[0] + " --limit 20"}
			}
			return s.eachReport(args, func(a *app.App, jobs []app.Report) error {
				runs, err := a.ReportHistory(cmd.Context(), jobs[0], limit+1) // to know whether there are more
				if err != nil {
					return err
				}
				return s.printHistory(jobs[0].Name, runs, limit, asJSON)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "show so many runs")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) printHistory(name string, runs []report.Run, limit int, asJSON bool) error {
	more := len(runs) > limit
	runs = runs[:min(len(runs), limit)]
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
		rows = append(rows, s.historyRow(run))
	}
	s.printColumns(rows)
	if more {
		fmt.Fprintf(s.call.Stderr, "there are older runs: weir report history %s --limit %d\n", name, 5*limit)
	}
	if hasFailed(runs[0]) {
		s.sayWhyItFailed(name)
	}
	return nil
}

// historyRow says how a run went. One that failed has written no rows.
func (s *session) historyRow(run report.Run) []string {
	wrote, result := "", resultOf(run)
	switch {
	case run.PutOff:
		result = fmt.Sprintf("put off until %s: %s", s.when(run.Again), run.Trouble)
	case run.Result == "":
		wrote = strconv.Itoa(run.Counts.Rows)
	case run.Paused:
		result += "; it paused itself"
	}
	return []string{s.when(run.Started), run.Ended.Sub(run.Started).Round(time.Millisecond).String(), wrote, result}
}
