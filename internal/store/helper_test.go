package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
	"weir/internal/store"
	"weir/internal/tasks"
)

// errandVariable names a database: a process that has it saves links there, or
// runs of a report, as taskVariable says, one after another, and says so after
// each, until it is killed.
const (
	errandVariable = "WEIR_STORE_ERRAND"
	taskVariable   = "WEIR_STORE_TASK"
)

func TestMain(m *testing.M) {
	path := os.Getenv(errandVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	errand := saveForEver
	if os.Getenv(taskVariable) == "report" {
		errand = reportForEver
	}
	if err := errand(path); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}

func saveForEver(path string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, path, rand.Reader)
	if err != nil {
		return err
	}
	j := job(db)
	m, err := j.Load(ctx)
	if err != nil {
		return err
	}
	for i := len(m.Links) + 1; ; i++ {
		if err := j.Save(ctx, link(i)); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, i); err != nil {
			return err
		}
	}
}

func reportForEver(path string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, path, rand.Reader)
	if err != nil {
		return err
	}
	r := weekly(db)
	s, err := r.Load(ctx)
	if err != nil {
		return err
	}
	n := 0
	if s.Last.Run != "" {
		if _, err := fmt.Sscanf(s.Last.Run, "run%d", &n); err != nil {
			return err
		}
	}
	for n++; ; n++ {
		done := snapshot(n)
		if err := r.Intend(ctx, nil, done); err != nil {
			return err
		}
		if err := r.Finish(ctx, report.Run{ID: done.Run, Started: done.At, Ended: done.At}, &done); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
			return err
		}
	}
}

func place(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state", "weir.db")
}

func open(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func job(db *store.DB) *store.Job { return db.Job("mine", "jira.example", "memory") }

// link makes a link with something in each of its fields.
func link(n int) tasks.Link {
	h := func(field string) tasks.Pair {
		return tasks.Pair{Want: fmt.Sprint("want-", field, n), Have: fmt.Sprint("have-", field, n)}
	}
	base := tasks.Base{Name: h("name"), Note: h("note"), URL: h("url"), Due: h("due"), Status: h("status"), Parent: h("parent"), Extras: h("extras")}
	l := tasks.Link{
		Issue: fmt.Sprintf("%07d", n), Key: fmt.Sprint("OPS-", n), Task: fmt.Sprint("task ", n), Above: "12", Holder: n%2 == 0,
		Digest: "digest", Base: base, Asked: tasks.Open, Seen: tasks.Completed, Left: n%3 == 0, Misses: n,
		Missed: time.UnixMilli(1709542200123).UTC(), Retry: n%5 == 0,
	}
	if n%2 == 1 {
		base.Name.Have = ""
		l.Intent = tasks.Intent{Base: base, Seen: tasks.Dropped}
	}
	return l
}

func load(t *testing.T, j *store.Job) tasks.Memory {
	t.Helper()
	m, err := j.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func save(t *testing.T, j *store.Job, links ...tasks.Link) {
	t.Helper()
	if err := j.Save(t.Context(), links...); err != nil {
		t.Fatal(err)
	}
}

func wantTold(t *testing.T, err error, kind weir.Kind, next string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(weir.NextStep(err), next) {
		t.Fatalf("got %v (%v), next %q; want %v and %q", err, weir.KindOf(err), weir.NextStep(err), kind, next)
	}
}
