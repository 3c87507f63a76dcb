package onenote_test

import (
	"context"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"weir"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

// brokenSource is a Jira that does not answer.
type brokenSource struct{ source }

func (brokenSource) Issues(context.Context, report.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		yield(weir.Issue{}, &weir.Error{Kind: weir.Unreachable, Text: "no answer"})
	}
}

// lineJob returns a function that runs a report of one issue, and the report.
func lineJob(t *testing.T, w *world) (job *report.Job, run func() error) {
	t.Helper()
	column := func(at int, cell func(weir.Issue) report.Cell) report.Spec {
		return report.Spec{Column: columns()[at], Cell: cell}
	}
	job = &report.Job{
		Settings: report.Settings{
			Name: "weekly", Mark: mark, Title: "Weekly report", JQL: "project = OPS", Query: view().Line.Query,
			Columns: []report.Spec{
				column(0, func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Key, Link: i.URL} }),
				column(1, func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Summary} }),
			},
		},
		Source: source{&[]weir.Issue{{ID: "101", Key: "OPS-1", URL: site + "OPS-1", Summary: "One"}}},
		Memory: &memory{}, Lock: filepath.Join(t.TempDir(), "lock"), Now: w.clock.Now, NewRun: func() string { return "run" },
	}
	return job, func() error {
		job.Page = onenote.New(w.options)
		_, err := job.Run(t.Context())
		return err
	}
}

// What somebody puts into the line is theirs, also where the table and the list below
// it are not written anew.
func TestWhatIsPutIntoTheLineStaysWhereOnlyTheLineIsNew(t *testing.T) {
	t.Parallel()
	typed := func(p *graphtest.Page) error { return p.ReplaceText("Refreshed", "Refreshed by Ann") }
	picture := func(p *graphtest.Page) error {
		return p.Edit(func(body *html.Node) error {
			for n := range body.Descendants() {
				if n.Data == "p" && carries(n, mark+".line") {
					n.AppendChild(&html.Node{Type: html.ElementNode, Data: "img", Attr: []html.Attribute{{Key: "src", Val: "https://example.com/cat.png"}}})
				}
			}
			return nil
		})
	}
	for name, c := range map[string]struct {
		edit  func(*graphtest.Page) error
		fails bool
		holds string
	}{
		"typed, and nothing is new":        {typed, false, "Refreshed by Ann"},
		"typed, and a refresh fails":       {typed, true, "Refreshed by Ann"},
		"a picture, and nothing is new":    {picture, false, "<img"},
		"a picture, and the refresh fails": {picture, true, "<img"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
			job, run := lineJob(t, w)
			for range 2 { // after the first one everything is new
				must(t, run())
			}
			must(t, c.edit(w.page))
			if c.fails {
				job.Source = brokenSource{}
			}
			for range 3 {
				if err := run(); (err != nil) != c.fails {
					t.Fatal(err)
				}
			}
			text, raw, lines := w.page.Text(), w.page.HTML(), 1
			if c.holds == "<img" {
				lines = 2 // the former one has Weir's words
			}
			if !strings.Contains(raw, c.holds) || strings.Count(text, "Refreshed 29 Nov")+strings.Count(text, "Not refreshed") != lines {
				t.Errorf("the page reads\n%s\n%s", text, raw)
			}
			if c.fails && !strings.Contains(text, "Not refreshed since") {
				t.Errorf("the failure is not told: %s", text)
			}
		})
	}
}
