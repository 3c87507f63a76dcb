package jiratest

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

const loginReason = "X-Seraph-LoginReason"

// enter finds out who asks, sets the headers that tell so, and answers those
// who may not ask. It reports whether the request goes on.
func (c *call) enter(gateway bool) bool {
	c.account = c.signedIn(gateway)
	c.known, c.me = c.account.known, c.account.person
	c.view = c.viewFor(c.account)
	h := c.w.Header()
	c.commonHeaders(h)
	if c.known {
		return true
	}
	given := c.r.Header.Get("Authorization") != ""
	if given || c.route.access != everybody {
		h.Set(loginReason, "AUTHENTICATED_FAILED")
	}
	if c.opts.Flavour == DataCenter {
		h.Set("X-AUSERNAME", "anonymous")
	}
	public := c.route.access == everybody || c.route.access == whereOpen && c.opts.open()
	// The gateway knows no anonymous requests.
	if public && !gateway {
		return true
	}
	c.unauthorised(given, gateway)
	return false
}

// signedIn returns the account whose credentials the request carries, if it
// does so where they count, and else the stranger.
func (c *call) signedIn(gateway bool) *account {
	if c.expired.Load() || c.opts.Scoped && !gateway {
		return c.stranger
	}
	token, bearer := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	user, password, basic := c.r.BasicAuth()
	for _, a := range c.accounts {
		switch {
		case c.opts.Flavour == DataCenter && bearer && same(token, a.Token):
			return a
		case basic && !c.opts.BearerOnly && same(password, a.Token) && strings.EqualFold(user, a.User):
			return a
		}
	}
	return c.stranger
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// commonHeaders are those of every answer of Jira itself.
func (c *call) commonHeaders(h http.Header) {
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Content-Type-Options", "nosniff")
	if c.opts.Flavour == DataCenter {
		h.Add("Set-Cookie", "JSESSIONID="+c.cookie+"; Path=/; Secure; HttpOnly")
		if c.known {
			h.Set(loginReason, "OK")
			h.Set("X-AUSERNAME", c.me.Name)
		}
		return
	}
	h.Add("Set-Cookie", "atlassian.xsrf.token="+c.cookie+"; Path=/; SameSite=None; Secure")
	if c.known {
		h.Set("X-AACCOUNTID", c.me.AccountID)
	}
	h.Set("X-RateLimit-Limit", "350")
	h.Set("X-RateLimit-Remaining", "349")
	h.Set("X-RateLimit-Reset", c.opts.Now().UTC().Add(time.Minute).Format("2006-01-02T15:04Z"))
}

// unauthorised answers 401 in the words of whoever refuses: the gateway, Jira
// Cloud, or Data Center, which sends a page for a wrong credential.
func (c *call) unauthorised(given, gateway bool) {
	h := c.w.Header()
	switch {
	case gateway:
		c.json(http.StatusUnauthorized, map[string]any{"code": http.StatusUnauthorized, "message": "Unauthorized"})
	case c.opts.Flavour == Cloud:
		h.Set("WWW-Authenticate", `OAuth realm="`+c.url+`"`)
		c.json(http.StatusUnauthorized, map[string]any{
			"message": "Client must be authenticated to access this resource.", "status-code": http.StatusUnauthorized,
		})
	case given:
		h.Set("WWW-Authenticate", `OAuth realm="`+c.url+`"`)
		c.page(http.StatusUnauthorized, "Unauthorized (401)", "The authentication failed. Reason: AUTHENTICATED_FAILED")
	default:
		c.fail(http.StatusUnauthorized, "You are not authenticated. Authentication is required to perform this operation.")
	}
}
