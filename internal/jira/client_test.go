package jira_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// everything are all endpoints, for tests that are not about the policy.
func everything() []jira.Endpoint {
	return []jira.Endpoint{jira.Search, jira.Fields, jira.Statuses, jira.Projects, jira.OwnFilters, jira.FavouriteFilters, jira.SavedFilter, jira.Permissions, jira.History, jira.Boards, jira.BoardColumns, jira.Sprints}
}

func mustURL(t jiratest.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return u
}

// params are those of a client of the server. Its waits are over at once.
func params(t jiratest.TB, s *jiratest.Server) jira.Params {
	t.Helper()
	return jira.Params{
		Name: "work", Site: mustURL(t, s.URL()), User: secret.New(s.User()), Token: secret.New(s.Token()),
		Endpoints: everything(),
		Outbound:  outbound.Options{CA: s.CAPEM(), Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
	}
}

func client(t jiratest.TB, s *jiratest.Server) *jira.Client {
	t.Helper()
	c, err := jira.New(params(t, s))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// collect reads all issues of a query.
func collect(t *testing.T, c *jira.Client, q jira.Query) ([]weir.Issue, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var issues []weir.Issue
	for issue, err := range c.Issues(ctx, q) {
		if err != nil {
			return issues, err
		}
		issues = append(issues, issue)
	}
	return issues, nil
}

// wantKind checks an error's kind, and that it tells the user what to do.
func wantKind(t *testing.T, err error, kind weir.Kind) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("error is %v (%s), want kind %q", err, weir.KindOf(err), kind)
	}
	if weir.NextStep(err) == "" {
		t.Errorf("the error %q does not say what to do next", err)
	}
}

func flavours() []jiratest.Flavour { return []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} }

func team(n int) *jiratest.Site {
	return jiratest.Generate(jiratest.GenerateParams{Issues: n, Seed: 3, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
}

// fixture returns the path of shared test data, which a user's clone does not have.
func fixture(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "fixtures", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared test data is not here: %s", name)
	}
	return path
}

func TestIssuesArriveOnceInBothFlavours(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(57), MaxPage: 10})
			var pages []jira.Progress
			issues, err := collect(t, client(t, s), jira.Query{
				JQL: "project is not EMPTY ORDER BY created", Fields: []string{"summary", "status"}, PageSize: 20,
				OnPage: func(p jira.Progress) { pages = append(pages, p) },
			})
			if err != nil {
				t.Fatal(err)
			}
			seen := make(map[string]bool)
			for _, issue := range issues {
				if seen[issue.ID] {
					t.Errorf("%s came twice", issue.Key)
				}
				seen[issue.ID] = true
				if issue.Summary == "" || issue.Status.Name == "" || issue.URL != s.URL()+"/browse/"+issue.Key {
					t.Errorf("%s lost a field: %+v", issue.Key, issue)
				}
				if !issue.Created.IsZero() || issue.Description.Source != "" || len(issue.Fields) > 0 {
					t.Errorf("%s has fields that nobody asked for", issue.Key)
				}
			}
			if len(issues) != 57 || len(pages) < 6 || len(pages) > 7 || pages[len(pages)-1].Issues != 57 {
				t.Errorf("%d issues on %d pages, want 57 on 6, or 7 where they overlap", len(issues), len(pages))
			}
		})
	}
}

func TestRealIssuesArriveInBothFlavours(t *testing.T) {
	t.Parallel()
	path := fixture(t, "jira/cloud-issues-with-changelog.json")
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			site, err := jiratest.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site})
			issues, err := collect(t, client(t, s), jira.Query{
				JQL: "project in (EE, K5) ORDER BY key", History: true,
				Fields: []string{"summary", "status", "issuetype", "created", "updated", "resolution", "duedate", "parent", "assignee", "labels"},
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(issues) != 33 {
				t.Fatalf("%d issues, want 33", len(issues))
			}
			byKey := make(map[string]weir.Issue)
			for _, issue := range issues {
				byKey[issue.Key] = issue
				last := ""
				for _, change := range issue.History.Changes {
					if change.Kind == weir.StatusChange {
						last = change.To.ID
					}
				}
				if last != "" && last != issue.Status.ID {
					t.Errorf("%s: the last change leads to status %s, but the issue is in %s", issue.Key, last, issue.Status.ID)
				}
			}
			first := byKey["EE-1"]
			if first.Due.String() != "2025-03-09" || first.Assignee.Display != "Ivo Laurel" || len(first.Labels) != 2 {
				t.Errorf("EE-1 is %+v", first)
			}
			if want := time.Date(2020, 6, 12, 0, 13, 13, 360e6, time.UTC); !first.Created.Equal(want) {
				t.Errorf("EE-1 was created %v, want %v", first.Created, want)
			}
			if byKey["EE-25"].Parent.Key != "EE-1" {
				t.Errorf("the parent of EE-25 is %q, want EE-1", byKey["EE-25"].Parent.Key)
			}
		})
	}
}

func TestListsOfBothFlavours(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(40), Zone: mustZone(t, "Asia/Kolkata")})
			c := client(t, s)
			server, err := c.ServerInfo(t.Context())
			if want := map[jiratest.Flavour]jira.Flavour{jiratest.Cloud: jira.Cloud, jiratest.DataCenter: jira.DataCenter}[flavour]; err != nil || server.Flavour != want {
				t.Errorf("server is %+v, %v", server, err)
			}
			account, err := c.Myself(t.Context())
			if err != nil || account.Person.Display == "" || account.Zone.String() != "Asia/Kolkata" {
				t.Errorf("account is %+v, %v", account, err)
			}
			if fields, err := c.Fields(t.Context()); err != nil || !hasField(fields, "Story Points") || !hasField(fields, "Summary") {
				t.Errorf("fields: %v, %v", fields, err)
			}
			if statuses, err := c.Statuses(t.Context()); err != nil || len(statuses) < 3 || statuses[0].Category == "" {
				t.Errorf("statuses: %v, %v", statuses, err)
			}
			if projects, err := c.Projects(t.Context()); err != nil || len(projects) == 0 || projects[0].Key == "" {
				t.Errorf("projects: %v, %v", projects, err)
			}
			if filters, err := c.Filters(t.Context()); err != nil || len(filters) == 0 || filters[0].JQL == "" {
				t.Errorf("filters: %v, %v", filters, err)
			} else if one, err := c.Filter(t.Context(), filters[0].ID); err != nil || one != filters[0] {
				t.Errorf("the filter %s is %+v, %v", filters[0].ID, one, err)
			}
			if _, err := c.Filter(t.Context(), "99"); weir.KindOf(err) != weir.NotFound || !strings.Contains(weir.NextStep(err), "deleted") {
				t.Errorf("a filter that is not there: %v", err)
			}
			if _, err := c.Filter(t.Context(), "favourite"); weir.KindOf(err) != weir.Usage {
				t.Errorf("no id: %v", err)
			}
			if grant, err := c.Permissions(t.Context()); err != nil || !grant.Browse {
				t.Errorf("permissions: %+v, %v", grant, err)
			}
		})
	}
}

// On Data Center only this type tells wiki markup from plain text.
func TestCustomFieldsTellTheirTypes(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: jiratest.Generate(jiratest.GenerateParams{Seed: 1, Issues: 5})})
		fields, err := client(t, s).Fields(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		types := make(map[string]string)
		for _, f := range fields {
			types[f.Name] = f.CustomType
		}
		const ours = "com.atlassian.jira.plugin.system.customfieldtypes:"
		for name, want := range map[string]string{"Acceptance criteria": ours + "textarea", "Customer reference": ours + "textfield", "Summary": ""} {
			if got, ok := types[name]; !ok || got != want {
				t.Errorf("%s: the type of %s is %q, want %q", flavour, name, got, want)
			}
		}
	}
}

func hasField(fields []jira.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name && f.ID != "" {
			return true
		}
	}
	return false
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// Promise R1, R2: whatever a caller does, Jira sees nothing but listed GETs.
func TestOnlyListedGETsReachJira(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(30)})
		c := client(t, s)
		if _, err := collect(t, c, jira.Query{JQL: "project is not EMPTY", History: true}); err != nil {
			t.Fatal(err)
		}
		for _, request := range s.Requests() {
			if request.Method != http.MethodGet || request.Header.Get("Cookie") != "" || request.Query.Has("updateHistory") {
				t.Errorf("Jira was sent %s %s with cookies %q", request.Method, request.Path, request.Header.Get("Cookie"))
			}
		}
		if v := s.Violations(); len(v) > 0 {
			t.Errorf("violations: %v", v)
		}
	}
	policy := jira.Policy(mustURL(t, "https://jira.test"), everything()...)
	if fmt.Sprint(policy.Methods) != "[GET]" {
		t.Errorf("the policy allows %v", policy.Methods)
	}
	for _, path := range policy.Paths {
		if strings.Contains(path, "/issue/") && path != "/rest/api/3/issue/{id}/changelog" {
			t.Errorf("the policy allows %s", path)
		}
	}
}

func TestAnExpiredTokenIsAnErrorNotAnEmptyResult(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(10), Anonymous: true})
			c := client(t, s)
			if _, err := c.Myself(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.Expire()
			issues, err := collect(t, c, jira.Query{JQL: "project is not EMPTY"})
			wantKind(t, err, weir.Unauthorised)
			if len(issues) > 0 {
				t.Errorf("%d issues came without a sign-in", len(issues))
			}
		})
	}
}

func TestAScopedTokenIsFoundToWorkAtTheGateway(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(5), Scoped: true})
	gateway := mustURL(t, s.URL())
	c, account, err := jira.Connect(t.Context(), params(t, s), gateway)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(c.API().Path, "/ex/jira/") || account.Person.Display == "" {
		t.Errorf("API at %s, account %+v", c.API(), account)
	}
	issues, err := collect(t, c, jira.Query{JQL: "project is not EMPTY"})
	if err != nil || len(issues) != 5 {
		t.Fatalf("%d issues, %v", len(issues), err)
	}
	if !strings.HasPrefix(issues[0].URL, s.URL()+"/browse/") {
		t.Errorf("an issue's URL leads to the API: %s", issues[0].URL)
	}
	for _, request := range s.Requests() {
		if strings.HasSuffix(request.Path, "tenant_info") && request.Auth != "" {
			t.Error("credentials were sent to a question that needs none")
		}
	}
}

func TestAPersonalAccessTokenWorksAlsoWhenAUserWasGiven(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Flavour: jiratest.DataCenter, Site: team(5), BearerOnly: true, ContextPath: "/jira"})
	c, _, err := jira.Connect(t.Context(), params(t, s), mustURL(t, jira.DefaultGateway))
	if err != nil {
		t.Fatal(err)
	}
	if c.TakesUser() {
		t.Error("the client still sends the user")
	}
	if issues, err := collect(t, c, jira.Query{JQL: "project is not EMPTY"}); err != nil || len(issues) != 5 {
		t.Errorf("%d issues, %v", len(issues), err)
	}
}

func TestAWrongTokenIsRefusedOnce(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(5)})
	p := params(t, s)
	p.Token = secret.New("not-the-token")
	_, _, err := jira.Connect(t.Context(), p, mustURL(t, s.URL()))
	wantKind(t, err, weir.Unauthorised)
	if strings.Contains(err.Error(), "not-the-token") {
		t.Error("the error shows the token")
	}
}

func TestJirasOwnWordsAboutAQuery(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(5)})
	_, err := collect(t, client(t, s), jira.Query{JQL: "nonsense = 1"})
	wantKind(t, err, weir.BadQuery)
	if !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("error %q does not name the field", err)
	}
	_, err = collect(t, client(t, s), jira.Query{JQL: "ORDER BY key"})
	wantKind(t, err, weir.BadQuery)
	if !strings.Contains(weir.NextStep(err), "add a condition") {
		t.Errorf("an unbounded query is explained by %q", weir.NextStep(err))
	}
}

func TestALongQueryIsNotSent(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(1)})
	_, err := collect(t, client(t, s), jira.Query{JQL: "summary ~ \"" + strings.Repeat("long ", 1000) + "\""})
	wantKind(t, err, weir.BadQuery)
	for _, request := range s.Requests() {
		if strings.Contains(request.Path, "search") {
			t.Error("the long request was sent")
		}
	}
}

func TestLimitStopsEarly(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(30)})
	issues, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY", Limit: 7})
	if err != nil || len(issues) != 7 {
		t.Fatalf("%d issues, %v", len(issues), err)
	}
	for _, request := range s.Requests() {
		if got := request.Query.Get("maxResults"); got != "" && got != "7" {
			t.Errorf("asked for %s issues to get 7", got)
		}
	}
}

// readFixture returns the text of shared test data.
func readFixture(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(fixture(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
