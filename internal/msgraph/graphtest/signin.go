package graphtest

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// signIn is what Microsoft's sign-in remembers.
type signIn struct {
	codes   map[string]*grant  // authorization codes
	asked   map[string]*grant  // consent pages that wait for an answer, by ticket
	refresh map[string]*grant  // refresh tokens
	access  map[string]*grant  // access tokens
	devices map[string]*device // by device code
	faults  []SignInFault
}

// A grant is a code or a token, and what it is good for.
type grant struct {
	client    string
	scope     string
	expires   time.Time
	used      bool
	revoked   bool
	redirect  string // of a code
	challenge string // of a code
	state     string // of a consent page
}

func newSignIn() signIn {
	return signIn{
		codes: make(map[string]*grant), asked: make(map[string]*grant), refresh: make(map[string]*grant),
		access: make(map[string]*grant), devices: make(map[string]*device),
	}
}

func signInRoutes() []route {
	authorize := []string{
		"client_id", "response_type", "redirect_uri", "response_mode", "scope", "state", "code_challenge",
		"code_challenge_method", "prompt", "login_hint", "domain_hint",
	}
	return []route{
		{method: "GET", template: "/{tenant}/oauth2/v2.0/authorize", area: signInArea, params: authorize, serve: (*call).authorize},
		{method: "POST", template: "/{tenant}/oauth2/v2.0/consent", area: signInArea, serve: (*call).consent},
		{method: "POST", template: "/{tenant}/oauth2/v2.0/token", area: signInArea, serve: (*call).token},
		{method: "POST", template: "/{tenant}/oauth2/v2.0/devicecode", area: signInArea, serve: (*call).deviceCode},
		{method: "GET", template: "/{tenant}/oauth2/deviceauth", area: signInArea, params: []string{"otc"}, serve: (*call).devicePage},
		{method: "POST", template: "/{tenant}/oauth2/deviceauth", area: signInArea, serve: (*call).deviceDecision},
	}
}

// authorised checks the access token of a request to Graph. It returns the
// status and the code with which it is refused.
func (c *call) authorised() (int, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	token, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	g := c.signIn.access[token]
	scopes := strings.Fields(scopeOf(g))
	switch {
	case !ok || g == nil || g.revoked || !c.now.Before(g.expires):
		return http.StatusUnauthorized, "40001"
	case c.route.template == "/me" && !slices.Contains(scopes, "User.Read"),
		c.route.template != "/me" && !slices.Contains(scopes, "Notes.ReadWrite"):
		return http.StatusForbidden, "40004"
	default:
		return 0, ""
	}
}

func scopeOf(g *grant) string {
	if g == nil {
		return ""
	}
	return g.scope
}

// client finds a registered application.
func (c *call) client(id string) *Client {
	for n := range c.opts.Clients {
		if c.opts.Clients[n].ID == id {
			return &c.opts.Clients[n]
		}
	}
	return nil
}

// checkScope notes a scope that is not exactly what Weir may ask for.
func (c *call) checkScope(scope string) {
	asked, allowed := strings.Fields(scope), strings.Fields(Scopes)
	slices.Sort(asked)
	slices.Sort(allowed)
	if !slices.Equal(asked, allowed) {
		c.journal.violation("%s %s: the scope is %q instead of %q", c.r.Method, c.r.URL.Path, scope, Scopes)
	}
}

// checkParams notes parameters that Weir has no use for.
func (c *call) checkParams(given url.Values, listed ...string) {
	for name, values := range given {
		if !slices.Contains(listed, name) || len(values) != 1 {
			c.journal.violation("%s %s: the parameter %q is not listed, or given twice", c.r.Method, c.r.URL.Path, name)
		}
	}
}

// wrongTenant returns the code for a registration that the address does not
// serve, or 0.
func (c *call) wrongTenant(client *Client) int {
	tenant := c.args[0]
	if client.SingleTenant && (tenant == "common" || tenant == "organizations" || tenant == "consumers") {
		return 50194
	}
	return 0
}

// authorize shows the consent page, or sends the browser back.
func (c *call) authorize() *answer {
	q := c.query
	c.checkParams(q, c.route.params...)
	client := c.client(q.Get("client_id"))
	switch {
	case client == nil:
		return c.signInPage(700016)
	case c.wrongTenant(client) != 0:
		return c.signInPage(50194)
	case !client.allows(q.Get("redirect_uri")):
		return c.signInPage(50011)
	}
	c.checkScope(q.Get("scope"))
	if q.Get("state") == "" {
		c.journal.violation("GET %s: a sign-in without state can be forged", c.r.URL.Path)
	}
	g := &grant{
		client: client.ID, scope: q.Get("scope"), redirect: q.Get("redirect_uri"),
		challenge: q.Get("code_challenge"), state: q.Get("state"),
	}
	mode := q.Get("response_mode")
	switch {
	case q.Get("response_type") != "code" || mode != "" && mode != "query" || q.Get("scope") == "":
		return c.sendBack(g, "error", "invalid_request", "error_description", c.describe(9002313, refusals[9002313].text))
	case (q.Get("code_challenge_method") != "S256" || len(g.challenge) != 43) && (client.Secret == "" || g.challenge != ""):
		return c.sendBack(g, "error", "invalid_request", "error_description", c.describe(9002325, refusals[9002325].text))
	case q.Get("prompt") == "none" && !c.opts.AutoConsent:
		return c.sendBack(g, "error", "login_required", "error_description", c.describe(50058, refusals[50058].text))
	}
	if refused := c.tokenFault("authorize"); refused != nil {
		return c.sendFault(g, refused)
	}
	if c.opts.AutoConsent {
		return c.sendCode(g)
	}
	return c.askConsent(client, g)
}

// allows reports whether a browser may be sent back to an address. The port of
// a loopback address is not compared.
func (c *Client) allows(redirect string) bool {
	given, err := url.Parse(redirect)
	if err != nil || given.Fragment != "" || given.User != nil {
		return false
	}
	return slices.ContainsFunc(c.RedirectURIs, func(registered string) bool {
		if registered == redirect {
			return true
		}
		known, err := url.Parse(registered)
		if err != nil || !loopback(known) {
			return false
		}
		return given.Scheme == known.Scheme && given.Hostname() == known.Hostname() && given.RawQuery == known.RawQuery &&
			strings.TrimSuffix(given.Path, "/") == strings.TrimSuffix(known.Path, "/")
	})
}

// loopback reports whether an address is of this machine, over plain HTTP.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// sendCode sends the browser back with a code.
func (c *call) sendCode(g *grant) *answer {
	code := "1." + c.World.token(600)
	g.expires = c.now.Add(c.opts.CodeLife)
	c.signIn.codes[code] = g
	return c.sendBack(g, "code", code)
}

// sendFault sends the browser back with the error of a fault.
func (c *call) sendFault(g *grant, refused *answer) *answer {
	var body struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Suberror    string `json:"suberror"`
	}
	decode(refused.body, &body)
	pairs := []string{"error", body.Error, "error_description", body.Description}
	if body.Suberror != "" {
		pairs = append(pairs, "error_subcode", body.Suberror)
	}
	return c.sendBack(g, pairs...)
}

// sendBack sends the browser back to the application.
func (c *call) sendBack(g *grant, pairs ...string) *answer {
	to, _ := url.Parse(g.redirect) // it was checked
	q := to.Query()
	for pair := range slices.Chunk(pairs, 2) {
		q.Set(pair[0], pair[1])
	}
	if g.state != "" {
		q.Set("state", g.state)
	}
	q.Set("session_state", c.requestID)
	to.RawQuery = q.Encode()
	a := newAnswer(http.StatusFound, "", nil)
	a.header.Set("Location", to.String())
	a.header.Set("Cache-Control", "no-store")
	return a
}
