package app

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"weir/internal/report"
	"weir/internal/store"
)

// A ReportStatus is what is known of a report without asking anybody.
type ReportStatus struct {
	Report   Report
	Site     string // the address of its Jira
	Where    string // its page, or file: see WhereOf; of a file for each run the last one, if it is there
	Rows     int    // that its page shows
	Fresh    time.Time
	Paused   bool
	Why      string // of a pause that nobody asked for
	Failures int    // runs in a row that failed
	Last     *report.Run
	Schedule report.Schedule
	// Err is why it cannot run at all: there is no such site. Of what is remembered
	// nothing is known then.
	Err error
	// Due is when it is to run next; zero: not by itself.
	Due time.Time
}

// ReportStatus tells how a report does, and when it is due.
func (a *App) ReportStatus(ctx context.Context, job Report) (status ReportStatus, err error) {
	status.Report, status.Where = job, WhereOf(job)
	if status.Schedule, err = report.ParseSchedule(job.Schedule); err != nil {
		return status, err
	}
	site, err := a.site(job.Jira)
	if err != nil {
		// The others are to run all the same, and this one is to say what is wrong.
		status.Err = err
		if !status.Schedule.IsZero() {
			status.Due = a.env.Now()
		}
		return status, nil
	}
	status.Site = site.URL.String()
	var state report.State
	if exists(a.databasePath()) {
		db, err := store.Open(ctx, a.databasePath(), rand.Reader)
		if err != nil {
			return status, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		memory := a.reportMemory(db, job, site)
		if state, err = memory.Load(ctx); err != nil {
			return status, err
		}
		runs, err := memory.Runs(ctx, 1)
		if err != nil {
			return status, err
		}
		if len(runs) > 0 {
			status.Last = &runs[0]
		}
	}
	status.Rows, status.Fresh = len(state.Last.Rows), state.Last.At
	status.Where = a.whereLast(job, reportMark(job, site), state.Last)
	status.Paused, status.Why, status.Failures = state.Paused, state.Why, state.Failures
	status.Due = a.reportDue(status, state, reportMark(job, site))
	return status, nil
}

// skew is by how much this computer's clock may be set back, and a report be due
// so much later.
const skew = 5 * time.Minute

// reportDue says when a report is to run next. One that has never run is due at
// once, and so is one that ran in the future: the clock was wrong then, and nobody
// knows when it was, nor until when it was put off. One that was put off is due
// when that is over.
func (a *App) reportDue(s ReportStatus, state report.State, mark string) time.Time {
	switch {
	case s.Schedule.IsZero() || s.Paused:
		return time.Time{}
	case s.Last == nil, s.Last.Started.Sub(a.env.Now()) > skew:
		return a.env.Now()
	case s.Last.PutOff:
		return state.NotBefore
	default:
		return s.Schedule.Due(s.Last.Started, a.reportZone(s.Report), mark)
	}
}

// IsDue reports whether the report is to run at a moment.
func (s ReportStatus) IsDue(now time.Time) bool { return !s.Due.IsZero() && !s.Due.After(now) }

// ReportHistory returns the last runs of a report, at most so many, the latest
// first.
func (a *App) ReportHistory(ctx context.Context, job Report, limit int) (runs []report.Run, err error) {
	if !exists(a.databasePath()) {
		return nil, nil
	}
	err = a.remembered(ctx, job, func(memory *store.Report) error {
		runs, err = memory.Runs(ctx, limit)
		return err
	})
	return runs, err
}

// PauseReport keeps a report from running by itself.
func (a *App) PauseReport(ctx context.Context, job Report) error {
	return a.remembered(ctx, job, func(memory *store.Report) error { return memory.Pause(ctx) })
}

// ResumeReport lets a report run by itself again.
func (a *App) ResumeReport(ctx context.Context, job Report) error {
	return a.remembered(ctx, job, func(memory *store.Report) error { return memory.Resume(ctx) })
}

// remembered does something with what is remembered of a report.
func (a *App) remembered(ctx context.Context, job Report, do func(*store.Report) error) error {
	site, err := a.site(job.Jira)
	if err != nil {
		return err
	}
	return a.withDatabase(ctx, func(db *store.DB) error { return do(a.reportMemory(db, job, site)) })
}
