package table_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"weir"
	"weir/internal/table"
)

// cell writes one field of one issue and returns what the format makes of it.
func cell(t *testing.T, format table.Format, raw string) string {
	t.Helper()
	found, err := table.Columns([]string{"f"}, []table.Field{{ID: "f", Name: "Field"}})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	issue := weir.Issue{Key: "OPS-1", Fields: map[string]json.RawMessage{"f": json.RawMessage(raw)}}
	if _, err := table.Write(&out, found, sequence([]weir.Issue{issue}, nil), table.Options{Format: format}); err != nil {
		t.Fatal(err)
	}
	if format == table.JSON {
		return strings.TrimSuffix(strings.TrimPrefix(out.String(), "[\n  {\"f\": "), "}\n]\n")
	}
	return strings.TrimSuffix(strings.TrimPrefix(out.String(), "FIELD\n"), "\n")
}

// Programs get what Jira sent, people what they want to know of it.
func TestFieldsOfEveryShape(t *testing.T) {
	t.Parallel()
	const same = "as it is"
	for name, test := range map[string]struct{ raw, json, terminal string }{
		"comments":               {`{"comments":[{"body":"x"}],"maxResults":1,"total":7,"startAt":0}`, same, "7"},
		"work":                   {`{"startAt":0,"maxResults":20,"total":0,"worklogs":[]}`, same, "0"},
		"votes":                  {`{"self":"https://jira.test/v","votes":3,"hasVoted":false}`, same, "3"},
		"watches":                {`{"self":"https://jira.test/w","watchCount":12,"isWatching":true}`, same, "12"},
		"progress":               {`{"progress":30,"total":120,"percent":25}`, same, "30 / 120"},
		"attachments":            {`[{"id":"1","filename":"a.png","size":5},{"id":"2","filename":"b, c.txt"}]`, same, "a.png, b, c.txt"},
		"no attachment":          {`[]`, same, "-"},
		"links":                  {`[{"id":"1","type":{"name":"Blocks"},"inwardIssue":{"key":"OPS-2"}},{"id":"2","outwardIssue":{"key":"OPS-3"}}]`, same, "OPS-2, OPS-3"},
		"a link to nothing":      {`[{"id":"1","inwardIssue":{"key":"OPS-2"}},{"id":"2"}]`, same, `[{"id":"1","inwardIssue":{"key":"OPS-2"}},{"id":"2"}]`},
		"an unforeseen object":   {`{ "a": { "b": [1, 2] } }`, `{"a":{"b":[1,2]}}`, `{"a":{"b":[1,2]}}`},
		"an empty object":        {`{}`, same, `{}`},
		"numbers":                {`[1,2.50]`, same, "1, 2.50"},
		"a number":               {`2.50`, same, "2.50"},
		"a truth value":          {`true`, same, "true"},
		"nothing":                {`null`, same, "-"},
		"what is no JSON":        {`{`, `null`, "-"},
		"an option":              {`{"self":"https://jira.test/o","value":"Europe","id":"1"}`, `"Europe"`, "Europe"},
		"a cascade":              {`{"value":"Europe","child":{"value":"Malta"}}`, `"Europe / Malta"`, "Europe / Malta"},
		"people":                 {`[{"displayName":"Cy"},null,{"displayName":"Di"}]`, `["Cy","Di"]`, "Cy, Di"},
		"a name that is no text": {`{"name":7,"value":"x"}`, `"x"`, "x"},
		"a moment":               {`"2026-03-01T07:05:00.000+0800"`, `"2026-03-01T07:05:00.000+08:00"`, "2026-03-01 07:05"},
		"a document":             {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"one"}]},{"type":"paragraph","content":[{"type":"text","text":"two"}]}]}`, `"one\ntwo"`, "one two"},
		"an odd document":        {`{"type":"doc","content":[{"type":7,"text":"kept"},{"type":"text","text":{}},{"content":{}}]}`, `"kept"`, "kept"},
	} {
		want := test.json
		if want == same {
			want = test.raw
		}
		if got := cell(t, table.JSON, test.raw); got != want {
			t.Errorf("%s: the JSON is %s, want %s", name, got, want)
		}
		if got := cell(t, table.Terminal, test.raw); got != test.terminal {
			t.Errorf("%s: the terminal shows %s, want %s", name, got, test.terminal)
		}
	}
}

// Whatever is nested in whatever, reading it ends, and soon.
func TestNestingIsBounded(t *testing.T) {
	t.Parallel()
	const depth = 4000
	padding := `"` + strings.Repeat("x", 1<<18) + `"`
	lists := strings.Repeat("[", depth) + padding + strings.Repeat("]", depth)
	choices := strings.Repeat(`{"value":"a","child":`, depth) + padding + strings.Repeat("}", depth)
	document := strings.Repeat(`{"type":"doc","content":[`, depth) + `{"text":` + padding + "}" + strings.Repeat("]}", depth)
	if got := cell(t, table.JSON, lists); got != lists {
		t.Errorf("lists were looked into all the way down: %.80s", got)
	}
	if got := cell(t, table.JSON, choices); !json.Valid([]byte(got)) || strings.Count(got, "a / ") > 20 {
		t.Errorf("choices were looked into all the way down: %.80s", got)
	}
	if got := cell(t, table.JSON, document); got != padding { // a document keeps its text
		t.Errorf("the text of a document is %.80s", got)
	}
}
