package flowfile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow/flowfile"
)

// one is an issue as search answers it, with texts that are none of flow's
// business.
const one = `{"expand":"changelog","id":"101","self":"https://jira.invalid/101","key":"OPS-1","fields":{
"summary":"CANARY summary","description":{"type":"doc","content":[{"type":"text","text":"CANARY body"}]},
"comment":{"comments":[{"body":"CANARY comment","author":{"displayName":"CANARY person"}}]},
"issuetype":{"id":"7","name":"Sub-task","description":"CANARY type","subtask":true},
"status":{"description":"CANARY status","id":"30","name":"Geprüft \"fast\"","statusCategory":{"id":4,"key":"indeterminate","name":"CANARY category"}},
"created":"2026-01-05T09:30:00.000+0100","updated":"2026-02-01T00:00:00.000+0100","resolutiondate":"2026-01-20T10:00:00.000+0000",
"resolution":{"id":"3","name":"Done","description":"CANARY resolution"},
"project":{"id":"1","key":"OPS","name":"CANARY project"},
"parent":{"id":"90","key":"OPS-90","fields":{"summary":"CANARY parent","status":{"name":"CANARY"}}},
"assignee":{"displayName":"CANARY person","emailAddress":"CANARY@example.com"},"flagged":true,"labels":["CANARY"]},
"changelog":{"startAt":0,"maxResults":3,"total":3,"histories":[
{"id":"12","author":{"displayName":"CANARY person"},"created":"2026-01-08T12:00:00.000+0100","items":[
 {"to":"CANARY","from":"x","field":"description","fieldtype":"jira","toString":"CANARY new","fromString":"CANARY old"},
 {"toString":"Geprüft \"fast\"","to":"30","fromString":"Offen","from":"10","fieldId":"status","fieldtype":"jira","field":"status"}]},
{"id":"11","created":"2026-01-07T12:00:00Z","items":[
 {"field":"Flagged","fieldtype":"custom","fieldId":"customfield_10021","from":null,"fromString":"","to":"[10019]","toString":"Impediment"},
 {"field":"status","fieldtype":"custom","from":"CANARY","fromString":"CANARY","to":"CANARY","toString":"CANARY"}]},
{"id":"10","created":"2026-01-06T12:00:00.000+0000","items":[
 {"field":"resolution","fieldtype":"jira","from":null,"fromString":null,"to":"3","toString":"Done"}]}]}}`

// two has neither history nor resolution, in Data Center's words.
const two = `{"id":"102","key":"OPS-2","fields":{"issuetype":{"id":"1","name":"Bug","subtask":false},
"status":{"id":"10","name":"Offen","statusCategory":{"id":2,"key":"new"}},
"created":"2026-01-06T00:00:00.000+0000","resolution":null,"resolutiondate":null,"parent":null}}`

func wanted() []weir.Issue {
	east := time.FixedZone("", 3600)
	return []weir.Issue{
		{
			ID: "101", Key: "OPS-1", Type: weir.Type{ID: "7", Name: "Sub-task", Subtask: true},
			Status:     weir.Status{ID: "30", Name: `Geprüft "fast"`, Category: weir.InProgress},
			Resolution: weir.Named{ID: "3", Name: "Done"}, Project: weir.Project{Key: "OPS"},
			Parent:   weir.Parent{ID: "90", Key: "OPS-90"},
			Created:  time.Date(2026, 1, 5, 9, 30, 0, 0, east),
			Resolved: time.Date(2026, 1, 20, 10, 0, 0, 0, time.UTC),
			Fields:   map[string]json.RawMessage{flowfile.FlagField: json.RawMessage("true")},
			History: weir.History{Complete: true, Changes: []weir.Change{
				{ID: "10", At: time.Date(2026, 1, 6, 12, 0, 0, 0, time.UTC), Kind: weir.ResolutionChange, To: weir.Named{ID: "3", Name: "Done"}},
				{ID: "11", At: time.Date(2026, 1, 7, 12, 0, 0, 0, time.UTC), Kind: weir.FlagChange, To: weir.Named{ID: "[10019]", Name: "Impediment"}},
				{
					ID: "12", At: time.Date(2026, 1, 8, 12, 0, 0, 0, east), Kind: weir.StatusChange,
					From: weir.Named{ID: "10", Name: "Offen"}, To: weir.Named{ID: "30", Name: `Geprüft "fast"`},
				},
			}},
		},
		{
			ID: "102", Key: "OPS-2", Type: weir.Type{ID: "1", Name: "Bug"}, Status: weir.Status{ID: "10", Name: "Offen", Category: weir.ToDo},
			Created: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC),
		},
	}
}

// read collects the issues of a file.
func read(t testing.TB, file string) ([]weir.Issue, flowfile.Report, error) {
	t.Helper()
	return collect(strings.NewReader(file))
}

func collect(r io.Reader) (issues []weir.Issue, report flowfile.Report, err error) {
	for issue, e := range flowfile.Issues(r, &report) {
		if err = e; err == nil {
			issues = append(issues, issue)
		}
	}
	return issues, report, err
}

func TestEveryShapeGivesTheSameIssues(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"a search's answer from Cloud":       `{"isLast":true,"issues":[` + one + `,` + two + `],"names":{"fields":"x"},"schema":{}}`,
		"a search's answer from Data Center": `{"expand":"names,schema","startAt":0,"maxResults":50,"total":2,"issues":[` + one + `,` + two + `]}`,
		"a list of issues":                   `[` + one + `,` + two + `]`,
		"a list of answers":                  `[{"issues":[` + one + `]},{"issues":[]},{"issues":[` + two + `]}]`,
		"issues line by line":                strings.ReplaceAll(one, "\n", " ") + "\n" + strings.ReplaceAll(two, "\n", " ") + "\n",
		"answers line by line":               `{"issues":[` + one + `]}` + "\r\n" + `{"issues":[` + two + `]}`,
		"values without a space":             one + two,
		"a wrapper":                          `{"data":{"total":2,"issues":[` + one + `,` + two + `]}}`,
		"a list of values":                   `{"values":[` + one + `,` + two + `],"isLast":true}`,
		"pages in a wrapper":                 `{"pages":[{"response":{"issues":[` + one + `]}},{"issues":[` + two + `]}]}`,
		"a mark of UTF-8":                    "\ufeff[" + one + `,` + two + `]`,
		"spaces around":                      "\n\t [ " + one + "\n,\n" + two + "\n]\n \n",
		"escaped names":                      strings.Replace(`[`+one+`,`+two+`]`, `"fields"`, `"f\u0069elds"`, 1),
		"an issue twice":                     `[` + one + `,` + one + `,` + two + `]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report, err := read(t, file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wanted(), got); diff != "" {
				t.Error(diff)
			}
			if report.Issues != 2 || report.Count(flowfile.NoHistory) != 1 {
				t.Errorf("report: %+v", report)
			}
		})
	}
	t.Run("a single issue", func(t *testing.T) {
		t.Parallel()
		got, _, err := read(t, one)
		if err != nil || len(got) != 1 || got[0].Key != "OPS-1" {
			t.Errorf("%v, %v", got, err)
		}
	})
	t.Run("no issue at all", func(t *testing.T) {
		t.Parallel()
		for _, file := range []string{`{"issues":[],"isLast":true}`, `[]`, `[{"issues":[]}]`} {
			if got, report, err := read(t, file); err != nil || len(got) != 0 || report.Issues != 0 {
				t.Errorf("%s: %v, %v", file, got, err)
			}
		}
	})
}

// variant returns the second issue with another member in its fields, or beside
// them, instead of one of its own.
func variant(old, replacement string) string {
	if !strings.Contains(two, old) {
		panic("the issue has no " + old)
	}
	return strings.Replace(two, old, replacement, 1)
}

func TestWhatCannotBeMeasuredIsLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		issue string
		want  flowfile.Problem
	}{
		"no id and no key":         {variant(`"id":"102","key":"OPS-2",`, ``), flowfile.NoIdentity},
		"a key that is markup":     {variant(`OPS-2`, `<b>x</b>`), flowfile.NoIdentity},
		"an id that is a path":     {variant(`102`, `../102`), flowfile.NoIdentity},
		"a repetition":             {strings.Replace(one, "OPS-1", "OPS-77", 1), flowfile.Repeated},
		"no status":                {variant(`"status":`, `"state":`), flowfile.NoStatus},
		"a status of another kind": {variant(`"status":{`, `"status":"Open","x":{`), flowfile.NoStatus},
		"no fields":                {`{"id":"103","key":"OPS-3","self":"x"}`, flowfile.NoStatus},
		"no creation":              {variant(`"created":`, `"made":`), flowfile.NoCreation},
		"an unreadable creation":   {variant(`2026-01-06T`, `06.01.2026 `), flowfile.NoCreation},
		"a change at no time": {
			variant(`"fields":`, `"changelog":{"histories":[{"id":"1","items":[{"field":"status","fieldtype":"jira"}]}]},"fields":`), flowfile.NoMoment,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report, err := read(t, `[`+one+`,`+test.issue+`]`)
			if err != nil || len(got) != 1 {
				t.Fatalf("%d issues, %v", len(got), err)
			}
			if report.Count(test.want) != 1 || report.LeftOut() != 1 || report.Issues != 1 {
				t.Fatalf("report: %+v", report)
			}
			for _, f := range report.Findings {
				if f.Problem == test.want && (f.Places[0].Number != 2 || f.Places[0].Offset < int64(len(one)) || !test.want.LeavesOut()) {
					t.Errorf("place: %v", f.Places[0])
				}
			}
		})
	}
}

func TestWhatIsKeptWithAWarning(t *testing.T) {
	t.Parallel()
	history := func(changelog string) string { return variant(`"fields":`, `"changelog":`+changelog+`,"fields":`) }
	entries := func(n int, item string) string {
		return `[` + strings.TrimSuffix(strings.Repeat(`{"id":"1","created":"2026-01-06T00:00:00.000+0000","items":[`+item+`]},`, n), ",") + `]`
	}
	const cloud, other = `{"field":"Rank","fieldtype":"custom","fieldId":"customfield_1"}`, `{"field":"Rank","fieldtype":"custom"}`
	for name, test := range map[string]struct {
		issue string
		want  flowfile.Problem
	}{
		"nothing wrong":                       {history(`{"total":0,"histories":[]}`), ""},
		"no history":                          {two, flowfile.NoHistory},
		"a history that is null":              {history(`null`), flowfile.NoHistory},
		"fewer entries than there are":        {history(`{"startAt":0,"maxResults":1,"total":2,"histories":` + entries(1, other) + `}`), flowfile.CutHistory},
		"Cloud's cap":                         {history(`{"total":40,"histories":` + entries(40, cloud) + `}`), flowfile.CutHistory},
		"as many on Data Center":              {history(`{"total":40,"histories":` + entries(40, other) + `}`), ""},
		"more than the cap":                   {history(`{"total":41,"histories":` + entries(41, cloud) + `}`), ""},
		"a page of its own":                   {history(`{"isLast":true,"startAt":0,"total":40,"values":` + entries(40, cloud) + `}`), ""},
		"a page of its own that is not last":  {history(`{"isLast":false,"startAt":0,"total":1,"values":` + entries(1, cloud) + `}`), flowfile.CutHistory},
		"a page of its own that is a later":   {history(`{"isLast":true,"startAt":1,"total":1,"values":` + entries(1, cloud) + `}`), flowfile.CutHistory},
		"an unreadable resolution date":       {variant(`"resolutiondate":null`, `"resolutiondate":"soon"`), flowfile.NoResolution},
		"a category with another key than id": {variant(`"key":"new"`, `"key":"done"`), flowfile.OtherCategory},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report, err := read(t, test.issue)
			if err != nil || len(got) != 1 || report.LeftOut() != 0 {
				t.Fatalf("%d issues, %v, %+v", len(got), err, report)
			}
			if test.want == "" && len(report.Findings) > 0 || test.want != "" && report.Count(test.want) != 1 {
				t.Errorf("report: %+v", report)
			}
			if whole := test.want != flowfile.NoHistory && test.want != flowfile.CutHistory && strings.Contains(test.issue, "changelog"); got[0].History.Complete != whole {
				t.Errorf("complete is %v", got[0].History.Complete)
			}
			if got[0].Status.Category != weir.ToDo {
				t.Errorf("category is %s: ids count", got[0].Status.Category)
			}
		})
	}
}

// The bound is on each issue, not on the file.
func TestALargeFileOfSmallIssuesIsRead(t *testing.T) {
	t.Parallel()
	n := 20<<20/len(two) + 1
	got, report, err := read(t, strings.Repeat(two+"\n", n))
	if err != nil || len(got) != 1 || report.Count(flowfile.Repeated) != n-1 {
		t.Errorf("%d issues, %+v, %v", len(got), report, err)
	}
}

// An issue may have members of any name: they do not make it a list.
func TestAnIssueIsNoContainer(t *testing.T) {
	t.Parallel()
	file := strings.TrimSuffix(two, "}") + `,"items":[{"a":1}],"values":[` + one + `]}`
	if got, _, err := read(t, file); err != nil || len(got) != 1 || got[0].Key != "OPS-2" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestIdsAreTheSameOnlyWhenTheyAreWrittenAlike(t *testing.T) {
	t.Parallel()
	ids := []string{"7", "07", "7x", "-7", "18446744073709551617", "1"}
	var file strings.Builder
	for _, id := range ids {
		file.WriteString(variant(`"102"`, `"`+id+`"`))
	}
	file.WriteString(variant(`"id":"102",`, "") + variant(`"id":"102",`, "") + variant(`"id":"102","key":"OPS-2"`, `"key":"7"`))
	if got, report, err := read(t, file.String()+file.String()); err != nil || len(got) != len(ids)+2 || report.LeftOut() != len(ids)+4 {
		t.Errorf("%d issues, %+v, %v", len(got), report, err)
	}
}

func TestOnlyTheFirstPlacesAreKept(t *testing.T) {
	t.Parallel()
	_, report, err := read(t, one+strings.Repeat(one, 30))
	if err != nil || report.Count(flowfile.Repeated) != 30 || len(report.Findings[0].Places) != 10 {
		t.Errorf("%+v, %v", report, err)
	}
	if got := report.Findings[0].Places[0].String(); !strings.HasPrefix(got, "issue 2 (OPS-1), byte ") {
		t.Errorf("the place reads %q", got)
	}
}

func TestReadingStopsWhenNobodyWantsMore(t *testing.T) {
	t.Parallel()
	for issue, err := range flowfile.Issues(strings.NewReader(`[`+one+`,`+two+`,`), nil) {
		if err != nil || issue.Key != "OPS-1" {
			t.Errorf("%s, %v", issue.Key, err)
		}
		break // what follows is broken, and is not looked at
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "fixtures", "jira", name))
	if err != nil {
		t.Skip("the fixtures of Jira's answers are not here")
	}
	return text
}

func TestRealIssuesAreRead(t *testing.T) {
	t.Parallel()
	got, report, err := collect(bytes.NewReader(fixture(t, "cloud-issues-with-changelog.json")))
	if err != nil || len(got) != 33 || report.LeftOut() != 0 {
		t.Fatalf("%d issues, %v, %+v", len(got), err, report)
	}
	if report.Count(flowfile.OtherCategory) != 5 || report.Count(flowfile.CutHistory)+report.Count(flowfile.NoHistory) != 0 {
		t.Errorf("report: %+v", report)
	}
	for _, issue := range got {
		if issue.Status.ID == "10068" && issue.Status.Category != weir.Done {
			t.Errorf("%s is %s", issue.Key, issue.Status.Category)
		}
		if len(issue.History.Changes) == 0 && issue.Status.Category == weir.Done {
			t.Errorf("%s has no changes", issue.Key)
		}
	}
}
