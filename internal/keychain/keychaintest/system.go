package keychaintest

import (
	"slices"
	"testing"

	"weir/internal/keychain"
)

// RunSystem checks what a keychain of a system does beyond a Store. It empties
// the keychain, so it must be one that is there for tests alone.
func RunSystem(t *testing.T, open func(t *testing.T) *keychain.System) {
	t.Helper()
	census := func(t *testing.T, want ...string) {
		t.Helper()
		got, err := open(t).Census(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Accounts, want) {
			t.Errorf("accounts %q, want %q", got.Accounts, want)
		}
	}
	t.Run("nothing is no error", func(t *testing.T) {
		census(t)
		if err := open(t).DeleteAll(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("everything goes at once, and others can be set again", func(t *testing.T) {
		set(t, open(t), "jira/work", "one")
		set(t, open(t), "jira/long-forgotten", "two")
		set(t, open(t), "test", "three")
		census(t, "jira/long-forgotten", "jira/work", "test")
		if err := open(t).DeleteAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		census(t)
		wantMissing(t, open(t), "jira/work")
		set(t, open(t), "jira/work", "again")
		Want(t, open(t), "jira/work", "again")
		if err := open(t).DeleteAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantMissing(t, open(t), "jira/work")
	})
}
