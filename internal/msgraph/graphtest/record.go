package graphtest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The most requests and violations that a World remembers.
const (
	maxRequests   = 20000
	maxViolations = 1000
)

// A Request is what a World remembers of one request. It holds no secret: of a
// query to the sign-in only the names are kept.
type Request struct {
	At     time.Time // by the world's clock, when the request arrived
	Method string
	Path   string
	// Route is the path's template, for instance /pages/{id}/content for a path
	// below /v1.0/me/onenote, or "" for a request that is not listed.
	Route  string
	Query  url.Values
	Status int // 0 until the answer has begun, and where none came
	Sent   int // bytes of the request's body
	Got    int // bytes of the answer's body
	// Graph tells requests to Graph from those to the sign-in and the view.
	Graph bool
}

// A journal remembers requests and every broken rule.
type journal struct {
	mu         sync.Mutex
	requests   []*Request
	violations []string
}

func (j *journal) begin(r *http.Request, to *route, now time.Time) *Request {
	entry := &Request{At: now, Method: r.Method, Path: r.URL.Path, Query: url.Values{}}
	if to != nil {
		entry.Route, entry.Graph = to.template, to.area == graphArea
	}
	for name, values := range r.URL.Query() {
		if entry.Graph {
			entry.Query[name] = slices.Clone(values)
		} else {
			entry.Query[name] = nil
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.requests) == maxRequests {
		j.requests = j.requests[1:]
	}
	j.requests = append(j.requests, entry)
	return entry
}

// note changes an entry.
func (j *journal) note(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
}

func (j *journal) violation(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.violations) < maxViolations {
		j.violations = append(j.violations, fmt.Sprintf(format, args...))
	}
}

// Requests returns what was asked, oldest first: the last 20,000 at most. Their
// queries must not be changed.
func (w *World) Requests() []Request {
	w.journal.mu.Lock()
	defer w.journal.mu.Unlock()
	list := make([]Request, len(w.journal.requests))
	for n, r := range w.journal.requests {
		list[n] = *r
	}
	return list
}

// GraphRequests returns those of the requests that went to Graph, each as
// "METHOD route", for instance "PATCH /pages/{id}/content". Unlisted ones have
// their path instead of the route.
func (w *World) GraphRequests() []string {
	var list []string
	for _, r := range w.Requests() {
		switch {
		case r.Graph:
			list = append(list, r.Method+" "+r.Route)
		case r.Route == "" && strings.HasPrefix(r.Path, "/v1.0"):
			list = append(list, r.Method+" "+r.Path)
		}
	}
	return list
}

// Violations returns the broken rules, in order: requests and parameters that
// are not listed, scopes beyond Scopes, sign-ins without state. Each is one
// line that names method, path and reason.
func (w *World) Violations() []string {
	w.journal.mu.Lock()
	defer w.journal.mu.Unlock()
	return slices.Clone(w.journal.violations)
}

// Forget empties the lists of requests and violations.
func (w *World) Forget() {
	w.journal.mu.Lock()
	defer w.journal.mu.Unlock()
	w.journal.requests, w.journal.violations = nil, nil
}
