package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/keychain"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

// microsoftAccount is the keychain's name for the Microsoft sign-in.
const microsoftAccount = "microsoft/default"

// maxParts is in how many parts a sign-in may be kept: far more than any has.
const maxParts = 14

// A grantVault keeps the Microsoft sign-in in the keychain, whose entries are
// smaller than Microsoft's tokens may be.
//
// What fits stands in the head, the entry microsoftAccount. What does not is cut
// into parts under names of their own, in one of two sets, and the head names the
// set, the number of its parts, and their digest. A new sign-in is written into
// the other set, then the head is changed, then the old parts are deleted: a
// process that is killed at any moment leaves the old one or the new one, whole.
type grantVault struct {
	store keychain.Store
	lock  string // of processes that read or write at the same time
}

var _ msgraph.Vault = grantVault{}

func (a *App) grantVault(ctx context.Context) (grantVault, error) {
	store, err := a.keychain(ctx)
	if err != nil {
		return grantVault{}, err
	}
	if err := atomicfile.MakeDir(a.dirs.State); err != nil {
		return grantVault{}, err
	}
	return grantVault{store: store, lock: a.grantLock()}, nil
}

// grantLock is the path whose lock they hold who read or write a sign-in.
func (a *App) grantLock() string { return filepath.Join(a.dirs.State, "microsoft") }

// partName is the account of a part. Sets are a and b, parts count from 1.
func partName(set string, n int) string { return microsoftAccount + "/" + set + strconv.Itoa(n) }

// microsoftAccounts are all names under which something of a sign-in can be.
func microsoftAccounts() []string {
	names := []string{microsoftAccount}
	for _, set := range []string{"a", "b"} {
		for n := range maxParts {
			names = append(names, partName(set, n+1))
		}
	}
	return names
}

// A grantHead is what the head says of parts; zero: there are none.
type grantHead struct {
	set    string
	parts  int
	digest string
}

const headMark = "weir-parts"

func (h grantHead) String() string {
	return fmt.Sprintf("%s %s %d %s", headMark, h.set, h.parts, h.digest)
}

// parseHead reads a head, and reports whether there is one: else the text is the
// sign-in itself.
func parseHead(text string) (h grantHead, ok bool) {
	fields := strings.Fields(text)
	if len(fields) != 4 || fields[0] != headMark || fields[1] != "a" && fields[1] != "b" {
		return h, false
	}
	n, err := strconv.Atoi(fields[2])
	return grantHead{set: fields[1], parts: n, digest: fields[3]}, err == nil && n >= 1 && n <= maxParts
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Load returns the sign-in that was saved last.
func (v grantVault) Load(ctx context.Context) (grant msgraph.Grant, err error) {
	err = v.alone(ctx, func() error {
		text, err := v.read(ctx)
		if err == nil {
			grant, err = msgraph.DecodeGrant(text)
		}
		return err
	})
	return grant, err
}

// alone does something while no other process reads or writes a sign-in.
func (v grantVault) alone(ctx context.Context, do func() error) error {
	release, err := atomicfile.Lock(ctx, v.lock)
	if err != nil {
		return err
	}
	return errors.Join(do(), release())
}

func (v grantVault) read(ctx context.Context) (secret.Text, error) {
	text, err := v.store.Get(ctx, microsoftAccount)
	if weir.KindOf(err) == weir.NotFound {
		next := "run `weir report sign-in`"
		if advice := weir.NextStep(err); advice != "" {
			next += "\n" + advice
		}
		return secret.Text{}, &weir.Error{Kind: weir.Unauthorised, Text: "nobody is signed in to Microsoft: there is no sign-in in the " + v.store.Describe(), Next: next}
	}
	if err != nil {
		return secret.Text{}, err
	}
	head, apart := parseHead(text.Reveal())
	if !apart {
		return text, nil
	}
	var whole strings.Builder
	for n := range head.parts {
		part, err := v.store.Get(ctx, partName(head.set, n+1))
		if weir.KindOf(err) == weir.NotFound {
			return secret.Text{}, v.incomplete()
		}
		if err != nil {
			return secret.Text{}, err
		}
		whole.WriteString(part.Reveal())
	}
	if digestOf(whole.String()) != head.digest {
		return secret.Text{}, v.incomplete()
	}
	return secret.New(whole.String()), nil
}

func (v grantVault) incomplete() error {
	return &weir.Error{
		Kind: weir.Unauthorised, Text: "the Microsoft sign-in in the " + v.store.Describe() + " is not complete",
		Next: "run `weir report sign-in`",
	}
}

// Save keeps a sign-in in the place of the one before.
func (v grantVault) Save(ctx context.Context, grant msgraph.Grant) error {
	text, err := msgraph.EncodeGrant(grant)
	if err != nil {
		return err
	}
	return v.alone(ctx, func() error { return v.write(ctx, text.Reveal()) })
}

func (v grantVault) write(ctx context.Context, text string) error {
	before, err := v.head(ctx)
	if err != nil {
		return err
	}
	head := grantHead{set: otherSet(before.set), digest: digestOf(text)}
	whole := text
	if len(text) > keychain.MaxSecret {
		if head.parts, err = v.writeParts(ctx, head.set, text); err != nil {
			return err
		}
		whole = head.String()
	}
	if err := v.store.Set(ctx, microsoftAccount, secret.New(whole)); err != nil {
		return err
	}
	// What was before goes, and what an attempt that was killed has left.
	if err := v.deleteParts(ctx, head.set, head.parts); err != nil {
		return err
	}
	return v.deleteParts(ctx, otherSet(head.set), 0)
}

func otherSet(set string) string {
	if set == "a" {
		return "b"
	}
	return "a"
}

// writeParts writes the parts of a set, from the first one on, and says how many
// they are.
func (v grantVault) writeParts(ctx context.Context, set, text string) (n int, err error) {
	for rest := text; rest != ""; {
		if n++; n > maxParts {
			return n, &weir.Error{Kind: weir.BadInput, Text: "the Microsoft sign-in is larger than any that Weir knows of"}
		}
		part := rest[:min(len(rest), keychain.MaxSecret)]
		rest = rest[len(part):]
		if err := v.store.Set(ctx, partName(set, n), secret.New(part)); err != nil {
			return n, err
		}
	}
	return n, nil
}

// head returns what the head says of parts.
func (v grantVault) head(ctx context.Context) (grantHead, error) {
	text, err := v.store.Get(ctx, microsoftAccount)
	if weir.KindOf(err) == weir.NotFound {
		return grantHead{}, nil
	}
	head, _ := parseHead(text.Reveal())
	return head, err
}

// deleteParts deletes the parts of a set after a number, the last one first: there
// is never a gap between them, wherever a process is killed.
func (v grantVault) deleteParts(ctx context.Context, set string, after int) error {
	n := after
	for ; n < maxParts; n++ {
		if _, err := v.store.Get(ctx, partName(set, n+1)); weir.KindOf(err) == weir.NotFound {
			break
		} else if err != nil {
			return err
		}
	}
	for ; n > after; n-- {
		if err := v.store.Delete(ctx, partName(set, n)); err != nil && weir.KindOf(err) != weir.NotFound {
			return err
		}
	}
	return nil
}

// remove deletes the sign-in, the head first, and whatever an attempt that was
// killed has left. It reports whether there was anything.
func (v grantVault) remove(ctx context.Context) (any bool, err error) {
	err = v.alone(ctx, func() error {
		for _, name := range microsoftAccounts() {
			switch err := v.store.Delete(ctx, name); weir.KindOf(err) {
			case "":
				any = true
			case weir.NotFound:
			default:
				return err
			}
		}
		return nil
	})
	return any, err
}
