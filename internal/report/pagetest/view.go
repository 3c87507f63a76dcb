package pagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
)

// mark is that of the report in most checks; other is that of its neighbour.
const (
	mark  = "weir-weekly-3f9a1c2e"
	other = "weir-weekly-3f9a1c2f"
)

// site is where the issues of the checks are.
const site = "https://jira.example.com/browse/"

// columns are those of the checks: one of each kind, the note, and one that people
// added.
func columns() []report.Column {
	return []report.Column{
		{ID: report.KeyColumn, Title: "Key", Kind: report.Text},
		{ID: "summary", Title: "Summary", Kind: report.Text},
		{ID: "status", Title: "Status", Kind: report.Text},
		{ID: "points", Title: "Story points", Kind: report.Number},
		{ID: "due", Title: "Due", Kind: report.Day},
		{ID: "updated", Title: "Updated", Kind: report.Moment},
		{ID: "spent", Title: "Time spent", Kind: report.Duration},
		{ID: report.NoteColumn, Title: "Note", Kind: report.Written},
		{Title: "Mine", Kind: report.Written},
	}
}

// The places of some columns.
const (
	summaryAt = 1
	pointsAt  = 3
	noteAt    = 7
	mineAt    = 8
)

// Now is the moment at which the checks' reports are refreshed.
func Now() time.Time {
	return time.Date(2026, time.November, 29, 14, 3, 0, 0, time.FixedZone("CET", 3600))
}

// row makes the row of an issue, with what people wrote in it.
func row(n int, note, mine string) report.Row {
	key := fmt.Sprintf("OPS-%d", n)
	at := Now().Add(-time.Duration(n) * 25 * time.Hour)
	category := []weir.Category{weir.ToDo, weir.InProgress, weir.Done}[n%3]
	return report.Row{Issue: fmt.Sprint(10_000 + n), Key: key, URL: site + key, New: n%5 == 0, Cells: []report.Cell{
		{Kind: report.Text, Text: key, Link: site + key},
		{Kind: report.Text, Text: fmt.Sprintf("Mend pump %d", n)},
		{Kind: report.Text, Text: map[weir.Category]string{weir.ToDo: "To Do", weir.InProgress: "In Progress", weir.Done: "Done"}[category], Category: category},
		{Kind: report.Number, Text: fmt.Sprint(float64(n) / 2), Number: float64(n) / 2},
		{Kind: report.Day, Text: weir.DateOf(at).String(), Day: weir.DateOf(at), Changed: n%4 == 0},
		{Kind: report.Moment, Text: at.Format("2006-01-02 15:04"), Time: at},
		{Kind: report.Duration, Text: fmt.Sprintf("%dh 30m", n), Number: float64(n)*3600 + 1800, Changed: n%7 == 0},
		{Kind: report.Written, Text: note},
		{Kind: report.Written, Text: mine},
	}}
}

// view makes a view of rows in one group without a heading.
func view(rows ...report.Row) report.View {
	return report.View{
		Report: "weekly", Mark: mark, Title: "Weekly report", Mode: report.Replace, Run: "r1", Begun: Now(),
		Line:    report.Line{At: Now(), Rows: len(rows), Query: "https://jira.example.com/issues/?jql=project%20%3D%20OPS"},
		Columns: columns(), Groups: []report.Group{{Rows: rows}},
	}
}

// Sample is a view with everything in it: groups, notes, rows of people's own,
// totals, issues that have left, and passages that are kept.
func Sample() report.View {
	v := view()
	v.Groups = []report.Group{
		{Heading: "To Do", Rows: []report.Row{row(1, "ask Ann", ""), row(2, "", "x")}},
		{Heading: "Done | closed", Rows: []report.Row{row(3, "two\nlines", "y"), row(4, "", "")}},
	}
	v.Line.Rows = 4
	v.Extra = []report.Row{mine("a row of mine", "with a note")}
	v.Totals = blank(len(v.Columns))
	v.Totals[0] = report.Cell{Kind: report.Text, Text: "Total"}
	v.Totals[pointsAt] = report.Cell{Kind: report.Number, Text: "5", Number: 5}
	v.Left = []report.Gone{{Key: "OPS-8", URL: site + "OPS-8"}, {Key: "OPS-9", URL: site + "OPS-9"}}
	v.Kept = []report.Passage{
		{Key: "OPS-8", URL: site + "OPS-8", Text: "a note whose issue left"},
		{Key: "OPS-9", URL: site + "OPS-9", Where: "Mine", Text: "of a column\nthat is gone"},
		{Where: "Due", Text: "next week?"},
		{Text: "nobody knows where it stood"},
	}
	return v
}

func blank(n int) []report.Cell { return make([]report.Cell, n) }

// mine makes a row that a person added.
func mine(text, note string) report.Row {
	r := report.Row{Cells: blank(len(columns()))}
	for i := range r.Cells {
		r.Cells[i].Kind = report.Written
	}
	r.Cells[summaryAt].Text, r.Cells[noteAt].Text = text, note
	return r
}

// wantView sees that what is found is what the view shows.
func wantView(t *testing.T, h Harness, f report.Found, v report.View) {
	t.Helper()
	if !f.Exists {
		t.Fatal("no table is found")
	}
	titles := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		titles[i] = c.Title
	}
	if !slices.Equal(f.Columns, titles) {
		t.Fatalf("the headings are %q, want %q", f.Columns, titles)
	}
	wantRows(t, h, f.Rows, rowsOf(h, v))
	wantKept(t, h, f.Kept, v.Kept)
}

// rowsOf lists all rows that stand in the table of a view.
func rowsOf(h Harness, v report.View) []report.Row {
	var rows []report.Row
	for _, g := range v.Groups {
		if g.Heading != "" && !h.Lacks.Groups {
			head := report.Row{Cells: blank(len(v.Columns))}
			head.Cells[0].Text = g.Label()
			rows = append(rows, head)
		}
		rows = append(rows, g.Rows...)
	}
	rows = append(rows, v.Extra...)
	if v.Totals != nil && !h.Lacks.Groups {
		rows = append(rows, report.Row{Cells: v.Totals})
	}
	return rows
}

func wantRows(t *testing.T, h Harness, got []report.FoundRow, want []report.Row) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d: %+v", len(got), len(want), got)
	}
	for i, r := range want {
		if got[i].Key != r.Key {
			t.Errorf("row %d is of %q, want %q", i, got[i].Key, r.Key)
		}
		if len(got[i].Cells) > len(r.Cells) {
			t.Errorf("row %d has %d cells, want %d", i, len(got[i].Cells), len(r.Cells))
		}
		for k, c := range r.Cells {
			text := textAt(got[i], k)
			if c.Kind == report.Written {
				if want := h.held(c.Text); text != want {
					t.Errorf("row %d, cell %d: got %q, want %q", i, k, text, want)
				}
			} else if Folded(text) != Folded(c.Text) {
				t.Errorf("row %d, cell %d: got %q, want %q but for white space", i, k, text, c.Text)
			}
		}
	}
}

func wantKept(t *testing.T, h Harness, got, want []report.Passage) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d passages are kept, want %d: %+v", len(got), len(want), got)
	}
	for i, p := range want {
		if got[i].Key != p.Key || Folded(got[i].Where) != Folded(p.Where) || got[i].Text != h.held(p.Text) {
			t.Errorf("kept is %+v, want %+v", got[i], p)
		}
	}
}

// textAt returns the text of a cell, of which there may be fewer.
func textAt(r report.FoundRow, k int) string {
	if k >= len(r.Cells) {
		return ""
	}
	return r.Cells[k].Text
}

// again makes of what is found the view that would write it once more: as the
// engine does, with everything that people wrote as it was found.
func again(v report.View, f report.Found) report.View {
	find := func(key string) report.FoundRow {
		for _, r := range f.Rows {
			if r.Key == key && key != "" {
				return r
			}
		}
		return report.FoundRow{}
	}
	groups := slices.Clone(v.Groups)
	for g := range groups {
		groups[g].Rows = slices.Clone(groups[g].Rows)
		for i, r := range groups[g].Rows {
			r.Cells = slices.Clone(r.Cells)
			for _, k := range []int{noteAt, mineAt} {
				r.Cells[k] = carried(find(r.Key), k)
			}
			groups[g].Rows[i] = r
		}
	}
	v.Groups = groups
	v.Kept = slices.Clone(f.Kept)
	return v
}

func carried(r report.FoundRow, k int) report.Cell {
	if k >= len(r.Cells) {
		return report.Cell{Kind: report.Written}
	}
	return report.Cell{Kind: report.Written, Text: r.Cells[k].Text, Markup: r.Cells[k].Markup}
}
