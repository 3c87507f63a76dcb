package keychain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"weir"
	"weir/internal/keychain"
	"weir/internal/secret"
)

func params(t *testing.T, mode keychain.Mode, ring *fakeRing) keychain.Params {
	t.Helper()
	return keychain.Params{
		Mode: mode, System: keychain.SystemParams{Ring: ring, GOOS: "linux"}, File: fileParams(newPath(t), "right"),
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	noBus := errors.New("there is no D-Bus session")
	t.Run("auto takes the system's keychain where there is one", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []keychain.Mode{keychain.ModeAuto, ""} {
			s, err := keychain.Open(t.Context(), params(t, mode, &fakeRing{}))
			if err != nil || s.Describe() != "Secret Service" {
				t.Fatalf("got %v, %v", s, err)
			}
		}
	})
	t.Run("auto takes the file where there is none, and says why", func(t *testing.T) {
		t.Parallel()
		p := params(t, keychain.ModeAuto, &fakeRing{err: noBus})
		s, err := keychain.Open(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Describe(); !strings.HasPrefix(got, "encrypted file "+p.File.Path) || !strings.Contains(got, "no D-Bus session") {
			t.Errorf("Describe() = %q", got)
		}
		_, err = s.Get(t.Context(), "a")
		wantKind(t, err, weir.NotFound)
		if !strings.Contains(weir.NextStep(err), "no D-Bus session") {
			t.Errorf("next step %q", weir.NextStep(err))
		}
		if err := s.Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Error(err)
		}
	})
	t.Run("auto says that there is a file when the keychain does not have it", func(t *testing.T) {
		t.Parallel()
		p := params(t, keychain.ModeAuto, &fakeRing{})
		if err := keychain.OpenFile(p.File).Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		s, err := keychain.Open(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Get(t.Context(), "a")
		wantKind(t, err, weir.NotFound)
		if !strings.Contains(weir.NextStep(err), "WEIR_KEYCHAIN=file") {
			t.Errorf("next step %q", weir.NextStep(err))
		}
	})
	t.Run("system does not fall back", func(t *testing.T) {
		t.Parallel()
		_, err := keychain.Open(t.Context(), params(t, keychain.ModeSystem, &fakeRing{err: noBus}))
		wantKind(t, err, weir.Storage)
		if !errors.Is(err, noBus) {
			t.Errorf("got %v", err)
		}
		if s, err := keychain.Open(t.Context(), params(t, keychain.ModeSystem, &fakeRing{})); err != nil || s.Describe() != "Secret Service" {
			t.Errorf("got %v, %v", s, err)
		}
	})
	t.Run("file does not touch the keychain", func(t *testing.T) {
		t.Parallel()
		ring := &fakeRing{}
		p := params(t, keychain.ModeFile, ring)
		s, err := keychain.Open(t.Context(), p)
		if err != nil || s.Describe() != "encrypted file "+p.File.Path {
			t.Fatalf("got %v, %v", s, err)
		}
		if err := s.Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		if ring.calls != 0 {
			t.Errorf("%d calls of the keychain", ring.calls)
		}
	})
	t.Run("without a passphrase the choices are spelled out", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []keychain.Mode{keychain.ModeAuto, keychain.ModeFile} {
			p := params(t, mode, &fakeRing{err: noBus})
			p.File.Passphrase = nil
			_, err := keychain.Open(t.Context(), p)
			wantKind(t, err, weir.Unauthorised)
			for _, want := range []string{"keychain", "terminal", "WEIR_KEYCHAIN_PASSPHRASE_FILE", "WEIR_JIRA_TOKEN_FILE"} {
				if !strings.Contains(weir.NextStep(err), want) {
					t.Errorf("mode %s: %q is missing in %q", mode, want, weir.NextStep(err))
				}
			}
			if mode == keychain.ModeAuto && !strings.Contains(err.Error(), "no D-Bus session") {
				t.Errorf("the reason is missing in %v", err)
			}
		}
	})
	t.Run("an unknown mode is an error", func(t *testing.T) {
		t.Parallel()
		_, err := keychain.Open(t.Context(), params(t, "vault", &fakeRing{}))
		wantKind(t, err, weir.BadConfig)
	})
	t.Run("nothing is opened for whoever has given up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(weir.Interrupted)
		for _, mode := range []keychain.Mode{keychain.ModeAuto, keychain.ModeSystem} {
			_, err := keychain.Open(ctx, params(t, mode, &fakeRing{}))
			wantKind(t, err, weir.Interrupted)
		}
	})
}
