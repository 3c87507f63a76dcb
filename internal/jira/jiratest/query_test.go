package jiratest_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/jira/jiratest"
)

// A fact is an issue as a naive filter sees it.
type fact struct {
	id, key, project, kind, status, category, priority, assignee, parent string
	resolved                                                             bool
	created, due                                                         time.Time
	points                                                               float64
	labels                                                               []string
	rank                                                                 int
}

func factsOf(t *testing.T, site *jiratest.Site) []fact {
	t.Helper()
	var all []fact
	for _, i := range site.Issues() {
		type named struct {
			ID, Key, Name, AccountID string
			StatusCategory           struct{ Name string }
		}
		name := func(field string) named {
			if raw := i.Fields[field]; len(raw) > 0 && string(raw) != "null" {
				return decode[named](t, raw)
			}
			return named{}
		}
		f := fact{
			id: i.ID, key: i.Key, project: name("project").Key, kind: name("issuetype").Name, status: name("status").Name,
			category: name("status").StatusCategory.Name, priority: name("priority").Name, assignee: name("assignee").AccountID,
			parent: name("parent").Key, resolved: name("resolution").Name != "",
			points: decode[float64](t, i.Fields["customfield_10016"]), labels: decode[[]string](t, i.Fields["labels"]),
		}
		f.rank = -slices.Index([]string{"Highest", "High", "Medium", "Low", "Lowest"}, f.priority)
		var err error
		if f.created, err = time.Parse(jiratest.TimeLayout, decode[string](t, i.Fields["created"])); err != nil {
			t.Fatal(err)
		}
		if due := decode[string](t, i.Fields["duedate"]); due != "" {
			if f.due, err = time.Parse(time.DateOnly, due); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, f)
	}
	return all
}

// A term is a piece of JQL and what it means.
type term struct {
	jql   string
	means func(fact) bool
}

func terms(me string) []term {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return []term{
		{"project = SHOP", func(f fact) bool { return f.project == "SHOP" }},
		{`project != "Shop front"`, func(f fact) bool { return f.project != "SHOP" }},
		{"issuetype in (Bug, story)", func(f fact) bool { return f.kind == "Bug" || f.kind == "Story" }},
		{"type not in (Epic)", func(f fact) bool { return f.kind != "Epic" }},
		{`status = "In Progress"`, func(f fact) bool { return f.status == "In Progress" }},
		{"status = 10004", func(f fact) bool { return f.status == "Done" }},
		{"statusCategory != Done", func(f fact) bool { return f.category != "Done" }},
		{"resolution = Unresolved", func(f fact) bool { return !f.resolved }},
		{"resolution is not EMPTY", func(f fact) bool { return f.resolved }},
		{"assignee = currentUser()", func(f fact) bool { return f.assignee == me }},
		{"assignee is EMPTY", func(f fact) bool { return f.assignee == "" }},
		{"priority > Medium", func(f fact) bool { return f.priority == "High" || f.priority == "Highest" }},
		{fmt.Sprintf("created >= %d", march.UnixMilli()), func(f fact) bool { return !f.created.Before(march) }},
		{`created < "2026-03-01"`, func(f fact) bool { return f.created.Before(march) }},
		{"created >= -30d", func(f fact) bool { return !f.created.Before(noon.AddDate(0, 0, -30)) }},
		{"due is not EMPTY", func(f fact) bool { return !f.due.IsZero() }},
		{`due <= "2026-05-01"`, func(f fact) bool {
			return !f.due.IsZero() && !f.due.After(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
		}},
		{`"Story Points" >= 3`, func(f fact) bool { return f.points >= 3 }},
		{"cf[10016] is EMPTY", func(f fact) bool { return f.points == 0 }},
		{"labels = ux", func(f fact) bool { return slices.Contains(f.labels, "ux") }},
		{"key in (SHOP-1, SHOP-2, SHOP-7)", func(f fact) bool { return f.key == "SHOP-1" || f.key == "SHOP-2" || f.key == "SHOP-7" }},
		{"id = 10005", func(f fact) bool { return f.id == "10005" }},
		{"parent = SHOP-1", func(f fact) bool { return f.parent == "SHOP-1" }},
	}
}

func TestQueriesMeanWhatANaiveFilterMeans(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 2, Now: noon})
	cloud, dc := both(t, site)
	facts := factsOf(t, site)
	pieces := terms(cloud.Me().AccountID)
	check := func(t *rapid.T, outer *testing.T) {
		whole := draw(t, pieces, 3)
		var want []string
		for _, f := range facts {
			if whole.means(f) {
				want = append(want, f.id)
			}
		}
		for _, s := range []*jiratest.Server{cloud, dc} {
			w := serve(outer, s, searchPath(s)+"?"+params("jql", whole.jql, "maxResults", "100", "fields", "id").Encode())
			var p page
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%s on %s: status %d: %s", whole.jql, s.Flavour(), w.Code, w.Body)
			}
			got := ids(p.Issues)
			slices.Sort(got)
			if diff := gocmp.Diff(want, append([]string(nil), got...)); diff != "" {
				t.Fatalf("%s on %s (-want +got):\n%s", whole.jql, s.Flavour(), diff)
			}
		}
	}
	for _, piece := range pieces {
		pieces := []term{piece}
		var want int
		for _, f := range facts {
			if piece.means(f) {
				want++
			}
		}
		if want == 0 || want == len(facts) {
			t.Errorf("%s does not tell issues apart: %d of %d", pieces[0].jql, want, len(facts))
		}
	}
	rapid.Check(t, func(r *rapid.T) { check(r, t) })
}

// draw combines pieces with and, or, not and parentheses.
func draw(t *rapid.T, pieces []term, depth int) term {
	kind := "piece"
	if depth > 0 {
		kind = rapid.SampledFrom([]string{"piece", "piece", "and", "or", "not"}).Draw(t, "kind")
	}
	switch kind {
	case "and":
		a, b := draw(t, pieces, depth-1), draw(t, pieces, depth-1)
		return term{"(" + a.jql + ") AND (" + b.jql + ")", func(f fact) bool { return a.means(f) && b.means(f) }}
	case "or":
		a, b := draw(t, pieces, depth-1), draw(t, pieces, depth-1)
		return term{"((" + a.jql + ") OR (" + b.jql + "))", func(f fact) bool { return a.means(f) || b.means(f) }}
	case "not":
		a := draw(t, pieces, depth-1)
		return term{"NOT (" + a.jql + ")", func(f fact) bool { return !a.means(f) }}
	default:
		return pieces[rapid.IntRange(0, len(pieces)-1).Draw(t, "piece")]
	}
}

func TestOrderIsWhatTheQuerySays(t *testing.T) {
	t.Parallel()
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 2, Now: noon})
	s := start(t, jiratest.Options{Site: site})
	number := func(f fact) (string, int) {
		project, n, _ := strings.Cut(f.key, "-")
		var value int
		if _, err := fmt.Sscan(n, &value); err != nil {
			t.Fatal(err)
		}
		return project, value
	}
	byKey := func(a, b fact) int {
		p, n := number(a)
		q, m := number(b)
		return cmp.Or(cmp.Compare(p, q), cmp.Compare(n, m))
	}
	for order, compare := range map[string]func(a, b fact) int{
		"ORDER BY key ASC":                func(a, b fact) int { return byKey(a, b) },
		"ORDER BY created DESC":           func(a, b fact) int { return b.created.Compare(a.created) },
		"ORDER BY priority DESC, key ASC": func(a, b fact) int { return cmp.Or(cmp.Compare(b.rank, a.rank), byKey(a, b)) },
		"":                                func(a, b fact) int { return cmp.Compare(b.id, a.id) },
	} {
		facts := factsOf(t, site)
		slices.SortStableFunc(facts, compare)
		var want []string
		for _, f := range facts {
			want = append(want, f.key)
		}
		issues := all(t, s, params("jql", "created > 0 "+order, "fields", "key", "maxResults", "13"))
		if diff := gocmp.Diff(want, keys(issues)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", order, diff)
		}
	}
}
