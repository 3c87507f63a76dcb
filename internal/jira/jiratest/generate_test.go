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
	Status     named
	Resolution *named
	Priority   named
	IssueType  named
	Project    struct{ ID, Name, Key string }
	Assignee   *struct{ AccountID, DisplayName string }
	Reporter   struct{ AccountID string }
	Summary    string
	Labels     []string
	Components []named
	Fix        []named `json:"fixVersions"`
	DueDate    *string
	Points     *float64 `json:"customfield_10016"`
	Sprint     []struct {
		ID    int
		Name  string
		State string
	} `json:"customfield_10020"`
	Flagged  []struct{ Value string } `json:"customfield_10021"`
	Created  string
	Updated  string
	Resolved *string `json:"resolutiondate"`
	Comment  struct {
		Comments []struct{ ID, Created string }
	}
	Worklog struct {
		Worklogs []struct{ ID, Created string }
	}
	Parent     *struct{ Key string }
	Subtasks   []struct{ Key string }
	IssueLinks []struct {
		OutwardIssue, InwardIssue *struct{ ID, Key string }
	}
	Attachment []struct{ ID, Filename string }
}

type named struct{ ID, Name string }

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
			Issues:   rapid.IntRange(1, 30).Draw(t, "issues"),
			Seed:     rapid.Uint64().Draw(t, "seed"),
			Days:     rapid.SampledFrom([]int{0, 1, 30, 365}).Draw(t, "days"),
			Projects: rapid.IntRange(0, 5).Draw(t, "projects"),
			Now:      now,
		}
		site := jiratest.Generate(p)
		if site.Len() != p.Issues {
			t.Fatalf("%d issues instead of %d", site.Len(), p.Issues)
		}
		checkWholeSite(t, site)
		created, issues := make(map[string]time.Time), make(map[string]life)
		for _, i := range site.Issues() {
			created[i.Key] = checkLife(t, i, now)
			issues[i.Key] = lifeOf(t, i)
		}
		for key, l := range issues {
			if l.Parent != nil && !created[l.Parent.Key].Before(created[key]) {
				t.Errorf("%s is younger than its part %s", l.Parent.Key, key)
			}
			for _, part := range l.Subtasks {
				if issues[part.Key].Parent == nil || issues[part.Key].Parent.Key != key {
					t.Errorf("%s has the sub-task %s, which does not know it", key, part.Key)
				}
			}
		}
	})
}

// checkWholeSite checks what must hold of a site as a whole: every id and key means
// one thing, also the keys of the past, and links have two ends.
func checkWholeSite(t *rapid.T, site *jiratest.Site) {
	entries, keys, remarks, former := make(map[string]bool), make(map[string]bool), make(map[string]bool), make(map[string]bool)
	links := make(map[string]int)
	once := func(seen map[string]bool, what, id string) {
		if seen[id] {
			t.Errorf("%s %s is there twice", what, id)
		}
		seen[id] = true
	}
	for _, i := range site.Issues() {
		once(keys, "key", i.Key)
	}
	for _, i := range site.Issues() {
		l := lifeOf(t, i)
		for _, h := range i.Histories {
			once(entries, "entry", h.ID)
			for _, item := range h.Items {
				if item.Field == "Key" {
					once(keys, "former key", *item.FromString)
					former[*item.FromString] = true
				}
			}
		}
		for _, c := range l.Comment.Comments {
			once(remarks, "comment", c.ID)
		}
		for _, one := range l.IssueLinks {
			if one.OutwardIssue != nil {
				links[i.Key+">"+one.OutwardIssue.Key]++
			} else {
				links[one.InwardIssue.Key+">"+i.Key]--
			}
		}
	}
	for link, ends := range links {
		if ends != 0 {
			t.Errorf("the link %s has one end", link)
		}
	}
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
		if h.Author == nil || len(h.Items) == 0 {
			t.Errorf("%s: entry %s has no author or says nothing", i.Key, h.ID)
		}
		for _, item := range h.Items {
			from, to := ends(t, i.Key, item)
			// As in Jira, changes of rank do not tell from where to where, and those
			// of lists tell what came and what went.
			list := item.Field == "Rank" || item.Field == "Link" || item.Field == "Attachment"
			if was, seen := state[item.Field]; seen && !list && was != from {
				t.Errorf("%s: %s was %q, but the next change starts from %q", i.Key, item.Field, was, from)
			}
			if from == to && !list {
				t.Errorf("%s: %s changes from %q to itself", i.Key, item.Field, from)
			}
			state[item.Field] = to
			if item.Field == "resolution" {
				resolved = h.At.Format(jiratest.TimeLayout)
			}
			if item.Field == "Attachment" && !slices.ContainsFunc(l.Attachment, func(a struct{ ID, Filename string }) bool { return a.ID == *item.To && a.Filename == *item.ToString }) {
				t.Errorf("%s: the attachment %s is missing", i.Key, *item.ToString)
			}
		}
	}
	if created.After(now) || last.After(now) || updated.After(now) || updated.Before(last) {
		t.Errorf("%s: created %v, changed %v, updated %v, and now is %v", i.Key, created, last, updated, now)
	}
	compare(t, i.Key, state, l)
	compareStatus(t, i.Key, state, l, resolved)
	return created
}

// ends are the two ends of a change. A status is known by its id: its name may
// have changed.
func ends(t *rapid.T, key string, item jiratest.Item) (from, to string) {
	if item.Field != "status" {
		return end(item.From, item.FromString), end(item.To, item.ToString)
	}
	for id, name := range map[string]string{*item.From: *item.FromString, *item.To: *item.ToString} {
		if !slices.Contains(statusNames()[id], name) {
			t.Errorf("%s: status %s was called %q", key, id, name)
		}
	}
	return *item.From, *item.To
}

// statusNames are the names that statuses have, or once had.
func statusNames() map[string][]string {
	return map[string][]string{
		"10000": {"To Do"}, "10001": {"In Progress"}, "10002": {"In Review", "Second look"}, "10003": {"Blocked"}, "10004": {"Done"},
		"10005": {"Waiting for answer"}, "10011": {"To Do"}, "10012": {"In Progress"}, "10013": {"Done"},
	}
}

// compare compares the last changes with the fields.
func compare(t *rapid.T, key string, state map[string]string, l life) {
	present := map[string]string{
		"status": l.Status.ID, "priority": l.Priority.ID + "/" + l.Priority.Name, "issuetype": l.IssueType.ID + "/" + l.IssueType.Name,
		"project": l.Project.ID + "/" + l.Project.Name, "Key": "/" + key,
		"summary": "/" + l.Summary, "labels": "/" + strings.Join(l.Labels, " "), "resolution": "/", "assignee": "/", "duedate": "/",
		"Story Points": "/", "Flagged": "/", "Sprint": "/", "Fix Version": "/", "Component": "/",
	}
	if l.Resolution != nil {
		present["resolution"] = l.Resolution.ID + "/" + l.Resolution.Name
	}
	if l.Assignee != nil {
		present["assignee"] = l.Assignee.AccountID + "/" + l.Assignee.DisplayName
	}
	if l.DueDate != nil {
		present["duedate"] = *l.DueDate + "/" + *l.DueDate + " 00:00:00.0"
	}
	if l.Points != nil {
		present["Story Points"] = "/" + strconv.FormatFloat(*l.Points, 'f', -1, 64)
	}
	if len(l.Flagged) > 0 {
		present["Flagged"] = "[10019]/" + l.Flagged[0].Value
	}
	if len(l.Sprint) > 0 {
		var ids, names []string
		for _, s := range l.Sprint {
			ids, names = append(ids, strconv.Itoa(s.ID)), append(names, s.Name)
		}
		present["Sprint"] = strings.Join(ids, ", ") + "/" + strings.Join(names, ", ")
	}
	for field, list := range map[string][]named{"Fix Version": l.Fix, "Component": l.Components} {
		if len(list) > 0 {
			present[field] = list[0].ID + "/" + list[0].Name
		}
	}
	for field, want := range present {
		if got, changed := state[field]; changed && got != want {
			t.Errorf("%s: the history ends with %s = %q, but it is %q", key, field, got, want)
		}
	}
	for field, has := range map[string]bool{"Sprint": len(l.Sprint) > 0, "Flagged": len(l.Flagged) > 0, "Fix Version": len(l.Fix) > 0, "Story Points": l.Points != nil} {
		if _, changed := state[field]; has && !changed {
			t.Errorf("%s has a %s that nobody gave to it", key, field)
		}
	}
}

// compareStatus checks that the resolution goes with the status, but for the
// projects whose workflow forgets about it.
func compareStatus(t *rapid.T, key string, state map[string]string, l life, resolved string) {
	if (l.Resolution == nil) != (l.Resolved == nil) || l.Resolved != nil && *l.Resolved != resolved {
		t.Errorf("%s was resolved at %s, but says %v, with %v", key, resolved, l.Resolved, l.Resolution)
	}
	careful := !slices.Contains([]string{"OPS", "TEAM4"}, l.Project.Key) && state["project"] == ""
	if done := l.Status.Name == "Done"; careful && done != (l.Resolution != nil) {
		t.Errorf("%s is %s with resolution %v", key, l.Status.Name, l.Resolution)
	}
	if _, changed := state["status"]; !changed && l.Status.Name != "To Do" && l.Status.Name != "In Progress" {
		t.Errorf("%s is %s without ever having been moved", key, l.Status.Name)
	}
	if l.Status.ID == "10005" {
		t.Errorf("%s has a status that was deleted", key)
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
	active := slices.DeleteFunc(site.People(), func(p jiratest.Person) bool { return p.Inactive || p.App })
	if len(active) < 6 || len(active) > 8 || len(site.People()) != len(active)+3 {
		t.Errorf("%d people of whom %d work there", len(site.People()), len(active))
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
