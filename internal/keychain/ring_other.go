//go:build !((dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd)

package keychain

import (
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// systemRing is the Keychain of macOS or the Credential Manager of Windows. On
// macOS the library starts the system's tool and hands it the secret on its
// standard input, encoded; only the names are arguments.
type systemRing struct{ getenv func(string) string }

func (systemRing) Get(service, account string) (string, error) { return keyring.Get(service, account) }

func (systemRing) Set(service, account, value string) error {
	return keyring.Set(service, account, value)
}

func (systemRing) Delete(service, account string) error { return keyring.Delete(service, account) }

// List does not know: neither system's library tells what it keeps.
func (systemRing) List(string) ([]string, error) { return nil, errCannotList }

func (systemRing) DeleteAll(service string) error { return keyring.DeleteAll(service) }

// Usable looks for an account that is not there, which no dialogue guards.
func (systemRing) Usable() error {
	if _, err := keyring.Get(Service, "probe"); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return fmt.Errorf("look into it: %w", err)
	}
	return nil
}
