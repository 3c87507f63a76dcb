package msgraph

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"weir"
	"weir/internal/secret"
)

// A Grant is what outlives a run: the refresh token, and to whom it may be sent.
// It prints and marshals without its secret; EncodeGrant is the way to keep it.
type Grant struct {
	RefreshToken secret.Text
	ClientID     string // of the registration that it was made for
	Authority    string // that gave it, and that alone gets it
	Graph        string // that alone gets the access tokens that are made of it
}

// A Vault keeps one person's Grant. Its methods are never called by two
// goroutines at once.
type Vault interface {
	// Load returns the grant that was saved last. Where there is none, it fails
	// with an error that says how to sign in.
	Load(ctx context.Context) (Grant, error)
	// Save replaces the grant: when it returns nil, Load gives the new one, also
	// after a crash; when it fails, Load still gives the old one.
	Save(ctx context.Context, g Grant) error
}

// grant makes a Grant that is bound to the app.
func (a App) grant(refresh secret.Text) (Grant, error) {
	authority, err := a.authority()
	if err != nil {
		return Grant{}, err
	}
	graph, err := a.graph()
	if err != nil {
		return Grant{}, err
	}
	return Grant{RefreshToken: refresh, ClientID: strings.ToLower(a.ClientID), Authority: authority.String(), Graph: graph.String()}, nil
}

// owns refuses a grant that is bound to another registration, authority or
// Graph than the app's: it is sent nowhere.
func (a App) owns(g Grant) error {
	own, err := a.grant(g.RefreshToken)
	if err != nil {
		return err
	}
	if g.RefreshToken.IsZero() {
		return &weir.Error{Kind: weir.Unauthorised, Text: "nobody is signed in to Microsoft", Next: "sign in: " + signIn, Err: ErrSignedOut}
	}
	if g.ClientID != own.ClientID || g.Authority != own.Authority || g.Graph != own.Graph {
		return &weir.Error{
			Kind: weir.Unauthorised, Text: "the stored Microsoft sign-in cannot be used",
			Next: "sign in again: " + signIn, Err: ErrOtherBinding,
		}
	}
	return nil
}

// wireGrant is the form in which a Grant is kept. Refresh tokens are long and
// keychains small, so names are short, and what is as usual is left out. The
// defaults of one version never change.
type wireGrant struct {
	Version   int    `json:"v"`
	ClientID  string `json:"c"`
	Authority string `json:"a,omitempty"`
	Graph     string `json:"g,omitempty"`
	Refresh   string `json:"r"`
}

const (
	grantVersion     = 1
	grantAuthorityV1 = "https://login.microsoftonline.com/common"
	grantGraphV1     = "https://graph.microsoft.com/v1.0"
	// maxGrant is several times what Microsoft's refresh tokens have, in bytes.
	maxGrant = 32 << 10
)

// EncodeGrant returns a Grant as a line of JSON, about 65 bytes longer than its
// refresh token.
func EncodeGrant(g Grant) (secret.Text, error) {
	w := wireGrant{Version: grantVersion, ClientID: g.ClientID, Authority: g.Authority, Graph: g.Graph, Refresh: g.RefreshToken.Reveal()}
	if w.Authority == grantAuthorityV1 {
		w.Authority = ""
	}
	if w.Graph == grantGraphV1 {
		w.Graph = ""
	}
	if err := g.check(); err != nil {
		return secret.Text{}, err
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		return secret.Text{}, err
	}
	return secret.New(strings.TrimSuffix(line.String(), "\n")), nil
}

// DecodeGrant reads what EncodeGrant has written, and nothing else.
func DecodeGrant(kept secret.Text) (Grant, error) {
	text := kept.Reveal()
	var w wireGrant
	if len(text) > maxGrant || json.Unmarshal([]byte(text), &w) != nil || w.Version != grantVersion {
		return Grant{}, spoiled()
	}
	g := Grant{RefreshToken: secret.New(w.Refresh), ClientID: w.ClientID, Authority: w.Authority, Graph: w.Graph}
	if g.Authority == "" {
		g.Authority = grantAuthorityV1
	}
	if g.Graph == "" {
		g.Graph = grantGraphV1
	}
	// There is one way to write a grant; anything else was not written by Weir.
	if again, err := EncodeGrant(g); err != nil || !again.Equal(kept) {
		return Grant{}, spoiled()
	}
	return g, nil
}

// check refuses a grant that is not bound, or has no token that could be one.
func (g Grant) check() error {
	a := App{ClientID: g.ClientID}
	for _, part := range []struct {
		text string
		to   **url.URL
	}{{g.Authority, &a.Authority}, {g.Graph, &a.Graph}} {
		u, err := url.Parse(part.text)
		if err != nil {
			return spoiled()
		}
		*part.to = u
	}
	token := g.RefreshToken.Reveal()
	odd := strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
	if token == "" || odd || len(token) > maxGrant-1024 || a.Check() != nil {
		return spoiled()
	}
	if same, err := a.grant(g.RefreshToken); err != nil || same.ClientID != g.ClientID || same.Authority != g.Authority || same.Graph != g.Graph {
		return spoiled()
	}
	return nil
}

func spoiled() error {
	return &weir.Error{
		Kind: weir.Unauthorised, Text: "the stored Microsoft sign-in cannot be read",
		Next: "sign in again: " + signIn, Err: ErrSignedOut,
	}
}
