package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

func (s *session) reportPauseCommand() *cobra.Command {
	return s.pausing(&cobra.Command{
		Use:   "pause NAME…",
		Short: "Keep a report from running by itself",
		Long: `Keeps reports from running by their schedule, until ` + "`weir report resume`" + `. A run that
you ask for by name runs all the same.`,
		Example: `weir report pause weekly`,
	}, "paused", true, (*app.App).PauseReport)
}

func (s *session) reportResumeCommand() *cobra.Command {
	return s.pausing(&cobra.Command{
		Use:   "resume NAME…",
		Short: "Let a paused report run by itself again",
		Long: `Lets reports run by their schedule again, be it that you paused them or that they
paused themselves after 5 failures in a row. Their failures are forgotten.`,
		Example: `weir report resume weekly`,
	}, "resumed", false, (*app.App).ResumeReport)
}

// pausing completes a command that pauses reports, or ends their pause.
func (s *session) pausing(cmd *cobra.Command, done string, paused bool, do func(*app.App, context.Context, app.Report) error) *cobra.Command {
	var asJSON bool
	cmd.Args = oneAtLeast("the name of a report", cmd.Example)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return s.eachReport(args, func(a *app.App, jobs []app.Report) error {
			var list []map[string]any
			for _, job := range jobs {
				if err := do(a, cmd.Context(), job); err != nil {
					return err
				}
				list = append(list, map[string]any{"report": job.Name, "paused": paused})
				if !asJSON {
					fmt.Fprintf(s.call.Stdout, "%s %s\n", done, job.Name)
				}
			}
			if asJSON {
				return s.printJSON(list)
			}
			return nil
		})
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}
