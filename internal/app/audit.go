package app

import (
	"net"
	"net/url"
	"time"

	"weir"
	"weir/internal/audit"
	"weir/internal/config"
	"weir/internal/outbound"
)

// An AuditQuery says which part of the audit trail to read.
type AuditQuery struct {
	Since time.Duration // only entries younger than this; 0: all
	Limit int           // only the last so many; 0: all
}

// Audit reads the audit trail, oldest first, and counts the lines that could
// not be read.
func (a *App) Audit(q AuditQuery) (entries []audit.Entry, skipped int, err error) {
	var o audit.ReadOptions
	if q.Since > 0 {
		o.Since = a.env.Now().Add(-q.Since)
	}
	for entry, err := range audit.Read(a.trailPath(), o) {
		switch {
		case weir.KindOf(err) == weir.BadInput:
			skipped++
			continue
		case err != nil:
			return nil, skipped, err
		}
		entries = append(entries, entry)
		if q.Limit > 0 && len(entries) >= 2*q.Limit {
			entries = append(entries[:0], entries[len(entries)-q.Limit:]...)
		}
	}
	if q.Limit > 0 && len(entries) > q.Limit {
		entries = entries[len(entries)-q.Limit:]
	}
	return entries, skipped, nil
}

// AuditPath returns where the trail is.
func (a *App) AuditPath() string { return a.trailPath() }

// Access describes what a job reaches on the sites that are connected, or on
// an example where none is.
func (a *App) Access(job Job) Access {
	sites := a.config.Sites()
	if len(sites) == 0 {
		sites = []config.Site{{URL: &url.URL{Scheme: "https", Host: "YOUR-SITE.atlassian.net"}}}
	}
	access := job.Describe(sites, a.config.Gateway())
	if job.Name == TasksJob().Name {
		a.addTargets(&access)
	}
	if job.Name == ReportJob().Name {
		a.addPages(&access)
	}
	for _, host := range access.Hosts {
		proxy, err := outbound.Proxy(a.env.Getenv, &url.URL{Scheme: "https", Host: net.JoinHostPort(host.Host, host.Port)})
		if err == nil && proxy != nil {
			access.Hosts = addHost(access.Hosts, proxy.Host, "the proxy of this environment (HTTPS_PROXY)")
		}
	}
	return access
}
