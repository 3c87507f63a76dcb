package flowfile_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"weir/internal/flow/flowfile"
	"weir/internal/jira/jiratest"
)

// BenchmarkIssues reads generated issues of 13 kB each.
func BenchmarkIssues(b *testing.B) {
	const n = 2000
	var file bytes.Buffer
	if err := jiratest.WriteIssues(&file, jiratest.GenerateParams{Issues: n, Seed: 1}, jiratest.Cloud); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		changes := 0
		for issue, err := range flowfile.Issues(bytes.NewReader(file.Bytes()), nil) {
			if err != nil {
				b.Fatal(err)
			}
			changes += len(issue.History.Changes)
		}
		runtime.KeepAlive(changes)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/issue")
}

// BenchmarkReadSheet reads rows with eight stages.
func BenchmarkReadSheet(b *testing.B) {
	const n = 20_000
	var file bytes.Buffer
	file.WriteString("ID,Link,Name,A,B,C,D,E,F,G,H,Type,Assignee\n")
	for i := range n {
		fmt.Fprintf(&file, "OPS-%d,https://jira.invalid/browse/OPS-%d,A name,2026-01-02,2026-01-03,,2026-01-05,2026-01-06,2026-01-07,2026-01-08,2026-01-%02d,Bug,A person\n", i, i, 9+i%20)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		s, err := flowfile.ReadSheet(bytes.NewReader(file.Bytes()), flowfile.SheetOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for issue := range s.Issues() {
			runtime.KeepAlive(issue)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/issue")
}
