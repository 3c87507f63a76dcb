package jira_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/testenv"
)

// Whatever a site holds, however its answers are paged, and whatever goes wrong
// on the way: each issue comes once with its whole history, or there is an error
// that says what to do. There is never a silent gap.
func TestNoFaultLeavesASilentGap(t *testing.T) {
	t.Parallel()
	var whole, broken int
	for range testenv.Rounds(t) {
		rapid.Check(t, func(t *rapid.T) {
			if readThroughFaults(t) == nil {
				whole++
			} else {
				broken++
			}
		})
	}
	if (whole == 0 || broken == 0) && !testing.Short() { // a short test may be lucky
		t.Errorf("%d readings were whole and %d ended with an error: the test proves too little", whole, broken)
	}
}

func readThroughFaults(t *rapid.T) error {
	f := drawFaults(t)
	s := jiratest.New(t, jiratest.Options{Flavour: f.flavour, Site: f.before, Intercept: f.intercept})
	p := params(t, s)
	p.Outbound.Sink = f
	c, err := jira.New(p)
	if err != nil {
		t.Fatalf("%v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var gone []string
	var end jira.Progress
	q := everyIssue()
	q.Parallel = rapid.IntRange(0, 9).Draw(t, "parallel")
	q.PageSize = rapid.IntRange(0, 40).Draw(t, "page size")
	q.OnGone = func(ids []string) { gone = append(gone, ids...) }
	q.OnPage = func(p jira.Progress) { end = p }
	got, err := gathered(t, c.Whole(ctx, q))
	if f.attempts > 4 {
		t.Errorf("a request was made %d times", f.attempts)
	}
	if err != nil {
		if weir.NextStep(err) == "" || ctx.Err() != nil {
			t.Errorf("the reading ended with %v", err)
		}
		for id := range got { // what came before the error is right all the same
			wantWhole(t, jiratest.NewSite(slices.DeleteFunc(f.after.Issues(), func(i jiratest.Issue) bool { return i.ID != id })), map[string]weir.Issue{id: got[id]})
		}
		return err
	}
	wantWhole(t, f.after, got)
	slices.Sort(gone)
	if !slices.Equal(gone, f.vanished) {
		t.Errorf("gone are %v, want %v", gone, f.vanished)
	}
	if end.Issues != len(got) || end.Gone != len(gone) || end.Total != f.before.Len() || end.Issues+end.Gone != end.Total {
		t.Errorf("the progress ends with %+v", end)
	}
	return nil
}

// A faulty stands between the client and two servers: one that shows the site
// as it is when the census is taken, and one that shows it without the issues
// that vanish after.
type faulty struct {
	flavour       jiratest.Flavour
	before, after *jiratest.Site
	vanished      []string
	first, second *jiratest.Server
	kinds         []string
	left          int // faults to come
	often         float64

	mu       sync.Mutex
	rng      *rand.Rand
	answers  map[string][]byte // the last answer of each path and JQL
	token    string            // one that was seen
	attempts int               // the most for one request
}

// Record looks at how often a request is repeated.
func (f *faulty) Record(r outbound.Record) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts = max(f.attempts, r.Attempt)
	return nil
}

func allFaults() []string {
	return []string{
		"429", "500", "502", "503", "504", "400", "403", "a web page", "a body that is cut", "a connection that dies", "doubled entries", "an entry left out",
		"an answer again", "a token again", "no token", "a small page", "no answer for an id", "an entry in place of another",
	}
}

func drawFaults(t *rapid.T) *faulty {
	f := &faulty{
		flavour: rapid.SampledFrom(flavours()).Draw(t, "flavour"),
		kinds:   rapid.SliceOfDistinct(rapid.SampledFrom(allFaults()), rapid.ID).Draw(t, "faults"),
		left:    rapid.IntRange(0, 12).Draw(t, "how many"),
		often:   rapid.Float64Range(0, 0.5).Draw(t, "how often"),
		answers: make(map[string][]byte),
	}
	seed := rapid.Uint64().Draw(t, "seed")
	f.rng = rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // to repeat a failure, not to hide anything
	f.draw(t, seed)
	page := rapid.IntRange(1, 60).Draw(t, "most on a page")
	f.first = jiratest.New(t, jiratest.Options{Flavour: f.flavour, Site: f.before, MaxPage: page})
	f.second = jiratest.New(t, jiratest.Options{Flavour: f.flavour, Site: f.after, MaxPage: page})
	return f
}

// draw makes the site before and after.
func (f *faulty) draw(t *rapid.T, seed uint64) {
	site := jiratest.Generate(jiratest.GenerateParams{
		Issues: rapid.IntRange(1, 60).Draw(t, "issues"), Seed: seed, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
	})
	issues := site.Issues()
	for range rapid.IntRange(0, 3).Draw(t, "long histories") {
		lengthen(&issues[rapid.IntRange(0, len(issues)-1).Draw(t, "whose")], rapid.IntRange(38, 260).Draw(t, "entries"))
	}
	f.before = jiratest.NewSite(issues)
	var stay []jiratest.Issue
	for i, issue := range issues {
		if i > 0 && rapid.IntRange(0, 30).Draw(t, "vanishes") == 0 {
			f.vanished = append(f.vanished, issue.ID)
			continue
		}
		stay = append(stay, issue)
	}
	slices.Sort(f.vanished)
	f.after = jiratest.NewSite(stay)
}

func (f *faulty) intercept(w http.ResponseWriter, r *http.Request) bool {
	query := r.URL.Query()
	census := strings.HasPrefix(query.Get("jql"), "project ")
	search := strings.Contains(r.URL.Path, "/search")
	if !search && !strings.HasSuffix(r.URL.Path, "/changelog") {
		return false
	}
	fault := f.fault(census)
	behind := f.second
	if census {
		behind = f.first
	}
	if status, err := strconv.Atoi(fault); err == nil {
		writeJSON(w, status, `{"errorMessages":["This did not work."]}`)
		return true
	}
	switch fault {
	case "a web page":
		w.Header().Set("Content-Type", "text/html")
		return true
	case "a connection that dies":
		panic(http.ErrAbortHandler)
	case "a small page":
		query.Set("maxResults", "3")
	case "no answer for an id":
		if !search {
			break
		}
		query.Set("jql", dropID(query.Get("jql"), f.before.Issues()[0].ID))
	}
	r.URL.RawQuery = query.Encode()
	r.SetBasicAuth(behind.User(), behind.Token())
	recorder := httptest.NewRecorder()
	behind.Handler().ServeHTTP(recorder, r)
	body := f.spoil(recorder.Body.Bytes(), fault, r.URL.Path+query.Get("jql"))
	writeJSON(w, recorder.Code, string(body))
	return true
}

// fault chooses what goes wrong with a request. What nobody can see is no fault
// of a census: of what Cloud's search leaves out there is no other trace.
func (f *faulty) fault(census bool) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.kinds) == 0 || f.left == 0 || f.rng.Float64() > f.often {
		return ""
	}
	kind := f.kinds[f.rng.IntN(len(f.kinds))]
	if census && slices.Contains([]string{"an entry left out", "an entry in place of another", "no answer for an id"}, kind) {
		return ""
	}
	f.left--
	return kind
}

// spoil changes an answer.
func (f *faulty) spoil(body []byte, fault, path string) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.answers[path]
	f.answers[path] = body
	var page map[string]json.RawMessage
	if json.Unmarshal(body, &page) != nil {
		return body
	}
	list := "issues"
	if page[list] == nil {
		list = "values"
	}
	var entries []json.RawMessage
	_ = json.Unmarshal(page[list], &entries) // of a refusal there are none
	n := 0
	if len(entries) > 0 {
		n = f.rng.IntN(len(entries))
	}
	token, last := string(page["nextPageToken"]), f.token
	f.token = token
	switch {
	case fault == "a body that is cut" && len(body) > 2:
		return body[:len(body)/2]
	case fault == "an answer again" && before != nil:
		return before
	case fault == "a token again" && token != "" && last != "":
		page["nextPageToken"] = json.RawMessage(last)
	case fault == "no token" && token != "":
		delete(page, "nextPageToken")
	case fault == "doubled entries" && len(entries) > 0:
		entries = slices.Insert(entries, n, entries[n])
	case fault == "an entry left out" && len(entries) > 0:
		entries = slices.Delete(entries, n, n+1)
	case fault == "an entry in place of another" && len(entries) > 0:
		entries[n] = entries[0]
	default:
		return body
	}
	page = maps.Clone(page)
	page[list], _ = json.Marshal(entries)
	changed, err := json.Marshal(page)
	if err != nil {
		return []byte(fmt.Sprint(err))
	}
	return changed
}
