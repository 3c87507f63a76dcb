package tasks_test

import (
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks"
)

// killedAfter runs the job until so many deeds are done, and kills it before the
// last of them is noted.
func (w *world) killedAfter(deeds int) {
	w.t.Helper()
	w.list.After = func(tasks.Op) error {
		if deeds--; deeds == 0 {
			panic(errKill)
		}
		return nil
	}
	defer func() {
		w.list.After = nil
		if recover() == nil {
			w.t.Fatal("it was not killed")
		}
	}()
	_, _ = w.try()
}

// L2. What a killed run wrote is not taken for the user's, however much changes
// in Jira before the next run, and what the user wrote meanwhile is.
func TestAKilledRunsOwnWorkIsNotTakenForTheUsers(t *testing.T) {
	t.Parallel()
	for _, noMarks := range []bool{false, true} {
		for _, users := range []bool{false, true} {
			w := newWorld(t)
			w.list.NoMarks = noMarks
			id := w.site.add("OPS-1", "One", status(inProgress))
			w.killedAfter(1) // it was made, and nobody noted that
			change := func(name string, to weir.Status) {
				t.Helper()
				kept := 0
				if users {
					w.user("OPS-1", func(t *tasks.Task) { t.Name += " mine" })
					kept = 1
				}
				w.site.edit(id, summary(name), about(name), due(weir.Date{Year: 2024, Month: 3, Day: len(name)}), status(to))
				if got := w.sync(); got.Kept != kept {
					t.Errorf("%s: %d fields were kept, want %d: %+v", name, got.Kept, kept, w.report.Kept)
				}
				got := w.task("OPS-1")
				if got.Name != "[OPS-1] "+name || strings.Contains(got.Note, blockYours) || got.Due.Day != len(name) || got.State.Closed() != (to == doneStatus) {
					t.Errorf("%s: got %+v", name, got)
				}
				w.idle()
			}
			if !users { // a task without a base that differs is the user's
				change("Two", doneStatus)
			} else {
				w.sync()
			}
			w.site.edit(id, summary("Three"), about("Three"), status(toDo), due(weir.Date{Year: 2024, Month: 3, Day: 9}))
			if !users {
				w.killedAfter(1) // it was changed and reopened, and nobody noted that
			}
			change("Four and more", doneStatus)
			change("Five", toDo)
		}
	}
}

func TestARunThatIsKilledAgainAndAgainComesToTheEnd(t *testing.T) {
	t.Parallel()
	for _, noMarks := range []bool{false, true} {
		w := newWorld(t)
		w.list.NoMarks = noMarks
		w.many(30)
		for range 10 {
			w.killedAfter(2)
		}
		w.sync()
		if n := len(w.list.All()); n != 30 {
			t.Errorf("%d tasks, want 30", n)
		}
		w.idle()
	}
}

// A task that a killed run had just reopened is closed all the same when its
// issue is done again, and has left the query, before anybody looks.
func TestATaskThatAKilledRunReopenedIsClosedAgain(t *testing.T) {
	t.Parallel()
	for _, leaves := range []tasks.OnLeft{tasks.LeftComplete, tasks.LeftDrop, tasks.LeftUntag, tasks.LeftKeep} {
		w := newWorld(t)
		w.set.JQL, w.set.OnLeft = unresolved, leaves
		id := w.site.add("OPS-1", "One", status(inProgress))
		w.sync()
		w.site.edit(id, status(doneStatus))
		w.sync()
		w.site.edit(id, status(inProgress))
		w.killedAfter(1)
		w.site.edit(id, status(doneStatus))
		w.sync()
		if got := w.task("OPS-1"); got.State != tasks.Completed {
			t.Errorf("%s: got %+v", leaves, got)
		}
		w.idle()
	}
}
