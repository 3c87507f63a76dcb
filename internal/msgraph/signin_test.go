package msgraph_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

const registration = "11111111-2222-3333-4444-555555555555"

// app is the registration at p, which is authority and Graph at once.
func (p *peer) app() msgraph.App {
	return msgraph.App{Authority: p.under("/common"), Graph: p.under("/v1.0"), ClientID: registration}
}

// grants answers as an authority whose nth answer carries access-n and refresh-n.
func grants(n int, w http.ResponseWriter) {
	say(w, 200, fmt.Sprintf(`{"token_type":"Bearer","scope":"Notes.ReadWrite User.Read","expires_in":3599,"ext_expires_in":3599,"access_token":"access-%d","refresh_token":"refresh-%d"}`, n, n))
}

// deny answers as an authority that refuses, with words that nobody is to print.
func deny(w http.ResponseWriter, reason string, code int) {
	say(w, 400, fmt.Sprintf(`{"error":%q,"error_description":"AADSTS%d: User 'someone@example.com' from %s. Trace ID: %s Correlation ID: x Timestamp: 2026-11-20 10:00:00Z",
		"error_codes":[%d],"timestamp":"2026-11-20 10:00:00Z","trace_id":"%s","correlation_id":"x","error_uri":"https://login.example.com/error?code=%d"}`,
		reason, code, private, requestID, code, requestID, code))
}

// visit does what a browser does with an address on localhost, on which the
// test's machine may not agree.
func visit(t *testing.T, method, address, host string) (status int, header http.Header, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.URL.Host = "127.0.0.1:" + request.URL.Port()
	request.Host = host
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(text)
}

// asks follows the address that a browser is given, and reads what the sign-in
// page is asked for.
func asks(t *testing.T, address string) (page string, query url.Values) {
	t.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	status, header, _ := visit(t, "GET", address, host)
	if status != http.StatusFound || len(path) < 20 || header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("the address %s gets %d, %v", address, status, header)
	}
	page, rest, _ := strings.Cut(header.Get("Location"), "?")
	query, err := url.ParseQuery(rest)
	if err != nil {
		t.Fatal(err)
	}
	return page, query
}

// learns keeps the secrets that the log is told.
func learns(into *[]string) func(...secret.Text) {
	return func(secrets ...secret.Text) {
		for _, s := range secrets {
			*into = append(*into, s.Reveal())
		}
	}
}

func TestAPersonSignsInWithABrowser(t *testing.T) {
	t.Parallel()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) { grants(n, w) })
	var challenge, redirect string
	var learnt []string
	grant, err := msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer()), Learn: learns(&learnt)}.Browser(t.Context(), func(address string) error {
		page, query := asks(t, address)
		state := query.Get("state")
		challenge, redirect = query.Get("code_challenge"), query.Get("redirect_uri")
		if !strings.HasPrefix(redirect, "http://localhost:") || strings.Count(redirect, "/") != 2 || len(state) < 20 || page != p.under("/common/oauth2/v2.0/authorize").String() {
			t.Errorf("page %s, redirect %s, state %q", page, redirect, state)
		}
		for _, name := range []string{"state", "code_challenge", "redirect_uri"} {
			query.Del(name)
		}
		if diff := cmp.Diff(url.Values{
			"client_id": {registration}, "response_type": {"code"}, "scope": {"Notes.ReadWrite User.Read offline_access"},
			"code_challenge_method": {"S256"}, "prompt": {"select_account"}, "response_mode": {"query"},
		}, query); diff != "" {
			t.Errorf("query of the page (-want +got):\n%s", diff)
		}
		host := strings.TrimPrefix(redirect, "http://")
		for what, stray := range map[string]struct {
			method, path, host string
			status             int
		}{
			"another path":       {"GET", "/favicon.ico", host, 404},
			"another method":     {"POST", "/?code=x&state=" + state, host, 405},
			"another host":       {"GET", "/?code=x&state=" + state, "evil.example.com", 421},
			"another state":      {"GET", "/?code=x&state=" + state[1:], host, 400},
			"no state":           {"GET", "/?code=x", host, 400},
			"two states":         {"GET", "/?code=x&state=" + state + "&state=" + state, host, 400},
			"two codes":          {"GET", "/?code=x&code=y&state=" + state, host, 400},
			"a code and a no":    {"GET", "/?code=x&error=access_denied&state=" + state, host, 400},
			"neither of them":    {"GET", "/?state=" + state, host, 400},
			"what is no query":   {"GET", "/?state=" + state + "&code=%zz", host, 400},
			"an answer too long": {"GET", "/?code=" + strings.Repeat("x", 80<<10) + "&state=" + state, host, 431},
		} {
			status, header, body := visit(t, stray.method, redirect+stray.path, stray.host)
			if status != stray.status || strings.Contains(body, state) {
				t.Errorf("%s gets %d, want %d: %s", what, status, stray.status, body)
			}
			if csp := header.Get("Content-Security-Policy"); status != 431 && !strings.Contains(csp, "default-src 'none'") {
				t.Errorf("%s gets a page with the policy %q", what, csp)
			}
		}
		status, header, body := visit(t, "GET", redirect+"/?code=the-code&session_state=s&state="+state, host)
		csp := header.Get("Content-Security-Policy")
		if status != 200 || !strings.Contains(body, "close this window") || strings.Contains(body, "<script") || strings.Contains(body, "the-code") ||
			!strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || strings.Contains(csp, "unsafe") || header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("the answer gets %d %v %s", status, header, body)
		}
		if status, _, _ := visit(t, "GET", redirect+"/?code=another&state="+state, host); status != 410 {
			t.Errorf("a second answer gets %d", status)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if grant.RefreshToken.Reveal() != "refresh-1" || grant.ClientID != registration ||
		grant.Authority != p.under("/common").String() || grant.Graph != p.under("/v1.0").String() {
		t.Errorf("grant %+v", grant)
	}
	asked := p.heard()
	if len(asked) != 1 || asked[0].Path != "/common/oauth2/v2.0/token" || asked[0].Method != "POST" || asked[0].Auth != "" {
		t.Fatalf("asked %+v", asked)
	}
	form, err := url.ParseQuery(asked[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		t.Error("the verifier does not match the challenge")
	}
	if want := []string{form.Get("code_verifier"), "the-code", "access-1", "refresh-1"}; !slices.Equal(learnt, want) {
		t.Errorf("the log was told %q, want %q", learnt, want)
	}
	form.Del("code_verifier")
	if diff := cmp.Diff(url.Values{
		"grant_type": {"authorization_code"}, "code": {"the-code"}, "client_id": {registration}, "redirect_uri": {redirect},
	}, form); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

func TestTheScopesAreThoseOfThePromise(t *testing.T) {
	t.Parallel()
	if msgraph.Scopes != "Notes.ReadWrite User.Read offline_access" {
		t.Errorf("scopes %q", msgraph.Scopes)
	}
}

// answers lets a browser bring a query, to which the state is added.
func answers(t *testing.T, query string) func(string) error {
	return func(address string) error {
		_, asked := asks(t, address)
		redirect := asked.Get("redirect_uri")
		visit(t, "GET", redirect+"/?"+query+"&state="+asked.Get("state"), strings.TrimPrefix(redirect, "http://"))
		return nil
	}
}

func TestABrowserThatBringsNoCodeEndsTheSignIn(t *testing.T) {
	t.Parallel()
	p := serve(t, func(int, heard, http.ResponseWriter) { t.Error("something was sent") })
	signIn := msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer())}
	t.Run("when the person says no", func(t *testing.T) {
		t.Parallel()
		_, err := signIn.Browser(t.Context(), answers(t, "error=access_denied&error_subcode=cancel&error_description="+
			url.QueryEscape("AADSTS65004: User someone@example.com declined to consent. Trace ID: "+requestID+" Correlation ID: x Timestamp: 2026-11-20 10:00:00Z")))
		wantKind(t, err, weir.Unauthorised)
		want := "access_denied, AADSTS65004, cancel, trace id " + requestID + ", at 2026-11-20 10:00:00Z"
		if !errors.Is(err, msgraph.ErrDeclined) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when nobody comes back", func(t *testing.T) {
		t.Parallel()
		hasty := signIn
		hasty.Limit = time.Nanosecond
		_, err := hasty.Browser(t.Context(), func(string) error { return nil })
		wantKind(t, err, weir.Unauthorised)
		if !errors.Is(err, msgraph.ErrSignInExpired) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when the user stops it", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := signIn.Browser(ctx, func(string) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("when there is no browser", func(t *testing.T) {
		t.Parallel()
		_, err := signIn.Browser(t.Context(), func(string) error { return errors.New("no display") })
		wantKind(t, err, weir.Unexpected)
	})
}

func TestASignInThatIsOpenedTwiceEnds(t *testing.T) {
	t.Parallel()
	p := serve(t, func(int, heard, http.ResponseWriter) { t.Error("something was sent") })
	_, err := msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer())}.Browser(t.Context(), func(address string) error {
		if strings.Contains(address, "state") || strings.Contains(address, "challenge") || strings.Contains(address, registration) {
			t.Errorf("what others can read says %s", address)
		}
		_, asked := asks(t, address) // somebody who has read the browser's arguments
		redirect := asked.Get("redirect_uri")
		if status, header, _ := visit(t, "GET", address, strings.TrimPrefix(redirect, "http://")); status != http.StatusGone || header.Get("Location") != "" {
			t.Errorf("the second who asks gets %d, %v", status, header)
		}
		// What they bring comes too late.
		if status, _, _ := visit(t, "GET", redirect+"/?code=theirs&state="+asked.Get("state"), strings.TrimPrefix(redirect, "http://")); status != http.StatusGone {
			t.Errorf("their answer gets %d", status)
		}
		return nil
	})
	wantKind(t, err, weir.Refused)
	if !strings.Contains(weir.NextStep(err), "--device") {
		t.Errorf("the next step is %q", weir.NextStep(err))
	}
}

func TestNothingListensAfterTheSignIn(t *testing.T) {
	t.Parallel()
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) { grants(n, w) })
	var redirect string
	if _, err := (msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer())}).Browser(t.Context(), func(address string) error {
		redirect = address[:strings.LastIndex(address, "/")]
		return answers(t, "code=x")(address)
	}); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(redirect, "localhost", "127.0.0.1", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request); err == nil {
		_ = resp.Body.Close()
		t.Error("somebody still listens")
	}
}

func TestWhatASignInBringsMustBeEnough(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		kind weir.Kind
	}{
		"no refresh token":        {`{"access_token":"a","expires_in":3599,"scope":"Notes.ReadWrite"}`, weir.Forbidden},
		"not for OneNote":         {`{"access_token":"a","refresh_token":"r","expires_in":3599,"scope":"User.Read openid"}`, weir.Forbidden},
		"no access token":         {`{"refresh_token":"r"}`, weir.Truncated},
		"half an answer":          {`{"access_token":"a","refre`, weir.Truncated},
		"scopes with an address":  {`{"access_token":"a","refresh_token":"r","scope":"https://graph.microsoft.com/notes.readwrite https://graph.microsoft.com/User.Read"}`, ""},
		"scopes that nobody told": {`{"access_token":"a","refresh_token":"r"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { say(w, 200, c.body) })
			grant, err := msgraph.SignIn{App: p.app(), Outbound: p.options(newTimer())}.Browser(t.Context(), answers(t, "code=x"))
			if c.kind != "" {
				wantKind(t, err, c.kind)
			} else if err != nil || grant.RefreshToken.Reveal() != "r" {
				t.Errorf("got %v, %v", grant, err)
			}
		})
	}
}

func TestARegistrationIsCheckedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	good := msgraph.App{ClientID: registration}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*msgraph.App){
		"no client id":            func(a *msgraph.App) { a.ClientID = "" },
		"a name as client id":     func(a *msgraph.App) { a.ClientID = "weir" },
		"a plain authority":       func(a *msgraph.App) { a.Authority = mustURL(t, "http://login.example.com/common") },
		"an authority with user":  func(a *msgraph.App) { a.Authority = mustURL(t, "https://u@login.example.com/common") },
		"an authority too deep":   func(a *msgraph.App) { a.Authority = mustURL(t, "https://login.example.com/a/b") },
		"an authority with dots":  func(a *msgraph.App) { a.Authority = mustURL(t, "https://login.example.com/..") },
		"an authority with query": func(a *msgraph.App) { a.Authority = mustURL(t, "https://login.example.com/common?x=1") },
		"a plain Graph":           func(a *msgraph.App) { a.Graph = mustURL(t, "http://graph.example.com/v1.0") },
		"a Graph on loopback":     func(a *msgraph.App) { a.Graph = mustURL(t, "http://127.0.0.1/v1.0") },
		"somebody else's Graph":   func(a *msgraph.App) { a.Graph = mustURL(t, "https://graph.example.com/v1.0") },
		"another cloud's Graph":   func(a *msgraph.App) { a.Authority = mustURL(t, "https://LOGIN.microsoftonline.us:443/common") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := good
			change(&bad)
			wantKind(t, bad.Check(), weir.BadConfig)
			_, err := msgraph.SignIn{App: bad}.Browser(t.Context(), func(string) error { t.Error("a browser was opened"); return nil })
			wantKind(t, err, weir.BadConfig)
			_, err = msgraph.SignIn{App: bad}.Device(t.Context(), func(msgraph.DeviceCode) error { t.Error("a code was shown"); return nil })
			wantKind(t, err, weir.BadConfig)
			_, err = msgraph.NewTokens(msgraph.TokensParams{App: bad})
			wantKind(t, err, weir.BadConfig)
		})
	}
}
