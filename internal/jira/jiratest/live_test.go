package jiratest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/jira/jiratest"
)

// A hand is a clock that a test moves.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) move(by time.Duration) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(by)
	return h.now
}

func liveSite(issues int) *jiratest.Live {
	return jiratest.NewLive(jiratest.Generate(jiratest.GenerateParams{Issues: issues, Seed: 4, Now: noon}))
}

func edit(t testing.TB, live *jiratest.Live, at time.Time, do func(e *jiratest.Edit) error) {
	t.Helper()
	if err := live.Edit(at, do); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, s *jiratest.Server, jql string) []string {
	t.Helper()
	return keys(all(t, s, params("jql", jql, "fields", "summary,status,updated", "maxResults", "50")))
}

func openIssue(t *testing.T, live *jiratest.Live, category string) jiratest.Issue {
	t.Helper()
	for _, i := range live.Site().Issues() {
		if strings.Contains(string(i.Fields["status"]), `"key":"`+category+`"`) {
			return i
		}
	}
	t.Fatalf("no issue is %s", category)
	return jiratest.Issue{}
}

func TestWhatPeopleDoShowsInTheNextAnswer(t *testing.T) {
	t.Parallel()
	h, live := &hand{now: noon}, liveSite(40)
	s := start(t, jiratest.Options{Live: live, Now: h.time})
	me := s.Me()
	waiting := openIssue(t, live, "new")
	var created, moved string
	at := h.move(time.Hour)
	edit(t, live, at, func(e *jiratest.Edit) (err error) {
		created, err = e.Create(jiratest.NewIssue{Project: "SHOP", Type: "Bug", Summary: "A |new| bug", By: &me})
		return err
	})
	if got := search(t, s, `summary ~ "new bug" AND status = "To Do"`); !slices.Equal(got, []string{created}) {
		t.Errorf("the new issue %s is found as %v", created, got)
	}
	edit(t, live, h.move(time.Minute), func(e *jiratest.Edit) error {
		return cmpErrors(
			e.Transition(created, &me, "In Progress"), e.Flag(created, &me, true), e.Assign(created, &me, &me),
			e.Set(created, &me, "duedate", json.RawMessage(`"2026-07-01"`)), e.Set(created, &me, "labels", json.RawMessage(`["brand-new"]`)),
			e.Comment(created, &me, json.RawMessage(`"well well"`)), e.Transition(waiting.Key, &me, "Done"),
		)
	})
	for _, jql := range []string{
		`key = ` + created + ` AND status = "In Progress" AND Flagged = Impediment AND assignee = currentUser()`,
		`due = 2026-07-01 AND labels = brand-new AND comment ~ well`,
	} {
		if got := search(t, s, jql); !slices.Equal(got, []string{created}) {
			t.Errorf("%s finds %v", jql, got)
		}
	}
	if got := search(t, s, "key = "+waiting.Key+" AND resolution = Done AND statusCategory = Done AND updated >= "+millis(at)); len(got) != 1 {
		t.Errorf("%s is not done", waiting.Key)
	}
	edit(t, live, h.move(time.Minute), func(e *jiratest.Edit) (err error) {
		moved, err = e.Move(created, &me, "OPS")
		return cmpErrors(err, e.Delete(waiting.Key))
	})
	if got := search(t, s, "key = "+created); !slices.Equal(got, []string{moved}) {
		t.Errorf("the former key finds %v instead of %s", got, moved)
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/search/jql", params("jql", "key = "+waiting.Key)); a.status != http.StatusBadRequest {
		t.Errorf("a deleted issue is still known: %d %s", a.status, a.body)
	}
	checkHistory(t, s, created, []string{"status In Progress", "Flagged Impediment", "assignee " + me.Display, "duedate 2026-07-01 00:00:00.0", "labels brand-new", "project Platform operations", "Key " + moved})
}

func checkHistory(t *testing.T, s *jiratest.Server, key string, want []string) {
	t.Helper()
	page := get[struct{ Values []history }](t, s, "/rest/api/3/issue/"+key+"/changelog", nil)
	var got []string
	for _, entry := range page.Values {
		for _, item := range entry.Items {
			got = append(got, item.Field+" "+*item.ToString)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the history of %s (-want +got):\n%s", key, diff)
	}
}

func cmpErrors(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func millis(t time.Time) string { return string(mustJSON(t.UnixMilli())) }

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func TestARenamedStatusHasItsNewNameEverywhereButInHistories(t *testing.T) {
	t.Parallel()
	live := liveSite(200)
	s := start(t, jiratest.Options{Live: live})
	before := search(t, s, `status = 10001`)
	edit(t, live, noon, func(e *jiratest.Edit) error { return e.RenameStatus("10001", "Another look") })
	if got := search(t, s, `status = "Another look"`); len(got) == 0 || !slices.Equal(got, before) {
		t.Errorf("found %v under the new name, %v under the old", got, before)
	}
	for _, status := range get[[]struct{ ID, Name string }](t, s, "/rest/api/3/status", nil) {
		if (status.ID == "10001") != (status.Name == "Another look") {
			t.Errorf("the list of statuses has %v", status)
		}
	}
	if got := search(t, s, `status was "In Progress" AND status = "Another look"`); len(got) == 0 {
		t.Error("no history has the old name")
	}
}

func TestAStatusThatVanishedIsOnlyInHistories(t *testing.T) {
	t.Parallel()
	live := liveSite(200)
	s := start(t, jiratest.Options{Live: live})
	me := s.Me()
	if err := live.Edit(noon, func(e *jiratest.Edit) error { return e.RemoveStatus("10001") }); err == nil {
		t.Fatal("a status was deleted under its issues")
	}
	reviewed := search(t, s, `status = 10001`)
	edit(t, live, noon, func(e *jiratest.Edit) error {
		for _, key := range reviewed {
			if err := e.Transition(key, &me, "To Do"); err != nil {
				return err
			}
		}
		return e.RemoveStatus("10001")
	})
	for _, status := range get[[]struct{ ID, Name string }](t, s, "/rest/api/3/status", nil) {
		if status.ID == "10001" {
			t.Error("the list of statuses still has it")
		}
	}
	page := get[page](t, s, "/rest/api/3/search/jql", params("jql", "key = "+reviewed[0], "fields", "status", "expand", "changelog"))
	if last := page.Issues[0].Changelog.Histories[0].Items[0]; *last.FromString != "In Progress" || *last.From != "10001" {
		t.Errorf("the history says %v", last)
	}
}

// The site that edits leave is the one that the same issues would make afresh.
func TestAnEditedSiteIsLikeOneMadeAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		live := liveSite(40)
		h := &hand{now: noon}
		s, err := jiratest.Start(jiratest.Options{Live: live, Now: clock})
		if err != nil {
			r.Fatal(err)
		}
		defer s.Close(closed()) //nolint:errcheck // it is cut off
		queries := []string{
			"project is not EMPTY ORDER BY priority, updated", `project = OPS OR status = "In Progress" ORDER BY key`,
			"labels is not EMPTY ORDER BY due", "assignee is EMPTY ORDER BY id", "parent is not EMPTY", "resolution is EMPTY AND updated > -30d",
		}
		for range rapid.IntRange(1, 8).Draw(r, "edits") {
			at := h.move(time.Minute)
			if err := live.Edit(at, func(e *jiratest.Edit) error { return anything(r, live, e) }); err != nil {
				r.Fatal(err)
			}
			answers(s, queries[:1]) // so that it has something to remember
		}
		anew := jiratest.NewSite(live.Site().Issues())
		fresh, err := jiratest.Start(jiratest.Options{Site: anew, Now: clock})
		if err != nil {
			r.Fatal(err)
		}
		defer fresh.Close(closed()) //nolint:errcheck // it is cut off
		if diff := cmp.Diff(answers(fresh, queries), answers(s, queries)); diff != "" {
			r.Errorf("anew and edited differ (-anew +edited):\n%s", diff)
		}
	})
}

func anything(r *rapid.T, live *jiratest.Live, e *jiratest.Edit) error {
	site := live.Site()
	who, issues := site.People(), site.Issues()
	by := &who[rapid.IntRange(0, len(who)-1).Draw(r, "who")]
	issue := issues[rapid.IntRange(0, len(issues)-1).Draw(r, "issue")].Key
	switch rapid.IntRange(0, 8).Draw(r, "deed") {
	case 0:
		_, err := e.Create(jiratest.NewIssue{Project: rapid.SampledFrom([]string{"SHOP", "OPS"}).Draw(r, "project"), Type: "Task", Summary: "x", By: by})
		return err
	case 1:
		return e.Transition(issue, by, rapid.SampledFrom([]string{"To Do", "In Progress", "In Review", "Done"}).Draw(r, "status"))
	case 2:
		return e.Delete(issue)
	case 3:
		_, err := e.Move(issue, by, rapid.SampledFrom([]string{"SHOP", "OPS"}).Draw(r, "project"))
		return err
	case 4:
		return e.Set(issue, by, "labels", mustJSON([]string{rapid.StringMatching("[a-c]{1,2}").Draw(r, "label")}))
	case 5:
		return e.Assign(issue, by, nil)
	case 6:
		return e.Flag(issue, by, rapid.Bool().Draw(r, "up"))
	case 7:
		id := rapid.IntRange(1, 8).Draw(r, "priority") // some are new, and change the rank of all
		return e.Set(issue, by, "priority", mustJSON(map[string]string{"id": strconv.Itoa(id), "name": "P" + strconv.Itoa(id)}))
	default:
		return e.Set(issue, by, "customfield_10999", mustJSON(rapid.StringMatching("[a-z]{1,5}").Draw(r, "text")))
	}
}

func answers(s *jiratest.Server, queries []string) map[string]string {
	found := make(map[string]string)
	for _, jql := range queries {
		q := url.Values{"jql": {jql}, "fields": {"summary,status,priority,parent,labels,project,assignee,updated,customfield_10999"}, "maxResults": {"100"}}
		found[jql] = strings.ReplaceAll(recorded(s, "/rest/api/3/search/jql", q), s.URL(), "")
	}
	return found
}

// While the index is behind, a search misses what is new, shows what was, and
// finds what is gone; in the end it is right.
func TestSearchIsBehindByTheLagOfItsIndex(t *testing.T) {
	t.Parallel()
	const lag = 10 * time.Minute
	h, live := &hand{now: noon}, liveSite(60)
	s := start(t, jiratest.Options{Live: live, Now: h.time, IndexLag: lag})
	me := s.Me()
	issues := live.Site().Issues()
	before := search(t, s, "project is not EMPTY")
	deleted := issues[:20]
	at := h.move(time.Second)
	var created []string
	edit(t, live, at, func(e *jiratest.Edit) error {
		for _, i := range deleted {
			if err := e.Delete(i.Key); err != nil {
				return err
			}
		}
		for range 20 {
			key, err := e.Create(jiratest.NewIssue{Project: "SHOP", Type: "Task", Summary: "late", By: &me})
			if err != nil {
				return err
			}
			created = append(created, key)
		}
		return e.Set(issues[30].Key, &me, "summary", json.RawMessage(`"late"`))
	})
	h.move(lag / 2)
	late, stale := search(t, s, "summary ~ late"), 0
	found := search(t, s, "project is not EMPTY")
	for _, i := range deleted {
		if slices.Contains(found, i.Key) {
			stale++
		}
	}
	if len(late) == 0 || len(late) == len(created)+1 || stale == 0 || stale == len(deleted) {
		t.Errorf("half-way the search finds %d of %d new issues and %d of %d deleted ones", len(late), len(created), stale, len(deleted))
	}
	newest := live.Site().Issues()[len(live.Site().Issues())-1]
	if got := all(t, s, params("jql", "summary ~ late", "fields", "key", "reconcileIssues", newest.ID)); !slices.Contains(keys(got), newest.Key) {
		t.Errorf("an issue to be reconciled is missing")
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/issue/"+newest.ID+"/changelog", nil); a.status != http.StatusOK {
		t.Errorf("the issue itself is not there: %d", a.status)
	}
	h.move(lag)
	if got := search(t, s, "summary ~ late"); len(got) != len(created)+1 {
		t.Errorf("in the end the search finds %d of %d", len(got), len(created)+1)
	}
	if got := search(t, s, "project is not EMPTY"); len(got) != len(before) {
		t.Errorf("in the end there are %d issues instead of %d", len(got), len(before))
	}
}

func TestEachAccountSeesItsOwnProjects(t *testing.T) {
	t.Parallel()
	live := liveSite(60)
	s := start(t, jiratest.Options{
		Live: live, Public: []string{"OPS"},
		Accounts: []jiratest.Account{{User: "guest@example.com", Token: "guest-token", Browse: []string{"SHOP"}, Grants: []string{"EDIT_ISSUES"}}},
	})
	guest := func(_ *jiratest.Server, r *http.Request) { r.SetBasicAuth("guest@example.com", "guest-token") }
	count := func(who as, jql string) (n int) {
		t.Helper()
		a := ask(t, s, who, http.MethodGet, s.URL()+"/rest/api/3/search/jql", params("jql", jql, "fields", "key", "maxResults", "100"))
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", jql, a.status, a.body)
		}
		return len(decode[page](t, a.body).Issues)
	}
	ops, shop := count(account, "project = OPS"), count(account, "project = SHOP")
	if ops == 0 || shop == 0 || count(guest, "project is not EMPTY") != shop || count(nobody, "project is not EMPTY") != ops {
		t.Errorf("of %d and %d the guest sees %d, a stranger %d", shop, ops, count(guest, "project is not EMPTY"), count(nobody, "project is not EMPTY"))
	}
	hidden := search(t, s, "project = OPS")[0]
	if a := ask(t, s, guest, http.MethodGet, s.URL()+"/rest/api/3/issue/"+hidden+"/changelog", nil); a.status != http.StatusNotFound {
		t.Errorf("the guest reads a hidden history: %d", a.status)
	}
	if a := ask(t, s, guest, http.MethodGet, s.URL()+"/rest/api/3/project/search", nil); strings.Contains(string(a.body), "OPS") {
		t.Errorf("the guest sees a hidden project: %s", a.body)
	}
	a := ask(t, s, guest, http.MethodGet, s.URL()+"/rest/api/3/mypermissions", params("permissions", "EDIT_ISSUES,DELETE_ISSUES"))
	if text := string(a.body); strings.Count(text, `"havePermission":true`) != 1 {
		t.Errorf("the guest's permissions are %s", text)
	}
	first := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/search/jql", params("jql", "project is not EMPTY", "fields", "key", "maxResults", "5"))
	next := params("jql", "project is not EMPTY", "fields", "key", "maxResults", "100", "nextPageToken", decode[page](t, first.body).NextPageToken)
	for _, key := range keys(decode[page](t, ask(t, s, guest, http.MethodGet, s.URL()+"/rest/api/3/search/jql", next).body).Issues) {
		if !strings.HasPrefix(key, "SHOP-") {
			t.Errorf("another account's page token led the guest to %s", key)
		}
	}
	if !s.Restrict("guest@example.com") || count(guest, "project is not EMPTY") != 0 {
		t.Error("the guest still sees something")
	}
}

func TestReadersAndEditsDoNotMeet(t *testing.T) {
	t.Parallel()
	h, live := &hand{now: noon}, liveSite(40)
	s := start(t, jiratest.Options{Live: live, Now: h.time, IndexLag: time.Minute})
	me := s.Me()
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 6 {
				recorded(s, "/rest/api/3/search/jql", url.Values{"jql": {"project is not EMPTY"}, "fields": {"*all"}, "expand": {"changelog"}})
			}
		})
	}
	read := make(chan struct{})
	go func() { wait.Wait(); close(read) }()
	for n := 0; ; n++ {
		select {
		case <-read:
			return
		default:
		}
		edit(t, live, h.move(time.Second), func(e *jiratest.Edit) error {
			key := live.Site().Issues()[n%30].Key
			switch n % 7 {
			case 0:
				return e.RenameStatus("10001", "Doing "+key)
			case 1: // a known thing in other words
				return e.Set(key, &me, "priority", mustJSON(map[string]string{"id": "3", "name": "Medium", "self": key}))
			}
			return e.Set(key, &me, "labels", mustJSON([]string{"l-" + key}))
		})
	}
}

// What no index can show any more is let go: a long life does not fill the memory.
func TestOldVersionsAreLetGo(t *testing.T) {
	t.Parallel()
	h, live := &hand{now: noon}, liveSite(40)
	s := start(t, jiratest.Options{Live: live, Now: h.time, IndexLag: time.Minute})
	me := s.Me()
	for n := range 200 {
		edit(t, live, h.move(time.Second), func(e *jiratest.Edit) error {
			created, err := e.Create(jiratest.NewIssue{Project: "SHOP", Type: "Task", Summary: "short-lived", By: &me})
			return cmpErrors(err, e.Flag("10001", &me, n%2 == 0), e.Set(created, &me, "labels", mustJSON([]string{"x"})))
		})
		issues := live.Site().Issues()
		edit(t, live, h.move(time.Second), func(e *jiratest.Edit) error { return e.Delete(issues[len(issues)-1].Key) })
	}
	if versions, gone := live.Kept(); versions > 40+2*70 || gone > 70 {
		t.Errorf("%d versions and %d deleted issues are kept", versions, gone)
	}
}
