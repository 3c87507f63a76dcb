package keychain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"weir/internal/secret"
)

// errWrongPassphrase tells a passphrase that does not fit from a damaged file.
var errWrongPassphrase = errors.New("wrong passphrase")

// content is what the file holds once it is decrypted. The secrets are bytes,
// which JSON writes in base64, because not every secret is valid UTF-8.
type content struct {
	Version int               `json:"version"`
	Secrets map[string][]byte `json:"secrets"`
}

const contentVersion = 1

// seal encrypts secrets with pass.
func seal(secrets map[string]secret.Text, pass secret.Text, workFactor int) ([]byte, error) {
	c := content{Version: contentVersion, Secrets: make(map[string][]byte, len(secrets))}
	for account, s := range secrets {
		c.Secrets[account] = []byte(s.Reveal())
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode secrets: %w", err)
	}
	defer clear(plain)
	recipient, err := age.NewScryptRecipient(pass.Reveal())
	if err != nil {
		return nil, fmt.Errorf("encrypt secrets: %w", err)
	}
	recipient.SetWorkFactor(workFactor)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("encrypt secrets: %w", err)
	}
	_, err = w.Write(plain)
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("encrypt secrets: %w", err)
	}
	return sealed.Bytes(), nil
}

// unseal decrypts what seal made. The error is errWrongPassphrase only where
// the file is whole as far as can be told without the passphrase.
func unseal(sealed io.Reader, pass secret.Text, workFactor int) (map[string]secret.Text, error) {
	identity, err := age.NewScryptIdentity(pass.Reveal())
	if err != nil {
		return nil, fmt.Errorf("decrypt: %w", err)
	}
	identity.SetMaxWorkFactor(max(defaultWorkFactor, workFactor))
	r, err := age.Decrypt(sealed, identity)
	if err != nil {
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) && slices.Contains(none.StanzaTypes, "scrypt") {
			return nil, errWrongPassphrase
		}
		return nil, fmt.Errorf("it is damaged, or no file of Weir's: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxFile))
	defer clear(plain)
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	return decode(plain)
}

// decode never shows what it read: the errors of package json quote it.
func decode(plain []byte) (map[string]secret.Text, error) {
	var c content
	if err := json.Unmarshal(plain, &c); err != nil {
		return nil, errors.New("it holds no list of secrets")
	}
	if c.Version != contentVersion {
		return nil, fmt.Errorf("it was written by another release of Weir (version %d of the file)", c.Version)
	}
	secrets := make(map[string]secret.Text, len(c.Secrets))
	for account, s := range c.Secrets {
		secrets[account] = secret.New(string(s))
	}
	return secrets, nil
}
