package file_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"

	"weir/internal/formula"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// csvRecords reads a file as another program would.
func csvRecords(t testing.TB, text string, comma rune) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// csvEdit changes a file as a spreadsheet does: all rows are of one length, and the
// rows that are no part of the table stay.
func csvEdit(t *testing.T, text string, comma rune, change func([][]pagetest.Cell) [][]pagetest.Cell) string {
	t.Helper()
	records := csvRecords(t, text, comma)
	at := len(records[0]) - 1
	for !strings.HasPrefix(records[0][at], mark) {
		at--
	}
	type own struct {
		field, said string
	}
	var rows [][]pagetest.Cell
	var below [][]string
	for _, r := range records {
		if strings.HasPrefix(r[at], "kept") {
			below = append(below, r)
			continue
		}
		var row []pagetest.Cell
		for i, field := range r {
			if i != at {
				row = append(row, pagetest.Cell{Text: formula.Unquote(field), Own: own{field, r[at]}})
			}
		}
		rows = append(rows, row)
	}
	rows = change(rows)
	var out [][]string
	width := 0
	for _, row := range rows {
		record, said := []string{}, ""
		for _, c := range row {
			if o, ok := c.Own.(own); ok {
				record, said = append(record, o.field), o.said
			} else {
				record = append(record, csvTyped(c.Text))
			}
		}
		width = max(width, len(record)+1)
		out = append(out, append([]string{said}, record...))
	}
	for _, r := range below {
		out = append(out, append([]string{r[at]}, append(r[:at:at], r[at+1:]...)...))
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = comma, true
	for _, r := range out {
		if err := w.Write(append(r, make([]string, width-len(r))...)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

// csvTyped is how a person types a text. An apostrophe before a formula says that
// it is text: who means one has to type two.
func csvTyped(text string) string {
	if text = strings.TrimSpace(text); formula.Unquote(text) != text {
		return formula.Quote(text)
	}
	return text
}

func csvHarness(p *place, comma rune) pagetest.Harness {
	h := p.harness()
	h.Lacks = pagetest.Lacks{Groups: true, Append: true, Line: true, Second: true, Run: true, Ragged: true}
	h.Edit = func(t *testing.T, _ string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
		p.put(t, csvEdit(t, p.read(t), comma, change))
	}
	h.Remove = func(t *testing.T, _ string) {
		if err := os.Remove(p.path); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func TestACSVFileIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(t *testing.T) pagetest.Harness { return csvHarness(newPlace(t, "weekly.csv"), ',') })
}

func TestACSVFileOfExcelIsAPage(t *testing.T) {
	t.Parallel()
	for name, comma := range map[string]rune{"semicolons": ';', "tabs": '\t'} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, "weekly.csv")
			v := pagetest.Sample()
			p.write(t, v)
			text := "\ufeff" + csvSaved(t, p.read(t), comma)
			p.put(t, text)
			if f := p.found(t); len(f.Rows) != 5 || len(f.Kept) != 4 || f.Rows[2].Cells[7].Text != "two\nlines" {
				t.Errorf("found %+v", f)
			}
			p.write(t, v)
			if got := p.read(t); got != text {
				t.Errorf("it is written otherwise than the spreadsheet does:\n%q\n%q", got, text)
			}
		})
	}
}

// csvSaved is a file as a spreadsheet saves it that cuts lines otherwise.
func csvSaved(t *testing.T, text string, comma rune) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = comma, true
	if err := w.WriteAll(csvRecords(t, text, ',')); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWordsInAForeignPlaceOfACSVFileAreKept(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.csv")
	p.write(t, pagetest.Sample())
	rows := csvRecords(t, p.read(t), ',')
	last := len(rows[0]) - 1
	rows[1][last] = "call them"
	rows[6][1] = "more about it" // a passage of OPS-8
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	p.put(t, b.String())
	f := p.found(t)
	var kept []string
	for _, k := range f.Kept {
		kept = append(kept, k.Key+" "+k.Text)
	}
	if got := strings.Join(kept[:3], "; "); got != "OPS-1 call them; OPS-8 more about it; OPS-8 a note whose issue left" {
		t.Errorf("kept is %q", got)
	}
}

func TestNoFieldOfACSVFileIsAFormula(t *testing.T) {
	t.Parallel()
	v := pagetest.Sample()
	for i := range v.Columns {
		v.Columns[i].Title = "=" + v.Columns[i].Title
	}
	for i := range v.Groups[0].Rows[0].Cells {
		v.Groups[0].Rows[0].Cells[i].Text = "+1*2"
	}
	v.Kept = []report.Passage{{Key: "@A", Where: "=B1", Text: "-1*2"}, {Text: "=cmd|' /C calc'!A0"}}
	for _, columns := range [][]report.Column{v.Columns, v.Columns[:1]} { // with and without a place for texts
		v.Columns = columns
		for _, record := range csvRecords(t, rendered(t, v, file.CSV), ',') {
			for _, field := range record {
				if strings.ContainsAny(field[:min(1, len(field))], "=+@\t\r") || strings.HasPrefix(field, "-1*") {
					t.Errorf("%q is a formula", field)
				}
			}
		}
		for i := range v.Groups {
			for k := range v.Groups[i].Rows {
				v.Groups[i].Rows[k].Cells = v.Groups[i].Rows[k].Cells[:1]
			}
		}
		v.Extra, v.Totals = nil, nil
	}
}

func TestACSVFileThatIsNotOursStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.csv")
	p.wantRefused(t, "Key,Note\r\nOPS-1,mine\r\n", "not this report's file")
	p.wantRefused(t, "Key,"+mark+"0: Key\r\nOPS-1,\r\n", "not this report's file")
	p.wantRefused(t, "caf\xe9,b\r\n", "not UTF-8")
	p.wantRefused(t, "Key,"+mark+": Key\r\n\"OPS-1,\r\n", "cannot be read as CSV")
}

func TestASnapshotIsNotAddedToACSVFile(t *testing.T) {
	t.Parallel()
	for _, f := range file.Formats() {
		err := file.Check(f, "append")
		if (err != nil) != (f == file.CSV) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// In a preview nothing is new or changed, and the file is no report's yet.
func TestAPreviewAsCSVHasNoMark(t *testing.T) {
	t.Parallel()
	render := func(v report.View) string {
		var b bytes.Buffer
		if err := file.Render(&b, v, file.CSV, file.Options{}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	v := report.View{
		Mark: "weir-weekly-0a1b2c3d", Columns: []report.Column{{ID: report.KeyColumn, Title: "Key"}, {ID: "status", Title: "Status"}},
		Groups: []report.Group{{Rows: []report.Row{{Issue: "1", Key: "OPS-1", Cells: []report.Cell{{Text: "OPS-1"}, {Text: "To Do"}}}}}},
	}
	if got, want := render(v), "Key,Status\r\nOPS-1,To Do\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	v.Groups[0].Rows[0].New = true
	if got := render(v); !strings.Contains(got, "weir-weekly-0a1b2c3d: Key\r\nOPS-1,To Do,new\r\n") {
		t.Errorf("got %q", got)
	}
}

func TestACSVFileMayBeginWithAMark(t *testing.T) {
	t.Parallel()
	for _, with := range []bool{false, true} {
		var b bytes.Buffer
		if err := file.Render(&b, pagetest.Sample(), file.CSV, file.Options{BOM: with}); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(b.String(), "\ufeff") != with || strings.Count(b.String(), "\n") != strings.Count(b.String(), "\r\n") {
			t.Errorf("got %.40q", b.String())
		}
	}
	if err := file.Render(&bytes.Buffer{}, pagetest.Sample(), "pdf", file.Options{}); err == nil || errors.Unwrap(err) != nil {
		t.Errorf("got %v", err)
	}
}
