package graphtest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/msgraph/graphtest"
)

// treeQuery asks for the whole tree in one request.
const treeQuery = "?$select=id,displayName&$expand=sections($select=id,displayName),sectionGroups($select=id,displayName;$expand=sections($select=id,displayName))"

func TestOneRequestGetsTheTree(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	group := s.AddGroup(s.notebook, "Archive")
	deep := s.AddSection(group, "2025")
	s.AddNotebook("Empty")
	for name, query := range map[string]string{
		"written as it is": treeQuery,
		"escaped": "?" + url.Values{
			"$select": {"id,displayName"},
			"$expand": {"sections($select=id,displayName),sectionGroups($select=id,displayName;$expand=sections($select=id,displayName))"},
		}.Encode(),
	} {
		t.Run(name, func(t *testing.T) {
			list := s.list("/notebooks" + query)
			want := []map[string]any{
				{
					"id": s.notebook.ID(), "displayName": "Team notebook",
					"sections": []any{map[string]any{"id": s.section.ID(), "displayName": "Weekly"}},
					"sectionGroups": []any{map[string]any{
						"id": group.ID(), "displayName": "Archive",
						"sections": []any{map[string]any{"id": deep.ID(), "displayName": "2025"}},
					}},
				},
				{"id": list[1]["id"], "displayName": "Empty", "sections": []any{}, "sectionGroups": []any{}},
			}
			if diff := cmp.Diff(want, list); diff != "" {
				t.Error(diff)
			}
		})
	}
	s.clean()
}

func TestTheTreeIsReadLevelByLevelAsWell(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	group := s.AddGroup(s.notebook, "Archive")
	inner := s.AddGroup(group, "Old")
	deep := s.AddSection(inner, "2019")
	for path, want := range map[string]string{
		"/notebooks": s.notebook.ID(), "/notebooks?$orderby=displayName": s.notebook.ID(),
		"/notebooks/" + s.notebook.ID() + "/sections":                       s.section.ID(),
		"/notebooks/" + s.notebook.ID() + "/sectionGroups":                  group.ID(),
		"/sectionGroups/" + group.ID() + "/sectionGroups":                   inner.ID(),
		"/sectionGroups/" + inner.ID() + "/sections":                        deep.ID(),
		"/sectionGroups/" + inner.ID() + "/sections?$select=id,displayName": deep.ID(),
		"/notebooks/" + s.notebook.ID() + "/sectionGroups?$expand=sections": group.ID(),
		"/notebooks/" + s.notebook.ID() + "/sections?$top=100&$select=id":   s.section.ID(),
	} {
		if list := s.list(path); len(list) != 1 || list[0]["id"] != want {
			t.Errorf("%s lists %v", path, list)
		}
	}
	one := decode[map[string]any](t, s.get("/sections/"+deep.ID()+"?$select=id,displayName&$expand=parentNotebook($select=displayName),parentSectionGroup($select=id)").body)
	delete(one, "@odata.context")
	want := map[string]any{
		"id": deep.ID(), "displayName": "2019",
		"parentNotebook": map[string]any{"displayName": "Team notebook"}, "parentSectionGroup": map[string]any{"id": inner.ID()},
	}
	if diff := cmp.Diff(want, one); diff != "" {
		t.Error(diff)
	}
	s.clean()
}

func TestQueriesThatGraphRefuses(t *testing.T) {
	t.Parallel()
	for query, code := range map[string]string{
		"/notebooks?$expand=sectionGroups($expand=sectionGroups($expand=sections))": "20108",
		"/notebooks?$expand=sectionGroups($levels=max;$select=id)":                  "20108",

		"/notebooks?$expand=pages":                    "20145",
		"/notebooks?$select=name":                     "20145",
		"/notebooks?$expand=sections(":                "20145",
		"/notebooks?$orderby=colour":                  "20145",
		"/notebooks?$orderby=displayName%20up":        "20108",
		"/sections/{s}/pages?$top=101":                "20129",
		"/sections/{s}/pages?$top=0":                  "20108",
		"/sections/{s}/pages?$top=x":                  "20108",
		"/sections/{s}/pages?$skip=-1":                "20108",
		"/sections/{s}/pages?$select=id,text":         "20145",
		"/sections/{s}/pages?$orderby=contentUrl":     "20145",
		"/pages/{p}/content?includeIDs=1":             "20108",
		"/pages/{p}?$expand=parentSection($expand=x)": "20108",
		"/notebooks/x/sections":                       "20112",
	} {
		s := newSite(t, graphtest.Options{})
		p := s.page("<p>x</p>")
		s.get(strings.NewReplacer("{s}", s.section.ID(), "{p}", p.ID()).Replace(query)).is(t, 400, code)
		s.clean()
	}
}

func TestWhatIsNotListedIsAViolation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, path string
		status       int
		code         string
	}{
		"all pages":               {"GET", root + "/pages", 400, "20266"},
		"all sections":            {"GET", root + "/sections", 500, "19999"},
		"an unknown parameter":    {"GET", root + "/notebooks?$filter=x", 400, "20108"},
		"a parameter given twice": {"GET", root + "/notebooks?$select=id&$select=id", 400, "20108"},
		"a copy":                  {"POST", root + "/pages/1-x/copyToSection", 404, "20130"},
		"a preview":               {"GET", root + "/pages/1-x/preview", 404, "20130"},
		"a PUT":                   {"PUT", root + "/pages/1-x/content", 400, "20100"},
		"another API":             {"GET", "/v1.0/me/messages", 404, "20130"},
		"beta":                    {"GET", "/beta/me/onenote/notebooks", 404, ""},
		"a group's notebooks":     {"GET", "/v1.0/groups/x/onenote/notebooks", 404, "20130"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			r := httptest.NewRequestWithContext(t.Context(), test.method, test.path, nil)
			r.Header.Set("Authorization", "Bearer "+s.token)
			s.do(r).is(t, test.status, test.code)
			s.broke(test.method)
		})
	}
}

func TestPagesComeInPortions(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Limits: graphtest.Limits{PerMinute: -1}})
	for n := range 130 {
		s.AddPage(s.section, fmt.Sprintf("Page %03d", n), "")
		s.clock.pass(time.Second)
	}
	for query, portions := range map[string][]int{
		"":                           {20, 20, 20, 20, 20, 20, 10},
		"?$top=100&$select=id,title": {100, 30},
		"?$top=65":                   {65, 65},
	} {
		var got []int
		seen := map[string]bool{}
		for address := "http://example.com" + root + "/sections/" + s.section.ID() + "/pages" + query; address != ""; {
			r := httptest.NewRequestWithContext(t.Context(), "GET", address, nil)
			r.Header.Set("Authorization", "Bearer "+s.token)
			a := s.do(r)
			list := decode[struct {
				Value []map[string]any
				Next  string `json:"@odata.nextLink"`
			}](t, a.body)
			got = append(got, len(list.Value))
			for _, p := range list.Value {
				seen[p["id"].(string)] = true
			}
			address = list.Next
		}
		if !slices.Equal(got, portions) || len(seen) != 130 {
			t.Errorf("%q came in portions of %v with %d pages", query, got, len(seen))
		}
	}
	s.clean()
}

func TestPagesAreOrdered(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	for _, title := range []string{"b", "c", "a"} {
		s.AddPage(s.section, title, "<p>x</p>")
		s.clock.pass(time.Minute)
	}
	if err := s.Page("b").TypeAbove("y"); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"": "bac", "?$orderby=title": "abc", "?$orderby=title%20desc": "cba",
		"?$orderby=createdDateTime": "bca", "?$orderby=lastModifiedDateTime%20asc,title": "cab",
	} {
		got := ""
		for _, p := range s.list("/sections/" + s.section.ID() + "/pages" + query) {
			got += p["title"].(string)
		}
		if got != want {
			t.Errorf("%q lists %s instead of %s", query, got, want)
		}
	}
}

func TestContentShowsIDsOnRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(everything)
	plain, ids := s.get("/pages/"+p.ID()+"/content"), s.get("/pages/"+p.ID()+"/content?includeIDs=true")
	if plain.body != p.HTML() || ids.body != p.HTMLWithIDs() {
		t.Error("the content is not that of the page")
	}
	if strings.Contains(plain.body, " id=") || !strings.Contains(ids.body, `<table id="table:{`) || !strings.Contains(ids.body, `<tr id="tr:{`) {
		t.Errorf("ids: %s\n%s", plain.body, ids.body)
	}
	if got := plain.header.Get("Content-Type"); got != "text/html" {
		t.Errorf("the type is %q", got)
	}
	if strings.Contains(plain.body, "border=") {
		t.Error("the attribute of the border is shown")
	}
	s.clean()
}

func TestAPlainCellCanBeShownBare(t *testing.T) {
	t.Parallel()
	const content = `<table><tr><td>a <b>b</b></td><td><p>c</p><p>d</p></td></tr></table>`
	s := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{BareCells: true}})
	if got := s.page(content).HTML(); !strings.Contains(got, `<td style="border:0px">a <span style="font-weight:bold">b</span></td><td style="border:0px"><p>c</p><p>d</p></td>`) {
		t.Error(got)
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{User: graphtest.User{ID: "u1", DisplayName: "Ada Example", Mail: "ada@example.com"}})
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/v1.0/me?$select=id,displayName,userPrincipalName", nil)
	r.Header.Set("Authorization", "Bearer "+s.token)
	got := decode[map[string]any](t, s.do(r).body)
	delete(got, "@odata.context")
	if diff := cmp.Diff(map[string]any{"id": "u1", "displayName": "Ada Example", "userPrincipalName": "ada@example.com"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsNameTheRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	r := httptest.NewRequestWithContext(t.Context(), "GET", root+"/pages/1-x", nil)
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Client-Request-Id", "mine")
	a := s.do(r)
	a.is(t, http.StatusNotFound, "20102")
	inner := decode[struct {
		Error struct {
			Message    string
			InnerError map[string]string
		}
	}](t, a.body).Error
	if inner.Message == "" || inner.InnerError["client-request-id"] != "mine" || inner.InnerError["request-id"] != a.header.Get("Request-Id") || inner.InnerError["date"] != "2026-06-01T12:00:00" {
		t.Errorf("the error is %+v, the headers are %v", inner, a.header)
	}
}

func TestExpandFailsForAWhile(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	s.BreakExpand(7 * time.Minute)
	s.get("/notebooks"+treeQuery).is(t, 500, "19999")
	s.get("/notebooks").is(t, 200, "")
	s.clock.pass(6 * time.Minute)
	s.get("/notebooks"+treeQuery).is(t, 500, "19999")
	s.clock.pass(time.Minute)
	s.get("/notebooks"+treeQuery).is(t, 200, "")
	s.clean()
}
