package keychain

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"

	"weir"
	"weir/internal/secret"
)

// How long a call may take. A person may have to type the password of the
// keychain; a probe asks nobody anything.
const (
	callTimeout  = time.Minute
	probeTimeout = 3 * time.Second
)

// A Ring is a keychain as the operating system offers it. Its calls may block
// for as long as the system shows a dialogue.
type Ring interface {
	// Get, Set and Delete return keyring.ErrNotFound for what is not there.
	Get(service, account string) (string, error)
	Set(service, account, value string) error
	Delete(service, account string) error
	// List returns the accounts of a service. Where the system cannot tell, the
	// error is one that Census knows.
	List(service string) ([]string, error)
	// DeleteAll removes everything of a service.
	DeleteAll(service string) error
	// Usable reports why the ring cannot be used, without asking a person. The
	// error is ErrAbsent where there is no such ring at all.
	Usable() error
}

// SystemParams say how to reach the keychain of the system.
type SystemParams struct {
	// Getenv tells where the D-Bus session and the desktop are.
	Getenv func(string) string
	// Ring replaces the keychain of the system, for tests.
	Ring Ring
	// GOOS is the system that Describe speaks of; runtime.GOOS when empty.
	GOOS string
}

// A System is the keychain of the operating system.
type System struct {
	ring Ring
	name string
	hint string // what to do when a secret is not found
	// slot is held by the one call that is under way: the libraries below
	// mistake the answers of two calls at once. A call that was given up
	// holds it until the system answers.
	slot chan struct{}
}

var _ Store = (*System)(nil)

// OpenSystem returns the keychain of the operating system. It does not touch
// it yet; see Probe.
func OpenSystem(p SystemParams) *System {
	if p.Ring == nil {
		getenv := p.Getenv
		if getenv == nil {
			getenv = func(string) string { return "" }
		}
		p.Ring = systemRing{getenv: getenv}
	}
	if p.GOOS == "" {
		p.GOOS = runtime.GOOS
	}
	return &System{ring: p.Ring, name: systemName(p.GOOS), slot: make(chan struct{}, 1)}
}

func systemName(goos string) string {
	switch goos {
	case "darwin":
		return "macOS Keychain"
	case "windows":
		return "Windows Credential Manager"
	default:
		return "Secret Service"
	}
}

// Describe returns the name of the system's keychain.
func (s *System) Describe() string { return s.name }

// Probe reports why the keychain cannot be used, and nil when it can. It asks
// nobody anything, changes nothing, and takes three seconds at most.
func (s *System) Probe(ctx context.Context) error {
	_, err := call(ctx, s, probeTimeout, func() (struct{}, error) { return struct{}{}, s.ring.Usable() })
	return err
}

// Get returns the secret of account.
func (s *System) Get(ctx context.Context, account string) (secret.Text, error) {
	if err := checkAccount(account); err != nil {
		return secret.Text{}, err
	}
	value, err := call(ctx, s, callTimeout, func() (secret.Text, error) {
		value, err := s.ring.Get(Service, account)
		return secret.New(value), err
	})
	if err != nil {
		return secret.Text{}, s.explain("read "+account+" from", account, err)
	}
	if value.IsZero() {
		return secret.Text{}, notFound(account, s.name, s.hint)
	}
	return value, nil
}

// Set keeps value for account, and reads it back: the tool on macOS reports
// success even when it could not store anything.
func (s *System) Set(ctx context.Context, account string, value secret.Text) error {
	if err := errors.Join(checkAccount(account), checkSecret(account, value)); err != nil {
		return err
	}
	kept, err := call(ctx, s, callTimeout, func() (secret.Text, error) {
		if err := s.ring.Set(Service, account, value.Reveal()); err != nil {
			return secret.Text{}, err
		}
		kept, err := s.ring.Get(Service, account)
		return secret.New(kept), err
	})
	if err == nil && !kept.Equal(value) {
		err = errors.New("it gives back something else than it was given")
	}
	if err != nil {
		return s.explain("write "+account+" to", account, err)
	}
	return nil
}

// Delete removes the secret of account.
func (s *System) Delete(ctx context.Context, account string) error {
	if err := checkAccount(account); err != nil {
		return err
	}
	_, err := call(ctx, s, callTimeout, func() (struct{}, error) { return struct{}{}, s.ring.Delete(Service, account) })
	if err != nil {
		return s.explain("delete "+account+" from", account, err)
	}
	return nil
}

// errNoAnswer is what a call that took too long ends with.
var errNoAnswer = errors.New("it does not answer; a dialogue may be waiting on the screen")

// errGivenUp is what a call ends with when the caller does not want it any more.
var errGivenUp = errors.New("given up")

func givenUp(ctx context.Context) error { return fmt.Errorf("%w: %w", errGivenUp, context.Cause(ctx)) }

// call runs do, one at a time, and gives it up after limit or with ctx. The
// libraries below cannot be interrupted, so that do may end later.
func call[T any](ctx context.Context, s *System, limit time.Duration, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	var none T
	timer := time.NewTimer(limit)
	defer timer.Stop()
	if ctx.Err() != nil {
		return none, givenUp(ctx)
	}
	select {
	case s.slot <- struct{}{}:
	case <-ctx.Done():
		return none, givenUp(ctx)
	case <-timer.C:
		return none, errNoAnswer
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("the library failed: %v", p)
			}
			<-s.slot
			done <- r
		}()
		r.value, r.err = do()
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, givenUp(ctx)
	case <-timer.C:
		return none, errNoAnswer
	}
}

// explain says what a user can do when the keychain fails.
func (s *System) explain(what, account string, err error) error {
	kind := weir.Storage
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return notFound(account, s.name, s.hint)
	case errors.Is(err, errGivenUp):
		return fmt.Errorf("%s the %s: %w", what, s.name, err)
	case errors.Is(err, errNoAnswer):
		kind = weir.Busy
	}
	return &weir.Error{
		Kind: kind,
		Text: fmt.Sprintf("cannot %s the %s", what, s.name),
		Next: "unlock it, or set WEIR_KEYCHAIN=file to use an encrypted file instead",
		Err:  err,
	}
}
