package app

import (
	"weir/internal/keychain"
	"weir/internal/msgraph"
)

// NewGrantVault is the vault of the Microsoft sign-in over any store.
func NewGrantVault(store keychain.Store, lock string) msgraph.Vault {
	return grantVault{store: store, lock: lock}
}

// MicrosoftAccounts are all names under which something of a sign-in can be.
var MicrosoftAccounts = microsoftAccounts

// UseGraph gives the program a client of Microsoft Graph, so that nobody needs to
// sign in.
func (a *App) UseGraph(client *msgraph.Client) { a.onenote = client }
