package tasks_test

import (
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks"
)

// Another account's token finds other issues. What it does not find is not closed.
func TestAListKeptForAnotherAccountIsNotClosed(t *testing.T) {
	t.Parallel()
	for _, how := range []struct{ full, nameless bool }{{false, false}, {false, true}, {true, false}} {
		w := newWorld(t)
		full := how.full
		w.site.nameless = how.nameless
		if !full {
			stored(t, w)
		}
		ids := w.many(10)
		w.sync()
		w.full, w.site.me = full, "bob"
		w.counts(w.sync(), tasks.Counts{Unchanged: 10}) // who finds the same closes nothing
		w.site.edit(ids[0], isMine(false))
		w.site.edit(ids[1], status(doneStatus))
		for range 3 {
			report, err := w.try()
			w.kind(err, weir.Partial)
			if !strings.Contains(err.Error(), "the list was kept for another account") || len(report.Held) != 1 {
				t.Errorf("got %v, held %q", err, report.Held)
			}
		}
		w.state("OPS-1", tasks.Open)
		w.state("OPS-2", tasks.Completed) // it is finished, whoever asks
		w.yes = true
		w.counts(w.sync(), tasks.Counts{Completed: 1, Unchanged: 9})
		w.yes = false // it is this one's list from now on
		w.site.edit(ids[2], isMine(false))
		w.counts(w.sync(), tasks.Counts{Completed: 1, Unchanged: 8})
	}
}

// In a run that reads only what changed, Jira's answers say for whom they are, and
// that costs no request.
func TestNoTasksAreMadeForAnotherAccount(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		w := newWorld(t)
		ids := w.many(3)
		w.set.Organise = tasks.Project
		w.sync()
		w.full, w.site.me = full, "bob"
		w.site.add("OPS-4", "Bob's")
		w.site.edit(ids[0], summary("Anew"))
		w.site.edit(w.site.add("OPS-5", "Bob's, below another one"), below(weir.Parent{ID: "9999", Key: "EPIC-1", Summary: "An epic"}))
		w.site.edit(ids[1], below(weir.Parent{ID: "9998", Key: "EPIC-2", Summary: "Another epic"}))
		for range 2 {
			report, err := w.try()
			w.kind(err, weir.Partial)
			if !slices.Equal(report.Foreign, []string{"OPS-4", "OPS-5"}) || !strings.Contains(err.Error(), "the list was kept for another account") || weir.NextStep(err) == "" {
				t.Errorf("got %v, without tasks %q", err, report.Foreign)
			}
			if report.Counts.Failed > 0 || len(w.list.All()) != 3 {
				t.Errorf("got %+v, %d tasks", report, len(w.list.All()))
			}
		}
		if got := w.task("OPS-1").Name; got != "[OPS-1] Anew" { // what is there is kept in step
			t.Errorf("got %q", got)
		}
		w.site.me = "ada"
		w.yes = false
		w.sync()
		w.site.me = "bob"
		w.yes = true
		w.sync()
		w.yes = false
		w.idle()
	}
}

func TestTheSameAccountIsKnownByItsNameAtNoCost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stored(t, w)
	w.many(3)
	w.sync()
	calls := func(want int) {
		t.Helper()
		w.site.calls = 0
		w.counts(w.sync(), tasks.Counts{Unchanged: 3})
		if w.site.calls != want {
			t.Errorf("%d calls, want %d", w.site.calls, want)
		}
	}
	calls(3)
	w.site.alias = "ada, renamed"
	calls(4) // asks who that is, and remembers it
	calls(3)
	w.site.alias, w.site.nameless = "", true
	calls(3)
	w.site.nameless, w.site.anonymous = false, true
	_, err := w.try()
	w.kind(err, weir.Unauthorised)
}
