package flowfile_test

import (
	"bytes"
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
