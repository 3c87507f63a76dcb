package report_test

import (
	"testing"

	"weir"
)

// A page may leave out what cannot be seen.
func TestWhatCannotBeSeenIsNotTakenForTyped(t *testing.T) {
	t.Parallel()
	for name, summary := range map[string]string{
		"a mark of direction": "Work \u200eone", "a control": "Work \x07one", "no UTF-8": "Work \xffone", "a tag": "Work \U000e0041one", "no character": "Work \uffffone",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := issue(1)
			i.Summary = summary
			w := newWorld(t, i)
			w.run(t)
			w.page.at(t, "OPS-1", "Summary").Text = "Work one"
			i.Summary = "Other work"
			w.issues = []weir.Issue{i}
			if w.run(t); len(w.page.kept) != 0 {
				t.Errorf("the list holds %+v", w.page.kept)
			}
		})
	}
}
