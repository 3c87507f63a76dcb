package report_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
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

// A run wrote the page and did not live to note it; the next one died before it
// wrote. The page is of neither the last run that was noted, nor of the last one
// that was begun.
func TestAPageOfARunThatWasForgottenTwiceIsKnown(t *testing.T) {
	t.Parallel()
	for name, noRun := range map[string]bool{"by its run": false, "by what stands there": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(summary string) []weir.Issue {
				i := issue(1)
				i.Summary = summary
				return []weir.Issue{i, issue(2)}
			}
			w := newWorld(t, at("Work 1")...)
			w.page.noRun = noRun
			w.run(t)
			w.page.fail, w.page.lost, w.issues = errors.New("killed"), true, at("Work 2")
			_, err2 := w.job.Run(t.Context())
			w.page.lost, w.issues = false, at("Work 3")
			_, err3 := w.job.Run(t.Context())
			if err2 == nil || err3 == nil || w.page.at(t, "OPS-1", "Summary").Text != "Work 2" {
				t.Fatalf("%v, %v, %q", err2, err3, w.page.texts())
			}
			w.page.at(t, "OPS-2", "Status").Text = "nearly done"
			w.page.fail, w.issues = nil, at("Work 4")
			w.run(t)
			want := []report.Passage{{Key: "OPS-2", URL: issue(2).URL, Where: "Status", Text: "nearly done"}}
			if diff := cmp.Diff(want, w.page.kept); diff != "" {
				t.Error(diff)
			}
		})
	}
}
