package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
)

func TestForgettingAReport(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	b.mustRun()
	before := b.text()
	b.put(".config/weir/config.toml", "[report.other]\njql = 'project is not EMPTY'\npage = { file = '~/o.md' }\n")
	other := func(do func(*app.App, app.Report) error) {
		t.Helper()
		a := b.open()
		jobs, err := a.ReportJobs("other")
		if err == nil {
			err = do(a, jobs[0])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	other(func(a *app.App, job app.Report) error {
		_, err := a.RunReport(t.Context(), job, app.ReportParams{})
		return err
	})
	b.configure("")
	would, err := b.open().ForgetReport(t.Context(), "weekly", true)
	if err != nil || b.status().Rows != 12 {
		t.Fatalf("a dry run: %v, %v", would, err)
	}
	gone, err := b.open().ForgetReport(t.Context(), "weekly", false)
	if err != nil || fmt.Sprint(gone) != fmt.Sprint(would) || len(gone) != 2 || !strings.Contains(gone[0], "the hashes of 12 rows") || !strings.Contains(gone[1], "[report.weekly]") {
		t.Errorf("gone %q, would %q, %v", gone, would, err)
	}
	if b.text() != before {
		t.Error("the table is not the user's")
	}
	if _, err := b.open().ForgetReport(t.Context(), "weekly", false); err == nil || weir.KindOf(err) == weir.Unexpected {
		t.Errorf("once more: %v", err)
	}
	for _, name := range b.all() {
		if strings.HasSuffix(name, "report-weekly.lock") {
			t.Errorf("%s is left", name)
		}
	}
	// A database that remembers a report which is not configured any more.
	b.configure("")
	b.mustRun()
	b.put(".config/weir/config.toml", "")
	if gone, err := b.open().ForgetReport(t.Context(), "weekly", false); err != nil || len(gone) != 1 {
		t.Errorf("gone %q, %v", gone, err)
	}
	b.put(".config/weir/config.toml", "[report.other]\njql = 'project is not EMPTY'\npage = { file = '~/o.md' }\n")
	other(func(a *app.App, job app.Report) error {
		status, err := a.ReportStatus(t.Context(), job)
		if status.Rows != 12 {
			t.Errorf("of another report %d rows are remembered", status.Rows)
		}
		return err
	})
}

// Promise D6, for all: a sign-in that is kept in parts goes whole, and is told once.
func TestForgettingEverythingForgetsMicrosoft(t *testing.T) {
	t.Parallel()
	h := newHome(t, "WEIR_KEYCHAIN=auto")
	h.put(".config/weir/config.toml", "[report.weekly]\njql = 'a = b'\npage = { onenote = 'a/b/c' }\n[jira.work]\nurl = 'https://jira.example.test'\n")
	h.put(".local/state/weir/report-weekly.lock", "")
	h.put(".local/state/weir/microsoft.lock", "")
	h.put(".local/state/weir/report-agent.log", "what it said")
	r := &ring{accounts: []string{"jira/work", "microsoft/default", "microsoft/default/a1", "microsoft/default/a2"}}
	gone, err := h.forgetAll(r)
	said := strings.Join(gone, "\n")
	if err != nil || len(r.accounts) != 0 || strings.Count(said, "the Microsoft sign-in in the ") != 1 {
		t.Errorf("%q are left, and it says %s, %v", r.accounts, said, err)
	}
	if left := h.all(); slices.ContainsFunc(left, func(name string) bool { return !strings.HasSuffix(name, "/") }) {
		t.Errorf("left: %q", left)
	}
}
