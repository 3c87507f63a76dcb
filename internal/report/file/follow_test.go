package file_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/file"
)

// sums is a sheet of a person's that looks at the report's, at itself and at another
// workbook, with the prefixes and attributes that Excel writes.
const sums = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n" +
	`<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x14ac='http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac' x14ac:dyDescent="0.25"><!-- 'Weekly report'!A1 -->` +
	`<x:sheetData>` +
	`<x:row r="1"><x:c r="A1"><x:f>SUM('Weekly report'!D3:D6)&amp;"'Weekly report'!D3"</x:f><x:v>7</x:v></x:c><x:c r="B1"><x:f>'weekly report'!$C$4+D3+[1]'Weekly report'!D3+Other!D3</x:f></x:c><x:c r="C1"><x:f ca="1">NOW()</x:f></x:c></x:row>` +
	`<x:row r="2"><x:c r="A2"><x:f t="shared" ref="A2:A4" si="0">'Weekly report'!C3+B2</x:f><x:v>1</x:v></x:c><x:c r="B2"><x:f t="shared" ref="B2:B4" si="1">A2+1</x:f></x:c></x:row>` +
	`<x:row r="3"><x:c r="A3"><x:f t="shared" si="0"/><x:v>2</x:v></x:c><x:c r="B3"><x:f t="shared" si="1"/></x:c></x:row>` +
	`<x:row r="4"><x:c r="A4"><x:f t="shared" si="0"></x:f></x:c><x:c r="B4"><x:f t="shared" si="1"/></x:c><x:c r="C4" t="inlineStr"><x:is><x:t>'Weekly report'!D3</x:t></x:is></x:c></x:row>` +
	`<x:row r="5"><x:c r="A5"><x:f t="array" ref="A5:A8">'Weekly report'!D3:D6*2</x:f></x:c></x:row>` +
	`<x:row r="9"><x:c r="A9"><x:f>SUM('Weekly report'!C:D)+SUM('Weekly report'!C3:D6)+'Weekly report'!D1+'Weekly report'!D50</x:f></x:c></x:row>` +
	`</x:sheetData>` +
	`<x:conditionalFormatting sqref="D3"><x:cfRule type="expression" priority="1"><x:formula>'Weekly report'!$D$3&gt;1</x:formula></x:cfRule></x:conditionalFormatting>` +
	`<x:dataValidations count="1"><x:dataValidation type="list" sqref="E1"><x:formula1>'Weekly report'!$A$3:$A$6</x:formula1><x:formula2>'Weekly report'!$D$4</x:formula2></x:dataValidation></x:dataValidations>` +
	`</x:worksheet>`

const chart = `<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:val><c:numRef><c:f>'Weekly report'!$D$3:$D$6</c:f><c:numCache/></c:numRef></c:val></c:chart>`

const pivot = `<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" recordCount="4"><cacheSource type="worksheet"><worksheetSource ref="A2:H6" sheet="Weekly report"/></cacheSource></pivotCacheDefinition>`

// These pivot tables are made of another sheet, and of a sheet of another workbook.
const (
	pivotOfOther    = `<pivotCacheDefinition><cacheSource type="worksheet"><worksheetSource ref="A2:H7" sheet="Sums"/></cacheSource></pivotCacheDefinition>`
	pivotOfWorkbook = `<pivotCacheDefinition><cacheSource type="worksheet"><worksheetSource ref="A2:H7" sheet="Weekly report" r:id="rId1"/></cacheSource></pivotCacheDefinition>`
)

// withParts is a workbook of ours with a second sheet and other parts of people's.
func withParts(t testing.TB, p *place, parts map[string]string) {
	t.Helper()
	s := openSheet(t, p, mark)
	_, err := s.file.NewSheet("Sums")
	s.must(err)
	s.save(p)
	all, names := unpack(t, []byte(p.read(t)))
	for part, text := range parts {
		if all[part] == nil {
			names = append(names, part)
		}
		all[part] = []byte(text)
	}
	p.put(t, string(pack(t, all, names)))
}

// The hidden sheet is the second one.
const sumsPart = "xl/worksheets/sheet3.xml"

func TestWhatLooksAtTheTableFromElsewhereFollowsIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	theirs := map[string]string{sumsPart: sums, "xl/charts/chart9.xml": chart, "xl/pivotCache/pivotCacheDefinition9.xml": pivot}
	theirs["xl/pivotCache/pivotCacheDefinition8.xml"], theirs["xl/pivotCache/pivotCacheDefinition7.xml"] = pivotOfOther, pivotOfWorkbook
	withParts(t, p, theirs)

	// Two issues more; status and points change places.
	next := longer(v, 2)
	next.Columns = slices.Clone(next.Columns)
	next.Columns[2], next.Columns[3] = next.Columns[3], next.Columns[2]
	for i := range next.Groups[0].Rows {
		r := &next.Groups[0].Rows[i]
		r.Cells = slices.Clone(r.Cells)
		r.Cells[2], r.Cells[3] = r.Cells[3], r.Cells[2]
	}
	next.Totals = nil
	if wrote := p.write(t, next); len(wrote.Told) != 0 {
		t.Errorf("told is %q", wrote.Told)
	}
	now := strings.NewReplacer(
		`SUM('Weekly report'!D3:D6)`, `SUM('Weekly report'!C3:C8)`,
		`'weekly report'!$C$4`, `'weekly report'!$D$4`,
		`<x:f t="shared" ref="A2:A4" si="0">'Weekly report'!C3+B2</x:f>`, `<x:f>'Weekly report'!D3+B2</x:f>`,
		`<x:c r="A3"><x:f t="shared" si="0"/>`, `<x:c r="A3"><x:f>'Weekly report'!D4+B3</x:f>`,
		`<x:f t="shared" si="0"></x:f>`, `<x:f>'Weekly report'!D5+B4</x:f>`,
		`'Weekly report'!D3:D6*2`, `'Weekly report'!C3:C8*2`,
		`'Weekly report'!C3:D6`, `'Weekly report'!C3:D8`,
		`'Weekly report'!$D$4`, `'Weekly report'!$C$4`,
		`'Weekly report'!$D$3&gt;1`, `'Weekly report'!$C$3&gt;1`,
		`'Weekly report'!$A$3:$A$6`, `'Weekly report'!$A$3:$A$8`,
		`'Weekly report'!$D$3:$D$6`, `'Weekly report'!$C$3:$C$8`,
		`"A2:H6"`, `"A2:H8"`,
	)
	parts, _ := unpack(t, []byte(p.read(t)))
	for part, text := range theirs {
		quotes := strings.NewReplacer("&#39;", "'", "&#34;", `"`) // of what is edited
		if d := cmp.Diff(now.Replace(text), quotes.Replace(string(parts[part]))); d != "" {
			t.Errorf("%s: %s", part, d)
		}
	}

	// Without a move every byte stays.
	before := p.read(t)
	p.write(t, next)
	after, _ := unpack(t, []byte(p.read(t)))
	had, _ := unpack(t, []byte(before))
	for part := range maps.Keys(theirs) {
		if !bytes.Equal(had[part], after[part]) {
			t.Errorf("%s is another one", part)
		}
	}
}

// The row of totals is below the last issue, however many there are. Once it is gone,
// what looks at it is told.
func TestWhatLooksAtTheTotalsFollowsThem(t *testing.T) {
	t.Parallel()
	const looks = "'Weekly report'!D7+SUM('Weekly report'!$B$7:$D$7)+COUNT('Weekly report'!7:7)+SUM('Weekly report'!D3:D6)+SUM('Weekly report'!D3:D7)+SUM('Weekly report'!D7:K7)"
	part := func(formula string) string {
		return `<worksheet><sheetData><row r="1"><c r="A1"><f>` + formula + `</f></c></row></sheetData></worksheet>`
	}
	fewer := plainView()
	fewer.Groups = []report.Group{{Rows: fewer.Groups[0].Rows[:2]}}
	without := plainView()
	without.Totals = nil
	for name, c := range map[string]struct {
		next report.View
		now  *strings.Replacer
		told bool
	}{
		"more":    {longer(plainView(), 3), strings.NewReplacer("7", "10", "6", "9"), false},
		"fewer":   {fewer, strings.NewReplacer("7", "5", "6", "4"), false},
		"without": {without, strings.NewReplacer("D3:D7", "D3:D6"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, "weekly.xlsx")
			p.write(t, plainView())
			withParts(t, p, map[string]string{sumsPart: part(looks)})
			told := p.write(t, c.next).Told
			if got := len(told) == 1 && strings.Contains(told[0], "totals that are not in the table any more"); got != c.told || !c.told && len(told) != 0 {
				t.Errorf("told is %q", told)
			}
			parts, _ := unpack(t, []byte(p.read(t)))
			got := strings.ReplaceAll(string(parts[sumsPart]), "&#39;", "'")
			if d := cmp.Diff(c.now.Replace(part(looks)), got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A column that is gone, and a part that cannot be read, are told; the part stays.
func TestWhatCannotFollowTheTableIsTold(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	broken := chart + "<"
	withParts(t, p, map[string]string{sumsPart: sums, "xl/charts/chart9.xml": broken})
	v.Columns = slices.Delete(slices.Clone(v.Columns), 3, 4)
	for i := range v.Groups[0].Rows {
		r := &v.Groups[0].Rows[i]
		r.Cells = slices.Delete(slices.Clone(r.Cells), 3, 4)
	}
	v.Totals = nil
	wrote := p.write(t, v)
	if len(wrote.Told) != 2 || !strings.Contains(wrote.Told[0], "not in the table any more") && !strings.Contains(wrote.Told[1], "not in the table any more") {
		t.Errorf("told is %q", wrote.Told)
	}
	if parts, _ := unpack(t, []byte(p.read(t))); string(parts["xl/charts/chart9.xml"]) != broken {
		t.Error("what could not be read was changed")
	}
}

// Neither rows nor cells need to say where they are.
func TestASharedFormulaFollowsTheTableInCellsThatDoNotSayWhereTheyAre(t *testing.T) {
	t.Parallel()
	const part = `<row><c><f t="shared" ref="A1:A2" si="0">'Weekly report'!A1+B1</f></c><c/></row><row><c><f t="shared" si="0"/></c></row>`
	const want = `<row><c><f>'Weekly report'!B1+B1</f></c><c/></row><row><c><f>'Weekly report'!B2+B2</f></c></row>`
	out, read := file.Followed("Weekly report", []byte(part))
	if got := strings.ReplaceAll(string(out), "&#39;", "'"); !read || got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Nobody's formula looks at a column that goes with links, remarks, formats and rules on
// its cells.
func TestAColumnThatNoFormulaLooksAtGoesSilently(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	for i := range v.Groups[0].Rows {
		v.Groups[0].Rows[i].Cells[2].Link = site + "OPS-1"
	}
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("K3", "mine")
		for _, cell := range []string{"C4", "K3"} {
			s.must(s.file.AddComment(s.name, excelize.Comment{Cell: cell, Author: "Ann", Text: "on " + cell}))
		}
		s.must(s.file.SetConditionalFormat(s.name, "C3:C6", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "1", Format: new(0)}}))
		list := excelize.NewDataValidation(true)
		list.SetSqref("C3:C6")
		s.must(list.SetDropList([]string{"yes", "no"}))
		s.must(s.file.AddDataValidation(s.name, list))
	})
	v.Totals, v.Columns = nil, slices.Delete(slices.Clone(v.Columns), 2, 3)
	for i := range v.Groups[0].Rows {
		r := &v.Groups[0].Rows[i]
		r.Cells = slices.Delete(slices.Clone(r.Cells), 2, 3)
	}
	for _, sentence := range p.write(t, v).Told {
		if strings.Contains(sentence, "formula") {
			t.Error(sentence)
		}
	}
}

func TestASheetOfPeoplesAddsUpTheTableInLibreOffice(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	s := openSheet(t, p, mark)
	_, err := s.file.NewSheet("Sums")
	s.must(err)
	s.must(s.file.SetCellFormula("Sums", "A1", "COUNTA('"+s.name+"'!A3:A6)"))
	s.must(s.file.AddChart("Sums", "D2", &excelize.Chart{Type: excelize.Line, Series: []excelize.ChartSeries{{Values: "'" + s.name + "'!$D$3:$D$6"}}}))
	s.save(p)
	p.write(t, longer(v, 3))
	grid := officeGrid(t, office(t, p.path, "fods", ""))["Sums"]
	if len(grid) == 0 || len(grid[0]) == 0 || grid[0][0].Value != "7" {
		t.Errorf("got %+v, want 7 issues", grid)
	}
	found := false
	parts, _ := unpack(t, []byte(p.read(t)))
	for name, part := range parts {
		found = found || strings.HasPrefix(name, "xl/charts/") && bytes.Contains(part, []byte("$D$3:$D$9"))
	}
	if !found {
		t.Error("the chart does not look at all issues")
	}
}

// FuzzFollow edits a sheet of anybody's: what does not name the report's sheet stays
// to the byte, and what could be read can be read again.
func FuzzFollow(f *testing.F) {
	for _, seed := range []string{sums, chart, pivot, `<f>A!A1</f>`, `<f>!<f>'Weekly report'!A1`, `<a b="!">`, `<c r="A1"><f t="shared" si="1">'Weekly report'!A1:A9</f></c><c r="ZZZ9"><f t="shared" si="1"/></c>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, part string) {
		out, read := file.Followed("Weekly report", []byte(part))
		if !read && string(out) != part {
			t.Error("it could not be read, and was changed")
		}
		if again, readable := file.Followed("Weekly report", out); read && !readable {
			t.Errorf("what was written cannot be read: %q, %q", out, again)
		}
		if !strings.Contains(strings.ToLower(part), "report") && !strings.Contains(part, "&") && string(out) != part {
			t.Errorf("it says nothing of the sheet, and became %q", out)
		}
	})
}

// In a formula of people's in the table, what is fixed looks at the same cells when
// there are more issues: the totals, and all issues.
func TestFixedReferencesInTheTableFollowIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v) // the issues are in rows 3 to 6, and the totals in 7
	p.edit(t, func(s *sheet) {
		s.put("I3", `=D3/$D$7&"$D$7<"`)
		s.put("I4", "=D4/SUM($D$3:$D$6)+SUM($D$3:D4)+D$2")
	})
	f := p.found(t)
	for i := range 2 {
		v.Groups[0].Rows[i].Cells[8] = report.Cell{Kind: report.Written, Text: f.Rows[i].Cells[8].Text, Markup: f.Rows[i].Cells[8].Markup}
	}
	next := longer(v, 2)
	for i := range 2 { // the new ones come without a formula
		r := &next.Groups[0].Rows[4+i]
		r.Cells = slices.Clone(r.Cells)
		r.Cells[8] = report.Cell{Kind: report.Written}
	}
	if wrote := p.write(t, next); len(wrote.Told) != 0 {
		t.Errorf("told is %q", wrote.Told)
	}
	s := openSheet(t, p, mark)
	for cell, want := range map[string]string{"I3": `D3/$D$9&"$D$7<"`, "I4": "D4/SUM($D$3:$D$8)+SUM($D$3:D4)+D$2"} {
		if got, err := s.file.GetCellFormula(s.name, cell); err != nil || got != want {
			t.Errorf("%s is %q, %v, want %q", cell, got, err, want)
		}
	}
}
