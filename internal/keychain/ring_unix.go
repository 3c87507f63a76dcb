//go:build (dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd

package keychain

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/zalando/go-keyring"
	ss "github.com/zalando/go-keyring/secret_service"
)

// systemRing speaks with the Secret Service over D-Bus, which is a socket of
// this machine: no program is started, and no secret is an argument.
type systemRing struct{ getenv func(string) string }

func (r systemRing) Get(service, account string) (string, error) {
	if err := r.session(); err != nil {
		return "", err
	}
	return keyring.Get(service, account)
}

func (r systemRing) Set(service, account, value string) error {
	if err := r.session(); err != nil {
		return err
	}
	return keyring.Set(service, account, value)
}

func (r systemRing) Delete(service, account string) error {
	if err := r.session(); err != nil {
		return err
	}
	return keyring.Delete(service, account)
}

// Usable looks at the collection that the library uses, and at its lock. To
// read anything from it would show a dialogue where it is locked.
func (r systemRing) Usable() error {
	if err := r.session(); err != nil {
		return err
	}
	service, err := ss.NewSecretService()
	if err != nil {
		return fmt.Errorf("connect to D-Bus: %w", err)
	}
	locked, err := service.GetLoginCollection().GetProperty("org.freedesktop.Secret.Collection.Locked")
	if err != nil {
		return fmt.Errorf("find a Secret Service with a default keyring: %w", err)
	}
	if is, ok := locked.Value().(bool); ok && is && r.getenv("DISPLAY") == "" && r.getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("the keyring is locked, and there is no desktop that could ask for its password")
	}
	return nil
}

// session refuses to go on without a D-Bus session, because the library would
// start a bus of its own, which has no keyring and stays behind.
func (r systemRing) session() error {
	if r.getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	runtime := "/run/user/" + strconv.Itoa(os.Getuid())
	for _, name := range []string{"/bus", "/dbus-session"} {
		if _, err := os.Stat(runtime + name); err == nil {
			return nil
		}
	}
	return errors.New("there is no D-Bus session")
}
