package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

func TestAFailureIsTheOnesWhoseItIs(t *testing.T) {
	t.Parallel()
	unreachable := &weir.Error{Kind: weir.Unreachable, Text: "no network"}
	for name, c := range map[string]struct {
		fail          func(*world)
		trouble, line string
	}{
		"of Jira": {func(w *world) { w.fail = unreachable }, "Jira could not be reached", "Not refreshed since"},
		"of the page": {
			func(w *world) { w.page.fail = unreachable }, "its page could not be reached", "Refreshed ",
		},
		"of whoever writes on the page": {
			func(w *world) { w.page.changed = 3 }, "somebody was writing on its page all the time", "Refreshed ",
		},
		"of the disk": {
			func(w *world) { w.memory.full = &weir.Error{Kind: weir.Storage, Text: "disk full"} },
			"the computer that refreshes it could not keep its state", "Not refreshed since",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1))
			w.run(t)
			w.issues = append(w.issues, issue(2))
			c.fail(w)
			out, err := w.job.Run(t.Context())
			if err == nil || out.Run.Trouble != c.trouble || !strings.HasPrefix(w.page.line, c.line) || out.Run.Result != weir.KindOf(err) {
				t.Errorf("%v: %q, and on the page %q", err, out.Run.Trouble, w.page.line)
			}
		})
	}
}

// A failure that is told above the table already costs the page no request.
func TestAFailureIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	fails := func(why error, reads, writes int) {
		t.Helper()
		w.fail = why
		before, written := w.page.reads, len(w.page.views)
		if _, err := w.job.Run(t.Context()); err == nil {
			t.Fatal("no error")
		}
		if read, wrote := w.page.reads-before, len(w.page.views)-written; read != reads || wrote != writes {
			t.Errorf("%v: the page was read %d times and written %d times, want %d and %d", why, read, wrote, reads, writes)
		}
	}
	unreachable, gone := &weir.Error{Kind: weir.Unreachable, Text: "x"}, &weir.Error{Kind: weir.Forbidden, Text: "x"}
	w.page.fail = errors.New("no page")
	fails(unreachable, 1, 0)
	w.page.fail = nil
	fails(unreachable, 1, 1)
	fails(unreachable, 0, 0)
	fails(gone, 1, 1)
	fails(unreachable, 1, 1)
	// A run that has written the page, and died, has taken the trouble away.
	w.fail, w.memory.die, w.now = nil, errors.New("killed"), w.now.Add(time.Hour)
	w.issues[0].Summary = "Other work"
	if _, err := w.job.Run(t.Context()); err == nil || !strings.HasPrefix(w.page.line, "Refreshed ") {
		t.Errorf("%v, and on the page %q", err, w.page.line)
	}
	w.memory.die = nil
	fails(unreachable, 1, 1)
	if !strings.HasPrefix(w.page.line, "Not refreshed since 29 Nov 2026, 10:00 UTC") {
		t.Errorf("after a run that died the line is %q", w.page.line)
	}
	w.fail = nil
	w.run(t)
	fails(unreachable, 1, 1)
}

func TestTheWeeksSnapshotIsWrittenAlthoughLastWeeksRunDied(t *testing.T) {
	t.Parallel()
	const week = 7 * 24 * time.Hour
	for _, later := range []time.Duration{week, -week} { // a clock that was wrong, too
		w := newWorld(t, issue(1))
		w.job.Settings.Mode = report.Append
		w.memory.die = errors.New("killed")
		if _, err := w.job.Run(t.Context()); err == nil {
			t.Fatal("no error")
		}
		w.memory.die, w.now = nil, w.now.Add(later)
		w.run(t)
		if diff := cmp.Diff(map[string]bool{"r1": true, "r2": true}, w.page.runs); diff != "" {
			t.Errorf("%v later: %s", later, diff)
		}
	}
}

func TestAClockThatGoesBackMakesNoRunEndBeforeItBegan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.job.Now = func() time.Time { w.now = w.now.Add(-time.Minute); return w.now }
	w.run(t)
	if run := w.memory.runs[0]; run.Ended.Before(run.Started) {
		t.Errorf("from %s to %s", run.Started, run.Ended)
	}
}

func TestAReportThatIsPutOffForADaySaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	w.fail = &weir.Error{Kind: weir.RateLimited, Text: "too many requests", Err: late{w.now.Add(1000 * time.Hour)}}
	out, err := w.job.Run(t.Context())
	if err == nil || !out.Run.PutOff || len(out.Told) != 0 || !strings.HasPrefix(w.page.line, "Refreshed") {
		t.Errorf("%v, %+v, %q", err, out, w.page.line)
	}
	if wait := out.Run.Again.Sub(w.now); wait > 24*time.Hour {
		t.Errorf("it is put off for %v", wait)
	}
	w.now = w.now.Add(25 * time.Hour)
	out, err = w.job.Run(t.Context())
	if err == nil || !out.Run.PutOff || len(out.Told) != 1 || !strings.Contains(out.Told[0], "29 Nov 2026, 09:00 UTC") {
		t.Errorf("%v, %+v", err, out)
	}
	if want := "Not refreshed since 29 Nov 2026, 09:00 UTC, because there were too many requests"; w.page.line != want {
		t.Errorf("the line is %q", w.page.line)
	}
}

func TestAReportThatHasNeverWorkedPausesItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fail = &weir.Error{Kind: weir.Unreachable, Text: "no such host"}
	for i := range 5 {
		if out, err := w.job.Run(t.Context()); err == nil || out.Run.Paused != (i == 4) {
			t.Errorf("run %d: %v, %+v", i, err, out.Run)
		}
	}
}

func TestAPauseIsItsUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	w.memory.state.Paused, w.memory.state.Failures = true, 4
	if out := w.run(t); !strings.Contains(strings.Join(out.Told, ""), "weir report resume weekly") {
		t.Errorf("told %q", out.Told)
	}
	w.memory.state.Paused, w.memory.state.Failures = true, 4
	w.fail = &weir.Error{Kind: weir.BadQuery, Text: "no"}
	if out, err := w.job.Run(t.Context()); err == nil || out.Run.Paused {
		t.Errorf("%v: it is paused once more: %+v", err, out.Run)
	}
	w.fail, w.memory.state.Why = nil, "Jira could not be reached"
	if out := w.run(t); len(out.Told) != 0 {
		t.Errorf("of a pause that it has ended it tells %q", out.Told)
	}
}

// Who cuts the answer off cannot say that what is not in it has left.
func TestWhatMayOnlyBeCutOffHasNotLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	w.page.at(t, "OPS-3", "Note").Text = "a note"
	w.job.Settings.MaxRows = 2
	out := w.run(t)
	if v := w.page.views[1]; len(v.Left) != 0 || out.Run.Counts.Left != 0 || !v.Line.More {
		t.Errorf("left %v, %+v", v.Left, out.Run.Counts)
	}
	if diff := cmp.Diff([]report.Passage{{Key: "OPS-3", URL: issue(3).URL, Text: "a note"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
	w.job.Settings.MaxRows = 0
	if w.run(t); w.page.at(t, "OPS-3", "Note").Text != "a note" {
		t.Errorf("there is %q", w.page.texts())
	}
}

// What is remembered, and what stands in the history, holds no text of an issue
// nor of the page.
func TestWhatIsKeptOfARunHoldsNoText(t *testing.T) {
	t.Parallel()
	const canary = "canary"
	i := issue(1)
	i.Summary, i.Status.Name = canary+" one", canary+" two"
	w := newWorld(t, i, issue(2))
	w.job.Settings.Group, w.job.Settings.JQL = &report.Spec{Cell: status}, "summary ~ "+canary
	w.run(t)
	w.page.at(t, "OPS-1", "Note").Text = canary
	w.page.at(t, "OPS-2", "Status").Text = canary
	w.page.titles[2] = canary
	w.page.rows = append(w.page.rows, report.FoundRow{Key: "OPS-77", Cells: []report.FoundCell{{Text: canary}}})
	w.page.insert(1, canary+" column", canary, canary, canary, canary, canary)
	w.page.lost, w.page.fail = true, &weir.Error{Kind: weir.ServerFault, Text: canary, Next: canary}
	if _, err := w.job.Run(t.Context()); err == nil {
		t.Fatal("no error")
	}
	w.page.fail, w.fail = nil, &weir.Error{Kind: weir.BadQuery, Text: canary}
	if _, err := w.job.Run(t.Context()); err == nil {
		t.Fatal("no error")
	}
	kept, err := json.Marshal([]any{w.memory.state, w.memory.runs})
	if err != nil || len(w.memory.runs) != 3 || strings.Contains(string(kept), canary) || strings.Contains(w.page.line, canary) {
		t.Errorf("%v: %s, %q", err, kept, w.page.line)
	}
}

// A run that is stopped when the page is written ends well: it is in the history.
func TestARunThatIsStoppedAfterItHasWrittenIsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	ctx, cancel := context.WithCancel(t.Context())
	w.page.written = cancel
	if out, err := w.job.Run(ctx); err != nil || len(w.memory.runs) != 1 || out.Run.Result != "" {
		t.Errorf("%v, %+v", err, w.memory.runs)
	}
	if out := w.run(t); !out.Same {
		t.Error("it was written again")
	}
}

func TestWhatGoesIntoTheListIsToldByWhyItDid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3), issue(4))
	w.run(t)
	w.page.at(t, "OPS-1", "Status").Text = "nearly done"
	w.page.at(t, "OPS-1", "Summary").Text = "mine"
	w.page.at(t, "OPS-2", "Note").Text = "a note"
	w.page.at(t, "OPS-3", "Note").Text = "a note"
	w.page.at(t, "OPS-4", "Note").Text = "a third one"
	w.issues = []weir.Issue{issue(1), issue(4)}
	want := []string{
		"2 notes of issues that have left are in the list below the table now.",
		"2 cells that somebody had typed over are in the list below the table now.",
	}
	if diff := cmp.Diff(want, w.run(t).Told); diff != "" {
		t.Error(diff)
	}
	w.issues = []weir.Issue{issue(1)}
	if diff := cmp.Diff([]string{"1 note of an issue that has left is in the list below the table now."}, w.run(t).Told); diff != "" {
		t.Error(diff)
	}
	if told := w.run(t).Told; len(told) != 0 {
		t.Errorf("told again: %q", told)
	}
	// Jira says so, too, by now.
	w.page.at(t, "OPS-1", "Status").Text, w.issues[0].Status.Name = "Doing", "Doing"
	if told := w.run(t).Told; len(told) != 0 {
		t.Errorf("told of what somebody typed as Jira has it: %q", told)
	}
}
