// Package keychaintest is what every keychain.Store must do. Each
// implementation runs it. It uses accounts of its own and removes them.
package keychaintest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"weir"
	"weir/internal/keychain"
	"weir/internal/secret"
)

// A suite runs the cases against one place.
type suite struct {
	open func(t *testing.T) keychain.Store
}

// Run checks a store. Each call of open returns a store of its own over the
// same place, as another process would have it.
func Run(t *testing.T, open func(t *testing.T) keychain.Store) {
	t.Helper()
	s := suite{open}
	t.Run("an account that is not there is not found", s.missing)
	t.Run("what was set is there for everybody", s.set)
	t.Run("a new secret takes the place of the old one", s.replace)
	t.Run("a deleted secret is gone, and the others stay", s.remove)
	t.Run("accounts with similar names are apart", s.apart)
	t.Run("every byte of a secret survives", s.bytes)
	t.Run("a secret that is too long or empty is refused", s.size)
	t.Run("a name that could be misunderstood is refused", s.names)
	t.Run("a call that nobody waits for does nothing", s.cancelled)
	t.Run("many calls at once lose nothing", s.together)
	t.Run("it says where it is", s.describe)
}

// account returns a name of this test's own, and removes its secret at the end.
func account(t *testing.T, store keychain.Store, name string) string {
	t.Helper()
	name = "test/" + strings.ReplaceAll(t.Name(), " ", "_")[max(0, len(t.Name())-60):] + "/" + name
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if err := store.Delete(context.WithoutCancel(t.Context()), name); err != nil && !errors.Is(err, weir.NotFound) {
			t.Errorf("remove %s: %v", name, err)
		}
	})
	return name
}

func set(t *testing.T, store keychain.Store, account, value string) {
	t.Helper()
	if err := store.Set(t.Context(), account, secret.New(value)); err != nil {
		t.Fatalf("set %s: %v", account, err)
	}
}

// Want fails the test where account does not hold the secret want.
func Want(t *testing.T, store keychain.Store, account, want string) {
	t.Helper()
	got, err := store.Get(t.Context(), account)
	if err != nil {
		t.Fatalf("get %s: %v", account, err)
	}
	if got.Reveal() != want {
		t.Errorf("%s holds another secret, of %d bytes, want %d bytes", account, len(got.Reveal()), len(want))
	}
}

func wantKind(t *testing.T, err error, want weir.Kind) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v (%v), want an error of kind %q", err, weir.KindOf(err), want)
	}
}

func wantMissing(t *testing.T, store keychain.Store, account string) {
	t.Helper()
	_, err := store.Get(t.Context(), account)
	wantKind(t, err, weir.NotFound)
	if !strings.Contains(err.Error(), account) {
		t.Errorf("%v does not name the account %s", err, account)
	}
}

func (s suite) missing(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "none")
	wantMissing(t, store, name)
	wantKind(t, store.Delete(t.Context(), name), weir.NotFound)
}

func (s suite) set(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "a")
	set(t, store, name, "made-up secret")
	Want(t, store, name, "made-up secret")
	Want(t, s.open(t), name, "made-up secret")
}

func (s suite) replace(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "a")
	for _, value := range []string{"first", "second, which is longer", "3rd", "3rd"} {
		set(t, store, name, value)
		Want(t, s.open(t), name, value)
	}
}

func (s suite) remove(t *testing.T) {
	store := s.open(t)
	a, b := account(t, store, "a"), account(t, store, "b")
	set(t, store, a, "one")
	set(t, store, b, "two")
	if err := s.open(t).Delete(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	wantMissing(t, store, a)
	Want(t, store, b, "two")
	set(t, store, a, "again")
	Want(t, store, a, "again")
}

func (s suite) apart(t *testing.T) {
	store := s.open(t)
	names := map[string]string{}
	for i, name := range []string{"a", "a ", "a/b", "a/b/c", "ab", "a*", "a?", "a:b", `a"b`, `a\b`, "a'b", "a$(b)", "a%b", "a=b", "a;b"} {
		full := account(t, store, name)
		names[full] = fmt.Sprintf("secret %d", i)
		set(t, store, full, names[full])
	}
	for full, want := range names {
		Want(t, store, full, want)
	}
}

func (s suite) bytes(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "a")
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for what, value := range map[string]string{
		"spaces around": "  x  ", "lines": "a\nb\r\nc\n", "quotes": `"a" 'b' \c $d ` + "`e`", "other letters": "pässwörd ✓ 密码",
		"bytes that are no text": string(every), "one byte": "x", "hexadecimal": "abcdef0123", "a library's own mark": "go-keyring-base64:eA==",
		"its other mark": "go-keyring-encoded:78", "the longest": strings.Repeat("0123456789", keychain.MaxSecret/10),
	} {
		t.Run(what, func(t *testing.T) {
			set(t, store, name, value)
			Want(t, s.open(t), name, value)
		})
	}
}

func (s suite) size(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "a")
	set(t, store, name, "stays")
	for _, value := range []string{"", strings.Repeat("x", keychain.MaxSecret+1), strings.Repeat("x", 1<<20)} {
		err := store.Set(t.Context(), name, secret.New(value))
		wantKind(t, err, weir.BadInput)
		if strings.Contains(err.Error()+weir.NextStep(err), "xx") {
			t.Errorf("the error shows the secret: %v", err)
		}
	}
	Want(t, store, name, "stays")
}

func (s suite) names(t *testing.T) {
	store := s.open(t)
	for _, name := range []string{"", "-a", "--help", "a\nb", "a\x00b", "a\tb", "ä", "\xff", strings.Repeat("a", 201)} {
		_, err := store.Get(t.Context(), name)
		wantKind(t, err, weir.BadInput)
		wantKind(t, store.Set(t.Context(), name, secret.New("x")), weir.BadInput)
		wantKind(t, store.Delete(t.Context(), name), weir.BadInput)
	}
	longest := account(t, store, "a")
	longest += strings.Repeat("a", 200-len(longest))
	set(t, store, longest, strings.Repeat("x", keychain.MaxSecret))
	Want(t, store, longest, strings.Repeat("x", keychain.MaxSecret))
	if err := store.Delete(t.Context(), longest); err != nil {
		t.Error(err)
	}
}

func (s suite) cancelled(t *testing.T) {
	store := s.open(t)
	name := account(t, store, "a")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(weir.Interrupted)
	wantKind(t, store.Set(ctx, name, secret.New("x")), weir.Interrupted)
	_, err := store.Get(ctx, name)
	wantKind(t, err, weir.Interrupted)
	wantKind(t, store.Delete(ctx, name), weir.Interrupted)
	wantMissing(t, store, name)
}

func (s suite) together(t *testing.T) {
	const rounds = 4
	names := make([]string, 6)
	stores := []keychain.Store{s.open(t), s.open(t), s.open(t)}
	var wg sync.WaitGroup
	for i := range names {
		store := stores[i%len(stores)]
		names[i] = account(t, store, fmt.Sprint(i))
		wg.Go(func() {
			for n := range rounds {
				value := fmt.Sprintf("secret %d of %d", n, i)
				if err := store.Set(t.Context(), names[i], secret.New(value)); err != nil {
					t.Errorf("set: %v", err)
				}
				if got, err := store.Get(t.Context(), names[i]); err != nil || got.Reveal() != value {
					t.Errorf("get: another secret, or %v", err)
				}
			}
		})
	}
	wg.Wait()
	for i, name := range names {
		Want(t, stores[0], name, fmt.Sprintf("secret %d of %d", rounds-1, i))
	}
}

func (s suite) describe(t *testing.T) {
	got := s.open(t).Describe()
	if got == "" || strings.ContainsAny(got, "\r\n") || len(got) > 300 {
		t.Errorf("Describe() = %q", got)
	}
}
