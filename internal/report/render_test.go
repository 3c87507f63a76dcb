package report_test

import (
	"encoding/json"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/report"
)

// longest is how many characters a cell has at most.
const longest = 1000

// checkCell checks what holds for every cell.
func checkCell(t testing.TB, name string, c report.Cell) {
	t.Helper()
	if n := utf8.RuneCountInString(c.Text); n > longest {
		t.Errorf("%s: a text of %d characters", name, n)
	}
	if i := strings.IndexFunc(c.Text, isForbidden); i >= 0 || !utf8.ValidString(c.Text) {
		t.Errorf("%s: no cell may hold what is in %q", name, c.Text)
	}
	if c.Text != strings.TrimSpace(c.Text) || strings.Contains(c.Text, "\n\n") {
		t.Errorf("%s: there is nothing to be seen in parts of %q", name, c.Text)
	}
	if (c.Text == "") != (c.Kind == "") {
		t.Errorf("%s: kind %q with text %q", name, c.Kind, c.Text)
	}
	if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) || c.Number != 0 && c.Kind != report.Number && c.Kind != report.Duration {
		t.Errorf("%s: the number %v of a %s", name, c.Number, c.Kind)
	}
	if !c.Time.IsZero() != (c.Kind == report.Moment) || !c.Day.IsZero() != (c.Kind == report.Day) {
		t.Errorf("%s: %+v", name, c)
	}
	if c.Link == "" {
		return
	}
	if u, err := url.Parse(c.Link); err != nil || u.Scheme != "https" && u.Scheme != "http" || len(c.Link) > 4000 || strings.ContainsAny(c.Link, " \"<>\n") {
		t.Errorf("%s: a link to %q", name, c.Link)
	}
}

func isForbidden(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) || r == '\u2028' || r == '\u2029' || r == '\ufffe' || r == '\uffff'
}

func TestCellsOfWeirsOwnColumns(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 20, 5, 0, 0, time.UTC)
	due := weir.Date{Year: 2026, Month: 12, Day: 1}
	issue := weir.Issue{
		ID: "7", Key: "OPS-1", URL: "https://jira.example.com/browse/OPS-1", Summary: "A \x1b]0;summary", Description: weir.Document{Format: weir.Wiki, Source: "*bold*\n\n* a\n* b"},
		Type: weir.Type{Name: "Bug"}, Status: weir.Status{Name: "Doing", Category: weir.InProgress}, Priority: weir.Named{Name: "High"},
		Resolution: weir.Named{Name: "Fixed"}, Project: weir.Project{Key: "OPS"}, Parent: weir.Parent{Key: "OPS-9"},
		Assignee: weir.Person{Display: "Ada"}, Reporter: weir.Person{Name: "bob"}, Creator: weir.Person{Display: "Cy"},
		Labels: []string{"a", "b"}, Components: []string{"Web"}, FixVersions: []string{"1.0", "2.0"},
		Created: at, Updated: at, Resolved: at, Due: due,
	}
	const text = report.Text
	moment := report.Cell{Kind: report.Moment, Text: "2026-11-29 21:05", Time: at.In(berlin())}
	want := map[string]report.Cell{
		"key":         {Kind: text, Text: "OPS-1", Link: issue.URL},
		"url":         {Kind: text, Text: issue.URL, Link: issue.URL},
		"id":          {Kind: text, Text: "7"},
		"summary":     {Kind: text, Text: "A ]0;summary"},
		"description": {Kind: text, Text: "bold\n- a\n- b"},
		"type":        {Kind: text, Text: "Bug"},
		"status":      {Kind: text, Text: "Doing", Category: weir.InProgress},
		"category":    {Kind: text, Text: "In Progress", Category: weir.InProgress},
		"priority":    {Kind: text, Text: "High"},
		"resolution":  {Kind: text, Text: "Fixed"},
		"project":     {Kind: text, Text: "OPS"},
		"parent":      {Kind: text, Text: "OPS-9", Link: "https://jira.example.com/jira/browse/OPS-9"},
		"assignee":    {Kind: text, Text: "Ada"},
		"reporter":    {Kind: text, Text: "bob"},
		"creator":     {Kind: text, Text: "Cy"},
		"labels":      {Kind: text, Text: "a, b"},
		"components":  {Kind: text, Text: "Web"},
		"fixVersions": {Kind: text, Text: "1.0, 2.0"},
		"created":     moment,
		"updated":     moment,
		"resolved":    moment,
		"due":         {Kind: report.Day, Text: "2026-12-01", Day: due},
	}
	names := []string{"key"}
	for name := range want {
		if name != "key" {
			names = append(names, name)
		}
	}
	specs, err := report.Columns(names, nil, style())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range specs {
		if diff := cmp.Diff(want[s.ID], s.Cell(issue)); diff != "" {
			t.Errorf("%s:\n%s", s.ID, diff)
		}
		if cell := s.Cell(weir.Issue{}); !cmp.Equal(cell, report.Cell{}) {
			t.Errorf("%s of an empty issue: %+v", s.ID, cell)
		}
	}
}

// What has no place in an issue stays among its other fields.
func TestAnOwnColumnOfAnUnforeseenShapeIsShown(t *testing.T) {
	t.Parallel()
	priority := columns(t, nil, "key", "priority")[1]
	issue := weir.Issue{Fields: map[string]json.RawMessage{"priority": json.RawMessage(`["High"]`)}}
	if cell := priority.Cell(issue); cell.Text != "High" {
		t.Errorf("%+v", cell)
	}
}

func TestLinksLeadToTheWeb(t *testing.T) {
	t.Parallel()
	epic, address := custom("any", "com.pyxis.greenhopper.jira:gh-epic-link"), custom("string", "url")
	for name, test := range map[string]struct {
		field report.Field
		value string
		want  string
	}{
		"an epic":         {epic, "OPS-12", "https://jira.example.com/jira/browse/OPS-12"},
		"an odd epic":     {epic, "../a?b#c", "https://jira.example.com/jira/browse/..%2Fa%3Fb%23c"},
		"an address":      {address, " http://example.com/a b ", "http://example.com/a%20b"},
		"quotes":          {address, `https://example.com/"<b>`, "https://example.com/%22%3Cb%3E"},
		"a script":        {address, "javascript:alert(1)", ""},
		"data":            {address, "data:text/html,x", ""},
		"no scheme":       {address, "//example.com/x", ""},
		"no host":         {address, "https:x", ""},
		"a turned one":    {address, "https://example.com/\u202ex", "https://example.com/%E2%80%AEx"},
		"a turned host":   {address, "https://\u202eexample.com/", ""},
		"a broken one":    {address, "https://example.com/\nx", ""},
		"an endless one":  {address, "https://example.com/" + strings.Repeat("x", 5000), ""},
		"a quoted query":  {address, `https://example.com/?a="b"&c=<d>`, "https://example.com/?a=%22b%22&c=%3Cd%3E"},
		"a quoted anchor": {address, `https://example.com/#"x"`, "https://example.com/#%22x%22"},
	} {
		raw, err := json.Marshal(test.value)
		if err != nil {
			t.Fatal(err)
		}
		cell := shown(t, test.field, string(raw))
		if cell.Link != test.want {
			t.Errorf("%s: a link to %q, want %q", name, cell.Link, test.want)
		}
		checkCell(t, name, cell)
	}
}

func TestNumbersCanBeAdded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field report.Field
		raw   string
		want  float64
	}{
		"a number":       {typed("number"), "2.50", 2.5},
		"a count":        {system("votes", "votes"), `{"votes":3}`, 3},
		"seconds":        {system("timespent", "number"), "9000", 9000},
		"time tracking":  {system("timetracking", "timetracking"), `{"timeSpentSeconds":60,"originalEstimateSeconds":600}`, 60},
		"work by others": {system("aggregateprogress", "progress"), `{"progress":120,"total":600}`, 120},
	} {
		if got := shown(t, test.field, test.raw).Number; got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestALongTextIsCutBehindAWord(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		most int
		want string
	}{
		"fits":            {"one two", 7, "one two"},
		"between words":   {"one two three", 8, "one two…"},
		"within a word":   {"one two three", 10, "one two…"},
		"a line":          {"one\ntwo three", 6, "one…"},
		"one word":        {"unbelievable", 5, "unbe…"},
		"letters of many": {"größte Übergrößen", 8, "größte…"},
		"one character":   {"abc", 1, "…"},
	} {
		specs, err := report.Columns([]string{"key", "summary"}, nil, report.Style{Shorten: test.most})
		if err != nil {
			t.Fatal(err)
		}
		if got := specs[1].Cell(weir.Issue{Summary: test.text}).Text; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// Whatever is nested in whatever, showing it ends, and soon.
func TestNestingHasAnEnd(t *testing.T) {
	t.Parallel()
	const deep = 3000
	for name, raw := range map[string]string{
		"lists":   strings.Repeat("[", deep) + strings.Repeat("]", deep),
		"objects": strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep),
		"choices": strings.Repeat(`{"value":"a","child":`, deep) + "1" + strings.Repeat("}", deep),
		"many":    "[" + strings.Repeat(`{"a":[1,2,{"b":3}]},`, 20_000) + "null]",
		"nothing": "[" + strings.Repeat("null,", 100_000) + "{}]",
	} {
		checkCell(t, name, shown(t, typed("any"), raw))
	}
}

// anyValue draws JSON of every shape, with members that the forms look at.
func anyValue() *rapid.Generator[any] {
	names := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"name", "value", "child", "displayName", "key", "title", "type", "content", "text", "id", "total", "progress", "votes", "comments",
		"outwardIssue", "inwardIssue", "filename", "ongoingCycle", "completedCycles", "breachTime", "epochMillis", "remainingTime", "friendly",
		"requestType", "rating", "finalDecision", "objectId", "label", "timeSpentSeconds", "originalEstimateSeconds", "data", "issuerestrictions",
	}))
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"doc", "paragraph", "text", "2026-11-29", "2026-11-29T21:05:00.000+0000", "https://example.com/x", "javascript:alert(1)", "\x1b[2J\u202e\x00\r\n",
		"com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,name=x,startDate=y]", "{pullrequest={dataType=pullrequest, state=OPEN, stateCount=1}}",
		"{json={\"cachedValue\":{\"summary\":{}}}}", "3_*:*_1_*:*_5_*|*_", "{\"a\":[1]}", "h1. x\n* {{y}}", strings.Repeat("word ", 600), strings.Repeat("ü", 1500),
	}))
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Map(texts, func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.SampledFrom([]string{"-1", "-0.0", "5.0", "1.0E7", "1e999", "-1e-400", "1e20", "1E+21", "0.000"}), func(s string) any { return json.Number(s) }),
	}
	var within func(depth int) *rapid.Generator[any]
	within = func(depth int) *rapid.Generator[any] {
		if depth == 0 {
			return rapid.OneOf(scalars...)
		}
		inner := within(depth - 1)
		return rapid.OneOf(append(scalars,
			rapid.Map(rapid.SliceOfN(inner, 0, 5), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(names, inner, 0, 5), func(m map[string]any) any { return m }),
		)...)
	}
	return within(4)
}

// every are columns of all kinds of fields, each once.
func every(t testing.TB) map[report.Field]report.Spec {
	t.Helper()
	specs := make(map[report.Field]report.Spec)
	for _, forms := range []map[string]form{ownForms(), typeForms(), appForms()} {
		for _, f := range forms {
			specs[f.field] = column(t, f.field)
		}
	}
	return specs
}

func TestAnyValueInAnyFieldGivesACell(t *testing.T) {
	t.Parallel()
	specs, values := every(t), anyValue()
	rapid.Check(t, func(r *rapid.T) {
		raw, err := json.Marshal(values.Draw(r, "value"))
		if err != nil {
			r.Skip(err)
		}
		for f, spec := range specs {
			name := f.ID + f.Type + f.Custom + " of " + string(raw)
			cell := filled(spec, string(raw))
			checkCell(t, name, cell)
			if other := filled(spec, string(raw)); cell != other {
				t.Errorf("%s: once %+v and once %+v", name, cell, other)
			}
		}
		if t.Failed() {
			r.Fatal("see above")
		}
	})
}

func FuzzCell(f *testing.F) {
	specs := every(f)
	for _, forms := range []map[string]form{ownForms(), typeForms(), appForms()} {
		for _, form := range forms {
			f.Add(form.raw)
		}
	}
	f.Add(`{"type":"doc","content":[{"type":"text","text":"\u0000\u202e"}]}`)
	f.Add("[\"\xff\xfe\"]")
	f.Fuzz(func(t *testing.T, raw string) {
		for field, spec := range specs {
			checkCell(t, field.ID+field.Type+field.Custom, filled(spec, raw))
		}
	})
}
