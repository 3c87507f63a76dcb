package app

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"weir/internal/config"
	"weir/internal/msgraph"
	"weir/internal/outbound"
)

// addPages adds what the configured reports read and write, or examples where
// there is none.
func (a *App) addPages(access *Access) {
	jobs := []config.Report{
		{Page: config.ReportPage{File: "YOUR-FILE.html"}},
		{Page: config.ReportPage{OneNote: "Notebook/Section/Page"}},
	}
	if names := a.config.ReportNames(); len(names) > 0 {
		jobs, access.Fields = nil, nil
		for _, name := range names {
			jobs = append(jobs, a.config.Report[name])
		}
	}
	for _, job := range jobs {
		columns := a.columnsText(job)
		if job.Name != "" {
			for _, column := range columns {
				if !slices.Contains(access.Fields, column) {
					access.Fields = append(access.Fields, column)
				}
			}
		}
		if job.Page.OneNote == "" {
			access.Targets = append(access.Targets, fileAccess(job, columns))
			continue
		}
		a.addMicrosoft(access, job, columns)
	}
}

func fileAccess(job config.Report, columns []string) AccessTarget {
	format := job.Page.FileFormat()
	return AccessTarget{
		Job: job.Name, Target: "file (" + format + ")", Where: WhereOf(job), Fields: columns,
		Reads: "the whole file", Writes: "its own table, in a workbook its own sheet; what else is in the file stays",
	}
}

// addMicrosoft adds a page of OneNote, read off the policies of the clients.
func (a *App) addMicrosoft(access *Access, job config.Report, columns []string) {
	m := a.config.Microsoft()
	graph, signIn := msgraph.Policy(m.Graph), msgraph.SignInPolicy(m.Login)
	access.Hosts = addHost(access.Hosts, graph.Hosts[0], "Microsoft Graph, for the pages of OneNote")
	access.Hosts = addHost(access.Hosts, signIn.Hosts[0], "Microsoft's sign-in; the page on which people sign in is opened by their browser")
	access.Targets = append(access.Targets, AccessTarget{
		Job: job.Name, Target: "onenote", Where: job.Page.OneNote, Fields: columns,
		Methods: graph.Methods,
		Paths:   slices.Concat(pathsOf(graph), pathsOf(signIn)),
		Scopes:  strings.Fields(msgraph.Scopes),
		Reads:   "the names of notebooks, sections and pages; of this page, and of others in search of it, all that is on it, in memory alone",
		Writes: "its own table, the line above and the list below; POST makes the page, and its section, where they are not there yet, and a notebook when a person asks for one; " +
			"everything else on the page stays. Whoever may read the page sees in the table what Jira shows to your account",
	})
}

// pathsOf lists the addresses that a policy allows.
func pathsOf(p outbound.Policy) []string {
	var list []string
	for _, path := range p.Paths {
		host, _, err := net.SplitHostPort(p.Hosts[0])
		if err != nil {
			host = p.Hosts[0]
		}
		address := url.URL{Host: host, Path: p.Base}
		list = append(list, strings.Join(p.MethodsOf(path), "|")+" "+strings.TrimPrefix(address.String(), "//")+path)
	}
	return list
}
