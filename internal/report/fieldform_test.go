package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

const plainTypes = "com.atlassian.jira.plugin.system.customfieldtypes:"

// berlin is a zone of its own, so that the tests need no database of zones.
func berlin() *time.Location { return time.FixedZone("CET", 60*60) }

func style() report.Style {
	return report.Style{Zone: berlin(), Shorten: 40, Site: "https://jira.example.com/jira/"}
}

// shown is the cell of one value of one field.
func shown(t testing.TB, f report.Field, raw string) report.Cell {
	t.Helper()
	return filled(column(t, f), raw)
}

// filled is what a column shows of a field's value.
func filled(s report.Spec, raw string) report.Cell {
	fields := make(map[string]json.RawMessage)
	for _, id := range s.Fields {
		fields[id] = json.RawMessage(raw)
	}
	return s.Cell(weir.Issue{Key: "OPS-1", Fields: fields})
}

func column(t testing.TB, f report.Field) report.Spec {
	t.Helper()
	if f.ID == "" {
		f.ID = "customfield_1"
	}
	if f.Name == "" {
		f.Name = "The field"
	}
	specs, err := report.Columns([]string{"key", f.ID}, []report.Field{f}, style())
	if err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	return specs[1]
}

func typed(kind string) report.Field      { return report.Field{Type: kind} }
func listOf(items string) report.Field    { return report.Field{Type: "array", Items: items} }
func system(id, kind string) report.Field { return report.Field{ID: id, Type: kind} }
func custom(kind, key string) report.Field {
	if !strings.Contains(key, ".") {
		key = plainTypes + key
	}
	return report.Field{Type: kind, Custom: key}
}

// form is one row of the table of forms: a field, a value, and what is shown.
type form struct {
	field report.Field
	raw   string
	want  string
	kind  report.Kind
}

const adfList = `{"type":"doc","version":1,"content":[
	{"type":"paragraph","content":[{"type":"text","text":"Two ","marks":[{"type":"strong"}]},{"type":"text","text":"things:"}]},
	{"type":"bulletList","content":[
		{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"one"}]}]},
		{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"two"}]}]}]}]}`

func ownForms() map[string]form {
	return map[string]form{
		"environment on Cloud":       {system("environment", "string"), adfList, "Two things:\n- one\n- two", report.Text},
		"environment on Data Center": {system("environment", "string"), `"*Linux* 6\r\n\r\n* x64\r\n* arm"`, "Linux 6\n- x64\n- arm", report.Text},
		"links":                      {system("issuelinks", "array"), `[{"type":{"name":"Blocks","inward":"is blocked by","outward":"blocks"},"outwardIssue":{"key":"OPS-2"}},{"type":{"name":"Blocks","inward":"is blocked by","outward":"blocks"},"inwardIssue":{"key":"OPS-7"}},{"type":{"name":"Odd"},"inwardIssue":{"key":"OPS-8"}}]`, "blocks OPS-2, is blocked by OPS-7, Odd OPS-8", report.Text},
		"sub-tasks":                  {system("subtasks", "array"), `[{"key":"OPS-3","fields":{"summary":"x"}},{"key":"OPS-4"}]`, "OPS-3, OPS-4", report.Text},
		"comments":                   {system("comment", "comments-page"), `{"comments":[{"body":"x"}],"maxResults":1,"total":7,"startAt":0}`, "7", report.Number},
		"no comments":                {system("comment", "comments-page"), `{"comments":[],"total":0}`, "0", report.Number},
		"work":                       {system("worklog", "array"), `{"total":21,"worklogs":[{"timeSpentSeconds":60}]}`, "21", report.Number},
		"comments alone":             {system("comment", "array"), `[{"body":"x"},{"body":"y"}]`, "2", report.Number},
		"votes":                      {system("votes", "votes"), `{"votes":3,"hasVoted":false}`, "3", report.Number},
		"watchers":                   {system("watches", "watches"), `{"watchCount":12,"isWatching":true}`, "12", report.Number},
		"attachments":                {system("attachment", "array"), `[{"id":"1","filename":"a.png"},{"filename":"b, c.txt"}]`, "a.png, b, c.txt", report.Text},
		"time spent":                 {system("timespent", "number"), `9000`, "2h 30m", report.Duration},
		"time, whole hours":          {system("aggregatetimeestimate", "number"), `86400`, "24h", report.Duration},
		"time, minutes":              {system("timeestimate", "number"), `1500`, "25m", report.Duration},
		"no time":                    {system("timeoriginalestimate", "number"), `0`, "0m", report.Duration},
		"a moment of work":           {system("aggregatetimespent", "number"), `7`, "1m", report.Duration},
		"time beyond belief":         {system("timespent", "number"), `1e300`, "1e300", report.Number},
		"time tracking":              {system("timetracking", "timetracking"), `{"originalEstimate":"1d","remainingEstimateSeconds":19800,"originalEstimateSeconds":28800,"timeSpentSeconds":9000}`, "2h 30m / 8h", report.Duration},
		"time tracking, unplanned":   {system("timetracking", "timetracking"), `{"timeSpentSeconds":9000}`, "2h 30m", report.Duration},
		"time tracking, remaining":   {system("timetracking", "timetracking"), `{"remainingEstimateSeconds":3600}`, "0m / 1h", report.Duration},
		"progress":                   {system("progress", "progress"), `{"progress":9000,"total":28800,"percent":31}`, "2h 30m / 8h", report.Duration},
		"progress of all":            {system("aggregateprogress", "progress"), `{"progress":0,"total":75600}`, "0m / 21h", report.Duration},
		"work ratio":                 {system("workratio", "number"), `31`, "31%", report.Text},
		"security":                   {system("security", "securitylevel"), `{"id":"10000","name":"Staff"}`, "Staff", report.Text},
		"security without a name":    {system("security", "securitylevel"), `{"self":"https://jira.example.com/s","id":"10000"}`, "10000", report.Text},
		"restriction":                {system("issuerestriction", "issuerestriction"), `{"issuerestrictions":{"projectrole":[{"name":"Staff"}]},"shouldDisplay":true}`, "Staff", report.Text},
		"affected versions":          {system("versions", "array"), `[{"name":"1.0","released":true},{"name":"2.0"}]`, "1.0, 2.0", report.Text},
		"last viewed":                {system("lastViewed", "datetime"), `"2026-11-29T20:05:59.000+0000"`, "2026-11-29 21:05", report.Moment},
	}
}

func typeForms() map[string]form {
	return map[string]form{
		"a user":                 {typed("user"), `{"accountId":"5b","displayName":"Ada Lovelace","active":false}`, "Ada Lovelace", report.Text},
		"a user of Data Center":  {typed("user"), `{"name":"ada","key":"JIRAUSER1"}`, "ada", report.Text},
		"a user without a name":  {typed("user"), `{"self":"https://jira.example.com/u","accountId":"5b"}`, "5b", report.Text},
		"users":                  {listOf("user"), `[{"displayName":"Ada"},null,{"displayName":"Bob"}]`, "Ada, Bob", report.Text},
		"a group":                {typed("group"), `{"name":"jira-users","groupId":"1"}`, "jira-users", report.Text},
		"an option":              {typed("option"), `{"self":"https://jira.example.com/o","value":"Europe","id":"1"}`, "Europe", report.Text},
		"a checkbox":             {custom("array", "multicheckboxes"), `[{"value":"load, peak"},{"value":"privacy & law"}]`, "load, peak, privacy & law", report.Text},
		"a cascade":              {typed("option-with-child"), `{"value":"Europe","child":{"value":"Malta"}}`, "Europe / Malta", report.Text},
		"half a cascade":         {typed("option-with-child"), `{"value":"Europe"}`, "Europe", report.Text},
		"a date":                 {typed("date"), `"2026-11-29"`, "2026-11-29", report.Day},
		"a moment":               {typed("datetime"), `"2026-11-29T23:30:00.000+0000"`, "2026-11-30 00:30", report.Moment},
		"a moment by RFC 3339":   {typed("datetime"), `"2026-11-29T23:30:00Z"`, "2026-11-30 00:30", report.Moment},
		"no moment":              {typed("datetime"), `"06/Jul/19 3:25 PM"`, "06/Jul/19 3:25 PM", report.Text},
		"a whole number":         {typed("number"), `5.0`, "5", report.Number},
		"a number":               {typed("number"), `-1234567.25`, "-1234567.25", report.Number},
		"a number by Java":       {typed("number"), `1.25E7`, "12500000", report.Number},
		"a small number by Java": {typed("number"), `1.5E-4`, "0.00015", report.Number},
		"a zero":                 {typed("number"), `-0.0`, "0", report.Number},
		"a long number":          {typed("number"), `9007199254740993`, "9007199254740993", report.Number},
		"a number beyond any":    {typed("number"), `1e999`, "1e999", report.Text},
		"labels":                 {listOf("string"), `["a","2026-11-29"]`, "a, 2026-11-29", report.Text},
		"moments":                {listOf("datetime"), `["2026-11-29T23:30:00.000+0000"]`, "2026-11-30 00:30", report.Text},
		"a text":                 {typed("string"), `"*so* it\tis\r\n\r\n {\"a\":1} \u001b[2J\u202ex "`, "*so* it is\n {\"a\":1} [2Jx", report.Text},
		"a text like a date":     {typed("string"), `"2026-11-29"`, "2026-11-29", report.Text},
		"a long text":            {custom("string", "textfield"), `"This is a text that is much longer than what is shown"`, "This is a text that is much longer than…", report.Text},
		"a textarea of Cloud":    {custom("string", "textarea"), adfList, "Two things:\n- one\n- two", report.Text},
		"a textarea elsewhere":   {custom("string", "textarea"), `"h1. Title\n# one\n# {{two}}"`, "Title\n1. one\n2. two", report.Text},
		"a version":              {typed("version"), `{"name":"2.1","archived":false}`, "2.1", report.Text},
		"a component":            {listOf("component"), `[{"name":"Web"}]`, "Web", report.Text},
		"a project":              {typed("project"), `{"id":"1","key":"OPS","name":"Operations"}`, "Operations", report.Text},
		"a team":                 {typed("team"), `{"id":"1","name":"Front & back","title":"x","isShared":true}`, "Front & back", report.Text},
		"a truth":                {typed("any"), `true`, "yes", report.Text},
		"a rank":                 {custom("any", "com.pyxis.greenhopper.jira:gh-lexo-rank"), `"0|i000db:"`, "0|i000db:", report.Text},
		"an unforeseen object":   {typed("any"), `{"b":{"x":"2026-11-29","y":[1,2.50]},"a":true,"self":"https://jira.example.com","c":null,"d":{}}`, "a: yes, b: (x: 2026-11-29, y: 1, 2.50)", report.Text},
		"JSON in a text":         {typed("any"), `"{\"amount\":5.0,\"currency\":\"EUR\"}"`, "amount: 5, currency: EUR", report.Text},
		"what stands too deep":   {typed("any"), `[[[[["x",["y"]]]]]]`, "…, …", report.Text},
		"an unforeseen list":     {typed("any"), `[[1],[{"name":"x"},"y"],{}]`, "1, x, y", report.Text},
	}
}

func appForms() map[string]form {
	const dc = `com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,rapidViewId=2,state=ACTIVE,name=Sprint 5, the [best],startDate=<null>,endDate=<null>,goal=a,name=b]`
	const cleanTime = `_*:*_1_*:*_`
	sprint := custom("array", "com.pyxis.greenhopper.jira:gh-sprint")
	epic := custom("any", "com.pyxis.greenhopper.jira:gh-epic-link")
	above := custom("any", "com.atlassian.jpo:jpo-custom-field-parent")
	dev := custom("any", "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf")
	sla := custom("sd-servicelevelagreement", "com.atlassian.servicedesk:sd-sla-field")
	const beans = `"{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@74e102d7[summary={pullrequest=…Bean@68[overall=PullRequestOverallBean{stateCount=0, state='OPEN'}]}], devSummaryJson={\"cachedValue\":{\"errors\":[],\"summary\":{\"pullrequest\":{\"overall\":{\"count\":%,\"stateCount\":%,\"state\":\"OPEN\"}}}},\"isStale\":false}}"`
	return map[string]form{
		"sprints":                 {sprint, `[{"id":1,"name":"Sprint 4","state":"closed"},{"id":2,"name":"Sprint 5","state":"active"}]`, "Sprint 4, Sprint 5", report.Text},
		"sprints elsewhere":       {sprint, `["` + dc + `"]`, "Sprint 5, the [best]", report.Text},
		"a sprint of old":         {sprint, `["com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,name=S 5]"]`, "S 5", report.Text},
		"an epic":                 {epic, `"OPS-12"`, "OPS-12", report.Text},
		"a parent of Cloud":       {above, `{"showField":false,"nonEditableReason":{"reason":"X"},"data":{"id":1,"key":"OPS-12"}}`, "OPS-12", report.Text},
		"development":             {dev, `"{pullrequest={dataType=pullrequest, state=MERGED, stateCount=2}, build={count=1}, json={\"cachedValue\":{\"errors\":[],\"summary\":{\"build\":{\"overall\":{\"count\":1}},\"pullrequest\":{\"overall\":{\"count\":2,\"stateCount\":2,\"state\":\"MERGED\"}}}},\"isStale\":true}}"`, "pull requests: 2 (merged), builds: 1", report.Text},
		"development, printed":    {typed("any"), `"{pullrequest={dataType=pullrequest, state=OPEN, stateCount=1}}"`, "pull requests: 1 (open)", report.Text},
		"development elsewhere":   {typed("any"), strings.ReplaceAll(beans, "%", "3"), "pull requests: 3 (open)", report.Text},
		"commits":                 {typed("any"), `"{repository={count=1, dataType=repository}, json={\"cachedValue\":{\"summary\":{\"repository\":{\"overall\":{\"count\":1}}}}}}"`, "commits: 1", report.Text},
		"time in status":          {custom("any", "com.atlassian.jira.ext.charting:timeinstatus"), `"3` + cleanTime + `5400000_*|*_6` + cleanTime + `0"`, "status 3: 1h 30m, status 6: 0m", report.Text},
		"a request type":          {custom("sd-customerrequesttype", "com.atlassian.servicedesk:vp-origin"), `{"_links":{"web":"https://jira.example.com"},"requestType":{"id":"1","name":"Get help"},"currentStatus":{"status":"Open"}}`, "Get help", report.Text},
		"a request type of old":   {custom("sd-customerrequesttype", "com.atlassian.servicedesk:vp-origin"), `"help/get"`, "help/get", report.Text},
		"SLA, running":            {sla, `{"name":"Time to resolution","completedCycles":[],"ongoingCycle":{"breachTime":{"epochMillis":1795982700000},"breached":false,"paused":false,"remainingTime":{"friendly":"3h"}}}`, "due 2026-11-29 21:05", report.Text},
		"SLA, breached":           {sla, `{"ongoingCycle":{"breachTime":{"epochMillis":1795982700000},"breached":true}}`, "breached 2026-11-29 21:05", report.Text},
		"SLA, paused":             {sla, `{"ongoingCycle":{"breachTime":{"epochMillis":1795982700000},"paused":true,"remainingTime":{"friendly":"3h 20m"}}}`, "paused, 3h 20m left", report.Text},
		"SLA, met":                {sla, `{"completedCycles":[{"breached":true},{"breached":false}]}`, "met", report.Text},
		"SLA, missed":             {sla, `{"completedCycles":[{"breached":true}]}`, "missed", report.Text},
		"satisfaction":            {custom("sd-feedback", "com.atlassian.servicedesk:sd-request-feedback"), `{"rating":4}`, "4 / 5", report.Text},
		"approvals":               {custom("sd-approvals", "com.atlassian.servicedesk.approvals-plugin:sd-approvals"), `[{"name":"Waiting","finalDecision":"approved"},{"name":"Change"}]`, "Waiting (approved), Change (pending)", report.Text},
		"organisations":           {custom("array", "com.atlassian.servicedesk:sd-customer-organizations"), `[{"id":"1","name":"ACME"}]`, "ACME", report.Text},
		"a language":              {custom("any", "com.atlassian.servicedesk:sd-request-language"), `{"languageCode":"de","displayName":"German"}`, "German", report.Text},
		"assets of Cloud":         {custom("array", "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"), `[{"workspaceId":"w","id":"w:88","objectId":"88"}]`, "asset 88", report.Text},
		"assets":                  {custom("array", "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"), `[{"label":"Laptop","objectKey":"IT-8"},{"objectKey":"IT-9"}]`, "Laptop (IT-8), IT-9", report.Text},
		"assets of old":           {custom("array", "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype"), `["Laptop (IT-8)"]`, "Laptop (IT-8)", report.Text},
		"an address":              {custom("string", "url"), `"https://example.com/a?b=1"`, "https://example.com/a?b=1", report.Text},
		"an address that runs":    {custom("string", "url"), `"javascript:alert(1)"`, "javascript:alert(1)", report.Text},
		"an address of a machine": {custom("string", "url"), `"file://server/x"`, "file://server/x", report.Text},
	}
}

func TestEveryKindOfFieldHasAForm(t *testing.T) {
	t.Parallel()
	for _, forms := range []map[string]form{ownForms(), typeForms(), appForms()} {
		for name, f := range forms {
			cell := shown(t, f.field, f.raw)
			if cell.Text != f.want || cell.Kind != f.kind {
				t.Errorf("%s: %s %q, want %s %q", name, cell.Kind, cell.Text, f.kind, f.want)
			}
			checkCell(t, name, cell)
		}
	}
}

func TestWhatIsEmptyIsBlank(t *testing.T) {
	t.Parallel()
	for _, forms := range []map[string]form{ownForms(), typeForms(), appForms()} {
		for name, f := range forms {
			for _, raw := range []string{"null", " null ", "[]", "{}", `""`, "", "{", `"`, "nul"} {
				if raw == "{}" && f.kind == report.Number {
					continue
				}
				if cell := shown(t, f.field, raw); !cmp.Equal(cell, report.Cell{}) {
					t.Errorf("%s: %s became %+v", name, raw, cell)
				}
			}
		}
	}
	for name, f := range map[string]form{
		"no estimate":        {system("workratio", "number"), `-1`, "", ""},
		"nothing planned":    {system("progress", "progress"), `{"progress":0,"total":0}`, "", ""},
		"no restriction":     {system("issuerestriction", "issuerestriction"), `{"issuerestrictions":{},"shouldDisplay":false}`, "", ""},
		"no development":     {custom("any", "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"), `"{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@74e102d7[summary={}]}"`, "", ""},
		"no development yet": {typed("any"), `"{}"`, "", ""},
		"no agreement":       {custom("any", "com.atlassian.servicedesk:sd-sla-field"), `{"name":"x","completedCycles":[]}`, "", ""},
		"an empty document":  {typed("string"), `{"type":"doc","version":1,"content":[]}`, "", ""},
	} {
		if cell := shown(t, f.field, f.raw); !cell.IsBlank() {
			t.Errorf("%s: %+v", name, cell)
		}
	}
}
