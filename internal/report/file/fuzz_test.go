package file_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

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
	if len(again.Rows) != len(pagetest.Sample().Groups[0].Rows)*2+map[bool]int{true: 0, false: 3}[f == file.CSV] {
		t.Fatalf("there are %d rows: %+v", len(again.Rows), again.Rows)
	}
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
	parts, names := unpack(f, book)
	for i, name := range names {
		f.Add(uint8(i), parts[name])
	}
	f.Fuzz(func(t *testing.T, n uint8, part []byte) {
		changed := map[string][]byte{}
		for _, name := range names {
			changed[name] = parts[name]
		}
		changed[names[int(n)%len(names)]] = part
		whole(t, file.XLSX, pack(t, changed, names))
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
