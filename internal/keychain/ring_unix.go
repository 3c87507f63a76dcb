//go:build (dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd

package keychain

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

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

func (r systemRing) DeleteAll(service string) error {
	if err := r.session(); err != nil {
		return err
	}
	return keyring.DeleteAll(service)
}

// List looks into the collection that the library uses. A collection that is
// locked may hide what it holds, so it is opened first.
func (r systemRing) List(service string) ([]string, error) {
	if err := r.session(); err != nil {
		return nil, err
	}
	secrets, err := ss.NewSecretService()
	if err != nil {
		return nil, fmt.Errorf("connect to D-Bus: %w", err)
	}
	collection := secrets.GetLoginCollection()
	if err := secrets.Unlock(collection.Path()); err != nil {
		return nil, fmt.Errorf("unlock the keyring: %w", err)
	}
	items, err := secrets.SearchItems(collection, map[string]string{"service": service})
	if err != nil {
		return nil, fmt.Errorf("search the keyring: %w", err)
	}
	var accounts []string
	for _, item := range items {
		attributes, err := secrets.Object(secretsName, item).GetProperty("org.freedesktop.Secret.Item.Attributes")
		if err != nil {
			return nil, fmt.Errorf("look at an item of the keyring: %w", err)
		}
		named, ok := attributes.Value().(map[string]string)
		if !ok {
			return nil, errors.New("an item of the keyring has no attributes")
		}
		accounts = append(accounts, named["username"])
	}
	return accounts, nil
}

// secretsName is how whoever offers a Secret Service is called on the bus.
const secretsName = "org.freedesktop.secrets"

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
		return whyNone(service, err)
	}
	if is, ok := locked.Value().(bool); ok && is && r.getenv("DISPLAY") == "" && r.getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("the keyring is locked, and there is no desktop that could ask for its password")
	}
	return nil
}

// whyNone tells a machine that has no Secret Service, or one without a default
// keyring, from one whose Secret Service does not answer as it should.
func whyNone(service *ss.SecretService, cause error) error {
	var owned bool
	var startable []string
	bus := service.BusObject()
	err := errors.Join(
		bus.Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&owned),
		bus.Call("org.freedesktop.DBus.ListActivatableNames", 0).Store(&startable),
	)
	if err != nil {
		return fmt.Errorf("find a Secret Service: %w", err)
	}
	if !owned && !slices.Contains(startable, secretsName) {
		return absent("there is no Secret Service")
	}
	var alias string
	err = service.Object(secretsName, "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&alias)
	if err == nil && alias == "/" { // which stands for no object
		return absent("the Secret Service has no default keyring")
	}
	return fmt.Errorf("find a Secret Service with a default keyring: %w", cause)
}

// session refuses to go on without a D-Bus session, because the library would
// start a bus of its own, which has no keyring and stays behind.
func (r systemRing) session() error {
	switch address := r.getenv("DBUS_SESSION_BUS_ADDRESS"); {
	case strings.HasPrefix(address, "disabled:"): // how a session is kept from programs by custom
		return absent("there is no D-Bus session")
	case address != "":
		return nil
	}
	runtime := "/run/user/" + strconv.Itoa(os.Getuid())
	for _, name := range []string{"/bus", "/dbus-session"} {
		if _, err := os.Stat(runtime + name); err == nil {
			return nil
		}
	}
	return absent("there is no D-Bus session")
}
