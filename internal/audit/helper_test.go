package audit_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/audit"
	"weir/internal/outbound"
)

// An errand is what this test binary does when it is started as a process of
// its own: WEIR_AUDIT_ERRAND holds it as JSON.
type errand struct {
	What string // "write", "write until killed", "open", "fill"
	Path string
	Peer string
	N    int
	Opts audit.Options
}

const errandVariable = "WEIR_AUDIT_ERRAND"

func TestMain(m *testing.M) {
	text := os.Getenv(errandVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var e errand
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		panic(err)
	}
	if err := e.run(); err != nil {
		_, _ = fmt.Fprintf(os.Stdout, "%s|%v|%s\n", weir.KindOf(err), err, weir.NextStep(err))
		os.Exit(1)
	}
	os.Exit(0)
}

func (e errand) run() error {
	if prepare := preparations()[e.What]; prepare != nil {
		if err := prepare(); err != nil {
			return err
		}
	}
	trail, err := audit.Open(e.Path, e.Opts)
	if err != nil {
		return err
	}
	for i := 1; e.N == 0 || i <= e.N; i++ {
		if err := trail.Record(numbered(e.Peer, i)); err != nil {
			return err
		}
		if e.N == 0 {
			// What is told here is in the trail, whatever happens next.
			if _, err := fmt.Fprintln(os.Stdout, i); err != nil {
				return err
			}
		}
	}
	return trail.Close()
}

// process prepares a run of an errand.
func (e errand) process(t *testing.T) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), errandVariable+"="+string(text))
	return cmd
}

// numbered is a record that can be told from every other one.
func numbered(peer string, n int) outbound.Record {
	return outbound.Record{
		Time: start.Add(time.Duration(n) * time.Millisecond), Peer: peer, Method: "GET", Host: "jira.test",
		Path: "/rest/api/2/issue/{id}/changelog", Status: 200, Duration: 1500 * time.Microsecond, Bytes: int64(n), Attempt: 1,
	}
}

var start = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

func open(t testing.TB, path string, o audit.Options) *audit.Trail {
	t.Helper()
	trail, err := audit.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = trail.Close() })
	return trail
}

func write(t testing.TB, trail *audit.Trail, records ...outbound.Record) {
	t.Helper()
	for _, r := range records {
		if err := trail.Record(r); err != nil {
			t.Fatal(err)
		}
	}
}

// readAll returns the entries and counts the lines that are none.
func readAll(t testing.TB, path string, o audit.ReadOptions) (entries []audit.Entry, broken int) {
	t.Helper()
	for entry, err := range audit.Read(path, o) {
		switch {
		case errors.Is(err, weir.BadInput):
			broken++
		case err != nil:
			t.Fatal(err)
		default:
			entries = append(entries, entry)
		}
	}
	return entries, broken
}

// numbers returns which of a peer's numbered records there are, in order.
func numbers(entries []audit.Entry, peer string) []int64 {
	var all []int64
	for _, e := range entries {
		if e.Peer == peer {
			all = append(all, e.Bytes)
		}
	}
	return all
}

// upTo returns 1, 2, ... n.
func upTo(n int) []int64 {
	all := make([]int64, n)
	for i := range all {
		all[i] = int64(i + 1)
	}
	return all
}

// files lists a directory.
func files(t testing.TB, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range list {
		names = append(names, file.Name())
	}
	return names
}

func modeOf(t testing.TB, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func put(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func content(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lines counts what a process says, and stops after n of them.
func lines(scanner *bufio.Scanner, n int) (last int) {
	for range n {
		if !scanner.Scan() {
			break
		}
		if number, err := strconv.Atoi(strings.TrimSpace(scanner.Text())); err == nil {
			last = number
		}
	}
	return last
}

func trailPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state", "audit.jsonl")
}
