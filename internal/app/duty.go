package app

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"weir/internal/atomicfile"
	"weir/internal/config"
)

// A Duty is what one of Weir's agents does: the system runs a command for it
// again and again. There is one agent for each, by the name of its duty, which
// runs the jobs that its arguments name, or all.
type Duty string

// The duties.
const (
	TasksDuty  Duty = "tasks"
	ReportDuty Duty = "report"
)

// duties lists them all.
func duties() []Duty { return []Duty{TasksDuty, ReportDuty} }

// args are how the arguments of the agent begin. Names of jobs follow.
func (d Duty) args() []string {
	if d == ReportDuty {
		return []string{"report", "run", "--due"}
	}
	return []string{"tasks", "sync"}
}

// title is how the system shows the agent to people.
func (d Duty) title() string {
	if d == ReportDuty {
		return "Weir refreshes reports when they are due"
	}
	return "Weir brings task lists into step with Jira"
}

// Thing is what people call one of its jobs.
func (d Duty) Thing() string {
	if d == ReportDuty {
		return "report"
	}
	return "task list"
}

// Command is the command that people type to do what the agent does.
func (d Duty) Command() string {
	if d == ReportDuty {
		return "weir report run"
	}
	return "weir tasks sync"
}

// Every is the time between two runs unless the user says otherwise.
func (d Duty) Every() time.Duration {
	if d == ReportDuty {
		return 5 * time.Minute
	}
	return DefaultEvery
}

// An errand is one job that an agent runs, as far as the agent must know it.
type errand struct {
	name   string
	jira   string   // the site's name
	dirs   []string // in which it changes something
	signIn func(context.Context, *App) error
}

// errands returns the jobs of a duty with the given names, or all of them.
func (a *App) errands(d Duty, names ...string) ([]errand, error) {
	var list []errand
	if d == ReportDuty {
		jobs, err := a.ReportJobs(names...)
		for _, job := range jobs {
			list = append(list, a.reportErrand(job))
		}
		return list, err
	}
	jobs, err := a.TaskJobs(names...)
	for _, job := range jobs {
		list = append(list, taskErrand(job))
	}
	return list, err
}

// errandNames lists the configured jobs of a duty.
func (a *App) errandNames(d Duty) []string {
	if d == ReportDuty {
		return a.config.ReportNames()
	}
	return a.config.TaskNames()
}

func taskErrand(job TaskJob) errand {
	e := errand{name: job.Name, jira: job.Jira, signIn: func(ctx context.Context, alone *App) error {
		_, err := alone.davCredentials(ctx, job)
		return err
	}}
	if job.Target == config.Markdown {
		e.dirs = []string{dirOf(job.File)}
	}
	return e
}

func (a *App) reportErrand(job Report) errand {
	e := errand{name: job.Name, jira: job.Jira, signIn: func(ctx context.Context, alone *App) error {
		if job.Page.OneNote == "" {
			return nil
		}
		return alone.microsoftSignsIn(ctx)
	}}
	switch {
	case job.Page.File != "":
		e.dirs = []string{dirOf(job.Page.File)}
	case exists(a.encryptedPath()):
		// Microsoft's sign-in may be there, and each use of it gives another one.
		e.dirs = []string{dirOf(a.encryptedPath())}
	}
	return e
}

// dirOf is the directory in which a file lies in the end.
func dirOf(file string) string {
	target, err := atomicfile.Target(file)
	if err != nil {
		target = file // the run says what is wrong with it
	}
	return filepath.Dir(target)
}

// agentWrites are the directories in which the jobs change something.
func (a *App) agentWrites(errands ...errand) []string {
	var dirs []string
	if dir, err := filepath.Abs(a.dirs.State); err == nil {
		dirs = append(dirs, dir)
	}
	for _, e := range errands {
		dirs = append(dirs, e.dirs...)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}
