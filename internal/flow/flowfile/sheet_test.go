package flowfile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow/flowfile"
)

func sheet(t testing.TB, file string, o flowfile.SheetOptions) *flowfile.Sheet {
	t.Helper()
	s, err := flowfile.ReadSheet(strings.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// spelt writes an issue's way through the stages: where it began, each change.
func spelt(issue weir.Issue) string {
	const layout = "2006-01-02T15:04Z07:00"
	from := issue.Status.Name
	if len(issue.History.Changes) > 0 {
		from = issue.History.Changes[0].From.Name
	}
	s := fmt.Sprintf("%s: %s %s", issue.Key, from, issue.Created.Format(layout))
	for _, c := range issue.History.Changes {
		if c.From.Name != from {
			s += " BROKEN CHAIN"
		}
		from = c.To.Name
		s += fmt.Sprintf(", %s %s", c.To.Name, c.At.Format(layout))
	}
	if from != issue.Status.Name {
		s += " BROKEN END"
	}
	return strings.ReplaceAll(s, "T00:00Z", "")
}

func ways(s *flowfile.Sheet) (all []string) {
	for issue := range s.Issues() {
		all = append(all, spelt(issue))
	}
	return all
}

func TestASheetIsRead(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("the zones of the world are not here: ", err)
	}
	s := sheet(t, "ID,Link,Name,Ready,Doing,Done,Type,Status,Resolution,Blocked,Assignee\n"+
		"A-1,https://jira.invalid/browse/A-1,CANARY,2026-01-05,2026-07-07,2026-07-09,Bug,Done,Fixed,yes,CANARY\n", flowfile.SheetOptions{Zone: zone})
	stages := []weir.Status{{ID: "Ready", Name: "Ready", Category: weir.ToDo}, {ID: "Doing", Name: "Doing", Category: weir.InProgress}, {ID: "Done", Name: "Done", Category: weir.Done}}
	if diff := cmp.Diff(stages, s.Stages); diff != "" {
		t.Error(diff)
	}
	want := weir.Issue{
		ID: "A-1", Key: "A-1", URL: "https://jira.invalid/browse/A-1",
		Type: weir.Type{ID: "Bug", Name: "Bug"}, Status: stages[2], Resolution: weir.Named{ID: "Fixed", Name: "Fixed"},
		Created: time.Date(2026, 1, 5, 0, 0, 0, 0, zone), Resolved: time.Date(2026, 7, 9, 0, 0, 0, 0, zone),
		Fields: map[string]rawMessage{flowfile.FlagField: rawMessage("true")},
		History: weir.History{Complete: true, Changes: []weir.Change{
			{ID: "1", At: time.Date(2026, 7, 7, 0, 0, 0, 0, zone), Kind: weir.StatusChange, From: weir.Named{ID: "Ready", Name: "Ready"}, To: weir.Named{ID: "Doing", Name: "Doing"}},
			{ID: "2", At: time.Date(2026, 7, 9, 0, 0, 0, 0, zone), Kind: weir.StatusChange, From: weir.Named{ID: "Doing", Name: "Doing"}, To: weir.Named{ID: "Done", Name: "Done"}},
		}},
	}
	if diff := cmp.Diff([]weir.Issue{want}, slices.Collect(s.Issues())); diff != "" {
		t.Error(diff)
	}
	if len(s.Report.Findings) != 0 || s.Report.Issues != 1 {
		t.Errorf("report: %+v", s.Report)
	}
}

func TestSheetsAsProgramsWriteThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		o    flowfile.SheetOptions
		want string
	}{
		"semicolons":              {file: "ID;Link;Name;A;B\n1;;x,y;2026-01-02;2026-01-03\n"},
		"tabs":                    {file: "ID\tLink\tName\tA\tB\n1\t\t\t2026-01-02\t2026-01-03"},
		"a told delimiter":        {file: "sep=;\r\nID;A;B\r\n1;2026-01-02;2026-01-03\r\n"},
		"a mark, and CRLF":        {file: "\ufeffID,Link,Name,A,B\r\n1,,,2026-01-02,2026-01-03\r\n"},
		"quoted line breaks":      {file: "\"ID\",\"Link\",\"Name\",\"A\",\"B\"\n\"1\",\"\",\"one\ntwo, \"\"three\"\"\",\"2026-01-02\",\"2026-01-03\"\n"},
		"spaces":                  {file: "ID, Link, Name, A, B\n 1 , , \"x\", 2026-01-02 , 2026-01-03\n"},
		"no link and no name":     {file: "ID,A,B\n1,2026-01-02,2026-01-03\n"},
		"empty lines":             {file: "ID,A,B\n\n,,\n1,2026-01-02,2026-01-03\n\n"},
		"slashes, year first":     {file: "ID,A,B\n1,2026/1/2,2026/01/03\n"},
		"days first":              {file: "ID,A,B\n1,02/01/2026,03/01/2026\n2,31/12/2025,\n", want: "1: A 2026-01-02, B 2026-01-03|2: A 2025-12-31"},
		"months first":            {file: "ID,A,B\n1,01/02/2026,1/3/2026\n2,12/31/2025,\n", want: "1: A 2026-01-02, B 2026-01-03|2: A 2025-12-31"},
		"days first, told":        {file: "ID,A,B\n1,02/01/2026,03-01-2026\n", o: flowfile.SheetOptions{Order: flowfile.DayFirst}},
		"months first, told":      {file: "ID,A,B\n1,01/02/2026,01-03-2026\n", o: flowfile.SheetOptions{Order: flowfile.MonthFirst}},
		"the same either way":     {file: "ID,A,B\n1,01/01/2026,2/2/2026\n", want: "1: A 2026-01-01, B 2026-02-02"},
		"dots":                    {file: "ID,A,B\n1,2.1.2026,03.01.2026\n"},
		"months by name":          {file: "ID,A,B\n1,02-Jan-2026,3-january-2026\n"},
		"months as in Jira":       {file: "ID,A,B\n1,02/Jan/26 12:00 AM,03/Jan/26 1:05 PM\n", want: "1: A 2026-01-02, B 2026-01-03T13:05Z"},
		"times":                   {file: "ID,A,B\n1,2026-01-02 10:20,2026-01-03T11:22:33.444\n", want: "1: A 2026-01-02T10:20Z, B 2026-01-03T11:22Z"},
		"times with zones":        {file: "ID,A,B\n1,2026-01-02T10:20:00Z,2026-01-03T11:22:33.444+0200\n", want: "1: A 2026-01-02T10:20Z, B 2026-01-03T11:22+02:00"},
		"stages that are named":   {file: "ID,Created,A,B,Due\n1,2020-01-01,2026-01-02,2026-01-03,2027-01-01\n", o: flowfile.SheetOptions{Stages: []string{"a", "B"}}},
		"a date that is no stage": {file: "ID,A,B,Due Date\n1,2026-01-02,2026-01-03,2027-01-01\n"},
		"an attribute of dates":   {file: "ID,A,B,Team,Seen\n1,2026-01-02,2026-01-03,red,2027-01-01\n"},
		"a skipped stage":         {file: "ID,A,X,B\n1,2026-01-02,,2026-01-03\n2,,2026-01-04,\n", want: "1: A 2026-01-02, B 2026-01-03|2: X 2026-01-04"},
		"a stage nobody reached":  {file: "ID,A,X,B\n1,2026-01-02,,2026-01-03\n"},
		"a formula for an id":     {file: "ID,A,B\n'=1,2026-01-02,2026-01-03\n", want: "=1: A 2026-01-02, B 2026-01-03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.want == "" {
				test.want = "1: A 2026-01-02, B 2026-01-03"
			}
			s := sheet(t, test.file, test.o)
			if got := strings.Join(ways(s), "|"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if len(s.Report.Findings) > 0 {
				t.Errorf("report: %+v", s.Report)
			}
		})
	}
}

func TestOddRowsAreReported(t *testing.T) {
	t.Parallel()
	s := sheet(t, `ID,Link,Name,A,B,C,Status
1,,,2026-01-02,2026-01-03,2026-01-04,B
2,,,2026-01-05,2026-01-04,2026-01-06,
1,,,2026-01-09,,,
,,,2026-01-09,,,
3,,,,,,
4,javascript:alert(1),,2026-01-02
5,https://user:pw@x.invalid,,2026-01-02,,2026-01-02,Elsewhere,more
6,,,2026-01-02,2027-01-02,,b
`, flowfile.SheetOptions{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
	want := "1: A 2026-01-02, B 2026-01-03, C 2026-01-04|2: B 2026-01-04, A 2026-01-05, C 2026-01-06|" +
		"4: A 2026-01-02|5: A 2026-01-02, C 2026-01-02|6: A 2026-01-02, B 2027-01-02"
	if got := strings.Join(ways(s), "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var found []string
	for _, f := range s.Report.Findings {
		found = append(found, fmt.Sprintf("%d %s: %s", f.Count, f.Problem, f.Places[0]))
	}
	slices.Sort(found)
	if diff := cmp.Diff([]string{
		"1 " + string(flowfile.FutureDate) + ": issue 8 (6), line 9",
		"1 " + string(flowfile.OutOfOrder) + ": issue 2 (2), line 3",
		"1 " + string(flowfile.NoIdentity) + ": issue 4, line 5",
		"1 " + string(flowfile.Repeated) + ": issue 3 (1), line 4",
		"1 " + string(flowfile.ShortRow) + ": issue 6 (4), line 7",
		"1 " + string(flowfile.LongRow) + ": issue 7 (5), line 8",
		"1 " + string(flowfile.NoDates) + ": issue 5 (3), line 6",
		"1 " + string(flowfile.OtherStatus) + ": issue 1 (1), line 2",
	}, found); diff != "" {
		t.Error(diff)
	}
	if s.Report.Issues != 5 || s.Report.LeftOut() != 3 {
		t.Errorf("report: %+v", s.Report)
	}
	for issue := range s.Issues() {
		if issue.URL != "" {
			t.Errorf("the link %s is followed", issue.URL)
		}
	}
}

func TestASheetThatCannotBeReadSaysWhy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file       string
		o          flowfile.SheetOptions
		text, next string
	}{
		"nothing":                {"", flowfile.SheetOptions{}, "empty", "export"},
		"a word":                 {"hello\n", flowfile.SheetOptions{}, "no CSV", "ID,Link,Name"},
		"another first column":   {"Name,ID\nx,1\n", flowfile.SheetOptions{}, `first column of the CSV is "Name"`, "ID, Link, Name"},
		"no stage":               {"ID,Link,Name,Team\n1,,,red\n", flowfile.SheetOptions{}, "no stages", "--stage"},
		"a word among dates":     {"ID,A,B\n1,2026-01-02,2026-01-02\n2,2026-01-02,soon\n3,2026-01-02,2026-01-05\n", flowfile.SheetOptions{}, `"soon" in the column "B", line 3`, "--stage"},
		"a day that is none":     {"ID,A\n1,2026-02-30\n2,2026-02-01\n3,2026-02-01\n", flowfile.SheetOptions{}, "2026-02-30", "yyyy-mm-dd"},
		"no way to tell":         {"ID,A\n1,03/04/2026\n", flowfile.SheetOptions{}, "line 2", "--dates day-first or --dates month-first"},
		"two ways":               {"ID,A\n1,13/04/2026\n2,04/13/2026\n", flowfile.SheetOptions{}, "the day on line 2 and with the month on line 3", "yyyy-mm-dd"},
		"told wrongly":           {"ID,A\n1,13/04/2026\n", flowfile.SheetOptions{Order: flowfile.MonthFirst}, "line 2", "--dates day-first"},
		"told wrongly the other": {"ID,A\n1,04/13/2026\n", flowfile.SheetOptions{Order: flowfile.DayFirst}, "line 2", "--dates month-first"},
		"a stage that is not":    {"ID,A\n1,2026-01-01\n", flowfile.SheetOptions{Stages: []string{"B"}}, `no stage "B"`, "its columns are: A"},
		"a stage without dates":  {"ID,A,T\n1,2026-01-01,red\n", flowfile.SheetOptions{Stages: []string{"A", "T"}}, `"red" in the column "T"`, "--stage"},
		"the same stage twice":   {"ID,A,a\n1,2026-01-01,2026-01-01\n", flowfile.SheetOptions{}, "two stages", "rename"},
		"a stage without a name": {"ID,A,\n1,2026-01-01,2026-01-01\n", flowfile.SheetOptions{}, "column 3", "first line"},
		"a quote that is open":   {"ID,A\n1,2026-01-01\n2,\"2026-01-01\n3,2026-01-01\n", flowfile.SheetOptions{}, "line 3", "quotation mark"},
		"a quote inside":         {"ID,Name,A\n1,5\" pipe,2026-01-01\n", flowfile.SheetOptions{}, "line 2", "written twice"},
		"a quote for ever":       {"ID,A\n1,\"" + strings.Repeat("x\n", 1<<20), flowfile.SheetOptions{}, "after line 1", "not closed"},
		"a web page":             {"<html>\n", flowfile.SheetOptions{}, "web page", "CSV"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := flowfile.ReadSheet(strings.NewReader(test.file), test.o)
			said(t, err, test.text, test.next)
		})
	}
}

// Promise D2: names, and the texts of attributes, are not kept.
func TestASheetKeepsNoTexts(t *testing.T) {
	t.Parallel()
	s := sheet(t, "ID,Link,Name,A,B,Assignee,Summary,Type\n1,CANARY,CANARY,2026-01-01,2026-01-02,CANARY,CANARY,Bug\n", flowfile.SheetOptions{})
	if all := fmt.Sprintf("%+v %+v", s, slices.Collect(s.Issues())); strings.Contains(all, canary) {
		t.Error(all)
	}
}

func TestFilesAreTold(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]flowfile.Format{
		`{"issues":[]}`: flowfile.JSON, "\ufeff \n[": flowfile.JSON, "ID,A": flowfile.CSV, "": flowfile.CSV, "\ufeffID;A": flowfile.CSV,
	} {
		r := reader(file)
		if got := flowfile.Detect(r); got != want || r.Buffered() != len(file) {
			t.Errorf("%q is %s", file, got)
		}
	}
}
