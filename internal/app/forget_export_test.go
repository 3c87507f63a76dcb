package app

import (
	"context"

	"weir/internal/keychain"
)

// A test must not touch the keychain of who runs it.

// ForgetIn is Forget with another keychain in the place of the system's.
func (a *App) ForgetIn(ctx context.Context, ring keychain.Ring, name string, dryRun bool) ([]string, error) {
	system := ringSystem(ring)
	if a.config.KeychainMode() == string(keychain.ModeSystem) {
		a.store = system
	}
	return a.forget(ctx, system, name, dryRun)
}

// ForgetAllIn is ForgetAll with another keychain in the place of the system's.
func (a *App) ForgetAllIn(ctx context.Context, ring keychain.Ring, dryRun bool) ([]string, error) {
	return a.forgetAll(ctx, ringSystem(ring), dryRun)
}

// UseFile has the encrypted file taken with a passphrase, at a cost for tests.
func (a *App) UseFile(passphrase keychain.PassphraseFunc) keychain.Store {
	a.store = keychain.OpenFile(keychain.FileParams{Path: a.encryptedPath(), Passphrase: passphrase, WorkFactor: 1})
	return a.store
}

func ringSystem(ring keychain.Ring) *keychain.System {
	return keychain.OpenSystem(keychain.SystemParams{Ring: ring, GOOS: "linux"})
}
