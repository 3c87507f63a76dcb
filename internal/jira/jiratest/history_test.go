package jiratest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

// items calls f with each item of an issue's history, until it says true.
func items(i jiratest.Issue, f func(h jiratest.History, item jiratest.Item) bool) bool {
	return slices.ContainsFunc(i.Histories, func(h jiratest.History) bool {
		return slices.ContainsFunc(h.Items, func(item jiratest.Item) bool { return f(h, item) })
	})
}

func is(text *string, want string) bool { return text != nil && *text == want }

// meant is the keys of the issues that a query means.
func meant(t *testing.T, s *jiratest.Server, text string) []string {
	t.Helper()
	return keys(get[page](t, s, searchPath(s), params("jql", text, "fields", "key", "maxResults", "1000")).Issues)
}

func nameOf(t *testing.T, i jiratest.Issue, field string) string {
	t.Helper()
	if raw := i.Fields[field]; len(raw) > 0 && string(raw) != "null" {
		return decode[struct{ Name, DisplayName string }](t, raw).Name
	}
	return ""
}

// Each query is compared with a look at the histories themselves.
func TestQueriesReadTheHistories(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 300, Seed: 5, Now: noon})
	cloud, dc := both(t, site)
	me := cloud.Me()
	// heldStatus is true if an issue ever had the status.
	heldStatus := func(i jiratest.Issue, status string) bool {
		return nameOf(t, i, "status") == status || items(i, func(_ jiratest.History, item jiratest.Item) bool {
			return item.Field == "status" && (is(item.FromString, status) || is(item.ToString, status))
		})
	}
	// heldID is true if an issue ever had the status with the id, whatever it was called.
	heldID := func(i jiratest.Issue, id string) bool {
		return strings.Contains(string(i.Fields["status"]), `/status/`+id+`"`) || items(i, func(_ jiratest.History, item jiratest.Item) bool {
			return item.Field == "status" && (is(item.From, id) || is(item.To, id))
		})
	}
	// Those who left, the erased and the apps are in no group.
	inTeam := func(i jiratest.Issue, field string) bool {
		name := decode[*struct{ DisplayName string }](t, i.Fields[field])
		return name != nil && !slices.Contains([]string{"Hanne Sølvkær", "Former user", "Rule runner"}, name.DisplayName)
	}
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for text, means := range map[string]func(i jiratest.Issue) bool{
		"status was Blocked":                   func(i jiratest.Issue) bool { return heldStatus(i, "Blocked") },
		"status was not in (10002, 'Blocked')": func(i jiratest.Issue) bool { return !heldStatus(i, "Blocked") && !heldID(i, "10002") },
		"status was 'In Review' and status = 'In Progress'": func(i jiratest.Issue) bool {
			return heldStatus(i, "In Review") && nameOf(t, i, "status") == "In Progress"
		},
		"resolution changed from Done to EMPTY": func(i jiratest.Issue) bool {
			return items(i, func(_ jiratest.History, item jiratest.Item) bool {
				return item.Field == "resolution" && is(item.FromString, "Done") && item.ToString == nil
			})
		},
		"status changed to Done after '2026-05-01' by currentUser()": func(i jiratest.Issue) bool {
			return items(i, func(h jiratest.History, item jiratest.Item) bool {
				return item.Field == "status" && is(item.ToString, "Done") && h.At.After(may) && h.Author != nil && h.Author.AccountID == me.AccountID
			})
		},
		"priority changed during ('2026-04-01', '2026-05-01')": func(i jiratest.Issue) bool {
			return items(i, func(h jiratest.History, item jiratest.Item) bool {
				return item.Field == "priority" && !h.At.Before(may.AddDate(0, -1, 0)) && !h.At.After(may)
			})
		},
		"assignee changed to '" + me.Display + "'": func(i jiratest.Issue) bool {
			return items(i, func(_ jiratest.History, item jiratest.Item) bool {
				return item.Field == "assignee" && is(item.To, me.AccountID)
			})
		},
		"assignee was currentUser()": func(i jiratest.Issue) bool {
			now := string(i.Fields["assignee"]) != "null" && decode[struct{ AccountID string }](t, i.Fields["assignee"]).AccountID == me.AccountID
			return now || items(i, func(_ jiratest.History, item jiratest.Item) bool {
				return item.Field == "assignee" && (is(item.From, me.AccountID) || is(item.To, me.AccountID))
			})
		},
		"assignee was EMPTY": func(i jiratest.Issue) bool {
			changed := false
			empty := items(i, func(_ jiratest.History, item jiratest.Item) bool {
				changed = changed || item.Field == "assignee"
				return item.Field == "assignee" && (item.From == nil || item.To == nil)
			})
			return empty || !changed && string(i.Fields["assignee"]) == "null"
		},
		"reporter was in membersOf(team)": func(i jiratest.Issue) bool { return inTeam(i, "reporter") },
		"assignee in membersOf('TEAM')":   func(i jiratest.Issue) bool { return inTeam(i, "assignee") },
		"issue in updatedBy('" + me.Display + "', '2026-05-25')": func(i jiratest.Issue) bool {
			week := time.Date(2026, 5, 25, 0, 0, 0, 0, time.UTC)
			type entry struct {
				Author  struct{ AccountID string }
				Created string
			}
			mine := func(e entry) bool {
				at, err := time.Parse(jiratest.TimeLayout, e.Created)
				return err == nil && e.Author.AccountID == me.AccountID && !at.Before(week)
			}
			comments := decode[struct{ Comments []entry }](t, i.Fields["comment"]).Comments
			creation := entry{Created: decode[string](t, i.Fields["created"])}
			creation.Author.AccountID = decode[struct{ AccountID string }](t, i.Fields["creator"]).AccountID
			return slices.ContainsFunc(append(comments, creation), mine) || slices.ContainsFunc(i.Histories, func(h jiratest.History) bool {
				return h.Author != nil && h.Author.AccountID == me.AccountID && !h.At.Before(week)
			})
		},
		"type in subtaskIssueTypes()":  func(i jiratest.Issue) bool { return nameOf(t, i, "issuetype") == "Sub-task" },
		"type in standardIssueTypes()": func(i jiratest.Issue) bool { return nameOf(t, i, "issuetype") != "Sub-task" },
	} {
		var want []string
		for _, i := range site.Issues() {
			if means(i) {
				want = append(want, i.Key)
			}
		}
		if len(want) == 0 {
			t.Errorf("%s means nothing here", text)
		}
		slices.Sort(want)
		for _, s := range []*jiratest.Server{cloud, dc} {
			got := meant(t, s, text)
			slices.Sort(got)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("%s on %s (-want +got):\n%s", text, s.Flavour(), diff)
			}
		}
	}
}

// past is what is hard to read in histories: statuses that are gone or have
// another name now, people whom nobody knows any more, Data Center's items
// without ids, versions, links and sprints.
const past = `{"names": {"customfield_10020": "Sprint"}, "issues": [
{"id": "1", "key": "P-1", "fields": {"project": {"id": "5", "key": "P", "name": "Past"}, "created": "2026-01-01T10:00:00.000+0000",
	"status": {"id": "3", "name": "Shipped"}, "issuetype": {"id": "1", "name": "Epic"},
	"fixVersions": [{"id": "30", "name": "3.0", "released": false}],
	"issuelinks": [{"type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}, "outwardIssue": {"id": "2", "key": "P-2"}}],
	"customfield_10020": [{"id": 7, "name": "Sprint 7", "state": "closed"}, {"id": 42, "name": "Sprint 42", "state": "active"}]},
 "changelog": {"histories": [
	{"id": "1", "created": "2026-01-02T10:00:00.000+0000", "items": [
		{"field": "status", "fieldtype": "jira", "from": "8", "fromString": "Waiting", "to": "3", "toString": "Finished"},
		{"field": "assignee", "fieldtype": "jira", "from": "gone-7", "fromString": "Someone Who Left", "to": null, "toString": null}]},
	{"id": "2", "created": "2026-01-03T10:00:00.000+0000", "items": [
		{"field": "Fix Version", "fieldtype": "jira", "from": "20", "fromString": "2.0", "to": null, "toString": null},
		{"field": "Fix Version", "fieldtype": "jira", "from": null, "fromString": null, "to": "30", "toString": "3.0"},
		{"field": "status", "fieldtype": "custom", "from": null, "fromString": "Imagined", "to": null, "toString": "Dreamt"}]}]}},
{"id": "2", "key": "P-2", "fields": {"project": {"id": "5", "key": "P", "name": "Past"}, "created": "2026-01-01T10:00:00.000+0000",
	"status": {"id": "3", "name": "Shipped"}, "issuetype": {"id": "2", "name": "Story"},
	"parent": {"id": "1", "key": "P-1", "fields": {"issuetype": {"id": "1", "name": "Epic"}}},
	"fixVersions": [{"id": "10", "name": "1.0", "released": true}, {"id": "20", "name": "2.0", "released": true}],
	"issuelinks": [{"type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}, "inwardIssue": {"id": "1", "key": "P-1"}}],
	"customfield_10020": ["com.atlassian.greenhopper.service.sprint.Sprint@1f[id=43,rapidViewId=1,state=FUTURE,name=Sprint 43,startDate=<null>]"]}},
{"id": "3", "key": "P-3", "fields": {"project": {"id": "5", "key": "P", "name": "Past"}, "created": "2026-01-01T10:00:00.000+0000",
	"status": {"id": "4", "name": "Open"}, "issuetype": {"id": "3", "name": "Part", "subtask": true},
	"parent": {"id": "2", "key": "P-2", "fields": {"issuetype": {"id": "2", "name": "Story"}}}, "fixVersions": [], "issuelinks": [],
	"customfield_10020": null}}
]}`

func TestWhatIsGoneIsFoundInHistories(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, read(t, past))
	for text, want := range map[string]string{
		"status was Waiting":                          "P-1",
		"status was waiting before '2026-01-02'":      "P-1",
		"status was 8":                                "P-1",
		"status was Finished":                         "P-1 P-2",
		"status was Shipped on '2026-01-04'":          "P-1 P-2",
		"status changed to Shipped":                   "P-1",
		"status changed from Waiting to Finished":     "P-1",
		"assignee was 'someone who left'":             "P-1",
		"assignee was gone-7":                         "P-1",
		"assignee was not gone-7":                     "P-2 P-3",
		"fixVersion was 2.0":                          "P-1 P-2",
		"fixVersion was 2.0 after '2026-01-04'":       "P-2",
		"fixVersion was EMPTY":                        "P-3",
		"fixVersion changed to 3.0":                   "P-1",
		"fixVersion in releasedVersions(P)":           "P-2",
		"fixVersion in unreleasedVersions(past)":      "P-1",
		"fixVersion = latestReleasedVersion(P)":       "P-2",
		"fixVersion = earliestUnreleasedVersion(5)":   "P-1",
		"fixVersion != latestReleasedVersion(P)":      "P-1",
		"issue in linkedIssues(P-1)":                  "P-2",
		"issue in linkedIssues(P-1, blocks)":          "P-2",
		"issue in linkedIssues(P-1, 'is blocked by')": "",
		"issue in linkedIssues(2, 'Is Blocked By')":   "P-1",
		"sprint = 42":                                 "P-1",
		"sprint in ('Sprint 7', 'sprint 43')":         "P-1 P-2",
		"sprint in openSprints()":                     "P-1",
		"sprint in closedSprints()":                   "P-1",
		"sprint in futureSprints()":                   "P-2",
		"sprint is EMPTY":                             "P-3",
		"project = P order by sprint":                 "P-1 P-2 P-3",
		"parentEpic = P-1":                            "P-2 P-3",
		"parentEpic in (P-1, 3)":                      "P-2 P-3",
	} {
		if !strings.Contains(text, "order by") {
			text += " order by key"
		}
		for _, s := range []*jiratest.Server{cloud, dc} {
			got := strings.Join(meant(t, s, text), " ")
			if got != want {
				t.Errorf("%s on %s: got %s, want %s", text, s.Flavour(), got, want)
			}
		}
	}
	for text, want := range map[string]string{
		"status was Imagined":                "The value 'Imagined' does not exist for the field 'status'.",
		"status = Waiting":                   "The value 'Waiting' does not exist for the field 'status'.",
		"summary was x":                      "History searches do not support the 'summary' field.",
		"issue in linkedIssues(P-1, likes)":  "Issue link type 'likes' could not be found in function 'linkedIssues'.",
		"issue in linkedIssues(P-9)":         "Issue 'P-9' could not be found in function 'linkedIssues'.",
		"assignee in membersOf(team)":        "Function 'membersOf' can not generate a list of usernames for group 'team'; the group does not exist.",
		"fixVersion in releasedVersions(NO)": "Could not resolve the project 'NO' provided to function 'releasedVersions'.",
		"issue in votedIssues()":             "Unable to find JQL function 'votedIssues()'.",
	} {
		a := ask(t, cloud, account, http.MethodGet, cloud.URL()+searchPath(cloud), params("jql", text))
		if a.status != http.StatusBadRequest || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s", text, a.status, a.body)
		}
	}
}

// What a site knows of its sprints counts more than what its issues say, and a
// sprint that it does not know does not exist.
func TestSprintsAreTheSites(t *testing.T) {
	t.Parallel()
	site := read(t, past)
	site.PlanSprints(
		jiratest.Sprint{ID: 42, Name: "Forty-two", State: "closed"}, jiratest.Sprint{ID: 7, Name: "Seven", State: "closed"},
		jiratest.Sprint{ID: 43, Name: "Forty-three", State: "active"}, jiratest.Sprint{ID: 44, Name: "43", State: "future"},
	)
	cloud, dc := both(t, site)
	for _, s := range []*jiratest.Server{cloud, dc} {
		for text, want := range map[string]string{
			"sprint in closedSprints()":                      "P-1",
			"sprint in openSprints()":                        "P-2",
			"sprint = Seven":                                 "P-1",
			"sprint = 42":                                    "P-1",
			"sprint = 43":                                    "",
			"sprint is not EMPTY ORDER BY sprint DESC":       "P-2 P-1",
			"sprint is not EMPTY ORDER BY sprint":            "P-1 P-2",
			"statusCategoryChangedDate is EMPTY ORDER BY id": "P-1 P-2 P-3",
		} {
			if got := strings.Join(meant(t, s, text), " "); got != want {
				t.Errorf("%s on %s: got %s, want %s", text, s.Flavour(), got, want)
			}
		}
		a := ask(t, s, account, http.MethodGet, s.URL()+searchPath(s), params("jql", "sprint = 'Sprint 7'"))
		if a.status != http.StatusBadRequest || !strings.Contains(string(a.body), "The value 'Sprint 7' does not exist for the field 'sprint'.") {
			t.Errorf("%s: %d %s", s.Flavour(), a.status, a.body)
		}
	}
}
