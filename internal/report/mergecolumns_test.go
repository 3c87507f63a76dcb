package report_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

// insert puts a column of people's own into the table.
func (p *paper) insert(at int, title string, cells ...string) {
	p.titles = slices.Insert(slices.Clone(p.titles), at, title)
	for i := range p.rows {
		if at <= len(p.rows[i].Cells) {
			p.rows[i].Cells = slices.Insert(slices.Clone(p.rows[i].Cells), at, report.FoundCell{Text: cells[i]})
		}
	}
}

// column returns what stands below a heading.
func (p *paper) column(at int) (texts []string) {
	for _, row := range p.rows {
		texts = append(texts, row.Cells[at].Text)
	}
	return texts
}

// quiet refreshes the page until nothing is to be done, which must be soon.
func (w *world) quiet(t *testing.T) {
	t.Helper()
	for range 3 {
		if out := w.run(t); out.Same {
			return
		}
	}
	t.Errorf("it does not come to rest: %q", w.page.texts())
}

func TestAColumnOfPeoplesMayBeCalledLikeOneOfWeirs(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]int{"before it": 1, "behind it": 4} {
		for _, memory := range []string{"remembered", "of another computer"} {
			t.Run(name+", "+memory, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, issue(1), issue(2))
				w.run(t)
				w.page.insert(at, "Status", "nearly", "")
				if memory != "remembered" {
					w.memory.state = report.State{}
				}
				w.quiet(t)
				if got := w.page.column(at); !slices.Equal(got, []string{"nearly", ""}) || w.page.titles[at] != "Status" || len(w.page.titles) != 6 {
					t.Errorf("there is %q", w.page.texts())
				}
				if len(w.page.kept) != 0 {
					t.Errorf("the list holds %+v", w.page.kept)
				}
			})
		}
	}
}

func TestAHeadingThatSomebodyChangedMakesNoColumnPeoples(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*world)
		kept   []report.Passage
	}{
		"renamed": {
			func(w *world) { w.page.titles[3] = "State of play" },
			[]report.Passage{{Where: "Status", Text: "State of play"}},
		},
		"renamed, and a cell typed over": {
			func(w *world) { w.page.titles[3], w.page.rows[0].Cells[3].Text = "", "nearly" },
			[]report.Passage{{Key: "OPS-1", URL: issue(1).URL, Where: "Status", Text: "nearly"}},
		},
		"deleted":          {func(w *world) { w.page.titles = []string{"", "", "", "", "Note"} }, nil},
		"deleted, all row": {func(w *world) { w.page.titles = nil }, nil},
		"of another computer": {
			func(w *world) { w.page.titles[3] = "State"; w.memory.state.Last.Run = "another" }, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2), issue(3))
			w.run(t)
			w.page.at(t, "OPS-2", "Note").Text = "a note"
			c.change(w)
			w.quiet(t)
			want := []string{"Key", "Summary", "Points", "Status", "Note"}
			if name == "deleted, all row" {
				want = append([]string{}, "Key", "Summary", "Points", "Status", "", "Note") // nobody can say that the notes were notes
			}
			if diff := cmp.Diff(want, w.page.titles); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.kept, w.page.kept); diff != "" {
				t.Error(diff)
			}
			if !slices.Contains(w.page.texts(), "a note") {
				t.Errorf("the note is gone: %q", w.page.texts())
			}
		})
	}
}

func TestAColumnOfPeoplesThatHoldsAValueOfJirasIsTheirs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	w.page.titles[3] = "Stage" // in the place of Weir's, which is deleted
	for i, text := range []string{"To Do", "nearly", "soon"} {
		w.page.rows[i].Cells[3].Text = text
	}
	w.quiet(t)
	at := slices.Index(w.page.titles, "Stage")
	if at < 0 || !slices.Equal(w.page.column(at), []string{"To Do", "nearly", "soon"}) || len(w.page.kept) != 0 {
		t.Errorf("there is %q, and in the list %+v", w.page.texts(), w.page.kept)
	}
}

// The heading of one column becomes that of another one.
func TestHeadingsThatAreGivenOtherwiseMakeNothingPeoples(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.job.Settings.Columns[1].Title, w.job.Settings.Columns[3].Title, w.job.Settings.Columns[4].Title = "Status", "State", "Summary"
	w.page.at(t, "OPS-1", "Note").Text = "a note"
	w.quiet(t)
	if diff := cmp.Diff([]string{"Key", "Status", "Points", "State", "Summary"}, w.page.titles); diff != "" {
		t.Error(diff)
	}
	if w.page.at(t, "OPS-1", "Summary").Text != "a note" || len(w.page.kept) != 0 {
		t.Errorf("there is %q", w.page.texts())
	}
}

func TestANewColumnTakesNoneOfPeoples(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	all := w.job.Settings.Columns
	w.job.Settings.Columns = slices.Delete(slices.Clone(all), 3, 4)
	w.run(t)
	w.page.insert(3, "Status", "ours", "")
	w.run(t)
	w.job.Settings.Columns = all
	w.quiet(t)
	if diff := cmp.Diff([]string{"Key", "Summary", "Points", "Status", "Status", "Note"}, w.page.titles); diff != "" {
		t.Error(diff)
	}
	if got := append(w.page.column(3), w.page.column(4)...); !slices.Equal(got, []string{"ours", "", "To Do", "To Do"}) || len(w.page.kept) != 0 {
		t.Errorf("there is %q, and in the list %+v", w.page.texts(), w.page.kept)
	}
}

func TestAKeyThatBelongsToAnotherIssueNowMovesNoNote(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2))
	w.run(t)
	w.page.at(t, "OPS-1", "Note").Text = "of the first"
	moved, heir := issue(1), issue(2)
	moved.Key, heir.Key = "NEW-1", "OPS-1"
	w.issues = []weir.Issue{heir, moved}
	w.quiet(t)
	if w.page.at(t, "NEW-1", "Note").Text != "of the first" || w.page.at(t, "OPS-1", "Note").Text != "" || len(w.page.kept) != 0 {
		t.Errorf("there is %q", w.page.texts())
	}
}

func TestARowWhoseKeySomebodyTypedOverIsStillOfItsIssue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, issue(1), issue(2), issue(3))
	w.run(t)
	w.page.at(t, "OPS-2", "Note").Text = "a note"
	w.page.rows[1].Key, w.page.rows[1].Cells[0].Text = "", "urgent"
	// A row of people's with the words of an issue in it, whose own row is there.
	w.page.rows = append(w.page.rows, report.FoundRow{Cells: []report.FoundCell{{}, {Text: "Work 3"}, {}, {Text: "To Do"}}})
	w.quiet(t)
	if diff := cmp.Diff([]string{"OPS-1", "OPS-2", "OPS-3", ""}, w.page.column(0)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]report.Passage{{Key: "OPS-2", URL: issue(2).URL, Where: "Key", Text: "urgent"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
	if w.page.at(t, "OPS-2", "Note").Text != "a note" {
		t.Errorf("there is %q", w.page.texts())
	}
	// It is of one row only, and of none that has less than most of it.
	again, some := slices.Clone(w.page.rows[1].Cells), slices.Clone(w.page.rows[0].Cells)
	again[0].Text, again[4].Text, some[0].Text, some[3].Text = "", "another note", "", "nearly"
	w.page.rows[1].Key, w.page.rows[1].Cells[0].Text, w.page.kept = "", "", nil
	w.page.rows = []report.FoundRow{w.page.rows[1], w.page.rows[2], {Cells: again}, {Cells: some}}
	w.quiet(t)
	if got := append(w.page.column(1), w.page.column(4)...); !slices.Equal(got, []string{"Work 1", "Work 2", "Work 3", "Work 2", "Work 1", "", "a note", "", "another note", ""}) {
		t.Errorf("there is %q, and in the list %+v", got, w.page.kept)
	}
	w.page.rows = w.page.rows[:3]
	w.page.rows[1].Key, w.page.rows[1].Cells[0].Text, w.page.kept = "", "", nil
	w.issues = []weir.Issue{issue(1), issue(3)}
	w.quiet(t)
	if diff := cmp.Diff([]report.Passage{{Key: "OPS-2", URL: issue(2).URL, Text: "a note"}}, w.page.kept); diff != "" {
		t.Error(diff)
	}
}
