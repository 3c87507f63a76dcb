// Package secret keeps secrets out of everything that is printed.
//
// A Text holds one secret and shows *** however it is printed, logged or
// encoded; Reveal is the only way out. NewHandler wraps a slog handler, and
// Scrub cleans a string, so that a secret that came in by another door (an
// error of a library, a dump of a request) is taken out as well.
//
// The package must not store, send or read anything, and imports nothing but
// the standard library.
package secret

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Mask is what stands in place of a secret.
const Mask = "***"

// ErrRefused is the answer to every attempt to encode a Text so that it could
// be read back, or to decode one.
var ErrRefused = errors.New("a secret can be neither encoded nor decoded")

// A Text holds a secret. The zero Text means "no secret".
//
// It prints as *** with every verb, also as an unexported field of another
// struct, where package fmt calls no method and reads the fields themselves.
// That is why the secret is held by a function: reflection sees an address
// and nothing else. For the same reason a Text cannot be compared with == and
// cannot be the key of a map; use Equal.
type Text struct {
	reveal func() string
}

// New returns a Text that holds s. New("") is the zero Text.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{reveal: func() string { return s }}
}

// Reveal returns the secret itself, or nothing for the zero Text. Call it
// where the secret is used, and nowhere else.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// IsZero reports whether there is no secret.
func (t Text) IsZero() bool { return t.reveal == nil }

// Equal reports whether both hold the same secret. The time that it takes
// tells nothing about where they differ, nor how long the other one is.
func (t Text) Equal(o Text) bool {
	a, b := sha256.Sum256([]byte(t.Reveal())), sha256.Sum256([]byte(o.Reveal()))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// String returns ***, also for the zero Text: whether there is a secret is
// nobody's business either.
func (t Text) String() string { return Mask }

// GoString returns ***.
func (t Text) GoString() string { return Mask }

// Format prints *** for every verb.
func (t Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Mask) }

// LogValue returns *** to package slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(Mask) }

// MarshalText returns ***.
func (t Text) MarshalText() ([]byte, error) { return []byte(Mask), nil }

// MarshalJSON returns "***".
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Mask + `"`), nil }

// GobEncode returns ErrRefused: gob is meant to be read back.
func (t Text) GobEncode() ([]byte, error) { return nil, ErrRefused }

// UnmarshalText returns ErrRefused: no file that Weir decodes holds a secret.
func (t *Text) UnmarshalText([]byte) error { return ErrRefused }

// UnmarshalJSON returns ErrRefused.
func (t *Text) UnmarshalJSON([]byte) error { return ErrRefused }

// GobDecode returns ErrRefused.
func (t *Text) GobDecode([]byte) error { return ErrRefused }
