package jira_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"weir"
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
// with one bare decode of the same structure by encoding/json, which makes no
// issues of it yet. The figures to keep: "of-bare" at most 0.8 and "live-MiB" below 64.
func BenchmarkReadSearchAnswer(b *testing.B) {
	answer := bigAnswer(50 << 20)
	var bare, streamed time.Duration
	var live uint64
	for b.Loop() {
		begin := time.Now()
		var whole struct {
			Issues []jira.PlainIssue `json:"issues"`
			IsLast *bool             `json:"isLast"`
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
	err := jira.ReadPage(r, []string{"summary", "duedate", "status", "issuetype", "updated", "customfield_10016"}, func(issue *weir.Issue) error {
		if len(issue.History.Changes) == 0 {
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

// BenchmarkReadReportAnswer reads a page of a hundred issues as a report does: the
// usual fields, and no histories.
func BenchmarkReadReportAnswer(b *testing.B) {
	var page bytes.Buffer
	page.WriteString(`{"issues":[`)
	for n := range 100 {
		if n > 0 {
			page.WriteByte(',')
		}
		page.Write(manyShapes(n))
	}
	page.WriteString(`],"isLast":true}`)
	b.SetBytes(int64(page.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := jira.ReadPage(bytes.NewReader(page.Bytes()), everyField(), func(*weir.Issue) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// manyShapes is an issue with all that Jira sends of the usual fields.
func manyShapes(n int) []byte {
	const self, avatars = `"self":"https://jira.test/rest/api/3/thing/3"`, `"avatarUrls":{"48x48":"https://jira.test/avatar/48","24x24":"https://jira.test/avatar/24"}`
	return fmt.Appendf(nil, `{"expand":"editmeta",`+self+`,"id":"%d","key":"OPS-%d","fields":{"summary":"Give the pump %d a \"second\" valve",`+
		`"issuetype":{`+self+`,"id":"10001","description":"A story","iconUrl":"https://jira.test/i","name":"Story","subtask":false,"hierarchyLevel":0},`+
		`"status":{`+self+`,"description":"","iconUrl":"https://jira.test/i","name":"In Progress","id":"3","statusCategory":{`+self+`,"id":4,"key":"indeterminate","colorName":"yellow","name":"In Progress"}},`+
		`"assignee":{`+self+`,"accountId":"a%d","emailAddress":"",`+avatars+`,"displayName":"Ana %d","active":true,"timeZone":"Etc/UTC","accountType":"atlassian"},`+
		`"priority":null,"duedate":"2026-03-04","updated":"2026-02-03T10:11:12.131+0000","labels":["a","b"],"customfield_10016":5.0}}`, 10000+n, n, n, n, n)
}
