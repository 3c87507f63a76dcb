package file_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// whole reads a file, writes a report to it that keeps all that was found, and sees
// that it is there: any file is an error, or nothing that people wrote is lost.
func whole(t *testing.T, f file.Format, data []byte) {
	found, err := file.ReadBytes(f, data, mark)
	if err != nil {
		return
	}
	var before file.Surrounding
	if f == file.XLSX {
		if before, err = file.Around(data, mark); err != nil {
			t.Fatal(err)
		}
	}
	v := pagetest.Sample()
	v.Kept, v.Extra = found.Kept, nil
	for _, r := range found.Rows {
		for _, c := range r.Cells {
			if c.Text != "" {
				v.Kept = append(v.Kept, report.Passage{Text: c.Text, Markup: c.Markup})
			}
		}
	}
	out, err := file.WriteBytes(f, data, v)
	if err != nil {
		return
	}
	again, err := file.ReadBytes(f, out, mark)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%q", err, out)
	}
	var kept []string
	for _, k := range again.Kept {
		kept = append(kept, k.Text)
	}
	for _, k := range v.Kept {
		if text := holds(f, k.Text); text != "" && !slices.Contains(kept, text) {
			t.Fatalf("%q is lost; there is %q", text, kept)
		}
	}
	if f == file.XLSX {
		apart(t, before, out)
	}
	if len(again.Rows) != len(pagetest.Sample().Groups[0].Rows)*2+map[bool]int{true: 0, false: 3}[f == file.CSV] {
		t.Fatalf("there are %d rows: %+v", len(again.Rows), again.Rows)
	}
}

// apart sees that what stood around the table stands there still, if the table is on
// the same sheet.
func apart(t *testing.T, before file.Surrounding, out []byte) {
	t.Helper()
	after, err := file.Around(out, mark)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(before.Texts)
	slices.Sort(after.Texts)
	if before.Sheet == after.Sheet && (!slices.Equal(before.Texts, after.Texts) || len(before.Places) != len(after.Places)) {
		t.Fatalf("around the table is %q, and was %q", after.Places, before.Places)
	}
}

// surrounded is a workbook of ours, with much of people's around the table.
func surrounded(t testing.TB) []byte {
	t.Helper()
	p := newPlace(t, "weekly.xlsx")
	p.write(t, pagetest.Sample())
	s := openSheet(t, p, mark)
	s.must(s.file.InsertRows(s.name, 1, 2))
	s.put("A1", "a title")
	s.put("B2", "=SUM(D5:D11)")
	s.put("C3", "beside the line")
	s.put("L6", "=D6*2")
	s.put("M7", "right")
	s.put("A30", "below")
	s.put("B30", "=A30&M7")
	s.must(s.file.MergeCell(s.name, "A1", "C1"))
	s.must(s.file.MergeCell(s.name, "L8", "M40"))
	s.must(s.file.SetColWidth(s.name, "B", "D", 7))
	s.must(s.file.SetColVisible(s.name, "M:O", false))
	s.must(s.file.SetCellHyperLink(s.name, "M7", "https://wiki.example/", "External"))
	s.must(s.file.SetConditionalFormat(s.name, "C5:D11", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: "=$D5>1", Format: new(0)}}))
	list := excelize.NewDataValidation(true)
	list.SetSqref("H5:H11 M7")
	s.must(list.SetDropList([]string{"yes", "no"}))
	s.must(s.file.AddDataValidation(s.name, list))
	s.save(p)
	return []byte(p.read(t))
}

// seeds adds files of ours, some of them broken, and some of nobody's.
func seeds(f *testing.F, format file.Format) {
	f.Helper()
	small := pagetest.Sample()
	small.Groups, small.Extra, small.Totals, small.Left = small.Groups[:1], nil, nil, nil
	for _, v := range []report.View{pagetest.Sample(), small} {
		out, err := file.WriteBytes(format, nil, v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(out)
		f.Add(out[:len(out)/2])
		f.Add(append([]byte("mine\n"), out...))
		f.Add(bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n")))
	}
	if format == file.XLSX {
		f.Add(surrounded(f))
	}
	for _, text := range []string{"", "\ufeff", "<", "|", "\x00", "\xff", mark, "<!-- " + mark + " -->\n<!-- /" + mark + " -->"} {
		f.Add([]byte(text))
	}
}

func FuzzMarkdown(f *testing.F) {
	seeds(f, file.Markdown)
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, file.Markdown, data) })
}

func FuzzHTML(f *testing.F) {
	seeds(f, file.HTML)
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, file.HTML, data) })
}

func FuzzCSV(f *testing.F) {
	seeds(f, file.CSV)
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, file.CSV, data) })
}

func FuzzWorkbook(f *testing.F) {
	seeds(f, file.XLSX)
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, file.XLSX, data) })
}

// FuzzSheet changes the parts of a workbook, which no fuzzer finds in the packed file.
func FuzzSheet(f *testing.F) {
	book, err := file.WriteBytes(file.XLSX, nil, pagetest.Sample())
	if err != nil {
		f.Fatal(err)
	}
	type packed struct {
		parts map[string][]byte
		names []string
	}
	var books []packed
	for _, data := range [][]byte{book, surrounded(f)} {
		parts, names := unpack(f, data)
		books = append(books, packed{parts, names})
		for i, name := range names {
			f.Add(len(books) > 1, uint8(i), parts[name])
		}
	}
	f.Fuzz(func(t *testing.T, around bool, n uint8, part []byte) {
		b := books[map[bool]int{true: 1}[around]]
		changed := map[string][]byte{}
		for _, name := range b.names {
			changed[name] = b.parts[name]
		}
		changed[b.names[int(n)%len(b.names)]] = part
		whole(t, file.XLSX, pack(t, changed, b.names))
	})
}

func unpack(t testing.TB, book []byte) (parts map[string][]byte, names []string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string][]byte{}
	for _, file := range r.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[file.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		names = append(names, file.Name)
	}
	return parts, names
}

func pack(t testing.TB, parts map[string][]byte, names []string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHugeFilesAreRefused(t *testing.T) {
	t.Parallel()
	for _, f := range file.Formats() {
		p := newPlace(t, "weekly."+map[file.Format]string{file.HTML: "html", file.Markdown: "md", file.CSV: "csv", file.XLSX: "xlsx"}[f])
		p.put(t, strings.Repeat("x", file.MaxFile+1))
		if _, err := p.open(t).Read(t.Context(), mark); err == nil {
			t.Errorf("%s: it is read", f)
		}
	}
}
