// Package keychain keeps credentials where they belong: in the keychain of the
// operating system or, where there is none, in a file that is encrypted with a
// passphrase.
//
// It must not print a secret, nor keep one anywhere else, and it asks nobody
// anything: whoever can ask hands it a function.
package keychain

import (
	"context"
	"fmt"

	"weir"
	"weir/internal/secret"
)

// Service is the name under which the system's own tools find what Weir keeps.
const Service = "weir"

// MaxSecret is how many bytes a secret may have. It is what the tightest of
// the systems takes (Windows: 2,560), so that a secret that fits in one place
// fits everywhere.
const MaxSecret = 2500

// maxAccount is how many bytes the name of an account may have: together with
// the longest secret it stays below the limits of macOS.
const maxAccount = 200

// A Store keeps one secret for each account. Its methods may be called from
// many goroutines, and processes that use the same store at once lose nothing.
//
// An account is printable ASCII of at most 200 bytes that does not begin with
// a hyphen, for instance jira/work. A secret has 1 to MaxSecret bytes of any
// value. Names and secrets that break these rules are errors of kind BadInput.
type Store interface {
	// Get returns the secret of account. The error is of kind NotFound when
	// there is none, and of kind Unauthorised when the store will not open.
	Get(ctx context.Context, account string) (secret.Text, error)
	// Set keeps s for account, in place of what was there.
	Set(ctx context.Context, account string, s secret.Text) error
	// Delete removes the secret of account. The error is of kind NotFound when
	// there is none.
	Delete(ctx context.Context, account string) error
	// Describe says in a few words where the secrets are.
	Describe() string
}

// checkAccount refuses names that some system could misunderstand: they become
// arguments of a program on macOS and part of a target's name on Windows.
func checkAccount(account string) error {
	bad := func(why string) error {
		return &weir.Error{Kind: weir.BadInput, Text: fmt.Sprintf("account name %.60q %s", account, why)}
	}
	switch {
	case account == "":
		return bad("is empty")
	case len(account) > maxAccount:
		return bad(fmt.Sprintf("has more than %d bytes", maxAccount))
	case account[0] == '-':
		return bad("begins with a hyphen")
	}
	for i := range len(account) {
		if account[i] < ' ' || account[i] > '~' {
			return bad("has a character that is not printable ASCII")
		}
	}
	return nil
}

func checkSecret(account string, s secret.Text) error {
	switch n := len(s.Reveal()); {
	case n == 0:
		return &weir.Error{Kind: weir.BadInput, Text: "the secret of " + account + " is empty"}
	case n > MaxSecret:
		return &weir.Error{
			Kind: weir.BadInput,
			Text: fmt.Sprintf("the secret of %s has %d bytes, and keychains take at most %d", account, n, MaxSecret),
			Next: "check that this is the token alone, and not a file or a page that it came in",
		}
	default:
		return nil
	}
}

// notFound is the answer for an account that a store does not have.
func notFound(account, where, next string) error {
	return &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("no secret for %s in the %s", account, where), Next: next}
}
