package file_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/pagetest"
	"weir/internal/testenv"
)

// office lets LibreOffice open a file and save it in another format, and returns
// the path of what it saved.
func office(t *testing.T, path, format, filter string) string {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		testenv.Skip(t, "soffice is missing: see scripts/debian-packages")
	}
	dir := t.TempDir()
	to := filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+"."+format)
	if filter != "" {
		format += ":" + filter
	}
	run := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")),
		"--headless", "--norestore", "--convert-to", format, "--outdir", dir, path)
	run.Env = append(os.Environ(), "HOME="+dir)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	if _, err := os.Stat(to); err != nil {
		t.Fatal(err)
	}
	return to
}

// An officeCell is a cell as LibreOffice has understood it.
type officeCell struct {
	Type, Value, Date, Time, Formula string
	Text                             string
	Links                            []string
}

// officeGrid reads a spreadsheet that LibreOffice has saved as one XML file.
func officeGrid(t *testing.T, path string) (sheets map[string][][]officeCell) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type paragraph struct {
		Text  string `xml:",innerxml"`
		Links []struct {
			Href string `xml:"href,attr"`
		} `xml:"a"`
	}
	var doc struct {
		Tables []struct {
			Name string `xml:"name,attr"`
			Rows []struct {
				Repeated int `xml:"number-rows-repeated,attr"`
				Cells    []struct {
					Repeated int         `xml:"number-columns-repeated,attr"`
					Type     string      `xml:"value-type,attr"`
					Value    string      `xml:"value,attr"`
					Date     string      `xml:"date-value,attr"`
					Time     string      `xml:"time-value,attr"`
					Formula  string      `xml:"formula,attr"`
					P        []paragraph `xml:"p"`
				} `xml:",any"`
			} `xml:"table-row"`
		} `xml:"body>spreadsheet>table"`
	}
	// Rows that are printed on each page have an element around them.
	for _, tag := range []string{"<table:table-header-rows>", "</table:table-header-rows>"} {
		data = bytes.ReplaceAll(data, []byte(tag), nil)
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	sheets = map[string][][]officeCell{}
	for _, table := range doc.Tables {
		var rows [][]officeCell
		for _, r := range table.Rows {
			var row []officeCell
			for _, c := range r.Cells {
				cell := officeCell{Type: c.Type, Value: c.Value, Date: c.Date, Time: c.Time, Formula: c.Formula}
				for i, p := range c.P {
					if i > 0 {
						cell.Text += "\n"
					}
					cell.Text += xmlSeen(t, p.Text)
					for _, l := range p.Links {
						cell.Links = append(cell.Links, l.Href)
					}
				}
				for range min(max(c.Repeated, 1), 20) {
					row = append(row, cell)
				}
			}
			for range min(max(r.Repeated, 1), 20) {
				rows = append(rows, row)
			}
		}
		sheets[table.Name] = rows
	}
	return sheets
}

// xmlSeen is the text within elements.
func xmlSeen(t *testing.T, inner string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<p>" + inner + "</p>"))
	d.Strict = false
	var b strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return b.String()
		}
		switch token := token.(type) {
		case xml.CharData:
			b.Write(token)
		case xml.StartElement:
			switch token.Name.Local {
			case "s":
				n := 1
				for _, a := range token.Attr {
					if a.Name.Local == "c" {
						n = len(strings.Repeat(" ", int(a.Value[0]-'0')))
					}
				}
				b.WriteString(strings.Repeat(" ", n))
			case "tab":
				b.WriteString("\t")
			case "line-break":
				b.WriteString("\n")
			}
		}
	}
}

// hostileView is a view with each hostile text in a row of its own.
func hostileView() report.View {
	v := pagetest.Sample()
	v.Groups, v.Extra, v.Left, v.Kept = nil, nil, nil, nil
	row := pagetest.Sample().Groups[0].Rows[0]
	group := report.Group{}
	for _, text := range pagetest.Hostile() {
		r := row
		r.Cells = slices.Clone(row.Cells)
		r.Cells[1].Text, r.Cells[2].Text, r.Cells[7].Text = text, text, text
		group.Rows = append(group.Rows, r)
	}
	v.Groups = []report.Group{group}
	return v
}

func TestLibreOfficeUnderstandsTheWorkbook(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	p.write(t, v)
	grid := officeGrid(t, office(t, p.path, "fods", ""))["Weekly report"]
	if len(grid) < 10 {
		t.Fatalf("there are %d rows", len(grid))
	}
	if first := grid[0][0]; !strings.HasPrefix(first.Text, "Refreshed 29 Nov 2026, 14:03 CET · 4 issues") || !slices.Equal(first.Links, []string{v.Line.Query}) {
		t.Errorf("the line is %+v", first)
	}
	row := grid[3]
	for i, want := range []officeCell{
		{Type: "string", Text: "OPS-1", Links: []string{site + "OPS-1"}},
		{Type: "string", Text: "Mend pump 1"},
		{Type: "string", Text: "In Progress"},
		{Type: "float", Value: "0.5", Text: "0.5"},
		{Type: "date", Date: "2026-11-28", Text: "2026-11-28"},
		{Type: "date", Date: "2026-11-28T13:03:00", Text: "2026-11-28 13:03"},
		{Type: "time", Time: "PT01H30M00S", Text: "1:30"},
		{Type: "string", Text: "ask Ann"},
	} {
		if d := cmp.Diff(want, row[i]); d != "" {
			t.Errorf("cell %d: %s", i, d)
		}
	}
	if totals := grid[9]; totals[0].Text != "Total" || totals[3].Value != "5" {
		t.Errorf("the totals are %+v", totals)
	}
	if marked := grid[7][4]; marked.Date != "2026-11-25" || marked.Text != "2026-11-25 ●" {
		t.Errorf("a changed cell is %+v", marked)
	}
}

func TestLibreOfficeRunsNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"weekly.xlsx", "weekly.csv"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, name)
			v := hostileView()
			p.write(t, v)
			sheets := officeGrid(t, office(t, p.path, "fods", ""))
			texts := map[string]bool{}
			for _, rows := range sheets {
				for _, row := range rows {
					for _, c := range row {
						if c.Formula != "" {
							t.Errorf("a formula: %+v", c)
						}
						texts[pagetest.Folded(c.Text)] = true
					}
				}
			}
			for _, text := range pagetest.Hostile() {
				if f := pagetest.Folded(text); name == "weekly.xlsx" && f != "" && !texts[f] {
					t.Errorf("%q is not there", text)
				}
			}
		})
	}
}

// Somebody opens the file in LibreOffice and saves it.
func TestWhatLibreOfficeSavesIsReadBack(t *testing.T) {
	t.Parallel()
	for name, filter := range map[string]string{"weekly.xlsx": "Calc MS Excel 2007 XML", "weekly.csv": "Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, name)
			v := pagetest.Sample()
			p.write(t, v)
			want := p.found(t)
			format := strings.TrimPrefix(filepath.Ext(name), ".")
			saved, err := os.ReadFile(office(t, p.path, format, filter))
			if err != nil {
				t.Fatal(err)
			}
			if string(saved) == p.read(t) {
				t.Fatal("LibreOffice has saved what it was given: the test proves nothing")
			}
			p.put(t, string(saved))
			got := p.found(t)
			// The forms of cells are not compared: it writes number formats in its own way.
			ignored := cmp.FilterPath(func(p cmp.Path) bool {
				return p.Last().String() == ".Version" || p.Last().String() == ".Markup"
			}, cmp.Ignore())
			if d := cmp.Diff(want, got, ignored); d != "" {
				t.Errorf("%s", d)
			}
			p.write(t, v)
			if got := p.found(t); len(got.Rows) != len(want.Rows) || got.Copies != 0 {
				t.Errorf("afterwards there are %d rows, and %d copies", len(got.Rows), got.Copies)
			}
		})
	}
}

// A workbook of LibreOffice's making keeps what is in it.
func TestAWorkbookOfLibreOfficeKeepsItsSheets(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "book.xlsx")
	p.put(t, theirBook(t))
	saved, err := os.ReadFile(office(t, p.path, "xlsx", "Calc MS Excel 2007 XML"))
	if err != nil {
		t.Fatal(err)
	}
	p.put(t, string(saved))
	before := officeGrid(t, office(t, p.path, "fods", ""))
	for range 3 {
		p.write(t, pagetest.Sample())
	}
	after := officeGrid(t, office(t, p.path, "fods", ""))
	for _, name := range []string{"Mine", "Sums"} {
		if d := cmp.Diff(before[name], after[name]); d != "" || len(before[name]) == 0 {
			t.Errorf("%s: %s", name, d)
		}
	}
	if before["Sums"][4][0].Value != "20" || after["Sums"][4][0].Formula == "" {
		t.Errorf("the sums are %+v", after["Sums"])
	}
}

// Somebody writes around the table in LibreOffice, and sets how wide a column is.
func TestWhatStandsAroundTheTableStaysInLibreOffice(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.must(s.file.InsertRows(s.name, 1, 2)) // the issues are in rows 5 to 8
		s.put("A1", "A title of ours")
		s.put("B2", "=SUM(D5:D8)")
		s.put("K5", "beside")
		s.put("L5", "=D5*4")
		s.put("A12", "below")
		s.put("B12", "=B2+L5")
		s.must(s.file.MergeCell(s.name, "A1", "C1"))
		s.must(s.file.SetColWidth(s.name, "B", "B", 77))
		s.must(s.file.SetColVisible(s.name, "F", false))
		s.must(s.file.SetConditionalFormat(s.name, "D5:D8", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: "=$D5>1", Format: new(0)}}))
		s.must(s.file.AddComment(s.name, excelize.Comment{Cell: "L6", Author: "Ann", Text: "a remark"}))
		list := excelize.NewDataValidation(true)
		list.SetSqref("H5:H8")
		s.must(list.SetDropList([]string{"yes", "no"}))
		s.must(s.file.AddDataValidation(s.name, list))
	})
	for _, grown := range []int{0, 3} {
		saved, err := os.ReadFile(office(t, p.path, "xlsx", "Calc MS Excel 2007 XML"))
		if err != nil {
			t.Fatal(err)
		}
		p.put(t, string(saved))
		if f := p.found(t); f.Fixed != 0 || len(f.Rows) != 5 {
			t.Fatalf("found %+v", f)
		}
		if wrote := p.write(t, longer(v, grown)); len(wrote.Told) != 0 {
			t.Errorf("told is %q", wrote.Told)
		}
	}
	grid := officeGrid(t, office(t, p.path, "fods", ""))["Weekly report"]
	if len(grid) < 14 {
		t.Fatalf("there are %d rows", len(grid))
	}
	below := grid[13] // the table ends in row 12, and a row is blank
	for _, c := range []struct {
		got         officeCell
		text, value string
	}{
		{grid[0][0], "A title of ours", ""},
		{grid[1][1], "6.5", "6.5"},
		{grid[4][10], "beside", ""},
		{grid[4][11], "2", "2"},
		{below[0], "below", ""},
		{below[1], "8.5", "8.5"},
	} {
		if c.got.Text != c.text || c.got.Value != c.value || c.value != "" && c.got.Formula == "" {
			t.Errorf("got %+v, want %q", c.got, c.text)
		}
	}
	s := openSheet(t, p, mark)
	if width, err := s.file.GetColWidth(s.name, "B"); err != nil || width < 76 || width > 78 {
		t.Errorf("the column is %v wide, %v", width, err)
	}
	if seen, err := s.file.GetColVisible(s.name, "F"); err != nil || seen {
		t.Errorf("the hidden column is seen: %v, %v", seen, err)
	}
	if merged, err := s.file.GetMergeCells(s.name); err != nil || len(merged) != 1 || merged[0][0] != "A1:C1" {
		t.Errorf("merged are %v, %v", merged, err)
	}
	if formats, err := s.file.GetConditionalFormats(s.name); err != nil || len(formats["D5:D11"]) != 1 {
		t.Errorf("the conditional formats are %+v, %v", formats, err)
	}
	if remarks, err := s.file.GetComments(s.name); err != nil || len(remarks) != 1 || remarks[0].Cell != "L6" || remark(remarks[0]) != "a remark" {
		t.Errorf("the remarks are %+v, %v", remarks, err)
	}
	if rules, err := s.file.GetDataValidations(s.name); err != nil || len(rules) != 1 || rules[0].Sqref != "H5:H11" {
		t.Errorf("the rules are %+v, %v", rules, err)
	}
}
