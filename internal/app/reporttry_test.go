package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/report"
)

func (b *bureau) try() (report.Trial, error) {
	b.t.Helper()
	a := b.open()
	return a.TryReport(b.t.Context(), b.job(a), app.ReportParams{})
}

// kept lists the files in the home, save the trail of requests, with their times.
func (b *bureau) kept() map[string]time.Time {
	b.t.Helper()
	files := map[string]time.Time{}
	root := b.path(".")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(d.Name(), "audit") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files[path] = info.ModTime()
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return files
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "columns = ['key', 'summary', 'status', 'note']\n", jiratest.Options{})
	before := b.kept()
	trial, err := b.try()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.kept()); diff != "" {
		t.Errorf("before the first run (-before +after):\n%s", diff)
	}
	if trial.Exists || !trial.First || trial.Counts.New != 12 {
		t.Errorf("before the first run: %+v", trial)
	}
	b.mustRun()
	b.put("r.md", strings.Replace(b.text(), "SHOP", "Somebody's words on SHOP", 1))
	before = b.kept()
	if _, err = b.try(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.kept()); diff != "" {
		t.Errorf("after a run (-before +after):\n%s", diff)
	}
	// What fails is told to whoever asks, and neither above the table nor in the history.
	text := b.text()
	b.expired.Store(true)
	if _, err := b.try(); weir.KindOf(err) != weir.Unauthorised {
		t.Errorf("got %v", err)
	}
	if s := b.status(); b.text() != text || s.Failures != 0 || s.Last == nil || s.Last.Result != "" {
		t.Errorf("%+v\n%s", s, b.text())
	}
	b.expired.Store(false)
	if err := os.Remove(b.path("r.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(b.path("r.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, tried := b.try()
	if _, ran := b.run(); tried == nil || ran == nil || tried.Error() != ran.Error() {
		t.Errorf("a dry run says %v and a run %v", tried, ran)
	}
}
