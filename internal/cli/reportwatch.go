package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) reportWatchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch [NAME…]",
		Short: "Refresh reports when they are due, until interrupted",
		Long: `Refreshes the named reports, or all, whenever their schedule says so, and prints a
line for each run. A run that fails is told of, and tried again when its time comes.
Ctrl-C ends it. What is configured meanwhile counts from then on.`,
		Example: `weir report watch
weir report watch weekly`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return s.runReportWatch(cmd.Context(), args) },
	}
	return cmd
}

// look is how often is looked whether a report is due: what was configured
// meanwhile, and a computer that slept, are noticed by then.
const look = time.Minute

func (s *session) runReportWatch(ctx context.Context, names []string) error {
	// What is wrong at the start is not to be waited for.
	if err := s.eachReport(names, func(a *app.App, jobs []app.Report) error { return s.beginWatch(ctx, a, jobs) }); err != nil {
		return err
	}
	for {
		wait := look
		err := s.eachReport(names, func(a *app.App, jobs []app.Report) (err error) {
			wait, err = s.watchReports(ctx, a, jobs)
			return err
		})
		if err != nil && ctx.Err() == nil {
			s.watchLine("%s", oneLineError(err))
		}
		if s.out.err != nil {
			return nil // nobody reads it any more; Run says why
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil // being interrupted is how watching is meant to end
		case <-timer.C:
		}
	}
}

// beginWatch says when each report is due.
func (s *session) beginWatch(ctx context.Context, a *app.App, jobs []app.Report) error {
	scheduled := false
	var never []string
	for _, job := range jobs {
		status, err := a.ReportStatus(ctx, job)
		if err != nil {
			return err
		}
		scheduled = scheduled || !status.Schedule.IsZero()
		switch {
		case status.Err != nil:
			s.watchLine("%s: cannot run: %s", job.Name, oneLineError(status.Err))
		case status.Schedule.IsZero():
			never = append(never, job.Name)
		case status.Paused:
			s.watchLine("%s: %s; to have it run: weir report resume %s", job.Name, s.dueText(status), job.Name)
		default:
			s.watchLine("%s: due %s", job.Name, s.dueText(status))
		}
	}
	if len(never) > 0 && scheduled {
		s.watchLine("without a schedule, and so not run by this: %s", strings.Join(never, ", "))
	}
	if !scheduled {
		return &weir.Error{
			Kind: weir.Usage, Text: "none of the reports has a schedule, so none would ever run",
			Next: "add one, for instance schedule = \"weekdays at 09:00\" in [report.NAME] of " + a.ConfigPath() + "; or run them yourself: weir report run",
		}
	}
	return nil
}

// watchReports runs what is due, and returns how long to wait then.
func (s *session) watchReports(ctx context.Context, a *app.App, jobs []app.Report) (time.Duration, error) {
	wait := look
	for _, job := range jobs {
		status, err := a.ReportStatus(ctx, job)
		if err != nil {
			return wait, err
		}
		if status.Err == nil && status.IsDue(s.env.Now()) && ctx.Err() == nil {
			s.watchReport(ctx, a, job)
			if status, err = a.ReportStatus(ctx, job); err != nil {
				return wait, err
			}
		}
		if left := status.Due.Sub(s.env.Now()); left > 0 { // else somebody else is at work on it
			wait = min(wait, max(time.Second, left))
		}
	}
	return wait, nil
}

func (s *session) watchReport(ctx context.Context, a *app.App, job app.Report) {
	out, err := a.RunReport(ctx, job, app.ReportParams{})
	switch {
	case app.ReportIsRunning(err):
		s.watchLine("%s: %s", job.Name, leftText)
	case weir.KindOf(err) == weir.Interrupted:
		s.watchLine("%s: stopped", job.Name)
	case err != nil:
		s.watchLine("%s: failed: %s", job.Name, oneLineError(err))
	default:
		s.watchLine("%s: %s, %s", job.Name, several(out.Run.Counts.Rows, "row"), reportCounts(out.Run.Counts))
	}
	for _, told := range out.Told {
		s.watchLine("%s: %s", job.Name, told)
	}
}
