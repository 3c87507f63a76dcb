package app

import (
	"context"
	"fmt"

	"weir/internal/config"
	"weir/internal/store"
)

// reports looks at what the reports name: the query's columns, the saved filter,
// the page, the sign-in to Microsoft. It changes nothing, and reads no issue.
func (d *doctor) reports(ctx context.Context) {
	if d.app.broken != nil {
		return // it was told that the configuration has to be right first
	}
	signIn := false
	for _, name := range d.app.config.ReportNames() {
		signIn = signIn || d.app.config.Report[name].Page.OneNote != ""
	}
	if signIn {
		who, err := d.app.WhoAmI(ctx)
		if err != nil {
			d.fail("microsoft", err)
		} else {
			d.ok("microsoft", "signed in as %s", who)
		}
	}
	for _, name := range d.app.config.ReportNames() {
		d.report1(ctx, d.app.config.Report[name])
	}
}

func (d *doctor) report1(ctx context.Context, job config.Report) {
	check := "report." + job.Name
	site, err := d.app.site(job.Jira)
	if err != nil {
		d.fail(check, err)
		return
	}
	status, err := d.app.ReportStatus(ctx, job)
	if err != nil {
		d.fail(check, err)
		return
	}
	if err := d.app.tryReport(ctx, job, site); err != nil {
		d.fail(check, err)
		return
	}
	switch {
	case status.Paused && status.Why != "":
		d.warn(check, fmt.Sprintf("it has paused itself after %d failures, because %s", status.Failures, status.Why), "run `weir report run "+job.Name+" --dry-run`, which says what is wrong, if anything is still; then `weir report resume "+job.Name+"`")
	case status.Paused:
		d.warn(check, "it is paused", "when it is to run by itself again: weir report resume "+job.Name)
	case !status.Schedule.IsZero() && !d.agentRuns(ctx, job.Name):
		d.warn(check, "it is due "+status.Schedule.String()+", but nothing runs it", "run `weir report install-agent`, or `weir report watch`")
	default:
		d.ok(check, "%s is in order", whereOfReport(status))
	}
}

func (d *doctor) agentRuns(ctx context.Context, job string) bool {
	g, err := d.app.Agent(ctx, ReportDuty)
	return err == nil && g.Runs(job)
}

// whereOfReport says where the table of a report stands.
func whereOfReport(status ReportStatus) string {
	if status.Report.Page.OneNote != "" {
		return "OneNote, " + status.Where
	}
	return status.Where
}

// tryReport does what a run does before it reads issues, and looks at the page.
func (a *App) tryReport(ctx context.Context, job Report, site config.Site) error {
	settings := a.reportSettings(job, site)
	source, err := a.reportSource(ctx, job, site, &settings, ReportParams{})
	if err != nil {
		return err
	}
	if s, ok := source.(*reportSource); ok {
		if _, err := s.jql(ctx, job.JQL); err != nil {
			return err
		}
	}
	if job.Page.File != "" {
		return a.checkFile(ctx, job, settings.Mark)
	}
	return a.withDatabase(ctx, func(db *store.DB) error {
		page, err := a.reportPage(ctx, job, reportPlaces{a.reportMemory(db, job, site), job.Page.OneNote})
		if err != nil {
			return err
		}
		_, err = page.Read(ctx, settings.Mark)
		return err
	})
}
