package app

import (
	"context"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// microsoftApp is the application by which people sign in to Microsoft.
func (a *App) microsoftApp() (msgraph.App, error) {
	if a.broken != nil {
		return msgraph.App{}, a.broken
	}
	m := a.config.Microsoft()
	if m.ClientID == "" {
		return msgraph.App{}, &weir.Error{
			Kind: weir.BadConfig, Text: "Weir does not know by which application to sign in to Microsoft",
			Next: "register one in ten steps, as docs/report-onenote.md says, and give its id: weir report sign-in --client-id ID",
		}
	}
	return msgraph.App{Authority: m.Login, Graph: m.Graph, ClientID: m.ClientID}, nil
}

func (a *App) microsoftOptions() (outbound.Options, error) {
	options, err := a.outboundOptions(a.config.Microsoft().CAFile)
	if weir.KindOf(err) == weir.BadConfig {
		err = &weir.Error{Kind: weir.BadConfig, Text: err.Error(), Next: "correct ca_file of [microsoft] in " + a.config.Path + ", or WEIR_MICROSOFT_CA_FILE"}
	}
	return options, err
}

// learn has the logs kept free of secrets.
func (a *App) learn(secrets ...secret.Text) {
	if a.env.Redactor != nil {
		a.env.Redactor.Learn(secrets...)
	}
}

// graph returns the client of Microsoft Graph, which all reports of a run share,
// since the limits are those of a person. It sends nothing.
func (a *App) graph(ctx context.Context) (*msgraph.Client, error) {
	a.mu.Lock()
	known := a.onenote
	a.mu.Unlock()
	if known != nil {
		return known, nil
	}
	app, err := a.microsoftApp()
	if err != nil {
		return nil, err
	}
	vault, err := a.grantVault(ctx)
	if err != nil {
		return nil, err
	}
	options, err := a.microsoftOptions()
	if err != nil {
		return nil, err
	}
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{App: app, Vault: vault, Outbound: options, Learn: a.learn})
	if err != nil {
		return nil, err
	}
	client, err := msgraph.New(msgraph.Params{Graph: app.Graph, Tokens: tokens, Outbound: options})
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.onenote = client
	return client, nil
}

// microsoftSignsIn makes sure that a sign-in is there, and can be read where
// nobody can be asked. It sends nothing.
func (a *App) microsoftSignsIn(ctx context.Context) error {
	if _, err := a.microsoftApp(); err != nil {
		return err
	}
	vault, err := a.grantVault(ctx)
	if err != nil {
		return err
	}
	_, err = vault.Load(ctx)
	return err
}

// CheckSignIn says why nobody is signed in to Microsoft, or nothing. It sends
// nothing.
func (a *App) CheckSignIn(ctx context.Context) error { return a.microsoftSignsIn(ctx) }

// A DeviceCode is what a person types, and where, to sign in without a browser on
// this computer.
type DeviceCode = msgraph.DeviceCode

// SignInParams say how somebody signs in to Microsoft.
type SignInParams struct {
	ClientID string // of the application; empty: the configured one
	// Open shows an address in a browser; nil: the person uses another device, and
	// Show shows them what to type there.
	Open func(address string) error
	Show func(DeviceCode) error
}

// A SignedIn is what came of a sign-in.
type SignedIn struct {
	Name  string // of whoever has signed in
	Store string // where the sign-in is kept
}

// SignIn has a person sign in to Microsoft, proves that the sign-in works, and
// keeps it.
func (a *App) SignIn(ctx context.Context, p SignInParams) (SignedIn, error) {
	if a.broken != nil {
		return SignedIn{}, a.broken
	}
	if p.ClientID != "" && p.ClientID != a.config.Microsoft().ClientID {
		if err := (msgraph.App{ClientID: p.ClientID}).Check(); err != nil {
			return SignedIn{}, err
		}
		if err := a.config.SaveMicrosoft(p.ClientID); err != nil {
			return SignedIn{}, err
		}
	}
	app, err := a.microsoftApp()
	if err != nil {
		return SignedIn{}, err
	}
	vault, err := a.grantVault(ctx) // before anybody signs in for nothing
	if err != nil {
		return SignedIn{}, err
	}
	options, err := a.microsoftOptions()
	if err != nil {
		return SignedIn{}, err
	}
	s := msgraph.SignIn{App: app, Outbound: options, Learn: a.learn}
	var grant msgraph.Grant
	if p.Open != nil {
		grant, err = s.Browser(ctx, p.Open)
	} else {
		grant, err = s.Device(ctx, p.Show)
	}
	if err != nil {
		return SignedIn{}, err
	}
	if err := vault.Save(context.WithoutCancel(ctx), grant); err != nil {
		return SignedIn{}, err
	}
	who, err := a.WhoAmI(ctx)
	return SignedIn{Name: who, Store: vault.store.Describe()}, err
}

// WhoAmI asks Microsoft who is signed in.
func (a *App) WhoAmI(ctx context.Context) (string, error) {
	client, err := a.graph(ctx)
	if err != nil {
		return "", err
	}
	me, err := client.Me(ctx)
	return me.Name, err
}

// SignOut deletes the sign-in from this computer. It returns what was deleted, or
// would be on a dry run. At Microsoft the access stays until it is revoked there.
func (a *App) SignOut(ctx context.Context, dryRun bool) ([]string, error) {
	store, err := a.holder(ctx, a.system(), microsoftAccount)
	if err != nil || store == nil && dryRun {
		return nil, err
	}
	if store == nil {
		vault, err := a.grantVault(ctx)
		if err != nil {
			return nil, nil //nolint:nilerr // there is no keychain in which anything could be left
		}
		store = vault.store
	}
	gone := []string{signInOf(store)}
	if dryRun {
		return gone, nil
	}
	vault, err := a.grantVault(ctx)
	if err != nil {
		return nil, err
	}
	vault.store = store
	found, err := vault.remove(ctx)
	if err != nil || !found {
		return nil, err
	}
	return gone, nil
}

func signInOf(store interface{ Describe() string }) string {
	return "the Microsoft sign-in in the " + store.Describe()
}
