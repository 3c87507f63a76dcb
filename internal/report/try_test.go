package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

// try asks what a run would do, and makes sure that nothing was done.
func (w *world) try(t *testing.T) report.Trial {
	t.Helper()
	page, memory := *w.page, *w.memory
	page.reads++
	trial, err := w.job.Try(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.untouched(t, page, memory)
	return trial
}

func (w *world) untouched(t *testing.T, page paper, memory memory) {
	t.Helper()
	if !reflect.DeepEqual(page, *w.page) || !reflect.DeepEqual(memory, *w.memory) {
		t.Errorf("the page and the memory are\n%+v\n%+v\nafter\n%+v\n%+v", *w.page, *w.memory, page, memory)
	}
	if _, err := os.Stat(w.job.Lock); !errors.Is(err, os.ErrNotExist) && len(memory.runs) == 0 {
		t.Error("a lock was made")
	}
}

func TestATrialSaysWhatTheRunThenDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	first := w.try(t)
	if first.Exists || !first.First || len(first.Changes) != 3 || first.Changes[2] != (report.Change{What: report.NewRow, Key: "OPS-3"}) {
		t.Errorf("before the first run: %+v", first)
	}
	if out := w.run(t); out.Run.Counts != first.Counts {
		t.Errorf("the counts are %+v and were to be %+v", out.Run.Counts, first.Counts)
	}
	if trial := w.try(t); !trial.Same || !trial.Exists || trial.First || len(trial.Changes) != 0 {
		t.Errorf("where nothing is new: %+v", trial)
	}
	w.page.fixed = 1 // a picture, say
	if trial := w.try(t); !trial.Fixed || trial.Same {
		t.Errorf("with something that stays where it is: %+v", trial)
	}
	w.page.fixed = 0

	w.page.at(t, "OPS-1", "Note").Text = "a note"
	w.page.at(t, "OPS-2", "Note").Text = "of what leaves"
	w.page.at(t, "OPS-3", "Summary").Text = "typed over"
	w.issues = []weir.Issue{issue(1), issue(3), issue(4)}
	w.issues[0].Status.Name = "Doing"
	w.issues[0].Fields = map[string]json.RawMessage{"points": json.RawMessage("5")}
	w.issues[1].Summary = "Another name"
	trial := w.try(t)
	want := []report.Change{
		{What: report.NewRow, Key: "OPS-4"},
		{What: report.LeftRow, Key: "OPS-2"},
		{What: report.ChangedCell, Key: "OPS-1", Column: "Points", From: "", To: "5", Known: true},
		{What: report.ChangedCell, Key: "OPS-1", Column: "Status", From: "To Do", To: "Doing", Known: true},
		{What: report.ChangedCell, Key: "OPS-3", Column: "Summary", To: "Another name"},
		{What: report.KeptText, Key: "OPS-2", From: "of what leaves", Known: true},
		{What: report.KeptText, Key: "OPS-3", Column: "Summary", From: "typed over", Known: true},
	}
	if diff := cmp.Diff(want, trial.Changes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"1 note of an issue that has left would go into the list below the table.",
		"1 cell that somebody had typed over would go into the list below the table.",
	}, trial.Told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Whether changes are marked makes no difference.
	w.job.Settings.Marks = false
	if diff := cmp.Diff(want, w.try(t).Changes); diff != "" {
		t.Errorf("without marks (-want +got):\n%s", diff)
	}
	w.job.Settings.Marks = true
	if out := w.run(t); out.Run.Counts != trial.Counts || out.Same != trial.Same {
		t.Errorf("the counts are %+v and were to be %+v", out.Run.Counts, trial.Counts)
	}
	w.quiet(t)
	w.page.at(t, "OPS-4", "Summary").Text = "mine"
	want = []report.Change{{What: report.KeptText, Key: "OPS-4", Column: "Summary", From: "mine", Known: true}}
	if diff := cmp.Diff(want, w.try(t).Changes); diff != "" {
		t.Errorf("below what is in the list already (-want +got):\n%s", diff)
	}
	w.page.there, w.page.rows, w.page.titles = false, nil, nil
	if trial := w.try(t); trial.Exists || trial.First || trial.Counts.New != 0 || len(trial.Changes) != 0 {
		t.Errorf("where the table is gone: %+v", trial)
	}
}

func TestATrialFailsAsARunDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.issues = w.issues[:1] // one seems to have left
	for name, fails := range map[string]func(error){
		"Jira": func(err error) { w.fail = err }, "the sign-in": func(err error) { w.proved = err },
		"the page": func(err error) { w.job.Page = brokenPage{err} },
	} {
		why := &weir.Error{Kind: weir.Unauthorised, Text: "no"}
		fails(why)
		page, memory := *w.page, *w.memory
		if _, err := w.job.Try(t.Context()); !errors.Is(err, why) {
			t.Errorf("%s: got %v", name, err)
		}
		w.untouched(t, page, memory) // nor is it told above the table
		w.fail, w.proved, w.job.Page = nil, nil, w.page
	}
}

// A brokenPage cannot be read.
type brokenPage struct{ err error }

func (b brokenPage) Read(context.Context, string) (report.Found, error) { return report.Found{}, b.err }

func (b brokenPage) Write(context.Context, report.View, report.Found) (report.Wrote, error) {
	panic("it was not read")
}

func TestATrialOfASnapshotComparesWithTheLastOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.job.Settings.Mode = report.Append
	w.run(t)
	w.issues = []weir.Issue{issue(1)}
	w.issues[0].Summary = "Another name"
	trial := w.try(t)
	want := []report.Change{{What: report.LeftRow, Key: "OPS-2"}, {What: report.ChangedCell, Key: "OPS-1", Column: "Summary", To: "Another name"}}
	if diff := cmp.Diff(want, trial.Changes); diff != "" || trial.Exists || trial.First || trial.Same {
		t.Errorf("%+v (-want +got):\n%s", trial, diff)
	}
	if out := w.run(t); out.Run.Counts != trial.Counts {
		t.Errorf("the counts are %+v and were to be %+v", out.Run.Counts, trial.Counts)
	}
}
