package jiratest_test

import (
	"net/url"
	"strings"
	"testing"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// endpoints are all that the client may ask Cloud for.
func endpoints() []jira.Endpoint {
	return []jira.Endpoint{
		jira.ServerInfo, jira.Myself, jira.Search, jira.Fields, jira.Statuses, jira.Projects, jira.OwnFilters, jira.FavouriteFilters, jira.SavedFilter,
		jira.Permissions, jira.TenantInfo, jira.History, jira.Boards, jira.BoardColumns, jira.Sprints,
	}
}

// Every request of the client is one that Atlassian's documents know: by its
// path, and by the names and types of its parameters.
func TestRequestsOfTheClientKeepTheContract(t *testing.T) {
	t.Parallel()
	c := contractHere(t)
	for name, scoped := range map[string]bool{"at the site": false, "at the gateway": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: 45, Seed: 9, Now: noon}), Scoped: scoped})
			askEverything(t, s)
			asked := make(map[string]bool)
			for _, r := range s.Requests() {
				asked[shape(r.Route)] = true
				if unlisted()[r.Route] != "" {
					continue
				}
				r.Path = r.Path[strings.Index(r.Path, "/rest/"):]
				if err := c.checkRequest(r.Route, r); err != nil {
					t.Errorf("%s?%s: %v", r.Path, r.Query.Encode(), err)
				}
			}
			for _, e := range endpoints() {
				path := e.Describe().Cloud
				if path != "" && !asked[shape(path)] && (scoped || e != jira.TenantInfo) {
					t.Errorf("%s was not asked for", path)
				}
			}
		})
	}
}

// askEverything calls each method of the client in each way that changes what
// it sends.
func askEverything(t *testing.T, s *jiratest.Server) {
	t.Helper()
	site, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := jira.Connect(t.Context(), jira.Params{
		Site: site, User: secret.New(s.User()), Token: secret.New(s.Token()), Endpoints: endpoints(), Outbound: outbound.Options{CA: s.CAPEM()},
	}, site)
	if err != nil {
		t.Fatal(err)
	}
	check := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	check(c.ServerInfo(t.Context()))
	check(c.Permissions(t.Context()))
	check(c.Fields(t.Context()))
	check(c.Statuses(t.Context()))
	check(c.Projects(t.Context()))
	check(c.Filters(t.Context()))
	check(c.Filter(t.Context(), "10001"))
	for _, q := range []jira.Query{
		{JQL: "project is not EMPTY"},
		{JQL: "project is not EMPTY ORDER BY updated DESC", Fields: []string{"summary", "status", "customfield_10016"}, PageSize: 7},
		{JQL: "created >= -30d", History: true, Limit: 3},
		{JQL: "project is not EMPTY", Fields: []string{"*all"}, History: true, PageSize: 20},
	} {
		for _, err := range c.Issues(t.Context(), q) {
			check(weir.Issue{}, err)
		}
	}
	for _, err := range c.Whole(t.Context(), jira.Query{JQL: "project is not EMPTY", Fields: []string{"status"}, History: true}) {
		check(weir.Issue{}, err)
	}
	_, _, err = c.Changelog(t.Context(), "10001", 1)
	check(nil, err)
	boards, err := c.Boards(t.Context(), jira.BoardQuery{Project: "SHOP", Kind: "scrum"})
	check(boards, err)
	for _, b := range boards {
		check(c.BoardConfiguration(t.Context(), b.ID))
		check(c.Sprints(t.Context(), b, "active", "closed"))
	}
}
