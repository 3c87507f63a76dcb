package tasks_test

import (
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks"
)

// Another account's token finds other issues. What it does not find is not closed.
func TestAListKeptForAnotherAccountIsNotClosed(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		w := newWorld(t)
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
