package jiratest_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

type entry struct {
	ID, Key, Name, Self string
	Statuses            []struct {
		Name           string
		StatusCategory struct{ Key string }
	}
	ClauseNames []string
	Custom      bool
	Schema      *struct {
		Type, Custom string
		CustomID     int
	}
	JQL string
}

func names(entries []entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Name)
	}
	return list
}

type paged struct {
	Values                     []entry
	Total, StartAt, MaxResults int
	IsLast                     bool
	NextPage                   string
}

func TestBothFlavoursListWhatTheSiteHas(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 2, Now: noon})
	cloud, dc := both(t, site)
	for _, s := range []*jiratest.Server{cloud, dc} {
		api := "/rest/api/3/"
		if s == dc {
			api = "/rest/api/2/"
		}
		for path, want := range map[string][]string{
			"status":         {"To Do", "In Progress", "In Review", "Blocked", "Done"},
			"statuscategory": {"No Category", "To Do", "In Progress", "Done"},
			"priority":       {"Highest", "High", "Medium", "Low", "Lowest"},
			"issuetype":      {"Epic", "Story", "Task", "Bug", "Sub-task", "Incident"},
		} {
			entries := decode[[]struct{ Name, Self string }](t, ask(t, s, account, http.MethodGet, s.URL()+api+path, nil).body)
			var got []string
			for _, e := range entries {
				got = append(got, e.Name)
				if !strings.HasPrefix(e.Self, s.URL()+api) {
					t.Errorf("%s links to %s", path, e.Self)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", api, path, diff)
			}
		}
		flows := get[[]entry](t, s, api+"project/OPS/statuses", nil)
		if len(flows) < 3 || len(flows[0].Statuses) != 5 {
			t.Errorf("the flows of OPS are %+v", flows)
		}
		if flows := get[[]entry](t, s, api+"project/shop/statuses", nil); len(flows) < 3 || len(flows[0].Statuses) != 4 {
			t.Errorf("the flows of SHOP are %+v", flows)
		}
		if a := ask(t, s, account, http.MethodGet, s.URL()+api+"project/NONE/statuses", nil); a.status != 404 {
			t.Errorf("the flows of no project: %d", a.status)
		}
	}
	if p := get[paged](t, cloud, "/rest/api/3/project/search", params("maxResults", "1")); p.Total != 2 || len(p.Values) != 1 || p.IsLast || !strings.HasPrefix(p.NextPage, cloud.URL()+"/rest/api/3/project/search?") {
		t.Errorf("the first page of projects is %+v", p)
	}
	if p := get[paged](t, cloud, "/rest/api/3/project/search", params("keys", "SHOP", "query", "front")); len(p.Values) != 1 || p.Values[0].Key != "SHOP" || !p.IsLast {
		t.Errorf("the search for a project finds %+v", p)
	}
	if got := names(get[[]entry](t, dc, "/rest/api/2/project", nil)); !slices.Equal(got, []string{"Platform operations", "Shop front"}) {
		t.Errorf("the projects are %v", got)
	}
}

func TestPagesOfCatalogsLinkToTheNextPage(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, small())
	for s, path := range map[*jiratest.Server]string{cloud: "/rest/api/3/field/search", dc: "/rest/api/2/status/page"} {
		var got []string
		for address := s.URL() + path + "?maxResults=2"; address != ""; {
			p := decode[paged](t, ask(t, s, account, http.MethodGet, address, nil).body)
			got = append(got, names(p.Values)...)
			if p.IsLast != (p.NextPage == "") {
				t.Fatalf("isLast is %t and the next page %q", p.IsLast, p.NextPage)
			}
			if address = p.NextPage; address == "" && len(got) != p.Total {
				t.Errorf("%d of %d entries", len(got), p.Total)
			}
		}
	}
}

func TestFieldsTellTheirNamesInJQL(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, small())
	find := func(s *jiratest.Server, path, id string) *entry {
		for _, e := range get[[]entry](t, s, path, nil) {
			if e.ID == id {
				return &e
			}
		}
		return nil
	}
	points := find(cloud, "/rest/api/3/field", "customfield_10016")
	if points == nil || points.Name != "Story Points" || !points.Custom || !slices.Equal(points.ClauseNames, []string{"cf[10016]", "Story Points"}) || points.Schema.CustomID != 10016 {
		t.Errorf("the story points are %+v", points)
	}
	if f := find(cloud, "/rest/api/3/field", "fixVersions"); f == nil || f.Name != "Fix versions" || f.Schema.Type != "array" {
		t.Errorf("on Cloud the versions are %+v", f)
	}
	if f := find(dc, "/rest/api/2/field", "fixVersions"); f == nil || f.Name != "Fix Version/s" {
		t.Errorf("on Data Center the versions are %+v", f)
	}
	if f := find(dc, "/rest/api/2/field", "parent"); f != nil {
		t.Errorf("Data Center lists %+v", f)
	}
	// As on the real Cloud, the two lists differ.
	if f := find(cloud, "/rest/api/3/field", "thumbnail"); f == nil || f.Schema != nil {
		t.Errorf("the list has %+v", f)
	}
	p := get[paged](t, cloud, "/rest/api/3/field/search", params("type", "custom"))
	for _, e := range p.Values {
		if !strings.HasPrefix(e.ID, "customfield_") || e.Schema == nil {
			t.Errorf("the search for custom fields finds %+v", e)
		}
	}
	if len(p.Values) < 15 {
		t.Errorf("%d custom fields", len(p.Values))
	}
}

func TestFiltersAreFoundAndUsable(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 2, Now: noon}))
	mine := get[[]entry](t, cloud, "/rest/api/3/filter/my", nil)
	if got := names(mine); slices.Contains(got, "Open bugs") || !slices.Contains(got, "My open work") {
		t.Errorf("my filters are %v", got)
	}
	if got := names(get[[]entry](t, cloud, "/rest/api/3/filter/my", params("includeFavourites", "true"))); !slices.Contains(got, "Open bugs") {
		t.Errorf("mine and the favourites are %v", got)
	}
	for s, path := range map[*jiratest.Server]string{cloud: "/rest/api/3/filter/", dc: "/rest/api/2/filter/"} {
		favourites := get[[]entry](t, s, path+"favourite", nil)
		if got := names(favourites); !slices.Contains(got, "Open bugs") || slices.Contains(got, "Due soon") {
			t.Errorf("the favourites are %v", got)
		}
		one := get[entry](t, s, path+favourites[0].ID, nil)
		if one.JQL == "" || one.Name != favourites[0].Name {
			t.Errorf("one filter is %+v", one)
		}
		if a := ask(t, s, account, http.MethodGet, s.URL()+path+"99", nil); a.status != 400 && a.status != 404 {
			t.Errorf("no filter: %d", a.status)
		}
		direct := get[page](t, s, searchPath(s), params("jql", one.JQL, "maxResults", "100"))
		saved := get[page](t, s, searchPath(s), params("jql", "filter = "+one.ID, "maxResults", "100"))
		other := get[page](t, s, searchPath(s), params("jql", `filter != "`+one.Name+`"`, "maxResults", "100"))
		a, b := ids(direct.Issues), ids(saved.Issues)
		slices.Sort(a)
		slices.Sort(b)
		if len(a) == 0 || !slices.Equal(a, b) || len(b)+len(other.Issues) != 60 {
			t.Errorf("the query finds %v, the filter %v, and %d are others", a, b, len(other.Issues))
		}
	}
	p := get[struct{ Values []map[string]json.RawMessage }](t, cloud, "/rest/api/3/filter/search", params("filterName", "bugs", "expand", "jql,owner"))
	if len(p.Values) != 1 || p.Values[0]["jql"] == nil || p.Values[0]["owner"] == nil || p.Values[0]["description"] != nil {
		t.Errorf("the search finds %s", p.Values)
	}
}

func TestTheAccountMayOnlyBrowse(t *testing.T) {
	t.Parallel()
	cloud, dc := both(t, small())
	for s, path := range map[*jiratest.Server]string{cloud: "/rest/api/3/mypermissions", dc: "/rest/api/2/mypermissions"} {
		type permissions struct {
			Permissions map[string]struct {
				Key            string
				HavePermission bool
			}
		}
		p := get[permissions](t, s, path, params("permissions", "BROWSE_PROJECTS,EDIT_ISSUES", "projectKey", "SHOP")).Permissions
		if len(p) != 2 || !p["BROWSE_PROJECTS"].HavePermission || p["EDIT_ISSUES"].HavePermission {
			t.Errorf("the permissions are %+v", p)
		}
		if a := ask(t, s, account, http.MethodGet, s.URL()+path, params("permissions", "FLY")); a.status != 400 {
			t.Errorf("an unknown permission: %d", a.status)
		}
		a := ask(t, s, account, http.MethodGet, s.URL()+path, nil)
		if want := map[*jiratest.Server]int{cloud: 400, dc: 200}[s]; a.status != want {
			t.Errorf("all permissions: %d", a.status)
		}
	}
}

func TestCommentsAndWorklogsComeFromTheIssues(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 2, Now: noon})
	cloud, dc := both(t, site)
	type remark struct {
		ID      string
		Body    json.RawMessage
		Comment json.RawMessage
		Created string
	}
	type list struct {
		Total              int
		Comments, Worklogs []remark
	}
	comments, worklogs := 0, 0
	for _, i := range site.Issues() {
		c := get[list](t, cloud, "/rest/api/3/issue/"+i.ID+"/comment", nil)
		d := get[list](t, dc, "/rest/api/2/issue/"+i.Key+"/comment", nil)
		reversed := get[list](t, cloud, "/rest/api/3/issue/"+i.ID+"/comment", params("orderBy", "-created")).Comments
		w := get[list](t, cloud, "/rest/api/3/issue/"+i.ID+"/worklog", nil)
		comments, worklogs = comments+len(c.Comments), worklogs+len(w.Worklogs)
		if len(c.Comments) != len(d.Comments) || c.Total != len(c.Comments) {
			t.Errorf("%s: %d of %d comments on Cloud, %d on Data Center", i.Key, len(c.Comments), c.Total, len(d.Comments))
		}
		for n, one := range c.Comments {
			if one.Body[0] != '{' || d.Comments[n].Body[0] != '"' || n > 0 && c.Comments[n-1].Created > one.Created || reversed[len(reversed)-1-n].ID != one.ID {
				t.Errorf("%s: comment %s is %s on Cloud, %s on Data Center", i.Key, one.ID, one.Body, d.Comments[n].Body)
			}
		}
		for _, one := range w.Worklogs {
			if one.Comment[0] != '{' {
				t.Errorf("%s: the worklog says %s", i.Key, one.Comment)
			}
		}
	}
	if comments == 0 || worklogs == 0 {
		t.Errorf("%d comments and %d worklogs prove nothing", comments, worklogs)
	}
	if a := ask(t, cloud, account, http.MethodGet, cloud.URL()+"/rest/api/3/issue/SHOP-999/comment", nil); a.status != 404 {
		t.Errorf("no issue: %d", a.status)
	}
	if a := ask(t, cloud, nobody, http.MethodGet, cloud.URL()+"/rest/api/3/issue/SHOP-1/changelog", nil); a.status != 404 {
		t.Errorf("nobody sees a history: %d", a.status)
	}
}

func TestNobodySeesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	for _, path := range []string{"project/search", "filter/search"} {
		a := ask(t, s, nobody, http.MethodGet, s.URL()+"/rest/api/3/"+path, nil)
		if p := decode[paged](t, a.body); a.status != 200 || p.Total != 0 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	a := ask(t, s, nobody, http.MethodGet, s.URL()+"/rest/api/3/mypermissions", params("permissions", "BROWSE_PROJECTS"))
	if a.status != 200 || strings.Contains(string(a.body), `"havePermission":true`) {
		t.Errorf("the permissions: %d %s", a.status, a.body)
	}
	if a := ask(t, s, nobody, http.MethodGet, s.URL()+"/rest/api/3/filter/my", nil); a.status != 401 {
		t.Errorf("my filters: %d", a.status)
	}
}

func TestAutocompleteKnowsFieldsAndValues(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	type reference struct {
		VisibleFieldNames []struct {
			Value, DisplayName, Cfid string
			Operators                []string
		}
		VisibleFunctionNames []struct{ Value string }
		JQLReservedWords     []string
	}
	r := get[reference](t, s, "/rest/api/3/jql/autocompletedata", nil)
	var values []string
	for _, f := range r.VisibleFieldNames {
		values = append(values, f.Value)
	}
	for _, want := range []string{"status", "duedate", `"Story Points"`} {
		if !slices.Contains(values, want) {
			t.Errorf("the fields %v lack %s", values, want)
		}
	}
	if !slices.Contains(r.JQLReservedWords, "empty") || len(r.VisibleFunctionNames) == 0 {
		t.Errorf("the words are %v", r.JQLReservedWords)
	}
	type suggested struct {
		Results []struct{ Value, DisplayName string }
	}
	got := get[suggested](t, s, "/rest/api/3/jql/autocompletedata/suggestions", params("fieldName", "status", "fieldValue", "in p")).Results
	if len(got) != 1 || got[0].Value != `"In Progress"` || got[0].DisplayName != "In Progress" {
		t.Errorf("the suggestions are %+v", got)
	}
}
