package keychain_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"weir"
	"weir/internal/keychain"
	"weir/internal/keychain/keychaintest"
	"weir/internal/secret"
)

// A fakeRing keeps secrets in memory and fails as it is told.
type fakeRing struct {
	mu      sync.Mutex
	kept    map[string]string
	err     error         // what every call returns
	forgets bool          // Set reports success and keeps nothing
	hang    chan struct{} // when not nil, every call waits until it is closed
	panics  bool
	mute    bool // it does not tell what it keeps
	calls   int
}

func (r *fakeRing) enter() error {
	if r.hang != nil {
		<-r.hang
	}
	if r.panics {
		panic("the bus sent nonsense")
	}
	r.calls++
	return r.err
}

func (r *fakeRing) Get(service, account string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.enter(); err != nil {
		return "", err
	}
	value, ok := r.kept[service+"\x00"+account]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return value, nil
}

func (r *fakeRing) Set(service, account, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.enter(); err != nil {
		return err
	}
	if r.kept == nil {
		r.kept = map[string]string{}
	}
	if !r.forgets {
		r.kept[service+"\x00"+account] = value
	}
	return nil
}

func (r *fakeRing) Delete(service, account string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.enter(); err != nil {
		return err
	}
	if _, ok := r.kept[service+"\x00"+account]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.kept, service+"\x00"+account)
	return nil
}

func (r *fakeRing) List(service string) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.enter(); err != nil {
		return nil, err
	}
	if r.mute {
		return nil, keychain.ErrCannotList
	}
	var accounts []string
	for key := range r.kept {
		if account, ok := strings.CutPrefix(key, service+"\x00"); ok {
			accounts = append(accounts, account)
		}
	}
	return accounts, nil
}

func (r *fakeRing) DeleteAll(service string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.enter(); err != nil {
		return err
	}
	maps.DeleteFunc(r.kept, func(key, _ string) bool { return strings.HasPrefix(key, service+"\x00") })
	return nil
}

func (r *fakeRing) Usable() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.enter()
}

func openRing(r *fakeRing) *keychain.System {
	return keychain.OpenSystem(keychain.SystemParams{Ring: r, GOOS: "linux"})
}

func wantKind(t *testing.T, err error, want weir.Kind) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v (%v), want an error of kind %q", err, weir.KindOf(err), want)
	}
}

func TestSystemConforms(t *testing.T) {
	t.Parallel()
	ring := &fakeRing{}
	keychaintest.Run(t, func(*testing.T) keychain.Store { return openRing(ring) })
	if len(ring.kept) != 0 {
		t.Errorf("%d secrets are left", len(ring.kept))
	}
}

func TestSystemEmptied(t *testing.T) {
	t.Parallel()
	keychaintest.RunSystem(t, func() func(*testing.T) *keychain.System {
		ring := &fakeRing{kept: map[string]string{"weird\x00a": "of another program"}}
		t.Cleanup(func() {
			if d := cmp.Diff(map[string]string{"weird\x00a": "of another program"}, ring.kept); d != "" {
				t.Errorf("what is left (-want +got):\n%s", d)
			}
		})
		return func(*testing.T) *keychain.System { return openRing(ring) }
	}())

	t.Run("a keychain that is not there holds nothing", func(t *testing.T) {
		t.Parallel()
		census, err := openRing(&fakeRing{err: keychain.ErrAbsent}).Census(t.Context(), []string{"jira/work"})
		if err != nil || len(census.Accounts) > 0 || !census.Complete {
			t.Errorf("got %v, %v", census, err)
		}
	})
	t.Run("one that could not be asked is an error", func(t *testing.T) {
		t.Parallel()
		cause := errors.New("the keyring is locked")
		s := openRing(&fakeRing{err: cause})
		_, err := s.Census(t.Context(), nil)
		for _, err := range []error{err, s.DeleteAll(t.Context())} {
			wantKind(t, err, weir.Storage)
			if !errors.Is(err, cause) || weir.NextStep(err) == "" {
				t.Errorf("got %v, next %q", err, weir.NextStep(err))
			}
		}
	})
	t.Run("of one that lists nothing the known accounts are looked up, and all are deleted", func(t *testing.T) {
		t.Parallel()
		ring := &fakeRing{mute: true, kept: map[string]string{"weir\x00jira/work": "x", "weir\x00jira/old": "x"}}
		s := openRing(ring)
		census, err := s.Census(t.Context(), []string{"jira/other", "jira/work"})
		if d := cmp.Diff(keychain.Census{Accounts: []string{"jira/work"}}, census); d != "" || err != nil {
			t.Errorf("%v, (-want +got):\n%s", err, d)
		}
		if err := s.DeleteAll(t.Context()); err != nil || len(ring.kept) > 0 {
			t.Errorf("left is %v, %v", ring.kept, err)
		}
	})
}

func TestSystem(t *testing.T) {
	t.Parallel()
	t.Run("everything is kept under the name weir", func(t *testing.T) {
		t.Parallel()
		ring := &fakeRing{}
		if err := openRing(ring).Set(t.Context(), "jira/work", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		if ring.kept["weir\x00jira/work"] != "x" || len(ring.kept) != 1 {
			t.Errorf("kept as %v", ring.kept)
		}
	})
	t.Run("it is called as people know it", func(t *testing.T) {
		t.Parallel()
		for goos, want := range map[string]string{
			"linux": "Secret Service", "freebsd": "Secret Service", "darwin": "macOS Keychain", "windows": "Windows Credential Manager",
		} {
			if got := keychain.OpenSystem(keychain.SystemParams{Ring: &fakeRing{}, GOOS: goos}).Describe(); got != want {
				t.Errorf("on %s: %q, want %q", goos, got, want)
			}
		}
	})
	t.Run("a keychain that forgets at once is an error", func(t *testing.T) {
		t.Parallel()
		for _, ring := range []*fakeRing{{forgets: true}, {forgets: true, kept: map[string]string{"weir\x00a": "old"}}} {
			err := openRing(ring).Set(t.Context(), "a", secret.New("new"))
			if err == nil {
				t.Error("no error")
			}
		}
	})
	t.Run("an error says what to do and keeps its cause", func(t *testing.T) {
		t.Parallel()
		cause := errors.New("exit status 36")
		s := openRing(&fakeRing{err: cause})
		_, err := s.Get(t.Context(), "a")
		for _, err := range []error{err, s.Set(t.Context(), "a", secret.New("x")), s.Delete(t.Context(), "a")} {
			wantKind(t, err, weir.Storage)
			if !errors.Is(err, cause) || !strings.Contains(weir.NextStep(err), "WEIR_KEYCHAIN=file") {
				t.Errorf("got %v, next %q", err, weir.NextStep(err))
			}
		}
	})
	t.Run("a panic of the library is an error", func(t *testing.T) {
		t.Parallel()
		if err := openRing(&fakeRing{panics: true}).Probe(t.Context()); err == nil {
			t.Error("no error")
		}
	})
}

// TestSystemHangs proves that a dialogue that nobody answers holds nobody up.
func TestSystemHangs(t *testing.T) {
	t.Parallel()
	t.Run("a call gives up after a while", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ring := &fakeRing{hang: make(chan struct{})}
			s := openRing(ring)
			start := time.Now()
			_, err := s.Get(t.Context(), "a")
			wantKind(t, err, weir.Busy)
			if waited := time.Since(start); waited < 30*time.Second || waited > 5*time.Minute {
				t.Errorf("waited %v: a person must have the time to type a password, and no more", waited)
			}
			wantKind(t, s.Set(t.Context(), "a", secret.New("x")), weir.Busy)
			close(ring.hang)
			synctest.Wait()
			if err := s.Set(t.Context(), "a", secret.New("x")); err != nil {
				t.Errorf("after the dialogue was answered: %v", err)
			}
		})
	})
	t.Run("a call ends with its context", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ring := &fakeRing{hang: make(chan struct{})}
			s := openRing(ring)
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { synctest.Wait(); cancel(weir.Interrupted) }()
			_, err := s.Get(ctx, "a")
			wantKind(t, err, weir.Interrupted)
			wantKind(t, s.Delete(ctx, "a"), weir.Interrupted)
			close(ring.hang)
		})
	})
	t.Run("a probe gives up sooner than a call", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ring := &fakeRing{hang: make(chan struct{})}
			ctx, cancel := context.WithTimeout(t.Context(), probeLimit)
			defer cancel()
			if err := openRing(ring).Probe(ctx); err == nil || ctx.Err() != nil {
				t.Errorf("got %v, and the context %v", err, ctx.Err())
			}
			close(ring.hang)
		})
	})
}
