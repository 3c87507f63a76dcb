package jiratest_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/jira/jiratest"
)

func TestGenerateRepeatsItself(t *testing.T) {
	t.Parallel()
	params := jiratest.GenerateParams{Issues: 45, Seed: 7, Now: noon}
	one, two := jiratest.Generate(params), jiratest.Generate(params)
	if !reflect.DeepEqual(one.Issues(), two.Issues()) {
		t.Error("the same seed gave other issues")
	}
	if diff := cmp.Diff(one.Filters(), two.Filters()); diff != "" {
		t.Errorf("the same seed gave other filters:\n%s", diff)
	}
	params.Seed++
	if reflect.DeepEqual(one.Issues(), jiratest.Generate(params).Issues()) {
		t.Error("another seed gave the same issues")
	}
}

// A life is what a test replays an issue's history with.
type life struct {
	Status     struct{ ID, Name string }
	Resolution *struct{ ID, Name string }
	Priority   struct{ ID, Name string }
	Assignee   *struct{ AccountID string }
	Summary    string
	Labels     []string
	DueDate    *string
	Points     *float64                 `json:"customfield_10016"`
	Flagged    []struct{ Value string } `json:"customfield_10021"`
	Created    string
	Updated    string
	Resolved   *string `json:"resolutiondate"`
	Comment    struct{ Comments []struct{ Created string } }
	Worklog    struct{ Worklogs []struct{ Created string } }
	Parent     *struct{ Key string }
}

func lifeOf(t interface {
	Helper()
	Fatalf(string, ...any)
}, i jiratest.Issue,
) life {
	t.Helper()
	raw, err := json.Marshal(i.Fields)
	if err != nil {
		t.Fatalf("encode the fields: %v", err)
	}
	var l life
	if err := json.Unmarshal(raw, &l); err != nil {
		t.Fatalf("decode the fields: %v", err)
	}
	return l
}

func TestGeneratedHistoriesLeadToThePresent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 400*24*60).Draw(t, "minute")) * time.Minute)
		p := jiratest.GenerateParams{
			Issues: rapid.IntRange(1, 30).Draw(t, "issues"),
			Seed:   rapid.Uint64().Draw(t, "seed"),
			Days:   rapid.SampledFrom([]int{0, 1, 30, 365}).Draw(t, "days"),
			Now:    now,
		}
		site := jiratest.Generate(p)
		if site.Len() != p.Issues {
			t.Fatalf("%d issues instead of %d", site.Len(), p.Issues)
		}
		created := make(map[string]time.Time)
		for _, i := range site.Issues() {
			created[i.Key] = checkLife(t, i, now)
		}
		for _, i := range site.Issues() {
			if parent := lifeOf(t, i).Parent; parent != nil && !created[parent.Key].Before(created[i.Key]) {
				t.Errorf("%s is younger than its part %s", parent.Key, i.Key)
			}
		}
	})
}

// checkLife replays the history of an issue and returns its creation.
func checkLife(t *rapid.T, i jiratest.Issue, now time.Time) time.Time {
	l := lifeOf(t, i)
	created, updated := at(t, l.Created), at(t, l.Updated)
	last := created
	state := make(map[string]string)
	var resolved string
	for n, h := range i.Histories {
		if !h.At.After(last) {
			t.Errorf("%s: entry %s is not later than what came before", i.Key, h.ID)
		}
		if n > 0 && atoi(t, i.Histories[n-1].ID) >= atoi(t, h.ID) {
			t.Errorf("%s: the ids are not in the order of time", i.Key)
		}
		last = h.At
		if h.Author == nil {
			t.Errorf("%s: entry %s has no author", i.Key, h.ID)
		}
		for _, item := range h.Items {
			// As in Jira, changes of rank do not tell from where to where.
			if was, seen := state[item.Field]; seen && item.Field != "Rank" && was != end(item.From, item.FromString) {
				t.Errorf("%s: %s was %q, but the next change starts from %q", i.Key, item.Field, was, end(item.From, item.FromString))
			}
			state[item.Field] = end(item.To, item.ToString)
			if item.Field == "resolution" {
				resolved = h.At.Format(jiratest.TimeLayout)
			}
		}
	}
	if created.After(now) || last.After(now) || updated.After(now) || updated.Before(last) {
		t.Errorf("%s: created %v, changed %v, updated %v, and now is %v", i.Key, created, last, updated, now)
	}
	compare(t, i.Key, state, l, resolved)
	return created
}

// compare compares the last changes with the fields.
func compare(t *rapid.T, key string, state map[string]string, l life, resolved string) {
	present := map[string]string{
		"status": l.Status.ID + "/" + l.Status.Name, "priority": l.Priority.ID + "/" + l.Priority.Name,
		"summary": "/" + l.Summary, "labels": "/" + strings.Join(l.Labels, " "), "resolution": "/",
	}
	if l.Resolution != nil {
		present["resolution"] = l.Resolution.ID + "/" + l.Resolution.Name
	}
	if l.DueDate != nil {
		present["duedate"] = *l.DueDate + "/" + *l.DueDate + " 00:00:00.0"
	}
	if l.Points != nil {
		present["Story Points"] = "/" + strconv.FormatFloat(*l.Points, 'f', -1, 64)
	}
	present["Flagged"] = "/"
	if len(l.Flagged) > 0 {
		present["Flagged"] = "[10019]/" + l.Flagged[0].Value
	}
	for field, want := range present {
		if got, changed := state[field]; changed && got != want {
			t.Errorf("%s: the history ends with %s = %q, but it is %q", key, field, got, want)
		}
	}
	if done := l.Status.Name == "Done"; done != (l.Resolution != nil) || done != (l.Resolved != nil) {
		t.Errorf("%s is %s with resolution %v at %v", key, l.Status.Name, l.Resolution, l.Resolved)
	}
	if l.Resolved != nil && *l.Resolved != resolved {
		t.Errorf("%s was resolved at %s, but says %s", key, resolved, *l.Resolved)
	}
	if _, changed := state["status"]; !changed && l.Status.Name != "To Do" {
		t.Errorf("%s is %s without ever having been moved", key, l.Status.Name)
	}
	if got, changed := state["assignee"]; changed && !strings.HasPrefix(got, l.Assignee.AccountID+"/") {
		t.Errorf("%s belongs to %s, but was given to %s", key, l.Assignee.AccountID, got)
	}
}

func end(id, text *string) string {
	var s string
	if id != nil {
		s = *id
	}
	s += "/"
	if text != nil {
		s += *text
	}
	return s
}

func at(t *rapid.T, text string) time.Time {
	parsed, err := time.Parse(jiratest.TimeLayout, text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return parsed
}

func atoi(t *rapid.T, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return n
}

func TestGeneratedSitesHaveWhatTestsNeed(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 200, Seed: 3, Now: noon})
	count := make(map[string]int)
	for _, i := range site.Issues() {
		l := lifeOf(t, i)
		count["status "+l.Status.Name]++
		if l.Assignee != nil && l.Assignee.AccountID == site.People()[0].AccountID && l.Resolution == nil {
			count["mine and open"]++
		}
		if len(i.Histories) > 40 {
			count["long"]++
		}
		if len(i.Histories) > 0 && !strings.Contains(*i.Histories[0].Items[0].FromString, jiratest.Canary) {
			t.Errorf("the history of %s has no canary", i.Key)
		}
		raw, err := json.Marshal(i.Fields)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), jiratest.Canary) {
			t.Errorf("the canary of %s is in its fields", i.Key)
		}
		countMoves(i, count)
	}
	for _, want := range []string{
		"status To Do", "status In Progress", "status In Review", "status Done", "mine and open", "long",
		"move In Review>In Progress", "move Done>In Progress", "move In Progress>To Do", "move In Progress>Blocked",
		"change Flagged", "change assignee", "change resolution", "change Story Points", "change duedate", "change labels",
	} {
		if count[want] == 0 {
			t.Errorf("no issue has %q", want)
		}
	}
	if people := len(site.People()); people < 6 || people > 8 {
		t.Errorf("%d people instead of 6 to 8", people)
	}
}

func countMoves(i jiratest.Issue, count map[string]int) {
	for _, h := range i.Histories {
		for _, item := range h.Items {
			count["change "+item.Field]++
			if item.Field == "status" {
				count["move "+*item.FromString+">"+*item.ToString]++
			}
		}
	}
}

func TestEveryGeneratedSiteHasOpenWorkForItsUser(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		site := jiratest.Generate(jiratest.GenerateParams{Issues: 20, Seed: seed, Now: noon})
		mine := slices.ContainsFunc(site.Issues(), func(i jiratest.Issue) bool {
			l := lifeOf(t, i)
			return l.Assignee != nil && l.Assignee.AccountID == site.People()[0].AccountID && l.Resolution == nil
		})
		if !mine {
			t.Errorf("seed %d gives the account nothing to do", seed)
		}
	}
}
