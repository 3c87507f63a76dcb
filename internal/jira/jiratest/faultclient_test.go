package jiratest_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// realClient is a client of the server, whose waits are over at once.
func realClient(t testing.TB, s *jiratest.Server) *jira.Client {
	t.Helper()
	site, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	c, err := jira.New(jira.Params{
		Name: "work", Site: site, User: secret.New(s.User()), Token: secret.New(s.Token()), Endpoints: []jira.Endpoint{jira.Search},
		Outbound: outbound.Options{CA: s.CAPEM(), Now: clock, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// readAll reads all issues with their histories, in pages of five.
func readAll(t testing.TB, s *jiratest.Server) ([]weir.Issue, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var issues []weir.Issue
	for issue, err := range realClient(t, s).Issues(ctx, jira.Query{JQL: "project is not EMPTY", Fields: []string{"summary", "status"}, History: true, PageSize: 5}) {
		if err != nil {
			return issues, err
		}
		issues = append(issues, issue)
	}
	return issues, nil
}

// checkWhole checks that each issue came once, as it does where nothing fails.
func checkWhole(t *testing.T, opts jiratest.Options, got []weir.Issue) {
	t.Helper()
	opts.Faults = nil
	s := startLoose(t, opts)
	want, err := readAll(t, s)
	if err != nil || len(want) != opts.Site.Len() {
		t.Fatalf("without faults there are %d issues, %v", len(want), err)
	}
	for n := range min(len(got), len(want)) {
		got[n].URL, want[n].URL = "", "" // which begin with the server's address
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the issues differ from those without faults: %s", diff)
	}
}

// What the client makes of each fault: whole data, or an error of the right
// kind that says what to do; never less without a word.
func TestTheClientMeetsEveryFault(t *testing.T) {
	t.Parallel()
	const (
		whole = weir.Kind("")
		both  = jiratest.Flavour("")
	)
	met := make(map[jiratest.Action]bool)
	for _, test := range []struct {
		flavour jiratest.Flavour
		rule    string // about the pages of a search after the first
		want    weir.Kind
	}{
		{both, "do = 'status'\nstatus = 503\nheaders = { Retry-After = '2' }\ntimes = 3", whole},
		{both, "do = 'status'\nstatus = 503", weir.ServerFault},
		{both, "do = 'status'\nstatus = 429\nbody = 'html'\ntimes = 2", whole},
		{both, "do = 'status'\nstatus = 429\nheaders = { Retry-After = '900' }\ntimes = 1", weir.RateLimited},
		{both, "do = 'status'\nstatus = 400\nbody = 'html'", weir.NotJira},
		{both, "do = 'status'\nstatus = 400", weir.BadQuery},
		{both, "do = 'status'\nstatus = 401\nbody = 'empty'", weir.Unauthorised},
		{both, "do = 'status'\nstatus = 403", weir.Forbidden},
		{both, "do = 'status'\nstatus = 410", weir.Obsolete},
		{both, "do = 'status'\nstatus = 204", weir.NotJira},
		{both, "do = 'reset'\ntimes = 3", whole},
		{both, "do = 'reset'", weir.Unreachable},
		{both, "do = 'reset'\nat = 'body'\ntimes = 3", whole},
		{both, "do = 'reset'\nat = 'body'", weir.Truncated},
		{both, "do = 'slow'\ndelay = '10ms'\nrate = 1000000", whole},
		{both, "do = 'silence'\ndelay = '10ms'\ntimes = 2", whole},
		{both, "do = 'silence'\ndelay = '10ms'", weir.Truncated},
		{both, "do = 'truncate'\ntimes = 2", whole},
		{both, "do = 'truncate'\nframing = 'chunked'\ntimes = 2", whole},
		{both, "do = 'truncate'", weir.Truncated},
		{both, "do = 'truncate'\nkeep = 1\nframing = 'chunked'", weir.Truncated},
		{both, "do = 'garbage'", weir.NotJira},
		{both, "do = 'bomb'", weir.Truncated},
		{both, "do = 'login-page'", weir.NotJira},
		{both, "do = 'redirect'\nto = 'https://sso.test/login'", weir.NotJira},
		{both, "do = 'redirect'\nto = '/login.jsp'", weir.NotJira},
		{both, "do = 'sign-out'", weir.Unauthorised},
		{both, "do = 'sign-out'\ntell = 'account'", weir.Unauthorised},
		{both, "do = 'sign-out'\ntell = 'nothing'", weir.Truncated},
		{both, "do = 'sign-out'\ntell = 'nothing'\ntimes = 3", whole},
		{both, "do = 'clock'\nstep = '-48h'", whole},
		{both, "do = 'clock'\nstep = '48h'", whole},
		{jiratest.Cloud, "do = 'duplicate'\ncount = 3", whole},
		{jiratest.DataCenter, "do = 'duplicate'\ncount = 3", weir.Truncated},
		{jiratest.Cloud, "do = 'repeat-page'", weir.Truncated},
		{jiratest.DataCenter, "do = 'repeat-page'", weir.Truncated},
		{jiratest.Cloud, "do = 'token-loop'", weir.Truncated},
		{jiratest.Cloud, "do = 'empty-page'\nquery = 'jql='\ntimes = 2", whole},
		{jiratest.Cloud, "do = 'empty-page'\nquery = 'jql='", weir.Truncated},
		{jiratest.DataCenter, "do = 'empty-page'\ntimes = 1", whole},
		{jiratest.DataCenter, "do = 'empty-page'", weir.Truncated},
		{jiratest.Cloud, "do = 'no-token'", weir.Truncated},
		{jiratest.DataCenter, "do = 'wrong-total'\nadd = -5", weir.Truncated},
		{jiratest.DataCenter, "do = 'wrong-total'\nadd = 5", weir.Truncated},
		{jiratest.DataCenter, "do = 'wrong-start'\nadd = 1", weir.Truncated},
	} {
		flavours := []jiratest.Flavour{test.flavour}
		if test.flavour == both {
			flavours = []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter}
		}
		faults := script(t, "[[fault]]\nafter = 1\n"+test.rule)
		met[faults[0].Do] = true
		for _, flavour := range flavours {
			t.Run(fmt.Sprintf("%s met by %q", flavour, test.rule), func(t *testing.T) {
				t.Parallel()
				opts := jiratest.Options{Flavour: flavour, Anonymous: true, Site: small(), Now: clock, Faults: slices.Clone(faults)}
				opts.Faults[0].Path = "/rest/api/3/search/jql"
				if flavour == jiratest.DataCenter {
					opts.Faults[0].Path = "/rest/api/2/search"
				}
				s := startLoose(t, opts) // a redirect leads where nobody may go
				issues, err := readAll(t, s)
				if weir.KindOf(err) != test.want {
					t.Fatalf("error is %v (%s), want %q", err, weir.KindOf(err), test.want)
				}
				if err == nil {
					checkWhole(t, opts, issues)
				} else if weir.NextStep(err) == "" {
					t.Errorf("the error %q does not say what to do next", err)
				}
			})
		}
	}
	for _, action := range jiratest.Actions() {
		if !met[action] {
			t.Errorf("no client meets the fault %q", action)
		}
	}
}
