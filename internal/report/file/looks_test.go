package file_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
)

// Rows are as high as their texts need in columns that are as wide as people have
// made them, and no program takes the height for one that somebody has set.
func TestRowsAreAsHighAsTheirTexts(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	v.Groups[0].Rows[0].Cells[1].Text = strings.Repeat("seven words that are short each one ", 6) // 216 characters
	v.Groups[0].Rows[1].Cells[1].Text = "a short summary"
	v.Groups[0].Rows[3].Cells[1].Text = strings.Repeat("x", 120)
	want := func(heights map[int]float64) {
		t.Helper()
		s := openSheet(t, p, mark)
		for row, height := range heights {
			if got, err := s.file.GetRowHeight(s.name, row); err != nil || got != height {
				t.Errorf("row %d is %v high, %v, want %v", row, got, err, height)
			}
		}
	}
	p.write(t, v)
	want(map[int]float64{2: 15, 3: 4 * 15, 4: 15, 6: 3 * 15, 7: 15})
	parts, _ := unpack(t, []byte(p.read(t)))
	if strings.Contains(string(parts[firstSheet]), "customHeight") {
		t.Error("a height is one that somebody has set")
	}

	p.edit(t, func(s *sheet) { s.must(s.file.SetColWidth(s.name, "B", "B", 200)) })
	p.write(t, v)
	want(map[int]float64{3: 15, 4: 15, 6: 15})

	p.edit(t, func(s *sheet) {
		s.must(s.file.SetColWidth(s.name, "B", "B", 10))
		s.must(s.file.SetColVisible(s.name, "B", false))
	})
	p.write(t, v)
	want(map[int]float64{3: 15, 6: 15}) // nobody sees what is long
	p.edit(t, func(s *sheet) { s.must(s.file.SetColVisible(s.name, "B", true)) })

	v.Groups[0].Rows[0].Cells[1].Text = strings.Repeat("much\n", 100)
	p.write(t, v)
	want(map[int]float64{3: excelize.MaxRowHeight})
}

// The headings stand on each printed page, until people want it otherwise.
func TestHeadingsArePrintedOnEachPage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	titles := func() (to string) {
		s := openSheet(t, p, mark)
		for _, n := range s.file.GetDefinedName() {
			if n.Name == "_xlnm.Print_Titles" && n.Scope == s.name {
				to += n.RefersTo
			}
		}
		return to
	}
	v := plainView()
	p.write(t, v)
	if got := titles(); got != "'Weekly report'!$2:$2" {
		t.Errorf("printed on each page is %q", got)
	}
	p.edit(t, func(s *sheet) { s.must(s.file.InsertRows(s.name, 1, 2)) })
	p.write(t, longer(v, 3))
	if got := titles(); !strings.HasSuffix(got, "$4:$4") {
		t.Errorf("with the table further down, printed on each page is %q", got)
	}
	p.edit(t, func(s *sheet) {
		s.must(s.file.DeleteDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name}))
	})
	p.write(t, v)
	if got := titles(); got != "" {
		t.Errorf("what somebody has taken away is there again: %q", got)
	}
}

// A heading stands where its column does: what is to the right under a heading to the
// left looks as if it were of the next one.
func TestHeadingsStandAboveWhatTheyHead(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	s := openSheet(t, p, mark)
	seen := map[report.Kind]bool{}
	for i, column := range v.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		s.must(err)
		at := func(cell string) string {
			id, err := s.file.GetCellStyle(s.name, cell)
			s.must(err)
			style, err := s.file.GetStyle(id)
			s.must(err)
			return style.Alignment.Horizontal
		}
		want := [2]string{"", ""}
		switch column.Kind {
		case report.Number, report.Duration:
			want = [2]string{"right", "right"}
		case report.Day, report.Moment:
			want = [2]string{"", "left"}
		case report.Text, report.Written:
		}
		seen[column.Kind] = true
		if got := [2]string{at(letter + "2"), at(letter + "3")}; got != want {
			t.Errorf("%s: the heading and a cell are %q, want %q", column.Title, got, want)
		}
	}
	if !seen[report.Number] || !seen[report.Day] {
		t.Errorf("seen are %v", seen)
	}
}
