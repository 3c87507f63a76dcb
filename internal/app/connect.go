package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"weir"
	"weir/internal/config"
	"weir/internal/jira"
	"weir/internal/secret"
)

// ConnectParams are what is needed to save a site.
type ConnectParams struct {
	Name        string
	URL         *url.URL
	CAFile      string
	Credentials Credentials
	JQL         string // tried before anything is saved; may be empty
	DryRun      bool   // try, but save nothing
}

// Connected is what was found out while a site was connected.
type Connected struct {
	Account jira.Account
	Server  jira.Server
	API     *url.URL // where the API is reached
	Scoped  bool     // at the gateway, by a token with scopes
	// TokenAlone is set for a personal access token, which takes no user.
	TokenAlone bool
	Matches    bool // whether the trial query finds an issue
	Grant      jira.Grant
	Store      string // where the credentials were put
}

// Connect proves that the credentials are valid, and only then saves them: the
// secrets into the keychain, the rest into the configuration. When one of the
// two cannot be written, neither is.
func (a *App) Connect(ctx context.Context, p ConnectParams) (Connected, error) {
	if a.broken != nil {
		return Connected{}, a.broken
	}
	site := config.Site{Name: p.Name, URL: p.URL, CAFile: p.CAFile}
	if err := site.Validate(); err != nil {
		return Connected{}, err
	}
	found, err := a.try(ctx, p)
	if err != nil || p.DryRun {
		return found, err
	}
	if found.TokenAlone {
		p.Credentials.User = secret.Text{}
	}
	if found.Scoped {
		site.APIURL = found.API
	}
	found.Store, err = a.save(ctx, site, p.Credentials)
	return found, err
}

// try uses the credentials without saving anything.
func (a *App) try(ctx context.Context, p ConnectParams) (Connected, error) {
	params, err := a.jiraParams(config.Site{Name: p.Name, URL: p.URL, CAFile: p.CAFile}, p.Credentials, ConnectJob())
	if err != nil {
		return Connected{}, err
	}
	client, account, err := jira.Connect(ctx, params, a.config.Gateway())
	if err != nil {
		return Connected{}, err
	}
	found := Connected{
		Account: account, API: client.API(), Scoped: client.API().String() != p.URL.String(), TokenAlone: !client.TakesUser(),
	}
	if found.Server, err = client.ServerInfo(ctx); err != nil {
		return Connected{}, err
	}
	if found.Grant, err = client.Permissions(ctx); err != nil && !errors.Is(err, weir.Forbidden) {
		return Connected{}, err
	}
	if p.JQL == "" {
		return found, nil
	}
	for _, err := range client.Issues(ctx, jira.Query{JQL: p.JQL, Limit: 1}) {
		if err != nil {
			return Connected{}, err
		}
		found.Matches = true
	}
	return found, nil
}

// save writes the credentials first, and takes them back when the
// configuration cannot be written.
func (a *App) save(ctx context.Context, site config.Site, c Credentials) (string, error) {
	sealed, err := c.seal(site)
	if err != nil {
		return "", err
	}
	kept, err := a.keep(ctx, account(site.Name), sealed)
	if err != nil {
		return "", err
	}
	if err := a.config.SaveSite(site); err != nil {
		if undo := kept.undo(ctx); undo != nil {
			return "", errors.Join(err, fmt.Errorf("take the token out of the %s again: %w", kept.store.Describe(), undo))
		}
		return "", err
	}
	return kept.store.Describe(), nil
}

// A Known is what is saved of a site, to be offered again.
type Known struct {
	URL    *url.URL
	CAFile string
	User   secret.Text
}

// Known returns what is saved of a site; all of it is empty for a new one.
func (a *App) Known(ctx context.Context, name string) Known {
	site, ok := a.config.Jira[name]
	if !ok {
		return Known{}
	}
	known := Known{URL: site.URL, CAFile: site.CAFile}
	if store, err := a.keychain(ctx); err == nil {
		// Credentials that cannot be read are simply asked for again.
		if c, err := loadCredentials(ctx, store, site); err == nil {
			known.User = c.User
		}
	}
	return known
}

// Probe asks a site what it is, without a sign-in, so that a wrong URL is found
// out before anybody types a token.
func (a *App) Probe(ctx context.Context, site *url.URL, caFile string) (jira.Server, error) {
	options, err := a.outboundOptions(caFile)
	if err != nil {
		return jira.Server{}, err
	}
	return jira.Probe(ctx, site, options)
}

// HasOthers reports whether more than one site is saved, so that commands need
// to be told which one is meant.
func (a *App) HasOthers() bool { return len(a.config.Jira) > 1 && a.config.DefaultSite == "" }

// CheckName checks a name that a user chose for a site.
func (a *App) CheckName(name string) error { return config.CheckName(name) }
