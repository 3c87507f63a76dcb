package markdown_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks/markdown"
)

// What a run would stumble over is found before a job is saved.
func TestAFileThatCannotHoldTasksIsToldBeforehand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"there.md": 0o600, "readonly.md": 0o400} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("text\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "latin.md"), []byte("caf\xe9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"there.md":            "",
		"new.md":              "",
		"missing/new.md":      "no folder",
		"there.md/new.md":     "no folder",
		".":                   "directory",
		"readonly.md":         "read-only",
		"latin.md":            "UTF-8",
		"/proc/jira.md":       "no file can be made in /proc",
		"/proc/self/stat/new": "no folder",
	} {
		if !strings.HasPrefix(path, "/") {
			path = filepath.Join(dir, path)
		} else if runtime.GOOS != "linux" {
			continue
		}
		err := markdown.New(markdown.Options{File: path}).Check()
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want) || weir.NextStep(err) == ""):
			t.Errorf("%s: got %v, next %q", path, err, weir.NextStep(err))
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("it left something: %v, %v", entries, err)
	}
}
