package table_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/table"
)

func TestColumnsThatCannotBe(t *testing.T) {
	t.Parallel()
	fields := []table.Field{{ID: "customfield_4", Name: "Twin"}, {ID: "customfield_5", Name: "Twin"}}
	for name, test := range map[string]struct {
		names []string
		next  string
	}{
		"a misspelt one":             {[]string{"key", "sumary"}, "summary"},
		"one that two fields share":  {[]string{"twin"}, "customfield_4, customfield_5"},
		"the same one twice":         {[]string{"key", "key"}, "once"},
		"none":                       {nil, "--columns"},
		"one without a name":         {[]string{"key", ""}, "comma"},
		"one with a hostile name":    {[]string{"\x1b[2J"}, "`weir fields` lists the fields of your site"},
		"one that is far from a hit": {[]string{strings.Repeat("x", 500)}, "`weir fields` lists the fields of your site"},
	} {
		_, err := table.Columns(test.names, fields)
		if !errors.Is(err, weir.Usage) || !strings.Contains(weir.NextStep(err), test.next) {
			t.Errorf("%s: %v, next %q", name, err, weir.NextStep(err))
		}
	}
}

// A look-up that cannot help is not made.
func TestAnEmptyNameNeedsNoFields(t *testing.T) {
	t.Parallel()
	if table.NeedsFields([]string{"key", " "}) {
		t.Error("the site was to be asked about an empty name")
	}
	if !table.NeedsFields([]string{"key", "Story Points"}) {
		t.Error("only the site knows this name")
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	fields := []table.Field{{ID: "customfield_1", Name: "Story Points"}, {ID: "customfield_2", Name: "Sprint"}, {ID: "customfield_3", Name: "Sprint Goal"}}
	for name, next := range map[string]string{
		"sprints":       "did you mean Sprint?",
		"Spr":           "did you mean one of these? Sprint, Sprint Goal",
		"points":        "did you mean Story Points?",
		"Assignee Team": "`weir fields` lists the fields of your site",
		"xyzzy":         "`weir fields` lists the fields of your site",
	} {
		if _, err := table.Columns([]string{name}, fields); weir.NextStep(err) != next {
			t.Errorf("%s: got %q, want %q", name, weir.NextStep(err), next)
		}
	}
}

// systemFields are Jira's own fields by id, with the names of Cloud and of Data
// Center. Those that are true have a place of their own in weir.Issue.
func systemFields() map[string]struct {
	names []string
	own   bool
} {
	type field = struct {
		names []string
		own   bool
	}
	return map[string]field{
		"issuekey":                      {[]string{"Key"}, true},
		"thumbnail":                     {[]string{"Images"}, false},
		"summary":                       {[]string{"Summary"}, true},
		"issuetype":                     {[]string{"Issue Type"}, true},
		"project":                       {[]string{"Project"}, true},
		"parent":                        {[]string{"Parent"}, true},
		"status":                        {[]string{"Status"}, true},
		"statusCategory":                {[]string{"Status Category"}, true},
		"statuscategorychangedate":      {[]string{"Status Category Changed"}, false},
		"priority":                      {[]string{"Priority"}, true},
		"resolution":                    {[]string{"Resolution"}, true},
		"resolutiondate":                {[]string{"Resolved", "Resolution Date"}, true},
		"created":                       {[]string{"Created"}, true},
		"updated":                       {[]string{"Updated"}, true},
		"duedate":                       {[]string{"Due date", "Due Date"}, true},
		"assignee":                      {[]string{"Assignee"}, true},
		"reporter":                      {[]string{"Reporter"}, true},
		"creator":                       {[]string{"Creator"}, true},
		"labels":                        {[]string{"Labels"}, true},
		"components":                    {[]string{"Components", "Component/s"}, true},
		"fixVersions":                   {[]string{"Fix versions", "Fix Version/s"}, true},
		"versions":                      {[]string{"Affects versions", "Affects Version/s"}, false},
		"description":                   {[]string{"Description"}, true},
		"environment":                   {[]string{"Environment"}, false},
		"subtasks":                      {[]string{"Sub-tasks"}, false},
		"issuelinks":                    {[]string{"Linked Issues"}, false},
		"comment":                       {[]string{"Comment"}, false},
		"worklog":                       {[]string{"Log Work"}, false},
		"attachment":                    {[]string{"Attachment"}, false},
		"votes":                         {[]string{"Votes"}, false},
		"watches":                       {[]string{"Watchers"}, false},
		"timetracking":                  {[]string{"Time tracking", "Time Tracking"}, false},
		"timespent":                     {[]string{"Time Spent"}, false},
		"timeestimate":                  {[]string{"Remaining Estimate"}, false},
		"timeoriginalestimate":          {[]string{"Original estimate", "Original Estimate"}, false},
		"aggregatetimespent":            {[]string{"Σ Time Spent"}, false},
		"aggregatetimeestimate":         {[]string{"Σ Remaining Estimate"}, false},
		"aggregatetimeoriginalestimate": {[]string{"Σ Original Estimate"}, false},
		"progress":                      {[]string{"Progress"}, false},
		"aggregateprogress":             {[]string{"Σ Progress"}, false},
		"workratio":                     {[]string{"Work Ratio"}, false},
		"lastViewed":                    {[]string{"Last Viewed"}, false},
		"security":                      {[]string{"Security Level"}, false},
	}
}

// Whoever names a field as Jira's own pages do gets its value, and not nothing:
// what has a place of its own in an issue is not among its other fields.
func TestEverySystemFieldIsFoundByTheNameThatJiraHasForIt(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	issue := weir.Issue{
		ID: "1", Key: "OPS-1", Summary: "s", Description: weir.Document{Format: weir.Wiki, Source: "d"},
		Type: weir.Type{Name: "Bug"}, Status: weir.Status{Name: "Open", Category: weir.ToDo}, Priority: weir.Named{Name: "High"},
		Resolution: weir.Named{Name: "Fixed"}, Project: weir.Project{Key: "OPS"}, Parent: weir.Parent{Key: "OPS-9"},
		Assignee: weir.Person{Display: "A"}, Reporter: weir.Person{Display: "R"}, Creator: weir.Person{Display: "C"},
		Labels: []string{"l"}, Components: []string{"c"}, FixVersions: []string{"1.0"},
		Created: moment, Updated: moment, Resolved: moment, Due: weir.Date{Year: 2026, Month: 3, Day: 4},
		Fields: map[string]json.RawMessage{},
	}
	for id, field := range systemFields() {
		if !field.own {
			issue.Fields[id] = json.RawMessage(`"told"`)
		}
	}
	for id, field := range systemFields() {
		for _, name := range append(field.names, "Ein Feld", id) {
			title := name
			if name == id {
				title = "Ein Feld"
			}
			found, err := table.Columns([]string{name}, []table.Field{{ID: "other", Name: "Other"}, {ID: id, Name: title}})
			if err != nil {
				t.Errorf("%s (%s): %v", name, id, err)
				continue
			}
			if text := table.Text(found[0].Value(issue), time.RFC3339); text == "" || !field.own && text != "told" {
				t.Errorf("%s (%s): the cell holds %q", name, id, text)
			}
			if found[0].ID != name {
				t.Errorf("%s (%s): the column's ID is %q", name, id, found[0].ID)
			}
			if name == "Ein Feld" && found[0].Title != name {
				t.Errorf("%s: the heading is %q and not what the site calls it", id, found[0].Title)
			}
		}
	}
}

// Whoever finds a column by another name of it can still tell which it is.
func TestOwnColumnsTellTheirNames(t *testing.T) {
	t.Parallel()
	fields := []table.Field{{ID: "duedate", Name: "Fälligkeitsdatum"}, {ID: "customfield_1", Name: "Points"}}
	for name, want := range map[string]string{
		"KEY": "key", "issuekey": "key", "fixversion": "fixVersions", "statuscategory": "category",
		"fälligkeitsdatum": "due", "points": "",
	} {
		if column, err := table.Find(name, fields); err != nil || column.Own != want {
			t.Errorf("%s: it is %q, %v; want %q", name, column.Own, err, want)
		}
	}
	for _, name := range strings.Fields("key id url summary description type status category priority resolution project parent assignee reporter creator labels components fixVersions created updated resolved due") {
		if column, err := table.Find(name, nil); err != nil || column.Own != name {
			t.Errorf("%s: it is %q, %v", name, column.Own, err)
		}
	}
}
