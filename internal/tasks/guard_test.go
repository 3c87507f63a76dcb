package tasks_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/tasks"
	"weir/internal/testenv"
)

// Promise L3, whatever happens and in whichever order: without --yes no task of an
// issue that is not finished is closed, or loses its tag, in a run whose result
// holds nothing or is for somebody else, nor many of them in one; and no task is
// made of somebody else's result.
func TestNothingIsClosedUnconfirmedInAnyHistory(t *testing.T) {
	t.Parallel()
	for range testenv.Rounds(t) {
		rapid.Check(t, func(rt *rapid.T) {
			w := newWorld(t)
			w.set.JQL = rapid.SampledFrom([]string{mine, unresolved}).Draw(rt, "jql")
			w.set.OnLeft = rapid.SampledFrom([]tasks.OnLeft{tasks.LeftComplete, tasks.LeftDrop, tasks.LeftUntag}).Draw(rt, "on_left")
			w.set.Organise = rapid.SampledFrom([]tasks.Organise{tasks.None, tasks.Project, tasks.Nested}).Draw(rt, "organise")
			w.site.nameless = rapid.Bool().Draw(rt, "nameless")
			ids := w.many(rapid.IntRange(1, 9).Draw(rt, "issues"))
			w.sync()
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				id := rapid.SampledFrom(ids).Draw(rt, "issue")
				switch rapid.IntRange(0, 7).Draw(rt, "deed") {
				case 0, 1:
					w.site.edit(id, isMine(rapid.Bool().Draw(rt, "mine")))
				case 2:
					w.site.edit(id, status(rapid.SampledFrom([]weir.Status{toDo, doneStatus, withdrawn}).Draw(rt, "status")))
				case 3:
					w.site.edit(id, hidden(rapid.Bool().Draw(rt, "hidden")))
				case 4:
					w.site.me = rapid.SampledFrom([]string{"ada", "bob"}).Draw(rt, "account")
				case 5:
					for _, id := range ids {
						w.site.edit(id, isMine(false))
					}
				case 6:
					ids = append(ids, w.site.add("NEW-"+id, "New"))
				case 7:
					w.site.now = w.site.now.Add(30 * time.Hour)
				}
				if rapid.Bool().Draw(rt, "run") {
					unconfirmed(rt, w, rapid.Bool().Draw(rt, "full"))
				}
			}
		})
	}
}

// unconfirmed runs the job without --yes, and looks at what it closed.
func unconfirmed(t *rapid.T, w *world, full bool) {
	before := map[string]tasks.Task{}
	open := 0
	for _, task := range w.list.All() {
		before[task.ID] = task
		if !task.State.Closed() {
			open++
		}
	}
	w.full = full
	report, err := w.try()
	if err != nil && weir.KindOf(err) != weir.Partial {
		t.Fatal(err)
	}
	visible, _ := w.site.search(w.set.JQL)
	closed := 0
	for _, task := range w.list.All() {
		old, there := before[task.ID]
		if !there {
			// Whose list it is shows in its answers, or in a run that reads everything.
			if w.site.me != "ada" && (full || !w.site.nameless) {
				t.Fatalf("a task was made for another account: %+v", task)
			}
			continue
		}
		if old.State.Closed() || old.State == task.State && old.Tagged == task.Tagged || !task.State.Closed() && task.Tagged || finished(w, task) {
			continue
		}
		closed++
		if len(visible) == 0 || w.site.me != "ada" {
			t.Fatalf("%+v was closed, and its issue is not finished; %d are in the result, and %s is signed in (%+v)", task, len(visible), w.site.me, report)
		}
	}
	if closed > 5 && closed*100 > 30*open && w.set.OnLeft != tasks.LeftUntag {
		t.Fatalf("%d of %d tasks were closed (%+v)", closed, open, report)
	}
}

// finished reports whether anybody who looks sees that the issue is done.
func finished(w *world, task tasks.Task) bool {
	for id := range w.site.versions {
		i := w.site.latest(id)
		if (tasks.Identity{Site: w.set.Site, Issue: id}).Mark() == task.Mark {
			return i.Status.Category == weir.Done && !i.hidden
		}
	}
	return false
}
