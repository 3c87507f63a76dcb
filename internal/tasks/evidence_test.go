package tasks_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/tasks"
)

func TestALostDatabaseMakesNoDuplicates(t *testing.T) {
	t.Parallel()
	for _, noMarks := range []bool{false, true} {
		w := newWorld(t)
		w.list.NoMarks = noMarks
		ids := w.many(4)
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.Name = "[OPS-1] my name for it" })
		w.user("OPS-2", func(t *tasks.Task) { t.Note, t.URL = "all gone", "" }) // the key is left
		w.user("OPS-3", func(t *tasks.Task) { t.Name = "the address is left" })
		w.links = newLedger("a new one")
		w.counts(w.sync(), tasks.Counts{Updated: 1, Unchanged: 3})
		if n := len(w.list.All()); n != 4 {
			t.Fatalf("%d tasks, want 4", n)
		}
		if got := w.task("OPS-1").Name; got != "[OPS-1] my name for it" {
			t.Errorf("got %q: a field that differs is the user's", got)
		}
		if got := w.task("OPS-2").Note; !strings.HasPrefix(got, "all gone\n\n--- from Jira") {
			t.Errorf("got %q", got)
		}
		w.idle()
		w.site.edit(ids[0], summary("Jira's name"))
		w.counts(w.sync(), tasks.Counts{Updated: 1, Unchanged: 3, Kept: 1})
		w.idle()
	}
}

func TestTheTasksOfAnotherProgramAreAdopted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	note := "---\nURL: https://jira.example/browse/OPS-1\nStatus: To Do\n---\n\nAbout Job 1"
	w.list.Add(tasks.Task{Name: "[OPS-1] Job 1", Note: note, Tagged: true})
	w.list.Add(tasks.Task{Name: "[OPS-2] not tagged, so it is none of ours"})
	w.list.Add(tasks.Task{Name: "[OPS-3] another site's", Note: "URL: https://other.example/browse/OPS-3", Tagged: true})
	w.many(3)
	w.counts(w.sync(), tasks.Counts{Created: 2, Updated: 1})
	if got := w.task("OPS-1").Note; !strings.HasPrefix(got, note+"\n\n--- from Jira") {
		t.Errorf("got %q", got)
	}
	w.idle()
}

func TestASecondTaskForAnIssueIsReportedAndLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.list.NoMarks = true
	id := w.site.add("OPS-1", "One")
	w.sync()
	copied := w.task("OPS-1")
	copied.State = tasks.Completed
	second := w.list.Add(copied)
	w.sync()
	if d := w.report.Duplicates; len(d) != 1 || d[0].Task != second || d[0].Key != "OPS-1" {
		t.Fatalf("got %+v", d)
	}
	w.links = newLedger("a new one") // the open one is the better one
	w.sync()
	if got := w.links.link(id).Task; got != copied.ID {
		t.Errorf("%s was adopted, want %s", got, copied.ID)
	}
	w.site.edit(id, summary("Two"))
	w.sync()
	for _, task := range w.list.All() {
		if want := map[string]string{copied.ID: "[OPS-1] Two", second: "[OPS-1] One"}[task.ID]; task.Name != want {
			t.Errorf("got %q, want %q", task.Name, want)
		}
	}
}

func TestATaskThatTheUserDeletedIsMadeAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(2)
	w.sync()
	w.list.Delete(w.task("OPS-1").ID)
	w.site.now = w.site.now.Add(5 * 3600e9) // so that the issue is not read because it changed
	w.counts(w.sync(), tasks.Counts{Created: 1, Unchanged: 1})
	w.task("OPS-1")
	w.idle()
}

func TestTwoMachinesDoNotFight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.many(3)
	one, two := newLedger("one"), newLedger("two")
	on := func(l *ledger) tasks.Counts { w.links = l; return w.sync() }
	on(one)
	w.counts(on(two), tasks.Counts{Unchanged: 3})
	w.site.edit(ids[0], summary("Another"), status(doneStatus))
	w.counts(on(one), tasks.Counts{Completed: 1, Unchanged: 2})
	w.counts(on(two), tasks.Counts{Unchanged: 3})
	w.site.edit(ids[0], status(toDo), about("Something else"))
	w.counts(on(two), tasks.Counts{Reopened: 1, Unchanged: 2})
	w.counts(on(one), tasks.Counts{Unchanged: 3})
	if n := len(w.list.All()); n != 3 {
		t.Errorf("%d tasks, want 3", n)
	}
}

// 412: somebody was quicker. Both edits survive.
func TestAnEditMadeMeanwhileIsMerged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.site.edit(id, summary("Two"), about("Something else"))
	times := 0
	w.list.Before = func(op tasks.Op) error {
		if times++; times <= 2 {
			w.list.User(op.Task.ID, func(t *tasks.Task) { t.Note, t.Due = t.Note+"\nmine", weir.Date{Year: 2030, Month: 1, Day: 1} })
		}
		return nil
	}
	w.counts(w.sync(), tasks.Counts{Updated: 1})
	got := w.task("OPS-1")
	if got.Name != "[OPS-1] Two" || !strings.Contains(got.Note, "Something else") || !strings.HasSuffix(got.Note, "\nmine\nmine") || got.Due.IsZero() {
		t.Errorf("got %+v", got)
	}
	w.list.Before = nil
	w.idle()
}

func TestATaskThatKeepsChangingIsLeftToTheNextRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.many(2)
	w.sync()
	w.site.edit(ids[0], summary("Two"))
	w.site.edit(ids[1], summary("Two"))
	w.list.Before = func(op tasks.Op) error {
		if strings.HasPrefix(op.Task.Name, "[OPS-1]") {
			w.list.User(op.Task.ID, func(t *tasks.Task) { t.Note += "." })
		}
		return nil
	}
	report, err := w.try()
	w.kind(err, weir.Partial)
	if report.Counts.Failed != 1 || report.Counts.Updated != 1 || report.Failures[0].Key != "OPS-1" {
		t.Errorf("got %+v", report)
	}
	w.list.Before = nil
	w.site.now = w.site.now.Add(24 * 3600e9) // the watermark has moved on
	w.counts(w.sync(), tasks.Counts{Updated: 1, Unchanged: 1})
	w.idle()
}

func TestWhatFailsForOneIssueDoesNotStopTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(5)
	w.list.Before = func(op tasks.Op) error {
		if strings.HasPrefix(*op.Change.Name, "[OPS-2]") {
			return &weir.Error{Kind: weir.Storage, Text: "quota"}
		}
		return nil
	}
	report, err := w.try()
	w.kind(err, weir.Partial)
	if report.Counts.Created != 4 || report.Counts.Failed != 1 {
		t.Errorf("got %+v", report)
	}
	w.list.Before = nil
	w.site.now = w.site.now.Add(24 * 3600e9)
	w.counts(w.sync(), tasks.Counts{Created: 1, Unchanged: 4})
	w.idle()
}

func TestATargetOutOfReachIsAnErrorAndClosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(3)
	w.list.Broken = &weir.Error{Kind: weir.Unauthorised, Text: "wrong password"}
	_, err := w.try()
	w.kind(err, weir.Unauthorised)
	if w.site.calls > 0 {
		t.Error("Jira was asked all the same")
	}
	w.list.Broken = nil
	w.counts(w.sync(), tasks.Counts{Created: 3})
}

func TestWhoeverInterruptsARunFinishesTheDeedInHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(10)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	w.list.After = func(tasks.Op) error {
		if n++; n == 4 {
			cancel()
		}
		return nil
	}
	report, err := w.job().Sync(ctx, tasks.Options{})
	w.kind(err, weir.Interrupted)
	if report.Counts.Created != 4 || len(w.list.All()) != 4 || !w.links.memory.Progress.Watermark.IsZero() {
		t.Errorf("%d tasks, report %+v, progress %+v", len(w.list.All()), report.Counts, w.links.memory.Progress)
	}
	w.counts(w.sync(), tasks.Counts{Created: 6, Unchanged: 4})
	w.idle()
}

func TestThereIsOneRunAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	release, err := atomicfile.Hold(t.Context(), w.lock, atomicfile.HoldOptions{Wait: 1e9, Pause: 1e6})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.try()
	w.kind(err, weir.Busy)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	w.sync()
}

func TestAPlanChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(3)
	var last *tasks.Plan
	for range 3 {
		plan, err := w.job().Plan(t.Context(), tasks.Options{})
		if err != nil || len(plan.Steps) != 3 || plan.Steps[0].Key != "OPS-1" || plan.Steps[0].Deed != tasks.Creates {
			t.Fatalf("got %+v, %v", plan, err)
		}
		if last != nil && *plan.Steps[2].Op.Change.Note != *last.Steps[2].Op.Change.Note {
			t.Error("two plans differ")
		}
		last = plan
	}
	if len(w.list.All()) != 0 || len(w.links.memory.Links) != 0 || len(w.links.runs) != 0 {
		t.Error("something was done")
	}
}

func TestALinkThatCannotBeSavedEndsTheRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(5)
	full := &weir.Error{Kind: weir.Storage, Text: "disk full"}
	n := 0
	w.links.hook = func() error {
		if n++; n == 6 {
			return full
		}
		return nil
	}
	_, err := w.try()
	if !errors.Is(err, full) {
		t.Fatalf("got %v", err)
	}
	w.links.hook = nil
	w.sync()
	if n := len(w.list.All()); n != 5 {
		t.Errorf("%d tasks, want 5", n)
	}
	w.idle()
}
