package file_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// A disk that is full leaves the former file, nothing beside it, and says what to do.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"weekly.html", "weekly.md", "weekly.csv", "weekly.xlsx"} {
		p := newPlace(t, name)
		v := pagetest.Sample()
		p.write(t, v)
		before := p.read(t)
		p.because = syscall.ENOSPC
		v.Groups[0].Rows[0].Cells[1].Text = "another text"
		for p.fail = range writeSteps {
			page := p.open(t)
			f, err := page.Read(t.Context(), mark)
			if err != nil {
				t.Fatal(err)
			}
			_, err = page.Write(t.Context(), v, f)
			if !errors.Is(err, weir.Storage) || !strings.Contains(weir.NextStep(err), "free some space") {
				t.Errorf("%s, step %d: got %v, next %q", name, p.fail, err, weir.NextStep(err))
			}
			if last := p.fail == writeSteps-1; (p.read(t) == before) == last {
				t.Errorf("%s, step %d: the file has changed: %v", name, p.fail, last)
			}
			entries, err := os.ReadDir(filepath.Dir(p.path))
			if err != nil || len(entries) != 1 {
				t.Errorf("%s, step %d: there are %v, %v", name, p.fail, entries, err)
			}
		}
	}
}

// Texts of issues lie about nowhere, however many they are: a process that is killed
// would leave them there.
func TestALargeWorkbookIsMadeInMemoryAlone(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, temp)
	}
	past := time.Unix(1_000_000_000, 0)
	if err := os.Chtimes(temp, past, past); err != nil {
		t.Fatal(err)
	}
	// The library reads a large sheet of somebody's, and writes a large one of ours.
	parts, names := unpack(t, []byte(sample(t, file.XLSX)))
	parts[firstSheet] = append(parts[firstSheet], bytes.Repeat([]byte(" "), 17<<20)...)
	v := longer(plainView(), 570)
	for i := range v.Groups[0].Rows {
		v.Groups[0].Rows[i].Cells[1].Text = strings.Repeat("text ", 6000)
	}
	out, err := file.WriteBytes(file.XLSX, pack(t, parts, names), v)
	if err != nil {
		t.Fatal(err)
	}
	if parts, _ := unpack(t, out); len(parts[firstSheet]) <= excelize.StreamChunkSize {
		t.Errorf("the sheet has %d bytes: the test proves nothing", len(parts[firstSheet]))
	}
	if info, err := os.Stat(temp); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("something was put among temporary files: %v", err)
	}
}

// Whoever may read a file may do so after it was written, and nobody else.
func TestAFileKeepsItsRights(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	rights := func(want os.FileMode) {
		t.Helper()
		v.Title += "!"
		p.write(t, v)
		if info, err := os.Stat(p.path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("the file is %v, %v, want %v", info.Mode(), err, want)
		}
	}
	rights(0o600)
	if err := os.Chmod(p.path, 0o640); err != nil {
		t.Fatal(err)
	}
	rights(0o640)
}

func TestTheNameOfAFileSaysItsFormat(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]file.Format{
		"a.html": file.HTML, "a.HTM": file.HTML, "a/b.md": file.Markdown, "b.Markdown": file.Markdown, "c.csv": file.CSV, "d.XLSX": file.XLSX,
		"a": "", "a.xls": "", "html": "", "": "",
	} {
		got, err := file.FormatOf(path)
		if got != want || (err == nil) != (want != "") || err != nil && (!errors.Is(err, weir.Usage) || weir.NextStep(err) == "") {
			t.Errorf("%q: got %q, %v", path, got, err)
		}
	}
	if _, err := file.New(file.Options{Path: "report"}); !errors.Is(err, weir.Usage) {
		t.Errorf("got %v", err)
	}
	if _, err := file.New(file.Options{Path: "report", Format: file.CSV}); err != nil {
		t.Error(err)
	}
	if _, err := file.New(file.Options{Path: "report.md", Format: "pdf"}); !errors.Is(err, weir.Usage) {
		t.Errorf("got %v", err)
	}
}

func TestFilesOfTheirOwnAreCalledAfterTheirDay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	v.Mode = report.NewPage
	taken := strings.TrimSuffix(p.path, ".md") + "-2026-11-29.md"
	if err := os.WriteFile(taken, []byte("caf\xe9, somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"r1", "r2", "r1"} {
		v.Run = run
		want := map[string]string{"r1": "weekly-2026-11-29-2.md", "r2": "weekly-2026-11-29-3.md"}[run]
		if wrote := p.write(t, v); filepath.Base(wrote.Where) != want {
			t.Errorf("it is written to %s, want %s", wrote.Where, want)
		}
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "caf\xe9, somebody's" {
		t.Errorf("somebody's file is %q, %v", text, err)
	}
	if _, err := os.Stat(p.path); err == nil {
		t.Error("the file itself was made")
	}
}
