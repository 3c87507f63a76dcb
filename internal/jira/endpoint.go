package jira

import (
	"net/url"
	"slices"
	"strings"

	"weir/internal/outbound"
)

// A Flavour is a kind of Jira.
type Flavour string

// The flavours, as their users name them.
const (
	Cloud      Flavour = "Cloud"
	DataCenter Flavour = "Data Center"
)

// An Endpoint names a part of Jira's API that Weir may read.
type Endpoint string

// The endpoints.
const (
	ServerInfo       Endpoint = "server information"
	Myself           Endpoint = "own account"
	Search           Endpoint = "issue search"
	History          Endpoint = "issue history"
	Fields           Endpoint = "fields"
	Statuses         Endpoint = "statuses"
	Projects         Endpoint = "projects"
	OwnFilters       Endpoint = "own filters"
	FavouriteFilters Endpoint = "favourite filters"
	SavedFilter      Endpoint = "saved filter"
	Boards           Endpoint = "boards"
	BoardColumns     Endpoint = "board configuration"
	Sprints          Endpoint = "sprints"
	Permissions      Endpoint = "own permissions"
	TenantInfo       Endpoint = "site id"
)

// A Description says what an endpoint is and why Weir reads it, for the
// administrator who must approve that.
type Description struct {
	Cloud      string // path template, empty where Cloud has no such thing
	DataCenter string // path template, empty where Data Center has no such thing
	Why        string
	// Classic and Granular are the scopes that a scoped Cloud token needs:
	// either the classic one, or all of the granular ones; boards have no classic
	// one. Source: Atlassian's OpenAPI documents for Jira Cloud v3 and for Jira
	// Software Cloud.
	Classic  string
	Granular []string
}

// Describe returns the facts about an endpoint.
func (e Endpoint) Describe() Description {
	switch e {
	case ServerInfo:
		return Description{
			// Both flavours answer here, and until they have, nobody knows which it is.
			Cloud: "/rest/api/2/serverInfo", DataCenter: "/rest/api/2/serverInfo",
			Why: "to know whether the site is Cloud or Data Center, and its clock",
		}
	case Myself:
		return Description{
			Cloud: "/rest/api/3/myself", DataCenter: "/rest/api/2/myself",
			Why:      "to prove that the sign-in is valid, and to learn the account's time zone",
			Classic:  "read:jira-user",
			Granular: scopes("application-role", "group", "user", "avatar"),
		}
	case Search:
		return Description{
			Cloud: "/rest/api/3/search/jql", DataCenter: "/rest/api/2/search",
			Why:      "to read the issues that a query selects, with the fields that the job names",
			Classic:  "read:jira-work",
			Granular: scopes("issue-details", "audit-log", "avatar", "field-configuration", "issue-meta"),
		}
	case History:
		return Description{
			Cloud:    "/rest/api/3/issue/{id}/changelog", // Data Center sends histories whole
			Why:      "to read the whole history of an issue where a search cuts it short",
			Classic:  "read:jira-work",
			Granular: scopes("issue-meta", "avatar", "issue.changelog"),
		}
	case Boards, BoardColumns, Sprints:
		return describeBoards(e)
	case Fields:
		return Description{
			Cloud: "/rest/api/3/field", DataCenter: "/rest/api/2/field",
			Why:      "to find a field's id by its name",
			Classic:  "read:jira-work",
			Granular: scopes("field", "avatar", "project-category", "project", "field-configuration"),
		}
	case Statuses:
		return Description{
			Cloud: "/rest/api/3/status", DataCenter: "/rest/api/2/status",
			Why:      "to sort statuses into to do, in progress and done",
			Classic:  "read:jira-work",
			Granular: scopes("status"),
		}
	case Projects:
		return Description{
			Cloud: "/rest/api/3/project/search", DataCenter: "/rest/api/2/project",
			Why:     "to offer the projects to choose from",
			Classic: "read:jira-work",
			Granular: scopes("issue-type", "project", "project.property", "user", "application-role", "avatar", "group",
				"issue-type-hierarchy", "project-category", "project-version", "project.component"),
		}
	case OwnFilters, FavouriteFilters, SavedFilter:
		return describeFilters(e)
	case Permissions:
		return Description{
			Cloud: "/rest/api/3/mypermissions", DataCenter: "/rest/api/2/mypermissions",
			Why:      "to warn when the account may do more than read",
			Classic:  "read:jira-work",
			Granular: scopes("permission"),
		}
	case TenantInfo:
		return Description{
			Cloud: "/_edge/tenant_info",
			Why:   "to find the API gateway, which is where scoped tokens work; asked without a sign-in",
		}
	default:
		return Description{}
	}
}

func describeFilters(e Endpoint) Description {
	d := Description{
		Cloud: "/rest/api/3/filter/favourite", DataCenter: "/rest/api/2/filter/favourite",
		Why:     "to offer saved filters to choose from",
		Classic: "read:jira-work",
		Granular: scopes("filter", "group", "project", "project-role", "user", "jql", "application-role", "avatar",
			"issue-type-hierarchy"),
	}
	switch e {
	case OwnFilters:
		d.Cloud, d.DataCenter = "/rest/api/3/filter/my", ""
	case SavedFilter:
		d.Cloud, d.DataCenter = "/rest/api/3/filter/{id}", "/rest/api/2/filter/{id}"
		d.Why = "to read the query of a saved filter that the job names, with its order"
	default: // the favourite ones
	}
	return d
}

func describeBoards(e Endpoint) Description {
	const boards, project = "read:board-scope:jira-software", "read:project:jira"
	path := "/rest/agile/1.0/board"
	switch e {
	case BoardColumns:
		path += "/{id}/configuration"
		return Description{
			Cloud: path, DataCenter: path,
			Why:      "to learn the stages of a workflow: the columns of a board, and the statuses in each",
			Granular: []string{"read:board-scope.admin:jira-software", project},
		}
	case Sprints:
		path += "/{id}/sprint"
		return Description{
			Cloud: path, DataCenter: path,
			Why:      "to read a board's sprints, with their names and times",
			Granular: []string{"read:sprint:jira-software"},
		}
	default:
		return Description{
			Cloud: path, DataCenter: path,
			Why: "to offer the boards to choose from",
			// The document names none for this list, but what is listed are boards
			// and the projects that they belong to.
			Granular: []string{boards, project},
		}
	}
}

func scopes(things ...string) []string {
	for i, thing := range things {
		things[i] = "read:" + thing + ":jira"
	}
	return things
}

// maxAnswer is far more than a page of a hundred issues with long histories, in
// bytes; maxEntry, than one issue.
const (
	maxAnswer = 128 << 20
	maxEntry  = 16 << 20
)

// perSecond bounds how fast Jira is asked. Atlassian's burst limits begin at
// about 100 GET requests a second for a whole site; well under half of that is
// what eight requests at a time make of answers that take 200 ms, and leaves
// the rest to people. Where a server allows less, it says so, and is heeded.
const perSecond = 40

// Policy returns what a client of the Jira at api may do: GET, on that host, the
// paths of the given endpoints in both flavours.
func Policy(api *url.URL, endpoints ...Endpoint) outbound.Policy {
	var paths []string
	for _, e := range endpoints {
		d := e.Describe()
		for _, path := range []string{d.Cloud, d.DataCenter} {
			if path != "" && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return outbound.Policy{
		Peer:    "Jira",
		Hosts:   []string{api.Host},
		Methods: []string{"GET"},
		Base:    strings.TrimSuffix(api.EscapedPath(), "/"),
		Paths:   paths,
		MaxBody: maxAnswer,
		Pace:    outbound.Pace{PerSecond: perSecond, Burst: parallel},
	}
}

// pathOf is the endpoint's path for the thing with an id.
func (e Endpoint) pathOf(f Flavour, id string) string {
	return strings.Replace(e.path(f), "{id}", id, 1)
}

func (e Endpoint) path(f Flavour) string {
	if f == Cloud {
		return e.Describe().Cloud
	}
	return e.Describe().DataCenter
}
