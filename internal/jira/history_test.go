package jira_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

func TestAHistoryIsReadFromAnyEntryOn(t *testing.T) {
	t.Parallel()
	site := busySite(60)
	s := jiratest.New(t, jiratest.Options{Site: site})
	c := client(t, s)
	for _, issue := range site.Issues() {
		all := len(issue.Histories)
		for _, from := range []int{0, 1, all / 2, all} {
			h, n, err := c.Changelog(t.Context(), issue.ID, from)
			if err != nil || n != all || h.Complete != (from == 0) {
				t.Fatalf("%s from %d: %d entries of %d, complete %v, %v", issue.Key, from, n, all, h.Complete, err)
			}
			tail := issue
			tail.Histories = issue.Histories[from:]
			if got, want := idsOf(h), changesOf(tail); !slices.Equal(got, want) {
				t.Errorf("%s from %d: changes %v, want %v", issue.Key, from, got, want)
			}
			if !slices.IsSortedFunc(h.Changes, func(a, b weir.Change) int { return a.At.Compare(b.At) }) {
				t.Errorf("%s from %d: the changes are not in order", issue.Key, from)
			}
		}
	}
	_, _, err := c.Changelog(t.Context(), site.Issues()[0].ID, 1000)
	wantKind(t, err, weir.Truncated)
	_, _, err = c.Changelog(t.Context(), "77", 0)
	wantKind(t, err, weir.NotFound)
	for _, id := range []string{"", "../1", "OPS-1", "1/changelog"} {
		_, _, err = c.Changelog(t.Context(), id, 0)
		wantKind(t, err, weir.BadInput)
	}
}

// A server that ignores where to begin must not pass the first entries off as
// the new ones.
func TestAHistoryThatBeginsElsewhereIsAnError(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/changelog") {
			return false
		}
		writeJSON(w, http.StatusOK, entriesPage(0, `"total":5,"isLast":true`, 1, 2))
		return true
	}})
	_, _, err := client(t, s).Changelog(t.Context(), "10001", 3)
	wantKind(t, err, weir.Truncated)
}

func TestDataCenterIsNeverAskedForAHistoryOfItsOwn(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Flavour: jiratest.DataCenter, Site: team(3)})
	_, _, err := client(t, s).Changelog(t.Context(), "10001", 0)
	wantKind(t, err, weir.BadInput)
}

// entriesPage answers with a page of a changelog: one status change for each id.
func entriesPage(at int, rest string, ids ...int) string {
	var values []string
	for _, id := range ids {
		values = append(values, fmt.Sprintf(`{"id":"%d","created":"2026-01-02T03:04:05.000+0000","items":[{"field":"status","fieldtype":"jira","from":"1","to":"3"}]}`, id))
	}
	return fmt.Sprintf(`{"startAt":%d,"maxResults":100,%s,"values":[%s]}`, at, rest, strings.Join(values, ","))
}

func TestAHistoryThatComesOddlyIsWholeOrAnError(t *testing.T) {
	t.Parallel()
	list := func(from, to int) []int {
		var ids []int
		for id := from; id < to; id++ {
			ids = append(ids, id)
		}
		return ids
	}
	// slice is what an honest server with these entries answers.
	slice := func(at, size int, ids []int) string {
		page := ids[min(at, len(ids)):min(at+size, len(ids))]
		return entriesPage(at, fmt.Sprintf(`"total":%d,"isLast":%v`, len(ids), at+len(page) >= len(ids)), page...)
	}
	for _, test := range []struct {
		name string
		page func(n, at int) string
		want int // entries; 0 for an error
	}{
		{"short pages", func(_, at int) string { return slice(at, 7, list(1, 51)) }, 50},
		{"one entry at a time", func(_, at int) string { return slice(at, 1, list(1, 9)) }, 8},
		{"entries come while it is read", func(n, at int) string { return slice(at, 5, list(1, 10+n)) }, 12},
		{"an entry is removed while it is read", func(n, at int) string {
			if n > 1 {
				return slice(at, 5, slices.Delete(list(1, 16), 1, 2))
			}
			return slice(at, 5, list(1, 16))
		}, 15},
		{"entries come twice on a page", func(_, at int) string { return entriesPage(at, `"total":3,"isLast":true`, 1, 1, 2, 3, 3) }, 3},
		{"one comes in place of another, once", func(n, at int) string {
			if n == 1 {
				return entriesPage(0, `"total":8,"isLast":false`, 1, 2, 3, 3)
			}
			return slice(at, 4, list(1, 9))
		}, 8},
		{"no total, but a last page", func(_, at int) string {
			page := list(1, 30)[min(at, 29):min(at+10, 29)]
			return entriesPage(at, fmt.Sprintf(`"isLast":%v`, at+10 >= 29), page...)
		}, 29},
		{"no last page, but a total", func(_, at int) string { return entriesPage(at, `"total":3`, 1, 2, 3) }, 3},
		{"a total that is the page's", func(_, at int) string {
			page := list(1, 30)[min(at, 29):min(at+10, 29)]
			return entriesPage(at, fmt.Sprintf(`"total":%d,"isLast":%v`, at+len(page), at+10 >= 29), page...)
		}, 29},
		{"none", func(int, int) string { return entriesPage(0, `"total":0,"isLast":true`) }, 0},

		{"the first page again", func(int, int) string { return entriesPage(0, `"total":9,"isLast":false`, 1, 2, 3) }, -1},
		{"the first page again, under the right number", func(_, at int) string { return entriesPage(at, `"total":900,"isLast":false`, 1, 2, 3) }, -1},
		{"fewer than were counted", func(int, int) string { return entriesPage(0, `"total":9,"isLast":true`, 1, 2, 3) }, -1},
		{"an empty page that is not the last", func(_, at int) string { return entriesPage(at, `"total":9,"isLast":false`) }, -1},
		{"empty pages without a total", func(_, at int) string { return entriesPage(at, `"isLast":false`) }, -1},
		{"no word of where it ends", func(int, int) string { return entriesPage(0, `"self":""`, 1, 2, 3) }, -1},
		{"fewer in all than on the page", func(int, int) string { return entriesPage(0, `"total":2,"isLast":true`, 1, 2, 3) }, -1},
		{"another order each time", func(n, at int) string {
			ids := list(1, 31)
			return slice(at, 10, append(ids[n%30:], ids[:n%30]...))
		}, -1},
		{"an entry without an id", func(int, int) string { return `{"startAt":0,"total":1,"isLast":true,"values":[{"items":[]}]}` }, -1},
		{"no list", func(int, int) string { return `{"startAt":0,"total":0,"isLast":true}` }, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/changelog") {
					return false
				}
				if n.Add(1) > 60 {
					t.Error("the client does not stop asking")
				}
				writeJSON(w, http.StatusOK, test.page(int(n.Load()), startAt(r)))
				return true
			}})
			h, entries, err := client(t, s).Changelog(t.Context(), "10001", 0)
			if test.want < 0 {
				if err == nil || weir.NextStep(err) == "" {
					t.Errorf("%d entries and %v, want an error with a next step", entries, err)
				}
				return
			}
			if err != nil || entries != test.want || len(h.Changes) != test.want {
				t.Errorf("%d entries, %d changes, %v, want %d", entries, len(h.Changes), err, test.want)
			}
			for i, change := range h.Changes {
				if change.ID != strconv.Itoa(i+1) {
					t.Errorf("change %d is of entry %s", i, change.ID)
				}
			}
		})
	}
}

// Promise D2, for the longer way to a history.
func TestOnlyWhatMeasuresFlowComesOutOfALongHistory(t *testing.T) {
	t.Parallel()
	site := busySite(60)
	s := jiratest.New(t, jiratest.Options{Site: site})
	got, err := gathered(t, client(t, s).Whole(t.Context(), jira.Query{JQL: "project is not EMPTY", Fields: []string{"status"}, History: true}))
	if err != nil {
		t.Fatal(err)
	}
	for _, issue := range got {
		all := fmt.Sprintf("%+v", issue)
		if strings.Contains(all, jiratest.Canary) || strings.Contains(all, "later") {
			t.Errorf("%s carries a text of its history", issue.Key)
		}
		for _, person := range site.People() {
			if strings.Contains(all, person.Display) {
				t.Errorf("%s carries the name of %s", issue.Key, person.Display)
			}
		}
	}
}

// A history that Data Center cuts short cannot be had in another way.
func TestAHistoryThatDataCenterCutsIsAnError(t *testing.T) {
	t.Parallel()
	s := intercepted(t, jiratest.DataCenter, func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Query().Get("jql"), "id in") {
			return false
		}
		writeJSON(w, http.StatusOK, `{"startAt":0,"total":1,"issues":[{"id":"10001","key":"A-1","changelog":{"maxResults":1,"total":2,"histories":[{"id":"1","created":"2026-01-02T03:04:05.000+0000","items":[]}]}}]}`)
		return true
	})
	_, err := gathered(t, client(t, s).ByIDs(t.Context(), []string{"10001"}, everyIssue()))
	wantKind(t, err, weir.Truncated)
}
