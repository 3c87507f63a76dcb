package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"weir"
	"weir/internal/config"
)

// planted stands for a secret that must not show in any error.
const planted = "planted-NOT-real-4711"

// A home is the environment of one test: variables, and a directory that is
// home to nothing but this test.
type home struct {
	dir  string
	vars map[string]string
}

func newHome(t *testing.T) *home {
	t.Helper()
	dir := t.TempDir()
	return &home{dir: dir, vars: map[string]string{
		"HOME": dir, "USERPROFILE": dir, "WEIR_CONFIG": filepath.Join(dir, "weir", "config.toml"), "WEIR_STATE_DIR": filepath.Join(dir, "state"),
	}}
}

func (h *home) path() string { return h.vars["WEIR_CONFIG"] }

func (h *home) params() config.LoadParams {
	var environ []string
	for name, value := range h.vars {
		environ = append(environ, name+"="+value)
	}
	return config.LoadParams{Environ: environ, GOOS: runtime.GOOS}
}

// write puts text into the configuration file.
func (h *home) write(t *testing.T, text string) {
	t.Helper()
	put(t, h.path(), text)
}

// file makes another file and returns its path.
func (h *home) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(h.dir, name)
	put(t, path, text)
	return path
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (h *home) text(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(h.path())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func (h *home) load(t *testing.T) *config.Config {
	t.Helper()
	c, _, err := config.Load(h.params())
	if err != nil {
		t.Fatalf("load: %v\n%s", err, weir.NextStep(err))
	}
	return c
}

// fails loads, and returns what a person reads of the error.
func (h *home) fails(t *testing.T, kind weir.Kind) string {
	t.Helper()
	_, _, err := config.Load(h.params())
	wantKind(t, err, kind)
	return told(t, err)
}

// told returns the error with its next step, and fails when a secret is in it.
func told(t *testing.T, err error) string {
	t.Helper()
	text := err.Error() + "\n" + weir.NextStep(err)
	if strings.Contains(text, planted) {
		t.Errorf("the error shows a secret: %s", text)
	}
	return text
}

func wantKind(t *testing.T, err error, want weir.Kind) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v (%v), want an error of kind %q", err, weir.KindOf(err), want)
	}
}

func wantIn(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

// posix skips a test that needs what only Unix has.
func posix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes, links and paths")
	}
}
