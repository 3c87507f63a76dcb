package audit_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/audit"
	"weir/internal/outbound"
)

func TestARecordIsOneLineOfJSON(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	write(t, trail, outbound.Record{
		Time: time.Date(2026, 4, 1, 14, 0, 0, 123456789, time.FixedZone("", 7200)), Peer: "Jira", Method: "GET", Host: "jira.test:8443",
		Path: "/rest/api/2/issue/{id}/changelog", Status: 200, Duration: 1234567 * time.Microsecond, Bytes: 42, Attempt: 2,
	}, outbound.Record{Time: start, Peer: "CalDAV", Method: "PUT", Host: "dav.test", Path: "(not listed)", Fault: "refused"})
	want := `{"time":"2026-04-01T12:00:00.123Z","peer":"Jira","method":"GET","host":"jira.test:8443","path":"/rest/api/2/issue/{id}/changelog","status":200,"duration_ms":1234,"bytes":42,"attempt":2,"fault":""}
{"time":"2026-04-01T12:00:00Z","peer":"CalDAV","method":"PUT","host":"dav.test","path":"(not listed)","status":0,"duration_ms":0,"bytes":0,"attempt":0,"fault":"refused"}
`
	if diff := cmp.Diff(want, content(t, path)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	entries, broken := readAll(t, path, audit.ReadOptions{})
	wantEntries := []audit.Entry{
		{Time: time.Date(2026, 4, 1, 12, 0, 0, 123000000, time.UTC), Peer: "Jira", Method: "GET", Host: "jira.test:8443", Path: "/rest/api/2/issue/{id}/changelog", Status: 200, DurationMS: 1234, Bytes: 42, Attempt: 2},
		{Time: start, Peer: "CalDAV", Method: "PUT", Host: "dav.test", Path: "(not listed)", Fault: "refused"},
	}
	if diff := cmp.Diff(wantEntries, entries); diff != "" || broken != 0 {
		t.Errorf("%d broken (-want +got):\n%s", broken, diff)
	}
}

func TestTheTrailIsForItsUserOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows no such modes")
	}
	path := filepath.Join(t.TempDir(), "a", "b", "audit.jsonl")
	trail := open(t, path, audit.Options{MaxSize: 1})
	write(t, trail, numbered("Jira", 1), numbered("Jira", 2))
	for _, dir := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		if mode := modeOf(t, dir).Perm(); mode != 0o700 {
			t.Errorf("%s is %o", dir, mode)
		}
	}
	for _, name := range []string{"audit.jsonl", "audit.1.jsonl", "audit.jsonl.lock"} {
		if mode := modeOf(t, filepath.Join(filepath.Dir(path), name)).Perm(); mode != 0o600 {
			t.Errorf("%s is %o", name, mode)
		}
	}
	t.Run("a file that is too open is closed to others", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		put(t, path, "")
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
		open(t, path, audit.Options{})
		if mode := modeOf(t, path).Perm(); mode != 0o600 {
			t.Errorf("it is %o", mode)
		}
	})
	t.Run("a directory that was there keeps its mode", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "mine")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		open(t, filepath.Join(dir, "audit.jsonl"), audit.Options{})
		if mode := modeOf(t, dir).Perm(); mode != 0o755 {
			t.Errorf("it is %o", mode)
		}
	})
}

func TestNothingButAPlainFileIsWritten(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]func(t *testing.T, path string){
		"a link to a file": func(t *testing.T, path string) {
			put(t, path+".target", "mine\n")
			link(t, path+".target", path)
		},
		"a link to nothing": func(t *testing.T, path string) { link(t, path+".target", path) },
		"a directory": func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"a link to a device": func(t *testing.T, path string) { link(t, os.DevNull, path) },
		"a link as the lock": func(t *testing.T, path string) { link(t, path+".target", path+".lock") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			place(t, path)
			_, err := audit.Open(path, audit.Options{})
			if !errors.Is(err, weir.Storage) || weir.NextStep(err) == "" || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
			target, err := os.ReadFile(filepath.Clean(path + ".target"))
			if name == "a link to a file" && string(target) != "mine\n" || name != "a link to a file" && err == nil {
				t.Errorf("the target holds %q", target)
			}
		})
	}
	t.Run("also when it is put there later", func(t *testing.T) {
		t.Parallel()
		path := trailPath(t)
		trail := open(t, path, audit.Options{})
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		put(t, path+".target", "mine\n")
		link(t, path+".target", path)
		if err := trail.Record(numbered("Jira", 1)); !errors.Is(err, weir.Storage) {
			t.Errorf("got %v", err)
		}
		if got := content(t, path+".target"); got != "mine\n" {
			t.Errorf("the target holds %q", got)
		}
	})
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

func TestAPlaceThatCannotBeADirectoryIsTold(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "")
	_, err := audit.Open(filepath.Join(file, "audit.jsonl"), audit.Options{})
	if !errors.Is(err, weir.Storage) || weir.NextStep(err) == "" || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}

func TestOldFilesArePutAsideAndTheOldestGivenUp(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	size := int64(len(lineOf(t, numbered("Jira", 1))))
	trail := open(t, path, audit.Options{MaxSize: 3 * size, Keep: 2})
	for i := 1; i <= 9; i++ {
		write(t, trail, numbered("Jira", i))
		if entries, _ := readAll(t, path, audit.ReadOptions{}); !slices.Equal(numbers(entries, "Jira"), upTo(i)) {
			t.Errorf("after %d: %v", i, numbers(entries, "Jira"))
		}
	}
	write(t, trail, numbered("Jira", 10))
	if diff := cmp.Diff([]string{"audit.1.jsonl", "audit.2.jsonl", "audit.jsonl", "audit.jsonl.lock"}, files(t, filepath.Dir(path))); diff != "" {
		t.Error(diff)
	}
	entries, _ := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(10)[3:]) {
		t.Errorf("kept %v", got)
	}
	for _, name := range []string{"audit.jsonl", "audit.1.jsonl", "audit.2.jsonl"} {
		if info, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil || info.Size() > 3*size {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
	}
}

func lineOf(t testing.TB, r outbound.Record) string {
	t.Helper()
	path := trailPath(t)
	write(t, open(t, path, audit.Options{}), r)
	return content(t, path)
}

func TestTheDefaultsAreFiveFilesOf5MiB(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	filler := strings.Repeat("\n", 5<<20-1000)
	for i := 1; i <= 60; i++ {
		if i%10 == 0 {
			put(t, path, content(t, path)+filler)
		}
		write(t, trail, numbered("Jira", i))
	}
	if got := files(t, filepath.Dir(path)); len(got) != 6 {
		t.Errorf("files %v", got)
	}
}

func TestARotationThatACrashCutOffLosesNothing(t *testing.T) {
	t.Parallel()
	// The names are those between two of the renames: there is one gap.
	for gap := 1; gap <= 4; gap++ {
		t.Run(fmt.Sprintf("with audit.%d.jsonl missing", gap), func(t *testing.T) {
			t.Parallel()
			path := trailPath(t)
			trail := open(t, path, audit.Options{MaxSize: 1})
			n := 0
			for old := 4; old >= 0; old-- {
				if old == gap {
					continue
				}
				n++
				name := path
				if old > 0 {
					name = strings.TrimSuffix(path, "jsonl") + fmt.Sprintf("%d.jsonl", old)
				}
				put(t, name, lineOf(t, numbered("Jira", n)))
			}
			write(t, trail, numbered("Jira", n+1))
			entries, broken := readAll(t, path, audit.ReadOptions{})
			if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(n+1)) || broken != 0 {
				t.Errorf("kept %v, %d broken; files %v", got, broken, files(t, filepath.Dir(path)))
			}
		})
	}
	t.Run("with the file itself missing", func(t *testing.T) {
		t.Parallel()
		path := trailPath(t)
		trail := open(t, path, audit.Options{MaxSize: 1})
		write(t, trail, numbered("Jira", 1))
		if err := os.Rename(path, strings.TrimSuffix(path, "jsonl")+"1.jsonl"); err != nil {
			t.Fatal(err)
		}
		write(t, trail, numbered("Jira", 2))
		entries, _ := readAll(t, path, audit.ReadOptions{})
		if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(2)) {
			t.Errorf("kept %v", got)
		}
	})
}

func TestOldFilesBeyondTheNumberKeptAreGivenUp(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	for i := range 6 {
		write(t, open(t, path, audit.Options{MaxSize: 1, Keep: 6}), numbered("Jira", i+1))
	}
	write(t, open(t, path, audit.Options{MaxSize: 1, Keep: 1}), numbered("Jira", 7))
	if diff := cmp.Diff([]string{"audit.1.jsonl", "audit.jsonl", "audit.jsonl.lock"}, files(t, filepath.Dir(path))); diff != "" {
		t.Error(diff)
	}
	entries, _ := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, []int64{6, 7}) {
		t.Errorf("kept %v", got)
	}
}

func TestAFileThatCannotBePutAsideGrowsForAWhileOnly(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	if err := os.MkdirAll(strings.TrimSuffix(path, "jsonl")+"1.jsonl/x", 0o700); err != nil {
		t.Fatal(err)
	}
	size := int64(len(lineOf(t, numbered("Jira", 1))))
	trail := open(t, path, audit.Options{MaxSize: 2 * size})
	var err error
	n := 0
	for ; err == nil && n < 20; n++ {
		err = trail.Record(numbered("Jira", n+1))
	}
	if !errors.Is(err, weir.Storage) || n != 5 {
		t.Errorf("after %d lines: %v", n, err)
	}
	entries, _ := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(4)) {
		t.Errorf("kept %v", got)
	}
}

func TestATornLineSwallowsNoOther(t *testing.T) {
	t.Parallel()
	whole := lineOf(t, numbered("Jira", 2))
	for cut := range len(whole) + 1 {
		path := trailPath(t)
		trail := open(t, path, audit.Options{})
		write(t, trail, numbered("Jira", 1))
		put(t, path, content(t, path)+whole[:cut]) // as a crash in the middle of the write leaves it
		write(t, trail, numbered("Jira", 3), numbered("Jira", 4))
		entries, broken := readAll(t, path, audit.ReadOptions{})
		want, torn := []int64{1, 3, 4}, 1
		if cut >= len(whole)-1 {
			want, torn = []int64{1, 2, 3, 4}, 0
		}
		if cut == 0 {
			torn = 0
		}
		if got := numbers(entries, "Jira"); !slices.Equal(got, want) || broken != torn {
			t.Fatalf("cut after %d bytes: kept %v, %d broken", cut, got, broken)
		}
		if strings.Contains(content(t, path), "\n\n") {
			t.Fatalf("cut after %d bytes: an empty line was written", cut)
		}
	}
}

func TestGoroutinesShareATrail(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 4 << 10, Keep: 100})
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 50 {
				if err := trail.Record(numbered(fmt.Sprint(worker), i+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	entries, broken := readAll(t, path, audit.ReadOptions{})
	for worker := range 8 {
		if got := numbers(entries, fmt.Sprint(worker)); !slices.Equal(got, upTo(50)) || broken != 0 {
			t.Errorf("worker %d: %v, %d broken", worker, got, broken)
		}
	}
}

func TestALockThatIsNotGivenUpIsTold(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	held := flock.New(path + ".lock")
	if got, err := held.TryLock(); !got || err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Unlock() })
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := trail.Record(numbered("Jira", 1))
		if !errors.Is(err, weir.Busy) || weir.NextStep(err) == "" || time.Since(began) != 10*time.Second {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		_, openErr := audit.Open(path, audit.Options{})
		_, removeErr := audit.Remove(path)
		if !errors.Is(openErr, weir.Busy) || !errors.Is(removeErr, weir.Busy) {
			t.Errorf("got %v and %v", openErr, removeErr)
		}
	})
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	write(t, trail, numbered("Jira", 2))
	entries, _ := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, []int64{2}) {
		t.Errorf("kept %v", got)
	}
}

func TestAClosedTrailTakesNothing(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	for range 2 {
		if err := trail.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := trail.Record(numbered("Jira", 1)); err == nil || content(t, path) != "" {
		t.Errorf("got %v and %q", err, content(t, path))
	}
}

func TestATrailMayBeClosedWhileItIsWritten(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	var written int
	var all sync.WaitGroup
	all.Go(func() {
		for trail.Record(numbered("Jira", written+1)) == nil {
			written++
		}
	})
	all.Go(func() {
		if err := trail.Close(); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	if entries, broken := readAll(t, path, audit.ReadOptions{}); len(entries) != written || broken != 0 {
		t.Errorf("%d of %d written, %d broken", len(entries), written, broken)
	}
}

func TestATimeThatJSONCannotHoldIsAnError(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	r := numbered("Jira", 1)
	r.Time = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := open(t, path, audit.Options{}).Record(r); !errors.Is(err, weir.Storage) || content(t, path) != "" {
		t.Errorf("got %v", err)
	}
}

func TestTheWorkingDirectoryMayChange(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	t.Chdir(first)
	trail := open(t, "audit.jsonl", audit.Options{})
	t.Chdir(second)
	write(t, trail, numbered("Jira", 1))
	if got := files(t, second); len(got) != 0 {
		t.Errorf("it followed: %v", got)
	}
	if entries, _ := readAll(t, filepath.Join(first, "audit.jsonl"), audit.ReadOptions{}); len(entries) != 1 {
		t.Errorf("kept %v", entries)
	}
}
