package msgraph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// An authority is Microsoft's sign-in, as one registration of a public client
// speaks to it.
type authority struct {
	app   App
	http  *http.Client
	clock clock
	learn func(...secret.Text)
}

func newAuthority(app App, o outbound.Options, learn func(...secret.Text)) (*authority, error) {
	if err := app.Check(); err != nil {
		return nil, err
	}
	u, err := app.authority()
	if err != nil {
		return nil, err
	}
	client, err := outbound.New(SignInPolicy(u), o)
	if err != nil {
		return nil, err
	}
	client.CheckRedirect = noRedirect(signInPeer)
	if learn == nil {
		learn = func(...secret.Text) {}
	}
	return &authority{app: app, http: client, clock: newClock(o), learn: learn}, nil
}

// config is the registration in the library's words. redirect is empty where no
// browser comes back.
func (a *authority) config(redirect string) (*oauth2.Config, error) {
	u, err := a.app.authority()
	if err != nil {
		return nil, err
	}
	base := u.String()
	return &oauth2.Config{
		ClientID: strings.ToLower(a.app.ClientID), RedirectURL: redirect, Scopes: strings.Fields(Scopes),
		Endpoint: oauth2.Endpoint{
			AuthURL: base + pathAuthorize, TokenURL: base + pathToken, DeviceAuthURL: base + pathDevice,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}, nil
}

// with hands the library the client that the policy binds.
func (a *authority) with(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, a.http)
}

// explain turns an error of the library, whose text can hold a whole answer,
// into one of Weir's own.
func (a *authority) explain(err error) error {
	var (
		refused *oauth2.RetrieveError
		network *url.Error
		told    *weir.Error
	)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &told):
		return outbound.Cause(err)
	case errors.As(err, &refused) && refused.Response != nil:
		r := readRefusal(refused.Response.StatusCode, refused.Body)
		return a.clock.hint(a.app.advise(r), refused.Response.Header)
	case errors.As(err, &network), errors.As(err, &told):
		return outbound.Cause(err)
	default:
		return notMicrosoft(nil)
	}
}

// granted checks what a sign-in has brought, and binds it.
func (a *authority) granted(token *oauth2.Token) (Grant, error) {
	access, refresh := secret.New(token.AccessToken), secret.New(token.RefreshToken)
	a.learn(access, refresh)
	scope, told := token.Extra("scope").(string)
	switch {
	case refresh.IsZero():
		return Grant{}, tooLittle("Microsoft's sign-in does not last: it gave no refresh token")
	case told && scope != "" && !covers(scope, "Notes.ReadWrite"):
		return Grant{}, tooLittle("the sign-in does not cover OneNote")
	}
	return a.app.grant(refresh)
}

func tooLittle(text string) error {
	return &weir.Error{Kind: weir.Forbidden, Text: text, Next: "sign in again, and accept what Microsoft asks: " + signIn, Err: ErrNoGrant}
}

// covers reports whether a list of scopes holds one, with or without Graph's
// address before it.
func covers(scopes, want string) bool {
	for scope := range strings.FieldsSeq(scopes) {
		if strings.EqualFold(scope[strings.LastIndex(scope, "/")+1:], want) {
			return true
		}
	}
	return false
}

// An access token, and until when it may be used.
type access struct {
	token  secret.Text
	expiry time.Time // by the clock of this computer
	margin time.Duration
}

const (
	// renewBefore is how long before its end an access token is renewed.
	renewBefore = 5 * time.Minute
	// assumedLife is that of an access token whose life Microsoft does not tell.
	assumedLife = 10 * time.Minute
	longestLife = 24 * time.Hour
)

// newAccess computes the end of a token from how long it lives and when it was
// asked for: Microsoft's clock does not matter.
func newAccess(token *oauth2.Token, asked time.Time) access {
	life := time.Duration(token.ExpiresIn) * time.Second
	if life <= 0 {
		life = assumedLife
	}
	life = min(life, longestLife)
	return access{token: secret.New(token.AccessToken), expiry: asked.Add(life), margin: min(renewBefore, life/2)}
}

// usable goes by both of the computer's clocks: the one that people set, and
// the one that never jumps but stands while the computer sleeps.
func (a access) usable(now time.Time) bool {
	return !a.token.IsZero() && a.expiry.Sub(now) > a.margin && a.expiry.Round(0).Sub(now.Round(0)) > a.margin
}
