package keychain

import (
	"context"
	"errors"
	"slices"

	"github.com/zalando/go-keyring"

	"weir"
)

// ErrAbsent is why a keychain cannot be used that this machine does not have:
// nothing can be in it.
var ErrAbsent = errors.New("there is no keychain")

// errCannotList is what a Ring returns whose system does not tell what it keeps.
var errCannotList = errors.New("this system does not list what it keeps")

// absent is an error that says in its own words that there is no keychain.
type absent string

func (a absent) Error() string { return string(a) }

// Is makes it an ErrAbsent.
func (absent) Is(target error) bool { return target == ErrAbsent }

// A Census is what is known of the accounts in a keychain.
type Census struct {
	Accounts []string // in order
	// Complete is false where the system does not tell what it keeps: then
	// there may be accounts that nobody asked for.
	Complete bool
}

// Census counts the accounts that Weir has in the keychain. Where the system
// does not list them, it looks for those that the caller knows. A keychain that
// is not there holds nothing; the error stands for one that could not be asked.
func (s *System) Census(ctx context.Context, known []string) (Census, error) {
	if err := s.Probe(ctx); errors.Is(err, ErrAbsent) {
		return Census{Complete: true}, nil
	} else if err != nil {
		return Census{}, s.explain("look into", "", err)
	}
	accounts, err := call(ctx, s, callTimeout, func() ([]string, error) { return s.ring.List(Service) })
	switch {
	case err == nil:
		slices.Sort(accounts)
		return Census{Accounts: accounts, Complete: true}, nil
	case !errors.Is(err, errCannotList):
		return Census{}, s.explain("look into", "", err)
	}
	var found []string
	for _, account := range known {
		switch _, err := s.Get(ctx, account); weir.KindOf(err) {
		case "":
			found = append(found, account)
		case weir.NotFound:
		default:
			return Census{}, err
		}
	}
	slices.Sort(found)
	return Census{Accounts: found}, nil
}

// DeleteAll removes everything that is kept under the name Service, also what
// nobody remembers. It is no error when there is nothing.
func (s *System) DeleteAll(ctx context.Context) error {
	_, err := call(ctx, s, callTimeout, func() (struct{}, error) { return struct{}{}, s.ring.DeleteAll(Service) })
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return s.explain("delete everything from", "", err)
	}
	return nil
}
