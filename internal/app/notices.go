package app

import (
	"context"
	"errors"
	"path/filepath"

	"weir/internal/notice"
)

// noticesPath is where is kept which failures the desktop was told of: kinds
// and times, and no text.
func (a *App) noticesPath() string { return filepath.Join(a.dirs.State, "notices.json") }

// notices is who tells the desktop.
func (a *App) notices() *notice.Notifier {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.notifier == nil {
		p := notice.Params{
			GOOS: a.env.GOOS, Getenv: a.env.Getenv, Environ: a.plainEnviron(), Run: a.run(), State: a.noticesPath(), Now: a.env.Now,
		}
		if a.env.Redactor != nil {
			p.Scrub = a.env.Redactor.Scrub
		}
		a.notifier = notice.New(p)
	}
	return a.notifier
}

// TellEnded tells the desktop how a run of a job in the background ended, with
// an empty name how the run as a whole began: runErr is nil for success. It
// tells a failure once, until the job succeeds again. Where there is no desktop
// that is no error.
func (a *App) TellEnded(ctx context.Context, d Duty, job string, runErr error) error {
	err := a.notices().Ended(ctx, noticeOf(d, job), runErr)
	if errors.Is(err, notice.ErrNoDesktop) {
		return nil
	}
	return err
}

// noticeOf is how a notice calls a job.
func noticeOf(d Duty, job string) string {
	if job == "" {
		return "the " + d.Thing() + "s"
	}
	return "the " + d.Thing() + " " + job
}

// forgetNotices deletes what is kept of the failures of a job.
func (a *App) forgetNotices(ctx context.Context, d Duty, job string, dryRun bool) ([]string, error) {
	known, err := a.notices().Known(noticeOf(d, job))
	if err != nil || !known {
		return nil, err
	}
	if !dryRun {
		if err := a.notices().Forget(ctx, noticeOf(d, job)); err != nil {
			return nil, err
		}
	}
	return []string{"which failures of " + job + " the desktop was told of, in " + a.noticesPath()}, nil
}
