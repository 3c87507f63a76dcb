package audit_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/audit"
)

func TestRemoveDeletesTheTrailAndSaysWhat(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	dir := filepath.Dir(path)
	trail := open(t, path, audit.Options{MaxSize: 1, Keep: 3})
	for i := range 3 {
		write(t, trail, numbered("Jira", i+1))
	}
	kept := []string{"audit.0.jsonl", "audit.01.jsonl", "audit.1.json", "audit.jsonl.bak", "audit.x.jsonl", "notes.1.jsonl"}
	for _, name := range kept {
		put(t, filepath.Join(dir, name), "mine")
	}
	removed, err := audit.Remove(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range []string{"audit.jsonl", "audit.1.jsonl", "audit.2.jsonl", "audit.jsonl.lock"} {
		want = append(want, filepath.Join(dir, name))
	}
	if diff := cmp.Diff(want, removed); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(kept, files(t, dir)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	t.Run("again there is nothing", func(t *testing.T) {
		if removed, err := audit.Remove(path); len(removed) != 0 || err != nil {
			t.Errorf("got %v, %v", removed, err)
		}
		if diff := cmp.Diff(kept, files(t, dir)); diff != "" {
			t.Errorf("it made something: %s", diff)
		}
	})
	t.Run("a trail that is still open begins anew, even without its directory", func(t *testing.T) {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		write(t, trail, numbered("Jira", 9))
		if entries, _ := readAll(t, path, audit.ReadOptions{}); len(entries) != 1 || entries[0].Bytes != 9 {
			t.Errorf("got %v", entries)
		}
	})
}

func TestRemoveOfWhatNeverWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "audit.jsonl"), filepath.Join(dir, "no", "such", "audit.jsonl")} {
		if removed, err := audit.Remove(path); len(removed) != 0 || err != nil {
			t.Errorf("got %v, %v", removed, err)
		}
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("it made %v", got)
	}
}

func TestRemoveTellsWhatItCouldNotDelete(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	write(t, open(t, path, audit.Options{MaxSize: 1}), numbered("Jira", 1), numbered("Jira", 2))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	removed, err := audit.Remove(path)
	if err == nil || len(removed) != 2 {
		t.Errorf("got %v, %v", removed, err)
	}
}
