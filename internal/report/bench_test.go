package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
)

// large is a world with a table of so many rows, eight columns wide, with a note
// in each tenth of them, whose page stands as the last refresh left it.
func large(b *testing.B, rows int) *world {
	b.Helper()
	w := newWorld(b)
	for n := range rows {
		i := issue(n)
		i.Summary = fmt.Sprintf("Work %d on what should have been done by the end of the week before last", n)
		i.Status.Name = fmt.Sprintf("Status %d", n%7)
		i.Updated = time.Date(2026, 11, 29, 9, 0, n, 0, time.UTC)
		i.Fields = map[string]json.RawMessage{"points": json.RawMessage(fmt.Sprint(n % 13))}
		w.issues = append(w.issues, i)
	}
	s := &w.job.Settings
	s.MaxRows, s.Group, s.Totals = rows, &report.Spec{Cell: status}, []string{"points"}
	for n := range 3 {
		s.Columns = append(s.Columns, report.Spec{
			Column: report.Column{ID: fmt.Sprint("customfield_", n), Title: fmt.Sprint("Field ", n), Kind: report.Text},
			Cell: func(i weir.Issue) report.Cell {
				return report.Cell{Kind: report.Text, Text: i.Key + i.Updated.Format(time.DateTime)}
			},
		})
	}
	w.refresh(b)
	for n := range rows {
		if n%10 == 0 {
			w.page.at(b, w.issues[n].Key, "Note").Text = "ask Kim about this one"
		}
	}
	w.refresh(b)
	return w
}

func (w *world) refresh(b *testing.B) report.Outcome {
	b.Helper()
	out, err := w.job.Run(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	w.page.views, w.memory.runs, w.asked = nil, nil, nil
	return out
}

// BenchmarkRefresh measures what a refresh itself costs, without Jira and page.
func BenchmarkRefresh(b *testing.B) {
	for _, rows := range []int{200, 5000} {
		for name, change := range map[string]func(w *world, n int){
			"nothing changed": func(*world, int) {},
			"all rows changed": func(w *world, n int) {
				for i := range w.issues {
					w.issues[i].Summary = fmt.Sprint("Work ", i, " in the round ", n)
				}
			},
			"another computer's": func(w *world, _ int) { w.memory.state.Last.Run = "another" },
			"its keys deleted": func(w *world, _ int) {
				for i := range w.page.rows {
					w.page.rows[i].Key = ""
				}
			},
			"its headings deleted": func(w *world, _ int) {
				note := slices.Index(w.page.titles, "Note")
				clear(w.page.titles)
				w.page.titles[note] = "Note"
			},
		} {
			b.Run(fmt.Sprintf("%d rows, %s", rows, name), func(b *testing.B) {
				w := large(b, rows)
				b.ReportAllocs()
				n := 0
				for b.Loop() {
					n++
					change(w, n)
					w.refresh(b)
				}
			})
		}
	}
}
