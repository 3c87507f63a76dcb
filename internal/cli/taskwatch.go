package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/tasks"
)

func (s *session) tasksWatchCommand() *cobra.Command {
	var every time.Duration
	cmd := &cobra.Command{
		Use:   "watch [NAME…]",
		Short: "Bring task lists into step again and again, until interrupted",
		Long: `Brings the named task lists, or all of them, into step at once and then again and
again, and prints a line for each run. A run that fails is told of, and tried again
when its time comes. Ctrl-C ends it: the task in hand is finished first.`,
		Example: `weir tasks watch
weir tasks watch mine --every 5m`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if every < time.Minute || every > 7*24*time.Hour {
				return &weir.Error{Kind: weir.Usage, Text: "--every must be from 1m to 168h", Next: "for instance: weir tasks watch --every 15m"}
			}
			return s.runTasksWatch(cmd.Context(), args, every)
		},
	}
	cmd.Flags().DurationVar(&every, "every", 15*time.Minute, "the time between two runs, more or less a tenth, so that not all ask at once")
	return cmd
}

// runTasksWatch opens everything anew for each run: what was configured
// meanwhile counts from then on.
func (s *session) runTasksWatch(ctx context.Context, names []string, every time.Duration) error {
	if err := s.eachTask(names, func(*app.App, []app.TaskJob) error { return nil }); err != nil {
		return err // what is wrong at the start is not to be waited for
	}
	for {
		err := s.eachTask(names, func(a *app.App, jobs []app.TaskJob) error {
			for _, job := range jobs {
				if ctx.Err() == nil {
					s.watchOnce(ctx, a, job)
				}
			}
			return nil
		})
		if err != nil {
			s.watchLine("%s", oneLineError(err))
		}
		if s.out.err != nil {
			return nil // nobody reads it any more; Run says why
		}
		wait, err := jitter(every)
		if err != nil {
			return err
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

func (s *session) watchOnce(ctx context.Context, a *app.App, job app.TaskJob) {
	report, err := a.SyncTasks(ctx, job, app.TasksParams{})
	if errors.Is(err, tasks.ErrRunning) {
		s.watchLine("%s: %s", job.Name, leftText)
		return
	}
	switch weir.KindOf(err) {
	case "":
		s.watchLine("%s: %s", job.Name, inWords(report.Counts))
	case weir.Interrupted:
		s.watchLine("%s: stopped; %s", job.Name, inWords(report.Counts))
	case weir.Partial:
		s.watchLine("%s: %s; %s", job.Name, inWords(report.Counts), oneLineError(err))
	default:
		s.watchLine("%s: failed: %s", job.Name, oneLineError(err))
	}
	for _, k := range report.Kept {
		s.watchLine("%s: kept: %s", job.Name, keptText(k))
	}
}

func (s *session) watchLine(format string, args ...any) {
	at := s.env.Now().In(s.env.Zone).Format(time.DateTime)
	fmt.Fprintf(s.call.Stdout, "%s  %s\n", at, s.clean(fmt.Sprintf(format, args...)))
}

// jitter returns a length of time that is d, more or less a tenth.
func jitter(d time.Duration) (time.Duration, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(d/5)+1))
	if err != nil {
		return 0, fmt.Errorf("choose a moment: %w", err)
	}
	return d - d/10 + time.Duration(n.Int64()), nil
}
