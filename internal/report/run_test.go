package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

func TestAReportWithNothingToDoTouchesTheLineAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.page.at(t, "OPS-2", "Note").Text = "call them"
	w.page.at(t, "OPS-1", "Note").Markup = "<b>soon</b>"
	for range 3 {
		out := w.run(t)
		v := w.page.views[len(w.page.views)-1]
		if !out.Same || !v.Same || v.Run != "r1" {
			t.Fatalf("the table was written again: %+v", v)
		}
		if out.Run.Counts.Notes != 2 || out.Run.Counts.Rows != 2 {
			t.Errorf("counts %+v", out.Run.Counts)
		}
	}
	if len(w.asked) != 4 || w.page.reads != 4 || len(w.page.views) != 4 || w.proofs != 0 {
		t.Errorf("%d searches, %d reads, %d writes, %d proofs", len(w.asked), w.page.reads, len(w.page.views), w.proofs)
	}
	if want := "Refreshed 29 Nov 2026, 09:00 UTC · 2 issues"; w.page.line != want {
		t.Errorf("the line is %q, want %q", w.page.line, want)
	}
}

func TestWhatHasChangedIsMarkedUntilTheNextRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	for _, g := range w.page.views[0].Groups {
		for _, row := range g.Rows {
			if row.New || slices.ContainsFunc(row.Cells, func(c report.Cell) bool { return c.Changed }) {
				t.Errorf("marked at the first refresh: %+v", row)
			}
		}
	}
	changed := issue(2)
	changed.Summary = "Other work"
	w.issues = []weir.Issue{changed, issue(3), issue(4)}
	out := w.run(t)
	if diff := cmp.Diff(report.Counts{Rows: 3, New: 1, Cells: 1, Left: 1}, out.Run.Counts); diff != "" {
		t.Error(diff)
	}
	v := w.page.views[1]
	rows := v.Groups[0].Rows
	if !rows[0].Cells[1].Changed || rows[0].Cells[0].Changed || rows[0].New || rows[1].New || !rows[2].New {
		t.Errorf("marks: %+v", rows)
	}
	if diff := cmp.Diff([]report.Gone{{Key: "OPS-1", URL: "https://example.com/browse/OPS-1"}}, v.Left); diff != "" {
		t.Error(diff)
	}
	if w.proofs != 1 {
		t.Errorf("Jira was asked %d times whether it knows us before an issue was taken for gone", w.proofs)
	}
	if out = w.run(t); out.Same || out.Run.Counts.Cells+out.Run.Counts.New+out.Run.Counts.Left != 0 {
		t.Errorf("the marks stay: %+v", out)
	}
	if out = w.run(t); !out.Same {
		t.Error("it was written once more")
	}
	w.job.Settings.Marks = false
	w.issues = []weir.Issue{issue(3)}
	if out = w.run(t); out.Run.Counts.Left != 2 || w.page.views[len(w.page.views)-1].Left != nil {
		t.Errorf("left %d, shown %v", out.Run.Counts.Left, w.page.views[len(w.page.views)-1].Left)
	}
	w.job.Settings.Columns = append(w.job.Settings.Columns, report.Spec{Column: report.Column{ID: "state", Title: "State"}, Cell: status})
	if out = w.run(t); out.Run.Counts.Cells != 0 {
		t.Errorf("in a column that was not there before %d cells have changed", out.Run.Counts.Cells)
	}
}

// Of some of what is shown, nothing can be read off the page.
func TestWhatIsShownOtherwiseIsWritten(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world){
		"a title":   func(w *world) { w.job.Settings.Title = "Other work" },
		"the query": func(w *world) { w.job.Settings.Query += "y" },
		"a colour":  func(w *world) { w.issues[0].Status.Category = weir.Done },
		"a link": func(w *world) {
			w.job.Settings.Columns[3].Cell = func(i weir.Issue) report.Cell { c := status(i); c.Link = i.URL; return c }
		},
		"a new row, which is not new any more":       func(w *world) { w.issues = append(w.issues, issue(3)); w.run(t) },
		"a new value, which is not new any more":     func(w *world) { w.issues[0].Summary = "Other work"; w.run(t) },
		"an issue that left, and is not told of now": func(w *world) { w.issues = w.issues[:1]; w.run(t) },
	} {
		w := newWorld(t, issue(1), issue(2))
		w.run(t)
		change(w)
		if out := w.run(t); out.Same {
			t.Errorf("%s: it was not written", name)
		}
		if out := w.run(t); !out.Same {
			t.Errorf("%s: it was written once more", name)
		}
	}
}

func TestANoteFollowsItsIssue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	w.page.at(t, "OPS-2", "Note").Text = "call them"

	moved := issue(2)
	moved.Key = "NEW-7"
	w.issues = []weir.Issue{issue(3), moved, issue(1)}
	w.run(t)
	if got := w.page.at(t, "NEW-7", "Note").Text; got != "call them" {
		t.Errorf("after the issue has moved its note is %q", got)
	}
	w.issues = []weir.Issue{issue(3), issue(1)}
	w.run(t)
	if diff := cmp.Diff([]report.Passage{{Key: "NEW-7", URL: "https://example.com/browse/NEW-7", Text: "call them"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
	if out := w.run(t); out.Run.Counts.Kept != 1 || out.Run.Counts.Rescued != 0 {
		t.Errorf("counts %+v", out.Run.Counts)
	}
	w.issues = []weir.Issue{moved, issue(3), issue(1)}
	w.run(t)
	if got := w.page.at(t, "NEW-7", "Note").Text; got != "call them" || len(w.page.kept) != 0 {
		t.Errorf("after the issue has come back its note is %q, and the list %v", got, w.page.kept)
	}
}

func TestWhatPeopleDoToTheTableSurvives(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	// A column between two of Weir's, a row of their own, sorted otherwise, a row
	// deleted, a cell typed over, text beyond the last heading.
	p := w.page
	p.titles = slices.Insert(p.titles, 2, "Owner")
	for i := range p.rows {
		p.rows[i].Cells = slices.Insert(p.rows[i].Cells, 2, report.FoundCell{Text: "owner of " + p.rows[i].Key})
	}
	p.rows = append(p.rows, report.FoundRow{Cells: []report.FoundCell{{}, {Text: "our own work"}, {Text: "ours"}}})
	p.at(t, "OPS-1", "Status").Text = "nearly done, says Kim"
	p.rows[2].Cells = append(p.rows[2].Cells, report.FoundCell{Text: "beyond"})
	slices.Reverse(p.rows)
	p.rows = slices.DeleteFunc(p.rows, func(r report.FoundRow) bool { return r.Key == "OPS-2" })

	out := w.run(t)
	if diff := cmp.Diff([]string{"Key", "Summary", "Owner", "Points", "Status", "Note", ""}, p.titles); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]report.Passage{{Key: "OPS-1", URL: issue(1).URL, Where: "Status", Text: "nearly done, says Kim"}}, p.kept); diff != "" {
		t.Error(diff)
	}
	for key, want := range map[string]string{"OPS-1": "owner of OPS-1", "OPS-2": "", "OPS-3": "owner of OPS-3", "": "ours"} {
		if got := p.at(t, key, "Owner").Text; got != want {
			t.Errorf("the owner of %q is %q, want %q", key, got, want)
		}
	}
	if got := p.at(t, "OPS-3", "").Text; got != "beyond" {
		t.Errorf("beyond the headings stands %q", got)
	}
	if out.Run.Counts.Rescued != 1 || len(out.Told) != 1 || out.Told[0] != "1 cell that somebody had typed over is in the list below the table now." {
		t.Errorf("told %q of %+v", out.Told, out.Run.Counts)
	}
	if out = w.run(t); !out.Same {
		t.Error("what people did makes it write again and again")
	}
}

func TestGroupsAndTotalsAreMadeAnewAndNotTakenForPeoplesRows(t *testing.T) {
	t.Parallel()
	points := func(n int, points, status string) weir.Issue {
		i := issue(n)
		i.Fields = map[string]json.RawMessage{"points": json.RawMessage(points)}
		i.Status.Name = status
		return i
	}
	w := newWorld(t, points(1, "0.1", "Doing"), points(2, "0.2", "Doing"), points(3, "5", ""))
	w.job.Settings.Group = &report.Spec{Column: report.Column{ID: "status"}, Cell: status}
	w.job.Settings.Totals = []string{"points"}
	w.run(t)
	var rows []string
	for _, row := range w.page.rows {
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cell.Text)
		}
		rows = append(rows, strings.TrimRight(strings.Join(cells, "|"), "|"))
	}
	want := []string{"Doing (2)", "OPS-1|Work 1|0.1|Doing", "OPS-2|Work 2|0.2|Doing", "None (1)", "OPS-3|Work 3|5", "Total||5.3"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	// Somebody writes beside a heading of Weir's.
	w.page.rows[0].Cells = append(w.page.rows[0].Cells, report.FoundCell{Text: "ask Kim"})
	w.issues = w.issues[1:]
	w.run(t)
	if diff := cmp.Diff([]report.Passage{{Where: "Summary", Text: "ask Kim"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
	if len(w.page.rows) != 5 || w.page.rows[0].Cells[0].Text != "Doing (1)" || w.page.rows[4].Cells[2].Text != "5.2" {
		t.Errorf("rows %+v", w.page.rows)
	}
	// Without what it remembers, it knows such rows by how they look, and not who
	// wrote a total.
	w.memory.state = report.State{}
	if out := w.run(t); len(w.page.rows) != 5 || len(w.page.kept) != 1 || !strings.Contains(strings.Join(out.Told, ""), "not written by this computer last") {
		t.Errorf("told %q, rows %+v", out.Told, w.page.rows)
	}
}

func TestWithoutMemoryNothingThatPeopleAddedIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.page.at(t, "OPS-1", "Note").Text = "a note"
	w.page.at(t, "OPS-1", "Status").Text = "typed over, or from Jira?"
	w.page.rows = append(w.page.rows, report.FoundRow{Cells: []report.FoundCell{{Text: "a row"}}})
	w.memory.state = report.State{} // another computer
	out := w.run(t)
	if w.page.at(t, "OPS-1", "Note").Text != "a note" || !slices.Contains(w.page.texts(), "a row") {
		t.Errorf("on the page stands %q", w.page.texts())
	}
	if len(out.Told) != 1 || !strings.Contains(out.Told[0], "not written by this computer last") {
		t.Errorf("told %q", out.Told)
	}
}

func TestARunThatDiedTakesNothingForTyped(t *testing.T) {
	t.Parallel()
	for name, die := range map[string]func(*world){
		"before it wrote":        func(w *world) { w.page.fail = errors.New("killed") },
		"after it wrote":         func(w *world) { w.page.fail, w.page.lost = errors.New("killed"), true },
		"before it was noted":    func(w *world) { w.memory.die = errors.New("killed") },
		"while somebody wrote":   func(w *world) { w.page.changed = 1 },
		"and while it was noted": func(w *world) { w.memory.die, w.page.changed = errors.New("killed"), 2 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2))
			w.run(t)
			w.page.at(t, "OPS-1", "Note").Text = "a note"
			changed := issue(1)
			changed.Summary, changed.Status.Name = "Other work", "Doing"
			w.issues = []weir.Issue{changed, issue(3)}
			die(w)
			_, err := w.job.Run(t.Context())
			if survives := w.page.changed == 0 && w.page.fail == nil && w.memory.die == nil; (err == nil) != survives {
				t.Fatalf("got %v", err)
			}
			w.page.fail, w.page.lost, w.memory.die = nil, false, nil
			changed.Summary = "Yet other work"
			w.issues[0] = changed
			w.run(t)
			if len(w.page.kept) != 0 || w.page.at(t, "OPS-1", "Note").Text != "a note" || w.page.at(t, "OPS-1", "Summary").Text != "Yet other work" {
				t.Errorf("the page shows %q", w.page.texts())
			}
		})
	}
}

func TestASnapshotIsWrittenOnceHoweverOftenItDies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.job.Settings.Mode = report.Append
	w.run(t)
	w.page.fail, w.page.lost = errors.New("killed"), true
	if _, err := w.job.Run(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if _, err := w.job.Run(t.Context()); err == nil {
		t.Fatal("no error")
	}
	w.page.fail = nil
	w.now = w.now.Add(time.Hour)
	w.run(t)
	w.run(t)
	if diff := cmp.Diff(map[string]bool{"r1": true, "r2": true, "r5": true}, w.page.runs); diff != "" {
		t.Error(diff)
	}
	// What it makes is called after when it began, however late it is finished.
	v := w.page.views
	if first, last := v[1], v[3]; !first.Begun.Equal(first.Line.At) || !last.Begun.Equal(first.Begun) || !last.Line.At.After(first.Line.At.Add(time.Hour)) {
		t.Errorf("it began at %v, and then at %v", first.Begun, last.Begun)
	}
	if next := v[4]; !next.Begun.Equal(next.Line.At) {
		t.Errorf("the next one began at %v, and was written at %v", next.Begun, next.Line.At)
	}
}

func TestAFailureIsToldOnThePageAndInTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	before := w.page.texts()
	w.fail = &weir.Error{Kind: weir.BadQuery, Text: "there is no project SECRET"}
	for i := range 5 {
		out, err := w.job.Run(t.Context())
		if !errors.Is(err, weir.BadQuery) {
			t.Fatal(err)
		}
		if out.Run.Paused != (i == 4) || out.Run.Result != weir.BadQuery {
			t.Errorf("run %d: %+v", i, out.Run)
		}
		if i == 4 && !strings.Contains(strings.Join(out.Told, ""), "weir report resume weekly") {
			t.Errorf("told %q", out.Told)
		}
	}
	if want := "Not refreshed since 29 Nov 2026, 09:00 UTC, because Jira does not accept its query any more"; w.page.line != want {
		t.Errorf("the line is %q", w.page.line)
	}
	if v := w.page.views[len(w.page.views)-1]; !v.Same || v.Run != "r1" {
		t.Errorf("the table is said to be of the run %q: %+v", v.Run, v)
	}
	if !w.memory.state.Paused || len(w.memory.runs) != 6 || !slices.Equal(before, w.page.texts()) {
		t.Errorf("state %+v after %d runs, page %q", w.memory.state, len(w.memory.runs), w.page.texts())
	}
	w.fail = nil
	if w.run(t); w.memory.state.Failures != 0 {
		t.Errorf("after success there are %d failures", w.memory.state.Failures)
	}
}

func TestWhatPassesByItselfPausesNoReportWithinADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	w.fail = &weir.Error{Kind: weir.Unreachable, Text: "no network"}
	for range 20 {
		if out, err := w.job.Run(t.Context()); err == nil || out.Run.Paused {
			t.Fatalf("%v, %+v", err, out.Run)
		}
	}
	w.now = w.now.Add(24 * time.Hour)
	if out, _ := w.job.Run(t.Context()); !out.Run.Paused {
		t.Error("after a day it goes on")
	}
}

type late struct{ at time.Time }

func (l late) Error() string        { return "throttled" }
func (l late) NotBefore() time.Time { return l.at }

func TestAThrottledRunIsPutOffAndNoFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	at := w.now.Add(time.Hour)
	w.page.fail = &weir.Error{Kind: weir.RateLimited, Text: "too many requests", Err: late{at}}
	if _, err := w.job.Run(t.Context()); err == nil || !w.memory.state.NotBefore.Equal(at) || w.memory.state.Failures != 0 {
		t.Errorf("%v, %+v", err, w.memory.state)
	}
	w.page.fail = &weir.Error{Kind: weir.RateLimited, Text: "too many requests"}
	if _, err := w.job.Run(t.Context()); err == nil || w.memory.state.NotBefore.Sub(w.now) != 15*time.Minute {
		t.Errorf("%v, %+v at %s", err, w.memory.state, w.now)
	}
}

func TestNothingIsTakenForGoneOnAStrangersWord(t *testing.T) {
	t.Parallel()
	for name, issues := range map[string][]weir.Issue{"fewer": {issue(1)}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2))
			w.run(t)
			before := w.page.texts()
			w.issues, w.proved = issues, &weir.Error{Kind: weir.Unauthorised, Text: "signed out"}
			if _, err := w.job.Run(t.Context()); !errors.Is(err, weir.Unauthorised) {
				t.Fatal(err)
			}
			if !slices.Equal(before, w.page.texts()) || !strings.Contains(w.page.line, "the sign-in has ended") {
				t.Errorf("%q, %q", w.page.line, w.page.texts())
			}
		})
	}
}

func TestThatThereIsNothingIsNotBelievedOfAStranger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.proved = &weir.Error{Kind: weir.Unauthorised, Text: "signed out"}
	if _, err := w.job.Run(t.Context()); !errors.Is(err, weir.Unauthorised) || len(w.page.views) != 0 {
		t.Errorf("a first run: %v, %d writes", err, len(w.page.views))
	}
	if view, err := w.job.Preview(t.Context()); !errors.Is(err, weir.Unauthorised) {
		t.Errorf("a preview: %v, %+v", err, view)
	}
}

func TestSomebodyWhoWritesAllTheTimeIsLeftInPeace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.page.changed = 3
	if _, err := w.job.Run(t.Context()); !errors.Is(err, weir.Busy) || len(w.page.views) != 0 {
		t.Errorf("%v, %d writes", err, len(w.page.views))
	}
}

func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t, issue(1)), newWorld(t, issue(1))
	other.job.Lock = w.job.Lock
	var err error
	w.job.NewRun = func() string {
		_, err = other.job.Run(t.Context())
		return "r1"
	}
	w.run(t)
	if !errors.Is(err, weir.Busy) || len(other.asked) != 0 {
		t.Errorf("the second run: %v, %d searches", err, len(other.asked))
	}
}

func TestAnInterruptedRunIsNoFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	ctx, cancel := context.WithCancel(t.Context())
	w.job.NewRun = func() string { cancel(); return "r1" }
	w.fail = context.Canceled
	if _, err := w.job.Run(ctx); !errors.Is(err, weir.Interrupted) || len(w.memory.runs) != 0 {
		t.Errorf("%v, runs %v", err, w.memory.runs)
	}
}

func TestATableIsCutWhereItSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3), issue(2))
	w.job.Settings.MaxRows = 3
	w.run(t)
	if v := w.page.views[0]; v.Rows() != 3 || v.Line.More || w.asked[0].Limit != 4 {
		t.Errorf("%d rows, more: %v, asked for %d", v.Rows(), v.Line.More, w.asked[0].Limit)
	}
	w.issues = []weir.Issue{issue(1), issue(2), issue(3), issue(4)}
	w.run(t)
	if v := w.page.views[1]; v.Rows() != 3 || !strings.Contains(w.page.line, "the first 3 issues; the query selects more") {
		t.Errorf("%d rows, %q", v.Rows(), w.page.line)
	}
	w.job.Settings.MaxRows = report.MostRows + 1
	if w.run(t); w.asked[2].Limit != report.MostRows+1 {
		t.Errorf("asked for %d", w.asked[2].Limit)
	}
}

// Whoever may write on the page can make a column in a few letters, which is a cell
// in each row.
func TestATableThatHasGrownBeyondMeasureIsLeftAlone(t *testing.T) {
	t.Parallel()
	wide := make([]string, 2000)
	for i := range wide {
		wide[i] = fmt.Sprint("c", i)
	}
	for name, grow := range map[string]func(*paper){
		"columns": func(p *paper) { p.titles = append(p.titles, wide...) },
		"a row":   func(p *paper) { p.rows[0].Cells = append(p.rows[0].Cells, make([]report.FoundCell, 2000)...) },
		"rows": func(p *paper) {
			p.titles = append(p.titles, wide[:900]...)
			p.rows = append(p.rows, make([]report.FoundRow, 2000)...)
		},
	} {
		w := newWorld(t, issue(1), issue(2))
		w.run(t)
		w.page.views = nil
		grow(w.page)
		_, err := w.job.Run(t.Context())
		if !errors.Is(err, weir.BadInput) || weir.NextStep(err) == "" || len(w.page.views) != 0 {
			t.Errorf("%s: %v, %d writes", name, err, len(w.page.views))
		}
	}
}
