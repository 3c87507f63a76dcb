package app_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"weir"
	"weir/internal/app"
	"weir/internal/keychain"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

// A shelf is a keychain in memory, which dies after so many changes: from then on
// it does nothing, as for a process that was killed.
type shelf struct {
	mu      sync.Mutex
	secrets map[string]string
	left    int // changes that are still done
}

var errKilled = errors.New("killed")

func (s *shelf) Get(_ context.Context, account string) (secret.Text, error) {
	runtime.Gosched() // others get their turn between any two calls
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.secrets[account]
	if !ok {
		return secret.Text{}, &weir.Error{Kind: weir.NotFound, Text: "no secret for " + account}
	}
	return secret.New(text), nil
}

func (s *shelf) change(do func() error) error {
	runtime.Gosched()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == 0 {
		return errKilled
	}
	s.left--
	return do()
}

func (s *shelf) Set(_ context.Context, account string, text secret.Text) error {
	return s.change(func() error {
		if n := len(text.Reveal()); n == 0 || n > keychain.MaxSecret {
			return fmt.Errorf("a secret of %d bytes", n)
		}
		s.secrets[account] = text.Reveal()
		return nil
	})
}

func (s *shelf) Delete(_ context.Context, account string) error {
	return s.change(func() error {
		if _, ok := s.secrets[account]; !ok {
			s.left++ // nothing was changed
			return &weir.Error{Kind: weir.NotFound, Text: "no secret for " + account}
		}
		delete(s.secrets, account)
		return nil
	})
}

func (s *shelf) Describe() string { return "shelf" }

// grantOf makes a sign-in whose token has so many characters, of one letter.
func grantOf(letter string, size int) msgraph.Grant {
	return msgraph.Grant{
		RefreshToken: secret.New("planted-" + strings.Repeat(letter, size)), ClientID: "00000000-0000-4000-8000-000000000001",
		Authority: msgraph.DefaultAuthority, Graph: msgraph.DefaultGraph,
	}
}

func TestASignInIsWholeWheneverAProcessIsKilled(t *testing.T) {
	t.Parallel()
	const little, middle, much = 100, 3000, 9000
	sizes := []int{little, middle, much}
	for _, before := range sizes {
		for _, after := range sizes {
			t.Run(fmt.Sprintf("from %d to %d characters", before, after), func(t *testing.T) {
				t.Parallel()
				killEverywhere(t, before, after)
			})
		}
	}
}

// killEverywhere saves one sign-in, and another one over it, which is killed
// after each number of changes, until it is not killed any more.
func killEverywhere(t *testing.T, before, after int) {
	t.Helper()
	lock := filepath.Join(t.TempDir(), "microsoft")
	for kill := 0; ; kill++ {
		s := &shelf{secrets: map[string]string{}, left: -1}
		vault := app.NewGrantVault(s, lock)
		keep := func(g msgraph.Grant) {
			t.Helper()
			if err := vault.Save(t.Context(), g); err != nil {
				t.Fatal(err)
			}
		}
		one, two, three := grantOf("a", before), grantOf("b", after), grantOf("c", before+after%1000)
		keep(one)
		s.left = kill
		err := vault.Save(t.Context(), two)
		killed := errors.Is(err, errKilled)
		if err != nil && !killed {
			t.Fatal(err)
		}
		s.left = -1
		got, err := vault.Load(t.Context())
		if err != nil || got.RefreshToken.Equal(two.RefreshToken) == got.RefreshToken.Equal(one.RefreshToken) {
			t.Fatalf("killed after %d changes: it is neither the old one nor the new one: %v", kill, err)
		}
		if !killed && !got.RefreshToken.Equal(two.RefreshToken) {
			t.Fatal("what was saved is not there")
		}
		// The next one takes away whatever was left.
		keep(three)
		if got, err := vault.Load(t.Context()); err != nil || !got.RefreshToken.Equal(three.RefreshToken) {
			t.Fatalf("killed after %d changes, the next sign-in is lost: %v", kill, err)
		}
		for name, text := range s.secrets {
			if strings.Contains(text, "bbbb") || strings.Contains(text, "aaaa") {
				t.Errorf("killed after %d changes: %s holds an old sign-in after the next one", kill, name)
			}
			if !slices.Contains(app.MicrosoftAccounts(), name) {
				t.Errorf("%s is no name that anybody would look for", name)
			}
		}
		if !killed {
			return
		}
	}
}

func TestASpoiledSignInIsNoSignIn(t *testing.T) {
	t.Parallel()
	lock := filepath.Join(t.TempDir(), "microsoft")
	s := &shelf{secrets: map[string]string{}, left: -1}
	vault := app.NewGrantVault(s, lock)
	refused := func(what string) {
		t.Helper()
		_, err := vault.Load(t.Context())
		if weir.KindOf(err) != weir.Unauthorised || !strings.Contains(weir.NextStep(err), "weir report sign-in") {
			t.Errorf("%s: %v, %s", what, err, weir.NextStep(err))
		}
		if err != nil && strings.Contains(err.Error(), "planted") {
			t.Errorf("%s: the error shows the secret: %v", what, err)
		}
	}
	refused("nobody is signed in")
	if err := vault.Save(t.Context(), grantOf("a", 6000)); err != nil {
		t.Fatal(err)
	}
	whole := maps.Clone(s.secrets)
	if len(whole) != 4 {
		t.Fatalf("it is in %d entries", len(whole))
	}
	for _, name := range slices.Sorted(maps.Keys(whole)) {
		s.secrets = maps.Clone(whole)
		if s.secrets[name] += "x"; name != "microsoft/default" {
			refused(name + " was changed")
		}
		delete(s.secrets, name)
		refused(name + " is gone")
	}
	for _, text := range []string{"x", "weir-parts c 1 x", "weir-parts a 0 x", "weir-parts a 99 x", "weir-parts a 1"} {
		s.secrets = map[string]string{"microsoft/default": text}
		refused(text)
	}
}

// Two processes that renew the sign-in at once leave one of the two, whole.
func TestTwoProcessesSaveAtOnce(t *testing.T) {
	t.Parallel()
	lock := filepath.Join(t.TempDir(), "microsoft")
	s := &shelf{secrets: map[string]string{}, left: -1}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			vault := app.NewGrantVault(s, lock)
			if err := vault.Save(context.WithoutCancel(t.Context()), grantOf(string("abcdefgh"[i]), 3000*i+1)); err != nil {
				t.Error(err)
			}
			if _, err := vault.Load(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
