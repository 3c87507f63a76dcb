package jira_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"

	"weir"
	"weir/internal/jira"
)

// FuzzReadPage gives any bytes to the reader of search answers: it ends with
// issues or an error, and never reads more issues than there are.
func FuzzReadPage(f *testing.F) {
	for _, seed := range []string{
		`{"issues":[],"isLast":true}`,
		`{"startAt":0,"total":1,"issues":[{"id":"1","key":"A-1","fields":{"status":{"id":"3"}},"changelog":{"histories":[{"id":"9","created":"2026-01-02T03:04:05.000+0000","items":[{"field":"status","fieldtype":"jira","from":"1","to":"3"}]}]}}]}`,
		`{"issues":[{"id":"1","key":"A-1","changelog":{"histories":[{"items":[null,{},[],{"field":7}]}]}}]}`,
		`{"issues":null}`, `{"issues":{}}`, `[`, ``, `{"names":{"a":`, `{"nextPageToken":null,"isLast":null,"total":null,"issues":[]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		count := 0
		err := jira.ReadPage(strings.NewReader(text), everyField(), func(*weir.Issue) error { count++; return nil })
		slow := 0
		slowErr := jira.ReadPage(iotest.OneByteReader(strings.NewReader(text)), everyField(), func(*weir.Issue) error { slow++; return nil })
		if count != slow || weir.KindOf(err) != weir.KindOf(slowErr) || (err == nil) != (slowErr == nil) {
			t.Errorf("%d issues and %v at once, %d and %v byte by byte", count, err, slow, slowErr)
		}
		var whole struct {
			Issues []json.RawMessage `json:"issues"`
		}
		if err == nil && json.Unmarshal([]byte(text), &whole) == nil && strings.Count(text, `issues"`) == 1 && len(whole.Issues) != count {
			t.Errorf("%d issues, want %d", count, len(whole.Issues))
		}
	})
}
