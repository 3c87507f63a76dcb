package jira_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/jira"
)

// everyField are the fields that an issue has a place for, and one that it has not.
func everyField() []string {
	return []string{
		"summary", "description", "issuetype", "status", "project", "parent", "priority", "resolution", "assignee", "reporter", "creator",
		"labels", "components", "fixVersions", "created", "updated", "resolutiondate", "duedate", "customfield_1",
	}
}

// anything draws JSON of every shape, with members that issues have.
func anything() *rapid.Generator[any] {
	names := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"id", "key", "name", "subtask", "statusCategory", "fields", "summary", "accountId", "displayName", "type",
	}))
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.SampledFrom([]string{
			"2026-02-03T10:11:12.131+0000", "2026-02-03T10:11:12Z", "2026-02-03", "new", "a\"b\\c", "\u2028\x00", "",
		}), func(s string) any { return s }),
		rapid.Map(rapid.SampledFrom([]string{"0", "-0.0", "1e999", "123456789012345678901234567890", "1.50"}), func(s string) any { return json.Number(s) }),
	}
	value := rapid.OneOf(scalars...)
	for range 3 {
		inner := value
		value = rapid.OneOf(append(slices.Clone(scalars),
			rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(names, inner, 0, 5), func(m map[string]any) any { return m }))...)
	}
	return value
}

// An issue is read as encoding/json reads it, whatever Jira puts into its fields.
func TestAnIssueIsReadAsEncodingJSONReadsIt(t *testing.T) {
	t.Parallel()
	values, fields := anything(), rapid.SampledFrom(append(everyField(), "Summary", "unasked"))
	rapid.Check(t, func(r *rapid.T) {
		drawn := map[string]any{"id": values.Draw(r, "id"), "key": "OPS-1", "expand": values.Draw(r, "expand")}
		if rapid.Bool().Draw(r, "sound") {
			drawn["id"] = "10001"
		}
		if f := values.Draw(r, "fields"); rapid.IntRange(0, 9).Draw(r, "odd") == 0 {
			drawn["fields"] = f
		} else {
			drawn["fields"] = rapid.MapOf(fields, values).Draw(r, "fields")
		}
		text, err := json.Marshal(drawn)
		if err != nil {
			r.Fatal(err)
		}
		if folded(text) {
			r.Skip("encoding/json takes a name for another one")
		}
		var wide bytes.Buffer
		if err := json.Indent(&wide, text, " ", "\t"); err != nil {
			r.Fatal(err)
		}
		for _, text := range [][]byte{text, wide.Bytes()} {
			readsAlike(r, text)
		}
	})
}

// The shapes that Jira sends, and some that it might.
func TestAFieldOfAnyShapeIsReadAsEncodingJSONReadsIt(t *testing.T) {
	t.Parallel()
	for _, field := range everyField() {
		for _, value := range []string{
			`null`, `true`, `7`, `""`, `"a\u00e4\n\ud83d\ude00\ud800"`, `"2026-02-03"`, `"2026-02-03T10:11:12.131+0000"`, `[]`, `["a",null]`, `[null,{"name":"b"}]`, `["a",{}]`, `[{"name":1}]`,
			`{}`, ` { "id" : "3" , "name" : null } `, `{"id":3}`, `{"id":"3","key":"K","name":"N","subtask":true}`, `{"id":"3","key":true}`, `{"name":"N","subtask":"true"}`,
			`{"id":"3","statusCategory":{"id":4,"key":"done"}}`, `{"id":"3","statusCategory":"done"}`, `{"id":"3","statusCategory":{"key":4}}`, `{"id":"3","statusCategory":null}`,
			`{"id":"3","key":"P-1","fields":{"summary":"S"}}`, `{"id":"3","fields":[]}`, `{"id":"3","fields":{"summary":{}}}`, `{"type":"doc","content":[]}`,
			`{"accountId":"a","displayName":"D","key":"k"}`, `{"accountId":null,"name":"n","key":"k"}`, `{"accountId":1}`, `{"id":{"a":"}"},"name":"]"}`,
		} {
			readsAlike(t, fmt.Appendf(nil, `{"key":"OPS-1", "fields":{"expand":{"id":[]},%q:%s}, "id":"10001"}`, field, value))
		}
	}
}

// Of a field that is there twice the last one counts.
func TestTheLastOfTwoFieldsCounts(t *testing.T) {
	t.Parallel()
	for _, field := range everyField() {
		for _, twice := range [][2]string{{`"a"`, `"b"`}, {`[{"name":"a"}]`, `[{"name":"b"},{"name":"c"}]`}, {`{"id":"1","name":"a"}`, `{"id":"2","key":"b"}`}} {
			readsAlike(t, fmt.Appendf(nil, `{"key":"OPS-1","fields":{%q:%s,%[1]q:%[3]s},"id":"10001"}`, field, twice[0], twice[1]))
		}
	}
}

func readsAlike(t rapid.TB, text []byte) {
	t.Helper()
	got, err := jira.ReadIssue(text, everyField())
	want, ok := plainly(text)
	if (err == nil) != ok {
		t.Fatalf("%s: %v", text, err)
	}
	if diff := cmp.Diff(want, got); ok && diff != "" {
		t.Fatalf("%s:\n%s", text, diff)
	}
}

// A part of an issue is never taken for the whole.
func TestAnIssueOfAnotherShapeIsRefused(t *testing.T) {
	t.Parallel()
	for text, sound := range map[string]bool{
		`{"id":"1","key":"A-1","fields":null,"changelog":null}`:                                                 true,
		`{"\u0069d":"1","key":"A-1","fields":{"\u0073ummary":"x"},"changelog":{"histories":null,"total":0}}`:    true,
		`{"id":"1","key":"A-1","changelog":{"histories":[{"id":"1","items":null},null,{"items":[null,1,{}]}]}}`: true,
		`{"id":"1","key":"A-1","changelog":{"histories":[{"items":[{"field":"status","fieldtype":"jira"}]}]}}`:  false, // without a time
		`{"id":"1","key":"A-1","fields":[]}`:                                                                    false,
		`{"id":1,"key":"A-1"}`:                                                                                  false,
		`{"id":"1","key":null}`:                                                                                 false,
		`{"id":"1","key":"A-1","changelog":[]}`:                                                                 false,
		`{"id":"1","key":"A-1","changelog":{"histories":{}}}`:                                                   false,
		`{"id":"1","key":"A-1","changelog":{"histories":["x"]}}`:                                                false,
		`{"id":"1","key":"A-1","changelog":{"histories":[{"id":7}]}}`:                                           false,
		`{"id":"1","key":"A-1","changelog":{"histories":[{"items":{}}]}}`:                                       false,
		`{"id":"1","key":"A-1","changelog":{"total":1.5}}`:                                                      false,
		`{"id":"1","key":"A-1","changelog":{"maxResults":"40"}}`:                                                false,
		`{"id":"1","key":"A-1","changelog":{"maxResults":123456789012345678901234567890}}`:                      false,
		`null`: false, `[]`: false, `"x"`: false, `7`: false,
	} {
		_, err := jira.ReadIssue([]byte(text), everyField())
		if (err == nil) != sound || err != nil && (weir.KindOf(err) != weir.NotJira || weir.NextStep(err) == "") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// folded reports whether a name in some JSON is one of ours but for its case.
func folded(text []byte) bool {
	for _, name := range []string{"id", "key", "name", "subtask", "statusCategory", "fields", "summary", "accountId", "displayName", "changelog"} {
		quoted := `"` + name + `":`
		if strings.Count(strings.ToLower(string(text)), strings.ToLower(quoted)) != strings.Count(string(text), quoted) && name != "summary" {
			return true
		}
	}
	return false
}

// plainID reports whether it is what an issue may have as its id.
func plainID(id string) bool {
	odd := strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' })
	return !odd && id != "" && utf8.ValidString(id) && utf8.RuneCountInString(id) <= 255
}

// plainly reads an issue field by field, each by encoding/json and its reflection.
func plainly(text []byte) (weir.Issue, bool) {
	var w jira.PlainIssue
	if json.Unmarshal(text, &w) != nil || !plainID(w.ID) {
		return weir.Issue{}, false
	}
	issue := weir.Issue{ID: w.ID, Key: w.Key, URL: "https://jira.test/browse/" + w.Key}
	for id, raw := range w.Fields {
		if string(raw) == "null" || !slices.Contains(everyField(), id) || plainField(&issue, id, raw) {
			continue
		}
		if issue.Fields == nil {
			issue.Fields = map[string]json.RawMessage{}
		}
		issue.Fields[id] = raw
	}
	return issue, true
}

func plainField(issue *weir.Issue, id string, raw json.RawMessage) bool {
	switch id {
	case "summary":
		return json.Unmarshal(raw, &issue.Summary) == nil
	case "description":
		format, source := weir.Wiki, ""
		if raw[0] == '{' {
			format, source = weir.ADF, string(raw)
		} else if json.Unmarshal(raw, &source) != nil {
			return false
		}
		issue.Description = weir.Document{Format: format, Source: source}
		return true
	case "issuetype", "status", "project", "parent":
		return plainPlace(issue, id, raw)
	case "priority", "resolution":
		return plain(raw, map[string]*weir.Named{"priority": &issue.Priority, "resolution": &issue.Resolution}[id])
	case "assignee", "reporter", "creator":
		var w struct{ AccountID, Key, Name, DisplayName string }
		ok := json.Unmarshal(raw, &w) == nil
		person := weir.Person{ID: w.Key, Name: w.Name, Display: w.DisplayName}
		if w.AccountID != "" {
			person = weir.Person{ID: w.AccountID, Display: w.DisplayName}
		}
		if ok {
			*map[string]*weir.Person{"assignee": &issue.Assignee, "reporter": &issue.Reporter, "creator": &issue.Creator}[id] = person
		}
		return ok
	case "labels":
		return plain(raw, &issue.Labels)
	case "components", "fixVersions":
		var list []weir.Named
		ok := json.Unmarshal(raw, &list) == nil
		for _, n := range list {
			if to := map[string]*[]string{"components": &issue.Components, "fixVersions": &issue.FixVersions}[id]; ok {
				*to = append(*to, n.Name)
			}
		}
		return ok
	case "created", "updated", "resolutiondate":
		return plainTime(raw, map[string]*time.Time{"created": &issue.Created, "updated": &issue.Updated, "resolutiondate": &issue.Resolved}[id])
	case "duedate":
		var s string
		ok := json.Unmarshal(raw, &s) == nil
		day, err := weir.ParseDate(s)
		if ok && err == nil {
			issue.Due = day
		}
		return ok && err == nil
	}
	return false
}

func plain[T any](raw json.RawMessage, to *T) bool {
	var fresh T
	if json.Unmarshal(raw, &fresh) != nil {
		return false
	}
	*to = fresh
	return true
}

func plainPlace(issue *weir.Issue, id string, raw json.RawMessage) bool {
	switch id {
	case "issuetype":
		return plain(raw, &issue.Type)
	case "project":
		return plain(raw, &issue.Project)
	case "status":
		var w struct {
			ID, Name       string
			StatusCategory struct{ Key weir.Category }
		}
		ok := plain(raw, &w)
		issue.Status = weir.Status{ID: w.ID, Name: w.Name, Category: w.StatusCategory.Key}
		return ok
	}
	var w struct {
		ID, Key string
		Fields  struct{ Summary string }
	}
	ok := plain(raw, &w)
	issue.Parent = weir.Parent{ID: w.ID, Key: w.Key, Summary: w.Fields.Summary}
	return ok
}

func plainTime(raw json.RawMessage, to *time.Time) bool {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return false
	}
	for _, layout := range []string{"2006-01-02T15:04:05.000-0700", time.RFC3339Nano} {
		if at, err := time.Parse(layout, s); err == nil {
			*to = at
			return true
		}
	}
	return false
}
