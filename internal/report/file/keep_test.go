package file_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// plainView is a view of the issues of the sample, without groups and lists: the line
// in row 1, the headings in 2, four issues, and the totals in row 7.
func plainView() report.View {
	v := pagetest.Sample()
	v.Groups = []report.Group{{Rows: append(slices.Clone(v.Groups[0].Rows), v.Groups[1].Rows...)}}
	v.Extra, v.Left, v.Kept = nil, nil, nil
	return v
}

// longer is a view with more issues.
func longer(v report.View, n int) report.View {
	rows := slices.Clone(v.Groups[0].Rows)
	for range n {
		rows = append(rows, rows[0])
	}
	v.Groups = []report.Group{{Rows: rows}}
	return v
}

// around is what stands around the table, by its place.
func (p *place) around(t *testing.T) map[string]string {
	t.Helper()
	s, err := file.Around([]byte(p.read(t)), mark)
	if err != nil {
		t.Fatal(err)
	}
	return s.Places
}

func (s *sheet) put(cell, text string) {
	s.t.Helper()
	if formula, ok := strings.CutPrefix(text, "="); ok {
		s.must(s.file.SetCellFormula(s.name, cell, formula))
		return
	}
	s.must(s.file.SetCellStr(s.name, cell, text))
}

func TestWhatStandsAroundTheTableStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	var bold int
	p.edit(t, func(s *sheet) {
		s.must(s.file.InsertRows(s.name, 1, 2)) // the line is in row 3, the headings are in 4, the issues in 5 to 8
		s.must(s.file.InsertRows(s.name, 4, 1)) // a row between the line and the headings: all below is one further down
		var err error
		bold, err = s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 20}})
		s.must(err)
		s.put("A1", "A title of ours")
		s.must(s.file.SetCellStyle(s.name, "A1", "A1", bold))
		s.must(s.file.MergeCell(s.name, "A1", "F1"))
		s.must(s.file.SetRowHeight(s.name, 1, 55))
		s.put("B2", "=SUM(D6:D9)")
		s.put("C3", "beside the line")
		s.put("D4", "above the headings")
		s.put("K6", xlsxTyped("_x000D_ é\nbeside"))
		s.put("L7", "=D7*2+Sums!A1")
		s.put("L8", `=COUNTIF(D$6:D10,">1")&"D6:D9"`)
		s.must(s.file.SetCellHyperLink(s.name, "K6", "https://wiki.example/x?a=1&b=2", "External"))
		s.must(s.file.SetCellHyperLink(s.name, "L7", "'"+s.name+"'!A20", "Location"))
		s.must(s.file.MergeCell(s.name, "K10", "L11"))
		s.put("A20", "Below it all")
		s.put("B20", "=A20&D6")
		s.put("M21", "far below")
		s.must(s.file.MergeCell(s.name, "A21", "B22"))
		s.must(s.file.SetCellStyle(s.name, "C20", "C20", bold))
		red, err := s.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
		s.must(err)
		s.must(s.file.SetConditionalFormat(s.name, "D6:D9", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: "=$D6>1", Format: &red}}))
		list := excelize.NewDataValidation(true)
		list.SetSqref("H6:H9 K6")
		s.must(list.SetDropList([]string{"yes", "no"}))
		s.must(s.file.AddDataValidation(s.name, list))
		s.must(s.file.SetDefinedName(&excelize.DefinedName{Name: "theirs", RefersTo: "'" + s.name + "'!$A$20"}))
	})
	want := map[string]string{
		"A1": "A title of ours=", "B2": "=SUM(D6:D9)", "C3": "beside the line=", "D4": "above the headings=",
		"K6": "_x000D_ é\nbeside=", "L7": "=D7*2+Sums!A1", "L8": `=COUNTIF(D$6:D10,">1")&"D6:D9"`,
		"A20": "Below it all=", "B20": "=A20&D6", "M21": "far below=",
	}
	if d := cmp.Diff(want, p.around(t)); d != "" {
		t.Fatal(d)
	}
	if f := p.found(t); len(f.Rows) != 5 || len(f.Kept) != 0 || f.Fixed != 0 || len(f.Columns) != 9 {
		t.Fatalf("found %+v", f)
	}
	for _, grown := range []int{0, 12, 12, 2} {
		if wrote := p.write(t, longer(v, grown)); len(wrote.Told) != 0 {
			t.Errorf("told is %q", wrote.Told)
		}
		switch grown {
		case 12: // the table ends in row 22, and a row is blank: what stood in row 20 is in 24
			delete(want, "A20")
			delete(want, "B20")
			delete(want, "M21")
			want["A24"], want["B24"], want["M25"] = "Below it all=", "=A24&D6", "far below="
			want["B2"], want["L8"] = "=SUM(D6:D21)", `=COUNTIF(D$6:D22,">1")&"D6:D9"`
		case 2:
			want["B2"], want["L8"] = "=SUM(D6:D11)", `=COUNTIF(D$6:D12,">1")&"D6:D9"`
		}
		if d := cmp.Diff(want, p.around(t)); d != "" {
			t.Fatalf("%d more: %s", grown, d)
		}
		if f := p.found(t); len(f.Rows) != 5+grown || len(f.Kept) != 0 || f.Fixed != 0 {
			t.Fatalf("%d more: found %+v", grown, f)
		}
	}
	s := openSheet(t, p, mark)
	for _, cell := range []string{"A1", "C24"} {
		if style, err := s.file.GetCellStyle(s.name, cell); err != nil || style != bold {
			t.Errorf("%s has the style %d, %v", cell, style, err)
		}
	}
	merged, err := s.file.GetMergeCells(s.name)
	s.must(err)
	var areas []string
	for _, m := range merged {
		areas = append(areas, m[0])
	}
	if d := cmp.Diff([]string{"A1:F1", "K10:L11", "A25:B26"}, areas); d != "" {
		t.Error(d)
	}
	if _, link, err := s.file.GetCellHyperLink(s.name, "K6"); err != nil || link != "https://wiki.example/x?a=1&b=2" {
		t.Errorf("the link is %q, %v", link, err)
	}
	if _, link, err := s.file.GetCellHyperLink(s.name, "L7"); err != nil || link != "'Weekly report'!A24" {
		t.Errorf("the link within is %q, %v", link, err)
	}
	if height, err := s.file.GetRowHeight(s.name, 1); err != nil || height != 55 {
		t.Errorf("the title is %v high, %v", height, err)
	}
	formats, err := s.file.GetConditionalFormats(s.name)
	s.must(err)
	if list := formats["D6:D11"]; len(list) != 1 || strings.TrimPrefix(list[0].Criteria, "=") != "$D6>1" {
		t.Errorf("the conditional formats are %+v", formats)
	}
	rules, err := s.file.GetDataValidations(s.name)
	s.must(err)
	if len(rules) != 1 || rules[0].Sqref != "H6:H11 K6" {
		t.Errorf("the rules are %+v", rules)
	}
	for _, n := range s.file.GetDefinedName() {
		if n.Name == "theirs" && n.RefersTo != "'Weekly report'!$A$24" {
			t.Errorf("the name leads to %s", n.RefersTo)
		}
	}
}

// Rows and columns that touch the table are the table's, also those that are written
// where Weir leaves a row blank.
func TestWhatTouchesTheTableIsTheTables(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	p.write(t, plainView()) // its last row is 7
	p.edit(t, func(s *sheet) {
		s.put("B8", "touches")
		s.put("C9", "touches, too")
		s.put("B11", "apart")
		s.put("J2", "Theirs")
		s.put("J3", "a note")
		s.put("K4", "beyond the headings")
		s.put("M4", "apart, too")
	})
	f := p.found(t)
	if len(f.Rows) != 7 || f.Rows[5].Cells[1].Text != "touches" || f.Rows[6].Cells[2].Text != "touches, too" || len(f.Columns) != 10 ||
		f.Rows[1].Cells[10].Text != "beyond the headings" {
		t.Errorf("found %+v", f)
	}
	if d := cmp.Diff(map[string]string{"B11": "apart=", "M4": "apart, too="}, p.around(t)); d != "" {
		t.Error(d)
	}
}

// The spreadsheet fills a formula into many cells by storing it once.
func TestFormulasThatCellsShareAreRead(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	p.write(t, plainView())
	shared := `<c r="I3"><f t="shared" ref="I3:I5" si="0">D3*$E$3+'My sheet'!B1</f><v>1</v></c>`
	parts, names := unpack(t, []byte(p.read(t)))
	text := string(parts[firstSheet])
	for i, cell := range []string{shared, `<c r="I4"><f t="shared" si="0"/><v>2</v></c>`, `<c r="I5"><f t="shared" si="0"/></c>`} {
		row := `<row r="` + string(rune('3'+i)) + `"`
		at := strings.Index(text, row) + strings.Index(text[strings.Index(text, row):], `<c r="I`)
		end := at + strings.Index(text[at:], "</c>") + len("</c>")
		text = text[:at] + cell + text[end:]
	}
	parts[firstSheet] = []byte(text)
	p.put(t, string(pack(t, parts, names)))
	f := p.found(t)
	for i, want := range []string{"=D3*$E$3+'My sheet'!B1", "=D4*$E$3+'My sheet'!B2", "=D5*$E$3+'My sheet'!B3"} {
		if got := f.Rows[i].Cells[8].Text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestATableBesideOursLeavesTheSheetStanding(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("L3", "a")
		s.put("L4", "b")
		s.must(s.file.AddTable(s.name, &excelize.Table{Range: "L3:M5", Name: "Mine"}))
	})
	if wrote := p.write(t, v); p.found(t).Fixed != 0 || len(wrote.Told) != 1 {
		t.Errorf("told is %q", wrote.Told)
	}
	if s := openSheet(t, p, mark); s.name != "Weekly report (2)" {
		t.Errorf("ours is %q", s.name)
	}
}

// What stands in the last row, or in the last column, cannot go aside.
func TestWhatHasNoRoomLeavesTheSheetStanding(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"A1048576", "XFD3"} {
		p := newPlace(t, "weekly.xlsx")
		v := plainView()
		p.write(t, v)
		p.edit(t, func(s *sheet) {
			s.put("A11", "below")
			s.put("K2", "right")
		})
		// The library would make all rows and columns up to there.
		stored := fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>at the end</t></is></c>`, cell)
		p.edited(t, func(parts map[string][]byte) []string {
			before, after := "</row><row r=\"4\"", "</sheetData>"
			if sheet := string(parts[firstSheet]); cell == "XFD3" {
				parts[firstSheet] = []byte(replaced(t, sheet, before, stored+before))
			} else {
				parts[firstSheet] = []byte(replaced(t, sheet, after, `<row r="1048576">`+stored+"</row>"+after))
			}
			return nil
		})
		if wrote := p.write(t, v); len(wrote.Told) != 0 {
			t.Errorf("%s: told is %q", cell, wrote.Told)
		}
		wide := longer(v, 20)
		wide.Columns = slices.Insert(slices.Clone(v.Columns), 8, report.Column{ID: "x", Title: "X"}, report.Column{ID: "y", Title: "Y"})
		if wrote := p.write(t, wide); len(wrote.Told) != 1 {
			t.Errorf("%s: told is %q", cell, wrote.Told)
		}
		parts, _ := unpack(t, []byte(p.read(t)))
		if s := openSheet(t, p, mark); !strings.Contains(string(parts[firstSheet]), stored) || s.name != "Weekly report (2)" {
			t.Errorf("%s: ours is %q, and the former sheet %s", cell, s.name, parts[firstSheet])
		}
	}
}

// Somebody has deleted the row with Weir's line.
func TestTheLineComesBack(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	for _, above := range []bool{false, true} {
		p.edit(t, func(s *sheet) {
			s.must(s.file.RemoveRow(s.name, s.head-1))
			if above {
				s.must(s.file.InsertRows(s.name, 1, 1))
				s.put("A1", "ours")
			}
			s.put("L2", "stays")
		})
		p.write(t, v)
		s := openSheet(t, p, mark)
		line, err := s.file.GetCellValue(s.name, at(s.head-1, 1))
		if err != nil || !strings.HasPrefix(line, "Refreshed") {
			t.Errorf("above the headings in row %d is %q, %v", s.head, line, err)
		}
		want := map[string]string{"L2": "stays="}
		if above {
			want["A1"] = "ours="
		}
		if d := cmp.Diff(want, p.around(t)); d != "" {
			t.Error(d)
		}
		if f := p.found(t); len(f.Rows) != 5 || len(f.Kept) != 0 {
			t.Errorf("found %+v", f)
		}
	}
}

// remark is the text of a remark on a cell.
func remark(c excelize.Comment) (text string) {
	for _, run := range c.Paragraph {
		text += run.Text
	}
	return text
}

// What people remark on cells of their own stays there; what they remark on cells of
// the table goes into the list, as the cell goes with its issue.
func TestRemarksAroundTheTableStay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.put(t, theirBook(t))
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		for sheet, cells := range map[string][]string{"Mine": {"B2"}, s.name: {"K3", "C4", "A20"}} {
			for _, cell := range cells {
				s.must(s.file.AddComment(sheet, excelize.Comment{Cell: cell, Author: "Ann & Co", Paragraph: []excelize.RichTextRun{{Text: "on "}, {Text: cell, Font: &excelize.Font{Bold: true}}}}))
			}
		}
		s.put("A20", "below")
	})
	if f := p.found(t); len(f.Kept) != 1 || f.Kept[0].Text != "on C4" || f.Fixed != 0 {
		t.Fatalf("found %+v", f)
	}
	sizes := map[int]bool{}
	for range 3 {
		p.write(t, longer(v, 20))
		parts, _ := unpack(t, []byte(p.read(t)))
		sizes[len(parts)] = true
		s := openSheet(t, p, mark)
		var got []string
		for _, sheet := range []string{s.name, "Mine"} {
			list, err := s.file.GetComments(sheet)
			s.must(err)
			for _, c := range list {
				got = append(got, c.Cell+": "+c.Author+": "+remark(c))
			}
		}
		slices.Sort(got)
		if d := cmp.Diff([]string{"A29: Ann & Co: on A20", "B2: Ann & Co: on B2", "K3: Ann & Co: on K3"}, got); d != "" {
			t.Error(d)
		}
		if f := p.found(t); len(f.Kept) != 0 || f.Fixed != 0 {
			t.Errorf("found %+v", f)
		}
	}
	if len(sizes) != 1 {
		t.Errorf("the workbook has had %v parts", sizes)
	}
}
