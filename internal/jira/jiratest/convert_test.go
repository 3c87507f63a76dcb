package jiratest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

// both starts a server of each flavour over one site.
func both(t *testing.T, site *jiratest.Site) (cloud, dc *jiratest.Server) {
	t.Helper()
	return start(t, jiratest.Options{Site: site}), start(t, jiratest.Options{Site: site, Flavour: jiratest.DataCenter})
}

func read(t *testing.T, text string) *jiratest.Site {
	t.Helper()
	site, err := jiratest.Read("issues", strings.NewReader(text))
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return site
}

// one asks for one issue with everything.
func one(t *testing.T, s *jiratest.Server, key string) found {
	t.Helper()
	p := get[page](t, s, searchPath(s), params("jql", "key = "+key, "fields", "*all", "expand", "changelog"))
	if len(p.Issues) != 1 {
		t.Fatalf("%s: %d issues", key, len(p.Issues))
	}
	return p.Issues[0]
}

// walk calls f with every value in a decoded document, and the name it has.
func walk(name string, value any, f func(name string, value any)) {
	f(name, value)
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			walk(name, v, f)
		}
	case map[string]any:
		for k, v := range value {
			walk(k, v, f)
		}
	}
}

// checkFlavour looks for anything that the other flavour alone would say, and
// for links to another host.
func checkFlavour(t *testing.T, s *jiratest.Server, cloud bool, body []byte) {
	t.Helper()
	walk("", decode[any](t, body), func(name string, value any) {
		text, _ := value.(string)
		switch name {
		case "self", "iconUrl", "48x48", "16x16":
			if !strings.HasPrefix(text, s.URL()+"/") {
				t.Errorf("%s links to %s", name, text)
			}
			if strings.Contains(text, "/rest/api/") && strings.Contains(text, "/rest/api/3/") != cloud {
				t.Errorf("%s has the wrong version: %s", name, text)
			}
		case "accountId", "accountType", "hierarchyLevel", "fieldId":
			if !cloud {
				t.Errorf("Data Center says %s = %v", name, value)
			}
		case "description", "environment", "body":
			// The same name means a plain text in a status and the like: those
			// are checked where they are known.
			if m, ok := value.(map[string]any); ok && (m["type"] == "doc") != cloud {
				t.Errorf("%s is %v", name, m)
			}
		}
		if m, ok := value.(map[string]any); ok && m["displayName"] != nil {
			if _, has := m["accountId"]; has != cloud {
				t.Errorf("the user %v is of the other flavour", m)
			}
			if _, has := m["key"]; has == cloud {
				t.Errorf("the user %v is of the other flavour", m)
			}
		}
	})
}

func TestRealDataBecomesEitherFlavour(t *testing.T) {
	t.Parallel()
	for _, files := range [][]string{
		{"jira/cloud-issues-with-changelog.json"},
		{"wiki/dc-issue-1.json", "wiki/dc-issue-2.json"},
	} {
		var paths []string
		for _, f := range files {
			paths = append(paths, fixture(t, f))
		}
		site, err := jiratest.Load(paths...)
		if err != nil {
			t.Fatal(err)
		}
		cloud, dc := both(t, site)
		for _, s := range []*jiratest.Server{cloud, dc} {
			a := ask(t, s, account, http.MethodGet, s.URL()+searchPath(s), params("jql", "created > 0", "fields", "*all", "expand", "changelog", "maxResults", "100"))
			p := decode[page](t, a.body)
			if a.status != 200 || len(p.Issues) != site.Len() {
				t.Fatalf("%s: status %d, %d issues of %d", files[0], a.status, len(p.Issues), site.Len())
			}
			checkFlavour(t, s, s == cloud, a.body)
			for _, i := range p.Issues {
				checkRich(t, i, s == cloud)
			}
		}
	}
}

// checkRich checks the fields that hold rich text.
func checkRich(t *testing.T, i found, cloud bool) {
	t.Helper()
	check := func(what string, raw json.RawMessage) {
		if len(raw) > 0 && string(raw) != "null" && (raw[0] == '{') != cloud {
			t.Errorf("%s: %s is %.60s", i.Key, what, raw)
		}
	}
	check("description", i.Fields["description"])
	check("environment", i.Fields["environment"])
	var comment struct {
		Comments []struct{ Body json.RawMessage }
	}
	if raw := i.Fields["comment"]; raw != nil {
		comment = decode[struct {
			Comments []struct{ Body json.RawMessage }
		}](t, raw)
	}
	for _, c := range comment.Comments {
		check("a comment", c.Body)
	}
}

func TestTheRealHistoriesArriveWhole(t *testing.T) {
	t.Parallel()
	path := fixture(t, "jira/cloud-issues-with-changelog.json")
	site, err := jiratest.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if site.Len() != 33 {
		t.Fatalf("%d issues", site.Len())
	}
	cloud, _ := both(t, site)
	entries, items := 0, make(map[string]int)
	issues := all(t, cloud, params("jql", "created > 0", "fields", "status", "expand", "changelog"))
	for _, i := range issues {
		for _, h := range i.Changelog.Histories {
			entries++
			for _, item := range h.Items {
				items[item.Field]++
			}
		}
	}
	if entries != 522 || items["status"] != 165 || items["resolution"] != 30 || items["Workflow"] != 221 {
		t.Errorf("%d entries with %v", entries, items)
	}
}

const cloudIssue = `{"id":"10001","key":"AB-1","self":"https://old.example.net/rest/api/2/issue/10001","fields":{
	"summary":"One","created":"2026-01-02T03:04:05.678+0000",
	"issuetype":{"id":"1","name":"Story","subtask":false,"hierarchyLevel":0,"self":"https://old.example.net/rest/api/2/issuetype/1"},
	"project":{"id":"7","key":"AB","name":"Alpha","simplified":true},
	"status":{"id":"3","name":"Open","statusCategory":{"id":2,"key":"new","name":"To Do","colorName":"blue-gray"}},
	"assignee":{"accountId":"acc-1","displayName":"Ada Byron","active":true},
	"customfield_10050":{"accountId":"acc-2","displayName":"Ada Byron","active":true},
	"customfield_10051":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"free"}]}]},
	"parent":{"id":"9","key":"AB-9","fields":{"summary":"Epic one","issuetype":{"id":"2","name":"Epic","subtask":false,"hierarchyLevel":1}}},
	"description":{"type":"doc","version":1,"content":[
		{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Why"}]},
		{"type":"paragraph","content":[{"type":"text","text":"bold","marks":[{"type":"strong"}]},{"type":"text","text":" by "},{"type":"mention","attrs":{"id":"acc-1","text":"@Ada"}}]},
		{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]},{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}]},
		{"type":"strange","content":[{"type":"paragraph","content":[{"type":"text","text":"kept"}]}]}]}},
	"changelog":{"histories":[{"id":"5","author":{"accountId":"acc-2","displayName":"Ada Byron","active":true},"created":"2026-01-03T03:04:05.678+0000",
		"items":[{"field":"assignee","fieldtype":"jira","fieldId":"assignee","from":null,"fromString":null,"to":"acc-1","toString":"Ada Byron"}]}]}}`

func TestCloudDataBecomeDataCenter(t *testing.T) {
	t.Parallel()
	_, dc := both(t, read(t, cloudIssue))
	i := one(t, dc, "AB-1")
	type user struct{ Name, Key, DisplayName string }
	if got, want := decode[user](t, i.Fields["assignee"]), (user{"ada.byron2", "JIRAUSER10101", "Ada Byron"}); got != want {
		t.Errorf("the assignee is %+v, not %+v", got, want)
	}
	// Authors are met first; two people of one name stay two.
	if got, want := decode[user](t, i.Fields["customfield_10050"]), (user{"ada.byron", "JIRAUSER10100", "Ada Byron"}); got != want {
		t.Errorf("the user of a custom field is %+v, not %+v", got, want)
	}
	if got := i.Changelog.Histories[0]; *got.Items[0].To != "JIRAUSER10101" || decode[user](t, got.Author).Name != "ada.byron" {
		t.Errorf("the history is %+v by %s", got.Items[0], got.Author)
	}
	want := "h2. Why\n\n*bold* by [~ada.byron2]\n\n* a\n* b\n\nkept"
	if diff := cmp.Diff(want, decode[string](t, i.Fields["description"])); diff != "" {
		t.Errorf("the description (-want +got):\n%s", diff)
	}
	if got := string(i.Fields["customfield_10051"]); got != `"free"` {
		t.Errorf("rich text in a custom field is %s", got)
	}
	if i.Fields["parent"] != nil || string(i.Fields["customfield_10014"]) != `"AB-9"` {
		t.Errorf("the epic is told by parent %s and link %s", i.Fields["parent"], i.Fields["customfield_10014"])
	}
	if got := i.Self; got != dc.URL()+"/rest/api/2/issue/10001" {
		t.Errorf("the issue links to %s", got)
	}
}

const dcIssues = `{"id":"10001","key":"AB-1","fields":{
	"summary":"One","created":"2026-01-02T03:04:05.678+0000","description":"First line\r\nsecond *line*\r\n\r\nnext block",
	"issuetype":{"id":"1","name":"Story","subtask":false},"project":{"id":"7","key":"AB","name":"Alpha"},
	"status":{"id":"3","name":"Open","statusCategory":{"id":2,"key":"new","name":"To Do","colorName":"blue-gray"}},
	"assignee":{"name":"ada","key":"JIRAUSER7","displayName":"Ada Byron","active":true},
	"comment":{"comments":[{"id":"1","author":{"name":"bob","key":"bob","displayName":"Bob","active":true},"body":"hi","created":"2026-01-02T03:04:05.678+0000"}]},
	"customfield_10100":"AB-9"},
	"changelog":{"histories":[{"id":"5","author":{"name":"bob","key":"bob","displayName":"Bob","active":true},"created":"2026-01-03T03:04:05.678+0000",
		"items":[{"field":"assignee","fieldtype":"jira","from":"bob","fromString":"Bob","to":"JIRAUSER7","toString":"Ada Byron"},
			{"field":"Fix Version","fieldtype":"jira","from":null,"fromString":null,"to":"1","toString":"v1"},
			{"field":"Sprint","fieldtype":"custom","from":"","fromString":"","to":"3","toString":"Three"}]}]}}
{"id":"10009","key":"AB-9","fields":{"summary":"Epic one","issuetype":{"id":"2","name":"Epic","subtask":false},"project":{"id":"7","key":"AB","name":"Alpha"}}}
{"issues":[],"names":{"customfield_10100":"Epic Link"},"schema":{"customfield_10100":{"type":"any","custom":"com.pyxis.greenhopper.jira:gh-epic-link","customId":10100}}}`

func TestDataCenterDataBecomeCloud(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, read(t, dcIssues))
	i := one(t, cloud, "AB-1")
	type user struct{ AccountID, DisplayName, AccountType string }
	ada := decode[user](t, i.Fields["assignee"])
	if len(ada.AccountID) != 24 || ada.DisplayName != "Ada Byron" || ada.AccountType != "atlassian" {
		t.Errorf("the assignee is %+v", ada)
	}
	items := i.Changelog.Histories[0].Items
	if *items[0].To != ada.AccountID || *items[0].FieldID != "assignee" || *items[1].FieldID != "fixVersions" || items[2].FieldID != nil {
		t.Errorf("the history is %+v", items)
	}
	want := `{"content":[{"content":[{"text":"First line","type":"text"},{"type":"hardBreak"},{"text":"second *line*","type":"text"}],"type":"paragraph"},` +
		`{"content":[{"text":"next block","type":"text"}],"type":"paragraph"}],"type":"doc","version":1}`
	if diff := cmp.Diff(want, string(i.Fields["description"])); diff != "" {
		t.Errorf("the description (-want +got):\n%s", diff)
	}
	if parent := decode[struct{ Key string }](t, i.Fields["parent"]); parent.Key != "AB-9" {
		t.Errorf("the parent is %s", i.Fields["parent"])
	}
	if got := decode[struct{ HierarchyLevel *int }](t, one(t, cloud, "AB-9").Fields["issuetype"]); got.HierarchyLevel == nil || *got.HierarchyLevel != 1 {
		t.Errorf("the epic's level is %v", got.HierarchyLevel)
	}
	back := one(t, dc, "AB-1")
	if got := decode[string](t, back.Fields["description"]); got != "First line\r\nsecond *line*\r\n\r\nnext block" {
		t.Errorf("at home the description is %q", got)
	}
	for _, s := range []*jiratest.Server{cloud, dc} {
		for _, jql := range []string{`"Epic Link" = AB-9`, `cf[10100] = AB-9`, `parent = AB-9`, `assignee = "Ada Byron"`, `assignee = ` + ada.AccountID, `comment ~ hi`, `description ~ block`} {
			if s == dc && strings.Contains(jql, ada.AccountID) {
				jql = "assignee = ada"
			}
			p := get[page](t, s, searchPath(s), params("jql", jql, "fields", "key"))
			if len(p.Issues) != 1 || p.Issues[0].Key != "AB-1" {
				t.Errorf("%s finds %v", jql, keys(p.Issues))
			}
		}
	}
}

func TestNoDigitIsLost(t *testing.T) {
	t.Parallel()
	site := read(t, `{"id":"1","key":"AB-1","fields":{"a":12345678901234567890,"b":{"n":1.10,"s":"<&>\u2028"},"c":0.30000000000000000001}}`)
	cloud, _ := both(t, site)
	i := one(t, cloud, "AB-1")
	if got := fmt.Sprintf("%s %s %s", i.Fields["a"], i.Fields["b"], i.Fields["c"]); got != `12345678901234567890 {"n":1.10,"s":"<&>\u2028"} 0.30000000000000000001` {
		t.Errorf("the values are %s", got)
	}
}

func TestServingChangesNothing(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 30, Seed: 4, Now: noon})
	before, err := json.Marshal(site.Issues())
	if err != nil {
		t.Fatal(err)
	}
	cloud, dc := both(t, site)
	for _, s := range []*jiratest.Server{cloud, dc} {
		get[page](t, s, searchPath(s), params("fields", "*all", "expand", "changelog,names,schema", "jql",
			`text ~ basket OR labels = ux OR component = Basket OR "Epic Link" is EMPTY OR comment ~ a OR Flagged is EMPTY OR parent is EMPTY OR fixVersion is EMPTY ORDER BY labels, due, "Story Points", Rank`))
	}
	after, err := json.Marshal(site.Issues())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Errorf("the site has changed (-before +after):\n%s", diff)
	}
}
