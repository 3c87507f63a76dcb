package app_test

import (
	"strings"
	"testing"
	"time"

	"weir/internal/app"
	"weir/internal/jira/jiratest"
)

// The doctor says of a report that nothing refreshes why that is, and what to do.
func TestTheDoctorLooksAtReports(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	look := func(want ...string) {
		t.Helper()
		said := ""
		b.open().Doctor(t.Context(), "", func(c app.Check) {
			if c.Name == "report.weekly" {
				said += string(c.Result) + " " + c.Text + " → " + c.Next + "\n"
			}
		})
		for _, part := range want {
			if !strings.Contains(said, part) || strings.Count(said, "\n") != 1 {
				t.Errorf("it says %q, want %q", said, part)
			}
		}
	}
	look("ok ", "r.md is in order")
	b.configure("schedule = 'hourly'\n")
	look("warning ", "nothing runs it", "weir report install-agent")
	a := b.open()
	if err := a.PauseReport(t.Context(), b.job(a)); err != nil {
		t.Fatal(err)
	}
	look("warning ", "it is paused", "weir report resume weekly")
	if err := a.ResumeReport(t.Context(), b.job(a)); err != nil {
		t.Fatal(err)
	}
	b.expired.Store(true)
	for range 5 {
		b.now = b.now.Add(time.Hour)
		if _, err := b.run(); err == nil {
			t.Fatal("a run with a lost sign-in succeeds")
		}
	}
	b.expired.Store(false)
	look("warning ", "it has paused itself after 5 failures, because the sign-in has ended", "weir report resume weekly")
}
