package app

import (
	"context"
	"encoding/json"
	"fmt"

	"weir"
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

type storedCredentials struct {
	User  string `json:"user,omitempty"`
	Token string `json:"token"`
}

func (c Credentials) seal() (secret.Text, error) {
	text, err := json.Marshal(storedCredentials{User: c.User.Reveal(), Token: c.Token.Reveal()})
	if err != nil {
		return secret.Text{}, fmt.Errorf("write credentials: %w", err)
	}
	return secret.New(string(text)), nil
}

func loadCredentials(ctx context.Context, store keychain.Store, site string) (Credentials, error) {
	text, err := store.Get(ctx, account(site))
	if weir.KindOf(err) == weir.NotFound {
		return Credentials{}, &weir.Error{
			Kind: weir.Unauthorised,
			Text: fmt.Sprintf("there is no token for the site %q in the %s", site, store.Describe()),
			Next: "run `weir connect " + site + "`",
		}
	}
	if err != nil {
		return Credentials{}, err
	}
	var stored storedCredentials
	if json.Unmarshal([]byte(text.Reveal()), &stored) != nil {
		return Credentials{}, &weir.Error{
			Kind: weir.Unauthorised,
			Text: fmt.Sprintf("what the %s holds for the site %q is not Weir's", store.Describe(), site),
			Next: "run `weir connect " + site + "`",
		}
	}
	return Credentials{User: secret.New(stored.User), Token: secret.New(stored.Token)}, nil
}
