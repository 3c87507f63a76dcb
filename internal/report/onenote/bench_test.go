package onenote_test

import (
	"fmt"
	"testing"

	"weir"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

// large is a report of 200 rows and 8 columns.
func large() report.View {
	v := view()
	for _, title := range []string{"Status", "Assignee", "Due", "Points", "Labels"} {
		v.Columns = append(v.Columns, report.Column{ID: title, Title: title, Kind: report.Text})
	}
	for i := range 200 {
		r := row(fmt.Sprintf("OPS-%d", i+1), "Mend the pump in hall 3 before it breaks & floods", "ask Ann")
		r.Cells = append(r.Cells, report.Cell{Kind: report.Text, Text: "In Progress", Category: weir.InProgress},
			report.Cell{Kind: report.Text, Text: "Ann Example"}, report.Cell{Kind: report.Day, Text: "2026-12-01", Changed: i%9 == 0},
			report.Cell{Kind: report.Number, Text: "3"}, report.Cell{Kind: report.Text, Text: "pumps, hall 3"})
		v.Groups[0].Rows = append(v.Groups[0].Rows, r)
	}
	return v
}

func BenchmarkRender(b *testing.B) {
	v := large()
	b.ReportAllocs()
	for b.Loop() {
		onenote.Render(v, onenote.DefaultPartRows)
	}
}

func BenchmarkRead(b *testing.B) {
	page := []byte(onenote.Render(large(), onenote.DefaultPartRows))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := onenote.ReadPage(page, mark); err != nil {
			b.Fatal(err)
		}
	}
}
