package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/store"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/markdown"
)

// A TaskJob is a job of `weir tasks` as it is configured.
type TaskJob = config.Task

// The targets of tasks.
const (
	TargetMarkdown = config.Markdown
	TargetCalDAV   = config.CalDAV
)

// TasksParams are what the user wants of a run.
type TasksParams struct {
	tasks.Options
	OnRead func(jira.Progress)          // hears of each page that was read; may be nil
	OnStep func(done, all int)          // hears of each task that was written; may be nil
	OnSkip func(name string, err error) // hears of others' tasks that cannot be read; may be nil
}

// TaskJobs returns the jobs with the given names, or all of them, by name.
func (a *App) TaskJobs(names ...string) ([]TaskJob, error) {
	if a.broken != nil {
		return nil, a.broken
	}
	if len(a.config.Tasks) == 0 {
		return nil, &weir.Error{
			Kind: weir.BadConfig, Text: "no task list is set up yet",
			Next: "run `weir tasks init`, which asks what it needs to know; or see what it is like with `weir demo`",
		}
	}
	return jobsNamed("job", a.config.Tasks, names, a.config.Path)
}

// SyncTasks brings one job's target into step with Jira. See tasks.Job.Sync.
func (a *App) SyncTasks(ctx context.Context, job TaskJob, p TasksParams) (report tasks.Report, err error) {
	err = a.withTasks(ctx, job, p, func(j *tasks.Job) error {
		report, err = j.Sync(ctx, p.Options)
		if err == nil || weir.KindOf(err) == weir.Partial {
			var unread error
			report.Strays, unread = strays(j.Target)
			err = errors.Join(err, unread)
		}
		return err
	})
	return report, err
}

// PlanTasks says what SyncTasks would do, and changes nothing.
func (a *App) PlanTasks(ctx context.Context, job TaskJob, p TasksParams) (plan *tasks.Plan, err error) {
	err = a.withTasks(ctx, job, p, func(j *tasks.Job) error {
		if plan, err = j.Plan(ctx, p.Options); err == nil {
			plan.Report.Strays, err = strays(j.Target)
		}
		return err
	})
	return plan, err
}

// withTasks puts a job together for one run.
func (a *App) withTasks(ctx context.Context, job TaskJob, p TasksParams, run func(*tasks.Job) error) (err error) {
	site, err := a.site(job.Jira)
	if err != nil {
		return err
	}
	target, err := a.taskTarget(ctx, job, p.OnSkip)
	if err != nil {
		return err
	}
	client, err := a.Jira(ctx, job.Jira, TasksJob())
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, a.databasePath(), rand.Reader)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	settings := a.taskSettings(job, site)
	if err := sameSite(ctx, db, settings, job.Jira); err != nil {
		return err
	}
	return run(&tasks.Job{
		Settings: settings, Target: target, Source: &taskSource{client: client, onPage: p.OnRead},
		Links: db.Job(job.Name, settings.Site, settings.Target),
		Lock:  a.taskLock(job.Name), Now: a.env.Now, OnStep: p.OnStep,
	})
}

// strays returns the notes in a job's file that no task has.
func strays(target tasks.Target) ([]tasks.Stray, error) {
	if file, ok := target.(*markdown.Target); ok {
		return file.Strays()
	}
	return nil, nil
}

// sameSite refuses a job whose site has another address than the one that its
// tasks were made for: the same issues would get a second set of them.
func sameSite(ctx context.Context, db *store.DB, s tasks.Settings, name string) error {
	jobs, err := db.Jobs(ctx)
	if err != nil {
		return err
	}
	if slices.Contains(jobs, store.JobName{Name: s.Job, Site: s.Site, Target: s.Target}) {
		return nil
	}
	for _, j := range jobs {
		if j.Name != s.Job || j.Target != s.Target {
			continue
		}
		memory, err := db.Job(j.Name, j.Site, j.Target).Load(ctx)
		if err != nil {
			return err
		}
		if len(memory.Links) == 0 {
			continue
		}
		back := "give [jira." + name + "] its old url again"
		if name == "" || name == config.EnvironmentSite {
			back = "name the old site again (WEIR_JIRA_URL, or jira = in [tasks." + s.Job + "])"
		}
		return &weir.Error{
			Kind: weir.BadConfig,
			Text: fmt.Sprintf("the tasks of the job %s are those of https://%s, and its site is now https://%s: all of them would be made a second time", s.Job, j.Site, s.Site),
			Next: back + "; or, for another site, set up another job with a list of its own; or, to begin anew, delete this one with its tasks: weir tasks forget " + s.Job + " --tasks",
		}
	}
	return nil
}

// databasePath is where links and history are kept.
func (a *App) databasePath() string { return filepath.Join(a.dirs.State, "weir.db") }

// taskLock is what a run of a job holds.
func (a *App) taskLock(name string) string { return filepath.Join(a.dirs.State, "tasks-"+name+".lock") }

// taskTarget makes the target of a job. It sends nothing.
func (a *App) taskTarget(ctx context.Context, job TaskJob, onSkip func(string, error)) (tasks.Target, error) {
	if job.Target == config.Markdown {
		if err := a.NotOwn(job.File); err != nil {
			return nil, err
		}
		return markdown.New(markdown.Options{File: job.File, Title: job.Title, Tag: job.Tag, Zone: a.env.Zone, Now: a.env.Now}), nil
	}
	options, err := a.outboundOptions(job.CAFile)
	if err != nil {
		return nil, err
	}
	credentials, err := a.davCredentials(ctx, job)
	if err != nil {
		return nil, err
	}
	return caldav.New(caldav.Options{
		URL: job.URL, List: job.List, Credentials: credentials, Tag: job.Tag,
		Outbound: options, Zone: a.env.Zone, Now: a.env.Now, Skipped: onSkip,
		Found: func(address string) error {
			// One of two jobs may call the list by its name, and the other by its address.
			return a.CheckTaskList(job, TaskList{URL: address})
		},
	})
}

// taskSettings says in the engine's words what a job is to do.
func (a *App) taskSettings(job TaskJob, site config.Site) tasks.Settings {
	s := tasks.Settings{
		Job: job.Name, Site: siteIdentity(site), Target: targetIdentity(job), JQL: job.JQL,
		Organise: tasks.Organise(job.Organise), Completed: job.Completed, Dropped: job.Dropped, OnLeft: tasks.OnLeft(job.OnLeft),
		Overlap: job.Overlap, GraceRuns: job.GraceRuns, GraceSpan: job.Grace,
	}
	if job.Target == config.Markdown {
		s.Plain = plain
	}
	if site.URL != nil {
		s.Describe = describe(site.URL, a.env.Zone, job.Target == config.Markdown)
	}
	for _, field := range job.KeepLocal {
		s.KeepLocal = append(s.KeepLocal, tasks.Field(field))
	}
	for _, field := range job.Fields {
		s.Extras = append(s.Extras, tasks.Extra{ID: field.ID, Label: field.Label})
	}
	return s
}

// siteIdentity is a site as it enters the identity of a task, on every computer
// alike: see tasks.Identity.
func siteIdentity(site config.Site) string {
	if site.URL == nil {
		return ""
	}
	return strings.ToLower(site.URL.Host + site.URL.Path)
}

// targetIdentity says which list it is: the links of another one are others.
func targetIdentity(job TaskJob) string {
	if job.Target == config.Markdown {
		return "markdown " + job.File
	}
	return strings.TrimSpace("caldav " + job.URL + " " + job.List)
}

// A TaskStatus is what is known of a job without asking anybody.
type TaskStatus struct {
	Job   TaskJob
	Site  string // where its issues come from; empty if that site is not there
	Tasks int    // that are kept in step
	Last  *tasks.Run
	Since time.Time // from when on the next run reads what changed; zero: everything
}

// TasksStatus tells how far a job has come.
func (a *App) TasksStatus(ctx context.Context, job TaskJob) (status TaskStatus, err error) {
	status.Job = job
	site, err := a.site(job.Jira)
	if err != nil {
		return status, err
	}
	status.Site = site.URL.String()
	if !exists(a.databasePath()) {
		return status, nil
	}
	db, err := store.Open(ctx, a.databasePath(), rand.Reader)
	if err != nil {
		return status, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	links := db.Job(job.Name, siteIdentity(site), targetIdentity(job))
	memory, err := links.Load(ctx)
	if err != nil {
		return status, err
	}
	for i := range memory.Links {
		if memory.Links[i].Task != "" && !memory.Links[i].Left {
			status.Tasks++
		}
	}
	status.Since = memory.Progress.Watermark
	runs, err := links.Runs(ctx, 1)
	if err == nil && len(runs) > 0 {
		status.Last = &runs[0]
	}
	return status, err
}
