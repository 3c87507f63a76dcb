package markdown_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks"
)

func TestFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		kind weir.Kind
		make func(t *testing.T, f file)
	}{
		"not UTF-8":       {weir.BadInput, func(t *testing.T, f file) { f.write(t, "caf\xe9\n- [ ] x\n") }},
		"UTF-16":          {weir.BadInput, func(t *testing.T, f file) { f.write(t, "\xff\xfe-\x00 \x00") }},
		"a hundred MB":    {weir.Storage, func(t *testing.T, f file) { truncate(t, f.path, 100<<20) }},
		"a directory":     {weir.Storage, func(t *testing.T, f file) { must(t, os.Remove(f.path)); must(t, os.Mkdir(f.path, 0o700)) }},
		"below no folder": {weir.Storage, func(t *testing.T, f file) { must(t, os.RemoveAll(filepath.Dir(f.path))) }},
		"below a file": {weir.Storage, func(t *testing.T, f file) {
			dir := filepath.Dir(f.path)
			must(t, os.RemoveAll(dir))
			must(t, os.WriteFile(dir, nil, 0o600))
		}},
		"a link to itself": {weir.Storage, func(t *testing.T, f file) { must(t, os.Remove(f.path)); must(t, os.Symlink(f.path, f.path)) }},
	}
	for name, c := range cases {
		t.Run(name+" is an error, and nothing is written", func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && name == "a link to itself" {
				t.Skip("links need a right there")
			}
			f := newFile(t, "")
			c.make(t, f)
			before, _ := os.ReadFile(f.path)
			_, err := f.open().Tasks(t.Context(), nil)
			if !errors.Is(err, c.kind) || weir.NextStep(err) == "" && name != "below a file" && name != "a link to itself" {
				t.Errorf("reading: got %v, next %q, want %q", err, weir.NextStep(err), c.kind)
			}
			if name == "below no folder" {
				return // writing makes it
			}
			for r, err := range f.open().Apply(t.Context(), []tasks.Op{creating(1, "x")}) {
				if !errors.Is(err, c.kind) {
					t.Errorf("writing: got %+v, %v", r, err)
				}
			}
			if after, _ := os.ReadFile(f.path); string(after) != string(before) {
				t.Error("it was written to")
			}
		})
	}
	t.Run("a file that held tasks and is gone is an error", func(t *testing.T) {
		t.Parallel()
		f := newFile(t, "")
		task := done(t, f.open(), creating(1, "x"))[0]
		must(t, os.Remove(f.path))
		if _, err := f.open().Tasks(t.Context(), []string{task.ID}); !errors.Is(err, weir.NotFound) || weir.NextStep(err) == "" {
			t.Errorf("got %v", err)
		}
		if found, err := f.open().Tasks(t.Context(), nil); len(found) != 0 || err != nil {
			t.Errorf("got %+v, %v", found, err)
		}
	})
	t.Run("a read-only folder is an error with what to do", func(t *testing.T) {
		t.Parallel()
		if os.Geteuid() == 0 || runtime.GOOS == "windows" {
			t.Skip("the superuser may write everywhere")
		}
		f := newFile(t, "mine\n")
		must(t, os.Chmod(filepath.Dir(f.path), 0o500))
		for _, err := range f.open().Apply(t.Context(), []tasks.Op{creating(1, "x")}) {
			if !errors.Is(err, weir.Storage) || weir.NextStep(err) == "" {
				t.Errorf("got %v", err)
			}
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func truncate(t testing.TB, path string, size int64) {
	t.Helper()
	must(t, os.Truncate(path, size))
}

func TestTheFileIsTheUsersOwn(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes and links")
	}
	f := newFile(t, "mine\n")
	must(t, os.Chmod(f.path, 0o640))
	notes := filepath.Join(t.TempDir(), "link.md")
	must(t, os.Symlink(f.path, notes))
	done(t, file{notes}.open(), creating(1, "[OPS-1] x"))
	info, err := os.Stat(f.path)
	must(t, err)
	if info.Mode().Perm() != 0o640 || !strings.HasPrefix(f.read(t), "mine\n") || !strings.Contains(f.read(t), "OPS-1") {
		t.Errorf("mode %v, text %q", info.Mode(), f.read(t))
	}
	if info, err := os.Lstat(notes); err != nil || info.Mode().IsRegular() {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	entries, err := os.ReadDir(filepath.Dir(f.path))
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("there is more in the folder than the file: %v", entries)
	}
}

func TestAHostileNameStaysOnItsLine(t *testing.T) {
	t.Parallel()
	sign := regexp.MustCompile(`(^|[^\\])(<|>|\[\[|#x)`)
	for _, hostile := range []string{
		"a\n- [x] b", "a\r- [x] b", "a\u2028- [ ] b\u2029c\u0085d\ve\ff", "a <!-- weir:" + markOf(9) + " --> b", "<!-- weir:section -->", "--> x", "<script>alert(1)</script>",
		"[[Note]]", "![[Note]]", "![x](https://evil.example/p.png)", "%%", "$$", "```", "due:: 2020-01-01", "\\", "\x00\x07\x1b[31m", "  ", "&lt;b&gt;", "#x",
	} {
		t.Run(strconv.Quote(hostile), func(t *testing.T) {
			t.Parallel()
			f := newFile(t, "")
			made := done(t, f.open(), creating(1, "[OPS-1] "+hostile), creating(2, hostile))
			if n := len(list(t, f.open())); n != 2 {
				t.Errorf("%d tasks in:\n%s", n, f.read(t))
			}
			for _, task := range made {
				at, lines := f.lineOf(t, task)
				name, _, _ := strings.Cut(strings.TrimPrefix(lines[at], "- [ ] "), " <!-- weir:"+task.Mark)
				if sign.MatchString(name) || strings.ContainsAny(lines[at], "\r\v\f\x00\x1b") {
					t.Errorf("the line is %q", lines[at])
				}
			}
		})
	}
}

func BenchmarkTenThousandTasks(b *testing.B) {
	var ops []tasks.Op
	for i := range 10_000 {
		op := creating(i+1, fmt.Sprintf("[OPS-%d] Task with a summary of ordinary length", i+1))
		note := "--- from Jira ---\nURL: https://jira.example/browse/OPS-1\nStatus: To Do\n\n" + strings.Repeat("A line of the description of ordinary length.\n", 8) + "--- end ---"
		op.Change.Note, op.Change.Due = &note, &tasks.Date{Year: 2026, Month: 12, Day: 1}
		ops = append(ops, op)
	}
	for b.Loop() {
		f := newFile(b, "# Mine\n")
		made := done(b, f.open(), ops...)
		if found := list(b, f.open()); len(found) != len(made) {
			b.Fatal(len(found))
		}
	}
}
