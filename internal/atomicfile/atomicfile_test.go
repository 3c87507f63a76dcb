package atomicfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/atomicfile"
)

const (
	oldText = "what was there before\n"
	newText = "what comes after\n"
)

// place makes a directory with one file in it.
func place(t *testing.T) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, "file")
	put(t, path, oldText)
	return dir, path
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantText(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
}

func wantKind(t *testing.T, err error, want weir.Kind) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v (%v), want an error of kind %q", err, weir.KindOf(err), want)
	}
}

// posix skips a test that needs what only Unix has.
func posix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes, links and devices")
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	t.Run("replaces a file and leaves nothing else", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		if err := atomicfile.Write(path, []byte(newText), 0o600); err != nil {
			t.Fatal(err)
		}
		wantText(t, path, newText)
		wantFiles(t, dir, "file")
	})
	t.Run("makes a file that only the owner may read", func(t *testing.T) {
		t.Parallel()
		posix(t)
		path := filepath.Join(t.TempDir(), "new")
		if err := atomicfile.Write(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("mode %v, want -rw-------", info.Mode())
		}
	})
	t.Run("needs the directory", func(t *testing.T) {
		t.Parallel()
		err := atomicfile.Write(filepath.Join(t.TempDir(), "no", "file"), []byte("x"), 0o600)
		wantKind(t, err, weir.Storage)
	})
	t.Run("does not replace a directory", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		wantKind(t, atomicfile.Write(dir, []byte("x"), 0o600), weir.Storage)
	})
	t.Run("does not replace a device", func(t *testing.T) {
		t.Parallel()
		posix(t)
		wantKind(t, atomicfile.Write(os.DevNull, []byte("x"), 0o600), weir.Storage)
		wantKind(t, atomicfile.Edit{Path: os.DevNull}.Do(t.Context()), weir.Storage)
		if _, err := os.Lstat(os.DevNull + ".lock"); err == nil {
			t.Error("a lock was made beside a device")
		}
	})
}

// A trace is a Writer that notes its steps and fails at one of them.
type trace struct {
	steps  []string
	failAt string
	full   bool // writes go to a device that is always full
}

var errFake = errors.New("made to fail")

func (tr *trace) step(name string) error {
	tr.steps = append(tr.steps, name)
	if name == tr.failAt {
		return errFake
	}
	return nil
}

func (tr *trace) writer() atomicfile.Writer {
	return atomicfile.Writer{
		Create: func(dir, name string) (atomicfile.File, string, error) {
			if err := tr.step("create"); err != nil {
				return nil, "", err
			}
			f, err := os.CreateTemp(dir, "."+name+".weir-*.tmp")
			if err != nil {
				return nil, "", err
			}
			return &tracedFile{f, tr}, f.Name(), nil
		},
		Rename: func(from, to string) error {
			if err := tr.step("rename"); err != nil {
				return err
			}
			return os.Rename(from, to)
		},
		SyncDir: func(string) error { return tr.step("sync directory") },
	}
}

type tracedFile struct {
	*os.File
	tr *trace
}

func (f *tracedFile) Write(p []byte) (int, error) {
	if err := f.tr.step("write"); err != nil {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	if f.tr.full {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			return 0, err
		}
		n, err := full.Write(p)
		return n, errors.Join(err, full.Close())
	}
	return f.File.Write(p)
}

func (f *tracedFile) Chmod(mode fs.FileMode) error {
	return errors.Join(f.tr.step("chmod"), f.File.Chmod(mode))
}
func (f *tracedFile) Sync() error  { return errors.Join(f.tr.step("sync"), f.File.Sync()) }
func (f *tracedFile) Close() error { return errors.Join(f.tr.step("close"), f.File.Close()) }

func TestWriteIsSafeAtEveryStep(t *testing.T) {
	t.Parallel()
	all := []string{"create", "write", "chmod", "sync", "close", "rename", "sync directory"}
	t.Run("the content is on the disk before it gets its name", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		tr := &trace{}
		if err := tr.writer().Write(path, []byte(newText), 0o600); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(all, tr.steps); d != "" {
			t.Errorf("steps (-want +got):\n%s", d)
		}
	})
	for _, at := range all {
		t.Run(fmt.Sprintf("when %s fails nothing is lost and nothing is left", at), func(t *testing.T) {
			t.Parallel()
			dir, path := place(t)
			tr := &trace{failAt: at}
			err := tr.writer().Write(path, []byte(newText), 0o600)
			wantKind(t, err, weir.Storage)
			if !errors.Is(err, errFake) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want the cause and the file", err)
			}
			want := oldText
			if at == "sync directory" {
				want = newText
			}
			wantText(t, path, want)
			wantFiles(t, dir, "file")
		})
	}
	t.Run("a full disk leaves the old file and says what to do", func(t *testing.T) {
		t.Parallel()
		if _, err := os.Stat("/dev/full"); err != nil {
			t.Skip("there is no /dev/full here")
		}
		dir, path := place(t)
		err := (&trace{full: true}).writer().Write(path, []byte(newText), 0o600)
		wantKind(t, err, weir.Storage)
		if !strings.Contains(weir.NextStep(err), "free some space") {
			t.Errorf("next step %q", weir.NextStep(err))
		}
		wantText(t, path, oldText)
		wantFiles(t, dir, "file")
	})
	t.Run("a directory that may not be written says what to do", func(t *testing.T) {
		t.Parallel()
		posix(t)
		if os.Geteuid() == 0 {
			t.Skip("the superuser may write everywhere")
		}
		dir, path := place(t)
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		err := atomicfile.Write(path, []byte(newText), 0o600)
		wantKind(t, err, weir.Storage)
		if !strings.Contains(weir.NextStep(err), "writable") {
			t.Errorf("next step %q", weir.NextStep(err))
		}
		wantText(t, path, oldText)
	})
}

func TestWriteFollowsLinks(t *testing.T) {
	t.Parallel()
	posix(t)
	for _, c := range []struct{ name, target string }{
		{"an absolute link", "DIR/real/file"},
		{"a relative link", "real/file"},
		{"a link to a file that is not there yet", "real/new"},
	} {
		t.Run(c.name+" stays and its target is written", func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := atomicfile.MakeDir(filepath.Join(dir, "real")); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(dir, "real", "file"), oldText)
			link, far := filepath.Join(dir, "link"), filepath.Join(dir, "far")
			if err := errors.Join(os.Symlink(strings.Replace(c.target, "DIR", dir, 1), link), os.Symlink("link", far)); err != nil {
				t.Fatal(err)
			}
			if err := atomicfile.Write(far, []byte(newText), 0o600); err != nil {
				t.Fatal(err)
			}
			wantText(t, filepath.Join(dir, "real", filepath.Base(c.target)), newText)
			for _, l := range []string{link, far} {
				if info, err := os.Lstat(l); err != nil || info.Mode()&fs.ModeSymlink == 0 {
					t.Errorf("%s is no link any more", l)
				}
			}
		})
	}
	t.Run("links in a circle are an error", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
		if err := errors.Join(os.Symlink(a, b), os.Symlink(b, a)); err != nil {
			t.Fatal(err)
		}
		wantKind(t, atomicfile.Write(a, []byte("x"), 0o600), weir.Storage)
		wantKind(t, atomicfile.Edit{Path: a}.Do(t.Context()), weir.Storage)
	})
}

func TestMakeDir(t *testing.T) {
	t.Parallel()
	t.Run("makes what is missing for the owner alone", func(t *testing.T) {
		t.Parallel()
		posix(t)
		dir := filepath.Join(t.TempDir(), "a", "b")
		if err := atomicfile.MakeDir(dir); err != nil {
			t.Fatal(err)
		}
		for _, d := range []string{dir, filepath.Dir(dir)} {
			if info, err := os.Stat(d); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%s: %v, %v", d, info, err)
			}
		}
	})
	t.Run("a file in the way is an error that says so", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		err := atomicfile.MakeDir(filepath.Join(path, "sub"))
		wantKind(t, err, weir.Storage)
		if !strings.Contains(weir.NextStep(err), "a file stands") {
			t.Errorf("next step %q", weir.NextStep(err))
		}
	})
}
