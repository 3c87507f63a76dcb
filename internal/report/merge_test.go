package report_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
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

// A memory that is lost, or that never had the run that wrote the page, says
// nothing about what was there; the page does.
func TestWhatStandsOnThePageIsNotTakenForGoneOnAStrangersWord(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]func(*world){
		"without memory":                    func(w *world) { w.memory.state = report.State{} },
		"of a run that was about to write":  func(w *world) { w.memory.state.Last = report.Snapshot{} },
		"of a run that did not note itself": func(w *world) { w.memory.state.Last.Rows = w.memory.state.Last.Rows[:1] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2))
			w.run(t)
			w.page.at(t, "OPS-2", "Note").Text = "a note"
			w.memory.state.Intended = w.memory.state.Last
			forget(w)
			before := w.page.texts()
			w.issues, w.proved = []weir.Issue{issue(1)}, &weir.Error{Kind: weir.Unauthorised, Text: "signed out"}
			if _, err := w.job.Run(t.Context()); !errors.Is(err, weir.Unauthorised) || !slices.Equal(before, w.page.texts()) {
				t.Errorf("%v: %q", err, w.page.texts())
			}
			if !strings.Contains(w.page.line, "the sign-in has ended") {
				t.Errorf("the line is %q", w.page.line)
			}
		})
	}
}

func TestARowOfPeoplesThatNamesAnIssueMakesNoRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.run(t)
	w.page.rows = append(w.page.rows, report.FoundRow{Key: "OPS-77", Cells: []report.FoundCell{{Text: "OPS-77"}, {Text: "ask Kim"}}})
	w.run(t)
	w.run(t)
	before := w.proofs
	if out := w.run(t); !out.Same || w.proofs != before || len(w.asked) != 4 || !slices.Contains(w.page.texts(), "ask Kim") {
		t.Errorf("%d proofs, %d searches, same: %v, %q", w.proofs-before, len(w.asked), out.Same, w.page.texts())
	}
	if len(w.page.kept) != 0 || len(w.page.rows) != 2 {
		t.Errorf("the row is none any more: %q", w.page.texts())
	}
	w.memory.state.Last.Run = "of another computer"
	if w.run(t); !slices.Contains(w.page.texts(), "ask Kim") || len(w.page.kept) != 0 || len(w.page.rows) != 2 {
		t.Errorf("after another computer's run there is %q", w.page.texts())
	}
}

// Another computer has written rows and headings that this one has never seen.
func TestAnotherComputersRowsAreNotTakenForPeoples(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.job.Settings.Group = &report.Spec{Cell: status}
	other := newWorld(t)
	other.page, other.job.Page, other.nth, other.job.Settings = w.page, w.page, 100, w.job.Settings
	w.run(t)
	done := issue(3)
	done.Status.Name = "Done"
	other.issues = []weir.Issue{issue(1), issue(2), done}
	other.run(t)
	w.page.at(t, "OPS-2", "Note").Text = "a note"
	w.page.rows[0].Cells = append(w.page.rows[0].Cells, report.FoundCell{}, report.FoundCell{Text: "beside the heading"})
	w.page.rows = append(w.page.rows, report.FoundRow{Cells: []report.FoundCell{{Text: "Ideas (3)"}}})
	w.run(t)
	var rows []string
	for _, row := range w.page.rows {
		rows = append(rows, row.Cells[0].Text)
	}
	if diff := cmp.Diff([]string{"To Do (1)", "OPS-1", "Ideas (3)"}, rows); diff != "" {
		t.Error(diff)
	}
	want := []report.Passage{{Where: "Points", Text: "beside the heading"}, {Key: "OPS-2", URL: issue(2).URL, Text: "a note"}}
	if diff := cmp.Diff(want, w.page.kept); diff != "" {
		t.Error(diff)
	}
	w.run(t)
	if out := w.run(t); !out.Same {
		t.Error("it does not come to rest")
	}
}

func TestANumberBesideAHeadingIsNoTotal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.issues[0].Fields = map[string]json.RawMessage{"points": json.RawMessage("5")}
	w.job.Settings.Group, w.job.Settings.Totals = &report.Spec{Cell: status}, []string{"points"}
	w.run(t)
	for _, text := range []string{"5", "Total"} {
		w.page.kept = nil
		w.page.rows[0].Cells = []report.FoundCell{w.page.rows[0].Cells[0], {}, {}, {}, {Text: text}}
		w.run(t)
		if diff := cmp.Diff([]report.Passage{{Where: "Note", Text: text}}, w.page.kept); diff != "" {
			t.Error(diff)
		}
	}
}

// A list without a word, say, or the same word in another colour.
func TestAFormIsKeptAsWordsAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.page.rows[1].Cells = append(w.page.rows[1].Cells, report.FoundCell{Markup: "<ul></ul>"})
	for _, markup := range []string{"", "<b>soon</b>", "<i>soon</i>"} {
		row := report.FoundRow{Key: "OPS-1", Cells: slices.Clone(w.page.rows[0].Cells)}
		row.Cells[4] = report.FoundCell{Text: "soon", Markup: markup}
		w.page.rows = append(w.page.rows, row)
	}
	w.quiet(t)
	if got := w.page.at(t, "OPS-2", "").Markup; got != "<ul></ul>" {
		t.Errorf("there is %q", got)
	}
	want := []report.Passage{{Key: "OPS-1", URL: issue(1).URL, Text: "soon", Markup: "<b>soon</b>"}, {Key: "OPS-1", URL: issue(1).URL, Text: "soon", Markup: "<i>soon</i>"}}
	if diff := cmp.Diff(want, w.page.kept); diff != "" || w.page.at(t, "OPS-1", "Note").Text != "soon" {
		t.Errorf("%q: %s", w.page.at(t, "OPS-1", "Note").Text, diff)
	}
}

// Where a page has no room for a run, it is told by what stands there whether one
// that died had written it.
func TestWhatARunThatDiedDidNotWriteIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.page.noRun = true
	w.run(t)
	w.page.fail, w.issues = errors.New("killed"), append(w.issues, issue(2))
	if _, err := w.job.Run(t.Context()); err == nil {
		t.Fatal("no error")
	}
	w.page.fail = nil
	if out := w.run(t); out.Run.Counts.New != 1 {
		t.Errorf("counts %+v", out.Run.Counts)
	}
}

func TestWhatIsWeirsInTheTableIsMadeAnewWherePeopleDeleteIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.issues[0].Fields = map[string]json.RawMessage{"points": json.RawMessage("5")}
	w.job.Settings.Group, w.job.Settings.Totals = &report.Spec{Cell: status}, []string{"points"}
	w.run(t)
	before := w.page.texts()
	rows := slices.Clone(w.page.rows)
	for name, left := range map[string][]report.FoundRow{
		"the heading deleted": rows[1:], "the totals deleted": rows[:2], "a heading moved": {rows[1], rows[0], rows[2]},
	} {
		w.page.rows = left
		if w.run(t); !slices.Equal(before, w.page.texts()) {
			t.Errorf("%s: there is %q", name, w.page.texts())
		}
	}
	if out := w.run(t); !out.Same {
		t.Error("it does not come to rest")
	}
}

func TestATotalThatSomebodyNamedOtherwiseIsNotARowOfPeoples(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1))
	w.issues[0].Fields = map[string]json.RawMessage{"points": json.RawMessage("5")}
	w.job.Settings.Totals = []string{"points"}
	w.run(t)
	ours := report.FoundRow{Cells: []report.FoundCell{{Text: "ours"}, {}, {Text: "5"}}}
	w.page.rows[1].Cells[0].Text = "In all"
	w.page.rows = []report.FoundRow{w.page.rows[0], ours, w.page.rows[1]}
	w.quiet(t)
	if diff := cmp.Diff([]string{"OPS-1", "ours", "Total"}, w.page.column(0)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]report.Passage{{Where: "Key", Text: "In all"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
}
