package jira_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"weir"
	"weir/internal/jira/jiratest"
)

func TestTheFirstErrorStopsTheRest(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	s := intercepted(t, jiratest.Cloud, func(w http.ResponseWriter, r *http.Request) bool {
		if n.Add(1) != 5 {
			return false
		}
		writeJSON(w, http.StatusForbidden, `{"errorMessages":["no"]}`)
		return true
	})
	ids := make([]string, 20000)
	for i := range ids {
		ids[i] = fmt.Sprint(i + 10001)
	}
	_, err := gathered(t, client(t, s).ByIDs(t.Context(), ids, everyIssue()))
	wantKind(t, err, weir.Forbidden)
	if n.Load() > 40 {
		t.Errorf("%d requests, most of them after the error", n.Load())
	}
}

// It looks at all goroutines of the process, so it does not run beside others.
func TestNobodyIsLeftWhenTheCallerHasEnough(t *testing.T) {
	s := jiratest.New(t, jiratest.Options{Site: team(1000), MaxPage: 20})
	for name, end := range map[string]func(context.CancelFunc) bool{
		"the caller breaks off": func(context.CancelFunc) bool { return true },
		"the context ends":      func(cancel context.CancelFunc) bool { cancel(); return false },
	} {
		c := client(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for _, err := range c.Whole(ctx, everyIssue()) {
			if err != nil {
				if ctx.Err() == nil || weir.KindOf(err) != weir.Unexpected {
					t.Errorf("%s: %v", name, err)
				}
				break
			}
			if n++; n == 30 && end(cancel) {
				break
			}
		}
		cancel()
		if n < 30 || n > 500 {
			t.Errorf("%s: %d issues came", name, n)
		}
		if left := workers(); left > 0 {
			t.Errorf("%s: %d workers are left", name, left)
		}
	}
}

// A request that never ends does not hold up the caller who wants no more.
func TestBreakingOffDoesNotWaitForAnswers(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	s := intercepted(t, jiratest.Cloud, func(_ http.ResponseWriter, r *http.Request) bool {
		if n.Add(1) <= 3 {
			return false
		}
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
	ids := idsIn(team(12))
	for len(ids) < 2000 {
		ids = append(ids, fmt.Sprint(5000000+len(ids)))
	}
	q := everyIssue()
	q.PageSize = 4
	for _, err := range client(t, s).ByIDs(t.Context(), ids, q) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}

// A caller who is slow is waited for: no more is read than a page for each
// worker, and a page beyond.
func TestASlowCallerSlowsTheReading(t *testing.T) {
	t.Parallel()
	var searches atomic.Int32
	s := jiratest.New(t, jiratest.Options{Site: team(2000), Intercept: func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/search") {
			searches.Add(1)
		}
		return false
	}})
	q := everyIssue()
	q.Parallel, q.PageSize = 3, 10
	n := 0
	for _, err := range client(t, s).Whole(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		// One page is here, three wait to be handed over, and the census.
		if most := 1 + (n+9)/10 + 3; int(searches.Load()) > most+1 {
			t.Fatalf("%d searches for %d issues, want %d at most", searches.Load(), n, most)
		}
	}
	if n != 2000 {
		t.Errorf("%d issues", n)
	}
}

func TestNoMoreThanTheGivenNumberOfRequestsRunAtATime(t *testing.T) {
	t.Parallel()
	for given, want := range map[int]int{0: 8, 1: 1, 3: 3, 100: 8} {
		t.Run(fmt.Sprint(given), func(t *testing.T) {
			t.Parallel()
			site := busySite(200)
			behind := jiratest.New(t, jiratest.Options{Site: site})
			var mu sync.Mutex
			running, most := 0, 0
			all := make(chan struct{}) // closed once as many run as should
			count := func(change int) {
				mu.Lock()
				defer mu.Unlock()
				if running += change; running > most {
					if most = running; most == want {
						close(all)
					}
				}
			}
			s := jiratest.New(t, jiratest.Options{Site: site, Intercept: func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/myself") {
					return false
				}
				if strings.HasPrefix(r.URL.Query().Get("jql"), "id in") {
					count(1)
					defer count(-1)
					<-all
				}
				r.SetBasicAuth(behind.User(), behind.Token())
				behind.Handler().ServeHTTP(w, r)
				return true
			}})
			q := everyIssue()
			q.Parallel, q.PageSize = given, 10
			if _, err := gathered(t, client(t, s).Whole(t.Context(), q)); err != nil {
				t.Fatal(err)
			}
			if most != want {
				t.Errorf("%d requests at a time, want %d", most, want)
			}
		})
	}
}
