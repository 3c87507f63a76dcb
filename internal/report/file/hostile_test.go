package file_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
	"weir/internal/testenv"
)

// replaced is a text of which a part must be there to be replaced.
func replaced(t *testing.T, text, old, with string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("there is no %q in %q", old, text)
	}
	return strings.Replace(text, old, with, 1)
}

// sample is a file of ours.
func sample(t *testing.T, f file.Format) string {
	t.Helper()
	out, err := file.WriteBytes(f, nil, pagetest.Sample())
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// changed is a workbook of ours, one part of which was changed.
func changed(t *testing.T, part, old, with string) []byte {
	t.Helper()
	parts, names := unpack(t, []byte(sample(t, file.XLSX)))
	parts[part] = []byte(replaced(t, string(parts[part]), old, with))
	return pack(t, parts, names)
}

const firstSheet = "xl/worksheets/sheet1.xml"

// longText is a text in a formula: long, and quickly read over.
var longText = `"` + strings.Repeat("a", 30_000) + `"`

// Whoever can write into a file of a report can make it as they like. Each of these
// takes hours, or all memory, where the work grows with the square of its size.
func TestHostileFilesAreReadInTime(t *testing.T) {
	t.Parallel()
	html, md, csv := sample(t, file.HTML), sample(t, file.Markdown), replaced(t, sample(t, file.CSV), "Key", "Schlüssel")
	manySums := strings.Repeat(strings.Repeat("x", 12)+",", 200_000)
	for name, hostile := range map[string]struct {
		format file.Format
		data   []byte
	}{
		"sums in HTML":     {file.HTML, []byte(replaced(t, replaced(t, html, `data-ours="`, `data-ours="`+manySums), "<table>", strings.Repeat("<p>a</p>", 50_000)+"<table>"))},
		"sums in Markdown": {file.Markdown, []byte(replaced(t, replaced(t, md, " ours=", " ours="+manySums), "<!-- /", strings.Repeat("a\n\n", 50_000)+"<!-- /"))},
		"many <":           {file.Markdown, []byte(replaced(t, md, "<!-- /", strings.Repeat("<", 1_000_000)+"\n<!-- /"))},
		"a wide row":       {file.CSV, []byte(csv + strings.Repeat(",", 200_000) + "\r\n" + strings.Repeat("a\r\n", 200_000))},
		"a far cell":       {file.XLSX, changed(t, firstSheet, "</sheetData>", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>`)},
	} {
		took := testenv.CPU(func() {
			found, err := file.ReadBytes(hostile.format, hostile.data, mark)
			if err != nil || len(found.Rows) < 8 {
				t.Errorf("%s: %d rows, %v", name, len(found.Rows), err)
			}
		})
		if took > 30*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(hostile.data), took)
		}
	}
}

// A few bytes can say that a cell reaches over thousands, or stands far away.
func TestATableOfMoreCellsThanCanBeCarriedIsRefused(t *testing.T) {
	t.Parallel()
	html := sample(t, file.HTML)
	far := &strings.Builder{}
	for row := 100; row < 300; row++ {
		fmt.Fprintf(far, `<row r="%d"><c r="XFD%[1]d"><v>1</v></c></row>`, row)
	}
	// The names that say where the table ends are gone, so that all rows are its; and
	// it is said to reach over all columns.
	book := changed(t, firstSheet, "</sheetData>", far.String()+"</sheetData>")
	parts, names := unpack(t, book)
	parts["xl/workbook.xml"] = []byte(strings.NewReplacer(".end", ".x", ".kept", ".y", ".gap", ".z", "$A$2:$I$2", "$A$2:$XFD$2").Replace(string(parts["xl/workbook.xml"])))
	for name, hostile := range map[string]struct {
		format file.Format
		data   []byte
	}{
		"columns": {file.HTML, []byte(replaced(t, html, "<tbody>", "<tbody><tr>"+strings.Repeat("<td colspan=1000>", 2000)+"</tr>"))},
		"rows":    {file.HTML, []byte(replaced(t, html, "<tbody>", "<tbody><tr><td colspan=1000 rowspan=1000>"+strings.Repeat("<tr>", 2000)+"<tr><td colspan=1000 rowspan=1000>"+strings.Repeat("<tr>", 2000)))},
		"a sheet": {file.XLSX, pack(t, parts, names)},
	} {
		if _, err := file.ReadBytes(hostile.format, hostile.data, mark); weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A workbook can name one part, which may unpack to a thousand times its size, again
// and again.
func TestAWorkbookThatUnpacksWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	rels := &strings.Builder{}
	for i := range 100 {
		fmt.Fprintf(rels, `<Relationship Id="x%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../bomb.xml"/>`, i)
	}
	parts, names := unpack(t, changed(t, "xl/worksheets/_rels/sheet1.xml.rels", "</Relationships>", rels.String()+"</Relationships>"))
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range append(names, "xl/bomb.xml") {
		method, part := zip.Deflate, parts[name]
		if part == nil { // it is stored as it is, which takes less time than to unpack it
			method, part = zip.Store, bytes.Repeat([]byte(" "), 16<<20)
		}
		in, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if _, err := file.ReadBytes(file.XLSX, data, mark); weir.KindOf(err) != weir.BadInput {
		t.Errorf("%d bytes: got %v", len(data), err)
	}
}

// Other programs leave out parts that the library takes for granted.
func TestAWorkbookThatLacksAPartIsAnError(t *testing.T) {
	t.Parallel()
	const styles = "xl/styles.xml"
	parts, names := unpack(t, []byte(sample(t, file.XLSX)))
	without := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == styles })
	_, err := file.WriteBytes(file.XLSX, pack(t, parts, without), pagetest.Sample())
	if weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
}

// A sheet that is said to be what holds all texts would be written over them.
func TestASheetInThePlaceOfSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	parts, names := unpack(t, surrounded(t))
	parts["xl/workbook.xml"] = []byte(replaced(t, string(parts["xl/workbook.xml"]), `"rId4"`, `"rId5"`))
	if _, err := file.ReadBytes(file.XLSX, pack(t, parts, names), mark); weir.KindOf(err) != weir.BadInput {
		t.Errorf("got %v", err)
	}
}

// What is around the table can be as much as somebody likes, too.
func TestHostileSurroundingsAreCarriedInTime(t *testing.T) {
	t.Parallel()
	repeated := func(n int, each func(b *strings.Builder, i int)) string {
		b := &strings.Builder{}
		for i := range n {
			each(b, i)
		}
		return b.String()
	}
	merges := repeated(20_000, func(b *strings.Builder, i int) { fmt.Fprintf(b, `<mergeCell ref="L%d:M%d"/>`, 2*i+1, 2*i+2) })
	areas := repeated(20_000, func(b *strings.Builder, i int) { fmt.Fprintf(b, `A%d:I%[1]d `, i+1) })
	parted := repeated(20_000, func(b *strings.Builder, i int) { fmt.Fprintf(b, `B%d:H%[1]d `, i+1) })
	columns := repeated(50_000, func(b *strings.Builder, _ int) { b.WriteString(`<col min="1" max="16384" width="9" customWidth="1"/>`) })
	heights := repeated(20_000, func(b *strings.Builder, i int) { fmt.Fprintf(b, `<row r="%d" ht="9" customHeight="1"/>`, 1048576-i) })
	cells := repeated(20_000, func(b *strings.Builder, i int) {
		fmt.Fprintf(b, `<row r="%d"><c r="XFC%[1]d" s="1"><v>1</v></c></row>`, i+100)
	})
	shared := `<row r="40"><c r="L40"><f t="shared" si="0">` + strings.Repeat("A1&amp;", 500) + longText + `</f></c></row>` +
		repeated(20_000, func(b *strings.Builder, i int) {
			fmt.Fprintf(b, `<row r="%d"><c r="L%[1]d"><f t="shared" si="0"/></c></row>`, i+41)
		})
	deep := strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)
	for name, hostile := range map[string]struct{ old, with string }{
		"merged":   {"</sheetData>", "</sheetData><mergeCells>" + merges + "</mergeCells>"},
		"areas":    {"</sheetData>", `</sheetData><conditionalFormatting sqref="` + areas + `"><cfRule type="expression" priority="1"><formula>$A1=1</formula></cfRule></conditionalFormatting>`},
		"parted":   {"</sheetData>", `</sheetData><dataValidations><dataValidation sqref="` + parted + `"/></dataValidations>`},
		"columns":  {"<cols>", "<cols>" + columns},
		"heights":  {"</sheetData>", heights + "</sheetData>"},
		"cells":    {"</sheetData>", cells + "</sheetData>"},
		"shared":   {"</sheetData>", shared + "</sheetData>"},
		"deep":     {"</sheetData>", "</sheetData><headerFooter>" + deep + "</headerFooter>"},
		"brackets": {"</sheetData>", `<row r="60"><c r="A60"><f>` + strings.Repeat("[", 2_000_000) + `</f></c></row></sheetData>`},
		"formulas": {"</sheetData>", `<row r="60"><c r="A60"><f>` + strings.Repeat("(", 1_000_000) + strings.Repeat("A1:", 500_000) + `A9</f></c></row></sheetData>`},
	} {
		data := changed(t, firstSheet, hostile.old, hostile.with)
		v := pagetest.Sample()
		v.Columns = slices.Clone(v.Columns)
		v.Columns[1], v.Columns[3] = v.Columns[3], v.Columns[1]
		v.Groups = slices.Concat(v.Groups, v.Groups, v.Groups)
		took := testenv.CPU(func() {
			out, err := file.WriteBytes(file.XLSX, data, v)
			if err == nil {
				_, err = file.ReadBytes(file.XLSX, out, mark)
			}
			if err != nil && weir.KindOf(err) != weir.BadInput {
				t.Errorf("%s: got %v", name, err)
			}
		})
		if took > 60*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(data), took)
		}
	}
}

// A few bytes in each of many sheets can stand for a long formula in each of many
// cells: all of it written out would be gigabytes.
func TestHostileSheetsFollowTheTableInTime(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	cells := &strings.Builder{}
	for row := 2; row < 900; row++ {
		fmt.Fprintf(cells, `<row r="%d"><c r="A%[1]d"><f t="shared" si="0"/></c></row>`, row)
	}
	sheet := `<worksheet><sheetData><row r="1"><c r="A1"><f t="shared" si="0">'Weekly report'!A1&amp;` + longText + `</f></c></row>` + cells.String() + `</sheetData></worksheet>`
	parts := map[string]string{}
	const sheets = 10
	for i := range sheets {
		parts[fmt.Sprintf("xl/worksheets/other%d.xml", i)] = sheet
	}
	withParts(t, p, parts)
	told := p.write(t, longer(v, 2)).Told
	if len(told) != 1 || !strings.Contains(told[0], "cannot be read") {
		t.Errorf("told is %q", told)
	}
	size := 0
	now, _ := unpack(t, []byte(p.read(t)))
	for name := range parts {
		size += len(now[name])
	}
	if size > 128<<20 {
		t.Errorf("%d bytes became %d", sheets*len(sheet), size)
	}
}

// Names and sheets are a few bytes each, and there can be as many as somebody likes:
// with Weir's own name, on sheets that are not there, and on single sheets.
func TestAWorkbookWithManyNamesIsWrittenInTime(t *testing.T) {
	t.Parallel()
	const many = 10_000
	names, sheets, rels := &strings.Builder{}, &strings.Builder{}, &strings.Builder{}
	for i := range many {
		fmt.Fprintf(names, `<definedName name="weir_weekly_3f9a1c2e.key">'Weekly report'!$B$2</definedName><definedName name="weir_weekly_3f9a1c2e.end">Nowhere!$B$2</definedName><definedName name="N%d" localSheetId="5000">S1!$B$2</definedName>`, i)
	}
	for i := range 5_000 {
		fmt.Fprintf(sheets, `<sheet name="S%d" sheetId="%d" r:id="x%[1]d"/>`, i, i+100)
		fmt.Fprintf(rels, `<Relationship Id="x%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s%[1]d.xml"/>`, i)
	}
	parts, order := unpack(t, []byte(sample(t, file.XLSX)))
	for part, end := range map[string]map[string]string{
		"xl/workbook.xml":            {"</definedNames>": names.String(), "</sheets>": sheets.String()},
		"xl/_rels/workbook.xml.rels": {"</Relationships>": rels.String()},
	} {
		for tag, more := range end {
			parts[part] = []byte(replaced(t, string(parts[part]), tag, more+tag))
		}
	}
	data := pack(t, parts, order)
	took := testenv.CPU(func() {
		out, err := file.WriteBytes(file.XLSX, data, pagetest.Sample())
		if err != nil {
			t.Error(err)
			return
		}
		parts, _ := unpack(t, out)
		book := string(parts["xl/workbook.xml"])
		if n, local := strings.Count(book, "weir_weekly_3f9a1c2e.key"), strings.Count(book, `localSheetId="5000"`); n != 1 || local != many {
			t.Errorf("there are %d names of the key's column, and %d of people's", n, local)
		}
	})
	if took > 30*time.Second {
		t.Errorf("%d bytes took %v", len(data), took)
	}
}

// Each number format of people's is made anew, among all that there are.
func TestATableOfTooManyNumberFormatsIsRefused(t *testing.T) {
	t.Parallel()
	v := plainView()
	for i := range 1200 {
		row := report.Row{Cells: make([]report.Cell, len(v.Columns))}
		row.Cells[0] = report.Cell{Kind: report.Written, Text: "1", Markup: fmt.Sprintf(`xlsx:{"text":"1","number":"1","format":"0\\\"%d\\\""}`, i)}
		v.Extra = append(v.Extra, row)
	}
	if _, err := file.WriteBytes(file.XLSX, nil, v); weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
	v.Extra = v.Extra[:300]
	if _, err := file.WriteBytes(file.XLSX, nil, v); err != nil {
		t.Error(err)
	}
}

// Cells share texts and number formats, which can be of any length.
func TestWhatCellsShareIsReadInTime(t *testing.T) {
	t.Parallel()
	cells := &strings.Builder{}
	for i := range 20_000 {
		fmt.Fprintf(cells, `<row r="%d"><c r="B%[1]d" s="STYLE" t="n"><v>1</v></c><c r="C%[1]d" t="s"><v>0</v></c></row>`, 100+i)
	}
	parts, names := unpack(t, []byte(sample(t, file.XLSX)))
	styles := string(parts["xl/styles.xml"])
	_, list, _ := strings.Cut(styles, "<cellXfs")
	list, _, _ = strings.Cut(list, "</cellXfs>")
	styles = replaced(t, styles, "</cellXfs>", `<xf numFmtId="1000"/></cellXfs>`)
	parts["xl/styles.xml"] = []byte(replaced(t, styles, "</numFmts>", `<numFmt numFmtId="1000" formatCode="`+strings.Repeat("0", 1<<20)+`"/></numFmts>`))
	for name, with := range map[string]string{
		"a format": strings.ReplaceAll(cells.String(), `t="s"><v>0</v>`, `><v>2</v>`),
		"a text":   cells.String(),
	} {
		parts := maps.Clone(parts)
		with = strings.ReplaceAll(with, "STYLE", strconv.Itoa(strings.Count(list, "<xf ")))
		parts[firstSheet] = []byte(replaced(t, string(parts[firstSheet]), "</sheetData>", with+"</sheetData>"))
		parts["xl/sharedStrings.xml"] = []byte(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>` + strings.Repeat("a", 1<<20) + `</t></si></sst>`)
		parts["xl/_rels/workbook.xml.rels"] = []byte(replaced(t, string(parts["xl/_rels/workbook.xml.rels"]), "</Relationships>",
			`<Relationship Id="texts" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`))
		data := pack(t, parts, append(slices.Clone(names), "xl/sharedStrings.xml"))
		took := testenv.CPU(func() {
			if _, err := file.ReadBytes(file.XLSX, data, mark); (err != nil) != (name == "a text") || err != nil && !strings.Contains(err.Error(), "MB of text") {
				t.Errorf("%s: got %v", name, err)
			}
		})
		if took > 10*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(data), took)
		}
	}
}
