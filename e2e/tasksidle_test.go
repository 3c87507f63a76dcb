package e2e_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"weir/internal/audit"
	"weir/internal/jira/jiratest"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav/davtest"
)

// A run with nothing to do asks Jira three times at most, and writes nothing.
func TestARunWithNothingToDoAsksLittleAndWritesNothing(t *testing.T) {
	t.Parallel()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		for name, dav := range map[string]func(testing.TB) *davtest.Server{
			"a Markdown file":             func(testing.TB) *davtest.Server { return nil },
			"a CalDAV list on a Radicale": davtest.Radicale,
		} {
			t.Run(string(flavour)+" to "+name, func(t *testing.T) {
				t.Parallel()
				// Made up at one moment: how many issues are open differs with the hour.
				made := time.Date(2025, time.June, 3, 15, 0, 0, 0, time.UTC)
				site := jiratest.New(t, jiratest.Options{
					Flavour: flavour, Site: jiratest.Generate(jiratest.GenerateParams{Issues: 400, Seed: 5, Now: made}),
				})
				o := newOffice(t, site, dav(t), "fields = ['priority', 'labels']", "organise = 'nested'")
				o.sync()
				o.matches()
				for range 2 {
					asked, wrote, file := len(site.Requests()), o.writes(), o.stamp()
					if got := o.sync().Counts; got != (tasks.Counts{Unchanged: got.Unchanged, Skipped: got.Skipped}) || got.Unchanged < 50 {
						t.Errorf("it did %+v", got)
					}
					if n := len(site.Requests()) - asked; n > 3 {
						t.Errorf("Jira was asked %d times: %v", n, site.Requests()[asked:])
					}
					if n := o.writes() - wrote; n > 0 {
						t.Errorf("%d requests write to the list", n)
					}
					if o.stamp() != file {
						t.Error("the file was written")
					}
				}
			})
		}
	}
}

// writes counts in the audit trail what could have changed something anywhere.
func (o *office) writes() int {
	o.t.Helper()
	n := 0
	for entry, err := range audit.Read(o.path("state/audit.jsonl"), audit.ReadOptions{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		if strings.Contains("PUT DELETE MKCALENDAR POST PROPPATCH PATCH MOVE COPY", entry.Method) {
			n++
		}
	}
	return n
}

// stamp is what changes when the file is written, even with the same bytes.
func (o *office) stamp() string {
	o.t.Helper()
	if o.list != "" {
		return ""
	}
	info, err := os.Stat(o.path("Jira.md"))
	if err != nil {
		o.t.Fatal(err)
	}
	return info.ModTime().String() + o.read("Jira.md")
}
