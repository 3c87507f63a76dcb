package app_test

import (
	"slices"
	"testing"

	"weir/internal/app"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

// Whoever waits hears what is waited for: first Jira, then the page.
func TestTheEndOfReadingIsTold(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	a := b.open()
	var heard []string
	_, err := a.RunReport(t.Context(), b.job(a), app.ReportParams{
		OnRead:    func(jira.Progress) { heard = append(heard, "read") },
		OnReadAll: func() { heard = append(heard, "all") },
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"read", "all"}; !slices.Equal(slices.Compact(heard), want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
