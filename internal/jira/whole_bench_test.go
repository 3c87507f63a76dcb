package jira_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/secret"
	"weir/internal/testenv"
)

// realClient is a client of the server that waits as long as it should.
func realClient(b *testing.B, s *jiratest.Server) *jira.Client {
	b.Helper()
	site, err := url.Parse(s.URL())
	if err != nil {
		b.Fatal(err)
	}
	c, err := jira.New(jira.Params{
		Site: site, User: secret.New(s.User()), Token: secret.New(s.Token()), Endpoints: everything(),
		Outbound: outbound.Options{CA: s.CAPEM()},
	})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkWhole reads 10,000 issues with their whole histories from a Jira that
// takes 250 ms for each answer: one request after another, and by Whole. The
// figures to keep: "times-faster" at least 5, and "requests-more" at most 0.05
// of the pages and the census. The requests for histories that a search cuts
// short are needed either way, and are counted apart.
func BenchmarkWhole(b *testing.B) {
	all := team(10000).Issues()
	short := slices.DeleteFunc(slices.Clone(all), func(i jiratest.Issue) bool { return len(i.Histories) >= 40 })
	b.Run("short histories", func(b *testing.B) { benchmarkWhole(b, jiratest.NewSite(short)) })
	b.Run("short and long histories", func(b *testing.B) { benchmarkWhole(b, jiratest.NewSite(all)) })
}

func benchmarkWhole(b *testing.B, site *jiratest.Site) {
	s, err := jiratest.Start(jiratest.Options{Site: site, Latency: 250 * time.Millisecond})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close(b.Context()) }) // it has ended by then: what is left is cut off
	var slow, fast time.Duration
	var requests, histories int
	q := everyIssue()
	q.Fields = []string{"issuetype", "status", "created", "resolution", "resolutiondate", "customfield_10021"}
	for b.Loop() {
		c := realClient(b, s)
		if _, err := c.Myself(b.Context()); err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		countAll(b, oneAfterAnother(b.Context(), c, q), site.Len())
		slow += time.Since(begin)

		before := len(s.Requests())
		begin = time.Now()
		countAll(b, c.Whole(b.Context(), q), site.Len())
		fast += time.Since(begin)
		for _, request := range s.Requests()[before:] {
			if strings.HasSuffix(request.Path, "/changelog") {
				histories++
			} else {
				requests++
			}
		}
	}
	needed := float64((site.Len()+99)/100+(site.Len()+4999)/5000) * float64(b.N)
	b.ReportMetric(slow.Seconds()/float64(b.N), "s/one-after-another")
	b.ReportMetric(fast.Seconds()/float64(b.N), "s/whole")
	b.ReportMetric(float64(slow)/float64(fast), "times-faster")
	b.ReportMetric(float64(requests)/float64(b.N), "requests")
	b.ReportMetric(float64(requests)/needed-1, "requests-more")
	b.ReportMetric(float64(histories)/float64(b.N), "requests-for-histories")
	b.ReportMetric(0, "ns/op") // both ways together say nothing
}

// oneAfterAnother reads page after page, and after each issue its history where
// the page cuts it short.
func oneAfterAnother(ctx context.Context, c *jira.Client, q jira.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		for issue, err := range c.Issues(ctx, q) {
			if err == nil && !issue.History.Complete {
				issue.History, _, err = c.Changelog(ctx, issue.ID, 0)
			}
			if !yield(issue, err) || err != nil {
				return
			}
		}
	}
}

func countAll(tb testing.TB, issues iter.Seq2[weir.Issue, error], want int) {
	tb.Helper()
	n := 0
	for _, err := range issues {
		if err != nil {
			tb.Fatal(err)
		}
		n++
	}
	if n != want {
		tb.Fatalf("%d issues, want %d", n, want)
	}
}

// BenchmarkWholeMemory reads 50,000 issues with their histories for a caller who
// keeps nothing. The figure to keep: "live-MiB" below 20, most of it the ids.
func BenchmarkWholeMemory(b *testing.B) {
	const issues = 50000
	var live uint64
	for b.Loop() {
		c := sparseJira(b, issues)
		base := heap()
		n := 0
		for _, err := range c.Whole(b.Context(), everyIssue()) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%10000 == 0 {
				live = max(live, heap()-min(heap(), base))
			}
		}
		if n != issues {
			b.Fatalf("%d issues", n)
		}
	}
	b.ReportMetric(float64(live)/(1<<20), "live-MiB")
}

// A caller who keeps nothing makes Weir keep nothing but the ids. It measures
// what the process has in use, so it does not run beside others.
func TestReadingManyIssuesTakesLittleMemory(t *testing.T) {
	const each = 10000
	issues := each * testenv.Rounds(t)
	c := sparseJira(t, issues)
	base := heap()
	var live uint64
	n := 0
	for _, err := range c.Whole(t.Context(), everyIssue()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%(each/2) == 0 {
			live = max(live, heap()-min(heap(), base))
		}
	}
	// All of them would take about 50 MiB in each round.
	if n != issues || live > 20<<20 {
		t.Errorf("%d issues, %d MiB in use", n, live>>20)
	}
}

// heap is what is in use after a collection, in bytes.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// sparseJira is a client of a Cloud site that holds so many issues, and keeps
// none of them in memory: it makes each when it is asked for.
func sparseJira(tb testing.TB, issues int) *jira.Client {
	tb.Helper()
	entries := make([]string, 30)
	for n := range entries {
		entries[n] = fmt.Sprintf(`{"id":"%d","created":"2026-01-02T03:04:05.000+0000","items":[{"field":"status","fieldtype":"jira","from":"1","fromString":"To Do","to":"3","toString":"In Progress"}]}`, n+1)
	}
	rest := `"fields":{"status":{"id":"3","name":"In Progress"}},"changelog":{"maxResults":40,"total":30,"histories":[` + strings.Join(entries, ",") + `]}}`
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		jql := r.URL.Query().Get("jql")
		switch {
		case strings.HasSuffix(r.URL.Path, "/serverInfo"):
			_, _ = fmt.Fprint(w, `{"deploymentType":"Cloud","version":"1"}`)
		case strings.HasSuffix(r.URL.Path, "/myself"):
			_, _ = fmt.Fprint(w, `{"accountId":"a1"}`)
		case strings.HasPrefix(jql, "id in ("):
			list, _, _ := strings.Cut(jql[len("id in ("):], ")")
			_, _ = fmt.Fprint(w, `{"isLast":true,"issues":[`)
			for i, id := range strings.Split(list, ",") {
				if i > 0 {
					_, _ = fmt.Fprint(w, ",")
				}
				_, _ = io.WriteString(w, strings.ReplaceAll(`{"id":"N","key":"OPS-N",`, "N", id)+rest) //nolint:gosec // to a test alone
			}
			_, _ = fmt.Fprint(w, `]}`)
		default:
			from, _ := strconv.Atoi(r.URL.Query().Get("nextPageToken"))
			to := min(from+5000, issues)
			_, _ = fmt.Fprintf(w, `{"isLast":%v,"nextPageToken":"%d","issues":[`, to == issues, to)
			for n := from; n < to; n++ {
				if n > from {
					_, _ = fmt.Fprint(w, ",")
				}
				_, _ = fmt.Fprintf(w, `{"id":"%d","key":"OPS-%d"}`, 10001+n, n+1)
			}
			_, _ = fmt.Fprint(w, `]}`)
		}
	}))
	tb.Cleanup(s.Close)
	site, err := url.Parse(s.URL)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := jira.New(jira.Params{
		Site: site, User: secret.New("u@example.com"), Token: secret.New("t"), Endpoints: everything(),
		Outbound: outbound.Options{
			CA:    pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}),
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}
