package file_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
)

// large is a view of n rows and 8 columns, with texts of ordinary length, in groups
// of a hundred.
func large(n int) report.View {
	at := time.Date(2026, time.November, 29, 14, 3, 0, 0, time.UTC)
	v := report.View{
		Report: "weekly", Mark: mark, Title: "Weekly report", Mode: report.Replace, Run: "r1",
		Line: report.Line{At: at, Rows: n, Query: "https://jira.example.com/issues/?jql=x"},
		Columns: []report.Column{
			{ID: report.KeyColumn, Title: "Key", Kind: report.Text},
			{ID: "summary", Title: "Summary", Kind: report.Text},
			{ID: "status", Title: "Status", Kind: report.Text},
			{ID: "assignee", Title: "Assignee", Kind: report.Text},
			{ID: "due", Title: "Due", Kind: report.Day},
			{ID: "updated", Title: "Updated", Kind: report.Moment},
			{ID: "spent", Title: "Time spent", Kind: report.Duration},
			{ID: report.NoteColumn, Title: "Note", Kind: report.Written},
		},
		Totals: make([]report.Cell, 8),
	}
	v.Totals[0] = report.Cell{Kind: report.Text, Text: "Total"}
	v.Totals[6] = report.Cell{Kind: report.Duration, Text: "9d 4h", Number: 9*8*3600 + 4*3600}
	for i := range n {
		if i%100 == 0 {
			v.Groups = append(v.Groups, report.Group{Heading: fmt.Sprintf("Team %d", i/100)})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, largeRow(i, at.Add(-time.Duration(i)*97*time.Minute)))
	}
	return v
}

func largeRow(i int, at time.Time) report.Row {
	key := fmt.Sprintf("OPS-%d", i+1)
	note := ""
	if i%3 == 0 {
		note = fmt.Sprintf("asked %d times,\nno answer", i)
	}
	return report.Row{Issue: fmt.Sprint(10_000 + i), Key: key, URL: site + key, New: i%50 == 0, Cells: []report.Cell{
		{Kind: report.Text, Text: key, Link: site + key},
		{Kind: report.Text, Text: fmt.Sprintf("Summary number %d, of ordinary length: mend the pump in the cellar", i)},
		{Kind: report.Text, Text: "In Progress", Category: weir.InProgress, Changed: i%20 == 0},
		{Kind: report.Text, Text: fmt.Sprintf("Person %d", i%30)},
		{Kind: report.Day, Text: weir.DateOf(at).String(), Day: weir.DateOf(at)},
		{Kind: report.Moment, Text: at.Format("2006-01-02 15:04"), Time: at},
		{Kind: report.Duration, Text: fmt.Sprintf("%dh %dm", i%80, i%60), Number: float64(i%80*3600 + i%60*60)},
		{Kind: report.Written, Text: note},
	}}
}

// BenchmarkXLSX5000 is a figure of the design: 5,000 rows of 8 columns in less than
// a second and 100 MB.
func BenchmarkXLSX5000(b *testing.B) { benchmark(b, file.XLSX) }

func BenchmarkHTML5000(b *testing.B)     { benchmark(b, file.HTML) }
func BenchmarkMarkdown5000(b *testing.B) { benchmark(b, file.Markdown) }
func BenchmarkCSV5000(b *testing.B)      { benchmark(b, file.CSV) }

func benchmark(b *testing.B, f file.Format) {
	v := large(5000)
	b.ReportAllocs()
	for b.Loop() {
		if err := file.Render(io.Discard, v, f, file.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkXLSXRefresh5000 reads the workbook, and writes it anew.
func BenchmarkXLSXRefresh5000(b *testing.B) {
	v := large(5000)
	p := newPlace(b, "weekly.xlsx")
	p.write(b, v)
	b.ReportAllocs()
	for b.Loop() {
		p.write(b, v)
	}
}
