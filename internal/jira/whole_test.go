package jira_test

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

// everyIssue is a query that selects all issues, with what measures flow.
func everyIssue() jira.Query {
	return jira.Query{JQL: "project is not EMPTY", Fields: []string{"status", "created", "issuetype"}, History: true}
}

// gathered reads a sequence to its end, and fails on an issue that comes twice.
func gathered(t jiratest.TB, issues iter.Seq2[weir.Issue, error]) (map[string]weir.Issue, error) {
	t.Helper()
	all := make(map[string]weir.Issue)
	for issue, err := range issues {
		if err != nil {
			return all, err
		}
		if _, again := all[issue.ID]; again {
			t.Errorf("%s came twice", issue.Key)
		}
		all[issue.ID] = issue
	}
	return all, nil
}

// busySite has issues with short and with long histories.
func busySite(n int) *jiratest.Site {
	issues := team(n).Issues()
	for i := range issues {
		if i%7 == 0 {
			lengthen(&issues[i], []int{30, 40, 41, 99, 100, 101, 199, 250}[i/7%8])
		}
	}
	return jiratest.NewSite(issues)
}

// lengthen gives an issue a history of so many entries, every third of which
// changes its flag.
func lengthen(issue *jiratest.Issue, entries int) {
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for n := len(issue.Histories); n < entries; n++ {
		item := jiratest.Item{Field: "labels", FieldType: "jira", FieldID: "labels", From: new(string), FromString: new(string), To: new(string), ToString: text("later")}
		if n%3 == 0 {
			item = jiratest.Item{Field: "Flagged", FieldType: "custom", FieldID: "customfield_10021", From: text(""), FromString: text(""), To: text("[1]"), ToString: text("Impediment")}
		}
		issue.Histories = append(issue.Histories, jiratest.History{
			ID: fmt.Sprintf("9%s%04d", issue.ID, n), At: at.Add(time.Duration(n) * time.Minute), Items: []jiratest.Item{item},
		})
	}
}

func text(s string) *string { return &s }

// wantWhole compares what was read with what the site holds.
func wantWhole(t jiratest.TB, site *jiratest.Site, got map[string]weir.Issue) {
	t.Helper()
	if len(got) != site.Len() {
		t.Errorf("%d issues, want %d", len(got), site.Len())
	}
	for _, want := range site.Issues() {
		issue, ok := got[want.ID]
		if !ok {
			t.Errorf("%s is missing", want.Key)
			continue
		}
		if !issue.History.Complete {
			t.Errorf("the history of %s is not whole", want.Key)
		}
		if diff := cmp.Diff(changesOf(want), idsOf(issue.History)); diff != "" {
			t.Errorf("the history of %s differs (-want +got):\n%s", want.Key, diff)
		}
	}
}

// changesOf returns what Weir should keep of an issue's history.
func changesOf(issue jiratest.Issue) []string {
	var changes []string
	for _, entry := range issue.Histories {
		for _, item := range entry.Items {
			switch item.Field {
			case "status", "resolution", "Flagged":
				changes = append(changes, entry.ID)
			}
		}
	}
	slices.Sort(changes)
	return changes
}

func idsOf(h weir.History) []string {
	var ids []string
	for _, change := range h.Changes {
		ids = append(ids, change.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestEachIssueComesOnceWithItsWholeHistory(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			site := busySite(230)
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site})
			q := everyIssue()
			var told []jira.Progress
			q.OnPage = func(p jira.Progress) { told = append(told, p) }
			got, err := gathered(t, client(t, s).Whole(t.Context(), q))
			if err != nil {
				t.Fatal(err)
			}
			wantWhole(t, site, got)
			long := 0
			for _, issue := range site.Issues() {
				if len(issue.Histories) >= 40 && flavour == jiratest.Cloud {
					long++
				}
			}
			end := told[len(told)-1]
			pages := (site.Len() + 24) / 25
			if flavour == jiratest.Cloud {
				pages = 3
			}
			if want := (jira.Progress{Pages: 1 + pages, Issues: 230, Total: 230, Histories: long}); end != want {
				t.Errorf("the progress ends with %+v, want %+v", end, want)
			}
			if !told[0].Counting || told[1].Counting {
				t.Errorf("the progress begins with %+v", told[:2])
			}
			for _, request := range s.Requests() {
				if flavour == jiratest.DataCenter && strings.HasSuffix(request.Path, "/changelog") {
					t.Errorf("Data Center was asked for %s", request.Path)
				}
			}
		})
	}
}

func TestACensusNamesTheIssuesInTheQuerysOrder(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		site := team(39)
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site, MaxPage: 10})
		refs, err := client(t, s).Census(t.Context(), jira.Query{JQL: "project is not EMPTY ORDER BY key DESC", Fields: []string{"summary"}, History: true})
		if err != nil {
			t.Fatal(err)
		}
		var want []jira.Ref
		for _, issue := range site.Issues() {
			want = append(want, jira.Ref{ID: issue.ID, Key: issue.Key})
		}
		slices.Reverse(want)
		if diff := cmp.Diff(want, refs); diff != "" {
			t.Errorf("%s: the census differs (-want +got):\n%s", flavour, diff)
		}
		for _, request := range s.Requests() {
			if strings.Contains(request.Path, "/search") && (request.Query.Get("maxResults") != "5000" || request.Query.Get("fields") != "key" || request.Query.Has("expand")) {
				t.Errorf("%s was asked %v", flavour, request.Query)
			}
		}
	}
}

func TestIdsThatDoNotExistAreGoneAndNoError(t *testing.T) {
	t.Parallel()
	vague := func(w http.ResponseWriter, r *http.Request) bool { // says 400, but not why
		if strings.Contains(r.URL.Query().Get("jql"), "999") {
			writeJSON(w, http.StatusBadRequest, `{"errorMessages":["One of the issues cannot be shown."]}`)
			return true
		}
		return false
	}
	for name, intercept := range map[string]func(http.ResponseWriter, *http.Request) bool{"Jira names them": nil, "Jira does not name them": vague} {
		for _, flavour := range flavours() {
			t.Run(name+" on "+string(flavour), func(t *testing.T) {
				t.Parallel()
				site := team(150)
				s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site, Intercept: intercept})
				ids := []string{"9990001", "9990002"}
				for _, issue := range site.Issues() {
					ids = append(ids, issue.ID)
				}
				ids = append(ids, "9990003", ids[5], ids[5])
				q := everyIssue()
				var gone []string
				var end jira.Progress
				q.OnGone = func(ids []string) { gone = append(gone, ids...) }
				q.OnPage = func(p jira.Progress) { end = p }
				got, err := gathered(t, client(t, s).ByIDs(t.Context(), ids, q))
				if err != nil {
					t.Fatal(err)
				}
				wantWhole(t, site, got)
				slices.Sort(gone)
				if diff := cmp.Diff([]string{"9990001", "9990002", "9990003"}, gone); diff != "" || end.Gone != 3 || end.Total != 153 {
					t.Errorf("gone (-want +got):\n%s\nprogress %+v", diff, end)
				}
			})
		}
	}
}

func TestAnIssueThatJiraNeitherSendsNorRefusesIsAnError(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			site := team(30)
			hidden := site.Issues()[7]
			rest := slices.DeleteFunc(site.Issues(), func(i jiratest.Issue) bool { return i.ID == hidden.ID })
			shown := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: jiratest.NewSite(rest)})
			var reconciled atomic.Bool
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site, Intercept: func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.Contains(r.URL.Path, "/search") {
					return false
				}
				if slices.Contains(r.URL.Query()["reconcileIssues"], hidden.ID) {
					reconciled.Store(true)
				}
				query := r.URL.Query()
				query.Set("jql", dropID(query.Get("jql"), hidden.ID))
				r.URL.RawQuery = query.Encode()
				r.SetBasicAuth(shown.User(), shown.Token())
				shown.Handler().ServeHTTP(w, r)
				return true
			}})
			got, err := gathered(t, client(t, s).ByIDs(t.Context(), idsIn(site), everyIssue()))
			wantKind(t, err, weir.Truncated)
			if len(got) != 29 || !strings.Contains(err.Error(), "1 of 30") || !strings.Contains(err.Error(), hidden.ID) {
				t.Errorf("%d issues and then %v", len(got), err)
			}
			if reconciled.Load() != (flavour == jiratest.Cloud) {
				t.Errorf("asked for the latest state: %v", reconciled.Load())
			}
		})
	}
}

// dropID takes an id out of a condition that lists ids.
func dropID(query, id string) string {
	query = strings.Replace(query, ","+id, "", 1)
	query = strings.Replace(query, "("+id+",", "(", 1)
	return strings.Replace(query, "id in ("+id+")", "id is EMPTY", 1)
}

func TestASignInThatIsLostWhileIssuesAreFetchedIsAnError(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{ // as for somebody unknown, with no sign of it
		"nothing is shown": `{"issues":[],"isLast":true}`,
		"little is shown":  `{"issues":[{"id":"10001","key":"PUB-1"}],"isLast":true}`,
		"all is refused":   "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var searches, selves atomic.Int32
			s := jiratest.New(t, jiratest.Options{Site: team(300), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case strings.HasSuffix(r.URL.Path, "/search/jql") && searches.Add(1) > 2 && page != "":
					writeJSON(w, http.StatusOK, page)
					return true
				case strings.HasSuffix(r.URL.Path, "/search/jql") && searches.Load() > 2:
					// All ids are named, as those of issues that exist no more.
					var words []string
					for id := range 300 {
						words = append(words, fmt.Sprintf("A value with ID '%d' does not exist for the field 'id'.", 10001+id))
					}
					writeJSON(w, http.StatusBadRequest, fmt.Sprintf(`{"errorMessages":[%q]}`, strings.Join(words, " ")))
					return true
				case strings.HasSuffix(r.URL.Path, "/myself") && selves.Add(1) > 1:
					writeJSON(w, http.StatusUnauthorized, `{}`)
					return true
				}
				return false
			}})
			q := everyIssue()
			q.OnGone = func([]string) { t.Error("issues count as gone") }
			_, err := gathered(t, client(t, s).Whole(t.Context(), q))
			wantKind(t, err, weir.Unauthorised)
		})
	}
}

func TestRequestsForManyIdsStayShort(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		site := jiratest.NewSite(slices.Collect(longIDs(400)))
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site})
		q := jira.Query{JQL: "project is not EMPTY"}
		for n := range 100 {
			q.Fields = append(q.Fields, fmt.Sprintf("customfield_%d", 10000+n))
		}
		got, err := gathered(t, client(t, s).Whole(t.Context(), q))
		if err != nil || len(got) != 400 {
			t.Fatalf("%s: %d issues, %v", flavour, len(got), err)
		}
		for _, request := range s.Requests() {
			if n := len("GET  HTTP/1.1") + len(request.Path) + 1 + len(request.Query.Encode()); n > 4096 {
				t.Errorf("%s was sent a request line of %d bytes", flavour, n)
			}
		}
	}
}

// longIDs makes issues whose ids are as long as ids can be.
func longIDs(n int) iter.Seq[jiratest.Issue] {
	return func(yield func(jiratest.Issue) bool) {
		for i := range n {
			if !yield(jiratest.Issue{
				ID: fmt.Sprint(100000000000000000 + i), Key: fmt.Sprintf("OPS-%d", i+1),
				Fields: map[string]jsonText{"project": jsonText(`{"id":"1","key":"OPS","name":"Ops"}`)},
			}) {
				return
			}
		}
	}
}

func TestAServerThatTakesOnlyShortRequestsIsFollowed(t *testing.T) {
	t.Parallel()
	site := team(400)
	s := jiratest.New(t, jiratest.Options{Site: site, Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if len(r.URL.RequestURI()) > 500 {
			w.WriteHeader(http.StatusRequestURITooLong)
			return true
		}
		return false
	}})
	got, err := gathered(t, client(t, s).Whole(t.Context(), everyIssue()))
	if err != nil {
		t.Fatal(err)
	}
	wantWhole(t, site, got)
}

// Jira may refuse an issue once or twice and mean nothing by it.
func TestARefusalThatDoesNotLastMakesNoIssueGone(t *testing.T) {
	t.Parallel()
	site := team(40)
	for refusals := range int32(4) {
		var n atomic.Int32
		s := jiratest.New(t, jiratest.Options{Site: site, Intercept: func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Query().Get("jql"), "(10007)") || n.Add(1) > refusals {
				return false
			}
			writeJSON(w, http.StatusBadRequest, `{"errorMessages":["Not now."]}`)
			return true
		}})
		q := everyIssue()
		q.PageSize = 1
		q.OnGone = func(ids []string) { t.Errorf("after %d refusals %v count as gone", refusals, ids) }
		if refusals == 3 {
			q.OnGone = nil
		}
		got, err := gathered(t, client(t, s).ByIDs(t.Context(), idsIn(site), q))
		if err != nil {
			t.Fatal(err)
		}
		if refusals < 3 {
			wantWhole(t, site, got)
		}
	}
}

func idsIn(site *jiratest.Site) []string {
	var ids []string
	for _, issue := range site.Issues() {
		ids = append(ids, issue.ID)
	}
	return ids
}
