package keychain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/secret"
)

// maxFile is how large the encrypted file may be: some three hundred of the
// longest secrets.
const maxFile = 1 << 20

// A PassphraseFunc returns the passphrase of the encrypted file. With confirm
// the file is about to be made, and a person who types a new passphrase should
// type it twice. No lock is held meanwhile.
type PassphraseFunc func(ctx context.Context, confirm bool) (secret.Text, error)

// FileParams say where the encrypted file is and how it is opened.
type FileParams struct {
	Path       string
	Passphrase PassphraseFunc
	// WorkFactor is the base-2 logarithm of scrypt's cost, 18 when zero: about
	// a second and 256 MB. Smaller ones are for tests.
	WorkFactor int
	Writer     atomicfile.Writer
}

// A File keeps secrets in a file that is encrypted with a passphrase, in the
// format of the age tool: `age -d FILE` shows it to whoever knows the
// passphrase. It is replaced whole or not at all, and removed with the last
// secret.
type File struct {
	params FileParams
	why    string // why this is not the system's keychain, if that was wanted

	// slot is held by the one call that is under way, so that a person is asked
	// for the passphrase once. It guards what follows.
	slot  chan struct{}
	known secret.Text // the passphrase, once it has opened the file
	// To decrypt takes a second by design. As long as the file is byte for byte
	// what was decrypted or encrypted last, that need not be done again.
	last     []byte
	contents map[string]secret.Text
}

var _ Store = (*File)(nil)

// OpenFile returns the store in the encrypted file at p.Path. It does not
// touch the file yet.
func OpenFile(p FileParams) *File {
	if p.WorkFactor == 0 {
		p.WorkFactor = defaultWorkFactor
	}
	return &File{params: p, slot: make(chan struct{}, 1)}
}

// Describe names the file, and says why it is not the system's keychain.
func (f *File) Describe() string {
	if f.why != "" {
		return f.name() + " (the system's keychain cannot be used: " + f.why + ")"
	}
	return f.name()
}

func (f *File) name() string { return "encrypted file " + f.params.Path }

// Get returns the secret of account. Without a file nobody is asked for a
// passphrase.
func (f *File) Get(ctx context.Context, account string) (secret.Text, error) {
	if err := checkAccount(account); err != nil {
		return secret.Text{}, err
	}
	if err := f.enter(ctx); err != nil {
		return secret.Text{}, err
	}
	defer f.leave()
	sealed, pass, err := f.load(ctx, false)
	if err != nil {
		return secret.Text{}, err
	}
	if sealed == nil {
		return secret.Text{}, f.notFound(account)
	}
	secrets, err := f.open(sealed, pass)
	if err != nil {
		return secret.Text{}, err
	}
	s, ok := secrets[account]
	if !ok {
		return secret.Text{}, f.notFound(account)
	}
	return s, nil
}

// Set keeps s for account.
func (f *File) Set(ctx context.Context, account string, s secret.Text) error {
	if err := errors.Join(checkAccount(account), checkSecret(account, s)); err != nil {
		return err
	}
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	_, pass, err := f.load(ctx, true)
	if err != nil {
		return err
	}
	return f.edit(ctx, pass, func(secrets map[string]secret.Text) error {
		secrets[account] = s
		return nil
	})
}

// Delete removes the secret of account, and the file with the last one.
func (f *File) Delete(ctx context.Context, account string) error {
	if err := checkAccount(account); err != nil {
		return err
	}
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	sealed, pass, err := f.load(ctx, false)
	if err != nil {
		return err
	}
	if sealed == nil {
		return f.notFound(account)
	}
	return f.edit(ctx, pass, func(secrets map[string]secret.Text) error {
		if _, ok := secrets[account]; !ok {
			return f.notFound(account)
		}
		delete(secrets, account)
		return nil
	})
}

// enter waits for other calls of this process; leave lets them go on.
func (f *File) enter(ctx context.Context) error {
	if ctx.Err() == nil {
		select {
		case f.slot <- struct{}{}:
			return nil
		case <-ctx.Done():
		}
	}
	return fmt.Errorf("open the %s: %w", f.name(), context.Cause(ctx))
}

func (f *File) leave() { <-f.slot }

// load returns the file as it is, nil where there is none, and the passphrase.
// Where there is nothing to open, it asks for one only in order to make a file.
func (f *File) load(ctx context.Context, toMake bool) (sealed []byte, pass secret.Text, err error) {
	sealed, _, err = atomicfile.Read(f.params.Path, maxFile)
	if err != nil || sealed == nil && !toMake {
		return nil, secret.Text{}, err
	}
	if !f.known.IsZero() {
		return sealed, f.known, nil
	}
	if f.params.Passphrase == nil {
		return nil, secret.Text{}, noPassphrase(f.params.Path, "")
	}
	pass, err = f.params.Passphrase(ctx, sealed == nil)
	if err != nil {
		return nil, secret.Text{}, fmt.Errorf("get passphrase: %w", err)
	}
	if pass.IsZero() {
		return nil, secret.Text{}, &weir.Error{
			Kind: weir.Unauthorised, Text: "the passphrase of " + f.params.Path + " is empty", Next: "give one; it protects your credentials",
		}
	}
	return sealed, pass, nil
}

func (f *File) edit(ctx context.Context, pass secret.Text, change func(map[string]secret.Text) error) error {
	var written []byte
	var secrets map[string]secret.Text
	err := atomicfile.Edit{
		Path: f.params.Path, Limit: maxFile, Perm: 0o600, Writer: f.params.Writer,
		Change: func(sealed []byte) ([]byte, error) {
			var err error
			secrets = map[string]secret.Text{}
			if sealed != nil {
				if secrets, err = f.open(sealed, pass); err != nil {
					return nil, err
				}
			}
			if err := change(secrets); err != nil || len(secrets) == 0 {
				return nil, err
			}
			written, err = seal(secrets, pass, f.params.WorkFactor)
			return written, err
		},
	}.Do(ctx)
	if err == nil {
		f.known, f.last, f.contents = pass, written, secrets
	}
	return err
}

// open decrypts the file, and remembers a passphrase that does it.
func (f *File) open(sealed []byte, pass secret.Text) (map[string]secret.Text, error) {
	if f.last != nil && bytes.Equal(sealed, f.last) && pass.Equal(f.known) {
		return maps.Clone(f.contents), nil
	}
	secrets, err := unseal(bytes.NewReader(sealed), pass, f.params.WorkFactor)
	switch {
	case err == nil:
		f.known, f.last, f.contents = pass, sealed, secrets
		return maps.Clone(secrets), nil
	case errors.Is(err, errWrongPassphrase):
		f.known, f.last, f.contents = secret.Text{}, nil, nil
		return nil, &weir.Error{
			Kind: weir.Unauthorised,
			Text: "the passphrase does not open " + f.params.Path,
			Next: "try again; if it is lost, remove the file and connect again with `weir connect NAME`",
		}
	default:
		return nil, &weir.Error{
			Kind: weir.BadInput,
			Text: "cannot use " + f.params.Path,
			Next: "restore the file from a backup, or move it away and connect again with `weir connect NAME`; it was not changed",
			Err:  err,
		}
	}
}

func (f *File) notFound(account string) error {
	next := ""
	if f.why != "" {
		next = "the system's keychain was not asked, because it cannot be used: " + f.why
	}
	return notFound(account, f.name(), next)
}
