package jiratest

import "strings"

const tenantInfo = "/_edge/tenant_info"

// What Jira lets a client say about a list.
const (
	pageParams = " startAt maxResults"
	noParams   = ""
)

// routesOf is the list of what a flavour may be asked. What is not in it, with
// the parameters as given, is a violation.
func routesOf(o Options) []route {
	if o.Flavour == DataCenter {
		return append(dcRoutes(), agileRoutes()...)
	}
	return append(cloudRoutes(), agileRoutes()...)
}

func cloudRoutes() []route {
	const v3 = "/rest/api/3/"
	return []route{
		at(tenantInfo, noParams, everybody, tenant),
		at(v3+"myself", "expand", onlyKnown, myself),
		at(v3+"serverInfo", noParams, everybody, serverInfo),
		at("/rest/api/2/serverInfo", noParams, everybody, serverInfo),
		at(v3+"search/jql", "jql nextPageToken maxResults fields expand properties fieldsByKeys failFast reconcileIssues", whereOpen, searchCloud),
		at(v3+"search", "jql startAt maxResults fields expand validateQuery properties fieldsByKeys", whereOpen, searchGone),
		at("/rest/api/2/search", "jql startAt maxResults fields expand validateQuery properties fieldsByKeys", whereOpen, searchGone),
		at(v3+"issue/{issue}/changelog", pageParams, whereOpen, changelog),
		at(v3+"issue/{issue}/comment", "orderBy"+pageParams, whereOpen, comments),
		at(v3+"issue/{issue}/worklog", "startedAfter startedBefore"+pageParams, whereOpen, worklogs),
		at(v3+"field", noParams, whereOpen, fields),
		at(v3+"field/search", "type id query orderBy"+pageParams, whereOpen, fieldSearch),
		at(v3+"status", noParams, whereOpen, statuses),
		at(v3+"statuscategory", noParams, whereOpen, statusCategories),
		at(v3+"issuetype", noParams, whereOpen, issueTypes),
		at(v3+"priority", noParams, whereOpen, priorities),
		at(v3+"project/search", "orderBy id keys query typeKey action status"+pageParams, whereOpen, projectSearch),
		at(v3+"project/{project}/statuses", noParams, whereOpen, projectStatuses),
		at(v3+"filter/my", "includeFavourites", onlyKnown, myFilters),
		at(v3+"filter/favourite", noParams, whereOpen, favouriteFilters),
		at(v3+"filter/search", "filterName accountId id orderBy expand isSubstringMatch"+pageParams, whereOpen, filterSearch),
		at(v3+"filter/{filter}", noParams, whereOpen, oneFilter),
		at(v3+"mypermissions", "permissions projectKey projectId issueKey issueId", whereOpen, myPermissions),
		at(v3+"jql/autocompletedata", noParams, whereOpen, autocomplete),
		at(v3+"jql/autocompletedata/suggestions", "fieldName fieldValue", whereOpen, suggestions),
	}
}

func dcRoutes() []route {
	const v2 = "/rest/api/2/"
	return []route{
		at(v2+"myself", noParams, onlyKnown, myself),
		at(v2+"serverInfo", noParams, everybody, serverInfo),
		// A client may ask here whether this is Cloud: it is not.
		at("/rest/api/3/serverInfo", noParams, everybody, noSuchVersion),
		at(v2+"search", "jql startAt maxResults validateQuery fields expand", whereOpen, searchDC),
		at(v2+"issue/{issue}/comment", "orderBy"+pageParams, whereOpen, comments),
		at(v2+"issue/{issue}/worklog", noParams, whereOpen, worklogs),
		at(v2+"field", noParams, whereOpen, fields),
		at(v2+"status", noParams, whereOpen, statuses),
		at(v2+"status/page", "query"+pageParams, whereOpen, statusPage),
		at(v2+"statuscategory", noParams, whereOpen, statusCategories),
		at(v2+"issuetype", noParams, whereOpen, issueTypes),
		at(v2+"issuetype/page", "query"+pageParams, whereOpen, issueTypePage),
		at(v2+"priority", noParams, whereOpen, priorities),
		at(v2+"project", noParams, whereOpen, projects),
		at(v2+"project/{project}/statuses", noParams, whereOpen, projectStatuses),
		at(v2+"filter/favourite", noParams, onlyKnown, favouriteFilters),
		at(v2+"filter/{filter}", noParams, whereOpen, oneFilter),
		at(v2+"mypermissions", "permissions projectKey projectId issueKey issueId", whereOpen, myPermissions),
		at(v2+"jql/autocompletedata", noParams, whereOpen, autocomplete),
		at(v2+"jql/autocompletedata/suggestions", "fieldName fieldValue", whereOpen, suggestions),
	}
}

func at(template, params string, who access, serve func(*call)) route {
	return route{
		template: template, segments: strings.Split(strings.TrimPrefix(template, "/"), "/"),
		params: strings.Fields(params), access: who, serve: serve,
	}
}
