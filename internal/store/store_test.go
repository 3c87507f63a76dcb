package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/store"
	"weir/internal/tasks"
)

func TestWhatIsSavedComesBack(t *testing.T) {
	t.Parallel()
	path := place(t)
	j := job(open(t, path))
	if m := load(t, j); len(m.Key) != 32 || len(m.Links) != 0 || m.Progress != (tasks.Progress{}) {
		t.Errorf("a new database holds %+v", m)
	}
	want := []tasks.Link{link(1), link(2), {Issue: "9000000"}}
	save(t, j, want...)
	want[1].Key, want[1].Intent = "NEW-1", tasks.Intent{}
	save(t, j, want[1])
	next := tasks.Progress{Watermark: time.UnixMilli(1709542200123).UTC(), Query: "hash", Account: "another"}
	run := tasks.Run{Started: time.UnixMilli(1).UTC(), Ended: time.UnixMilli(2).UTC(), Full: true, Counts: tasks.Counts{Created: 3, DoneHere: 1}}
	if err := j.Finish(t.Context(), next, []string{"9000000", "no such"}, run); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	m := load(t, job(again))
	if d := cmp.Diff(tasks.Memory{Key: load(t, j).Key, Progress: next, Links: want[:2]}, m); d != "" {
		t.Errorf("memory (-want +got):\n%s", d)
	}
	for i := range m.Links {
		if m.Links[i] != want[i] {
			t.Errorf("the link %d is not equal to the one that was saved", i)
		}
	}
	runs, err := job(again).Runs(t.Context(), 10)
	if err != nil || len(runs) != 1 || runs[0] != run {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestJobsAreApart(t *testing.T) {
	t.Parallel()
	db := open(t, place(t))
	first, second, third := db.Job("a", "site", "target"), db.Job("b", "site", "target"), db.Job("a", "site", "elsewhere")
	for i, j := range []*store.Job{first, second, third} {
		save(t, j, link(i+1))
		if err := j.Finish(t.Context(), tasks.Progress{Query: "q"}, nil, tasks.Run{}); err != nil {
			t.Fatal(err)
		}
	}
	names, err := db.Jobs(t.Context())
	if err != nil || len(names) != 3 || names[0] != (store.JobName{Name: "a", Site: "site", Target: "elsewhere"}) {
		t.Errorf("got %v, %v", names, err)
	}
	n, err := first.Forget(t.Context())
	if err != nil || n != 1 {
		t.Errorf("forgot %d, %v", n, err)
	}
	if m := load(t, first); len(m.Links) != 0 || m.Progress.Query != "" {
		t.Errorf("left over: %+v", m)
	}
	if runs, err := first.Runs(t.Context(), 5); err != nil || len(runs) != 0 {
		t.Errorf("left over: %v, %v", runs, err)
	}
	for _, j := range []*store.Job{second, third} {
		if m := load(t, j); len(m.Links) != 1 || m.Progress.Query != "q" {
			t.Errorf("got %+v", m)
		}
	}
	if n, err := first.Forget(t.Context()); n != 0 || err != nil {
		t.Errorf("forgot %d, %v of nothing", n, err)
	}
}

func TestTheHistoryDoesNotGrowForEver(t *testing.T) {
	t.Parallel()
	db := open(t, place(t))
	j := job(db)
	finish := func(at int64) {
		if err := j.Finish(t.Context(), tasks.Progress{}, nil, tasks.Run{Started: time.UnixMilli(at)}); err != nil {
			t.Fatal(err)
		}
	}
	finish(0)
	if _, err := db.SQL().ExecContext(t.Context(), `
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1003)
		INSERT INTO runs (job, started, ended, whole, counts) SELECT 1, i, i, 0, '{}' FROM n`); err != nil {
		t.Fatal(err)
	}
	finish(1004)
	runs, err := j.Runs(t.Context(), 5000)
	if err != nil || len(runs) != 1000 || runs[0].Started != time.UnixMilli(1004).UTC() {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

func TestTwoDatabasesHaveTwoKeys(t *testing.T) {
	t.Parallel()
	one, two := load(t, job(open(t, place(t)))).Key, load(t, job(open(t, place(t)))).Key
	if bytes.Equal(one, two) {
		t.Error("the keys are the same")
	}
	path := place(t)
	if _, err := store.Open(t.Context(), path, bytes.NewReader(nil)); err == nil {
		t.Error("a database without a random key")
	}
	if len(load(t, job(open(t, path))).Key) != 32 {
		t.Error("no key after a failure to make one")
	}
}

// D7: local files are 0600, directories 0700.
func TestNobodyElseMayReadTheDatabase(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	path := place(t)
	save(t, job(open(t, path)), link(1))
	check := func() {
		t.Helper()
		entries, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(entries) < 2 {
			t.Fatalf("%d files, %v; want the log as well", len(entries), err)
		}
		for _, e := range entries {
			if info, err := e.Info(); err != nil || info.Mode() != 0o600 {
				t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
			}
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("directory: %v, %v", info.Mode(), err)
		}
	}
	check()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	save(t, job(open(t, path)), link(2))
	check()
}

func TestManyCanOpenANewDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	path := place(t)
	failed := make(chan error)
	for i := range 8 {
		go func() {
			db, err := store.Open(context.WithoutCancel(t.Context()), path, rand.Reader)
			if err == nil {
				err = errors.Join(job(db).Save(context.WithoutCancel(t.Context()), link(i)), db.Close())
			}
			failed <- err
		}()
	}
	for range 8 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if m := load(t, job(open(t, path))); len(m.Links) != 8 {
		t.Errorf("%d links, want 8", len(m.Links))
	}
}

func TestAPathIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b%20c?mode=memory#d&ü", "weir.db")
	save(t, job(open(t, path)), link(1))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if m := load(t, job(open(t, path))); len(m.Links) != 1 {
		t.Errorf("got %+v", m)
	}
}

func TestAReaderDoesNotWaitForAWriter(t *testing.T) {
	t.Parallel()
	path := place(t)
	db := open(t, path)
	save(t, job(db), link(1))
	tx, err := db.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), `DELETE FROM links`); err != nil {
		t.Fatal(err)
	}
	reader, err := store.OpenWithin(t.Context(), path, rand.Reader, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if m := load(t, job(reader)); len(m.Links) != 1 {
		t.Errorf("got %+v", m)
	}
	wantTold(t, job(reader).Save(t.Context(), link(2)), weir.Busy, "wait")
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
}

func TestFailuresTellWhatToDo(t *testing.T) {
	t.Parallel()
	t.Run("no database", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "weir.db")
		if err := os.WriteFile(path, bytes.Repeat([]byte("no database at all "), 500), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), path, rand.Reader)
		wantTold(t, err, weir.Storage, "move it away")
	})
	t.Run("damaged", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "weir.db")
		db, err := store.Open(t.Context(), path, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 200 {
			save(t, job(db), link(i))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copy(data[4096:], bytes.Repeat([]byte{0xA5}, len(data)-4096))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err = store.Open(t.Context(), path, rand.Reader)
		if err == nil {
			_, err = job(db).Load(t.Context())
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
		wantTold(t, err, weir.Storage, "move it away")
	})
	t.Run("made by a newer Weir", func(t *testing.T) {
		t.Parallel()
		path := place(t)
		db := open(t, path)
		if _, err := db.SQL().ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), path, rand.Reader)
		wantTold(t, err, weir.Storage, "update")
	})
	t.Run("a directory in its place", func(t *testing.T) {
		t.Parallel()
		_, err := store.Open(t.Context(), t.TempDir(), rand.Reader)
		wantTold(t, err, weir.Storage, "move away")
	})
	t.Run("disk full", func(t *testing.T) {
		t.Parallel()
		db := open(t, place(t))
		save(t, job(db), link(1))
		if _, err := db.SQL().ExecContext(t.Context(), `PRAGMA max_page_count = 1`); err != nil {
			t.Fatal(err)
		}
		var err error
		for i := range 1000 {
			if err = job(db).Save(t.Context(), link(i+2)); err != nil {
				break
			}
		}
		wantTold(t, err, weir.Storage, "free some space")
		if m := load(t, job(db)); len(m.Links) == 0 || m.Links[0] != link(1) {
			t.Error("what was there before is not unharmed")
		}
	})
	t.Run("read-only", func(t *testing.T) {
		t.Parallel()
		db := open(t, place(t))
		save(t, job(db), link(1))
		if _, err := db.SQL().ExecContext(t.Context(), `PRAGMA query_only = 1`); err != nil {
			t.Fatal(err)
		}
		wantTold(t, job(db).Save(t.Context(), link(2)), weir.Storage, "writable")
	})
	t.Run("nobody waits any more", func(t *testing.T) {
		t.Parallel()
		db := open(t, place(t))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := job(db).Save(ctx, link(1)); err == nil {
			t.Error("no error")
		}
		save(t, job(db), link(2))
		if m := load(t, job(db)); len(m.Links) != 1 {
			t.Errorf("got %+v", m)
		}
	})
}
