package app_test

import (
	"os"
	"strings"
	"testing"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
)

// A table among Weir's own files would be the end of them: of what is configured, of
// the trail of requests.
func TestNoReportIsWrittenIntoWeirsOwnFiles(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	b.mustRun() // which makes them
	if err := os.Symlink(b.path(".config/weir/config.toml"), b.path("link.md")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"~/.config/weir/config.toml", "~/link.md", "~/.config/weir/secrets.age", "~/.local/state/weir/audit.jsonl", "~/.local/state/weir/new.md"} {
		b.configure("")
		path := b.path(".config/weir/config.toml")
		b.put(".config/weir/config.toml", strings.Replace(content(t, path), "'~/r.md'", "'"+file+"', format = 'markdown'", 1))
		before := content(t, path)
		_, err := b.run()
		if weir.KindOf(err) != weir.BadConfig || weir.NextStep(err) == "" {
			t.Errorf("%s: got %v", file, err)
		}
		if content(t, path) != before {
			t.Errorf("%s: the configuration is\n%s", file, content(t, path))
		}
		a := b.open()
		if err := a.CheckReportPlace(t.Context(), b.job(a)); weir.KindOf(err) != weir.BadConfig {
			t.Errorf("%s: it may be set up so: %v", file, err)
		}
	}
	if _, err := os.Stat(b.path(".local/state/weir/new.md")); err == nil {
		t.Error("a table stands in the directory of Weir's own")
	}
}

func TestNoTasksAreWrittenIntoWeirsOwnFiles(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	b.mustRun() // which makes them
	for _, file := range []string{"~/.config/weir/config.toml", "~/.local/state/weir/audit.jsonl", "~/.local/state/weir/new.md"} {
		b.put(".config/weir/config.toml", "[tasks.mine]\njql = 'project is not EMPTY'\nfile = '"+file+"'\n")
		before := content(t, b.path(".config/weir/config.toml"))
		a := b.open()
		jobs, err := a.TaskJobs()
		if err != nil {
			t.Fatal(err)
		}
		if err := a.CheckTaskFile(jobs[0]); weir.KindOf(err) != weir.BadConfig {
			t.Errorf("%s: init gets %v", file, err)
		}
		if _, err := a.SyncTasks(t.Context(), jobs[0], app.TasksParams{}); weir.KindOf(err) != weir.BadConfig {
			t.Errorf("%s: got %v", file, err)
		}
		if content(t, b.path(".config/weir/config.toml")) != before {
			t.Errorf("%s: the configuration was changed", file)
		}
	}
}

// What is written whole over a file in which people write would be the end of their
// words: a preview, an export.
func TestWhatPeopleWriteInIsSpared(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	b.mustRun()
	b.put(".config/weir/config.toml", content(t, b.path(".config/weir/config.toml"))+"\n[tasks.mine]\njql = 'project is not EMPTY'\nfile = '~/tasks.md'\n")
	if err := os.Symlink(b.path("r.md"), b.path("link.md")); err != nil {
		t.Fatal(err)
	}
	a := b.open()
	for file, want := range map[string]weir.Kind{"r.md": weir.Usage, "link.md": weir.Usage, "tasks.md": weir.Usage, ".config/weir/config.toml": weir.BadConfig, "preview.md": ""} {
		if err := a.Spare(b.path(file)); weir.KindOf(err) != want || err != nil && weir.NextStep(err) == "" {
			t.Errorf("%s: got %v", file, err)
		}
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
