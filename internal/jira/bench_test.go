package jira_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"weir/internal/jira"
)

// bigAnswer writes a search answer of about size bytes, with issues that carry
// the usual fields and a change history, and authors with all that Jira sends
// of them.
func bigAnswer(size int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"expand":"schema,names","issues":[`)
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for n := 1; b.Len() < size; n++ {
		if n > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%d","key":"OPS-%d","self":"https://jira.test/rest/api/3/issue/%d","fields":{`, 10000+n, n, 10000+n)
		fmt.Fprintf(&b, `"summary":"Give the pump %d a second valve","duedate":"2026-03-04",`, n)
		b.WriteString(`"status":{"self":"https://jira.test/rest/api/3/status/3","id":"3","name":"In Progress","statusCategory":{"id":4,"key":"indeterminate"}},`)
		b.WriteString(`"issuetype":{"id":"10001","name":"Story","subtask":false},"updated":"2026-02-03T10:11:12.131+0000","customfield_10016":5.0},`)
		b.WriteString(`"changelog":{"startAt":0,"maxResults":40,"total":24,"histories":[`)
		for h := range 24 {
			if h > 0 {
				b.WriteByte(',')
			}
			at := start.Add(time.Duration(n*60+h) * time.Minute).Format("2006-01-02T15:04:05.000-0700")
			fmt.Fprintf(&b, `{"id":"%d","author":{"self":"https://jira.test/rest/api/3/user?accountId=a%d","accountId":"a%d","displayName":"Ana %d",`+
				`"avatarUrls":{"48x48":"https://jira.test/avatar/48","24x24":"https://jira.test/avatar/24"},"active":true,"timeZone":"Etc/UTC"},`+
				`"created":"%s","items":[`, n*100+h, h, h, h, at)
			switch h % 3 {
			case 0:
				b.WriteString(`{"field":"status","fieldtype":"jira","fieldId":"status","from":"1","fromString":"To Do","to":"3","toString":"In Progress"}]}`)
			case 1:
				b.WriteString(`{"field":"description","fieldtype":"jira","fieldId":"description","from":null,"fromString":"The old text of it","to":null,"toString":"The new text of it, which is longer"}]}`)
			default:
				b.WriteString(`{"field":"assignee","fieldtype":"jira","fieldId":"assignee","from":"a1","fromString":"Ana","to":"a2","toString":"Bo"}]}`)
			}
		}
		b.WriteString(`]}}`)
	}
	b.WriteString(`],"isLast":true}`)
	return b.Bytes()
}

// BenchmarkReadSearchAnswer compares reading a 50 MiB answer issue by issue
// with one bare decode of the same structure. The figures to keep: "of-bare" at
// most 1.15 and "live-MiB" below 64.
func BenchmarkReadSearchAnswer(b *testing.B) {
	answer := bigAnswer(50 << 20)
	var bare, streamed time.Duration
	var live uint64
	for b.Loop() {
		begin := time.Now()
		var whole struct {
			Issues []jira.WireIssue `json:"issues"`
			IsLast *bool            `json:"isLast"`
		}
		if err := json.NewDecoder(bytes.NewReader(answer)).Decode(&whole); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(begin)
		want := len(whole.Issues)
		whole.Issues = nil
		runtime.GC()

		begin = time.Now()
		if n := countIssues(b, bytes.NewReader(answer), nil); n != want {
			b.Fatalf("read %d issues, want %d", n, want)
		}
		streamed += time.Since(begin)

		var base runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&base)
		countIssues(b, bytes.NewReader(answer), func(n int) {
			if n%500 == 0 {
				var now runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&now)
				live = max(live, now.HeapAlloc-min(now.HeapAlloc, base.HeapAlloc))
			}
		})
	}
	b.ReportMetric(float64(streamed)/float64(bare), "of-bare")
	b.ReportMetric(float64(live)/(1<<20), "live-MiB")
	b.ReportMetric(float64(len(answer))*float64(b.N)/streamed.Seconds()/(1<<20), "MiB/s")
	b.ReportMetric(0, "ns/op") // the time of all three passes together says nothing
}

func countIssues(tb testing.TB, r io.Reader, each func(n int)) int {
	tb.Helper()
	n := 0
	err := jira.ReadPage(r, func(w *jira.WireIssue) error {
		if w.Changes() == 0 {
			tb.Error("an issue lost its history")
		}
		n++
		if each != nil {
			each(n)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}
