package jiratest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

// large is a site with everything that is generated.
func large(t *testing.T) *jiratest.Site {
	t.Helper()
	return jiratest.Generate(jiratest.GenerateParams{Issues: 1200, Seed: 2, Now: noon})
}

func TestALargeSiteHasTheOddHistoriesOfRealOnes(t *testing.T) {
	t.Parallel()
	count := make(map[string]int)
	for _, i := range large(t).Issues() {
		l := lifeOf(t, i)
		oddities(i, l, count)
		countMoves(i, count)
		count["type "+l.IssueType.Name]++
		count["project "+l.Project.Key]++
		if l.Resolution != nil {
			count["resolution "+l.Resolution.Name]++
		}
		count["done without resolution"] += truth(l.Status.Name == "Done" && l.Resolution == nil)
		count["open with resolution"] += truth(l.Status.Name != "Done" && l.Resolution != nil)
		count["carried over"] += truth(len(l.Sprint) > 1)
		count["linked"] += truth(len(l.IssueLinks) > 0)
		count["attachments"] += truth(len(l.Attachment) > 0)
	}
	for _, want := range []string{
		"type Epic", "type Story", "type Task", "type Bug", "type Sub-task", "type Incident", "type Subtask",
		"project SHOP", "project OPS", "project LAB", "project TEAM4",
		"resolution Done", "resolution Won't Do", "resolution Duplicate", "done without resolution", "open with resolution",
		"carried over", "linked", "attachments", "more than 40", "more than 100", "flagged twice", "reopened", "created started",
		"done at once", "left in To Do", "changed after done", "moved", "by an app", "by somebody who left", "by an erased account",
		"move In Progress>Waiting for answer", "move In Progress>Second look", "move In Progress>In Review", "move In Progress>Blocked",
		"change Sprint", "change Fix Version", "change Component", "change issuetype", "change Link", "change Attachment",
	} {
		if count[want] == 0 {
			t.Errorf("no issue has %q", want)
		}
	}
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// oddities counts what is strange about a history.
func oddities(i jiratest.Issue, l life, count map[string]int) {
	count["more than 40"] += truth(len(i.Histories) > 40)
	count["more than 100"] += truth(len(i.Histories) > 100)
	raised, dones, moves, finished := 0, 0, 0, false
	for _, h := range i.Histories {
		count["by an app"] += truth(h.Author.App)
		count["by somebody who left"] += truth(h.Author.Inactive && h.Author.Display != "Former user")
		count["by an erased account"] += truth(h.Author.Display == "Former user")
		for _, item := range h.Items {
			switch item.Field {
			case "Flagged":
				raised += truth(*item.ToString == "Impediment")
			case "Key":
				count["moved"]++
			case "status":
				moves++
				count["created started"] += truth(moves == 1 && *item.FromString == "In Progress")
				count["done at once"] += truth(moves == 1 && *item.FromString == "To Do" && *item.ToString == "Done")
				finished = *item.ToString == "Done"
				dones += truth(finished)
			default:
				count["changed after done"] += truth(finished && item.Field != "resolution" && item.Field != "Fix Version")
			}
		}
	}
	count["flagged twice"] += truth(raised > 1)
	count["reopened"] += truth(dones > 1)
	count["left in To Do"] += truth(moves > 0 && l.Status.Name == "To Do")
}

func TestBoardsAndSprintsFitTheProjects(t *testing.T) {
	t.Parallel()
	site := large(t)
	filters := make(map[string]string)
	for _, f := range site.Filters() {
		if filters[f.ID] != "" {
			t.Errorf("two filters have the id %s", f.ID)
		}
		filters[f.ID] = f.JQL
	}
	for _, b := range site.Boards() {
		if !strings.Contains(filters[b.FilterID], "project = "+b.Project) {
			t.Errorf("behind %s is %q", b.Name, filters[b.FilterID])
		}
		if last := b.Columns[len(b.Columns)-1]; last.Name != "Done" || len(last.Statuses) != 1 {
			t.Errorf("the last column of %s is %+v", b.Name, last)
		}
		limited := slices.ContainsFunc(b.Columns, func(c jiratest.Column) bool { return c.Max != nil })
		if (b.Kind == "kanban") != limited || (b.Kind == "scrum") != (b.Estimation != "") {
			t.Errorf("%s is %+v", b.Name, b)
		}
		for _, c := range b.Columns {
			if slices.Contains(c.Statuses, "10003") {
				t.Errorf("Blocked is in a column of %s", b.Name)
			}
		}
	}
	count := make(map[string]int)
	for _, s := range site.Sprints() {
		count[s.State]++
		if (s.State == "closed") != !s.Completed.IsZero() || !s.Start.Before(s.End) || s.Completed.After(noon) || (s.State == "future") != s.Start.After(noon) {
			t.Errorf("the sprint %+v", s)
		}
	}
	if count["active"] == 0 || count["future"] == 0 || count["closed"] < 5 {
		t.Errorf("the sprints are %v", count)
	}
}

func TestAMovedIssueIsFoundByItsFormerKey(t *testing.T) {
	t.Parallel()
	site := large(t)
	cloud, dc := both(t, site)
	moved := 0
	for _, i := range site.Issues() {
		for _, h := range i.Histories {
			for _, item := range h.Items {
				if item.Field != "Key" || moved >= 5 {
					continue
				}
				moved++
				for _, s := range []*jiratest.Server{cloud, dc} {
					if got := one(t, s, *item.FromString); got.Key != i.Key || *item.ToString != i.Key {
						t.Errorf("%s finds %s and not %s", *item.FromString, got.Key, i.Key)
					}
				}
			}
		}
	}
	if moved == 0 {
		t.Error("no issue has moved")
	}
}

// customKinds are the types of custom fields, with what their values look like
// on Cloud.
func customKinds() map[string]func(v any) bool {
	isText := func(v any) bool { _, ok := v.(string); return ok }
	isNumber := func(v any) bool { _, ok := v.(float64); return ok }
	has := func(names ...string) func(any) bool {
		return func(v any) bool {
			m, _ := v.(map[string]any)
			for _, name := range names {
				if m[name] == nil {
					return false
				}
			}
			return m != nil
		}
	}
	list := func(of func(any) bool) func(any) bool {
		return func(v any) bool {
			all, ok := v.([]any)
			return ok && len(all) > 0 && !slices.ContainsFunc(all, func(one any) bool { return !of(one) })
		}
	}
	option, user, group, version := has("self", "value", "id"), has("accountId", "displayName"), has("name", "groupId"), has("id", "name", "released")
	return map[string]func(any) bool{
		"textfield": isText, "url": isText, "datepicker": isText, "datetime": isText, "gh-lexo-rank": isText, "float": isNumber,
		"textarea": has("type", "version", "content"), "select": option, "radiobuttons": option, "cascadingselect": option,
		"multiselect": list(option), "multicheckboxes": list(option), "userpicker": user, "multiuserpicker": list(user),
		"grouppicker": group, "multigrouppicker": list(group), "version": version, "multiversion": list(version), "labels": list(isText),
		"project": has("id", "key", "name"), "gh-sprint": list(has("id", "name", "state", "boardId", "startDate", "endDate")),
		"atlassian-team": has("id", "name"), "gh-epic-link": isText,
	}
}

func TestCustomFieldsOfEveryTypeFitTheirSchemas(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, large(t))
	type field struct {
		ID     string
		Schema struct{ Type, Items, Custom string }
	}
	kinds := customKinds()
	known := make(map[string]string)
	for _, f := range get[[]field](t, cloud, "/rest/api/3/field", nil) {
		if at := strings.LastIndex(f.Schema.Custom, ":"); at >= 0 {
			known[f.ID] = f.Schema.Custom[at+1:]
		}
	}
	seen, absent, null := make(map[string]int), 0, 0
	for _, i := range all(t, cloud, params("jql", "created > 0", "fields", "*all", "maxResults", "100")) {
		for id, kind := range known {
			raw, given := i.Fields[id]
			switch {
			case !given:
				absent++
			case string(raw) == "null":
				null++
			case kinds[kind] == nil || !kinds[kind](decode[any](t, raw)):
				t.Fatalf("%s: %s, a %s, is %s", i.Key, id, kind, raw)
			default:
				seen[kind]++
			}
		}
	}
	for kind := range kinds {
		if seen[kind] == 0 && kind != "gh-epic-link" { // Cloud keeps epics in parent
			t.Errorf("no issue has a value of the type %s", kind)
		}
	}
	if absent == 0 || null == 0 {
		t.Errorf("%d values are absent, %d are null", absent, null)
	}
	a := ask(t, dc, account, "GET", dc.URL()+searchPath(dc), params("jql", "created > 0", "fields", "*all", "expand", "changelog", "maxResults", "1000"))
	checkFlavour(t, dc, false, a.body)
	for _, i := range decode[page](t, a.body).Issues {
		if raw := i.Fields["customfield_10020"]; len(raw) > 4 && !strings.HasPrefix(decode[[]string](t, raw)[0], "com.atlassian.greenhopper.service.sprint.Sprint@") {
			t.Fatalf("%s: the sprints are %s", i.Key, raw)
		}
	}
}

// documentTexts are the texts of a document, in order.
func documentTexts(node map[string]any) []string {
	var texts []string
	if text, ok := node["text"].(string); ok {
		texts = append(texts, text)
	}
	children, _ := node["content"].([]any)
	for _, child := range children {
		if m, ok := child.(map[string]any); ok {
			texts = append(texts, documentTexts(m)...)
		}
	}
	return texts
}

func nodeTypes(value any, seen map[string]bool) {
	walk("", value, func(_ string, v any) {
		if m, ok := v.(map[string]any); ok && m["type"] != nil {
			if kind, ok := m["type"].(string); ok {
				seen[kind] = true
			}
		}
	})
}

func TestMarkupKeepsEveryTextOfADocument(t *testing.T) {
	t.Parallel()
	site := large(t)
	cloud, dc := both(t, site)
	wiki := make(map[string]json.RawMessage)
	p := get[page](t, dc, searchPath(dc), params("jql", "created > 0", "fields", "description", "maxResults", "1000"))
	for _, i := range p.Issues {
		wiki[i.ID] = i.Fields["description"]
	}
	seen := make(map[string]bool)
	for _, i := range all(t, cloud, params("jql", "created > 0", "fields", "description", "maxResults", "100")) {
		raw := i.Fields["description"]
		if string(raw) == "null" || wiki[i.ID] == nil {
			continue
		}
		doc := decode[map[string]any](t, raw)
		nodeTypes(doc, seen)
		markup := strings.ReplaceAll(decode[string](t, wiki[i.ID]), `\|`, "|")
		rest := markup
		for _, text := range documentTexts(doc) {
			_, after, ok := strings.Cut(rest, strings.ReplaceAll(text, `\|`, "|"))
			if !ok {
				t.Fatalf("%s: %q is missing in\n%s", i.Key, text, markup)
			}
			rest = after
		}
	}
	var missing []string
	for _, kind := range strings.Fields(`doc paragraph text heading bulletList orderedList listItem taskList taskItem decisionList decisionItem codeBlock
		blockquote panel rule table tableRow tableHeader tableCell expand nestedExpand mediaSingle mediaGroup media caption layoutSection layoutColumn
		extension bodiedExtension inlineExtension inlineCard blockCard mention emoji date status hardBreak
		strong em strike underline code link subsup textColor backgroundColor`) {
		if !seen[kind] {
			missing = append(missing, kind)
		}
	}
	if diff := cmp.Diff([]string(nil), missing); diff != "" {
		t.Errorf("no document has %v", missing)
	}
}

func TestAProjectOfItsOwnKeepsItsStatusesToItself(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, large(t))
	type status struct {
		ID, Name string
		Scope    *struct{ Project struct{ ID string } }
	}
	for _, s := range []*jiratest.Server{cloud, dc} {
		api := map[bool]string{true: "/rest/api/3/", false: "/rest/api/2/"}[s == cloud]
		scoped, names := 0, make(map[string]int)
		for _, one := range get[[]status](t, s, api+"status", nil) {
			names[one.Name]++
			if one.Scope != nil && one.Scope.Project.ID == "10002" {
				scoped++
			}
		}
		if names["To Do"] != 2 || names["Waiting for answer"] != 0 || (scoped == 3) != (s == cloud) {
			t.Errorf("%s: the statuses are %v, %d of them scoped", s.Flavour(), names, scoped)
		}
		type flow struct{ Statuses []status }
		for _, one := range get[[]flow](t, s, api+"project/LAB/statuses", nil) {
			if len(one.Statuses) != 3 || one.Statuses[0].ID != "10011" {
				t.Errorf("%s: a flow of LAB is %+v", s.Flavour(), one)
			}
		}
		type field struct {
			ID     string
			Schema struct{ Items string }
		}
		for _, f := range get[[]field](t, s, api+"field", nil) {
			if f.ID == "customfield_10020" && (f.Schema.Items == "json") != (s == cloud) {
				t.Errorf("%s: the items of sprints are %q", s.Flavour(), f.Schema.Items)
			}
		}
	}
}
