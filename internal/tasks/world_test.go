package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/tasks"
	"weir/internal/tasks/targettest"
)

// ledger is a Links in memory.
type ledger struct {
	memory tasks.Memory
	runs   []tasks.Run
	// hook, where set, is called before and after each write. It may panic, as
	// a kill would.
	hook func() error
}

var _ tasks.Links = (*ledger)(nil)

func newLedger(key string) *ledger { return &ledger{memory: tasks.Memory{Key: []byte(key)}} }

func (l *ledger) Load(context.Context) (tasks.Memory, error) {
	m := l.memory
	m.Links = slices.Clone(m.Links)
	return m, nil
}

func (l *ledger) called() error {
	if l.hook == nil {
		return nil
	}
	return l.hook()
}

func (l *ledger) Save(_ context.Context, links ...tasks.Link) error {
	if err := l.called(); err != nil {
		return err
	}
	for _, link := range links {
		i := slices.IndexFunc(l.memory.Links, func(o tasks.Link) bool { return o.Issue == link.Issue })
		if i < 0 {
			l.memory.Links = append(l.memory.Links, link)
		} else {
			l.memory.Links[i] = link
		}
	}
	return l.called()
}

func (l *ledger) Finish(_ context.Context, next tasks.Progress, forget []string, run tasks.Run) error {
	if err := l.called(); err != nil {
		return err
	}
	l.memory.Links = slices.DeleteFunc(l.memory.Links, func(o tasks.Link) bool { return slices.Contains(forget, o.Issue) })
	l.memory.Progress = next
	l.runs = append(l.runs, run)
	return l.called()
}

func (l *ledger) link(id string) tasks.Link {
	i := slices.IndexFunc(l.memory.Links, func(o tasks.Link) bool { return o.Issue == id })
	if i < 0 {
		return tasks.Link{}
	}
	return l.memory.Links[i]
}

// A world is a Jira, a list of tasks, and one machine that keeps them in step.
type world struct {
	t      testing.TB
	site   *site
	list   *targettest.Memory
	links  *ledger
	stored tasks.Links // a real database instead of the ledger
	set    tasks.Settings
	lock   string
	yes    bool
	full   bool
	report tasks.Report
}

// everything is what a target can be capable of, but for closing what lies in
// what is closed.
func everything() tasks.Capabilities {
	return tasks.Capabilities{Nested: true, Projects: true, Drop: true, Tags: true}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return &world{
		t: t, site: newSite(), list: &targettest.Memory{Caps: everything()}, links: newLedger("one machine"),
		set: tasks.Settings{
			Job: "mine", Site: "jira.example", Target: "memory", JQL: mine, Dropped: []string{"Withdrawn"},
			Describe: func(d weir.Document) string { return d.Source },
		},
		lock: filepath.Join(t.TempDir(), "weir.lock"),
	}
}

func (w *world) job() *tasks.Job {
	j := &tasks.Job{
		Settings: w.set, Source: w.site, Target: w.list, Links: w.links, Lock: w.lock,
		Now: func() time.Time { return w.site.now },
	}
	if w.stored != nil {
		j.Links = w.stored
	}
	return j
}

// try runs the job once, some minutes later.
func (w *world) try() (tasks.Report, error) {
	w.t.Helper()
	w.site.now = w.site.now.Add(15 * time.Minute)
	return w.job().Sync(w.t.Context(), tasks.Options{Yes: w.yes, Full: w.full})
}

// sync runs the job, which must succeed.
func (w *world) sync() tasks.Counts {
	w.t.Helper()
	report, err := w.try()
	if err != nil {
		w.t.Fatalf("sync: %v", err)
	}
	w.report = report
	return report.Counts
}

// idle runs the job once more, which must do nothing.
func (w *world) idle() {
	w.t.Helper()
	writes, before := w.list.Writes, len(w.links.memory.Links)
	counts := w.sync()
	if w.list.Writes != writes || counts.Created+counts.Updated+counts.Completed+counts.Reopened+counts.Dropped+counts.Moved+counts.Kept > 0 {
		w.t.Errorf("a second run did something: %+v", counts)
	}
	if n := len(w.links.memory.Links); n != before {
		w.t.Errorf("a second run has %d links, the first one %d", n, before)
	}
}

// task returns the one task whose name begins with [key].
func (w *world) task(key string) tasks.Task {
	w.t.Helper()
	found := slices.DeleteFunc(w.list.All(), func(t tasks.Task) bool { return !strings.HasPrefix(t.Name, "["+key+"]") })
	if len(found) != 1 {
		w.t.Fatalf("%d tasks for %s: %+v", len(found), key, found)
	}
	return found[0]
}

func (w *world) none(key string) {
	w.t.Helper()
	for _, t := range w.list.All() {
		if strings.HasPrefix(t.Name, "["+key+"]") {
			w.t.Errorf("there is a task for %s: %+v", key, t)
		}
	}
}

func (w *world) state(key string, want tasks.State) {
	w.t.Helper()
	if got := w.task(key); got.State != want {
		w.t.Errorf("%s is %s, want %s", key, got.State, want)
	}
}

func (w *world) counts(got, want tasks.Counts) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func (w *world) kind(err error, want weir.Kind) {
	w.t.Helper()
	if !errors.Is(err, want) {
		w.t.Fatalf("got %v (%v), want an error of kind %v", err, weir.KindOf(err), want)
	}
}

// user changes the task of an issue as the user would.
func (w *world) user(key string, edit func(*tasks.Task)) {
	w.t.Helper()
	w.list.User(w.task(key).ID, edit)
}

// many adds so many issues, OPS-1 and on, and returns their ids.
func (w *world) many(n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, w.site.add(fmt.Sprintf("OPS-%d", i+1), fmt.Sprintf("Job %d", i+1)))
	}
	return ids
}

func (w *world) open() int {
	n := 0
	for _, t := range w.list.All() {
		if !t.State.Closed() {
			n++
		}
	}
	return n
}
