package msgraph

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"weir"
)

// An App is a registration of Weir at Microsoft, and where it is reached.
type App struct {
	Authority *url.URL // nil: DefaultAuthority
	Graph     *url.URL // nil: DefaultGraph
	ClientID  string   // the "application (client) ID"
}

// clientID is how Microsoft writes one.
var clientID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// tenant is what may stand after an authority's host: common, organizations,
// consumers, or a tenant's id or domain.
var tenant = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9.-]*$`)

// Check reports what is wrong with the registration, as a *weir.Error of kind
// BadConfig.
func (a App) Check() error {
	if !clientID.MatchString(strings.ToLower(a.ClientID)) {
		return badConfig("the client id of the app registration is not one",
			"copy the \"Application (client) ID\" from the registration's overview page; it looks like 00000000-0000-0000-0000-000000000000")
	}
	authority, err := a.authority()
	if err != nil {
		return err
	}
	graph, err := a.graph()
	if err != nil {
		return err
	}
	if known := clouds[authority.Hostname()]; known != nil && !slices.Contains(known, graph.Hostname()) {
		return badConfig("what "+authority.Host+" gives is for "+known[0]+", and must not go to "+graph.Host,
			"set login and graph of [microsoft] to the two addresses of one cloud, or leave both out")
	}
	return nil
}

// clouds are the hosts of Graph that are of one cloud with an authority of
// Microsoft's. Short scopes mean Graph of the same cloud, so that what such an
// authority gives would be a key to people's notebooks in anybody else's hands.
// Source: Microsoft's page "Microsoft Graph national cloud deployments".
var clouds = map[string][]string{
	"login.microsoftonline.com":        {"graph.microsoft.com"},
	"login.microsoftonline.us":         {"graph.microsoft.us", "dod-graph.microsoft.us"},
	"login.chinacloudapi.cn":           {"microsoftgraph.chinacloudapi.cn"},
	"login.partner.microsoftonline.cn": {"microsoftgraph.chinacloudapi.cn"},
}

// authority returns the address below which a person signs in.
func (a App) authority() (*url.URL, error) {
	u, err := plain(a.Authority, DefaultAuthority, "authority")
	if err != nil {
		return nil, err
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/common"
	}
	if !tenant.MatchString(u.Path) {
		return nil, badConfig("the authority "+u.Host+" has a path that is no tenant", "write it as "+DefaultAuthority)
	}
	return u, nil
}

// graph returns the address below which Graph's paths lie.
func (a App) graph() (*url.URL, error) {
	u, err := plain(a.Graph, DefaultGraph, "address of Graph")
	if err == nil && u.EscapedPath() != u.Path {
		err = badConfig("the address of Graph has a path that needs escapes", "write it as "+DefaultGraph)
	}
	return u, err
}

// plain returns a copy of u, or of what stands for it, if it is https and has
// nothing after its path.
func plain(u *url.URL, fallback, what string) (*url.URL, error) {
	if u == nil {
		var err error
		if u, err = url.Parse(fallback); err != nil {
			return nil, err
		}
	}
	if u.Scheme != "https" || u.Host == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, badConfig("the "+what+" is not a plain https address", "write it as "+fallback)
	}
	return &url.URL{Scheme: "https", Host: strings.ToLower(u.Host), Path: strings.TrimSuffix(u.Path, "/")}, nil
}

func badConfig(text, next string) error {
	return &weir.Error{Kind: weir.BadConfig, Text: text, Next: next}
}

// consentURL is where an administrator consents for an organisation. On common,
// Microsoft asks which one.
// Source: Microsoft's page "Admin consent on the Microsoft identity platform".
func (a App) consentURL() string {
	u, err := a.authority()
	if err != nil {
		return DefaultAuthority
	}
	u.Path += "/adminconsent"
	u.RawQuery = url.Values{"client_id": {a.ClientID}}.Encode()
	return u.String()
}
