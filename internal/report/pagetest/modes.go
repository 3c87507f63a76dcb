package pagetest

import (
	"testing"
	"time"

	"weir/internal/report"
)

func snapshots(t *testing.T, h Harness) {
	table := view(row(9, "in the table", ""))
	write(t, h, table) // a report may have been in another mode before
	v := Sample()
	v.Mode = report.Append
	if h.Lacks.Append {
		before := h.Raw(t)
		_, err := h.Open(t).Write(t.Context(), v, read(t, h))
		wantTold(t, err)
		if h.Raw(t) != before {
			t.Error("something was written")
		}
		return
	}
	states := []string{h.Raw(t)}
	for _, run := range []string{"r1", "r1", "r2", "r1", "r2", "r3"} {
		v.Run = run
		wantView(t, h, write(t, h, v), table)
		states = append(states, h.Raw(t))
	}
	for i, changes := range []bool{true, false, true, false, false, true} {
		if changed := states[i] != states[i+1]; changed != changes {
			t.Errorf("write %d has changed something: %v", i, changed)
		}
	}
	// And where there is no table.
	h.Remove(t, mark)
	v.Run = "r4"
	if f := write(t, h, v); f.Exists || f.Copies != 0 {
		t.Errorf("a snapshot is taken for the table, or for %d copies", f.Copies)
	}
	before := h.Raw(t)
	write(t, h, v)
	if h.Raw(t) != before {
		t.Error("the snapshot was written twice")
	}
}

func pages(t *testing.T, h Harness) {
	table := view(row(9, "in the table", ""))
	write(t, h, table)
	before, n := h.Raw(t), h.Pages(t)
	v := Sample()
	v.Mode = report.NewPage
	for i, want := range []int{1, 1, 2, 2, 2, 3} {
		v.Line.At = v.Line.At.Add(7 * time.Hour) // whoever finishes a run does so later, perhaps on the next day
		v.Run = []string{"r1", "r1", "r2", "r1", "r2", "r3"}[i]
		wrote, err := h.Open(t).Write(t.Context(), v, read(t, h))
		wantErr(t, err, nil)
		if wrote.Where == "" {
			t.Error("nobody is told where the page is")
		}
		if got := h.Pages(t) - n; got != want {
			t.Fatalf("write %d: %d pages were made, want %d", i, got, want)
		}
	}
	wantView(t, h, read(t, h), table)
	if h.Raw(t) != before {
		t.Error("the page itself has changed")
	}
}
