package graphtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// pageStyle is the style of the simulator's own pages.
const pageStyle = `:root{color-scheme:light dark}body{background:Canvas;color:CanvasText;font:16px/1.5 system-ui,sans-serif;margin:0}
main{max-width:56rem;margin:2rem auto;padding:0 1rem}main:has(article){max-width:74rem}h1{font-size:1.6rem;font-weight:500}
.note{opacity:.75}button{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem;cursor:pointer}
input{font:inherit;padding:.4rem}
article{color-scheme:light;font:15px/1.4 Calibri,Carlito,"Segoe UI",system-ui,sans-serif;border:1px solid #8888;border-radius:.5rem;padding:1rem 1.25rem;margin-top:1rem;overflow-x:auto;background:#fff;color:#000}
article p{margin:.35rem 0}article table{margin:.5rem 0 1rem;border-collapse:collapse}
td{border-color:#bfc6d1!important;padding:.2rem .6rem;vertical-align:top}td p{margin:0}a{color:LinkText}
[data-tag*=important]::before{content:"★";color:#8a5a00;margin-right:.35em}
[data-tag*=to-do]::before{content:"☐";margin-right:.35em}[data-tag*=completed]::before{content:"☑"}`

func pageStyleHash() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func decode(body []byte, into any) {
	// What is decoded here was encoded here; a failure leaves the zero value.
	_ = json.Unmarshal(body, into)
}

// signInPage tells a person what is wrong with a request that must not be sent
// back, since nobody knows to whom.
func (c *call) signInPage(code int) *answer {
	return page(http.StatusBadRequest, "Sign in", "<h1>Sorry, but we’re having trouble signing you in.</h1><p>"+
		html.EscapeString(c.describe(code, refusals[code].text))+"</p>", "")
}

// askConsent shows the page with the buttons.
func (c *call) askConsent(client *Client, g *grant) *answer {
	ticket := c.World.token(43)
	c.signIn.asked[ticket] = g
	back := "'self'"
	if to, err := url.Parse(g.redirect); err == nil {
		back += " " + to.Scheme + "://" + to.Host // browsers check where a form's answer leads
	}
	return page(http.StatusOK, "Permissions requested", c.consentBody(client.Name, g.scope, "/"+c.args[0]+"/oauth2/v2.0/consent", "ticket", ticket), back)
}

func (c *call) consentBody(app, scope, action, name, value string) string {
	var b strings.Builder
	b.WriteString("<h1>Permissions requested</h1><p class=note>This is Weir’s simulated Microsoft sign-in. No account is involved.</p><p><b>" +
		html.EscapeString(app) + "</b> asks " + html.EscapeString(c.opts.User.Mail) + " for:</p><ul>")
	for _, s := range strings.Fields(scope) {
		b.WriteString("<li>" + html.EscapeString(s) + "</li>")
	}
	b.WriteString(`</ul><form method="post" action="` + html.EscapeString(action) + `"><input type="hidden" name="` + name + `" value="` +
		html.EscapeString(value) + `"><button name="decision" value="accept">Accept</button><button name="decision" value="cancel">Cancel</button></form>`)
	return b.String()
}

// consent takes the answer of the page. Each page can be answered once.
func (c *call) consent() *answer {
	form := parseQuery(string(c.body))
	g := c.signIn.asked[form.Get("ticket")]
	delete(c.signIn.asked, form.Get("ticket"))
	switch {
	case g == nil:
		return c.signInPage(9002313)
	case form.Get("decision") == "accept":
		return c.sendCode(g)
	default:
		return c.sendBack(g, "error", "access_denied", "error_subcode", "cancel", "error_description", c.describe(65004, refusals[65004].text))
	}
}
