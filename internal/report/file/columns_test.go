package file_test

import (
	"encoding/xml"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
)

func TestHowPeopleSetColumnsStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.must(s.file.SetColWidth(s.name, "B", "B", 77))
		s.must(s.file.SetColVisible(s.name, "F", false))
		s.must(s.file.SetColWidth(s.name, "L", "L", 33))
		s.must(s.file.SetRowHeight(s.name, 2, 44))
		s.must(s.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ZoomScale: new(65.0), ShowGridLines: new(false)}))
		s.must(s.file.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 2, TopLeftCell: "B3", ActivePane: "bottomRight"}))
	})
	// The second column goes to the end, a new one comes to the beginning.
	v.Columns = append(slices.Delete(slices.Clone(v.Columns), 1, 2), v.Columns[1])
	v.Columns = slices.Insert(v.Columns, 0, report.Column{ID: "new", Title: "New", Kind: report.Number})
	for i := range v.Groups[0].Rows {
		r := &v.Groups[0].Rows[i]
		r.Cells = append(slices.Delete(slices.Clone(r.Cells), 1, 2), r.Cells[1])
		r.Cells = slices.Insert(r.Cells, 0, report.Cell{Kind: report.Text, Text: "n"})
	}
	v.Totals = nil
	for range 2 {
		p.write(t, v)
	}
	s := openSheet(t, p, mark)
	for column, want := range map[string]float64{"A": 13, "B": 14, "J": 77, "C": 22, "L": 33} {
		if got, err := s.file.GetColWidth(s.name, column); err != nil || got != want {
			t.Errorf("column %s is %v wide, want %v; %v", column, got, want, err)
		}
	}
	for column, want := range map[string]bool{"F": false, "E": true, "G": true} {
		if got, err := s.file.GetColVisible(s.name, column); err != nil || got != want {
			t.Errorf("column %s is seen: %v, %v", column, got, err)
		}
	}
	view, err := s.file.GetSheetView(s.name, 0)
	s.must(err)
	if *view.ZoomScale != 65 || *view.ShowGridLines {
		t.Errorf("the view is %+v", view)
	}
	if panes, err := s.file.GetPanes(s.name); err != nil || panes.XSplit != 1 || panes.YSplit != 2 {
		t.Errorf("the panes are %+v, %v", panes, err)
	}
	if height, err := s.file.GetRowHeight(s.name, 2); err != nil || height != 44 {
		t.Errorf("the headings are %v high, %v", height, err)
	}
}

// A table that grows over columns for which people have set something, and in which
// nothing stands, has its own widths there: of two that say what is set for a column
// a spreadsheet program takes neither, and finds the workbook broken.
func TestATableGrowsOverColumnsThatAreSet(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) { s.must(s.file.SetColWidth(s.name, "J", "N", 33)) })
	v.Totals, v.Columns = nil, slices.Clone(v.Columns)
	for range 3 { // up to column L
		v.Columns = append(v.Columns, report.Column{ID: "new", Title: "New", Kind: report.Number})
	}
	p.write(t, v)
	parts, _ := unpack(t, []byte(p.read(t)))
	var sheet struct {
		Columns []struct {
			First int     `xml:"min,attr"`
			Last  int     `xml:"max,attr"`
			Width float64 `xml:"width,attr"`
		} `xml:"cols>col"`
	}
	if err := xml.Unmarshal(parts[firstSheet], &sheet); err != nil {
		t.Fatal(err)
	}
	widths, next := map[int]float64{}, 1
	for _, c := range sheet.Columns {
		if c.First < next {
			t.Errorf("column %d is set twice", c.First)
		}
		for next = c.First; next <= c.Last; next++ {
			widths[next] = c.Width
		}
	}
	for column, want := range map[int]float64{9: 40, 10: 13, 11: 13, 12: 13, 13: 33, 14: 33} {
		if widths[column] != want {
			t.Errorf("column %d is %v wide, want %v", column, widths[column], want)
		}
	}
}
