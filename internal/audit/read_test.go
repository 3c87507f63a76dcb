package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/audit"
	"weir/internal/outbound"
)

func TestReadOfNoTrailIsEmptyAndMakesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "audit.jsonl"), filepath.Join(dir, "no", "audit.jsonl")} {
		if entries, broken := readAll(t, path, audit.ReadOptions{}); len(entries)+broken != 0 {
			t.Errorf("got %v", entries)
		}
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("it made %v", got)
	}
}

func TestReadGoesFromTheOldestFileToTheYoungest(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 1, Keep: 20})
	for i := range 12 {
		write(t, trail, numbered("Jira", i+1)) // audit.11.jsonl is older than audit.2.jsonl
	}
	entries, _ := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(12)) {
		t.Errorf("got %v", got)
	}
}

func TestReadLeavesOutWhatIsNotWanted(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 600, Keep: 20})
	for i := range 10 {
		write(t, trail, numbered("Jira", i+1), numbered("CalDAV", i+1))
	}
	since := start.Add(4 * time.Millisecond)
	for _, test := range []struct {
		o            audit.ReadOptions
		jira, caldav int
	}{
		{audit.ReadOptions{}, 10, 10},
		{audit.ReadOptions{Since: since}, 7, 7},
		{audit.ReadOptions{Since: since.In(time.FixedZone("", 3600))}, 7, 7},
		{audit.ReadOptions{Peer: "Jira"}, 10, 0},
		{audit.ReadOptions{Peer: "CalDAV", Since: since}, 0, 7},
		{audit.ReadOptions{Peer: "jira"}, 0, 0},
	} {
		entries, _ := readAll(t, path, test.o)
		if jira, caldav := len(numbers(entries, "Jira")), len(numbers(entries, "CalDAV")); jira != test.jira || caldav != test.caldav {
			t.Errorf("%+v: %d and %d", test.o, jira, caldav)
		}
	}
}

func TestReadEndsWhereTheTrailEndedWhenItBegan(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 1000, Keep: 100})
	n := 0
	for ; n < 7; n++ {
		write(t, trail, numbered("Jira", n+1))
	}
	var seen []int64
	for entry, err := range audit.Read(path, audit.ReadOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, entry.Bytes)
		if n < 30 {
			n++
			write(t, trail, numbered("Jira", n)) // into the file that is read, and then into others
		}
	}
	if !slices.Equal(seen, upTo(7)) {
		t.Errorf("got %v", seen)
	}
}

func TestReadStopsWhenItsCallerDoes(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 1})
	write(t, trail, numbered("Jira", 1), numbered("Jira", 2))
	put(t, path, "garbage\n"+content(t, path))
	for stop := 1; stop <= 3; stop++ {
		n := 0
		for _, err := range audit.Read(path, audit.ReadOptions{}) {
			if err != nil && !errors.Is(err, weir.BadInput) {
				t.Error(err)
			}
			if n++; n == stop {
				break
			}
		}
	}
}

func TestReadSkipsGarbageAndTellsOfIt(t *testing.T) {
	t.Parallel()
	good := lineOf(t, numbered("Jira", 1))
	for name, garbage := range map[string]string{
		"text":                       "hello",
		"half a line":                good[:len(good)/2],
		"two halves":                 good[:40] + good[:len(good)-1],
		"nothing but zeros":          strings.Repeat("\x00", 300),
		"null":                       "null",
		"a number":                   "17",
		"a list":                     "[]",
		"an empty object":            "{}",
		"an object without a time":   `{"peer":"Jira"}`,
		"a time that is none":        `{"time":"yesterday"}`,
		"a number out of range":      `{"time":"2026-04-01T12:00:00Z","bytes":1e30}`,
		"two objects":                "{}{}",
		"bytes that are no text":     "\xff\xfe\x00",
		"a line of hostile size":     strings.Repeat("x", 5<<20),
		"a huge entry":               `{"time":"2026-04-01T12:00:00Z","peer":"` + strings.Repeat("x", 1<<20) + `"}`,
		"blanks of hostile size":     strings.Repeat(" ", 1<<20),
		"an entry behind its blanks": strings.Repeat(" ", 1<<20) + good[:len(good)-1],
		"deep nesting":               strings.Repeat(`{"a":`, 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			for _, end := range []string{"", "\n"} {
				put(t, path, good+"\n \r\n"+garbage+"\n"+good+garbage+end)
				entries, broken := readAll(t, path, audit.ReadOptions{})
				if len(entries) != 2 || broken != 2 {
					t.Errorf("%d entries, %d broken", len(entries), broken)
				}
			}
			for _, err := range audit.Read(path, audit.ReadOptions{}) {
				if err == nil {
					continue
				}
				if !strings.Contains(err.Error(), "of audit.jsonl") || strings.Contains(err.Error(), "\x00") || len(err.Error()) > 200 {
					t.Errorf("told %q", err)
				}
			}
		})
	}
}

func TestALineOfHostileSizeDoesNotFillTheMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	put(t, path, `{"time":"2026-04-01T12:00:00Z","peer":"`+strings.Repeat("x", 64<<20))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if _, broken := readAll(t, path, audit.ReadOptions{}); broken != 1 {
		t.Errorf("%d broken", broken)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were used", used)
	}
}

func TestReadRefusesWhatIsNotAPlainFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	put(t, path+".target", lineOf(t, numbered("Jira", 1)))
	link(t, path+".target", path)
	var last error
	for _, err := range audit.Read(path, audit.ReadOptions{}) {
		last = err
	}
	if !errors.Is(last, weir.Storage) {
		t.Errorf("got %v", last)
	}
}

func TestReadIsNotMisledByWhatLiesBeside(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	write(t, open(t, path, audit.Options{MaxSize: 1}), numbered("Jira", 1), numbered("Jira", 2))
	dir := filepath.Dir(path)
	for _, name := range []string{"audit.0.jsonl", "audit.01.jsonl", "audit.+1.jsonl", "audit.-1.jsonl", "audit.x.jsonl", "audit.99999999999999999999.jsonl", "audit.2.jsonl.bak", "other.2.jsonl"} {
		put(t, filepath.Join(dir, name), lineOf(t, numbered("Jira", 99)))
	}
	put(t, filepath.Join(dir, "audit.2000000000.jsonl"), "") // must not be counted up to
	if err := os.Mkdir(filepath.Join(dir, "audit.3.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	entries, broken := readAll(t, path, audit.ReadOptions{})
	if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(2)) || broken != 0 {
		t.Errorf("got %v, %d broken", got, broken)
	}
}

func TestReadMissesNothingWhileFilesArePutAside(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 1000, Keep: 1000})
	done := make(chan error, 1)
	const all = 600
	go func() {
		for i := range all {
			if err := trail.Record(numbered("Jira", i+1)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		default:
		}
		entries, _ := readAll(t, path, audit.ReadOptions{})
		if got := numbers(entries, "Jira"); !slices.Equal(got, upTo(len(got))) {
			t.Fatalf("got %v", got)
		}
	}
	if entries, _ := readAll(t, path, audit.ReadOptions{}); len(entries) != all {
		t.Errorf("%d entries", len(entries))
	}
}

func TestHostileTextsAreMadeHarmless(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	hostile := "a\n{\"x\":1}\x1b[2J\u009b\u202e\xff\x00" + strings.Repeat("é", 5000)
	r := numbered("Jira", 1)
	r.Peer, r.Method, r.Host, r.Path, r.Fault = hostile, hostile, hostile, hostile, hostile
	write(t, open(t, path, audit.Options{}), r)
	line := content(t, path)
	if strings.Count(line, "\n") != 1 || len(line) > 8<<10 || strings.ContainsAny(line, "\x1b\u009b\u202e\x00") {
		t.Errorf("written as %q", line)
	}
	raw := fmt.Sprintf(`{"time":"2026-04-01T12:00:00Z","peer":"\u001b[2J\u009b","method":"\u202e","host":"\u0000","path":"%s","fault":"\n"}`, strings.Repeat("x", 5000))
	put(t, path, raw)
	entries, broken := readAll(t, path, audit.ReadOptions{})
	want := []audit.Entry{{Time: start, Peer: "\ufffd[2J\ufffd", Method: "\ufffd", Host: "\ufffd", Path: strings.Repeat("x", 255), Fault: "\ufffd"}}
	if diff := cmp.Diff(want, entries); diff != "" || broken != 0 {
		t.Errorf("%d broken (-want +got):\n%s", broken, diff)
	}
}

func FuzzRead(f *testing.F) {
	whole := lineOf(f, numbered("Jira", 1))
	for _, seed := range []string{
		"", "\n", whole, whole[:50], whole + whole[:50], "null\n{}\n[]\n", `{"time":"2026-04-01T12:00:00+24:00"}`, `{"time":"0000-01-01T00:00:00Z","TIME":"9999-12-31T23:59:59-23:59"}`,
		"\x00\x00\x00", "\xef\xbb\xbf" + whole, strings.Repeat("x", 70_000), `{"time":"2026-04-01T12:00:00Z","status":9223372036854775807}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		put(t, path, string(data))
		entries, broken := readAll(t, path, audit.ReadOptions{})
		if n := bytes.Count(data, []byte("\n")) + 1; len(entries)+broken > n {
			t.Errorf("%d entries and %d broken lines from %d", len(entries), broken, n)
		}
		write(t, open(t, path, audit.Options{MaxSize: 1 << 30}), numbered("the last", 7))
		more, stillBroken := readAll(t, path, audit.ReadOptions{})
		if len(more) != len(entries)+1 || stillBroken != broken || more[len(more)-1].Peer != "the last" {
			t.Errorf("a line was swallowed: %d, %d, then %d, %d", len(entries), broken, len(more), stillBroken)
		}
		// What was read can be written, and read again the same.
		second := filepath.Join(t.TempDir(), "second.jsonl")
		trail := open(t, second, audit.Options{MaxSize: 1 << 30})
		var want []audit.Entry
		for _, e := range entries {
			e.DurationMS %= 1 << 40 // what a Duration can hold
			if y := e.Time.Year(); y < 1 || y > 9998 {
				continue
			}
			e.Time = e.Time.Truncate(time.Millisecond)
			want = append(want, e)
			write(t, trail, outbound.Record{
				Time: e.Time, Peer: e.Peer, Method: e.Method, Host: e.Host, Path: e.Path, Status: e.Status,
				Duration: time.Duration(e.DurationMS) * time.Millisecond, Bytes: e.Bytes, Attempt: e.Attempt, Fault: e.Fault,
			})
		}
		if again, _ := readAll(t, second, audit.ReadOptions{}); !cmp.Equal(want, again) {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, again))
		}
	})
}
