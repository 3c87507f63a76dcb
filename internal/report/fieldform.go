package report

import "strings"

// What is shown of a field is decided by the first row of these that fits it. Null,
// an empty list and an empty object are blank, and so is a field that is hidden.
//
//	Jira's own fields           shown as
//	environment                 what somebody wrote, without markup, shortened
//	issuelinks                  blocks OPS-2, is blocked by OPS-7
//	subtasks                    OPS-3, OPS-4
//	comment, worklog            how many: a number
//	votes, watches              how many: a number
//	attachment                  names of files
//	timespent, timeestimate,    2h 30m: a duration; a day has no fixed length
//	timeoriginalestimate,
//	aggregatetime…
//	timetracking                2h 30m / 8h, spent of estimated: a duration (spent)
//	progress, aggregateprogress 2h 30m / 8h, spent of all: a duration (spent)
//	workratio                   31%
//	issuerestriction            the roles that may see it
//
//	types that somebody made
//	textarea                    what somebody wrote, without markup, shortened
//	url                         the address, as a link where it is one of the web
//	sprint                      names
//	epic link, parent link      OPS-12, as a link
//	development                 pull requests: 2 (merged), builds: 1
//	time in status              status 3: 2h 30m
//	customer request type       its name
//	SLA                         due 2026-11-29 21:05 · breached … · paused, 3h left · met
//	                            (no time that passes by itself: the cell would
//	                            change in each run)
//	satisfaction                4 / 5
//	approvals                   Waiting for approval (pending)
//	assets                      label (key), or: asset 88
//
//	types of values
//	string                      the text, shortened
//	number                      as Jira wrote it, without .0 and exponents: a number
//	date                        2026-11-29: a day
//	datetime                    2026-11-29 21:05 in the report's zone: a moment
//	any other                   by its shape, below
//
//	shapes
//	text                        a moment, a day, a sprint, else the text, shortened
//	number, truth               a number; yes or no
//	list                        its elements, with commas
//	document                    its text, without markup, shortened
//	object                      its display name, name, value (Europe / Malta), key
//	                            or title: users, groups, options, versions,
//	                            components, priorities, teams, …
//	any other object            its members in words: a: 1, b: (c: 2)
func formOf(f Field) form {
	if shown, ok := systemForm(f.ID); ok {
		return shown
	}
	if shown, ok := customForm(f.Custom); ok {
		return shown
	}
	switch f.Type {
	case "string":
		return form{Text, (*writer).plain}
	case "number":
		return form{Number, (*writer).number}
	case "date":
		return form{Day, (*writer).date}
	case "datetime":
		return form{Moment, (*writer).date}
	}
	return form{kind: Text}
}

// isVague reports whether a type of Jira's does not say what its values are, as
// those of apps do not.
func isVague(kind string) bool {
	switch kind {
	case "array", "component", "group", "issuetype", "option", "option-with-child", "priority", "project", "resolution", "securitylevel", "status", "user", "version":
		return false
	}
	return true
}

func systemForm(id string) (form, bool) {
	switch id {
	case "environment":
		return form{Text, (*writer).document}, true
	case "issuelinks":
		return form{Text, (*writer).links}, true
	case "subtasks":
		return form{Text, (*writer).keys}, true
	case "comment", "worklog", "votes", "watches":
		return form{Number, (*writer).count}, true
	case "timespent", "timeestimate", "timeoriginalestimate",
		"aggregatetimespent", "aggregatetimeestimate", "aggregatetimeoriginalestimate":
		return form{Duration, (*writer).duration}, true
	case "timetracking":
		return form{Duration, (*writer).timeTracking}, true
	case "progress", "aggregateprogress":
		return form{Duration, (*writer).progress}, true
	case "workratio":
		return form{Text, (*writer).ratio}, true
	case "issuerestriction":
		return form{Text, (*writer).restriction}, true
	}
	return form{}, false
}

func customForm(key string) (form, bool) {
	if kind, ok := strings.CutPrefix(key, "com.atlassian.jira.plugin.system.customfieldtypes:"); ok {
		switch kind {
		case "textarea":
			return form{Text, (*writer).document}, true
		case "url":
			return form{Text, (*writer).address}, true
		}
		return form{}, false
	}
	switch key {
	case "com.pyxis.greenhopper.jira:gh-epic-link", "com.atlassian.jpo:jpo-custom-field-parent":
		return form{Text, (*writer).issueAbove}, true
	case "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf",
		"com.atlassian.jira.plugins.jira-development-integration-plugin:devsummary":
		return form{Text, (*writer).development}, true
	case "com.atlassian.jira.ext.charting:timeinstatus":
		return form{Text, (*writer).timeInStatus}, true
	case "com.atlassian.servicedesk:vp-origin":
		return form{Text, (*writer).requestType}, true
	case "com.atlassian.servicedesk:sd-sla-field":
		return form{Text, (*writer).agreement}, true
	case "com.atlassian.servicedesk:sd-request-feedback":
		return form{Text, (*writer).satisfaction}, true
	case "com.atlassian.servicedesk.approvals-plugin:sd-approvals":
		return form{Text, (*writer).approvals}, true
	case "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", "com.riadalabs.jira.plugins.insight:rlabs-customfield-default-object":
		return form{Text, (*writer).assets}, true
	}
	return form{}, false
}
