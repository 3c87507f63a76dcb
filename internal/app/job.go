package app

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/tasks"
)

// A Job is a piece of work with a policy of its own. Its clients can reach the
// endpoints that it names and nothing else, and `weir access` prints the same
// list: what an administrator approves is what is enforced.
type Job struct {
	Name      string
	Title     string
	Endpoints []jira.Endpoint
	Fields    []string // of issues, in words
}

// IssuesJob lists issues: `weir issues`.
func IssuesJob() Job {
	return Job{
		Name: "issues", Title: "list issues (weir issues)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.Fields},
		Fields:    []string{"those of the columns that you name"},
	}
}

// FieldsJob lists the fields of a site: `weir fields`.
func FieldsJob() Job {
	return Job{
		Name: "fields", Title: "list the fields of a site (weir fields)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Fields},
		Fields:    []string{"none: no issue is read"},
	}
}

// ConnectJob saves and checks the way into a site: `weir connect`, `weir doctor`.
func ConnectJob() Job {
	return Job{
		Name: "connect", Title: "save and check a site (weir connect, weir doctor)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.Permissions, jira.TenantInfo},
		Fields:    []string{"none: a trial query asks for keys only"},
	}
}

// TasksJob keeps task lists in step: `weir tasks`. What the targets are and which
// fields are read depends on the configuration: see App.Access.
func TasksJob() Job {
	return Job{
		Name: "tasks", Title: "keep issues in a task list (weir tasks)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search},
		Fields:    tasks.Settings{}.Fields(),
	}
}

// TasksInitJob sets up a task list: `weir tasks init`.
func TasksInitJob() Job {
	return Job{
		Name: "tasks-init", Title: "set up a task list (weir tasks init)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.OwnFilters, jira.FavouriteFilters},
		Fields:    []string{"none: a trial query counts issues, and saved filters are offered by name"},
	}
}

// FlowReadJob measures flow: `weir flow`.
func FlowReadJob() Job {
	return Job{
		Name: "flow", Title: "measure how work flows (weir flow)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.History, jira.Statuses, jira.BoardColumns},
		Fields: append(flowFields(), "change history: of changes of status, flag and resolution only when, and from what to what; "+
			"everything else in it, people's names included, is skipped before it becomes a value"),
	}
}

// FlowInitJob sets up a job of flow: `weir flow init`.
func FlowInitJob() Job {
	return Job{
		Name: "flow-init", Title: "set up a measurement (weir flow init)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Statuses, jira.Boards, jira.BoardColumns},
		Fields:    []string{"none: boards are offered by name, with their columns"},
	}
}

// ReportJob refreshes reports: `weir report`. What the pages are and which fields
// are read depends on the configuration: see App.Access.
func ReportJob() Job {
	return Job{
		Name: "report", Title: "keep a table of issues fresh on a page (weir report)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.Fields, jira.SavedFilter},
		Fields:    []string{"those of the columns that you name"},
	}
}

// ReportInitJob sets up a report: `weir report init`.
func ReportInitJob() Job {
	return Job{
		Name: "report-init", Title: "set up a report (weir report init)",
		Endpoints: []jira.Endpoint{jira.ServerInfo, jira.Myself, jira.Search, jira.SavedFilter, jira.OwnFilters, jira.FavouriteFilters},
		Fields:    []string{"none: a trial query counts issues, and saved filters are offered by name; the first rows come through the job report"},
	}
}

// Jobs lists all jobs.
func Jobs() []Job {
	return []Job{ConnectJob(), IssuesJob(), FieldsJob(), TasksJob(), TasksInitJob(), FlowReadJob(), FlowInitJob(), ReportJob(), ReportInitJob()}
}

// Access is what a job reaches, for the administrator who must approve it.
type Access struct {
	Job         string        `json:"job"`
	Title       string        `json:"title"`
	Hosts       []AccessHost  `json:"hosts"`
	Methods     []string      `json:"methods"`
	Paths       []AccessPath  `json:"paths"`
	Fields      []string      `json:"fields"`
	Scopes      AccessScopes  `json:"scopes"`
	Permissions []string      `json:"permissions"` // in Jira
	Limits      []AccessLimit `json:"limits"`
	// Targets are where the job writes, beside Weir's own state; none for most.
	Targets []AccessTarget `json:"targets,omitempty"`
}

// An AccessTarget is something that a job reads and writes on the user's behalf.
type AccessTarget struct {
	Job     string   `json:"job"` // as configured; empty for an example
	Target  string   `json:"target"`
	Where   string   `json:"where"` // a path, or an address
	Methods []string `json:"methods,omitempty"`
	Paths   []string `json:"paths,omitempty"`  // each with its methods and its host
	Scopes  []string `json:"scopes,omitempty"` // that the user consents to
	Fields  []string `json:"fields"`           // of Jira's issues that are written there
	Reads   string   `json:"reads"`
	Writes  string   `json:"writes"`
}

// An AccessHost is a host that a job connects to.
type AccessHost struct {
	Host string `json:"host"`
	Port string `json:"port"`
	Why  string `json:"why"`
}

// An AccessPath is a part of Jira's API that a job reads.
type AccessPath struct {
	Name       string `json:"name"`
	Cloud      string `json:"cloud"`
	DataCenter string `json:"data_center"`
	Why        string `json:"why"`
}

// AccessScopes are the scopes of a Cloud API token with scopes: the classic
// ones, with granular ones where there is no classic one, or all of the granular
// ones.
type AccessScopes struct {
	Classic  []string `json:"classic"`
	Granular []string `json:"granular"`
}

// An AccessLimit is a rule that every request of the job obeys.
type AccessLimit struct {
	Rule string `json:"rule"`
}

// Describe returns what the job reaches on the given sites. It is read off the
// very policy that the job's clients are made from.
func (j Job) Describe(sites []config.Site, gateway *url.URL) Access {
	access := Access{
		Job: j.Name, Title: j.Title, Fields: j.Fields, Scopes: j.Scopes(),
		Permissions: []string{"Browse Projects, and nothing more"},
		Limits: []AccessLimit{
			{Rule: "https only, TLS 1.2 or later, certificates always verified"},
			{Rule: "no redirect off the host; credentials never follow a redirect; no cookies"},
			{Rule: "every request is in the audit trail (weir audit)"},
		},
	}
	for _, site := range sites {
		policy := jira.Policy(site.URL, j.Endpoints...)
		access.Methods = policy.Methods
		access.Hosts = addHost(access.Hosts, policy.Hosts[0], "your Jira site")
		if site.APIURL != nil {
			policy = jira.Policy(site.APIURL, j.Endpoints...)
			access.Hosts = addHost(access.Hosts, policy.Hosts[0], "where the API of your Jira site is reached; its paths begin with "+policy.Base)
		}
	}
	access.Hosts = addHost(access.Hosts, gateway.Host, "Atlassian's API gateway, only for Cloud tokens with scopes; paths there begin with "+jira.GatewayPath)
	for _, e := range j.Endpoints {
		d := e.Describe()
		access.Paths = append(access.Paths, AccessPath{Name: string(e), Cloud: d.Cloud, DataCenter: d.DataCenter, Why: d.Why})
	}
	return access
}

// Scopes returns those that a Cloud token with scopes needs for the job.
func (j Job) Scopes() AccessScopes {
	var s AccessScopes
	for _, e := range j.Endpoints {
		d := e.Describe()
		if d.Classic != "" {
			s.Classic = append(s.Classic, d.Classic)
		} else {
			s.Classic = append(s.Classic, d.Granular...) // there is no classic one
		}
		s.Granular = append(s.Granular, d.Granular...)
	}
	slices.Sort(s.Classic)
	slices.Sort(s.Granular)
	return AccessScopes{Classic: slices.Compact(s.Classic), Granular: slices.Compact(s.Granular)}
}

// addHost adds a host, unless it is there already.
func addHost(hosts []AccessHost, hostport, why string) []AccessHost {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		host, port = hostport, "443"
	}
	if slices.ContainsFunc(hosts, func(h AccessHost) bool { return h.Host == host && h.Port == port }) {
		return hosts
	}
	return append(hosts, AccessHost{Host: host, Port: port, Why: why})
}

// FindJob returns the job with the given name.
func FindJob(name string) (Job, error) {
	var names []string
	for _, job := range Jobs() {
		if job.Name == name {
			return job, nil
		}
		names = append(names, job.Name)
	}
	return Job{}, &weir.Error{
		Kind: weir.Usage, Text: "there is no job \"" + name + "\"", Next: "the jobs are " + strings.Join(names, ", "),
	}
}
