package jiratest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"weir/internal/localserver"
)

// A route is one line of the list of what may be asked.
type route struct {
	template string   // the path, with {name} for a segment that varies
	segments []string // of the template
	params   []string // the query parameters that Jira knows there
	access   access
	serve    func(*call)
}

// access says who gets an answer.
type access int

const (
	// Where the site is open anybody is answered, though mostly with nothing:
	// this is how Jira hides that a token has died.
	whereOpen access = iota
	// The account alone; 401 to everybody else, open site or not.
	onlyKnown
	// Anybody, closed site or not.
	everybody
)

// A call is one request on its way to an answer.
type call struct {
	*Server
	w     http.ResponseWriter
	r     *http.Request
	route route
	query url.Values
	arg   string // the segment that varies

	known   bool     // signed in
	account *account // who asks; the stranger while not known
	me      *Person  // whose account it is; nil for the stranger
	view    *view    // what the account sees
}

// Handler returns the server's handler, for callers that bring a listener or
// a recorder of their own.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	found, arg, gateway := s.match(r.URL.Path)
	query, queryErr := url.ParseQuery(r.URL.RawQuery)
	n := s.journal.begin(r, found.template, query)
	w = &watchedWriter{ResponseWriter: w, note: func(status int) { s.journal.answered(n, status) }}
	c := &call{Server: s, w: w, r: r, route: found, query: query, arg: arg}
	if !s.wait(r) {
		localserver.HangUp(w)
		return
	}
	if c.refuse() {
		return
	}
	if s.opts.Intercept != nil && s.opts.Intercept(w, r) {
		return
	}
	c.play(func() {
		c.meter(func() { c.answer(gateway, queryErr) })
	})
}

// answer answers as Jira does.
func (c *call) answer(gateway bool, queryErr error) {
	if queryErr != nil {
		c.page(http.StatusBadRequest, "Bad Request", "The request's query cannot be read.")
		return
	}
	if c.route.template != tenantInfo && !c.enter(gateway) {
		return
	}
	c.route.serve(c)
}

// wait adds the latency. It reports false if the client went away meanwhile.
func (s *Server) wait(r *http.Request) bool {
	if s.opts.Latency <= 0 {
		return true
	}
	t := time.NewTimer(s.opts.Latency)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// match finds the route of a path, the segment that varies in it, and whether
// the path went through the gateway.
func (s *Server) match(path string) (found route, arg string, gateway bool) {
	path, inside := strings.CutPrefix(path, s.opts.ContextPath)
	if !inside {
		return route{}, "", false
	}
	if s.opts.Flavour == Cloud {
		path, gateway = strings.CutPrefix(path, "/ex/jira/"+s.cloudID)
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, candidate := range s.routes {
		if gateway && candidate.template == tenantInfo {
			continue
		}
		if arg, ok := candidate.matches(segments); ok {
			return candidate, arg, gateway
		}
	}
	return route{}, "", gateway
}

func (r route) matches(segments []string) (arg string, ok bool) {
	if len(segments) != len(r.segments) {
		return "", false
	}
	for n, want := range r.segments {
		switch {
		case want[0] == '{' && segments[n] != "":
			arg = segments[n]
		case want != segments[n]:
			return "", false
		}
	}
	return arg, true
}

// refuse notes every broken rule, and answers a request that is not on the
// list. Parameters that Jira does not know are noted and otherwise ignored, as
// Jira does.
func (c *call) refuse() (answered bool) {
	j := &c.journal
	if c.r.Header.Get("Cookie") != "" {
		j.violation("%s %s: a cookie came back, but no cookie of Jira may be kept", c.r.Method, c.r.URL.Path)
	}
	if c.r.Method != http.MethodGet {
		j.violation("%s %s: only GET may be used", c.r.Method, c.r.URL.Path)
		c.w.Header().Set("Allow", http.MethodGet)
		c.fail(http.StatusMethodNotAllowed, "This simulator answers GET requests only.")
		return true
	}
	if c.route.serve == nil {
		j.violation("GET %s: this path is not listed", c.r.URL.Path)
		if !strings.Contains(c.r.URL.Path, "/rest/") {
			c.page(http.StatusNotFound, "Not Found", "There is no such page.")
			return true
		}
		c.fail(http.StatusNotFound, "This simulator does not answer "+c.r.URL.Path+".")
		return true
	}
	for name := range c.query {
		if !slices.Contains(c.route.params, name) {
			j.violation("GET %s: the parameter %q is not listed", c.r.URL.Path, name)
		}
	}
	return false
}
