package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/store"
)

// A Report is a job of `weir report` as it is configured.
type Report = config.Report

// ReportPage is where a report's table stands.
type ReportPage = config.ReportPage

// UsualColumns are those of a report that names none.
func UsualColumns() []string {
	return []string{"key", "summary", "status", "assignee", "due", report.NoteColumn}
}

// ReportJobs returns the reports with the given names, or all of them, by name.
func (a *App) ReportJobs(names ...string) ([]Report, error) {
	if a.broken != nil {
		return nil, a.broken
	}
	if len(a.config.Report) == 0 {
		return nil, &weir.Error{
			Kind: weir.BadConfig, Text: "no report is set up yet",
			Next: "run `weir report init`, which asks what it needs to know",
		}
	}
	return jobsNamed("report", a.config.Report, names, a.config.Path)
}

// ReportParams are what the user wants of a run.
type ReportParams struct {
	OnRead    func(jira.Progress) // hears of each page that was read; may be nil
	OnReadAll func()              // is told when it is the turn of the report's page; may be nil
}

// RunReport refreshes the page of a report. See report.Job.Run.
func (a *App) RunReport(ctx context.Context, job Report, p ReportParams) (out report.Outcome, err error) {
	err = a.withReport(ctx, job, p, func(j *report.Job) error {
		out, err = j.Run(ctx)
		return err
	})
	return out, err
}

// ReportIsRunning reports whether a run did nothing since another one is at work.
func ReportIsRunning(err error) bool { return errors.Is(err, atomicfile.ErrHeld) }

// withReport puts a report together for one run. What fails while that is done
// fails within the run, so that it is counted, and told above the table.
func (a *App) withReport(ctx context.Context, job Report, p ReportParams, run func(*report.Job) error) error {
	site, err := a.site(job.Jira)
	if err != nil {
		return err
	}
	return a.withDatabase(ctx, func(db *store.DB) error {
		memory := a.reportMemory(db, job, site)
		return run(a.assembled(ctx, job, site, memory, reportPlaces{memory, job.Page.OneNote}, p))
	})
}

func (a *App) assembled(ctx context.Context, job Report, site config.Site, memory report.Memory, places onenote.Places, p ReportParams) *report.Job {
	var err error
	j := &report.Job{Settings: a.reportSettings(job, site), Memory: memory, Lock: a.reportLock(job.Name), Now: a.env.Now, NewRun: newRun}
	if j.Page, err = a.reportPage(ctx, job, places); err != nil {
		j.Page = failedPage{err}
	}
	if j.Source, err = a.reportSource(ctx, job, site, &j.Settings, p); err != nil {
		j.Source = failedSource{err}
	}
	return j
}

func newRun() string { return strings.ToLower(rand.Text()[:16]) }

// reportLock is what a run of a report holds.
func (a *App) reportLock(name string) string {
	return filepath.Join(a.dirs.State, "report-"+name+".lock")
}

func (a *App) reportMemory(db *store.DB, job Report, site config.Site) *store.Report {
	return db.Report(job.Name, siteIdentity(site), reportMark(job, site))
}

// reportMark is what finds the table of a report again. For a report without an
// id it is the same on every computer.
func reportMark(job Report, site config.Site) string {
	sum := sha256.Sum256([]byte("weir report\x00" + siteIdentity(site) + "\x00" + job.Name))
	return job.Mark(hex.EncodeToString(sum[:4]))
}

// NewReportID makes the id of a new report.
func NewReportID() string {
	var random [4]byte
	_, _ = rand.Read(random[:]) // never fails, as package rand says
	return hex.EncodeToString(random[:])
}

// reportSettings says in the engine's words what a report is to be, but for what
// only Jira knows: its columns.
func (a *App) reportSettings(job Report, site config.Site) report.Settings {
	return report.Settings{
		Name: job.Name, Mark: reportMark(job, site), Title: cmp.Or(job.Title, job.Name), JQL: job.JQL, Query: queryAddress(job, site), Site: site.URL.String(),
		Mode: report.Mode(job.Mode), Marks: job.Marks, MaxRows: job.MaxRows, Zone: a.reportZone(job),
	}
}

// queryAddress is where people see the query in Jira.
func queryAddress(job Report, site config.Site) string {
	query := url.Values{"jql": {job.JQL}}
	if job.Filter != "" {
		query = url.Values{"filter": {job.Filter}}
	}
	return site.URL.String() + "/issues/?" + query.Encode()
}

// reportZone is the zone in which a report shows moments and is due.
func (a *App) reportZone(job Report) *time.Location {
	if zone, err := time.LoadLocation(job.Zone); err == nil && job.Zone != "" {
		return zone
	}
	return a.env.named(a.env.Zone)
}

// PreviewReport returns what a first run would show, and writes nothing.
func (a *App) PreviewReport(ctx context.Context, job Report, p ReportParams) (view report.View, err error) {
	site, err := a.site(job.Jira)
	if err != nil {
		return report.View{}, err
	}
	j := &report.Job{Settings: a.reportSettings(job, site), Now: a.env.Now}
	if j.Source, err = a.reportSource(ctx, job, site, &j.Settings, p); err != nil {
		return report.View{}, err
	}
	return j.Preview(ctx)
}
