package graphtest

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An area is what a path belongs to.
type area int

const (
	graphArea  area = iota // below /v1.0
	signInArea             // Microsoft's sign-in
	viewArea               // for people who look at the simulated OneNote
)

// onenote is what all paths of the OneNote API begin with.
const onenote = "/v1.0/me/onenote"

// A route is one line of the list of what may be asked.
type route struct {
	method   string
	template string // with {name} for a segment that varies
	area     area
	params   []string // the query parameters that Weir may use
	serve    func(*call) *answer
	segments []string // of the path
}

// routes are all that is answered.
func routes() []route {
	list := slices.Concat(readRoutes(), writeRoutes(), signInRoutes(), viewRoutes())
	for n, r := range list {
		path := r.template
		switch {
		case r.area == graphArea && r.template == "/me":
			path = "/v1.0/me"
		case r.area == graphArea:
			path = onenote + r.template
		}
		list[n].segments = strings.Split(path, "/")
	}
	return list
}

// A call is one request on its way to an answer.
type call struct {
	*World
	w         http.ResponseWriter
	r         *http.Request
	route     *route
	args      []string // the segments that vary
	query     url.Values
	form      url.Values // of the sign-in
	body      []byte
	now       time.Time
	requestID string
	base      string // scheme and host
}

// ServeHTTP answers as Graph, as the sign-in, or with the view for people.
func (w *World) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	found, args := w.match(r.Method, r.URL.Path)
	now := w.opts.Now()
	entry := w.journal.begin(r, found, now)
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, w.opts.MaxBody))
	tooLarge := new(http.MaxBytesError)
	if err != nil && !errors.As(err, &tooLarge) {
		return // the client has gone
	}
	w.journal.note(func() { entry.Sent = len(body) })
	c := &call{
		World: w, w: out, r: r, route: found, args: args, body: body, now: now,
		query: parseQuery(r.URL.RawQuery), base: baseOf(r), requestID: w.lockedGUID(),
	}
	refused, leave := c.admit()
	defer leave()
	if err != nil && refused == nil {
		refused = c.refuse(http.StatusRequestEntityTooLarge, "20008")
	}
	c.play(entry, refused)
}

func (w *World) lockedGUID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.guid()
}

// baseOf is how the client reached the server.
func baseOf(r *http.Request) string {
	if r.TLS == nil {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}

// match finds the route of a request, and the segments that vary in it.
func (w *World) match(method, path string) (*route, []string) {
	segments := strings.Split(path, "/")
	for n := range w.routes {
		r := &w.routes[n]
		if args, ok := r.matches(segments); ok && r.method == method {
			return r, args
		}
	}
	return nil, nil
}

func (r *route) matches(segments []string) (args []string, ok bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	for n, want := range r.segments {
		switch {
		case strings.HasPrefix(want, "{") && segments[n] != "":
			args = append(args, segments[n])
		case want != segments[n]:
			return nil, false
		}
	}
	return args, true
}

// admit notes what breaks the rules, and answers who may not ask, or asks too
// often. Leave has to be called at the end.
func (c *call) admit() (refused *answer, leave func()) {
	leave = func() {}
	if c.route == nil {
		return c.unlisted(), leave
	}
	if c.route.area != graphArea {
		return nil, leave
	}
	if status, code := c.authorised(); code != "" {
		a := c.refuse(status, code)
		if status == http.StatusUnauthorized {
			a.header.Set("WWW-Authenticate", `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"`)
		}
		return a, leave
	}
	if code := c.limiter.enter(c.now); code != "" {
		return c.refuse(http.StatusTooManyRequests, code), leave
	}
	leave = c.limiter.leave
	return c.unlistedParameter(), leave
}

// unlisted answers a request that is not on the list.
func (c *call) unlisted() *answer {
	path := c.r.URL.Path
	if path == "/favicon.ico" || path == "/robots.txt" {
		return page(http.StatusNotFound, "Not found", "<h1>Not found</h1>", "")
	}
	c.journal.violation("%s %s: this request is not listed", c.r.Method, path)
	if !strings.HasPrefix(path, "/v1.0/") {
		return page(http.StatusNotFound, "Not found", "<h1>Not found</h1>", "")
	}
	segments := strings.Split(path, "/")
	for n := range c.routes {
		if _, ok := c.routes[n].matches(segments); ok {
			return c.refuse(http.StatusBadRequest, "20100")
		}
	}
	return c.refuse(http.StatusNotFound, "20130")
}

func (c *call) unlistedParameter() *answer {
	var refused *answer
	for name, values := range c.query {
		if slices.Contains(c.route.params, name) && len(values) == 1 {
			continue
		}
		c.journal.violation("%s %s: the parameter %q is not listed, or given twice", c.r.Method, c.r.URL.Path, name)
		refused = c.refuse(http.StatusBadRequest, "20108")
	}
	return refused
}

// parseQuery reads a query as Graph does: a semicolon is part of a value.
func parseQuery(raw string) url.Values {
	found := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || pair == "" {
			continue
		}
		if value, err = url.QueryUnescape(value); err == nil {
			found.Add(name, value)
		}
	}
	return found
}

// answer does what was asked for.
func (c *call) answer() *answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.route.serve(c)
}

// send writes an answer.
func (c *call) send(entry *Request, a *answer) {
	h := c.w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	if c.route == nil || c.route.area == graphArea {
		h.Set("Request-Id", c.requestID)
		if id := c.r.Header.Get("Client-Request-Id"); id != "" {
			h.Set("Client-Request-Id", id)
		}
	}
	c.journal.note(func() { entry.Status, entry.Got = a.status, len(a.body) })
	c.w.WriteHeader(a.status)
	_, _ = c.w.Write(a.body) // a client that hung up is not the server's fault
}
