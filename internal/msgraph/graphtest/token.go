package graphtest

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The grants that the token endpoint knows.
const (
	byCode    = "authorization_code"
	byRefresh = "refresh_token"
	byDevice  = "urn:ietf:params:oauth:grant-type:device_code"
)

// grantParams are the parameters of each grant, besides those of all.
var grantParams = map[string][]string{
	byCode:    {"code", "redirect_uri", "code_verifier"},
	byRefresh: {"refresh_token"},
	byDevice:  {"device_code"},
}

// token answers a request for tokens.
func (c *call) token() *answer {
	if c.contentType() != "application/x-www-form-urlencoded" {
		return c.denied(9002313)
	}
	c.form = parseQuery(string(c.body))
	kind := c.form.Get("grant_type")
	// Some libraries send the short name, and the service takes it.
	if kind == "device_code" {
		kind = byDevice
	}
	if grantParams[kind] == nil {
		c.journal.violation("POST %s: the grant %q is not listed", c.r.URL.Path, kind)
		return c.denied(9002313)
	}
	c.checkParams(c.form, append([]string{"grant_type", "client_id", "client_secret", "scope"}, grantParams[kind]...)...)
	if c.form.Has("scope") {
		c.checkScope(c.form.Get("scope"))
	}
	client, code := c.authenticate()
	if code != 0 {
		return c.denied(code)
	}
	if refused := c.tokenFault(kind); refused != nil {
		return refused
	}
	switch kind {
	case byCode:
		return c.redeemCode(client)
	case byRefresh:
		return c.redeemRefresh(client)
	default:
		return c.redeemDevice(client)
	}
}

// authenticate finds out which application asks. It returns the code against
// it, or 0.
func (c *call) authenticate() (*Client, int) {
	id, secret := c.form.Get("client_id"), c.form.Get("client_secret")
	presented := c.form.Has("client_secret")
	if user, password, ok := c.r.BasicAuth(); ok {
		presented = true
		// RFC 6749 has both escaped before they are joined.
		id, _ = url.QueryUnescape(user)
		secret, _ = url.QueryUnescape(password)
	}
	client := c.client(id)
	switch {
	case id == "":
		return nil, 900144
	case client == nil:
		return nil, 700016
	case c.wrongTenant(client) != 0:
		return nil, 50194
	case client.Secret == "" && presented:
		return nil, 700025
	case client.Secret != "" && !presented:
		return nil, 7000218
	case client.Secret != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(client.Secret)) != 1:
		return nil, 7000215
	default:
		return client, 0
	}
}

// verifierPattern is what RFC 7636 allows for a code verifier.
var verifierPattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

func (c *call) redeemCode(client *Client) *answer {
	g := c.signIn.codes[c.form.Get("code")]
	switch {
	case !c.form.Has("code") || !c.form.Has("redirect_uri"):
		return c.denied(900144)
	case g == nil || g.client != client.ID:
		return c.denied(70000)
	case g.used:
		return c.denied(54005)
	case !c.now.Before(g.expires):
		return c.denied(70008)
	case g.redirect != c.form.Get("redirect_uri"):
		return c.denied(50011)
	}
	verifier := c.form.Get("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	switch {
	case g.challenge == "" && verifier == "":
	case !verifierPattern.MatchString(verifier), base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge:
		return c.denied(501481)
	}
	g.used = true
	return c.issue(client, g.scope)
}

func (c *call) redeemRefresh(client *Client) *answer {
	g := c.signIn.refresh[c.form.Get("refresh_token")]
	switch {
	case !c.form.Has("refresh_token"):
		return c.denied(900144)
	case g == nil || g.client != client.ID:
		return c.denied(70000)
	case g.revoked:
		return c.denied(50173)
	case !c.now.Before(g.expires):
		return c.denied(700082)
	case g.used && c.opts.Quirks.RevokeOld:
		return c.denied(70000)
	}
	g.used = true
	return c.issue(client, g.scope)
}

// issue answers with new tokens.
func (c *call) issue(client *Client, scope string) *answer {
	access := "Ew" + c.World.token(900)
	c.signIn.access[access] = &grant{client: client.ID, scope: scope, expires: c.now.Add(c.opts.AccessLife)}
	seconds := int(c.opts.AccessLife.Seconds())
	scopes := strings.Fields(scope)
	body := map[string]any{
		"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": access,
		// The service does not name offline_access among what it granted.
		"scope": strings.Join(slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == "offline_access" }), " "),
	}
	if slices.Contains(scopes, "offline_access") {
		refresh := "0." + c.World.token(c.opts.RefreshSize-2)
		c.signIn.refresh[refresh] = &grant{client: client.ID, scope: scope, expires: c.now.Add(c.opts.RefreshLife)}
		body["refresh_token"] = refresh
	}
	return plainJSON(http.StatusOK, body)
}

// Revoke makes all refresh tokens worthless, as when a person or an
// administrator revokes the grant: AADSTS50173. Access tokens live on.
func (w *World) Revoke() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.signIn.refresh {
		g.revoked = true
	}
}

// ExpireAccess makes all access tokens worthless: Graph answers 401/40001.
func (w *World) ExpireAccess() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.signIn.access {
		g.revoked = true
	}
}

// Grant makes tokens as a sign-in of the first client does, for tests that are
// about something else.
func (w *World) Grant() (access, refresh string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.opts.Now()
	access, refresh = "Ew"+w.token(900), "0."+w.token(w.opts.RefreshSize-2)
	client := w.opts.Clients[0].ID
	w.signIn.access[access] = &grant{client: client, scope: Scopes, expires: now.Add(w.opts.AccessLife)}
	w.signIn.refresh[refresh] = &grant{client: client, scope: Scopes, expires: now.Add(w.opts.RefreshLife)}
	return access, refresh
}

// Outstanding counts the refresh tokens that still work.
func (w *World) Outstanding() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	now, n := w.opts.Now(), 0
	for _, g := range w.signIn.refresh {
		dead := g.revoked || !now.Before(g.expires) || g.used && w.opts.Quirks.RevokeOld
		if !dead {
			n++
		}
	}
	return n
}
