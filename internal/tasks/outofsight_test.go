package tasks_test

import (
	"testing"
	"time"

	"weir"
	"weir/internal/tasks"
)

// However few tasks there are: a result that holds nothing is one to doubt.
func TestAnEmptyResultClosesNoOpenIssueHoweverFewThereAre(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 5; n++ {
		for _, onLeft := range []tasks.OnLeft{tasks.LeftComplete, tasks.LeftDrop, tasks.LeftUntag} {
			for _, full := range []bool{false, true} {
				w := newWorld(t)
				w.set.OnLeft, w.full = onLeft, full
				ids := w.many(n + 1)
				w.sync()
				for _, id := range ids {
					w.site.edit(id, isMine(false))
				}
				w.site.edit(ids[n], status(doneStatus)) // this one is seen to be finished
				for run := range 3 {
					report, err := w.try()
					w.kind(err, weir.Partial)
					if len(report.Held) != n || w.open() != n || weir.NextStep(err) == "" || (report.Counts.Completed == 1) != (run == 0) {
						t.Errorf("%d, %s: held %q, open %d, %+v", n, onLeft, report.Held, w.open(), report.Counts)
					}
					if !w.task("OPS-1").Tagged {
						t.Errorf("%d, %s: the tag is off", n, onLeft)
					}
				}
				w.yes = true
				w.sync()
				w.yes = false
				w.idle()
			}
		}
	}
	t.Run("all finished", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.set.JQL = unresolved
		for _, id := range w.many(5) {
			w.sync()
			w.site.edit(id, status(doneStatus))
		}
		w.counts(w.sync(), tasks.Counts{Completed: 1})
	})
	t.Run("deleted", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.site.edit(id, func(i *issue) { i.deleted = true })
		for range 5 {
			w.site.now = w.site.now.Add(24 * time.Hour)
			_, _ = w.try() // it is told as soon as its time is up
		}
		_, err := w.try()
		w.kind(err, weir.Partial)
		w.state("OPS-1", tasks.Open)
		w.yes = true
		w.counts(w.sync(), tasks.Counts{Dropped: 1})
	})
}

// What changed while an issue was out of sight is read when it is back, though
// that was long ago and its coming back does not count as a change.
func TestWhatChangedOutOfSightIsNotLost(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(w *world, id string){
		"hidden":                        func(w *world, id string) { w.site.edit(id, hidden(true)) },
		"outside a result that is held": func(w *world, id string) { w.site.edit(id, isMine(false)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.site.add("OPS-1", "One")
			w.sync()
			away(w, id)
			_, _ = w.try()
			w.site.edit(id, summary("Two"))
			for range 2 {
				w.site.now = w.site.now.Add(4 * time.Hour)
				_, _ = w.try()
			}
			w.state("OPS-1", tasks.Open)
			w.site.quietly(id, hidden(false), isMine(true))
			w.sync()
			if got := w.task("OPS-1").Name; got != "[OPS-1] Two" {
				t.Errorf("got %q", got)
			}
			w.idle()
		})
	}
}
