package jiratest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"weir"
	"weir/internal/jira/jiratest"
)

// serve asks a handler without a connection.
func serve(t *testing.T, s *jiratest.Server, target string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	path, query, _ := strings.Cut(target, "?")
	r.URL.Path, r.URL.RawQuery = path, query
	account(s, r)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// FuzzLoad: any bytes are a site or a clear error; what is a site can be shown
// by both flavours, as JSON.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		cloudIssue, dcIssues, "", "[]", `{"issues":[]}`, "\xef\xbb\xbf[" + issueText("1", "AB-1") + "]", `[[[[{`, `{"a":"\u12`, "{\"values\":[{}]}",
		`{"id":"1","key":"ab-1","fields":{"comment":{"comments":[{"body":7,"created":1}]},"worklog":[],"labels":{},"parent":3,"description":{"type":"doc","version":1,"content":[{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","content":[]}]}]},null,"x"]}}}`,
		`{"id":"x","key":"y","fields":{"assignee":"me","status":{"id":3},"created":"2026-13-99T00:00:00.000+0000","customfield_99999999999999999999":[{"a":1}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		site, err := jiratest.Read("file", strings.NewReader(string(data)))
		if err != nil {
			if weir.KindOf(err) != weir.BadInput || !strings.HasPrefix(err.Error(), "file: line ") {
				t.Fatalf("no clear error: %v", err)
			}
			return
		}
		for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
			s, err := jiratest.Start(jiratest.Options{Site: site, Flavour: flavour, Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			api := "/rest/api/3/"
			if flavour == jiratest.DataCenter {
				api = "/rest/api/2/"
			}
			targets := []string{
				searchPath(s) + "?fields=*all&expand=changelog,names,schema&maxResults=5000&jql=created+is+EMPTY+or+text+~+a+or+labels+is+not+empty+or+assignee+=+currentUser()+order+by+priority,status,assignee,due",
				api + "field", api + "status", api + "jql/autocompletedata", api + "filter/favourite", api + "myself",
			}
			for _, i := range site.Issues() {
				targets = append(targets, api+"issue/"+i.ID+"/comment", api+"issue/"+i.ID+"/worklog")
			}
			for _, target := range targets {
				w := serve(t, s, target)
				if w.Code >= 500 || !json.Valid(w.Body.Bytes()) && strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
					t.Errorf("%s: %d %q", target, w.Code, w.Body)
				}
			}
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzRequest: any path and query get an answer below 500.
func FuzzRequest(f *testing.F) {
	for _, seed := range [][2]string{
		{"/rest/api/3/search/jql", "jql=project+%3D+SHOP&fields=*all,-comment&expand=changelog&maxResults=3&nextPageToken=%2B/%2B/"},
		{"/rest/api/3/search/jql", "jql=filter%3D10000+or+filter+not+in+(10001,%22Due+soon%22)&reconcileIssues=1,2&properties=a"},
		{"/rest/api/2/search", "jql=&startAt=1&maxResults=-1&fields=id&validateQuery=false"},
		{"/rest/api/3/issue/SHOP-1/changelog", "startAt=2147483647&maxResults=0"},
		{"/rest/api/3/issue/10001/worklog", "startedAfter=1&startedBefore=99999999999999999999"},
		{"/rest/api/3/project/search", "keys=SHOP&orderBy=-name&query=%ff"},
		{"/rest/api/3/field/search", "type=custom&maxResults=1&startAt=2"},
		{"/rest/api/3/mypermissions", "permissions=BROWSE_PROJECTS,&projectKey=SHOP"},
		{"/rest/api/3/jql/autocompletedata/suggestions", "fieldName=labels&fieldValue=U"},
		{"/rest/api/2/status/page", "maxResults=2&query=in"},
		{"/ex/jira//rest/api/3/myself", "expand=groups"},
		{"//", "a=%zz;b"},
	} {
		f.Add(seed[0], seed[1])
	}
	site := small()
	var servers []*jiratest.Server
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		s, err := jiratest.Start(jiratest.Options{Site: site, Flavour: flavour, Now: clock})
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() {
			if err := s.Close(f.Context()); err != nil && f.Context().Err() == nil {
				f.Error(err)
			}
		})
		servers = append(servers, s)
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		for _, s := range servers {
			w := serve(t, s, path+"?"+query)
			if w.Code >= 500 || strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s?%s: %d %q", path, query, w.Code, w.Body)
			}
		}
	})
}
