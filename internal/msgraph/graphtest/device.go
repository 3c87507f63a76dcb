package graphtest

import (
	"html"
	"net/http"
	"strings"
	"time"
)

// A device is a sign-in without a browser of its own.
type device struct {
	grant
	userCode string
	decision string // "", accept or cancel
	polled   time.Time
	interval time.Duration
}

// letters are those of user codes: none that people take for another.
const letters = "BCDFGHJKLMNPQRSTVWXZ23456789ABCD"

// deviceCode begins a sign-in for a device.
func (c *call) deviceCode() *answer {
	if c.contentType() != "application/x-www-form-urlencoded" {
		return c.denied(9002313)
	}
	c.form = parseQuery(string(c.body))
	c.checkParams(c.form, "client_id", "scope")
	client := c.client(c.form.Get("client_id"))
	switch {
	case client == nil:
		return c.denied(700016)
	case c.wrongTenant(client) != 0:
		return c.denied(50194)
	case client.Secret != "":
		return c.denied(7000218) // it is for public clients
	case c.form.Get("scope") == "":
		return c.denied(900144)
	}
	c.checkScope(c.form.Get("scope"))
	code := c.World.token(200)
	d := &device{
		grant:    grant{client: client.ID, scope: c.form.Get("scope"), expires: c.now.Add(c.opts.DeviceLife)},
		interval: c.opts.DeviceInterval,
	}
	for _, b := range c.bytes(9) {
		d.userCode += string(letters[int(b)%len(letters)])
	}
	c.signIn.devices[code] = d
	address := c.base + "/" + c.args[0] + "/oauth2/deviceauth"
	return plainJSON(http.StatusOK, map[string]any{
		"user_code": d.userCode, "device_code": code, "verification_uri": address,
		"expires_in": int(c.opts.DeviceLife.Seconds()), "interval": int(d.interval.Seconds()),
		"message": "To sign in, use a web browser to open the page " + address + " and enter the code " + d.userCode + " to authenticate.",
	})
}

// redeemDevice answers a poll.
func (c *call) redeemDevice(client *Client) *answer {
	d := c.signIn.devices[c.form.Get("device_code")]
	switch {
	case !c.form.Has("device_code"):
		return c.denied(900144)
	case d == nil || d.client != client.ID || d.used:
		return c.denied(70018)
	case !c.now.Before(d.expires):
		return c.denied(70020)
	}
	first := d.polled.IsZero()
	early := !first && c.now.Sub(d.polled) < d.interval
	d.polled = c.now
	switch {
	case early:
		d.interval += 5 * time.Second // as RFC 8628 has it
		return c.denied(slowDown)
	case d.decision == "cancel":
		return c.denied(declined)
	case d.decision == "accept" || c.opts.AutoConsent && !first:
		d.used = true
		return c.issue(client, d.scope)
	default:
		return c.denied(70016)
	}
}

// byUserCode finds a device that waits for an answer.
func (w *World) byUserCode(code string) *device {
	code = strings.ToUpper(strings.TrimSpace(code))
	for _, d := range w.signIn.devices {
		if d.userCode == code && code != "" && d.decision == "" && !d.used && w.opts.Now().Before(d.expires) {
			return d
		}
	}
	return nil
}

// Decide answers for the person at the verification page. It reports whether
// such a user code waits for an answer.
func (w *World) Decide(userCode string, accept bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	d := w.byUserCode(userCode)
	if d == nil {
		return false
	}
	d.decision = map[bool]string{true: "accept", false: "cancel"}[accept]
	return true
}

// devicePage asks for the user code, and then for consent.
func (c *call) devicePage() *answer {
	address := c.r.URL.Path
	code := c.query.Get("otc")
	if d := c.byUserCode(code); d != nil {
		return page(http.StatusOK, "Permissions requested", c.consentBody(c.client(d.client).Name, d.scope, address, "otc", d.userCode), "'self'")
	}
	text := ""
	if code != "" {
		text = "<p>That code didn’t work. Check it and try again.</p>"
	}
	return page(http.StatusOK, "Enter code", `<h1>Enter code</h1><p class=note>This is Weir’s simulated Microsoft sign-in.</p>`+text+
		`<form action="`+html.EscapeString(address)+`"><label>Code <input name="otc" autocomplete="off" required></label> <button>Next</button></form>`, "'self'")
}

// deviceDecision takes the answer of the page.
func (c *call) deviceDecision() *answer {
	form := parseQuery(string(c.body))
	d := c.byUserCode(form.Get("otc"))
	if d == nil {
		return c.signInPage(70018)
	}
	d.decision = "cancel"
	text := "You declined. You can close this window."
	if form.Get("decision") == "accept" {
		d.decision, text = "accept", "You have signed in on your device. You may now close this window."
	}
	return page(http.StatusOK, "Done", "<h1>Done</h1><p>"+text+"</p>", "")
}
