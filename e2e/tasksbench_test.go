package e2e_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav/davtest"
)

// The figures to keep: 10,000 issues to a Markdown file in 5 s, 1,000 to
// Radicale on loopback in 30 s. Whole runs, from the configuration to the end
// of the job; the simulator is in this process and without latency.
func BenchmarkFirstRunOfTenThousandToMarkdown(b *testing.B) {
	site := jiratest.New(b, jiratest.Options{Site: allOpen(10_000)})
	benchmarkFirst(b, 10_000, func() *office { return newOffice(b, site, nil) })
}

func BenchmarkFirstRunOfAThousandToRadicale(b *testing.B) {
	site := jiratest.New(b, jiratest.Options{Site: allOpen(1_000)})
	benchmarkFirst(b, 1_000, func() *office { return newOffice(b, site, davtest.Radicale(b)) })
}

func BenchmarkFirstRunOfAThousandToXandikos(b *testing.B) {
	site := jiratest.New(b, jiratest.Options{Site: allOpen(1_000)})
	benchmarkFirst(b, 1_000, func() *office { return newOffice(b, site, davtest.Xandikos(b)) })
}

func benchmarkFirst(b *testing.B, n int, set func() *office) {
	var took time.Duration
	for b.Loop() {
		b.StopTimer()
		o := set()
		started := time.Now()
		b.StartTimer()
		if got := o.sync().Counts; got != (tasks.Counts{Created: n}) {
			b.Fatalf("%+v", got)
		}
		took += time.Since(started)
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s/run")
	b.ReportMetric(float64(n)*float64(b.N)/took.Seconds(), "issues/s")
}

// What an agent costs most of the time.
func BenchmarkARunWithNothingToDoOfTenThousandInMarkdown(b *testing.B) {
	o := newOffice(b, jiratest.New(b, jiratest.Options{Site: allOpen(10_000)}), nil)
	o.sync()
	for b.Loop() {
		o.sync()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
}

// allOpen makes a site of so many issues, and opens all that are closed.
func allOpen(n int) *jiratest.Site {
	issues := slices.Collect(jiratest.Issues(jiratest.GenerateParams{Issues: n, Seed: 4}))
	first := slices.IndexFunc(issues, func(i jiratest.Issue) bool { return unresolved(i) && !done(i) })
	for _, issue := range issues {
		issue.Fields["status"], issue.Fields["resolution"] = issues[first].Fields["status"], json.RawMessage("null")
	}
	return jiratest.NewSite(issues)
}
