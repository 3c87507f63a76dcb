package app

import (
	"net/url"
	"time"

	"weir"
	"weir/internal/audit"
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
	var sites []*url.URL
	for _, site := range a.config.Sites() {
		sites = append(sites, site.URL)
	}
	if len(sites) == 0 {
		sites = []*url.URL{{Scheme: "https", Host: "YOUR-SITE.atlassian.net"}}
	}
	return job.Describe(sites, a.config.Gateway())
}
