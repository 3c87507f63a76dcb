package jira_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

// Not every site says in a header that the sign-in was lost. What is left then
// is to ask who we are: before the first page, and before "nothing" is believed.
func TestALostSignInWithoutAnySignIsFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		valid int32 // how often /myself answers before the sign-in is lost
		page  string
	}{
		"lost before the first page":     {0, `{"issues":[{"id":"1","key":"PUB-1"}],"isLast":true}`},
		"lost before the empty result":   {1, `{"issues":[],"isLast":true}`},
		"lost before an empty first one": {0, `{"issues":[],"isLast":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case strings.HasSuffix(r.URL.Path, "/search/jql"):
					writeJSON(w, http.StatusOK, test.page)
					return true
				case strings.HasSuffix(r.URL.Path, "/myself") && asked.Add(1) > test.valid:
					writeJSON(w, http.StatusUnauthorized, `{}`)
					return true
				}
				return false
			}})
			issues, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY"})
			wantKind(t, err, weir.Unauthorised)
			if len(issues) > 0 {
				t.Errorf("%d issues came to somebody who is not signed in", len(issues))
			}
		})
	}
}

// moving answers Data Center's searches, from another list at each request.
func moving(t *testing.T, list func(request int) (ids []string, total int)) *jiratest.Server {
	t.Helper()
	var n atomic.Int32
	return intercepted(t, jiratest.DataCenter, func(w http.ResponseWriter, r *http.Request) bool {
		ids, total := list(int(n.Add(1)))
		at := startAt(r)
		var page []string
		for _, id := range ids[min(at, len(ids)):min(at+3, len(ids))] {
			page = append(page, fmt.Sprintf(`{"id":%q,"key":"OPS-%s"}`, id, id))
		}
		writeJSON(w, http.StatusOK, fmt.Sprintf(`{"startAt":%d,"total":%d,"issues":[%s]}`, at, total, strings.Join(page, ",")))
		return true
	})
}

func TestAResultThatMovesIsFollowedOrGivenUp(t *testing.T) {
	t.Parallel()
	all := strings.Split("1 2 3 4 5 6 7 8 9", " ")
	t.Run("two issues leave while the pages are read", func(t *testing.T) {
		t.Parallel()
		s := moving(t, func(request int) ([]string, int) {
			if request == 1 {
				return all, len(all)
			}
			return all[2:], len(all) - 2
		})
		issues, err := collect(t, client(t, s), jira.Query{JQL: "project = OPS", PageSize: 3})
		if err != nil {
			t.Fatal(err)
		}
		seen := ""
		for _, issue := range issues {
			seen += issue.ID
		}
		for _, id := range all {
			if strings.Count(seen, id) != 1 {
				t.Errorf("issue %s came %d times: %s", id, strings.Count(seen, id), seen)
			}
		}
	})
	t.Run("another order at each request", func(t *testing.T) {
		t.Parallel()
		s := moving(t, func(request int) ([]string, int) {
			turned := append(append([]string{}, all[request%len(all):]...), all[:request%len(all)]...)
			return turned, 1000
		})
		_, err := collect(t, client(t, s), jira.Query{JQL: "project = OPS", PageSize: 3})
		wantKind(t, err, weir.Truncated)
	})
	t.Run("more counted than sent", func(t *testing.T) {
		t.Parallel()
		s := moving(t, func(int) ([]string, int) { return all, len(all) + 5 })
		_, err := collect(t, client(t, s), jira.Query{JQL: "project = OPS", PageSize: 3})
		wantKind(t, err, weir.Truncated)
	})
}

// Cloud cuts histories in a search answer, and its own total may count only
// what is on the page.
func TestAHistoryThatWasCutIsNotComplete(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		flavour                    jiratest.Flavour
		entries, total, mostOnPage int
		want                       bool
	}{
		"a short one":                          {jiratest.Cloud, 3, 3, 40, true},
		"38 of 38, and one of them twice":      {jiratest.Cloud, 38, 38, 100, true},
		"40, and who knows":                    {jiratest.Cloud, 40, 40, 100, false},
		"as many as fit, below 40":             {jiratest.Cloud, 20, 20, 20, false},
		"fewer than there are":                 {jiratest.Cloud, 3, 9, 40, false},
		"a long one of Data Center":            {jiratest.DataCenter, 60, 60, 60, true},
		"one of Data Center that misses a few": {jiratest.DataCenter, 60, 70, 60, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var entries []string
			for n := range test.entries {
				entries = append(entries, fmt.Sprintf(`{"id":"%d","created":"2026-01-02T03:04:05.000+0000","items":[{"field":"status","fieldtype":"jira","from":"1","to":"3"}]}`, n+1))
			}
			entries = append(entries, entries[0]) // the same entry once more
			page := fmt.Sprintf(`{"startAt":0,"total":1,"isLast":true,"issues":[{"id":"1","key":"A-1","changelog":{"maxResults":%d,"total":%d,"histories":[%s]}}]}`,
				test.mostOnPage+1, test.total+1, strings.Join(entries, ","))
			s := intercepted(t, test.flavour, func(w http.ResponseWriter, _ *http.Request) bool {
				writeJSON(w, http.StatusOK, page)
				return true
			})
			issues, err := collect(t, client(t, s), jira.Query{JQL: "project = A", History: true})
			if err != nil || len(issues) != 1 {
				t.Fatalf("%d issues, %v", len(issues), err)
			}
			h := issues[0].History
			if h.Complete != test.want {
				t.Errorf("complete is %v, want %v", h.Complete, test.want)
			}
			if len(h.Changes) != test.entries {
				t.Errorf("%d changes, want %d: the repeated entry counts once", len(h.Changes), test.entries)
			}
		})
	}
}

func TestOnlyKeysAreAskedForWhereNoFieldIsNamed(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(3)})
	if _, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY"}); err != nil {
		t.Fatal(err)
	}
	for _, request := range s.Requests() {
		if strings.HasSuffix(request.Path, "/search/jql") && (request.Query.Get("fields") != "key" || request.Query.Get("maxResults") != "5000") {
			t.Errorf("asked for %v", request.Query)
		}
	}
}

// Promise D4: a query without a condition is not sent, to neither flavour.
func TestAQueryWithoutAConditionIsNotSent(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(3)})
		for _, text := range []string{"", "ORDER BY key", "  order by due desc "} {
			_, err := collect(t, client(t, s), jira.Query{JQL: text})
			wantKind(t, err, weir.BadQuery)
		}
		for _, request := range s.Requests() {
			if strings.Contains(request.Path, "/search") {
				t.Errorf("it was sent: %v", request.Query)
			}
		}
	}
}

// The gateway is asked once, for a token that the site itself does not take.
func TestTheGatewayIsTriedForWhatTheSiteRefuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusNotFound: true, http.StatusBadGateway: false} {
		s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/myself") || strings.HasPrefix(r.URL.Path, "/ex/jira/") {
				return false
			}
			w.WriteHeader(status)
			return true
		}})
		c, _, err := jira.Connect(t.Context(), params(t, s), mustURL(t, s.URL()))
		if found := err == nil && strings.Contains(c.API().Path, "/ex/jira/"); found != want {
			t.Errorf("status %d leads to the gateway: %v (%v), want %v", status, found, err, want)
		}
	}
}

func TestAHostileSiteIDLeadsNowhere(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(3), Scoped: true, Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/tenant_info") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"cloudId":"../../evil?x="}`)
		return true
	}})
	if c, _, err := jira.Connect(t.Context(), params(t, s), mustURL(t, s.URL())); err == nil {
		t.Errorf("the API is taken to be at %s", c.API())
	}
}
