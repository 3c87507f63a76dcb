package jiratest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
)

func anyJSON(body []byte) (any, error) {
	var value any
	err := json.NewDecoder(bytes.NewReader(body)).Decode(&value)
	return value, err
}

// A question is one request whose answer is compared with the documents.
type question struct {
	query  string // escaped
	status int
}

// questions are what each route is asked, beside what all of them are asked.
func questions() map[string][]question {
	const all = "jql=project+is+not+EMPTY"
	return map[string][]question{
		"/rest/api/3/search/jql": {
			{all, 200},
			{all + "&maxResults=7&fields=summary", 200},
			{all + "&maxResults=5000&fields=key", 200},
			{all + "&fields=*all&expand=changelog,names,schema&maxResults=100", 200},
			{all + "&fields=*navigable,-description&expand=changelog", 200},
			{"jql=project+%3D", 400},
			{"jql=", 400},
			{"jql=order+by+key", 400},
			{"jql=nosuchfield+%3D+1", 400},
			{all + "&maxResults=x", 400},
			{all + "&nextPageToken=x", 400},
		},
		"/rest/api/3/search":                           {{all, 410}},
		"/rest/api/2/search":                           {{all, 410}},
		"/rest/api/3/issue/{issue}/changelog":          {{"", 200}, {"startAt=1&maxResults=2", 200}, {"startAt=-1", 400}},
		"/rest/api/3/issue/{issue}/comment":            {{"", 200}, {"orderBy=-created", 200}},
		"/rest/api/3/issue/{issue}/worklog":            {{"", 200}},
		"/rest/api/3/field/search":                     {{"", 200}, {"type=custom&maxResults=1", 200}},
		"/rest/api/3/project/search":                   {{"", 200}, {"maxResults=1", 200}},
		"/rest/api/3/filter/search":                    {{"", 200}, {"expand=jql,description,owner", 200}},
		"/rest/api/3/filter/my":                        {{"", 200}, {"includeFavourites=true", 200}},
		"/rest/api/3/mypermissions":                    {{"permissions=BROWSE_PROJECTS,ADMINISTER", 200}, {"", 400}, {"permissions=NONSENSE", 400}},
		"/rest/agile/1.0/board":                        {{"", 200}, {"type=scrum&maxResults=1", 200}, {"projectKeyOrId=NONE", 400}},
		"/rest/agile/1.0/board/{board}/issue":          {{"", 200}, {"fields=*all&expand=changelog&maxResults=100", 200}, {"jql=nosuchfield+%3D+1", 400}},
		"/rest/api/3/jql/autocompletedata/suggestions": {{"fieldName=status", 200}, {"fieldName=project&fieldValue=s", 200}},
	}
}

// absent is what a route answers of which the named thing does not exist.
func absent(route string) (path string, status int) {
	switch {
	case strings.Contains(route, "{filter}"):
		return strings.Replace(route, "{filter}", "99999", 1), http.StatusBadRequest
	case strings.Contains(route, "{"):
		return strings.NewReplacer("{issue}", "NONE-9", "{project}", "NONE", "{board}", "99999", "{sprint}", "99999").Replace(route), http.StatusNotFound
	}
	return "", 0
}

// Every answer of the simulated Cloud is what Atlassian's documents promise.
func TestAnswersKeepTheContract(t *testing.T) {
	t.Parallel()
	c := contractHere(t)
	sites := map[string]*jiratest.Site{
		"a generated site": jiratest.Generate(jiratest.GenerateParams{Issues: 90, Seed: 5, Now: noon}),
		"an empty site":    jiratest.NewSite(nil),
	}
	loaded := filepath.Join("..", "..", "..", "..", "shared", "fixtures", "jira", "cloud-issues-with-changelog.json")
	if site, err := jiratest.Load(loaded); err == nil {
		sites["a real site"] = site
	}
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, jiratest.Options{Site: site})
			closed := start(t, jiratest.Options{Site: site, Private: true})
			for _, route := range jiratest.Routes(jiratest.Options{}) {
				if unlisted()[route] == "" {
					checkRoute(t, c, s, closed, site, route)
				}
			}
		})
	}
}

func checkRoute(t *testing.T, c *contract, s, closed *jiratest.Server, site *jiratest.Site, route string) {
	t.Helper()
	check := func(s *jiratest.Server, who as, path, query string, status int) {
		t.Helper()
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		a := ask(t, s, who, http.MethodGet, s.URL()+path, values)
		if a.status != status {
			t.Errorf("%s?%s: status %d, want %d: %.200s", path, query, a.status, status, a.body)
		}
		if err := c.checkAnswer(route, a); err != nil {
			t.Errorf("%s?%s, status %d: %v", path, query, a.status, err)
		}
	}
	asked := questions()[route]
	if asked == nil {
		asked = []question{{"", http.StatusOK}}
	}
	if path := present(site, route); path != "" {
		for _, q := range asked {
			check(s, account, path, q.query, q.status)
		}
	}
	if path, status := absent(route); path != "" {
		check(s, account, path, asked[0].query, status)
		check(s, nobody, path, asked[0].query, whoever(route, status))
		return
	}
	check(s, nobody, route, asked[0].query, whoever(route, asked[0].status))
	if !strings.HasSuffix(route, "/serverInfo") {
		check(closed, wrongToken, route, asked[0].query, http.StatusUnauthorized)
	}
}

// whoever is the status for a stranger where the account gets status.
func whoever(route string, status int) int {
	if strings.HasSuffix(route, "/myself") || strings.HasSuffix(route, "/filter/my") {
		return http.StatusUnauthorized
	}
	return status
}

// present fills a route's variable in with something that the site has, or is
// empty where it has none.
func present(site *jiratest.Site, route string) string {
	issues := site.Issues()
	if !strings.Contains(route, "{") || strings.Contains(route, "{filter}") {
		return strings.Replace(route, "{filter}", "10000", 1)
	}
	if len(issues) == 0 {
		return ""
	}
	if strings.Contains(route, "{board}") {
		if len(site.Boards()) == 0 {
			return ""
		}
		return strings.Replace(route, "{board}", strconv.FormatInt(site.Boards()[0].ID, 10), 1)
	}
	longest := slices.MaxFunc(issues, func(a, b jiratest.Issue) int { return len(a.Histories) - len(b.Histories) })
	project, _, _ := strings.Cut(longest.Key, "-")
	return strings.NewReplacer("{issue}", longest.Key, "{project}", project).Replace(route)
}

func TestRefusalsOfTheRateKeepTheContract(t *testing.T) {
	t.Parallel()
	c := contractHere(t)
	for _, limits := range []jiratest.Limits{{Burst: 1}, {Points: 1}, {Burst: 1, Unavailable: true}} {
		s, _ := limited(t, jiratest.Cloud, limits)
		pages := 0
		for range 5 {
			a := searchFive(t, s)
			if err := c.checkAnswer("/rest/api/3/search/jql", a); err != nil {
				t.Errorf("status %d: %v", a.status, err)
			}
			if !isJSON(a) {
				pages++
			}
		}
		if pages != 2 {
			t.Errorf("%d refusals of four are pages", pages)
		}
	}
}

// The list of what the documents lack says what is true.
func TestOnlyTheListedRoutesAreNotInTheDocuments(t *testing.T) {
	t.Parallel()
	c := contractHere(t)
	routes := jiratest.Routes(jiratest.Options{})
	for _, route := range routes {
		if _, ok := c.find(route); ok == (unlisted()[route] != "") {
			t.Errorf("%s: in the documents is %v", route, ok)
		}
	}
	for route := range unlisted() {
		if !slices.Contains(routes, route) {
			t.Errorf("%s is no route", route)
		}
	}
}

// A contract that accepts everything proves nothing.
func TestTheContractRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := contractHere(t)
	header := http.Header{"Content-Type": {"application/json;charset=UTF-8"}}
	for name, test := range map[string]struct {
		route  string
		status int
		body   string
		header http.Header
	}{
		"a member too many":     {"/rest/api/3/search/jql", 200, `{"issues":[],"isLast":true,"total":3}`, header},
		"a text for a truth":    {"/rest/api/3/search/jql", 200, `{"issues":[],"isLast":"true"}`, header},
		"null for an issue":     {"/rest/api/3/search/jql", 200, `{"issues":[null],"isLast":true}`, header},
		"null for a history id": {"/rest/api/3/issue/{issue}/changelog", 200, `{"values":[{"id":null,"items":[{"from":null}]}]}`, header},
		"another way of times":  {"/rest/api/3/serverInfo", 200, `{"serverTime":"2026-06-01T12:00:00Z"}`, header},
		"an error of one's own": {"/rest/api/3/search/jql", 400, `{"errorMessages":"no"}`, header},
		"a status unheard of":   {"/rest/api/3/field", 206, `[]`, header},
		"a page":                {"/rest/api/3/field", 200, `<html>`, http.Header{"Content-Type": {"text/html"}}},
		"a route unheard of":    {"/rest/api/3/nonsense", 200, `{}`, header},
	} {
		if err := c.checkAnswer(test.route, answer{test.status, test.header, []byte(test.body)}); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	for name, r := range map[string]jiratest.Request{
		"a parameter too many":      {Path: "/rest/api/3/search/jql", Query: url.Values{"jql": {"a"}, "startAt": {"3"}}},
		"a number that is none":     {Path: "/rest/api/3/search/jql", Query: url.Values{"maxResults": {"all"}}},
		"a truth that is none":      {Path: "/rest/api/3/search/jql", Query: url.Values{"failFast": {"maybe"}}},
		"a number out of its range": {Path: "/rest/api/3/search/jql", Query: url.Values{"reconcileIssues": {"9223372036854775808"}}},
	} {
		r.Method = http.MethodGet
		if err := c.checkRequest(r.Path, r); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if err := c.checkRequest("/rest/api/3/search/jql", jiratest.Request{
		At: time.Time{}, Method: http.MethodGet, Path: "/rest/api/3/search/jql", Query: url.Values{"jql": {"a"}, "maxResults": {"5"}, "fields": {"a,b"}},
	}); err != nil {
		t.Errorf("a good request is refused: %v", err)
	}
}
