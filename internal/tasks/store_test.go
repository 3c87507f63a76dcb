package tasks_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/store"
	"weir/internal/tasks"
)

// stored gives a world a real database.
func stored(t *testing.T, w *world) (dir string) {
	t.Helper()
	dir = t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(dir, "weir.db"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.stored = db.Job("mine", "jira.example", "memory")
	return dir
}

// D7: the database holds no issue text, not even in a form that can be found out.
func TestTheDatabaseHoldsNoText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := stored(t, w)
	const canary = "canary"
	w.set.Extras = []tasks.Extra{{ID: "priority", Label: canary}}
	id := w.site.add("OPS-1", canary, func(i *issue) { i.Priority.Name = canary }, below(weir.Parent{ID: "7", Key: "OPS-7", Summary: canary}),
		status(weir.Status{ID: "1", Name: canary}), due(weir.Date{Year: 2031, Month: 7, Day: 9}))
	w.sync()
	w.site.edit(id, about(canary), summary(canary+" again"))
	w.list.Before = func(tasks.Op) error { return os.ErrClosed } // something is left half done
	if _, err := w.try(); err == nil {
		t.Fatal("no error")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{canary, "2031-07-09", "assignee", "Status", "browse"} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds %q", e.Name(), secret)
			}
		}
		keys += strings.Count(string(data), "OPS-1")
	}
	if keys == 0 {
		t.Error("the database does not even hold the key: it was not looked into")
	}
}

func TestAJobGoesOnWhereItsDatabaseSaysItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stored(t, w)
	ids := w.many(20)
	w.counts(w.sync(), tasks.Counts{Created: 20})
	w.site.edit(ids[3], summary("Another"), status(doneStatus))
	w.counts(w.sync(), tasks.Counts{Completed: 1, Unchanged: 19})
	w.site.calls, w.list.Writes = 0, 0
	w.site.now = w.site.now.Add(24 * 3600e9)
	w.counts(w.sync(), tasks.Counts{Unchanged: 20})
	if w.site.calls != 3 || w.list.Writes != 0 {
		t.Errorf("%d requests and %d writes, want 3 and none", w.site.calls, w.list.Writes)
	}
	stored(t, w) // the database is lost
	w.counts(w.sync(), tasks.Counts{Unchanged: 20})
	w.idle()
}
