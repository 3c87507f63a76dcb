package agent_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"weir"
	"weir/internal/agent"
	"weir/internal/program"
)

var update = flag.Bool("update", false, "write the golden files anew")

// aJob has everything in it that is awkward to write down.
func aJob() agent.Job {
	return agent.Job{
		Name: "tasks", Title: "Weir keeps tasks in step with Jira (100 % of them)",
		Program: "/opt/my tools/100%/weir",
		Args:    []string{"tasks", "sync", "--notify", `a "quoted" \ name`, "$HOME & <b>%h</b>", ";", "Größe ✓"},
		Every:   15 * time.Minute,
		Environ: []string{"HTTPS_PROXY=http://proxy.example.test:8080", `WEIR_CONFIG=/home/ada/my "notes" & 50% $more\.toml`},
		Log:     "/home/ada/.local/state/weir/tasks.log",
		Writes:  []string{"/home/ada/.local/state/weir", "/home/ada/My 100% notes"},
	}
}

// A world is a home directory, and the programs of a system that note how they
// were called.
type world struct {
	agent.Manager
	home string

	mu     sync.Mutex
	calls  []string
	answer func(call string) (program.Result, error)
}

func newWorld(t *testing.T, goos string) *world {
	t.Helper()
	w := &world{home: t.TempDir(), answer: func(string) (program.Result, error) { return program.Result{}, nil }}
	w.Manager = agent.Manager{
		GOOS: goos, Home: w.home, UID: 501, Getenv: func(string) string { return "" }, Environ: []string{"LANG=C"},
		Run: func(_ context.Context, c program.Call) (program.Result, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			call := filepath.Base(c.Name) + " " + strings.Join(c.Args, " ")
			w.calls = append(w.calls, call)
			if !slices.Equal(c.Environ, []string{"LANG=C"}) || c.Limit <= 0 {
				t.Errorf("%s was given %q and %v", call, c.Environ, c.Limit)
			}
			return w.answer(call)
		},
	}
	return w
}

// fails has the calls that begin so fail with a code, and print something.
func (w *world) fails(code int, output string, prefixes ...string) {
	w.answer = func(call string) (program.Result, error) {
		for _, p := range prefixes {
			if strings.HasPrefix(call, p) {
				return program.Result{Code: code, Output: output}, nil
			}
		}
		return program.Result{}, nil
	}
}

// noted returns the calls since the last time.
func (w *world) noted() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := w.calls
	w.calls = nil
	return calls
}

func (w *world) job() agent.Job {
	j := aJob()
	j.Log = filepath.Join(w.home, "state", "tasks.log")
	return j
}

// files lists the files below home, relative to it.
func (w *world) files(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(w.home, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			found = append(found, strings.TrimPrefix(path, w.home+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func wantKind(t *testing.T, err error, want weir.Kind) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v (%v), want an error of kind %q", err, weir.KindOf(err), want)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
