package jiratest

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"weir"
)

// A Flavour is the kind of Jira that a Server plays.
type Flavour string

// The two kinds of Jira.
const (
	Cloud      Flavour = "cloud" // REST v3
	DataCenter Flavour = "dc"    // REST v2
)

// DefaultUser is the account that a server knows unless told otherwise.
const DefaultUser = "demo@example.com"

// TB is the part of testing.TB that New needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(f func())
}

// Options say how a Server behaves. The zero Options are an empty Cloud site.
type Options struct {
	Flavour Flavour // default Cloud
	Site    *Site   // the data; nil is an empty site; several servers can share one
	Live    *Live   // data that change; instead of Site
	Listen  string  // default "127.0.0.1:0"

	// Latency is added to each answer. It ends early when the client gives up.
	Latency time.Duration

	// User is the account that may sign in: an e-mail address on Cloud, a user
	// name on Data Center. Where the site knows no such person, the account
	// plays the site's busiest assignee, so that currentUser() finds issues.
	User string // default DefaultUser
	// Token is the API token (Cloud, Basic) or personal access token (Data
	// Center, Bearer). When it is empty a random one is made.
	Token string

	// Scoped makes the token a scoped one: it opens the gateway path
	// /ex/jira/{cloudId}/ alone and counts as wrong at the site itself.
	Scoped bool // Cloud only

	// BearerOnly refuses user and token by basic authentication, as Jira 11 does
	// unless its administrator turns it on again.
	BearerOnly bool // Data Center only

	ContextPath string // Data Center only, for instance "/jira"

	// Browse and Grants are what User may see and do, as for every Account.
	Browse []string
	Grants []string
	// Accounts are further ones that may sign in.
	Accounts []Account
	// Public lists the projects that everybody sees without signing in, where
	// the site is open.
	Public []string

	// IndexLag is the most by which search is behind: what was made, changed or
	// deleted shows there only after a time of its own up to this.
	IndexLag time.Duration

	Zone       *time.Location   // of the account's profile; default UTC
	ServerZone *time.Location   // default UTC
	Now        func() time.Time // default time.Now

	// MaxPage is the most issues that a page of search holds, whatever was
	// asked: the page shrinks silently. The default is 100 on Cloud, 5000 there
	// when only ids and keys are asked for, and 1000 on Data Center.
	MaxPage int

	// Anonymous opens the site to everybody, as many are: a search with no
	// credentials, or with wrong ones, answers 200 with the Public issues. Cloud sites
	// are open unless Private is set; Data Center is open only if Anonymous is.
	Anonymous bool
	// Private closes a Cloud site: without the right credentials every
	// resource but serverInfo and tenant_info answers 401.
	Private bool

	// Intercept sees each listed request before the server answers it, and
	// returns true if it answered itself.
	Intercept func(w http.ResponseWriter, r *http.Request) bool

	// Faults is the script of what goes wrong; see ParseFaults.
	Faults []Fault
	// Limits are those on the rate of requests; by default there are none.
	Limits Limits
}

// withDefaults fills what was left out and checks the rest.
func (o Options) withDefaults() (Options, error) {
	switch o.Flavour {
	case "":
		o.Flavour = Cloud
	case Cloud, DataCenter:
	default:
		return o, usage(fmt.Sprintf("unknown flavour %q", o.Flavour), "Choose cloud or dc.")
	}
	if o.Live == nil {
		if o.Site == nil {
			o.Site = NewSite(nil)
		}
		o.Live = NewLive(o.Site)
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.User == "" {
		o.User = DefaultUser
	}
	if o.Token == "" {
		o.Token = rand.Text()
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.ServerZone == nil {
		o.ServerZone = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Scoped && o.Flavour != Cloud {
		return o, usage("scoped tokens exist on Cloud only", "Leave the scoped token out for Data Center.")
	}
	if o.ContextPath != "" {
		if o.Flavour != DataCenter {
			return o, usage("a context path exists on Data Center only", "Leave the context path out for Cloud.")
		}
		o.ContextPath = "/" + strings.Trim(o.ContextPath, "/")
	}
	if err := checkFaults(o.Faults); err != nil {
		return o, err
	}
	return o, o.Limits.check(o.Flavour)
}

// open reports whether the site shows itself to everybody.
func (o Options) open() bool {
	return o.Anonymous || o.Flavour == Cloud && !o.Private
}

// pageLimit is the most issues on a page.
func (o Options) pageLimit(onlyIDs bool) int {
	switch {
	case o.MaxPage > 0:
		return o.MaxPage
	case o.Flavour == DataCenter:
		return 1000
	case onlyIDs:
		return 5000
	default:
		return 100
	}
}

func usage(text, next string) error {
	return &weir.Error{Kind: weir.Usage, Text: text, Next: next}
}
