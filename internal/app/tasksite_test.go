package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/tasks"
)

// The address of a site is part of what a task is known by: another one would
// have every task made anew.
func TestAnotherAddressOfTheSiteMakesNoSecondSetOfTasks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "jira = 'env'\n", jiratest.Options{})
	d.mustSync()
	before := d.text()
	there := slices.Clone(d.env)
	other := jiratest.New(t, jiratest.Options{Live: d.site.Live()})
	d.env = append(d.env, "WEIR_JIRA_URL="+other.URL(), "WEIR_JIRA_TOKEN="+other.Token(), "WEIR_JIRA_USER="+other.User())
	d.put("ca.pem", string(other.CAPEM()))
	_, err := d.sync()
	if weir.KindOf(err) != weir.BadConfig || !strings.Contains(err.Error(), d.site.URL()) || !strings.Contains(err.Error(), other.URL()) ||
		!strings.Contains(weir.NextStep(err), "weir tasks forget mine --tasks") {
		t.Errorf("got %v, next %q", err, weir.NextStep(err))
	}
	if n := len(other.Requests()); d.text() != before || n > 0 {
		t.Errorf("%d requests; the file is now %s", n, d.text())
	}
	// Back to where it was, everything is as ever.
	here := d.env
	d.env = there
	d.put("ca.pem", string(d.site.CAPEM()))
	if got := d.mustSync().Counts; got != (tasks.Counts{Unchanged: 5}) {
		t.Errorf("got %+v", got)
	}
	// What it says can be done leads on, though the site is the other one.
	d.env = here
	if gone, err := d.open().ForgetTask(t.Context(), "mine", app.ForgetTaskParams{Tasks: true}); err != nil || !strings.HasPrefix(gone[0], "5 tasks in markdown ") {
		t.Errorf("got %q, %v", gone, err)
	}
	if strings.Contains(d.text(), canary) {
		t.Errorf("the tasks are still there: %s", d.text())
	}
}

// The answers of a run that reads only what changed say for whom they are: no
// tasks are made for somebody else, and no further question is needed for that.
func TestNoTasksAreMadeOfWhatAnotherAccountFinds(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		bob := jiratest.Account{User: somebodyElse(t), Token: strings.Repeat("b", 20)}
		d := newDesk(t, "", jiratest.Options{Flavour: flavour, Accounts: []jiratest.Account{bob}})
		me := d.site.Me()
		move := func(status string) {
			t.Helper()
			if err := d.site.Live().Edit(time.Now(), func(e *jiratest.Edit) error { return e.Transition(d.keys[4], &me, status) }); err != nil {
				t.Fatal(err)
			}
		}
		move("Done")
		if n := d.mustSync().Counts.Created; n != 4 {
			t.Fatalf("%d tasks, want 4", n)
		}
		before := d.text()
		move("To Do")
		d.env = append(d.env, "WEIR_JIRA_TOKEN="+bob.Token)
		if flavour == jiratest.Cloud {
			d.env = append(d.env, "WEIR_JIRA_USER="+bob.User)
		}
		report, err := d.sync()
		if weir.KindOf(err) != weir.Partial || len(report.Foreign) != 1 || d.text() != before {
			t.Errorf("got %+v, %v", report, err)
		}
	})
}

// somebodyElse is a person of the desk's site who is not its user.
func somebodyElse(t *testing.T) string {
	t.Helper()
	for _, issue := range jiratest.Generate(jiratest.GenerateParams{Issues: 12, Seed: 3, Now: made}).Issues() {
		var who struct{ EmailAddress string }
		if json.Unmarshal(issue.Fields["assignee"], &who) == nil && who.EmailAddress != "" && who.EmailAddress != jiratest.DefaultUser {
			return who.EmailAddress
		}
	}
	t.Fatal("there is nobody else")
	return ""
}
