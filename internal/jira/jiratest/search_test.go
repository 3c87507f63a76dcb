package jiratest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

const cloudSearch = "/rest/api/3/search/jql"

func TestPagesVisitEachIssueOnce(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 57, Seed: 2, Now: noon})
	s := start(t, jiratest.Options{Site: site})
	var want []string
	for _, i := range site.Issues() {
		want = append(want, i.ID)
	}
	for _, size := range []string{"1", "10", "56", "57", "100", "5000"} {
		issues := all(t, s, params("jql", "project in (SHOP, OPS) ORDER BY created ASC, key ASC", "maxResults", size))
		if diff := cmp.Diff(want, ids(issues)); diff != "" {
			t.Errorf("pages of %s (-want +got):\n%s", size, diff)
		}
	}
}

func TestPagesShrinkSilently(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 130, Seed: 2, Now: noon})
	s := start(t, jiratest.Options{Site: site})
	capped := start(t, jiratest.Options{Site: site, MaxPage: 7})
	for _, test := range []struct {
		name   string
		server *jiratest.Server
		fields string
		expand string
		want   int
	}{
		{"ids come in one page", s, "id", "", 130},
		{"keys come in one page", s, "key", "", 130},
		{"fields come by the hundred", s, "status", "", 100},
		{"histories come by the hundred", s, "id", "changelog", 100},
		{"a cap holds for ids too", capped, "id", "", 7},
	} {
		p := get[page](t, test.server, cloudSearch, params("jql", "created > 0", "maxResults", "5000", "fields", test.fields, "expand", test.expand))
		if len(p.Issues) != test.want {
			t.Errorf("%s: %d issues instead of %d", test.name, len(p.Issues), test.want)
		}
	}
	if p := get[page](t, s, cloudSearch, params("jql", "created > 0")); len(p.Issues) != 50 {
		t.Errorf("a page is %d issues long unless asked otherwise", len(p.Issues))
	}
}

func TestAPageTokenBelongsToOneSearch(t *testing.T) {
	t.Parallel()
	s := startLoose(t, jiratest.Options{Site: small()})
	query := params("jql", "project = SHOP", "fields", "status", "maxResults", "2")
	token := get[page](t, s, cloudSearch, query).NextPageToken
	if !strings.ContainsAny(token, "+") || !strings.ContainsAny(token, "/") || !strings.HasSuffix(token, "=") {
		t.Errorf("the token %q would survive a client that does not escape it", token)
	}
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	raw[22] ^= 1 // the place in the result
	for name, change := range map[string][]string{
		"another query":      {"jql", "project = OPS"},
		"other fields":       {"fields", "status,created"},
		"a forged place":     {"nextPageToken", base64.StdEncoding.EncodeToString(raw)},
		"a shortened token":  {"nextPageToken", token[:len(token)-4]},
		"no token at all":    {"nextPageToken", "next"},
		"an unescaped token": {"nextPageToken", strings.ReplaceAll(token, "+", " ")},
	} {
		changed := params("jql", "project = SHOP", "fields", "status", "maxResults", "2", "nextPageToken", token)
		changed.Set(change[0], change[1])
		if a := ask(t, s, account, http.MethodGet, s.URL()+cloudSearch, changed); a.status != 400 {
			t.Errorf("%s: %d %.200s", name, a.status, a.body)
		}
	}
	query.Set("nextPageToken", token)
	query.Set("maxResults", "3")
	if p := get[page](t, s, cloudSearch, query); len(p.Issues) != 3 {
		t.Errorf("another page size gave %d issues", len(p.Issues))
	}
}

func TestAPageTokenLivesSevenDays(t *testing.T) {
	t.Parallel()
	now := noon
	s := startLoose(t, jiratest.Options{Site: small(), Now: func() time.Time { return now }})
	query := params("jql", "project = SHOP", "maxResults", "2")
	query.Set("nextPageToken", get[page](t, s, cloudSearch, query).NextPageToken)
	now = noon.Add(7 * 24 * time.Hour)
	get[page](t, s, cloudSearch, query)
	now = now.Add(time.Second)
	if a := ask(t, s, account, http.MethodGet, s.URL()+cloudSearch, query); a.status != 400 {
		t.Errorf("an old token: %d %s", a.status, a.body)
	}
}

func TestPagesOutliveTheStoreOfResults(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	query := params("jql", "project = SHOP ORDER BY key", "maxResults", "5")
	first := get[page](t, s, cloudSearch, query)
	for n := range 300 {
		get[page](t, s, cloudSearch, params("jql", fmt.Sprintf("project = SHOP AND created > %d", n), "maxResults", "5"))
	}
	query.Set("nextPageToken", first.NextPageToken)
	second := get[page](t, s, cloudSearch, query)
	if slices.ContainsFunc(second.Issues, func(i found) bool { return slices.Contains(ids(first.Issues), i.ID) }) || len(second.Issues) != 5 {
		t.Errorf("after %v came %v", ids(first.Issues), ids(second.Issues))
	}
}

// members returns the names of an object's members, sorted.
func members(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var names []string
	for name := range decode[map[string]json.RawMessage](t, raw) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestNothingIsShownUnasked(t *testing.T) {
	t.Parallel()
	site := small()
	cloud := start(t, jiratest.Options{Site: site})
	dc := start(t, jiratest.Options{Site: site, Flavour: jiratest.DataCenter})
	envelope := []string{"expand", "id", "key", "self"}
	for _, test := range []struct {
		name           string
		server         *jiratest.Server
		fields, expand string
		issue, shown   []string // members of the issue, and of its fields
	}{
		{"Cloud shows ids unless told otherwise", cloud, "", "", []string{"id"}, nil},
		{"Cloud shows ids", cloud, "id", "", []string{"id"}, nil},
		{"Cloud shows keys", cloud, "id,key", "", envelope, nil},
		{"Cloud shows two fields", cloud, "status, created", "", append(envelope, "fields"), []string{"created", "status"}},
		{"Cloud ignores strangers", cloud, "status,nonsense", "", append(envelope, "fields"), []string{"status"}},
		{"Cloud leaves a field out", cloud, "status,created,-created", "", append(envelope, "fields"), []string{"status"}},
		{"Cloud shows a history alone", cloud, "id", "changelog", []string{"changelog", "id"}, nil},
		{"Cloud shows fields and history", cloud, "status", "changelog", append(envelope, "changelog", "fields"), []string{"status"}},
		{"Data Center shows keys", dc, "key", "", envelope, nil},
		{"Data Center shows one field", dc, "status", "", append(envelope, "fields"), []string{"status"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := cloudSearch
			if test.server == dc {
				path = "/rest/api/2/search"
			}
			query := params("jql", "key = SHOP-3", "expand", test.expand)
			if test.fields != "" {
				query.Set("fields", test.fields)
			}
			p := get[struct{ Issues []json.RawMessage }](t, test.server, path, query)
			slices.Sort(test.issue)
			if diff := cmp.Diff(test.issue, members(t, p.Issues[0])); diff != "" {
				t.Errorf("the issue (-want +got):\n%s", diff)
			}
			if test.shown == nil {
				return
			}
			fields := decode[struct{ Fields json.RawMessage }](t, p.Issues[0]).Fields
			if diff := cmp.Diff(test.shown, members(t, fields)); diff != "" {
				t.Errorf("the fields (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWildcardsMeanWhatJiraSays(t *testing.T) {
	t.Parallel()
	site := small()
	cloud := start(t, jiratest.Options{Site: site})
	dc := start(t, jiratest.Options{Site: site, Flavour: jiratest.DataCenter})
	shown := func(s *jiratest.Server, path, fields string) []string {
		query := params("jql", "key = SHOP-3")
		if fields != "" {
			query.Set("fields", fields)
		}
		p := get[struct {
			Issues []struct{ Fields json.RawMessage }
		}](t, s, path, query)
		return members(t, p.Issues[0].Fields)
	}
	everything, navigable := shown(cloud, cloudSearch, "*all"), shown(cloud, cloudSearch, "*navigable")
	for _, id := range []string{"comment", "worklog", "attachment"} {
		if !slices.Contains(everything, id) || slices.Contains(navigable, id) {
			t.Errorf("%s belongs to *all alone", id)
		}
	}
	if got := shown(cloud, cloudSearch, "-description"); slices.Contains(got, "description") || len(got) != len(navigable)-1 {
		t.Errorf("-description shows %v", got)
	}
	if got := shown(cloud, cloudSearch, "*all,-comment"); len(got) != len(everything)-1 {
		t.Errorf("*all,-comment shows %v", got)
	}
	if got := shown(cloud, cloudSearch, "*navigable,comment"); len(got) != len(navigable)+1 {
		t.Errorf("*navigable,comment shows %v", got)
	}
	usual := shown(dc, "/rest/api/2/search", "")
	if !slices.Contains(usual, "summary") || slices.Contains(usual, "comment") || slices.Contains(usual, "statuscategorychangedate") {
		t.Errorf("Data Center shows %v unless told otherwise", usual)
	}
}

func TestNamesAndTypesAreThoseOfTheAskedFields(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	p := get[page](t, s, cloudSearch, params("jql", "key = SHOP-3", "fields", "duedate,customfield_10016", "expand", "names,schema"))
	if diff := cmp.Diff(map[string]string{"duedate": "Due date", "customfield_10016": "Story Points"}, p.Names); diff != "" {
		t.Errorf("the names (-want +got):\n%s", diff)
	}
	if got := string(p.Schema["duedate"]); got != `{"type":"date","system":"duedate"}` || len(p.Schema) != 2 {
		t.Errorf("the types are %v", p.Schema)
	}
	if p := get[page](t, s, cloudSearch, params("jql", "key = SHOP-3", "fields", "duedate")); p.Names != nil || p.Schema != nil {
		t.Error("names or types came unasked")
	}
}

func TestCloudCutsHistoriesAtForty(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 20, Seed: 2, Now: noon})
	cloud := start(t, jiratest.Options{Site: site})
	dc := start(t, jiratest.Options{Site: site, Flavour: jiratest.DataCenter})
	var long jiratest.Issue
	for _, i := range site.Issues() {
		if len(i.Histories) > 40 {
			long = i
		}
	}
	query := params("jql", "id = "+long.ID, "expand", "changelog", "fields", "status")
	inline := get[page](t, cloud, cloudSearch, query).Issues[0].Changelog
	// The total tells no more than the page holds, as Atlassian's document has it.
	if len(inline.Histories) != 40 || inline.Total != 40 || inline.MaxResults != 40 {
		t.Errorf("%d histories, total %d, maxResults %d", len(inline.Histories), inline.Total, inline.MaxResults)
	}
	if newest := long.Histories[len(long.Histories)-1].ID; inline.Histories[0].ID != newest {
		t.Errorf("the first is %s instead of the newest, %s", inline.Histories[0].ID, newest)
	}
	type resource struct {
		Values                     []history
		Total, StartAt, MaxResults int
		IsLast                     bool
		NextPage                   string
	}
	var got []string
	for at := 0; ; {
		r := get[resource](t, cloud, "/rest/api/3/issue/"+long.Key+"/changelog", params("startAt", fmt.Sprint(at), "maxResults", "15"))
		for _, h := range r.Values {
			got = append(got, h.ID)
		}
		if r.Total != len(long.Histories) || r.IsLast != (r.NextPage == "") {
			t.Fatalf("total %d, isLast %t, next page %q", r.Total, r.IsLast, r.NextPage)
		}
		if at += len(r.Values); r.IsLast {
			break
		}
	}
	var want []string
	for _, h := range long.Histories {
		want = append(want, h.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the resource (-want +got):\n%s", diff)
	}
	whole := get[page](t, dc, "/rest/api/2/search", query).Issues[0].Changelog
	if len(whole.Histories) != len(want) || whole.Total != len(want) || whole.Histories[0].ID != want[0] {
		t.Errorf("Data Center gives %d of %d, first %s", len(whole.Histories), len(want), whole.Histories[0].ID)
	}
	if a := whole.Histories[0].Items[0]; a.FieldID != nil {
		t.Errorf("Data Center tells a field's id: %s", *a.FieldID)
	}
	if a := inline.Histories[0].Items[0]; a.FieldID == nil {
		t.Error("Cloud does not tell the field's id")
	}
}

func TestBadSearchesAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	for _, test := range []struct{ name, parameter, value, want string }{
		{"no query", "jql", "", "Unbounded"},
		{"no restriction", "jql", "ORDER BY key DESC", "Unbounded"},
		{"too many sort fields", "jql", "project = SHOP ORDER BY key, created, updated, status, priority, summary, assignee, reporter", "at most 7"},
		{"no JQL", "jql", "project =", "Error in the JQL Query"},
		{"an unknown field", "jql", "sumary ~ x", "'sumary' does not exist"},
		{"an unknown project", "jql", "project = NONE", "'NONE' does not exist"},
		{"an unknown status", "jql", "status = Dune", "'Dune' does not exist"},
		{"an unknown issue", "jql", "key = SHOP-9999", "SHOP-9999"},
		{"an unknown person", "jql", "assignee = somebody", "'somebody' does not exist"},
		{"an unknown filter", "jql", "filter = 1", "filter"},
		{"a page size of words", "maxResults", "many", "not a whole number"},
		{"a page size of none", "maxResults", "0", "at least 1"},
		{"a huge page size", "maxResults", "99999999999", "not a whole number"},
		{"too many reconciled issues", "reconcileIssues", strings.Repeat("1,", 51), "at most 50"},
		{"reconciled keys", "reconcileIssues", "SHOP-1", "not an issue id"},
		{"too many properties", "properties", "a,b,c,d,e,f", "at most 5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			query := params("jql", "project = SHOP")
			query.Set(test.parameter, test.value)
			a := ask(t, s, account, http.MethodGet, s.URL()+cloudSearch, query)
			body := decode[struct {
				ErrorMessages []string
				Errors        map[string]string
			}](t, a.body)
			if a.status != 400 || len(body.ErrorMessages) != 1 || !strings.Contains(body.ErrorMessages[0], test.want) || body.Errors == nil {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/search", params("jql", "project = SHOP")); a.status != 410 {
		t.Errorf("the old search answers %d", a.status)
	}
}

func TestDataCenterPagesByOffset(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 23, Seed: 2, Now: noon})
	s := start(t, jiratest.Options{Site: site, Flavour: jiratest.DataCenter, MaxPage: 10})
	const path = "/rest/api/2/search"
	var got []string
	for len(got) < 23 {
		p := get[page](t, s, path, params("jql", "ORDER BY key ASC", "startAt", fmt.Sprint(len(got)), "maxResults", "50", "fields", "id"))
		if *p.Total != 23 || *p.MaxResults != 10 || *p.StartAt != len(got) || p.IsLast != nil || p.NextPageToken != "" || len(p.Issues) == 0 {
			t.Fatalf("total %d, maxResults %d, startAt %d, %d issues", *p.Total, *p.MaxResults, *p.StartAt, len(p.Issues))
		}
		got = append(got, ids(p.Issues)...)
	}
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != 23 {
		t.Errorf("%d issues instead of 23", len(got))
	}
	p := get[page](t, s, path, params("jql", "", "startAt", "100"))
	if len(p.Issues) != 0 || *p.Total != 23 {
		t.Errorf("behind the end: %d issues, total %d", len(p.Issues), *p.Total)
	}
	if p := get[page](t, s, path, params("jql", "project = SHOP", "maxResults", "0")); len(p.Issues) != 0 || *p.Total != 23 {
		t.Errorf("a count: %d issues, total %d", len(p.Issues), *p.Total)
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+path, params("jql", "project = NONE")); a.status != 400 {
		t.Errorf("an unknown project: %d %s", a.status, a.body)
	}
	if p := get[page](t, s, path, params("jql", "project = NONE", "validateQuery", "false")); len(p.Issues) != 0 || len(p.Warnings) != 1 {
		t.Errorf("an unknown project, not validated: %d issues, warnings %q", len(p.Issues), p.Warnings)
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+path, params("jql", "project =", "validateQuery", "false")); a.status != 400 {
		t.Errorf("no JQL: %d %s", a.status, a.body)
	}
}

func TestTimesAreInTheAccountsZone(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	site := read(t, `{"id":"1","key":"AB-1","fields":{"created":"2026-03-01T20:00:00.000+0000","comment":{"comments":[{"created":"2026-03-01T21:00:00.000+0000","body":"x"}]}},
		"changelog":{"histories":[{"id":"1","created":"2026-03-01T22:00:00.000+0000","items":[]}]}}`)
	s := start(t, jiratest.Options{Site: site, Zone: zone})
	a := ask(t, s, account, http.MethodGet, s.URL()+cloudSearch, params("jql", "key = AB-1", "fields", "created,comment", "expand", "changelog"))
	for _, want := range []string{"2026-03-02T01:30:00.000+0530", "2026-03-02T02:30:00.000+0530", "2026-03-02T03:30:00.000+0530"} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("the answer lacks %s: %s", want, a.body)
		}
	}
	// A day of JQL begins at midnight there: half past six the evening before in UTC.
	for query, want := range map[string]int{`created >= "2026-03-02"`: 1, `created < "2026-03-02"`: 0, `created >= "2026-03-02 01:30"`: 1, `created < "2026-03-02 01:31"`: 1} {
		if p := get[page](t, s, cloudSearch, params("jql", query)); len(p.Issues) != want {
			t.Errorf("%s finds %d issues instead of %d", query, len(p.Issues), want)
		}
	}
	if me := get[struct{ TimeZone string }](t, s, "/rest/api/3/myself", nil); me.TimeZone != "Asia/Kolkata" {
		t.Errorf("the profile says %q", me.TimeZone)
	}
}
