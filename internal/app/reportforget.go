package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"weir/internal/store"
)

// ForgetReport deletes what Weir keeps of one report: what it remembers of the
// table, the history, its part in the agent, the Microsoft sign-in that no other
// report uses, and its entry in the configuration. The table on the page stays,
// and is the user's. It returns what was deleted, or would be on a dry run, also
// with an error.
func (a *App) ForgetReport(ctx context.Context, name string, dryRun bool) (gone []string, err error) {
	if a.broken != nil {
		return nil, a.broken
	}
	job, configured := a.config.Report[name]
	known, err := a.rememberedReports(ctx, name)
	if err != nil {
		return nil, err
	}
	if !configured && len(known) == 0 {
		_, err := a.ReportJobs(name)
		return nil, err
	}
	release, err := a.hold(ctx, a.reportLock(name), "the report "+name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	for _, step := range []func() ([]string, error){
		func() ([]string, error) { return a.leaveAgent(ctx, ReportDuty, name, dryRun) },
		func() ([]string, error) { return a.forgetNotices(ctx, ReportDuty, name, dryRun) },
		func() ([]string, error) { return a.forgetMemory(ctx, known, dryRun) },
		func() ([]string, error) { return a.forgetSignIn(ctx, job, dryRun) },
		func() ([]string, error) { return a.forgetReportTable(name, configured, dryRun) },
	} {
		did, err := step()
		gone = append(gone, did...)
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}

// rememberedReports lists what the database remembers under a name.
func (a *App) rememberedReports(ctx context.Context, name string) (known []store.ReportName, err error) {
	if !exists(a.databasePath()) {
		return nil, nil
	}
	err = a.withDatabase(ctx, func(db *store.DB) error {
		known, err = db.Reports(ctx)
		return err
	})
	return slices.DeleteFunc(known, func(r store.ReportName) bool { return r.Name != name }), err
}

func (a *App) forgetMemory(ctx context.Context, known []store.ReportName, dryRun bool) (gone []string, err error) {
	if len(known) == 0 {
		return nil, nil
	}
	err = a.withDatabase(ctx, func(db *store.DB) error {
		for _, r := range known {
			memory := db.Report(r.Name, r.Site, r.Mark)
			state, err := memory.Load(ctx)
			if err == nil && !dryRun {
				_, _, err = memory.Forget(ctx)
			}
			if err != nil {
				return err
			}
			gone = append(gone, fmt.Sprintf("the hashes of %d rows and the history of the report %s (%s, %s)", len(state.Last.Rows), r.Name, r.Site, r.Mark))
		}
		return nil
	})
	return gone, err
}

// forgetSignIn deletes the Microsoft sign-in with the last report that needs it.
func (a *App) forgetSignIn(ctx context.Context, job Report, dryRun bool) ([]string, error) {
	if job.Page.OneNote == "" {
		return nil, nil
	}
	for name, other := range a.config.Report {
		if name != job.Name && other.Page.OneNote != "" {
			return nil, nil
		}
	}
	return a.SignOut(ctx, dryRun)
}

func (a *App) forgetReportTable(name string, configured, dryRun bool) ([]string, error) {
	if !configured {
		return nil, nil
	}
	if !dryRun {
		if err := a.config.RemoveReport(name); err != nil {
			return nil, err
		}
	}
	return []string{"[report." + name + "] in " + a.config.Path}, nil
}
