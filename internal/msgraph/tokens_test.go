package msgraph_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

// A vault is one in memory, that can be told to fail and to die.
type vault struct {
	mu     sync.Mutex
	grant  msgraph.Grant
	saved  []string // the refresh tokens, in the order in which they came
	onSave func() error
	onLoad func(n int) // before the nth load
	loads  int
}

func (v *vault) Load(context.Context) (msgraph.Grant, error) {
	v.mu.Lock()
	v.loads++
	n, hook := v.loads, v.onLoad
	v.mu.Unlock()
	if hook != nil {
		hook(n)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.grant, nil
}

func (v *vault) Save(ctx context.Context, g msgraph.Grant) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.onSave != nil {
		if err := v.onSave(); err != nil {
			return err
		}
	}
	v.grant = g
	v.saved = append(v.saved, g.RefreshToken.Reveal())
	return nil
}

func (v *vault) set(g msgraph.Grant) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.grant = g
}

func newTokens(t *testing.T, p *peer, clock *timer, v msgraph.Vault) *msgraph.Tokens {
	t.Helper()
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{App: p.app(), Vault: v, Outbound: p.options(clock)})
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// refreshes reads which refresh tokens an authority was sent.
func (p *peer) refreshes(t *testing.T) []string {
	t.Helper()
	var sent []string
	for _, h := range p.heard() {
		form, err := url.ParseQuery(h.Body)
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, form.Get("refresh_token"))
	}
	return sent
}

func wantToken(t *testing.T, tokens *msgraph.Tokens, want string) {
	t.Helper()
	got, err := tokens.Token(t.Context())
	if err != nil || got.Reveal() != want {
		t.Fatalf("got token %q, %v, want %q", got.Reveal(), err, want)
	}
}

func TestTheNewRefreshTokenIsSavedBeforeTheAccessTokenIsUsed(t *testing.T) {
	t.Parallel()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) { grants(n, w) })
	var learnt []string
	v := &vault{grant: p.grant(t, "refresh-0")}
	v.onSave = func() error {
		if all := strings.Join(learnt, " "); !strings.Contains(all, "refresh-0") || !strings.Contains(all, "refresh-1") || !strings.Contains(all, "access-1") {
			t.Errorf("the log was told %q before the vault", all)
		}
		return nil
	}
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{
		App: p.app(), Vault: v, Outbound: p.options(newTimer()),
		Learn: learns(&learnt),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantToken(t, tokens, "access-1")
	if got := fmt.Sprint(v.saved); got != "[refresh-1]" {
		t.Errorf("saved %s", got)
	}
	form, err := url.ParseQuery(p.heard()[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	if form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != "refresh-0" || form.Get("client_id") != registration || form.Has("client_secret") {
		t.Errorf("form %v", form)
	}
	wantToken(t, tokens, "access-1") // in memory
	if n := len(p.heard()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestACrashBetweenAnswerAndSaveLeavesTheOldToken(t *testing.T) {
	t.Parallel()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) { grants(n, w) })
	v := &vault{grant: p.grant(t, "refresh-0")}
	t.Run("when the process dies", func(t *testing.T) {
		v.onSave = func() error { panic("killed") }
		func() {
			defer func() {
				if recover() == nil {
					t.Error("nothing died")
				}
			}()
			_, _ = newTokens(t, p, newTimer(), v).Token(t.Context())
		}()
	})
	t.Run("when the vault cannot be written", func(t *testing.T) {
		v.onSave = func() error { return &weir.Error{Kind: weir.Storage, Text: "the disk is full", Next: "make room"} }
		tokens := newTokens(t, p, newTimer(), v)
		got, err := tokens.Token(t.Context())
		wantKind(t, err, weir.Storage)
		if !got.IsZero() {
			t.Error("an access token was handed out")
		}
		// It is not in memory either: the next one asks anew.
		before := len(p.heard())
		if _, err := tokens.Token(t.Context()); err == nil || len(p.heard()) != before+1 {
			t.Errorf("got %v after %d questions", err, len(p.heard())-before)
		}
	})
	v.onSave = nil
	before := len(p.heard())
	wantToken(t, newTokens(t, p, newTimer(), v), fmt.Sprintf("access-%d", before+1))
	if sent := p.refreshes(t); sent[before] != "refresh-0" {
		t.Errorf("sent %v, want the old token, which is still there", sent)
	}
}

func TestARunThatIsStoppedStillKeepsWhatMicrosoftHasGiven(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) { grants(n, w) })
	v := &vault{grant: p.grant(t, "refresh-0")}
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{
		App: p.app(), Vault: v, Outbound: p.options(newTimer()),
		Learn: func(secrets ...secret.Text) {
			if len(secrets) == 2 { // the answer has come
				cancel()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Token(ctx); err != nil {
		t.Error(err)
	}
	if got := fmt.Sprint(v.saved); got != "[refresh-1]" {
		t.Errorf("saved %s", got)
	}
}

func TestAnAccessTokenIsRenewedFiveMinutesBeforeItsEnd(t *testing.T) {
	t.Parallel()
	clock := newTimer()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
		// Microsoft's clock is an hour off, which does not matter.
		w.Header().Set("Date", clock.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		grants(n, w)
	})
	tokens := newTokens(t, p, clock, &vault{grant: p.grant(t, "refresh-0")})
	pass := func(d time.Duration) {
		if err := clock.Sleep(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	wantToken(t, tokens, "access-1")
	pass(3599*time.Second - 5*time.Minute - time.Second)
	wantToken(t, tokens, "access-1")
	pass(time.Second)
	wantToken(t, tokens, "access-2")
	pass(24 * time.Hour)
	wantToken(t, tokens, "access-3")
	pass(-time.Hour) // somebody sets the clock back
	wantToken(t, tokens, "access-3")
}

func TestNoAccessTokenLastsForEver(t *testing.T) {
	t.Parallel()
	clock := newTimer()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
		say(w, 200, fmt.Sprintf(`{"expires_in":2147483647,"access_token":"access-%d","refresh_token":"refresh-%d"}`, n, n))
	})
	tokens := newTokens(t, p, clock, &vault{grant: p.grant(t, "refresh-0")})
	for day := range 3 {
		wantToken(t, tokens, fmt.Sprintf("access-%d", day+1))
		if err := clock.Sleep(t.Context(), 24*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyGoroutinesShareOneRenewal(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
		<-release
		grants(n, w)
	})
	v := &vault{grant: p.grant(t, "refresh-0")}
	tokens := newTokens(t, p, newTimer(), v)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if i == 7 { // one that gives up spoils nobody's
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				_, _ = tokens.Token(ctx)
				return
			}
			if got, err := tokens.Token(t.Context()); err != nil || got.Reveal() != "access-1" {
				t.Errorf("got %q, %v", got.Reveal(), err)
			}
		})
	}
	close(release)
	group.Wait()
	if n := len(p.heard()); n != 1 || len(v.saved) != 1 {
		t.Errorf("asked %d times and saved %v, want once", n, v.saved)
	}
}

func TestWhoeverGivesUpSpoilsNobodysRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		p := serveInBubble(t, func(n int, _ heard, w http.ResponseWriter) {
			if n == 1 {
				<-release // for the first one, whose time is up before
			}
			grants(n, w)
		})
		tokens := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := tokens.Token(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("the first one gets %v", err)
			}
		})
		synctest.Wait()
		group.Go(func() {
			if got, err := tokens.Token(t.Context()); err != nil || got.Reveal() != "access-2" {
				t.Errorf("the second one gets %q, %v", got.Reveal(), err)
			}
		})
		synctest.Wait()
		cancel()
		group.Wait()
		close(release)
		tokens.CloseIdleConnections()
	})
}

func TestARefusedTokenMayHaveAYoungerOne(t *testing.T) {
	t.Parallel()
	p := serve(t, func(n int, h heard, w http.ResponseWriter) {
		if strings.Contains(h.Body, "refresh-old") {
			deny(w, "invalid_grant", 70008)
			return
		}
		grants(n, w)
	})
	t.Run("which another process has saved meanwhile", func(t *testing.T) {
		v := &vault{grant: p.grant(t, "refresh-old")}
		v.onLoad = func(n int) {
			if n == 2 {
				v.set(p.grant(t, "refresh-young"))
			}
		}
		before := len(p.heard())
		wantToken(t, newTokens(t, p, newTimer(), v), fmt.Sprintf("access-%d", before+2))
		if sent := fmt.Sprint(p.refreshes(t)[before:]); sent != "[refresh-old refresh-young]" {
			t.Errorf("sent %s", sent)
		}
	})
	t.Run("and if not, it is not asked for again and again", func(t *testing.T) {
		clock, v := newTimer(), &vault{grant: p.grant(t, "refresh-old")}
		tokens := newTokens(t, p, clock, v)
		before := len(p.heard())
		for range 5 {
			_, err := tokens.Token(t.Context())
			wantKind(t, err, weir.Unauthorised)
		}
		if n := len(p.heard()) - before; n != 1 {
			t.Errorf("asked %d times within a moment", n)
		}
		if err := clock.Sleep(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, err := tokens.Token(t.Context()); err == nil || len(p.heard())-before != 2 {
			t.Errorf("got %v, asked %d times after a minute", err, len(p.heard())-before)
		}
		v.set(p.grant(t, "refresh-new")) // a new sign-in counts at once
		wantToken(t, tokens, fmt.Sprintf("access-%d", before+3))
	})
}

func TestARenewalWithoutAnAnswerIsRepeatedThreeTimes(t *testing.T) {
	t.Parallel()
	clock := newTimer()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
		switch n {
		case 1:
			panic(http.ErrAbortHandler)
		case 2:
			say(w, 503, `{"error":"temporarily_unavailable"}`)
		default:
			grants(n, w)
		}
	})
	wantToken(t, newTokens(t, p, clock, &vault{grant: p.grant(t, "refresh-0")}), "access-3")
	if got := fmt.Sprint(clock.waited(time.Millisecond)); got != "[1s 2s]" {
		t.Errorf("waited %s", got)
	}
	p = serve(t, func(int, heard, http.ResponseWriter) { panic(http.ErrAbortHandler) })
	_, err := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")}).Token(t.Context())
	wantKind(t, err, weir.Unreachable)
	if n := len(p.heard()); n != 4 {
		t.Errorf("asked %d times", n)
	}
}

func TestAGrantIsSentToNobodyElse(t *testing.T) {
	t.Parallel()
	p := serve(t, func(int, heard, http.ResponseWriter) { t.Error("something was sent") })
	for name, change := range map[string]func(*msgraph.Grant){
		"of another registration": func(g *msgraph.Grant) { g.ClientID = "99999999-2222-3333-4444-555555555555" },
		"of another authority":    func(g *msgraph.Grant) { g.Authority = "https://login.example.com/common" },
		"of another tenant":       func(g *msgraph.Grant) { g.Authority = strings.Replace(g.Authority, "common", "consumers", 1) },
		"of another Graph":        func(g *msgraph.Grant) { g.Graph = "https://graph.example.com/v1.0" },
		"without a token":         func(g *msgraph.Grant) { g.RefreshToken = secret.Text{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := p.grant(t, "refresh-0")
			change(&g)
			_, err := newTokens(t, p, newTimer(), &vault{grant: g}).Token(t.Context())
			wantKind(t, err, weir.Unauthorised)
			if !errors.Is(err, msgraph.ErrOtherBinding) && name != "without a token" || !strings.Contains(weir.NextStep(err), "weir report sign-in") {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("nor its access tokens", func(t *testing.T) {
		t.Parallel()
		tokens := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")})
		_, err := msgraph.New(msgraph.Params{Graph: mustURL(t, "https://graph.example.com/v1.0"), Tokens: tokens})
		wantKind(t, err, weir.BadConfig)
	})
}
