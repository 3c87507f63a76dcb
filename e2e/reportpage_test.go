package e2e_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
)

// Promise W6 for the HTML file of a report, in a real browser: nobody is kept out,
// on a wide screen and on a telephone, by day and by night.
func TestTheFileOfAReportKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	b := startBrowser(t)
	full, failed, twice := reportPage(t, wideReport()), reportPage(t, failedReport()), reportPage(t, wideReport(), wideReport())
	for _, c := range []struct {
		name, page string
		display    display
	}{
		{"wide and light", full, display{1280, "light"}},
		{"wide and dark", full, display{1280, "dark"}},
		{"narrow and light", full, display{390, "light"}},
		{"narrow and dark", full, display{390, "dark"}},
		{"with a line about trouble", failed, display{390, "dark"}},
		{"with two snapshots", twice, display{1280, "light"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := b.open(t, c.display, c.page)
			checkSurroundings(t, p, c.display)
			checkWidth(t, p, c.display, "as it is opened")
			checkReportKeyboard(t, p)
			p.run(axe)
			checkAxe(t, p, "as it is opened")
			if printed := p.printed(); !bytes.HasPrefix(printed, []byte("%PDF-")) || len(printed) < 10_000 {
				t.Errorf("printed, it is %d bytes: %.20q", len(printed), printed)
			}
			checkNothingElse(t, p, c.page)
			checkStyled(t, p)
		})
	}
}

// checkReportKeyboard goes with the tab key to the first link, then to the table, by
// which one moves it sideways, and sees where the focus is.
func checkReportKeyboard(t *testing.T, p *tab) {
	t.Helper()
	for _, want := range []string{".line a", ".scroll"} {
		p.press("\t")
		if !answer[bool](p, fmt.Sprintf(`document.activeElement === document.querySelector(%q) && getComputedStyle(document.activeElement).outlineStyle === "solid"`, want)) {
			t.Fatalf("the tab key leads to %s, want %s", answer[string](p, `document.activeElement.outerHTML.slice(0, 200)`), want)
		}
	}
}

// checkStyled sees that the page's own policy lets its own style in.
func checkStyled(t *testing.T, p *tab) {
	t.Helper()
	if family := answer[string](p, `getComputedStyle(document.body).fontFamily`); family == "" || family[0] != 's' {
		t.Errorf("the page is written in %s, so its style was refused", family)
	}
}

// reportPage makes a file of a view, or of several as snapshots, and returns its URL.
func reportPage(t *testing.T, views ...report.View) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "weekly.html")
	page, err := file.New(file.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range views {
		if len(views) > 1 {
			v.Mode, v.Run = report.Append, fmt.Sprint("r", i)
		}
		found, err := page.Read(t.Context(), v.Mark)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := page.Write(t.Context(), v, found); err != nil {
			t.Fatal(err)
		}
	}
	return address(path)
}

// wideReport has more columns than a telephone is wide, and everything that a report
// can show.
func wideReport() report.View {
	at := time.Date(2026, time.November, 29, 14, 3, 0, 0, time.FixedZone("CET", 3600))
	v := report.View{
		Report: "weekly", Mark: "weir-weekly-3f9a1c2e", Title: "Weekly report of the pumps", Mode: report.Replace, Run: "r1", Begun: at,
		Line: report.Line{At: at, Rows: 24, More: true, Query: "https://jira.example.com/issues/?jql=project%20%3D%20OPS"},
		Columns: []report.Column{
			{ID: report.KeyColumn, Title: "Key", Kind: report.Text},
			{ID: "summary", Title: "Summary", Kind: report.Text},
			{ID: "status", Title: "Status", Kind: report.Text},
			{ID: "assignee", Title: "Assignee", Kind: report.Text},
			{ID: "points", Title: "Story points", Kind: report.Number},
			{ID: "due", Title: "Due", Kind: report.Day},
			{ID: "spent", Title: "Time spent", Kind: report.Duration},
			{ID: report.NoteColumn, Title: "Note", Kind: report.Written},
		},
		Left: []report.Gone{{Key: "OPS-90", URL: "https://jira.example.com/browse/OPS-90"}},
		Kept: []report.Passage{
			{Key: "OPS-90", URL: "https://jira.example.com/browse/OPS-90", Text: "asked twice,\nno answer"},
			{Where: "Mine", Text: "nobody knows whose it was"},
		},
		Totals: make([]report.Cell, 8),
	}
	v.Totals[0], v.Totals[4] = report.Cell{Kind: report.Text, Text: "Total"}, report.Cell{Kind: report.Number, Text: "84", Number: 84}
	for g, name := range []string{"In the cellar", "On the roof"} {
		group := report.Group{Heading: name}
		for i := range 12 {
			group.Rows = append(group.Rows, wideRow(g*12+i+1))
		}
		v.Groups = append(v.Groups, group)
	}
	return v
}

func wideRow(n int) report.Row {
	key := fmt.Sprintf("OPS-%d", n)
	status := []report.Cell{
		{Kind: report.Text, Text: "To Do", Category: weir.ToDo},
		{Kind: report.Text, Text: "In Progress", Category: weir.InProgress},
		{Kind: report.Text, Text: "Done", Category: weir.Done},
	}[n%3]
	status.Changed = n%5 == 0
	note := ""
	if n%4 == 0 {
		note = "Ann has the spare part; she brings it on Monday.\nBob knows."
	}
	return report.Row{Key: key, URL: "https://jira.example.com/browse/" + key, New: n%7 == 0, Cells: []report.Cell{
		{Kind: report.Text, Text: key, Link: "https://jira.example.com/browse/" + key},
		{Kind: report.Text, Text: "Mend the pump number " + fmt.Sprint(n) + ", which has been leaking since it was moved to the other side of the building"},
		status,
		{Kind: report.Text, Text: []string{"Ann Example", "Bob Example", ""}[n%3], Changed: n%6 == 0},
		{Kind: report.Number, Text: fmt.Sprint(n % 8), Number: float64(n % 8)},
		{Kind: report.Day, Text: fmt.Sprintf("2026-12-%02d", n)},
		{Kind: report.Duration, Text: fmt.Sprintf("%dh 30m", n), Number: float64(n)*3600 + 1800},
		{Kind: report.Written, Text: note},
	}}
}

// failedReport was not refreshed, and has no groups.
func failedReport() report.View {
	v := wideReport()
	v.Groups = v.Groups[:1]
	v.Groups[0].Heading, v.Totals, v.Kept, v.Left = "", nil, nil, nil
	v.Line.Trouble, v.Line.Since = "Jira does not answer", v.Line.At
	return v
}
