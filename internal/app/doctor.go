package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/outbound"
)

// The results of a check.
const (
	CheckOK      = "ok"
	CheckWarning = "warning"
	CheckFailed  = "failed"
	CheckSkipped = "skipped" // an earlier failure makes it pointless
)

// A Check is one thing that the doctor looked at.
type Check struct {
	Name   string    `json:"name"`
	Result string    `json:"result"`
	Text   string    `json:"text"`
	Next   string    `json:"next"` // what to do; empty when all is well
	Kind   weir.Kind `json:"-"`    // of the failure
}

// maxSkew is how far clocks may differ before something fails.
const maxSkew = 5 * time.Minute

// Doctor looks at everything between this computer and the issues of a site,
// in the order in which it has to work, and then at the task lists, the measurements,
// the reports and the agents. Each check is reported as it ends.
func (a *App) Doctor(ctx context.Context, name string, report func(Check)) {
	d := &doctor{app: a, report: report}
	d.config()
	d.look(ctx, name)
	d.tasks(ctx)
	d.flows(ctx)
	d.reports(ctx)
	d.agent(ctx)
}

// LongestCheck is the length of the longest name that a check can have: those of
// jobs are as long as people make them.
func (a *App) LongestCheck() int {
	longest := len("permissions ")
	for prefix, names := range map[string][]string{"tasks.": a.config.TaskNames(), "flow.": a.config.FlowNames(), "report.": a.config.ReportNames()} {
		for _, name := range names {
			longest = max(longest, len(prefix)+len(name))
		}
	}
	return longest
}

// look goes from the site to its issues.
func (d *doctor) look(ctx context.Context, name string) {
	site, ok := d.site(name)
	if !ok {
		d.skip("no site", "keychain", "proxy", "network", "tls", "token", "clock", "permissions")
		return
	}
	credentials, ok := d.keychain(ctx, site)
	d.proxy(site)
	if !ok {
		d.skip("no token", "network", "tls", "token", "clock", "permissions")
		return
	}
	params, err := d.app.jiraParams(site, credentials, ConnectJob())
	if err != nil {
		d.fail("network", err)
		d.skip("no connection", "tls", "token", "clock", "permissions")
		return
	}
	client, err := jira.New(params)
	if err != nil {
		d.fail("network", err)
		d.skip("no connection", "tls", "token", "clock", "permissions")
		return
	}
	d.jira(ctx, client)
}

type doctor struct {
	app    *App
	report func(Check)
}

func (d *doctor) ok(name, format string, args ...any) {
	d.report(Check{Name: name, Result: CheckOK, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) warn(name, text, next string) {
	d.report(Check{Name: name, Result: CheckWarning, Text: text, Next: next})
}

func (d *doctor) fail(name string, err error) {
	d.report(Check{Name: name, Result: CheckFailed, Text: err.Error(), Next: weir.NextStep(err), Kind: weir.KindOf(err)})
}

func (d *doctor) skip(why string, names ...string) {
	for _, name := range names {
		d.report(Check{Name: name, Result: CheckSkipped, Text: why})
	}
}

func (d *doctor) config() {
	if d.app.broken != nil {
		d.fail("config", d.app.broken)
	} else {
		d.ok("config", "%s", d.app.config.Describe())
	}
	if _, err := d.app.openTrail(); err != nil {
		d.fail("audit trail", err)
		return
	}
	d.ok("audit trail", "%s", d.app.trailPath())
}

func (d *doctor) site(name string) (config.Site, bool) {
	site, err := d.app.site(name)
	if err != nil && d.app.broken != nil {
		d.skip("the configuration has to be right first", "site")
		return site, false
	}
	if err != nil {
		d.fail("site", err)
		return site, false
	}
	d.ok("site", "%s: %s", site.Name, site.URL)
	return site, true
}

func (d *doctor) keychain(ctx context.Context, site config.Site) (Credentials, bool) {
	credentials, err := d.app.credentials(ctx, site)
	switch {
	case err != nil:
		d.fail("keychain", err)
		return credentials, false
	case site.FromEnvironment():
		d.ok("keychain", "not needed: the token is in the environment")
	default:
		d.ok("keychain", "the token is in the %s", d.app.store.Describe())
	}
	return credentials, true
}

func (d *doctor) proxy(site config.Site) {
	api := site.URL
	if site.APIURL != nil {
		api = site.APIURL
	}
	proxy, err := outbound.Proxy(d.app.env.Getenv, api)
	switch {
	case err != nil:
		d.fail("proxy", err)
	case proxy != nil:
		d.ok("proxy", "%s goes through %s://%s", api.Host, proxy.Scheme, proxy.Host)
	default:
		d.ok("proxy", "%s is reached directly", api.Host)
	}
}

func (d *doctor) jira(ctx context.Context, client *jira.Client) {
	server, err := client.ServerInfo(ctx)
	switch host := client.API().Host; weir.KindOf(err) {
	case "", weir.Unauthorised:
		d.ok("network", "%s answers", host)
		d.ok("tls", "the certificate of %s is valid", host)
	case weir.Untrusted:
		d.ok("network", "%s answers", host)
		d.fail("tls", err)
		d.skip("no connection", "token", "clock", "permissions")
		return
	default:
		d.fail("network", err)
		d.skip("no answer from Jira", "tls", "token", "clock", "permissions")
		return
	}
	if err != nil {
		d.fail("token", err)
		d.skip("not signed in", "clock", "permissions")
		return
	}
	account, err := client.Myself(ctx)
	if err != nil {
		d.fail("token", err)
	} else {
		d.ok("token", "signed in to Jira %s %s as %s, whose time zone is %s", server.Flavour, server.Version, account.Person.Display, account.Zone)
	}
	d.clock(server)
	if err != nil {
		d.skip("not signed in", "permissions")
		return
	}
	d.permissions(ctx, client)
}

func (d *doctor) clock(server jira.Server) {
	if server.Time.IsZero() {
		d.warn("clock", "Jira does not tell its time", "compare this computer's clock with a watch")
		return
	}
	skew := d.app.env.Now().Sub(server.Time).Round(time.Second)
	if skew.Abs() > maxSkew {
		d.warn("clock", fmt.Sprintf("this computer's clock is %s away from Jira's", skew.Abs()), "set the clock; with a wrong one, certificates and times of changes are misread")
		return
	}
	d.ok("clock", "within %s of Jira's", max(skew.Abs(), time.Second))
}

func (d *doctor) permissions(ctx context.Context, client *jira.Client) {
	grant, err := client.Permissions(ctx)
	switch {
	case err != nil:
		d.fail("permissions", err)
	case !grant.Browse:
		d.warn("permissions", "this account may browse no project", "ask a Jira administrator for the permission Browse Projects")
	case len(grant.Beyond) > 0:
		d.warn("permissions", "the account may do more than Weir needs: "+strings.Join(grant.Beyond, ", "),
			"nothing needs to change: Weir only reads. An account, or a token with scopes, that may only browse is enough")
	default:
		d.ok("permissions", "may browse, and nothing more")
	}
}
