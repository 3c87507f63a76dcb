package atomicfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"weir"
	"weir/internal/atomicfile"
)

const limit = 1 << 20

func edit(path string, change func([]byte) ([]byte, error)) atomicfile.Edit {
	return atomicfile.Edit{Path: path, Limit: limit, Perm: 0o600, Change: change}
}

func appending(line string) func([]byte) ([]byte, error) {
	return func(old []byte) ([]byte, error) { return append(old, line+"\n"...), nil }
}

func TestEdit(t *testing.T) {
	t.Parallel()
	t.Run("changes a file", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		if err := edit(path, appending("x")).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantText(t, path, oldText+"x\n")
	})
	t.Run("makes the file and its directory", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "a", "file")
		err := edit(path, func(old []byte) ([]byte, error) {
			if old != nil {
				t.Errorf("old content %q of a file that is not there", old)
			}
			return []byte("x"), nil
		}).Do(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, path, "x")
	})
	t.Run("tells an empty file from none", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "file")
		put(t, path, "")
		err := edit(path, func(old []byte) ([]byte, error) {
			if old == nil {
				t.Error("nil for an empty file")
			}
			return old, nil
		}).Do(t.Context())
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("removes the file when nothing is left", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		for range 2 {
			if err := edit(path, func([]byte) ([]byte, error) { return nil, nil }).Do(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantFiles(t, dir, "file.lock")
		}
	})
	t.Run("leaves the file alone when the change fails", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		err := edit(path, func([]byte) ([]byte, error) { return []byte("x"), errFake }).Do(t.Context())
		if !errors.Is(err, errFake) {
			t.Fatalf("got %v", err)
		}
		wantText(t, path, oldText)
	})
	t.Run("writes nothing when nothing changes", func(t *testing.T) {
		t.Parallel()
		_, path := place(t)
		tr := &trace{}
		e := edit(path, func(old []byte) ([]byte, error) { return old, nil })
		e.Writer = tr.writer()
		if err := e.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(tr.steps) != 0 {
			t.Errorf("steps %v", tr.steps)
		}
	})
	t.Run("keeps the old mode only where it is told to", func(t *testing.T) {
		t.Parallel()
		posix(t)
		for keep, want := range map[bool]fs.FileMode{true: 0o644, false: 0o600} {
			_, path := place(t)
			if err := os.Chmod(path, 0o644); err != nil {
				t.Fatal(err)
			}
			e := edit(path, appending("x"))
			e.KeepPerm = keep
			if err := e.Do(t.Context()); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("keep %v: mode %v, want %v (%v)", keep, info.Mode(), want, err)
			}
		}
	})
	t.Run("clears away what a killed process left, and nothing else", func(t *testing.T) {
		t.Parallel()
		dir, path := place(t)
		for _, name := range []string{".file.weir-123.tmp", ".file.weir-mine.tmp", ".other.weir-123.tmp", "file.weir-123.tmp", ".file.tmp"} {
			put(t, filepath.Join(dir, name), "half")
		}
		if err := edit(path, appending("x")).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantFiles(t, dir, "file", "file.lock", ".file.weir-mine.tmp", ".other.weir-123.tmp", "file.weir-123.tmp", ".file.tmp")
	})
	t.Run("a change through a link takes the lock of its target", func(t *testing.T) {
		t.Parallel()
		posix(t)
		dir, path := place(t)
		link := filepath.Join(dir, "link")
		if err := os.Symlink("file", link); err != nil {
			t.Fatal(err)
		}
		if err := edit(link, appending("x")).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantText(t, path, oldText+"x\n")
		wantFiles(t, dir, "file", "file.lock", "link")
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	t.Run("a file that is not there is nil", func(t *testing.T) {
		t.Parallel()
		if data, _, err := atomicfile.Read(filepath.Join(t.TempDir(), "no"), limit); data != nil || err != nil {
			t.Errorf("got %q, %v", data, err)
		}
	})
	t.Run("the null device is an empty file", func(t *testing.T) {
		t.Parallel()
		if data, _, err := atomicfile.Read(os.DevNull, limit); data == nil || len(data) > 0 || err != nil {
			t.Errorf("got %q, %v", data, err)
		}
	})
	t.Run("a directory is an error", func(t *testing.T) {
		t.Parallel()
		_, _, err := atomicfile.Read(t.TempDir(), limit)
		wantKind(t, err, weir.Storage)
		if !strings.Contains(err.Error(), "is a directory") {
			t.Error(err)
		}
	})
	t.Run("a device is an error", func(t *testing.T) {
		t.Parallel()
		posix(t)
		_, _, err := atomicfile.Read("/dev/zero", limit)
		wantKind(t, err, weir.Storage)
	})
	t.Run("a file of just the limit is read, and one byte more is not", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "file")
		put(t, path, strings.Repeat("x", 100))
		if data, _, err := atomicfile.Read(path, 100); err != nil || len(data) != 100 {
			t.Errorf("%d bytes, %v", len(data), err)
		}
		_, _, err := atomicfile.Read(path, 99)
		wantKind(t, err, weir.Storage)
	})
	t.Run("a file that may not be read is an error", func(t *testing.T) {
		t.Parallel()
		posix(t)
		if os.Geteuid() == 0 {
			t.Skip("the superuser may read everything")
		}
		_, path := place(t)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		_, _, err := atomicfile.Read(path, limit)
		wantKind(t, err, weir.Storage)
	})
}

// The test binary runs itself again as another process, which does what its
// environment says.
const (
	roleVar = "WEIR_TEST_ROLE"
	pathVar = "WEIR_TEST_PATH"
)

func TestMain(m *testing.M) {
	path := os.Getenv(pathVar)
	switch role := os.Getenv(roleVar); {
	case role == "writer":
		os.Exit(writeForEver(path))
	case strings.HasPrefix(role, "appender"):
		os.Exit(appendLines(path, role))
	}
	os.Exit(m.Run())
}

// writeForEver replaces the file with large contents of one letter each.
func writeForEver(path string) int {
	for letter := byte('a'); ; letter = 'a' + (letter-'a'+1)%26 {
		text := bytes.Repeat([]byte{letter}, 1<<17)
		if err := edit(path, func([]byte) ([]byte, error) { return text, nil }).Do(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
}

const linesEach = 15

func appendLines(path, name string) int {
	for n := range linesEach {
		if err := edit(path, appending(fmt.Sprintf("%s %d", name, n))).Do(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

func start(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test binary
	cmd.Env = append(os.Environ(), roleVar+"="+role, pathVar+"="+path)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestAKilledWriterLeavesAWholeFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for round := range 8 {
		cmd := start(t, "writer", path)
		for seen := 0; seen < 10+7*round; {
			if whole(t, path) {
				seen++
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the writer ended by itself")
		}
		whole(t, path)
	}
	if err := edit(path, func([]byte) ([]byte, error) { return []byte("x"), nil }).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantText(t, path, "x")
	wantFiles(t, dir, "file", "file.lock")
}

// whole fails the test when the file holds anything but one content; it
// reports whether there is a file.
func whole(t *testing.T, path string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != 1<<17 || bytes.Count(data, data[:1]) != len(data) {
		t.Fatalf("%d bytes, beginning with %q: not one whole content", len(data), data[:min(len(data), 10)])
	}
	return true
}

func TestManyWritersLoseNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	var processes []*exec.Cmd
	for n := range 4 {
		processes = append(processes, start(t, fmt.Sprintf("appender-%d", n), path))
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() { appendLines(path, fmt.Sprintf("part-%d", n)) })
	}
	wg.Wait()
	for _, p := range processes {
		if err := p.Wait(); err != nil {
			t.Errorf("a writer failed: %v", err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bytes.Count(data, []byte("\n")), 8*linesEach; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}
