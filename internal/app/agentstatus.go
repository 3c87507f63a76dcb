package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"weir/internal/agent"
)

// An Agent is what is known of the agent of one duty.
type Agent struct {
	Duty      Duty
	Installed bool
	Active    bool     // the system runs it again and again
	Jobs      []string // by name; empty: all
	All       bool     // it runs all jobs that there are
	Every     time.Duration
	Next      time.Time // when it runs next; zero where the system does not tell
	LastCode  *int      // the exit code of its last run; nil where there was none
	Program   string    // which it runs
	Gone      bool      // that program is not there any more
	Notices   bool      // it tells the desktop when a run fails
	Files     []string
	Log       string // how to see what it said: a path, or a command
	// Shut names the jobs that the agent runs, but whose file it may not write,
	// because they were set up, or moved, after it was installed.
	Shut []string
}

// Runs reports whether the agent runs a job.
func (g Agent) Runs(job string) bool {
	return g.Installed && (g.All || slices.Contains(g.Jobs, job))
}

// Agent looks at the agent of a duty. It asks the system, and no one else.
func (a *App) Agent(ctx context.Context, d Duty) (Agent, error) {
	manager := a.agents()
	job, installed, err := manager.Read(string(d))
	if err != nil || !installed {
		return Agent{Duty: d}, err
	}
	status, err := manager.Status(ctx, string(d))
	if err != nil {
		return Agent{}, err
	}
	g := Agent{
		Duty: d, Installed: true, Active: status.Active, Every: status.Every, Next: status.Next, LastCode: status.LastCode,
		Jobs: d.named(job.Args), Program: job.Program, Notices: slices.Contains(job.Args, notifyFlag), Files: manager.Files(string(d)),
		Log: "journalctl --user -u weir-" + string(d),
	}
	g.All = job.Program != "" && len(g.Jobs) == 0
	if a.env.GOOS == "darwin" {
		g.Log = job.Log
	}
	if _, err := os.Stat(job.Program); err != nil {
		g.Gone = true
	}
	if a.env.GOOS == "linux" {
		g.Shut = a.shut(g, job)
	}
	return g, nil
}

// named are the jobs that the agent's arguments name.
func (d Duty) named(args []string) []string {
	var names []string
	for _, arg := range args[min(len(args), len(d.args())):] {
		if !strings.HasPrefix(arg, "-") {
			names = append(names, arg)
		}
	}
	return names
}

// shut lists the jobs whose directories are not among those that the agent may
// write in.
func (a *App) shut(g Agent, job agent.Job) []string {
	var names []string
	errands, err := a.errands(g.Duty)
	if err != nil {
		return nil // there is no job, or the configuration is told of elsewhere
	}
	for _, e := range errands {
		if !g.Runs(e.name) {
			continue
		}
		for _, dir := range a.agentWrites(e) {
			if !within(job.Writes, dir) && !slices.Contains(names, e.name) {
				names = append(names, e.name)
			}
		}
	}
	return names
}

func within(dirs []string, path string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		rest, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rest)
	})
}

// RemoveAgent stops the agent of a duty and deletes its files, its log, and, when
// it was the last one, what is kept of its notices. It returns what was deleted,
// or would be on a dry run.
func (a *App) RemoveAgent(ctx context.Context, d Duty, dryRun bool) (gone []string, err error) {
	gone, err = a.endAgent(ctx, d, dryRun)
	kept := place{path: a.noticesPath(), own: true, lockAlone: true}.look()
	if err != nil || len(gone) == 0 || len(kept.paths) == 0 || a.hasOtherAgent(d) {
		return gone, err
	}
	if dryRun {
		return append(gone, kept.paths...), nil
	}
	did, err := kept.remove(ctx)
	return append(gone, did...), err
}

// hasOtherAgent reports whether the agent of another duty is installed.
func (a *App) hasOtherAgent(d Duty) bool {
	return slices.ContainsFunc(duties(), func(other Duty) bool { return other != d && len(a.agents().Files(string(other))) > 0 })
}

// endAgent stops the agent and deletes its files and its log.
func (a *App) endAgent(ctx context.Context, d Duty, dryRun bool) (gone []string, err error) {
	manager := a.agents()
	if dryRun {
		gone = manager.Files(string(d))
	} else if gone, err = manager.Remove(ctx, string(d)); err != nil {
		return gone, err
	}
	log := a.agentLog(d)
	if len(gone) == 0 || !exists(log) {
		return gone, nil
	}
	if !dryRun {
		if _, err := removeFile(log); err != nil {
			return gone, err
		}
	}
	return append(gone, log), nil
}

// leaveAgent takes a job that is forgotten out of the agent: it goes with the
// last job that it runs, and else is installed anew without this one, with
// everything else as it was.
func (a *App) leaveAgent(ctx context.Context, d Duty, name string, dryRun bool) ([]string, error) {
	manager := a.agents()
	job, installed, err := manager.Read(string(d))
	if err != nil || !installed {
		return nil, err
	}
	others := slices.DeleteFunc(a.errandNames(d), func(other string) bool { return other == name })
	names := d.named(job.Args)
	goes := func(arg string) bool { return slices.Contains(names, arg) && !slices.Contains(others, arg) }
	left := slices.DeleteFunc(slices.Clone(names), goes)
	switch {
	case len(others) == 0, len(names) > 0 && len(left) == 0:
		gone, err := a.endAgent(ctx, d, dryRun)
		for i := range gone {
			gone[i] = "the agent: " + gone[i]
		}
		return gone, err
	case !slices.Contains(names, name):
		return nil, nil // it is not named, and others are there
	}
	job.Args = slices.DeleteFunc(job.Args, goes)
	job.Log = a.agentLog(d)
	if !dryRun {
		if _, err := manager.Install(ctx, job); err != nil {
			return nil, err
		}
	}
	return []string{fmt.Sprintf("%s from the agent, which still runs %s", name, strings.Join(left, ", "))}, nil
}
