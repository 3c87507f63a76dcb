package flowfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow/flowfile"
)

// FuzzIssues holds the reading of JSON against encoding/json: what is no JSON is
// never read without an error, and what comes out can be measured.
func FuzzIssues(f *testing.F) {
	for _, seed := range []string{
		one, two, `[` + one + `,` + two + `]`, `{"issues":[` + two + `],"isLast":true}`, `{"data":{"values":[{"issues":[]}]}}`,
		`{"id":1,"key":"A-1","fields":{"status":{"id":3,"statusCategory":{"id":9,"key":"done"}},"created":"2026-01-01T00:00:00Z","flagged":[1]},"changelog":{"values":[{"items":[{}]}],"isLast":false}}`,
		two + "\n" + two, "\ufeff[]", "<html>", `{"columnConfig":1}`, `[[[{"key":"\ud800"}]]]`, `{"id":"1","key":"A-1","fields":null,"changelog":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		issues, report, err := collect(bytes.NewReader(file))
		if err != nil && (weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "") {
			t.Fatalf("error %v of kind %q", err, weir.KindOf(err))
		}
		if err == nil && !validJSON(bytes.TrimPrefix(file, []byte("\ufeff"))) {
			t.Fatal("broken JSON was read as whole")
		}
		if len(issues) != report.Issues {
			t.Fatalf("%d issues, %d in the report", len(issues), report.Issues)
		}
		for _, issue := range issues {
			if issue.ID+issue.Key == "" || issue.Status.ID+issue.Status.Name == "" || issue.Created.IsZero() {
				t.Fatalf("an issue cannot be measured: %+v", issue)
			}
			if !slices.IsSortedFunc(issue.History.Changes, func(a, b weir.Change) int { return a.At.Compare(b.At) }) {
				t.Fatalf("a history is out of order: %+v", issue.History)
			}
		}
		again, _, _ := collect(bytes.NewReader(append([]byte(nil), file...)))
		if diff := cmp.Diff(issues, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func validJSON(file []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(file))
	for {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func FuzzStatuses(f *testing.F) {
	f.Add([]byte(`[{"id":"1","name":"Open","statusCategory":{"id":2,"key":"new"}}]`))
	f.Add([]byte(`{"values":[{"statuses":[{"id":1,"name":"x","statusCategory":{"key":"done"}}]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		statuses, err := flowfile.Statuses(bytes.NewReader(file))
		if (err == nil) != (len(statuses) > 0) || err != nil && weir.KindOf(err) != weir.BadInput {
			t.Fatalf("%v, %v", statuses, err)
		}
		if err == nil && !validJSON(bytes.TrimPrefix(file, []byte("\ufeff"))) {
			t.Fatal("broken JSON was read as whole")
		}
	})
}

func FuzzBoard(f *testing.F) {
	f.Add([]byte(`{"id":84,"name":"Ops","type":"scrum","location":{"type":"project","key":"OPS"},"filter":{"id":"7"},` +
		`"columnConfig":{"columns":[{"name":"To do","statuses":[{"id":"1"}],"min":1,"max":5}],"constraintType":"issueCount"}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		board, err := flowfile.Board(bytes.NewReader(file))
		if (err == nil) != (len(board.Columns) > 0) || err != nil && weir.KindOf(err) != weir.BadInput {
			t.Fatalf("%+v, %v", board, err)
		}
		if err == nil && !validJSON(bytes.TrimPrefix(file, []byte("\ufeff"))) {
			t.Fatal("broken JSON was read as whole")
		}
	})
}

// FuzzSheet writes what was read of a CSV file, and reads it again: the days
// stay the same.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		"ID,Link,Name,A,B,Type\n1,,x,2026-01-02,2026-01-03,Bug\n", "sep=;\nID;A\n1;13/04/2026\n2;1.2.2026\n",
		"ID\tA\n'=1\t02-Jan-2026 10:20 PM\n", "\ufeffID,\"A\"\n1,\"2026-01-02T10:20:30.5+01\"\n", "ID,A\n1,\"x", "key,A,Blocked,Status\n1,2026/1/2,y,A\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := flowfile.ReadSheet(bytes.NewReader(file), flowfile.SheetOptions{Now: time.Unix(2e9, 0)})
		if err != nil {
			if weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
				t.Fatalf("error %v of kind %q", err, weir.KindOf(err))
			}
			return
		}
		issues := slices.Collect(s.Issues())
		if len(issues) != s.Report.Issues || len(s.Stages) == 0 {
			t.Fatalf("%d issues, %+v", len(issues), s.Report)
		}
		for _, issue := range issues {
			if issue.Key == "" || issue.Created.IsZero() || strings.Contains(spelt(issue), "BROKEN") {
				t.Fatalf("an issue cannot be measured: %s", spelt(issue))
			}
		}
		writtenAgain(t, s, issues)
	})
}

func writtenAgain(t *testing.T, s *flowfile.Sheet, issues []weir.Issue) {
	t.Helper()
	var stages []string
	for _, stage := range s.Stages {
		stages = append(stages, stage.Name)
	}
	if slices.ContainsFunc(stages, unwritten) {
		return
	}
	var rows []flowfile.Row
	for _, issue := range issues {
		days := daysOf(issue)
		row := flowfile.Row{ID: issue.Key}
		for _, stage := range stages {
			date, _ := weir.ParseDate(days[stage])
			row.Dates = append(row.Dates, date)
		}
		if unwritten(row.ID) {
			return
		}
		rows = append(rows, row)
	}
	var out bytes.Buffer
	if err := flowfile.Write(&out, slices.Values(rows), stages, nil); err != nil {
		t.Fatal(err)
	}
	again, err := flowfile.ReadSheet(&out, flowfile.SheetOptions{Stages: stages})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for issue := range again.Issues() {
		if diff := cmp.Diff(daysOf(issues[n]), daysOf(issue)); diff != "" || issue.Key != issues[n].Key {
			t.Fatal(issue.Key, diff)
		}
		n++
	}
	if n != len(issues) {
		t.Fatalf("%d of %d issues came back", n, len(issues))
	}
}

// unwritten reports whether a text is not written as it is: a character that a
// spreadsheet would obey is not.
func unwritten(text string) bool {
	return strings.Contains(text, ";") || strings.ContainsFunc(text, unicode.IsControl) || strings.TrimSpace(text) != text
}
