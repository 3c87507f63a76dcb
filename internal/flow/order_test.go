package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow"
)

// done makes statuses of the category done known, beside the usual ones.
func withDone(names ...string) *flow.Collector {
	var known []weir.Status
	for _, name := range []string{"To Do", "Development", "Review", "Test", "Done"} {
		known = append(known, statuses[name])
	}
	for _, name := range names {
		s := named(name)
		s.Category = weir.Done
		known = append(known, s)
	}
	return flow.NewCollector(known)
}

func TestStatusesAreInTheOrderInWhichWorkPassesThem(t *testing.T) {
	t.Parallel()
	c := withDone("Resolved", "Cancelled")
	for i := range 10 {
		lines := []string{"2026-01-01 To Do", "2026-01-02 Development", "2026-01-03 Review", "2026-01-04 Test", "2026-01-05 Resolved", "2026-01-06 Done"}
		switch i {
		case 0: // back and forth does not turn the order round
			lines = []string{"2026-01-01 To Do", "2026-01-02 Development", "2026-01-03 Test", "2026-01-04 Review", "2026-01-05 Test", "2026-01-06 Done"}
		case 1, 2, 3:
			lines = []string{"2026-01-01 To Do", "2026-01-02 Cancelled"}
		case 4: // what was cancelled by mistake does not make it a step on the way
			lines = []string{"2026-01-01 To Do", "2026-01-02 Cancelled", "2026-01-03 Done"}
		}
		c.Add(issue(fmt.Sprintf("OPS-%d", i), lines))
	}
	w := flow.FromStatuses(c.Data())
	want := []string{"To Do", "Development", "Review", "Test", "Resolved", "Done", "Cancelled"}
	if diff := cmp.Diff(want, w.Names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if start, finish := w.Names()[w.Start], w.Names()[w.Finish]; start != "Development" || finish != "Resolved" {
		t.Errorf("it goes from %s to %s", start, finish)
	}
	w, err := w.Between(c.Data(), "Review", "done")
	if err != nil {
		t.Fatal(err)
	}
	a, err := flow.Analyse(c.Data(), w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(a.Finished()); n != 10 {
		t.Errorf("%d items are finished, want all 10: what is cancelled is over", n)
	}
}
