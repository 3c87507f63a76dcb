package eval_test

import (
	"fmt"
	"testing"
	"time"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

func TestFunctionsStandForWhatTheEnvironmentTells(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"assignee in membersOf(team)", "OPS-10"},
		{"assignee in (membersOf(team), currentUser())", "OPS-2 OPS-10"},
		{"assignee not in membersOf('team')", "OPS-2"},
		{"issue in linkedIssues(OPS-2)", "WEB-1 WEB-3"},
		{"issue in linkedIssues('OPS-2', blocks)", "WEB-1"},
		{"issue in linkedIssues('OPS-10', blocks)", ""},
		{"key in (linkedIssues(OPS-2, 'is cloned by'), OPS-10)", "OPS-10"},
		{"key not in linkedIssues(OPS-2)", "OPS-2 OPS-10"},
		{"fixVersion in releasedVersions()", "OPS-2"},
		{"fixVersion in RELEASEDVERSIONS(OPS)", "OPS-2"},
		{"fixVersion in unreleasedVersions(OPS)", ""},
		{"fixVersion = latestReleasedVersion(OPS)", "OPS-2"},
		{"fixVersion = earliestUnreleasedVersion(OPS)", ""},
		{"fixVersion != earliestUnreleasedVersion()", "OPS-2"},
	})
}

func TestVersionFunctionsChooseByStateAndOrder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"fixVersion in releasedVersions(OPS)":         "0.9 1.0",
		"fixVersion in unreleasedVersions(OPS)":       "1.1 2.0",
		"fixVersion = latestReleasedVersion(OPS)":     "1.0",
		"fixVersion = earliestUnreleasedVersion(OPS)": "1.1",
	} {
		p, got := compileWith(t, text, environment(t)), ""
		for n, name := range []string{"0.9", "1.0", "1.1", "2.0"} {
			if p.Match(issue{"fixVersions": {ranked(fmt.Sprint(50+n), name, n)}}) {
				got += " " + name
			}
		}
		if got != " "+want {
			t.Errorf("%s: got%s, want %s", text, got, want)
		}
	}
}

func TestIssueTypesAndSprintsAreToldApartByTheirState(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, field, meant, other string }{
		{"issuetype in standardIssueTypes()", "issuetype", eval.StandardType, eval.SubtaskType},
		{"type in subtaskIssueTypes()", "issuetype", eval.SubtaskType, eval.StandardType},
		{"type not in subtaskIssueTypes()", "issuetype", eval.StandardType, eval.SubtaskType},
		{"Sprint in openSprints()", "customfield_10020", "ACTIVE", eval.FutureSprint},
		{"cf[10020] in closedSprints()", "customfield_10020", eval.ClosedSprint, eval.ActiveSprint},
		{"sprint in futureSprints()", "customfield_10020", eval.FutureSprint, ""},
		{"sprint in (Y, openSprints())", "customfield_10020", eval.ActiveSprint, eval.ClosedSprint},
	} {
		p := compileWith(t, test.text, environment(t))
		for state, want := range map[string]bool{test.meant: true, test.other: false} {
			if got := p.Match(issue{test.field: {sprint("1", "x", state)}}); got != want {
				t.Errorf("%s: %s is meant: %t", test.text, state, got)
			}
		}
	}
}

func TestUpdatedByLooksAtWholeDaysOfTheUser(t *testing.T) {
	t.Parallel()
	ada, bob := eval.Named("acc-1", "Ada Lovelace"), eval.Named("acc-2", "Bob")
	// It is 15:04 on 13 March in Berlin, an hour ahead of Greenwich.
	active := withChanges{issue: issue{"issuekey": {eval.Named("1", "OPS-1")}}, changes: map[string][]eval.Change{eval.Activity: {
		{At: time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC), By: bob},
		{At: time.Date(2024, 3, 10, 22, 59, 59, 999e6, time.UTC), By: ada},
		{At: time.Date(2024, 3, 12, 12, 0, 0, 0, time.UTC)},
	}}}
	for text, want := range map[string]bool{
		"issue in updatedBy('Ada Lovelace')":                      true,
		"issue in updatedBy(acc-3)":                               false,
		"issue not in updatedBy(acc-3)":                           true,
		"issuekey in updatedBy(acc-1, '2024-03-10')":              true,
		"issuekey in updatedBy(acc-1, '2024-03-11')":              false,
		"id in updatedBy(acc-1, '2024/03/10', '2024/03/10')":      true,
		"id in updatedBy(acc-1, '2024/03/01', '2024/03/09')":      false,
		"key in updatedBy(acc-2, '2024/03/01', '2024/03/01')":     true,
		"key in updatedBy(acc-1, -3d)":                            true,
		"key in updatedBy(acc-1, -2d)":                            false,
		"key in updatedBy(acc-1, '-49h')":                         true, // three days
		"key in updatedBy(acc-1, '-1w', '-3d')":                   true,
		"key in updatedBy(acc-1, '-1w', '-4d')":                   false,
		"key in (updatedBy(acc-3), OPS-1)":                        true,
		"key in updatedBy(acc-2) and key in updatedBy(acc-2, 0d)": false,
	} {
		q, err := jql.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := eval.Compile(q, environment(t), eval.NewSchema())
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := p.Match(active); got != want {
			t.Errorf("%s: got %t", text, got)
		}
	}
}

// An issue of linkedIssues that does not exist is refused, as is a person of
// updatedBy.
func TestArgumentsThatDoNotExistAreRefused(t *testing.T) {
	t.Parallel()
	key, person := eval.System("key"), eval.System("assignee")
	key.Lookup = eval.Among(eval.Named("1001", "OPS-1"))
	person.Lookup = eval.Among(eval.Named("acc-1", "Ada Lovelace"))
	s := eval.NewSchema(key, person)
	for text, want := range map[string]string{
		"issue in linkedIssues(OPS-1)":          "",
		"issue in linkedIssues(1001)":           "",
		"issue in linkedIssues(OPS-2)":          "Issue 'OPS-2' could not be found in function 'linkedIssues'.",
		"issue in linkedIssues(OPS-1, blocks)":  "Issue link type 'blocks' could not be found in function 'linkedIssues'.",
		"issue in updatedBy(acc-1)":             "",
		"issue in updatedBy(acc-2)":             "The value 'acc-2' does not exist for the field 'user'.",
		"status changed by acc-2":               "The value 'acc-2' does not exist for the field 'by'.",
		"assignee in membersOf(team)":           "Function 'membersOf' can not generate a list of usernames for group 'team'; the group does not exist.",
		"fixVersion in releasedVersions()":      "",
		"fixVersion in releasedVersions('A B')": "Could not resolve the project 'A B' provided to function 'releasedVersions'.",
	} {
		q, err := jql.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err := eval.Compile(q, eval.Env{}, s); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}
