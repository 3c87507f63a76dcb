package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/config"
	"weir/internal/store"
	"weir/internal/tasks"
)

// ForgetTaskParams say how much of a job is forgotten.
type ForgetTaskParams struct {
	Tasks  bool // delete its tasks from the target, too
	DryRun bool
}

// ForgetTask deletes what Weir keeps of one job of tasks: its links and its
// history, its part in the agent, the password that no other job uses, its entry
// in the configuration, and, where that is wanted, its tasks. It returns what was deleted, or would be
// on a dry run, also with an error.
func (a *App) ForgetTask(ctx context.Context, name string, p ForgetTaskParams) (gone []string, err error) {
	if a.broken != nil {
		return nil, a.broken
	}
	job, configured := a.config.Tasks[name]
	jobs, err := a.rememberedJobs(ctx, name)
	if err != nil {
		return nil, err
	}
	switch {
	case !configured && len(jobs) == 0:
		_, err := a.TaskJobs(name)
		return nil, err
	case !configured && p.Tasks:
		return nil, &weir.Error{
			Kind: weir.Usage, Text: fmt.Sprintf("there is no job %q in %s any more, so Weir does not know where its tasks are", name, a.config.Path),
			Next: "put it back there first; or leave out --tasks",
		}
	}
	release, err := a.hold(ctx, a.taskLock(name), "the job "+name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	steps := []func() ([]string, error){
		func() ([]string, error) { return a.leaveAgent(ctx, TasksDuty, name, p.DryRun) },
		func() ([]string, error) { return a.forgetNotices(ctx, TasksDuty, name, p.DryRun) },
		func() ([]string, error) { return a.forgetLinks(ctx, jobs, p.DryRun) },
		func() ([]string, error) { return a.forgetPassword(ctx, job, p.DryRun) },
		func() ([]string, error) { return a.forgetTable(name, configured, p.DryRun) },
	}
	if p.Tasks {
		deleting := func() ([]string, error) { return a.deleteTasks(ctx, job, jobs, p.DryRun) }
		steps = append([]func() ([]string, error){deleting}, steps...)
	}
	for _, step := range steps {
		did, err := step()
		gone = append(gone, did...)
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}

// hold keeps a job from running meanwhile. The lock's file goes at the end.
func (a *App) hold(ctx context.Context, path, what string) (release func() error, err error) {
	if err := atomicfile.MakeDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	free, err := atomicfile.Hold(ctx, path, atomicfile.HoldOptions{})
	switch {
	case errors.Is(err, atomicfile.ErrHeld):
		return nil, &weir.Error{Kind: weir.Busy, Text: what + " is running", Next: "wait until it has finished, or stop it, and try again"}
	case err != nil:
		return nil, &weir.Error{Kind: weir.Storage, Text: "lock " + path, Err: err, Next: "make its directory writable for this account"}
	}
	return func() error {
		_, removeErr := removeFile(path)
		err := free()
		if removeErr != nil { // Windows removes no open file
			_, removeErr = removeFile(path)
		}
		return errors.Join(err, removeErr)
	}, nil
}

// rememberedJobs lists what the database remembers under a name: a job that led
// elsewhere before has more than one memory.
func (a *App) rememberedJobs(ctx context.Context, name string) (jobs []store.JobName, err error) {
	if !exists(a.databasePath()) {
		return nil, nil
	}
	err = a.withDatabase(ctx, func(db *store.DB) error {
		jobs, err = db.Jobs(ctx)
		return err
	})
	return slices.DeleteFunc(jobs, func(j store.JobName) bool { return j.Name != name }), err
}

func (a *App) withDatabase(ctx context.Context, do func(*store.DB) error) error {
	db, err := store.Open(ctx, a.databasePath(), rand.Reader)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

func (a *App) forgetLinks(ctx context.Context, jobs []store.JobName, dryRun bool) (gone []string, err error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	err = a.withDatabase(ctx, func(db *store.DB) error {
		for _, j := range jobs {
			job := db.Job(j.Name, j.Site, j.Target)
			memory, err := job.Load(ctx)
			if err == nil && !dryRun {
				_, err = job.Forget(ctx)
			}
			if err != nil {
				return err
			}
			gone = append(gone, fmt.Sprintf("the links to %d tasks and the history of the job %s (%s, %s)", len(memory.Links), j.Name, j.Site, j.Target))
		}
		return nil
	})
	return gone, err
}

func (a *App) forgetPassword(ctx context.Context, job config.Task, dryRun bool) ([]string, error) {
	name := davAccount(job)
	for other, o := range a.config.Tasks {
		if name == "" || other != job.Name && davAccount(o) == name {
			return nil, nil
		}
	}
	store, err := a.holder(ctx, a.system(), name)
	if store == nil || err != nil {
		return nil, err
	}
	if !dryRun {
		if err := store.Delete(ctx, name); err != nil {
			return nil, err
		}
	}
	return []string{passwordOf(name, store)}, nil
}

func passwordOf(name string, store interface{ Describe() string }) string {
	return "the password of " + strings.TrimPrefix(name, "caldav/") + " in the " + store.Describe()
}

func (a *App) forgetTable(name string, configured, dryRun bool) ([]string, error) {
	if !configured {
		return nil, nil
	}
	if !dryRun {
		if err := a.config.RemoveTask(name); err != nil {
			return nil, err
		}
	}
	return []string{"[tasks." + name + "] in " + a.config.Path}, nil
}

// deleteTasks deletes from the target the tasks to which there are links. What
// the user put into such a task goes with it; the user's own tasks stay, and so
// do those that were given to the user when their issues left the result. jobs
// are all that is remembered under the job's name, of whichever site.
func (a *App) deleteTasks(ctx context.Context, job config.Task, jobs []store.JobName, dryRun bool) (gone []string, err error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	target, err := a.taskTarget(ctx, job, nil)
	if err != nil {
		return nil, err
	}
	links, err := a.linksIn(ctx, targetIdentity(job), jobs)
	if err != nil {
		return nil, err
	}
	linked, left := make(map[string]bool), make(map[string]bool)
	var ids []string
	for i := range links {
		if id := links[i].Task; id != "" && !linked[id] {
			linked[id], left[id] = true, links[i].Left
			ids = append(ids, id)
		}
	}
	found, err := target.Tasks(ctx, ids)
	if err != nil {
		return nil, err
	}
	var ops []tasks.Op
	stay := 0
	for _, task := range found {
		switch {
		case !linked[task.ID]:
		case left[task.ID] && !task.Tagged && target.Capabilities().Tags:
			stay++
		default:
			ops = append(ops, tasks.Op{Kind: tasks.Remove, Mark: task.Mark, Task: task})
		}
	}
	where := targetIdentity(job)
	if stay > 0 {
		where += fmt.Sprintf(" (%d more stay: Weir took its tag off them, and they are yours)", stay)
	}
	return removeTasks(ctx, target, ops, where, dryRun)
}

// linksIn returns the links to the tasks in one target.
func (a *App) linksIn(ctx context.Context, target string, jobs []store.JobName) (links []tasks.Link, err error) {
	err = a.withDatabase(ctx, func(db *store.DB) error {
		for _, j := range jobs {
			if j.Target != target {
				continue
			}
			memory, err := db.Job(j.Name, j.Site, j.Target).Load(ctx)
			if err != nil {
				return err
			}
			links = append(links, memory.Links...)
		}
		return nil
	})
	return links, err
}

// removeTasks removes tasks, the last one first, so that what lies in another
// one goes before it.
func removeTasks(ctx context.Context, target tasks.Target, ops []tasks.Op, where string, dryRun bool) ([]string, error) {
	slices.Reverse(ops)
	told := func(n int) []string { return []string{fmt.Sprintf("%d tasks in %s", n, where)} }
	if len(ops) == 0 || dryRun {
		return told(len(ops)), nil
	}
	n := 0
	var failed error
	for result, err := range target.Apply(ctx, ops) {
		switch {
		case err != nil:
			return told(n), err
		case result.Err != nil && !errors.Is(result.Err, tasks.ErrGone):
			failed = result.Err
		default:
			n++
		}
	}
	if failed == nil {
		return told(n), nil
	}
	return told(n), &weir.Error{
		Kind: weir.Partial, Text: fmt.Sprintf("%d of %d tasks could not be deleted", len(ops)-n, len(ops)), Err: failed,
		Next: "run it again; nothing else was forgotten yet",
	}
}

// sqliteHeader begins every database file of SQLite.
const sqliteHeader = "SQLite format 3\x00"

// database plans to delete the database, with what SQLite and its lock leave
// beside it, if it is one at all.
func (p *plan) database(path string) {
	info, err := os.Lstat(path)
	if err != nil {
		return // there is none
	}
	if !info.Mode().IsRegular() || info.Size() > 0 && !beginsWith(path, sqliteHeader) {
		p.stays = append(p.stays, path+": it does not look like Weir's database")
		return
	}
	paths := []string{path}
	for _, beside := range []string{path + "-wal", path + "-shm", path + "-journal", atomicfile.LockPath(path)} {
		if info, err := os.Lstat(beside); err == nil && info.Mode().IsRegular() {
			paths = append(paths, beside)
		}
	}
	p.removals = append(p.removals, removal{paths, func(context.Context) ([]string, error) { return removeFiles(paths) }})
}

func beginsWith(path, header string) bool {
	f, err := os.Open(path) //nolint:gosec // Weir's own place
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, int64(len(header))))
	return err == nil && bytes.Equal(text, []byte(header))
}

// jobLocks plans to delete the locks of the task lists and reports, which are
// empty.
func (p *plan) jobLocks(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // there is no such directory
	}
	var paths []string
	for _, e := range entries {
		info, err := e.Info()
		duty, job, ours := strings.Cut(e.Name(), "-")
		job, locks := strings.CutSuffix(job, ".lock")
		ours = ours && slices.Contains(duties(), Duty(duty))
		if err == nil && ours && locks && config.CheckTaskName(job) == nil && info.Mode().IsRegular() && info.Size() == 0 {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	if len(paths) > 0 {
		p.removals = append(p.removals, removal{paths, func(context.Context) ([]string, error) { return removeFiles(paths) }})
	}
}
