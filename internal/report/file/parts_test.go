package file_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/file"
)

// edited changes the parts of the workbook as no library would.
func (p *place) edited(t *testing.T, change func(parts map[string][]byte) (added []string)) {
	t.Helper()
	parts, names := unpack(t, []byte(p.read(t)))
	names = append(names, change(parts)...)
	p.put(t, string(pack(t, parts, names)))
}

// The order in which formulas are reckoned names cells that have none any more.
func TestTheOrderOfFormulasGoes(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	const (
		chain = "xl/calcChain.xml"
		types = "[Content_Types].xml"
		rels  = "xl/_rels/workbook.xml.rels"
	)
	p.edited(t, func(parts map[string][]byte) []string {
		parts[chain] = []byte(`<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="I3" i="1"/></calcChain>`)
		parts[types] = []byte(replaced(t, string(parts[types]), `</Types>`, `<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"></Override></Types>`))
		parts[rels] = []byte(replaced(t, string(parts[rels]), `</Relationships>`, `<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>`))
		return []string{chain}
	})
	before, _ := unpack(t, []byte(p.read(t)))
	p.write(t, v)
	after, _ := unpack(t, []byte(p.read(t)))
	for name, part := range after {
		if name == chain || bytes.Contains(part, []byte("calcChain")) {
			t.Errorf("%s names the chain: %s", name, part)
		}
	}
	for _, name := range []string{types, rels} {
		if got, want := bytes.Count(after[name], []byte(`Type="`)), bytes.Count(before[name], []byte(`Type="`))-1; got != want {
			t.Errorf("%s names %d parts, want %d: %s", name, got, want, after[name])
		}
	}
}

// What means nothing without the rest of the sheet leaves a text that does.
func TestATextWithFormsOfOthersStays(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	p.edited(t, func(parts map[string][]byte) []string {
		parts[firstSheet] = []byte(replaced(t, string(parts[firstSheet]), `</row><row r="4"`,
			`<c r="L3" t="inlineStr"><is xmlns:y="urn:y"><r><t>two </t></r><r y:z="1"><t>words_x000D_&amp;</t></r></is></c><c r="M3" t="b"><v>1</v></c></row><row r="4"`))
		return nil
	})
	p.write(t, v)
	if got := p.around(t); got["L3"] != "two words\n&=" || got["M3"] != "TRUE=" {
		t.Errorf("around the table is %q", got)
	}
	parts, _ := unpack(t, []byte(p.read(t)))
	if want := `<is><t xml:space="preserve">two words_x000D_&amp;</t></is>`; !strings.Contains(string(parts[firstSheet]), want) {
		t.Errorf("the sheet lacks %s", want)
	}
}

// What a later version of the format has on a sheet, and what is reckoned by changing
// other cells, cannot be moved; what Excel says of itself on a Macintosh need not be.
func TestWhatCannotBeMovedLeavesTheSheetStanding(t *testing.T) {
	t.Parallel()
	for part, fixed := range map[string]int{
		`<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><a/></ext></extLst></worksheet>`: 1,
		`<extLst><ext uri="{64002731-A6B0-56B0-2670-7721B7C09600}"><a/></ext></extLst></worksheet>`: 0,
		`</row><row r="40"><c r="A40"><f t="dataTable" ref="A40:A42" r1="B1"/><v>1</v></c></row>`:   1,
	} {
		p, v := newPlace(t, "weekly.xlsx"), plainView()
		p.write(t, v)
		p.edited(t, func(parts map[string][]byte) []string {
			end := part[strings.LastIndex(part, "</"):]
			sheet := string(parts[firstSheet])
			at := strings.LastIndex(sheet, end)
			parts[firstSheet] = []byte(sheet[:at] + part + sheet[at+len(end):])
			return nil
		})
		if f := p.found(t); f.Fixed != fixed {
			t.Errorf("%s: %d things are fixed, want %d", part, f.Fixed, fixed)
		}
		if wrote := p.write(t, v); len(wrote.Told) != fixed {
			t.Errorf("%s: told is %q", part, wrote.Told)
		}
	}
}

// A conversation has its words in a part of its own, which cannot go along: its
// remarks go into the list.
func TestAConversationGoesIntoTheList(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("K3", "mine")
		s.must(s.file.AddComment(s.name, excelize.Comment{Cell: "K3", Author: "Ann", Text: "on K3"}))
	})
	if f := p.found(t); len(f.Kept) != 0 {
		t.Errorf("kept is %+v", f.Kept)
	}
	rels := "xl/worksheets/_rels/sheet1.xml.rels"
	p.edited(t, func(parts map[string][]byte) []string {
		parts[rels] = []byte(replaced(t, string(parts[rels]), `</Relationships>`, `<Relationship Id="rId91" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>`))
		parts["xl/threadedComments/threadedComment1.xml"] = []byte(`<ThreadedComments/>`)
		return []string{"xl/threadedComments/threadedComment1.xml"}
	})
	if f := p.found(t); len(f.Kept) != 1 || f.Kept[0].Text != "on K3" || f.Fixed != 0 {
		t.Errorf("found %+v", f)
	}
	// What nobody knows cannot be moved.
	p.edited(t, func(parts map[string][]byte) []string {
		parts[rels] = []byte(replaced(t, string(parts[rels]), "/threadedComment\"", "/customProperty\""))
		return nil
	})
	if f := p.found(t); f.Fixed != 1 {
		t.Errorf("found %+v", f)
	}
}

// Whole rows and columns move as areas do; a reference beyond the sheet's end stays.
func TestWholeRowsAndColumnsFollowTheTable(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("L3", "=SUM(3:$6)+SUM(12:12)+COUNT(C:$D)+A13:name+SUM(A1048576:B1048576)+name:A13+SUM(A13:B1048576)")
		s.put("A12", "below")
	})
	p.write(t, longer(v, 20))
	want := "=SUM(3:$26)+SUM(29:29)+COUNT(C:$D)+A30:name+SUM(A1048576:B1048576)+name:A30+SUM(A30:B1048576)"
	if got := p.around(t)["L3"]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Of all formats of dates and times a number is read in one form.
func TestNumbersWithBuiltInFormatsAreRead(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	clock := "hh:mm"
	cells := []struct {
		number float64
		style  excelize.Style
		want   string
	}{
		{46355.5, excelize.Style{NumFmt: 22}, "2026-11-29 12:00"},
		{0.75, excelize.Style{NumFmt: 21}, "18:00"},
		{-1.25, excelize.Style{NumFmt: 46}, "-30:00"},
		{46355, excelize.Style{NumFmt: 49}, "46355"},
		{0.5, excelize.Style{CustomNumFmt: &clock}, "12:00"},
		{46355, excelize.Style{NumFmt: 15}, "2026-11-29"},
	}
	p.edit(t, func(s *sheet) {
		for i, c := range cells {
			style, err := s.file.NewStyle(&c.style)
			s.must(err)
			s.must(s.file.SetCellStyle(s.name, at(3+i, 11), at(3+i, 11), style))
			s.must(s.file.SetCellValue(s.name, at(3+i, 11), c.number))
		}
	})
	got := p.around(t)
	for i, c := range cells {
		if got[at(3+i, 11)] != c.want+"=" {
			t.Errorf("%v is read as %q, want %q", c.number, got[at(3+i, 11)], c.want)
		}
	}
}

func TestALongMarkHasAHiddenSheet(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	v.Mark = "weir-" + strings.Repeat("long-", 10)
	p.write(t, v)
	f, err := file.ReadBytes(file.XLSX, []byte(p.read(t)), v.Mark)
	if err != nil || f.Run != v.Run || v.Run == "" {
		t.Errorf("found the run %q, %v, want %q", f.Run, err, v.Run)
	}
}

// Without its name and its heading the key's column is the one that names issues.
func TestTheColumnOfTheKeyIsFoundByItsCells(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	before := p.found(t)
	p.edit(t, func(s *sheet) {
		s.put("A2", "Nummer")
		s.must(s.file.DeleteDefinedName(&excelize.DefinedName{Name: base + ".key"}))
	})
	after := p.found(t)
	for i, r := range before.Rows {
		if after.Rows[i].Key != r.Key {
			t.Errorf("row %d is of %q, want %q", i, after.Rows[i].Key, r.Key)
		}
	}
}

// Words of a person's in the list, without the rest of a passage, are one of their own.
func TestWordsInTheListAreKept(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	v.Kept = []report.Passage{{Key: "OPS-1", Where: "Note", Text: "words"}}
	p.write(t, v)
	p.edit(t, func(s *sheet) { s.put(at(s.end+2, 2), "mine alone") })
	f := p.found(t)
	if len(f.Kept) != 2 || f.Kept[0].Text != "words" || f.Kept[1].Text != "mine alone" {
		t.Errorf("kept is %+v", f.Kept)
	}
}

// Somebody has deleted the hidden sheet: nobody knows whose the line is.
func TestTheLineStaysWithoutTheHiddenSheet(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.must(s.file.DeleteSheet(base))
		s.put("A1", "mine")
	})
	v.Same, v.Run = true, "r2"
	p.write(t, v)
	s := openSheet(t, p, mark)
	if got, err := s.file.GetCellValue(s.name, "A1"); err != nil || got != "mine" || len(s.file.GetSheetList()) != 1 {
		t.Errorf("the line is %q, %v; the sheets are %q", got, err, s.file.GetSheetList())
	}
}

func TestASourceOfAnotherSheetStays(t *testing.T) {
	t.Parallel()
	for _, part := range []string{`<worksheetSource ref="A2:H6" sheet="Other"/>`, `<worksheetSource ref="A2:H6" sheet="Weekly report" r:id="rId1"/>`} {
		if got, read := file.Followed("Weekly report", []byte(part)); string(got) != part || !read {
			t.Errorf("got %s, %v", got, read)
		}
	}
}
