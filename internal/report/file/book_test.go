package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// edit opens the workbook, lets a person change it, and saves it.
func (p *place) edit(t *testing.T, change func(s *sheet)) {
	t.Helper()
	s := openSheet(t, p, mark)
	change(s)
	s.save(p)
}

// What people have in columns of their own is more than text: numbers, dates and
// formulas, which go with their rows.
func TestNumbersAndFormulasOfPeopleStay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	v.Groups = []report.Group{{Rows: append(slices.Clone(v.Groups[0].Rows), v.Groups[1].Rows...)}}
	v.Extra, v.Totals = nil, nil
	p.write(t, v) // the issues are in rows 3 to 6
	format := "dd.mm.yyyy"
	p.edit(t, func(s *sheet) {
		date, err := s.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
		s.must(err)
		s.must(s.file.SetCellValue(s.name, "I3", 42.5))
		s.must(s.file.SetCellValue(s.name, "I4", 46355))
		s.must(s.file.SetCellStyle(s.name, "I4", "I4", date))
		s.must(s.file.SetCellFormula(s.name, "I5", `IF($D5>1,D5*2&"D5",SUM($D$3:D$6))`))
		s.must(s.file.SetCellFormula(s.name, "I6", "D6+D5"))
	})
	f := p.found(t)
	var texts []string
	for i := range 4 {
		texts = append(texts, f.Rows[i].Cells[8].Text)
	}
	if d := cmp.Diff([]string{"42.5", "2026-11-29", `=IF($D5>1,D5*2&"D5",SUM($D$3:D$6))`, "=D6+D5"}, texts); d != "" {
		t.Error(d)
	}
	for i := range v.Groups[0].Rows { // now the other way round
		cell := f.Rows[i].Cells[8]
		v.Groups[0].Rows[i].Cells[8] = report.Cell{Kind: report.Written, Text: cell.Text, Markup: cell.Markup}
	}
	slices.Reverse(v.Groups[0].Rows)
	if wrote := p.write(t, v); len(wrote.Told) != 1 {
		t.Errorf("told is %q", wrote.Told)
	}
	s := openSheet(t, p, mark)
	for cell, want := range map[string][2]string{"I6": {"42.5", ""}, "I5": {"46355", ""}, "I4": {"", `IF($D4>1,D4*2&"D5",SUM($D$3:D$6))`}, "I3": {"=D6+D5", ""}} {
		value, err := s.file.GetCellValue(s.name, cell, excelize.Options{RawCellValue: true})
		s.must(err)
		formula, err := s.file.GetCellFormula(s.name, cell)
		s.must(err)
		if formula != want[1] || value != want[0] { // a formula has no result until the spreadsheet makes one
			t.Errorf("%s is %q, formula %q, want %q", cell, value, formula, want)
		}
	}
	if shown, err := s.file.GetCellValue(s.name, "I5"); err != nil || shown != "29.11.2026" {
		t.Errorf("the date is shown as %q, %v", shown, err)
	}
	if kind, err := s.file.GetCellType(s.name, "I3"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("what was a formula has the type %v, %v", kind, err)
	}
	// Other columns would make the formula mean something else.
	f = p.found(t)
	v.Columns = slices.Delete(slices.Clone(v.Columns), 1, 2)
	for i := range v.Groups[0].Rows {
		r := &v.Groups[0].Rows[i]
		r.Cells = slices.Delete(slices.Clone(r.Cells), 1, 2)
		r.Cells[7].Text, r.Cells[7].Markup = f.Rows[i].Cells[8].Text, f.Rows[i].Cells[8].Markup
	}
	p.write(t, v)
	if cell := p.found(t).Rows[1].Cells[7]; !strings.HasPrefix(cell.Text, "=IF(") || cell.Markup != "" {
		t.Errorf("got %+v", cell)
	}
}

func TestRemarksOnCellsAreKept(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.must(s.file.AddComment(s.name, excelize.Comment{Cell: "C4", Author: "Ann", Paragraph: []excelize.RichTextRun{{Text: "why "}, {Text: "this?"}}}))
		s.must(s.file.SetCellStr(s.name, "A1", "over the line"))
		s.must(s.file.SetCellStr(s.name, "E13", "among those who have left"))
		s.must(s.file.SetCellStr(s.name, "D17", "more about it"))
	})
	f := p.found(t)
	var kept []string
	for _, k := range f.Kept {
		kept = append(kept, fmt.Sprint(k.Key, "/", k.Where, "/", k.Text))
	}
	want := []string{"//over the line", "//among those who have left", "OPS-8//a note whose issue left", "OPS-8//more about it", "OPS-9/Mine/of a column\nthat is gone", "/Due/next week?", "//nobody knows where it stood", "OPS-1/Status/why this?"}
	if d := cmp.Diff(want, kept); d != "" {
		t.Error(d)
	}
	v.Kept = f.Kept
	for n, told := range []int{1, 0} { // the second time it is in the list already
		if wrote := p.write(t, v); len(wrote.Told) != told {
			t.Errorf("writing %d tells %q", n, wrote.Told)
		}
	}
	if d := cmp.Diff(f.Kept, p.found(t).Kept); d != "" {
		t.Error(d)
	}
}

func TestASheetWithAChartIsLeftStanding(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.must(s.file.AddChart(s.name, "L2", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "'Weekly report'!$D$4:$D$5"}}}))
	})
	if f := p.found(t); f.Fixed != 1 {
		t.Fatalf("found %+v", f)
	}
	if wrote := p.write(t, v); len(wrote.Told) != 1 {
		t.Errorf("told is %q", wrote.Told)
	}
	s := openSheet(t, p, mark)
	if got := s.file.GetSheetList(); !slices.Equal(got, []string{"Weekly report", "weir_weekly_3f9a1c2e", "Weekly report (2)"}) || s.name != "Weekly report (2)" {
		t.Errorf("the sheets are %q, ours is %q", got, s.name)
	}
	if f := p.found(t); f.Fixed != 0 || f.Copies != 0 || len(f.Rows) != 8 {
		t.Errorf("found %+v", f)
	}
	if wrote := p.write(t, v); len(wrote.Told) != 0 {
		t.Errorf("told is %q", wrote.Told)
	}
}

// A workbook stays as large as it is, however often it is refreshed.
func TestAWorkbookDoesNotGrow(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	p.write(t, v)
	v.Same = true
	p.write(t, v)
	first := p.read(t)
	for i := range 6 {
		v.Same = i%2 == 0
		p.write(t, v)
	}
	_, before := unpack(t, []byte(first))
	_, after := unpack(t, []byte(p.read(t)))
	if d := cmp.Diff(before, after); d != "" {
		t.Error(d)
	}
	p.write(t, v)
	if again := p.read(t); len(again) > len(first)+500 {
		t.Errorf("it has %d bytes, and had %d", len(again), len(first))
	}
}

func TestTheSameReportIsTheSameFile(t *testing.T) {
	t.Parallel()
	for _, f := range file.Formats() {
		if a, b := rendered(t, pagetest.Sample(), f), rendered(t, pagetest.Sample(), f); a != b {
			t.Errorf("%s: the files differ", f)
		}
	}
}

func TestSheetsHaveNamesThatTheyMayHave(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"":                         "Report",
		"History":                  "Report",
		"'a:b\\c/d?e*f[g]h'":       "a b c d e f g h",
		strings.Repeat("👩", 20):    strings.Repeat("👩", 15),
		"a\nb\x00":                 "a b�",
		strings.Repeat("long ", 9): "long long long long long long l",
	} {
		p := newPlace(t, "weekly.xlsx")
		v := pagetest.Sample()
		v.Title = title
		p.write(t, v)
		if s := openSheet(t, p, mark); s.name != want {
			t.Errorf("%q: the sheet is called %q, want %q", title, s.name, want)
		}
		if f := p.found(t); !f.Exists || len(f.Rows) != 8 {
			t.Errorf("%q: found %+v", title, f)
		}
	}
}

func TestATextThatIsTooLongForACell(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	long := "x" + strings.Repeat("👩", 20_000)
	row := &v.Groups[0].Rows[0]
	row.Cells[1].Text, row.Cells[7].Text = long, long
	v.Kept = []report.Passage{{Text: long}}
	p.write(t, v)
	f := p.found(t)
	got := f.Rows[1].Cells
	if !strings.HasPrefix(long, strings.TrimSuffix(got[1].Text, "…")) || !strings.HasSuffix(got[1].Text, "…") {
		t.Errorf("Jira's text ends with %q", got[1].Text[len(got[1].Text)-20:])
	}
	if len(f.Kept) != 3 || got[7].Text+f.Kept[2].Text != long || f.Kept[0].Text+f.Kept[1].Text != long || f.Kept[2].Key != "OPS-1" {
		t.Errorf("%d passages are kept, of %d bytes and %d", len(f.Kept), len(f.Kept[0].Text), len(got[7].Text))
	}
}

// Macintosh's old workbooks count days from 1904.
func TestDaysAreCountedAsTheWorkbookDoes(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	book := excelize.NewFile()
	if err := book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	p.put(t, b.String())
	p.write(t, pagetest.Sample())
	if got := p.found(t).Rows[1].Cells[4].Text; got != "2026-11-28" {
		t.Errorf("read back is %q", got)
	}
	s := openSheet(t, p, mark)
	if got, err := s.file.GetCellValue(s.name, "E4"); err != nil || got != "2026-11-28" {
		t.Errorf("another program sees %q, %v", got, err)
	}
}

func TestAFileThatIsNoWorkbookStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	whole := rendered(t, pagetest.Sample(), file.XLSX)
	p.wantRefused(t, "mine", "cannot be read as a workbook")
	p.wantRefused(t, whole[:len(whole)/2], "cannot be read as a workbook")
	p.wantRefused(t, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "cannot be read as a workbook")
	parts, names := unpack(t, []byte(whole))
	for _, c := range []struct{ part, from, to string }{
		{"xl/worksheets/sheet1.xml", "</row>", ""},
		{"xl/worksheets/sheet1.xml", "t=\"inlineStr\"", "t=\"s\""},
		{"xl/workbook.xml", "</sheets>", ""},
		{"xl/worksheets/_rels/sheet1.xml.rels", "<Relationship ", "<"},
	} {
		broken := map[string][]byte{}
		for _, name := range names {
			broken[name] = parts[name]
		}
		broken[c.part] = bytes.Replace(parts[c.part], []byte(c.from), []byte(c.to), 1)
		if bytes.Equal(broken[c.part], parts[c.part]) {
			t.Fatalf("%s: nothing is broken", c.part)
		}
		p.put(t, string(pack(t, broken, names)))
		if _, err := p.open(t).Read(t.Context(), mark); !errors.Is(err, weir.BadInput) || weir.NextStep(err) == "" {
			t.Errorf("%s without %q: got %v", c.part, c.from, err)
		}
	}
}

// The library calls the part of a new sheet after a number of its own.
func TestNoSheetIsPutInThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	parts, names := unpack(t, []byte(theirBook(t)))
	for from, to := range map[string]string{"xl/worksheets/sheet2.xml": "xl/worksheets/sheet3.xml", "xl/worksheets/_rels/sheet2.xml.rels": "xl/worksheets/_rels/sheet3.xml.rels"} {
		if at := slices.Index(names, from); at >= 0 {
			names[at] = to
			parts[to] = parts[from]
		}
	}
	for _, name := range []string{"xl/_rels/workbook.xml.rels", "[Content_Types].xml"} {
		parts[name] = bytes.ReplaceAll(parts[name], []byte("worksheets/sheet2.xml"), []byte("worksheets/sheet3.xml"))
	}
	text := string(pack(t, parts, names))
	p.put(t, text)
	f := p.found(t)
	_, err := p.open(t).Write(t.Context(), pagetest.Sample(), f)
	if !errors.Is(err, weir.BadInput) || weir.NextStep(err) == "" || p.read(t) != text {
		t.Errorf("got %v", err)
	}
}

func TestAWorkbookWithoutTheHiddenSheetIsRead(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	p.write(t, v)
	p.edit(t, func(s *sheet) { s.must(s.file.DeleteSheet(base)) })
	f := p.found(t)
	if len(f.Rows) != 8 || f.Rows[1].Key != "OPS-1" || f.Rows[1].Cells[6].Text != "1:30" {
		t.Errorf("found %+v", f.Rows)
	}
	p.write(t, v)
	if f := p.found(t); f.Rows[1].Cells[6].Text != "1h 30m" || len(f.Kept) != 4 {
		t.Errorf("found %+v", f)
	}
}
