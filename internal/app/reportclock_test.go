package app_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/jira/jiratest"
)

func TestAReportIsDueWhenItsScheduleSaysSo(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "schedule = 'daily at 09:00'\nzone = 'Europe/Berlin'\n", jiratest.Options{})
	b.now = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	if s := b.status(); !s.IsDue(b.now) || s.Last != nil {
		t.Errorf("one that has never run: %+v", s)
	}
	b.mustRun()
	s := b.status()
	// The clocks go forward on 29 March 2026.
	if want := time.Date(2026, 3, 29, 7, 0, 0, 0, time.UTC); s.Due.Before(want) || s.Due.After(want.Add(3*time.Minute)) {
		t.Errorf("due at %v, want about %v", s.Due.UTC(), want)
	}
	b.now = b.now.Add(72 * time.Hour) // the computer slept
	if s := b.status(); !s.IsDue(b.now) {
		t.Errorf("it is not due after its time: %+v", s)
	}
	b.mustRun()
	if s := b.status(); s.IsDue(b.now.Add(time.Hour)) {
		t.Errorf("what was missed is due more than once: %+v", s)
	}
	a := b.open()
	if err := a.PauseReport(t.Context(), b.job(a)); err != nil {
		t.Fatal(err)
	}
	if s := b.status(); !s.Paused || s.IsDue(b.now.Add(1000*time.Hour)) {
		t.Errorf("paused: %+v", s)
	}
	b.configure("")
	if s := b.status(); !s.Due.IsZero() || !s.Schedule.IsZero() {
		t.Errorf("without a schedule: %+v", s)
	}
}

// A computer's clock that was ahead, and was put right, keeps no report from running.
func TestAReportThatRanInTheFutureIsDueAtOnce(t *testing.T) {
	t.Parallel()
	for name, busy := range map[string]bool{"after a run": false, "after one that was put off": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t, "schedule = 'hourly'\n", jiratest.Options{})
			right := time.Date(2026, 3, 2, 12, 10, 0, 0, time.UTC)
			b.now = right.AddDate(1, 0, 0)
			b.busy.Store(busy)
			if _, err := b.run(); (err != nil) != busy {
				t.Fatal(err)
			}
			b.now = right
			if s := b.status(); !s.IsDue(b.now) {
				t.Errorf("it is due at %v, and the clock shows %v", s.Due, b.now)
			}
			b.busy.Store(false)
			b.mustRun()
			if s := b.status(); s.IsDue(b.now.Add(time.Minute)) || !s.IsDue(b.now.Add(time.Hour+4*time.Minute)) {
				t.Errorf("then it is due at %v, and the clock shows %v", s.Due, b.now)
			}
			b.now = b.now.Add(-time.Second) // a clock that is kept right by a second is nothing
			if s := b.status(); s.IsDue(b.now) {
				t.Errorf("a second earlier it is due at %v, and the clock shows %v", s.Due, b.now)
			}
		})
	}
}

// What a report shows, marks and keeps does not hang on this computer's clock.
func TestAClockThatIsWrongByAnHourChangesNothing(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t, "columns = ['key', 'summary', 'updated', 'note']\n", jiratest.Options{})
			b.mustRun()
			row := regexp.MustCompile(`(?m)^\| \[[A-Z]+-1\].*\| \|$`).FindString(b.text())
			b.put("r.md", strings.Replace(b.text(), row, strings.TrimSuffix(row, "|")+"ask Ann |", 1))
			right := b.now
			for i, now := range []time.Time{right.Add(off), right} {
				b.now = now
				me := b.site.Me()
				if err := b.site.Live().Edit(made, func(e *jiratest.Edit) error {
					return e.Set(b.site.Live().Site().Issues()[0].ID, &me, "summary", fmt.Appendf(nil, `"Changed %d times"`, i+1))
				}); err != nil {
					t.Fatal(err)
				}
				out := b.mustRun()
				if c := out.Run.Counts; c.Rows != 12 || c.New+c.Left+c.Rescued+c.Kept != 0 || c.Notes != 1 || c.Cells < 1 || c.Cells > 2 {
					t.Errorf("run %d: %+v, told %q", i, c, out.Told)
				}
				if text := b.text(); !strings.Contains(text, fmt.Sprintf("Changed %d times", i+1)) || strings.Count(text, "ask Ann") != 1 {
					t.Errorf("run %d: %s", i, text)
				}
				// The marks are taken away, and then there is nothing to do.
				b.mustRun()
				if out := b.mustRun(); !out.Same {
					t.Errorf("run %d, and nothing has changed since: %+v", i, out)
				}
			}
		})
	}
}

func TestAThrottledReportIsPutOff(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "schedule = 'every 15 minutes'\n", jiratest.Options{})
	b.mustRun()
	b.busy.Store(true)
	b.now = b.now.Add(time.Minute)
	out, err := b.run()
	if weir.KindOf(err) != weir.RateLimited || !out.Run.PutOff {
		t.Fatalf("got %+v, %v", out, err)
	}
	// Jira has asked for an hour.
	if wait := out.Run.Again.Sub(b.now); wait < 55*time.Minute || wait > 65*time.Minute {
		t.Errorf("it is put off by %v", wait)
	}
	s := b.status()
	if s.Failures != 0 || !s.Due.After(b.now) || !s.IsDue(out.Run.Again) || s.IsDue(out.Run.Again.Add(-time.Second)) {
		t.Errorf("put off until %v: %+v", out.Run.Again, s)
	}
}

// Where each run makes a file of its own, the one to look at is the last one.
func TestAReportOfAFileForEachRunNamesTheLastOne(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "mode = 'page'\nzone = 'Pacific/Auckland'\n", jiratest.Options{})
	b.now = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC) // the 29th there
	pattern := b.path("r-YYYY-MM-DD.md")
	if s := b.status(); s.Where != pattern {
		t.Errorf("before the first run: %s", s.Where)
	}
	b.mustRun()
	if s := b.status(); s.Where != b.path("r-2026-03-29.md") {
		t.Errorf("after a run: %s", s.Where)
	}
	b.mustRun()
	if s := b.status(); s.Where != b.path("r-2026-03-29-2.md") {
		t.Errorf("after two runs on one day: %s", s.Where)
	}
	b.put("r-2026-03-29-2.md", "somebody's own\n")
	if s := b.status(); s.Where != pattern {
		t.Errorf("without the file of the last run: %s", s.Where)
	}
}
