package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"weir/internal/app"
	"weir/internal/jira/jiratest"
)

// In Review contains In Progress, in Jira's answer: the name of its category.
func TestTheDemoMovesAnIssueOutOfAnyStatus(t *testing.T) {
	t.Parallel()
	live := jiratest.NewLive(jiratest.Generate(jiratest.GenerateParams{Issues: 60}))
	me, key := live.Site().People()[0], live.Site().Issues()[0].Key
	for from, want := range map[string]string{
		"To Do": "In Progress", "In Progress": "In Review", "In Review": "In Progress", "Blocked": "In Progress", "Done": "In Progress",
	} {
		err := live.Edit(time.Date(2026, time.June, 2, 9, 0, 0, 0, time.UTC), func(e *jiratest.Edit) error {
			if err := e.Transition(key, &me, from); err != nil {
				return err
			}
			to, err := app.MoveOn(e, &me, key)
			if err != nil {
				return err
			}
			i, err := e.Issue(key)
			if to != want || !strings.Contains(string(i.Fields["status"]), `"name":"`+want+`"`) || string(i.Fields["resolution"]) != "null" {
				t.Errorf("from %s it goes to %q, want %q: %s, %s", from, to, want, i.Fields["status"], i.Fields["resolution"])
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	// The workflow has no other statuses.
	for _, i := range live.Site().Issues() {
		var status struct{ Name string }
		if err := json.Unmarshal(i.Fields["status"], &status); err != nil || !slices.Contains(strings.Split("To Do,In Progress,In Review,Blocked,Done", ","), status.Name) {
			t.Errorf("%s is in the status %q: %v", i.Key, status.Name, err)
		}
	}
}
