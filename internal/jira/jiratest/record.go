package jiratest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The most requests and violations that a server remembers.
const (
	maxRequests   = 8192
	maxViolations = 1000
)

// A Request is what a server remembers of one request. It holds no credential.
type Request struct {
	At     time.Time // by the wall clock, when the request arrived
	Method string
	Path   string
	// Route is the path's template from the server's list, for instance
	// /rest/api/3/issue/{issue}/changelog, or "" for an unlisted request.
	Route  string
	Query  url.Values
	Status int // 0 until the answer has begun

	// Auth is the scheme of the Authorization header, never its value.
	Auth string
	// Header holds Accept, Accept-Encoding, Content-Type, Cookie, Origin,
	// Referer, User-Agent and the X-Atlassian- headers, as far as they were sent.
	Header http.Header
}

// recordedHeaders are those that a test may want to assert on.
var recordedHeaders = []string{"Accept", "Accept-Encoding", "Content-Type", "Cookie", "Origin", "Referer", "User-Agent", "X-Atlassian-Token", "X-Atlassian-Websudo"}

// A journal remembers the last requests and every broken rule.
type journal struct {
	mu         sync.Mutex
	ring       []Request
	next       int // the number of requests so far
	violations []string
	dropped    int // violations beyond the limit
}

// begin remembers a request and returns its number, for answered.
func (j *journal) begin(r *http.Request, route string, query url.Values) int {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	entry := Request{
		At: time.Now(), Method: r.Method, Path: r.URL.Path, Route: route,
		Query: query, Auth: scheme, Header: make(http.Header),
	}
	for _, name := range recordedHeaders {
		if v := r.Header.Values(name); len(v) > 0 {
			entry.Header[name] = slices.Clone(v)
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	n := j.next
	j.next++
	if len(j.ring) < maxRequests {
		j.ring = append(j.ring, entry)
	} else {
		j.ring[n%maxRequests] = entry
	}
	return n
}

// answered notes the status of request n.
func (j *journal) answered(n, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if n >= j.next-len(j.ring) {
		j.ring[n%maxRequests].Status = status
	}
}

// violation notes a broken rule.
func (j *journal) violation(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.violations) >= maxViolations {
		j.dropped++
		return
	}
	j.violations = append(j.violations, fmt.Sprintf(format, args...))
}

// Requests returns what the server was asked, oldest first: the last 8192
// requests at most. The values are copies except for Query and Header, which
// must not be changed.
func (s *Server) Requests() []Request {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.next <= maxRequests {
		return slices.Clone(j.ring)
	}
	start := j.next % maxRequests
	return slices.Concat(j.ring[start:], j.ring[:start])
}

// Violations returns the broken rules, in order: requests that are no GET,
// paths and query parameters that are not listed, cookies that came back. Each
// is one line that names method, path and reason.
func (s *Server) Violations() []string {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	found := slices.Clone(j.violations)
	if j.dropped > 0 {
		found = append(found, fmt.Sprintf("and %d more", j.dropped))
	}
	return found
}

// A watchedWriter notes the status before the client can see it.
type watchedWriter struct {
	http.ResponseWriter
	note func(status int)
	sent bool
}

// WriteHeader notes the status and sends it.
func (w *watchedWriter) WriteHeader(status int) {
	// 1xx answers come before the real one.
	if !w.sent && status >= http.StatusOK {
		w.sent = true
		w.note(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends b, after a 200 if no status was sent.
func (w *watchedWriter) Write(b []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what is buffered, for interceptors that answer in pieces.
func (w *watchedWriter) Flush() {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}
