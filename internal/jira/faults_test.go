package jira_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

// intercepted starts a server whose search answers are made by the test.
func intercepted(t *testing.T, flavour jiratest.Flavour, answer func(w http.ResponseWriter, r *http.Request) bool) *jiratest.Server {
	t.Helper()
	return jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(12), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, "/search") && answer(w, r)
	}})
}

func writeJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestAwkwardAnswersAreErrorsWithANextStep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		kind   weir.Kind
		answer func(w http.ResponseWriter, r *http.Request)
	}{
		{"a login page with status 200", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Sign in to the proxy</html>")
		}},
		{"an HTML page with status 400", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadRequest)
		}},
		{"a redirect to another host", weir.NotJira, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.test/login", http.StatusFound)
		}},
		{"a redirect to a login page of the same host", weir.NotJira, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login.jsp", http.StatusFound)
		}},
		{"a redirect within the list, which the token does not follow", weir.NotJira, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				http.Redirect(w, r, "?again=1", http.StatusFound)
				return
			}
			writeJSON(w, http.StatusOK, `{"issues":[{"id":"1","key":"OPS-1"}],"isLast":true}`)
		}},
		{"an endpoint that was removed", weir.Obsolete, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusGone, `{"errorMessages":["The requested API has been removed."]}`)
		}},
		{"no permission", weir.Forbidden, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusForbidden, `{}`) }},
		{"no such path", weir.NotFound, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusNotFound, `{}`) }},
		{"a storm of 429", weir.RateLimited, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusTooManyRequests, `{}`) }},
		{"a quota for the hour", weir.RateLimited, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "2400")
			w.Header().Set("RateLimit-Reason", "jira-quota-tenant-based")
			writeJSON(w, http.StatusTooManyRequests, `{}`)
		}},
		{"a server that fails", weir.ServerFault, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }},
		{"JSON that is none", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, `{"issues":[}`) }},
		{"a body cut short", weir.Truncated, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[{"id":"1","key":"OPS-1"`)
		}},
		{"an answer without issues", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, `{"isLast":true}`) }},
		{"an issue whose key is a link", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[{"id":"1","key":"A-1)[x](javascript:alert(1)"}],"isLast":true}`)
		}},
		{"an answer that says two things", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[],"isLast":true,"issues":[{"id":"1","key":"A-1"}]}`)
		}},
		{"an answer that goes on after its end", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[],"isLast":true}{"issues":[]}`)
		}},
		{"an issue without end", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"issues":[{"id":"1","key":"A-1","fields":{"summary":"`)
			for range 20 {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
					return
				}
			}
		}},
		{"an issue without an id", weir.NotJira, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[{"key":"OPS-1"}],"isLast":true}`)
		}},
		{"a connection that dies in the body", weir.Truncated, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, `{"issues":[`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
		{"a sign-in that was lost in silence", weir.Unauthorised, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
			writeJSON(w, http.StatusOK, `{"issues":[],"isLast":true}`)
		}},
		{"an answer made for another account", weir.Unauthorised, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-AACCOUNTID", "somebody-else")
			writeJSON(w, http.StatusOK, `{"issues":[],"isLast":true}`)
		}},
		{"a CAPTCHA", weir.Unauthorised, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
			writeJSON(w, http.StatusForbidden, `{}`)
		}},
		{"the same page token for ever", weir.Truncated, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[{"id":"1","key":"OPS-1"}],"isLast":false,"nextPageToken":"again"}`)
		}},
		{"more to come, but no token", weir.Truncated, func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, `{"issues":[],"isLast":false}`)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			s := intercepted(t, jiratest.Cloud, func(w http.ResponseWriter, r *http.Request) bool {
				if requests.Add(1) > 20 {
					t.Error("the client does not stop asking")
				}
				test.answer(w, r)
				return true
			})
			_, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY"})
			wantKind(t, err, test.kind)
			if strings.Contains(err.Error(), s.Token()) || strings.Contains(err.Error(), "jql=") {
				t.Errorf("the error shows too much: %v", err)
			}
			if n := requests.Load(); n > 5 {
				t.Errorf("%d requests for one page", n)
			}
		})
	}
}

func TestPagesWithoutEndAreAnError(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	s := intercepted(t, jiratest.Cloud, func(w http.ResponseWriter, _ *http.Request) bool {
		writeJSON(w, http.StatusOK, fmt.Sprintf(`{"issues":[],"nextPageToken":"t%d"}`, n.Add(1)))
		return true
	})
	_, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY"})
	wantKind(t, err, weir.Truncated)
	if n.Load() > 10 {
		t.Errorf("%d empty pages were asked for", n.Load())
	}
}

func TestAPageThatBreaksOffIsReadAgainWithoutDoubles(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			s := intercepted(t, flavour, func(w http.ResponseWriter, r *http.Request) bool {
				if n.Add(1)%2 == 0 {
					return false
				}
				// The first half of a true page, then nothing.
				page := `{"startAt":` + strconv.Itoa(startAt(r)) + `,"total":12,"issues":[{"id":"10001","key":"X-1","fields":{}},{"id":"1000`
				writeJSON(w, http.StatusOK, page)
				return true
			})
			issues, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY", PageSize: 5})
			if err != nil {
				t.Fatal(err)
			}
			ids := make(map[string]int)
			for _, issue := range issues {
				ids[issue.ID]++
			}
			for id, times := range ids {
				if times != 1 {
					t.Errorf("issue %s came %d times", id, times)
				}
			}
			if len(ids) < 12 {
				t.Errorf("%d issues, want all 12", len(ids))
			}
		})
	}
}

func TestOffsetsThatCannotBeAreAnError(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"the same page for ever":        `{"startAt":%d,"maxResults":100,"total":1000000,"issues":[{"id":"1","key":"A-1"},{"id":"2","key":"A-2"},{"id":"1","key":"A-1"}]}`,
		"fewer in all than on the page": `{"startAt":%d,"maxResults":100,"total":0,"issues":[{"id":"1","key":"A-1"}]}`,
		"no total":                      `{"startAt":%d,"issues":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			s := intercepted(t, jiratest.DataCenter, func(w http.ResponseWriter, r *http.Request) bool {
				if n.Add(1) > 50 {
					t.Error("the client does not stop asking")
				}
				writeJSON(w, http.StatusOK, fmt.Sprintf(page, startAt(r)))
				return true
			})
			_, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY"})
			wantKind(t, err, weir.Truncated)
		})
	}
}

func startAt(r *http.Request) int {
	at, err := strconv.Atoi(r.URL.Query().Get("startAt"))
	if err != nil {
		return 0
	}
	return at
}

// An issue that leaves the result while its pages are read makes the others
// move up by one: without care, one of them is never seen.
func TestAnIssueThatSlipsBetweenPagesIsFetchedInAnotherPass(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	s := intercepted(t, jiratest.DataCenter, func(w http.ResponseWriter, r *http.Request) bool {
		all := []string{"1", "2", "3", "4", "5", "6"}
		if n.Add(1) > 1 {
			all = all[1:] // the first one has left
		}
		at := startAt(r)
		issues := []string{}
		for _, id := range all[min(at, len(all)):min(at+2, len(all))] {
			issues = append(issues, fmt.Sprintf(`{"id":%q,"key":"OPS-%s"}`, id, id))
		}
		writeJSON(w, http.StatusOK, fmt.Sprintf(`{"startAt":%d,"maxResults":2,"total":%d,"issues":[%s]}`, at, len(all), strings.Join(issues, ",")))
		return true
	})
	issues, err := collect(t, client(t, s), jira.Query{JQL: "project = OPS", PageSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	found := ""
	for _, issue := range issues {
		found += issue.ID
	}
	for _, id := range []string{"2", "3", "4", "5", "6"} {
		if strings.Count(found, id) != 1 {
			t.Errorf("issue %s came %d times: %s", id, strings.Count(found, id), found)
		}
	}
}

func TestCancellingEndsTheReadingAtOnce(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := intercepted(t, jiratest.Cloud, func(_ http.ResponseWriter, r *http.Request) bool {
		cancel()
		<-r.Context().Done()        // an answer that never comes,
		panic(http.ErrAbortHandler) // not even as an empty one
	})
	for _, err := range client(t, s).Issues(ctx, jira.Query{JQL: "project is not EMPTY"}) {
		if err == nil || weir.KindOf(err) != weir.Unexpected {
			t.Errorf("got %v, want the cancellation itself", err)
		}
	}
	if ctx.Err() == nil {
		t.Error("the search ended before it was cancelled")
	}
}

// A field of an unforeseen shape must not cost the issue, nor the others.
func TestAFieldOfAnotherShapeStaysAsItCame(t *testing.T) {
	t.Parallel()
	s := intercepted(t, jiratest.Cloud, func(w http.ResponseWriter, _ *http.Request) bool {
		writeJSON(w, http.StatusOK, `{"issues":[{"id":"1","key":"OPS-1","fields":{"summary":{"text":"odd"},"status":null,"duedate":"soon","labels":["a"],"updated":"yesterday"}}],"isLast":true}`)
		return true
	})
	issues, err := collect(t, client(t, s), jira.Query{JQL: "project = OPS", Fields: []string{"summary", "status", "duedate", "labels", "updated"}})
	if err != nil || len(issues) != 1 {
		t.Fatalf("%d issues, %v", len(issues), err)
	}
	got := issues[0]
	if got.Summary != "" || !got.Due.IsZero() || len(got.Labels) != 1 {
		t.Errorf("issue is %+v", got)
	}
	for _, id := range []string{"summary", "duedate", "updated"} {
		if !json.Valid(got.Fields[id]) {
			t.Errorf("the field %s was lost", id)
		}
	}
}
