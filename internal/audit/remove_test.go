package audit_test

import (
	"os"
	"path/filepath"
	"strings"
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

func TestRemoveLeavesWhatIsNoTrail(t *testing.T) {
	t.Parallel()
	const entry = `{"time":"2026-04-01T12:00:00Z","peer":"Jira","method":"GET","host":"jira.test"}` + "\n"
	for _, c := range []struct {
		name   string
		put    map[string]string // files, by the end of their names; a directory has the text "/"
		remove []string
		left   []string
	}{
		{
			"somebody else's log keeps its lock",
			map[string]string{".jsonl": "{\"level\":\"info\"}\n", ".jsonl.lock": ""},
			nil,
			[]string{".jsonl", ".jsonl.lock"},
		},
		{
			"a log whose lines have a time is somebody else's all the same",
			map[string]string{".jsonl": `{"time":"2026-04-01T12:00:00Z","msg":"x"}` + "\n"},
			nil,
			[]string{".jsonl"},
		},
		{
			"an old file of somebody else",
			map[string]string{".jsonl": entry, ".1.jsonl": "mine\n", ".2.jsonl": entry, ".jsonl.lock": ""},
			[]string{".jsonl", ".2.jsonl", ".jsonl.lock"},
			[]string{".1.jsonl"},
		},
		{
			"a lock that holds something",
			map[string]string{".jsonl": entry, ".jsonl.lock": "mine\n"},
			[]string{".jsonl"},
			[]string{".jsonl.lock"},
		},
		{
			"a directory in the place of the trail",
			map[string]string{".jsonl": "/", ".1.jsonl": entry},
			[]string{".1.jsonl"},
			[]string{".jsonl"},
		},
		{
			"an empty trail and its lock go",
			map[string]string{".jsonl": "", ".jsonl.lock": ""},
			[]string{".jsonl", ".jsonl.lock"},
			nil,
		},
		{
			"a last lock goes",
			map[string]string{".jsonl.lock": ""},
			[]string{".jsonl.lock"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			stem := filepath.Join(t.TempDir(), "audit")
			for end, text := range c.put {
				if text != "/" {
					put(t, stem+end, text)
				} else if err := os.Mkdir(stem+end, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			want := inDir(stem, c.remove)
			ours, _, err := audit.Files(stem + ".jsonl")
			if d := cmp.Diff(want, ours); d != "" || err != nil {
				t.Errorf("Files: %v (-want +got):\n%s", err, d)
			}
			removed, err := audit.Remove(stem + ".jsonl")
			if d := cmp.Diff(want, removed); d != "" || err != nil {
				t.Errorf("Remove: %v (-want +got):\n%s", err, d)
			}
			left := files(t, filepath.Dir(stem))
			for i, name := range left {
				left[i] = strings.TrimPrefix(name, "audit")
			}
			if d := cmp.Diff(c.left, left); d != "" {
				t.Errorf("left (-want +got):\n%s", d)
			}
		})
	}
}

func inDir(stem string, ends []string) []string {
	var all []string
	for _, end := range ends {
		all = append(all, stem+end)
	}
	return all
}

func TestRemoveLeavesALinkAndSaysSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, target := filepath.Join(dir, "audit.jsonl"), filepath.Join(dir, "target")
	put(t, target, "")
	link(t, target, path)
	removed, err := audit.Remove(path)
	_, others, filesErr := audit.Files(path)
	if err != nil || filesErr != nil || len(removed) > 0 || len(others) != 1 || !strings.HasPrefix(others[0], path+": ") {
		t.Errorf("got %v, %v; %v, %v", removed, err, others, filesErr)
	}
	if got := files(t, dir); len(got) != 2 {
		t.Errorf("left are %v", got)
	}
}
