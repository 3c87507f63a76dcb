package jira

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// DefaultGateway is Atlassian's API gateway, where scoped tokens work.
const DefaultGateway = "https://api.atlassian.com"

// GatewayPath is what the paths at the gateway begin with.
const GatewayPath = "/ex/jira/{cloud id}"

// ParseSite reads a site's URL as people give it: with or without https, or
// copied from the browser with the path of some page. A context path, such as
// the /jira of https://host/jira, is kept.
func ParseSite(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	site, err := url.Parse(text)
	switch {
	case err != nil || site.Host == "" || site.Hostname() == "":
		return nil, &weir.Error{Kind: weir.Usage, Text: "this is not a URL of a Jira site", Next: "give it as https://NAME.atlassian.net or https://host/jira"}
	case site.Scheme != "https":
		return nil, &weir.Error{Kind: weir.Usage, Text: "only https is allowed: over " + site.Scheme + " the token could be read on the way", Next: "give the site's https URL"}
	case site.User != nil:
		return nil, &weir.Error{Kind: weir.Usage, Text: "the URL carries a user name or a password", Next: "give the URL alone; Weir asks for the user and the token"}
	}
	clean := &url.URL{Scheme: "https", Host: strings.ToLower(site.Host)}
	if !atAtlassian(site.Hostname()) {
		clean.Path = contextPath(site.Path)
	}
	return clean, nil
}

// contextPath cuts the path of a page off a Data Center URL.
func contextPath(path string) string {
	page := regexp.MustCompile(`/(browse|secure|projects|issues|plugins|rest|login\.jsp|software|servicedesk|Dashboard\.jspa)(/.*)?$`)
	return strings.TrimRight(page.ReplaceAllString(path, ""), "/")
}

// Connect finds out how the API of a site is reached with the given
// credentials, and proves that they are valid. Scoped Cloud tokens cannot be
// told from others by their looks: when the site itself refuses the token,
// Connect tries Atlassian's gateway, once.
func Connect(ctx context.Context, p Params, gateway *url.URL) (*Client, Account, error) {
	client, err := New(p)
	if err != nil {
		return nil, Account{}, err
	}
	account, err := client.Myself(ctx)
	if err == nil {
		return client, account, nil
	}
	kind := weir.KindOf(err)
	if p.API != nil || p.User.IsZero() || kind != weir.Unauthorised && kind != weir.NotFound && kind != weir.Forbidden {
		return nil, Account{}, err
	}
	// Only Atlassian's own sites may send the credentials on to its gateway: any
	// other host could choose where they go.
	if gateway.String() == DefaultGateway && !atAtlassian(p.Site.Hostname()) {
		return connectByToken(ctx, p, err)
	}
	id, idErr := cloudID(ctx, p)
	if idErr != nil || id == "" {
		return connectByToken(ctx, p, err)
	}
	p.API = gateway.JoinPath("/ex/jira", id)
	p.API.Path = "/" + strings.TrimPrefix(p.API.Path, "/") // JoinPath leaves a path without a slash where there was none
	scoped, newErr := New(p)
	if newErr != nil {
		return nil, Account{}, newErr
	}
	account, gatewayErr := scoped.Myself(ctx)
	if gatewayErr != nil {
		return nil, Account{}, bothRefused(err, gatewayErr)
	}
	return scoped, account, nil
}

// connectByToken tries the token of a site that is not Cloud as a personal
// access token, which takes no user: many people give theirs all the same.
func connectByToken(ctx context.Context, p Params, first error) (*Client, Account, error) {
	if !errors.Is(first, weir.Unauthorised) {
		return nil, Account{}, first
	}
	p.User = secret.Text{}
	client, err := New(p)
	if err != nil {
		return nil, Account{}, err
	}
	account, err := client.Myself(ctx)
	if err != nil {
		return nil, Account{}, first
	}
	return client, account, nil
}

// TakesUser reports whether the client signs in with a user beside the token.
func (c *Client) TakesUser() bool { return !c.params.User.IsZero() }

// API returns the URL at which the client reaches the API.
func (c *Client) API() *url.URL { return c.api }

func bothRefused(atSite, atGateway error) error {
	if errors.Is(atGateway, weir.Unreachable) {
		return &weir.Error{
			Kind: weir.Unauthorised,
			Text: "Jira does not accept the token; and Atlassian's gateway, where tokens with scopes work, could not be asked",
			Next: "if it is a token with scopes, allow the gateway that `weir access` names; else make a new token", Err: atGateway,
		}
	}
	if errors.Is(atGateway, weir.Forbidden) || errors.Is(atGateway, weir.Unauthorised) {
		return &weir.Error{
			Kind: weir.Unauthorised,
			Text: "neither the site nor Atlassian's gateway accepts the user and the token",
			Next: "check the e-mail address and make a new token; if it is a token with scopes, `weir access` lists those that it needs",
		}
	}
	return atSite
}

// Probe asks a site what it is, without a sign-in.
func Probe(ctx context.Context, site *url.URL, o outbound.Options) (Server, error) {
	anonymous, err := stranger(site, o, ServerInfo)
	if err != nil {
		return Server{}, err
	}
	return anonymous.ServerInfo(ctx)
}

// stranger makes a client without credentials.
func stranger(site *url.URL, o outbound.Options, endpoints ...Endpoint) (*Client, error) {
	http, err := outbound.New(Policy(site, endpoints...), o)
	if err != nil {
		return nil, err
	}
	return &Client{params: Params{Site: site, Outbound: o}, api: site, http: http}, nil
}

// cloudID asks a site for its id, if it is a Cloud site; else the id is empty.
// The questions need no sign-in, so no credentials go with them.
func cloudID(ctx context.Context, p Params) (string, error) {
	anonymous, err := stranger(p.Site, p.Outbound, ServerInfo, TenantInfo)
	if err != nil {
		return "", err
	}
	if server, err := anonymous.ServerInfo(ctx); err != nil || server.Flavour != Cloud {
		return "", err
	}
	var wire struct {
		CloudID string `json:"cloudId"`
	}
	if err := anonymous.get(ctx, TenantInfo.path(Cloud), nil, decodeInto(&wire)); err != nil {
		return "", err
	}
	if !regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`).MatchString(wire.CloudID) {
		return "", &weir.Error{Kind: weir.NotJira, Text: "the site's id is not one", Next: "check the URL"}
	}
	return wire.CloudID, nil
}
