package secret

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
)

// A Redactor takes known secrets out of texts, whatever they look like, and
// then scrubs the texts by shape. It may be used by several goroutines at once.
type Redactor struct {
	mu    sync.Mutex
	known []string
}

// minKnown is the length below which a secret is too likely to be a part of
// ordinary words to be replaced wherever it appears, in bytes.
const minKnown = 5

// Learn adds secrets to those that the redactor knows.
func (r *Redactor) Learn(secrets ...Text) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := slices.Clone(r.known) // a reader may hold the old list
	for _, s := range secrets {
		if plain := s.Reveal(); len(plain) >= minKnown && !slices.Contains(known, plain) {
			known = append(known, plain)
		}
	}
	// The longest first: one secret can be a part of another.
	slices.SortFunc(known, func(a, b string) int { return len(b) - len(a) })
	r.known = known
}

// LearnLogin adds a user and a token, also in the form in which basic
// authentication sends them.
func (r *Redactor) LearnLogin(user, token Text) {
	login := base64.StdEncoding.EncodeToString([]byte(user.Reveal() + ":" + token.Reveal()))
	r.Learn(user, token, New(login))
}

// Known returns the text without the secrets that the redactor knows. A nil
// Redactor knows none.
func (r *Redactor) Known(text string) string {
	if r == nil {
		return text
	}
	r.mu.Lock()
	known := r.known
	r.mu.Unlock()
	for _, plain := range known {
		text = strings.ReplaceAll(text, plain, Mask)
	}
	return text
}

// Scrub returns the text without those secrets, and without what looks like one.
func (r *Redactor) Scrub(text string) string { return Scrub(r.Known(text)) }
