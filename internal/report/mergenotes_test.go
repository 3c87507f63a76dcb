package report_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/report"
)

// Whoever renames the column of the notes does not want another one beside it.
func TestAColumnOfNotesThatSomebodyRenamedStaysThatOfTheNotes(t *testing.T) {
	t.Parallel()
	heading := []report.Passage{{Where: "Note", Text: "Comments"}}
	for name, c := range map[string]struct {
		change func(*world)
		kept   []report.Passage
		told   string
	}{
		"renamed": {func(w *world) { w.page.titles[5] = "Comments" }, heading, `is called "Note" again`},
		"renamed, on such a page that holds no run": {func(w *world) { w.page.titles[5], w.page.noRun = "Comments", true }, heading, `is called "Note" again`},
		"emptied":                  {func(w *world) { w.page.titles[5] = "" }, nil, `is called "Note" again`},
		"another one renamed, too": {func(w *world) { w.page.titles[5], w.page.titles[4] = "Comments", "State" }, slices.Concat([]report.Passage{{Where: "Status", Text: "State"}}, heading), `is called "Note" again`},
		"renamed in the report, too": {func(w *world) {
			w.page.titles[5] = "Comments"
			w.job.Settings.Columns[4].Title = "Comments"
		}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2))
			w.run(t)
			w.page.insert(1, "Mine", "of mine", "")
			w.quiet(t)
			w.page.at(t, "OPS-1", "Note").Text = "a note"
			c.change(w)
			out := w.run(t)
			if told := strings.Join(out.Told, " "); !strings.Contains(told, c.told) || c.told == "" && told != "" {
				t.Errorf("told %q", out.Told)
			}
			title := w.job.Settings.Columns[4].Title
			if want := []string{"Key", "Mine", "Summary", "Points", "Status", title}; !slices.Equal(w.page.titles, want) {
				t.Errorf("the headings are %q, want %q", w.page.titles, want)
			}
			if got := w.page.at(t, "OPS-1", title).Text; got != "a note" || out.Run.Counts.Notes != 1 {
				t.Errorf("the note is %q: %+v", got, out.Run.Counts)
			}
			if diff := cmp.Diff(c.kept, w.page.kept); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			w.quiet(t)
			w.issues = w.issues[1:] // and the note follows its issue
			w.run(t)
			if kept := w.page.kept; len(kept) == 0 || kept[len(kept)-2].Text != "a note" && kept[len(kept)-1].Text != "a note" {
				t.Errorf("the list is %+v", kept)
			}
		})
	}
}

// Where it is not certain which column the notes are in, none is taken, and that is
// said.
func TestAColumnOfPeoplesIsNotTakenForTheNotes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*world)
		says   bool
	}{
		"renamed, and a column added":      {func(w *world) { w.page.titles[4] = "Comments"; w.page.insert(5, "More", "x", "") }, true},
		"renamed and moved":                {func(w *world) { w.page.insert(1, "Comments", "a note", ""); w.page.remove(5) }, true},
		"renamed, and another one deleted": {func(w *world) { w.page.titles[4] = "Comments"; w.page.remove(3) }, true},
		"deleted":                          {func(w *world) { w.page.remove(4) }, false},
		"not there before": {func(w *world) {
			all := w.job.Settings.Columns
			w.job.Settings.Columns = all[:4]
			w.quiet(t)
			w.page.insert(1, "Mine", "of mine", "")
			w.job.Settings.Columns = all
		}, false},
		"deleted, beside one that was there": {func(w *world) {
			w.page.insert(5, "Mine", "of mine", "")
			w.quiet(t)
			w.page.remove(4)
		}, false},
		"renamed, on the page of another computer": {func(w *world) {
			w.page.titles[4] = "Comments"
			w.memory.state = report.State{}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, issue(1), issue(2))
			w.run(t)
			c.change(w)
			titles := slices.Clone(w.page.titles)
			out := w.run(t)
			for _, title := range titles {
				if !slices.Contains(w.page.titles, title) {
					t.Errorf("%s is not among the headings %q", title, w.page.titles)
				}
			}
			if slices.ContainsFunc(w.page.column(slices.Index(w.page.titles, "Note")), func(text string) bool { return text != "" }) {
				t.Errorf("the column of the notes holds %q", w.page.texts())
			}
			if says := strings.Contains(strings.Join(out.Told, " "), "there again without notes"); says != c.says {
				t.Errorf("told %q", out.Told)
			}
			if out := w.run(t); strings.Contains(strings.Join(out.Told, " "), "notes") {
				t.Errorf("then it is told %q", out.Told)
			}
		})
	}
}

// remove deletes a column.
func (p *paper) remove(at int) {
	p.titles = slices.Delete(slices.Clone(p.titles), at, at+1)
	for i := range p.rows {
		p.rows[i].Cells = slices.Delete(slices.Clone(p.rows[i].Cells), at, at+1)
	}
}
