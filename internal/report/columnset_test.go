package report_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

func siteFields() []report.Field {
	return []report.Field{
		{ID: "summary", Name: "Zusammenfassung", Type: "string"},
		{ID: "duedate", Name: "Fälligkeitsdatum", Type: "date"},
		{ID: "customfield_10016", Name: "Story Points", Type: "number", Custom: plainTypes + "float"},
		{ID: "customfield_1", Name: "Kosten=Nutzen", Type: "string"},
		{ID: "customfield_2", Name: "Twin", Type: "string"},
		{ID: "customfield_3", Name: "twin", Type: "string"},
		{ID: "customfield_4", Name: "  Σ\u202eodd\n name ", Type: "string"},
		{ID: "customfield_5", Name: "Note", Type: "string"},
		{ID: "customfield_6", Name: "", Type: "string"},
	}
}

func columns(t testing.TB, fields []report.Field, names ...string) []report.Spec {
	t.Helper()
	specs, err := report.Columns(names, fields, report.Style{Zone: time.UTC})
	if err != nil {
		t.Fatalf("%v: %v (%s)", names, err, weir.NextStep(err))
	}
	return specs
}

func TestColumnsAreFoundByAllTheirNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]report.Column{
		"status":                {ID: "status", Title: "Status", Kind: report.Text},
		" STATUS ":              {ID: "status", Title: "Status", Kind: report.Text},
		"duedate":               {ID: "due", Title: "Due", Kind: report.Day},
		"fälligkeitsdatum":      {ID: "due", Title: "Fälligkeitsdatum", Kind: report.Day},
		"updated":               {ID: "updated", Title: "Updated", Kind: report.Moment},
		"fixversion":            {ID: "fixVersions", Title: "Fix versions", Kind: report.Text},
		"Note":                  {ID: "note", Title: "Note", Kind: report.Written},
		"note=For us":           {ID: "note", Title: "For us", Kind: report.Written},
		"story points":          {ID: "customfield_10016", Title: "Story Points", Kind: report.Number},
		"CustomField_10016":     {ID: "customfield_10016", Title: "Story Points", Kind: report.Number},
		"Story Points=Points":   {ID: "customfield_10016", Title: "Points", Kind: report.Number},
		"customfield_10016 = P": {ID: "customfield_10016", Title: "P", Kind: report.Number},
		"summary=a \u202e\tb":   {ID: "summary", Title: "a b", Kind: report.Text},
		"kosten=nutzen":         {ID: "customfield_1", Title: "Kosten=Nutzen", Kind: report.Text},
		"Kosten=Nutzen=Wert":    {ID: "customfield_1", Title: "Wert", Kind: report.Text},
		"customfield_1=A=B":     {}, // there is no field customfield_1=A
		"customfield_4":         {ID: "customfield_4", Title: "Σodd name", Kind: report.Text},
		"customfield_5=From it": {ID: "customfield_5", Title: "From it", Kind: report.Text},
		"customfield_6":         {ID: "customfield_6", Title: "customfield_6", Kind: report.Text},
	} {
		specs, err := report.Columns([]string{"key", name}, siteFields(), report.Style{})
		if want.ID == "" {
			if !errors.Is(err, weir.Usage) {
				t.Errorf("%q was found: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, specs[1].Column); diff != "" {
			t.Errorf("%q:\n%s", name, diff)
		}
		if isNote := want.ID == report.NoteColumn; isNote != (specs[1].Cell == nil) {
			t.Errorf("%q: only people fill the note column", name)
		}
	}
}

func TestColumnsOfAReportThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		names      []string
		text, next string
	}{
		"none":                      {nil, "no column", "key"},
		"no key":                    {[]string{"summary", "note"}, "key", "key, summary, note"},
		"a misspelt one":            {[]string{"key", "sumary"}, `"sumary"`, "summary"},
		"a misspelt heading":        {[]string{"key", "sumary=Title"}, `"sumary"`, "summary"},
		"a misspelt note":           {[]string{"key", "noet"}, `"noet"`, "did you mean note?"},
		"a misspelt field":          {[]string{"key", "story pints"}, `"story pints"`, "Story Points"},
		"two fields":                {[]string{"key", "TWIN"}, "2 fields", "customfield_2, customfield_3"},
		"two fields, headed":        {[]string{"key", "twin=T"}, "2 fields", "customfield_2, customfield_3"},
		"twice":                     {[]string{"key", "status", "status"}, `"status"`, "once"},
		"twice, otherwise":          {[]string{"key", "Story Points", "customfield_10016=P"}, `"Story Points" and "customfield_10016=P"`, "once"},
		"two with one heading":      {[]string{"key", "customfield_2", "customfield_3"}, `"twin"`, "customfield_3=twin 2"},
		"a heading of another":      {[]string{"key", "summary=STATUS", "status"}, `"Status"`, "status=Status 2"},
		"one without a name":        {[]string{"key", ""}, "no name", "comma"},
		"a heading alone":           {[]string{"key", "=Title"}, "no name", "comma"},
		"an empty heading":          {[]string{"key", "summary="}, "empty heading", "behind the ="},
		"an invisible heading":      {[]string{"key", "summary=\u202e\x07"}, "empty heading", "behind the ="},
		"a field that is not there": {[]string{"key", "customfield_99"}, "customfield_99", "weir fields"},
	} {
		_, err := report.Columns(test.names, siteFields(), report.Style{})
		if !errors.Is(err, weir.Usage) || !strings.Contains(err.Error(), test.text) || !strings.Contains(weir.NextStep(err), test.next) {
			t.Errorf("%s: %v, next %q", name, err, weir.NextStep(err))
		}
	}
}

// A column that is named by its id survives a new name of the field.
func TestARenamedFieldKeepsItsColumn(t *testing.T) {
	t.Parallel()
	before := columns(t, []report.Field{{ID: "customfield_7", Name: "Team"}}, "key", "customfield_7")[1]
	after := columns(t, []report.Field{{ID: "customfield_7", Name: "Squad"}}, "key", "customfield_7")[1]
	if before.ID != after.ID || after.Title != "Squad" {
		t.Errorf("%+v became %+v", before.Column, after.Column)
	}
	_, err := report.Columns([]string{"key", "Team"}, []report.Field{{ID: "customfield_7", Name: "Teams"}}, report.Style{})
	if next := weir.NextStep(err); next != "did you mean Teams?" {
		t.Errorf("by its former name: %v, next %q", err, next)
	}
}

func TestTheSiteIsAskedForItsFieldsOnlyWhereThatHelps(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"key, status, NOTE, duedate": false, "summary=Title, note=a=b": true, "summary=Title, note=Ours": false,
		"key, Story Points": true, "customfield_1=X": true, " , =x": false,
	} {
		if got := report.NeedsFields(strings.Split(name, ",")); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestEachFieldIsAskedForOnce(t *testing.T) {
	t.Parallel()
	specs := columns(t, siteFields(), "key", "url", "status", "category", "note", "due", "Story Points", "type")
	want := []string{"status", "duedate", "customfield_10016", "issuetype"}
	if diff := cmp.Diff(want, report.FieldIDs(specs)); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyNumbersAndLengthsOfTimeAddUp(t *testing.T) {
	t.Parallel()
	fields := append(siteFields(),
		report.Field{ID: "timespent", Name: "Time Spent", Type: "number"},
		report.Field{ID: "priority", Name: "Rank", Type: "priority"},
		report.Field{ID: "customfield_7", Name: "An app's", Type: "any", Custom: "com.example:own"},
		report.Field{ID: "customfield_8", Name: "Many", Type: "array", Items: "option"},
	)
	for name, want := range map[string]bool{
		"Story Points": true, "timespent": true, "customfield_7": true,
		"summary": false, "due": false, "note": false, "customfield_1": false, "customfield_8": false, "Rank": false,
	} {
		specs := columns(t, fields, "key", name)
		if got := specs[1].AddsUp(); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
