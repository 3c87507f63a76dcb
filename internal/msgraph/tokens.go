package msgraph

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// TokensParams are what Tokens are made from.
type TokensParams struct {
	App      App
	Vault    Vault
	Outbound outbound.Options
	// Learn, where set, hears of each secret before it is used, so that logs can
	// be kept free of it.
	Learn func(...secret.Text)
}

// Tokens are a Source of access tokens that are made from the grant in a Vault.
// They may be used by several goroutines at once: one of them asks Microsoft,
// the others wait for it.
//
// Microsoft gives a new refresh token at each use and lets the old one live. The
// new one is saved before the access token that came with it is handed out, so
// that a run which is killed in between finds one that works. Of two processes
// that refresh at the same time, the one that saves last wins; both tokens work.
type Tokens struct {
	authority *authority
	vault     Vault
	config    *oauth2.Config
	clock     clock

	mu      sync.Mutex
	now     access
	flight  *flight
	refused secret.Text // the refresh token that Microsoft refused last
	refusal error
	until   time.Time // until when it is not asked for again
}

// A flight is one renewal that is under way.
type flight struct {
	done  chan struct{}
	token secret.Text
	err   error
}

// refusalRest is how long a refused refresh token is not tried again: Microsoft
// takes the same question many times in a row for a loop (AADSTS50196), and what
// an administrator changes meanwhile should count soon.
const refusalRest = time.Minute

// NewTokens makes a source. It sends nothing, and does not open the vault.
func NewTokens(p TokensParams) (*Tokens, error) {
	a, err := newAuthority(p.App, p.Outbound, p.Learn)
	if err != nil {
		return nil, err
	}
	config, err := a.config("")
	if err != nil {
		return nil, err
	}
	return &Tokens{authority: a, vault: p.Vault, config: config, clock: a.clock}, nil
}

// CloseIdleConnections closes the connections that wait for a request.
func (t *Tokens) CloseIdleConnections() { t.authority.http.CloseIdleConnections() }

// graphAddress is the Graph that may get these tokens.
func (t *Tokens) graphAddress() string {
	g, err := t.authority.app.graph()
	if err != nil {
		return ""
	}
	return g.String()
}

// Token returns an access token that is valid for five minutes more at least.
func (t *Tokens) Token(ctx context.Context) (secret.Text, error) { return t.get(ctx, secret.Text{}) }

// Renew returns an access token that is not the one which Graph has refused.
func (t *Tokens) Renew(ctx context.Context, refused secret.Text) (secret.Text, error) {
	return t.get(ctx, refused)
}

func (t *Tokens) get(ctx context.Context, refused secret.Text) (secret.Text, error) {
	for {
		t.mu.Lock()
		if t.now.usable(t.clock.now()) && (refused.IsZero() || !t.now.token.Equal(refused)) {
			token := t.now.token
			t.mu.Unlock()
			return token, nil
		}
		f := t.flight
		if f == nil {
			f = &flight{done: make(chan struct{})}
			t.flight = f
			t.mu.Unlock()
			return t.fly(ctx, f)
		}
		t.mu.Unlock()
		select {
		case <-f.done:
		case <-ctx.Done():
			return secret.Text{}, ctx.Err()
		}
		if f.err == nil || !errors.Is(f.err, context.Canceled) && !errors.Is(f.err, context.DeadlineExceeded) {
			return f.token, f.err
		}
		// It was somebody else's time that was up, not ours.
		if err := ctx.Err(); err != nil {
			return secret.Text{}, err
		}
	}
}

func (t *Tokens) fly(ctx context.Context, f *flight) (secret.Text, error) {
	// Whatever happens, nobody waits for ever.
	f.err = &weir.Error{Kind: weir.Unexpected, Text: "the renewal of the Microsoft sign-in ended without a result"}
	defer func() {
		t.mu.Lock()
		t.flight = nil
		t.mu.Unlock()
		close(f.done)
	}()
	made, err := t.renew(ctx)
	if err == nil {
		t.mu.Lock()
		t.now = made
		t.mu.Unlock()
	}
	f.token, f.err = made.token, err
	return f.token, f.err
}

// renew makes an access token from the grant in the vault.
func (t *Tokens) renew(ctx context.Context) (access, error) {
	g, err := t.load(ctx)
	if err != nil {
		return access{}, err
	}
	made, err := t.redeem(ctx, g)
	if !isReason(err, "invalid_grant") {
		return made, err
	}
	// Another process, or a new sign-in, may have saved a younger one meanwhile.
	younger, loadErr := t.load(ctx)
	if loadErr != nil || younger.RefreshToken.Equal(g.RefreshToken) {
		return access{}, err
	}
	return t.redeem(ctx, younger)
}

func (t *Tokens) load(ctx context.Context) (Grant, error) {
	g, err := t.vault.Load(ctx)
	if err != nil {
		return Grant{}, during("load the Microsoft sign-in", err)
	}
	if err := t.authority.app.owns(g); err != nil {
		return Grant{}, err
	}
	t.authority.learn(g.RefreshToken)
	return g, nil
}

// redeem exchanges a grant for an access token, and saves the refresh token that
// comes with it before anybody sees the access token.
func (t *Tokens) redeem(ctx context.Context, g Grant) (access, error) {
	if err := t.resting(g.RefreshToken); err != nil {
		return access{}, err
	}
	token, asked, err := t.ask(ctx, g.RefreshToken)
	if err != nil {
		t.rest(g.RefreshToken, err)
		return access{}, err
	}
	made, refresh := newAccess(token, asked), secret.New(token.RefreshToken)
	t.authority.learn(made.token, refresh)
	if !refresh.IsZero() && !refresh.Equal(g.RefreshToken) {
		g.RefreshToken = refresh
		// What Microsoft has given is kept even where the run ends now.
		if err := t.vault.Save(context.WithoutCancel(ctx), g); err != nil {
			return access{}, fmt.Errorf("save the renewed Microsoft sign-in: %w", err)
		}
	}
	return made, nil
}

// ask sends the refresh token. A question without an answer is repeated by the
// rule of promise L1, since the old token stays valid.
func (t *Tokens) ask(ctx context.Context, refresh secret.Text) (*oauth2.Token, time.Time, error) {
	ctx, _ = outbound.WithAttempts(ctx)
	for {
		asked := t.clock.now()
		source := t.config.TokenSource(t.authority.with(ctx), &oauth2.Token{RefreshToken: refresh.Reveal()})
		token, err := source.Token()
		if err == nil {
			return token, asked, nil
		}
		if err = t.authority.explain(err); !mayPass(err) {
			return nil, asked, err
		}
		again, waitErr := outbound.Again(ctx, t.clock.onWait, signInPeer, err)
		if waitErr != nil {
			return nil, asked, waitErr
		}
		if !again {
			return nil, asked, err
		}
	}
}

// mayPass reports whether the same question may be answered in a moment.
func mayPass(err error) bool {
	switch weir.KindOf(err) {
	case weir.Unreachable, weir.Truncated, weir.ServerFault:
		return true
	default:
		return false
	}
}

// resting returns why a refresh token is not tried at the moment.
func (t *Tokens) resting(refresh secret.Text) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refusal != nil && t.refused.Equal(refresh) && t.clock.now().Before(t.until) {
		return t.refusal
	}
	return nil
}

func (t *Tokens) rest(refresh secret.Text, err error) {
	var r *Refusal
	if !errors.As(err, &r) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refused, t.refusal, t.until = refresh, err, t.clock.now().Add(refusalRest)
}

func isReason(err error, reason string) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Reason == reason
}
