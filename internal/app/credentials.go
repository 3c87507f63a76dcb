package app

import (
	"context"
	"encoding/json"
	"fmt"

	"weir"
	"weir/internal/config"
	"weir/internal/keychain"
	"weir/internal/secret"
)

// Credentials are what Weir keeps of an account, in the keychain and nowhere
// else: promise C1 counts the user among the secrets.
type Credentials struct {
	User  secret.Text // empty for a personal access token
	Token secret.Text
}

// account returns the keychain's name for a site's credentials.
func account(site string) string { return "jira/" + site }

// storedCredentials are what the keychain holds. They carry the addresses for
// which they were given, so that whoever can write the configuration cannot have
// them sent elsewhere.
type storedCredentials struct {
	User  string `json:"user,omitempty"`
	Token string `json:"token"`
	URL   string `json:"url"`
	API   string `json:"api,omitempty"`
}

func (c Credentials) seal(site config.Site) (secret.Text, error) {
	stored := storedCredentials{User: c.User.Reveal(), Token: c.Token.Reveal(), URL: site.URL.String()}
	if site.APIURL != nil {
		stored.API = site.APIURL.String()
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return secret.Text{}, fmt.Errorf("write credentials: %w", err)
	}
	return secret.New(string(text)), nil
}

func loadCredentials(ctx context.Context, store keychain.Store, site config.Site) (Credentials, error) {
	text, err := store.Get(ctx, account(site.Name))
	if weir.KindOf(err) == weir.NotFound {
		next := "run `weir connect " + site.Name + "`"
		if advice := weir.NextStep(err); advice != "" {
			next += "\n" + advice
		}
		return Credentials{}, &weir.Error{
			Kind: weir.Unauthorised, Text: fmt.Sprintf("there is no token for the site %q in the %s", site.Name, store.Describe()), Next: next,
		}
	}
	if err != nil {
		return Credentials{}, err
	}
	var stored storedCredentials
	if json.Unmarshal([]byte(text.Reveal()), &stored) != nil {
		return Credentials{}, &weir.Error{
			Kind: weir.Unauthorised,
			Text: fmt.Sprintf("what the %s holds for the site %q is not Weir's", store.Describe(), site.Name),
			Next: "run `weir connect " + site.Name + "`",
		}
	}
	if err := stored.matches(site); err != nil {
		return Credentials{}, err
	}
	return Credentials{User: secret.New(stored.User), Token: secret.New(stored.Token)}, nil
}

// matches refuses credentials that were given for another address.
func (s storedCredentials) matches(site config.Site) error {
	api := ""
	if site.APIURL != nil {
		api = site.APIURL.String()
	}
	if s.URL == site.URL.String() && s.API == api {
		return nil
	}
	return &weir.Error{
		Kind: weir.Unauthorised,
		Text: fmt.Sprintf("the token of %q was saved for %s, but the configuration now leads elsewhere", site.Name, s.URL),
		Next: "if you changed the address, run `weir connect " + site.Name + "`; if not, somebody else changed the configuration",
	}
}
