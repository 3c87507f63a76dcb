package file_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

const (
	mark = "weir-weekly-3f9a1c2e"
	site = "https://jira.example.com/browse/"
)

// A place is a file in a folder of its own, and what goes wrong there.
type place struct {
	path  string
	steps int // of the last write
	fail  int // the number of the step that fails; below 0: none
	// because is the error with which it fails.
	because error
}

func newPlace(t testing.TB, name string) *place {
	t.Helper()
	return &place{path: filepath.Join(t.TempDir(), name), fail: -1, because: errFake}
}

// open returns a page over the file, as the next run would.
func (p *place) open(t testing.TB) report.Page {
	t.Helper()
	page, err := file.New(file.Options{Path: p.path, Writer: p.writer()})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func (p *place) read(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(p.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

func (p *place) put(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(p.path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var errFake = errors.New("made to fail")

// step counts what a write does, and fails where it is to.
func (p *place) step() error {
	p.steps++
	if p.steps-1 == p.fail {
		return p.because
	}
	return nil
}

// writer is the system's, but fails at a step.
func (p *place) writer() atomicfile.Writer {
	p.steps = 0
	return atomicfile.Writer{
		Create: func(dir, name string) (atomicfile.File, string, error) {
			if err := p.step(); err != nil {
				return nil, "", err
			}
			f, err := os.CreateTemp(dir, "."+name+".weir-*.tmp")
			if err != nil {
				return nil, "", err
			}
			return &failing{f, p}, f.Name(), nil
		},
		Rename: func(from, to string) error {
			if err := p.step(); err != nil {
				return err
			}
			return os.Rename(from, to)
		},
		SyncDir: func(string) error { return p.step() },
	}
}

type failing struct {
	*os.File
	p *place
}

func (f *failing) Write(b []byte) (int, error) {
	if err := f.p.step(); err != nil {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, err
	}
	return f.File.Write(b)
}

func (f *failing) Chmod(m fs.FileMode) error { return errors.Join(f.p.step(), f.File.Chmod(m)) }
func (f *failing) Sync() error               { return errors.Join(f.p.step(), f.File.Sync()) }
func (f *failing) Close() error              { return errors.Join(f.p.step(), f.File.Close()) }

// writeSteps is how many steps a write has.
const writeSteps = 7

// harness is what is alike in all formats.
func (p *place) harness() pagetest.Harness {
	return pagetest.Harness{
		Open: func(t *testing.T) report.Page { return p.open(t) },
		Raw:  func(t *testing.T) string { return p.read(t) },
		Pages: func(t *testing.T) int {
			list, err := filepath.Glob(filepath.Join(filepath.Dir(p.path), "*"))
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		},
		Fail: func(_ *testing.T, n int) bool { p.fail = n; return n < writeSteps },
		Break: func(t *testing.T) {
			if err := errors.Join(os.Remove(p.path), os.Mkdir(p.path, 0o700)); err != nil {
				t.Fatal(err)
			}
		},
	}
}

// found reads the page.
func (p *place) found(t testing.TB) report.Found {
	t.Helper()
	f, err := p.open(t).Read(t.Context(), mark)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// write reads the page and writes a view.
func (p *place) write(t testing.TB, v report.View) report.Wrote {
	t.Helper()
	page := p.open(t)
	f, err := page.Read(t.Context(), v.Mark)
	if err != nil {
		t.Fatal(err)
	}
	wrote, err := page.Write(t.Context(), v, f)
	if err != nil {
		t.Fatal(err)
	}
	return wrote
}

// wantRefused sees that a broken file is an error for people in the given modes, or
// else in all that read it, and stays.
func (p *place) wantRefused(t *testing.T, text, what string, modes ...report.Mode) {
	t.Helper()
	p.put(t, text)
	page := p.open(t)
	f, err := page.Read(t.Context(), mark)
	if !errors.Is(err, weir.BadInput) || weir.NextStep(err) == "" || !strings.Contains(err.Error(), what) {
		t.Errorf("reading: got %v, next %q; want %q", err, weir.NextStep(err), what)
	}
	if _, err := page.Write(t.Context(), pagetest.Sample(), f); err == nil {
		t.Error("it was written to")
	}
	if modes == nil {
		modes = []report.Mode{report.Replace, report.Append}
	}
	for _, mode := range modes {
		v := pagetest.Sample()
		v.Mode = mode
		if _, err := page.Write(t.Context(), v, report.Found{Version: file.VersionOf([]byte(text))}); err == nil {
			t.Errorf("it was written to in the mode %s", mode)
		}
	}
	if p.read(t) != text {
		t.Error("it was changed")
	}
}
