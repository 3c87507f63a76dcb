package eval_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// An issue is its values by the id of the field.
type issue map[string][]eval.Value

func (i issue) Values(field string) []eval.Value { return i[field] }

func (i issue) key() string { return i["issuekey"][0].Names[0] }

// environment is Wednesday, 13 March 2024, 15:04:05 in Berlin.
func environment(t *testing.T) eval.Env {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return eval.Env{
		Now:  time.Date(2024, 3, 13, 14, 4, 5, 0, time.UTC),
		Zone: zone,
		User: eval.Named("acc-1", "Ada Lovelace", "ada@example.com"),
		Members: func(group string) ([]eval.Value, bool) {
			return []eval.Value{eval.Named("acc-2", "Grace Hopper"), eval.Named("acc-9", "Nobody")}, group == "team"
		},
		Linked: func(issue eval.Value, kind string) ([]eval.Value, bool) {
			links := map[string][]eval.Value{"blocks": {eval.Named("1001", "WEB-1")}, "is cloned by": nil}
			if kind == "" {
				return append(links["blocks"], eval.Named("1003", "WEB-3")), true
			}
			linked, ok := links[kind]
			if issue.Names[0] != "OPS-2" {
				linked = nil
			}
			return linked, ok
		},
		Versions: func(project string) ([]eval.Value, bool) {
			all := []eval.Value{version("50", "0.9", eval.Released), version("51", "1.0", eval.Released), version("52", "1.1", eval.Unreleased), version("53", "2.0", eval.Unreleased)}
			return all, project == "" || project == "OPS"
		},
	}
}

func schema() *eval.Schema {
	priority := eval.System("priority")
	priority.Lookup = eval.Among(ranked("3", "Low", 1), ranked("2", "Medium", 2), ranked("1", "High", 3))
	project := eval.System("project")
	project.Lookup = eval.Among(eval.Named("10", "OPS", "Operations"), eval.Named("20", "WEB", "Web Shop"))
	return eval.NewSchema(
		priority, project,
		eval.Custom(10016, "Story Points", eval.Number),
		eval.Custom(10020, "Sprint", eval.Option),
		eval.Custom(10030, "Notes", eval.Text),
	)
}

func ranked(id, name string, rank int) eval.Value {
	v := eval.Named(id, name)
	v.Rank = rank
	return v
}

func version(id, name, state string) eval.Value {
	v := eval.Named(id, name)
	v.State = state
	return v
}

func sprint(id, name, state string) eval.Value {
	v := eval.Named(id, name)
	v.State = state
	return v
}

// issues are four: OPS-2 has everything, OPS-10 and WEB-1 something, and
// WEB-3 nothing that it may lack.
func issues() []issue {
	ops, web := eval.Named("10", "OPS", "Operations"), eval.Named("20", "WEB", "Web Shop")
	return []issue{
		{
			"issuekey": {eval.Named("1002", "OPS-2")}, "project": {ops}, "status": {eval.Named("1", "In Progress")},
			"statusCategory": {eval.Named("4", "In Progress", "indeterminate")}, "issuetype": {eval.Named("7", "Bug")},
			"priority": {ranked("1", "High", 3)}, "assignee": {eval.Named("acc-1", "Ada Lovelace", "ada@example.com")},
			"summary": {eval.TextOf("Fix the login-page")}, "description": {eval.TextOf("It fails, the page is blank.")},
			"comment": {eval.TextOf("Seen on Monday"), eval.TextOf("Gone today")}, "labels": {eval.Named("red"), eval.Named("blue")},
			"created": {eval.TimeOf(time.Date(2024, 3, 1, 23, 30, 0, 0, time.UTC))},
			"updated": {eval.TimeOf(time.Date(2024, 3, 13, 13, 0, 0, 0, time.UTC))},
			"duedate": {eval.DateOf(2024, 3, 13)}, "parent": {eval.Named("1010", "OPS-10")},
			"fixVersions":       {ranked("51", "1.0", 1)},
			"customfield_10016": {eval.NumberOf(5)}, "customfield_10020": {sprint("1", "Sprint 1", "closed"), sprint("2", "Sprint 2", "active")},
			"customfield_10030": {eval.TextOf("quokka")},
		},
		{
			"issuekey": {eval.Named("1010", "OPS-10")}, "project": {ops}, "status": {eval.Named("2", "Done")},
			"resolution": {eval.Named("1", "Fixed")}, "priority": {ranked("3", "Low", 1)},
			"assignee": {eval.Named("acc-2", "Grace Hopper")}, "summary": {eval.TextOf("The page about logins")},
			"created":        {eval.TimeOf(time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC))},
			"updated":        {eval.TimeOf(time.Date(2024, 3, 12, 23, 30, 0, 0, time.UTC))},
			"resolutiondate": {eval.TimeOf(time.Date(2024, 3, 10, 12, 0, 0, 0, time.UTC))},
			"duedate":        {eval.DateOf(2024, 3, 31)}, "customfield_10016": {eval.NumberOf(0.5)},
		},
		{
			"issuekey": {eval.Named("1001", "WEB-1")}, "project": {web}, "status": {eval.Named("1", "In Progress")},
			"priority": {ranked("2", "Medium", 2)}, "summary": {eval.TextOf("login")}, "labels": {eval.Named("Blue")},
			"created": {eval.TimeOf(time.Date(2023, 12, 31, 23, 30, 0, 0, time.UTC))},
			"updated": {eval.TimeOf(time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC))},
		},
		{"issuekey": {eval.Named("1003", "WEB-3")}, "project": {web}, "status": {eval.Named("3", "To Do")}},
	}
}

func compile(t *testing.T, text string) (*eval.Program, error) {
	t.Helper()
	q, err := jql.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return eval.Compile(q, environment(t), schema())
}

// found is the keys of the issues that a query means, in its order.
func found(t *testing.T, text string) string {
	t.Helper()
	p, err := compile(t, text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return ""
	}
	matching := slices.DeleteFunc(issues(), func(i issue) bool { return !p.Match(i) })
	slices.SortStableFunc(matching, func(a, b issue) int { return p.Compare(a, b) })
	var keys []string
	for _, i := range matching {
		keys = append(keys, i.key())
	}
	return strings.Join(keys, " ")
}

// check runs queries, each with the keys that it must find.
func check(t *testing.T, queries [][2]string) {
	t.Helper()
	for _, q := range queries {
		if got := found(t, q[0]); got != q[1] {
			t.Errorf("%s\n got %s\nwant %s", q[0], got, q[1])
		}
	}
}

// Changes is none: these issues never changed.
func (i issue) Changes(string) []eval.Change { return nil }
