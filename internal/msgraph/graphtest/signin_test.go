package graphtest_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

const (
	verifier   = "a-code-verifier-that-is-long-enough-for-the-rule"
	redirect   = "http://127.0.0.1:50123/"
	authorize  = "/common/oauth2/v2.0/authorize"
	redeemPath = "/common/oauth2/v2.0/token"
)

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// question is a request for a code that is in order; changes are set in it.
func question(changes ...string) url.Values {
	q := values("client_id", clientID, "response_type", "code", "redirect_uri", redirect, "response_mode", "query",
		"scope", graphtest.Scopes, "state", "the-state", "code_challenge", challenge(), "code_challenge_method", "S256")
	for n := 0; n+1 < len(changes); n += 2 {
		q.Set(changes[n], changes[n+1])
		if changes[n+1] == "" {
			q.Del(changes[n])
		}
	}
	return q
}

func (s *site) browse(path string, q url.Values) answer {
	s.t.Helper()
	return s.do(httptest.NewRequestWithContext(s.t.Context(), "GET", path+"?"+q.Encode(), nil))
}

// back is where the browser is sent.
func (a answer) back(t testing.TB) url.Values {
	t.Helper()
	to, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.status != http.StatusFound {
		t.Fatalf("the browser is not sent back, but answered %d %v: %.300s", a.status, a.header, a.body)
	}
	return to.Query()
}

// tokens is the answer of the token endpoint.
type tokens struct {
	Type        string `json:"token_type"`
	Scope       string `json:"scope"`
	Expires     int    `json:"expires_in"`
	Access      string `json:"access_token"`
	Refresh     string `json:"refresh_token"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	Suberror    string `json:"suberror"`
	Timestamp   string `json:"timestamp"`
	Trace       string `json:"trace_id"`
	Correlation string `json:"correlation_id"`
}

// code signs in as far as the code.
func (s *site) authorisationCode(changes ...string) string {
	s.t.Helper()
	code := s.browse(authorize, question(changes...)).back(s.t).Get("code")
	if code == "" {
		s.t.Fatal("no code came")
	}
	return code
}

func (s *site) redeem(code string, changes ...string) tokens {
	s.t.Helper()
	v := values("grant_type", "authorization_code", "client_id", clientID, "code", code, "redirect_uri", redirect, "code_verifier", verifier)
	return s.tokens(v, changes...)
}

func (s *site) refresh(token string, changes ...string) tokens {
	s.t.Helper()
	return s.tokens(values("grant_type", "refresh_token", "client_id", clientID, "refresh_token", token, "scope", graphtest.Scopes), changes...)
}

func (s *site) tokens(v url.Values, changes ...string) tokens {
	s.t.Helper()
	for n := 0; n+1 < len(changes); n += 2 {
		v.Set(changes[n], changes[n+1])
		if changes[n+1] == "" {
			v.Del(changes[n])
		}
	}
	var pairs []string
	for name := range v {
		pairs = append(pairs, name, v.Get(name))
	}
	return decode[tokens](s.t, s.form(redeemPath, pairs...).body)
}

// failed fails the test unless the sign-in refused with this error and code.
func (k tokens) failed(t testing.TB, want string, code int) {
	t.Helper()
	got := 0
	if len(k.Codes) > 0 {
		got = k.Codes[0]
	}
	if k.Error != want || got != code || k.Access != "" {
		t.Errorf("the sign-in answered %q %v instead of %q %d", k.Error, k.Codes, want, code)
	}
	if code > 0 && !strings.HasPrefix(k.Description, "AADSTS"+itoa(code)+": ") || k.Timestamp == "" || k.Trace == "" || k.Correlation == "" {
		t.Errorf("the error is %+v", k)
	}
}

func auto() graphtest.Options { return graphtest.Options{AutoConsent: true} }

func TestACodeBecomesTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t, auto())
	back := s.browse(authorize, question()).back(t)
	if back.Get("state") != "the-state" {
		t.Errorf("the state is %q", back.Get("state"))
	}
	got := s.redeem(back.Get("code"))
	if got.Type != "Bearer" || got.Expires != 3599 || got.Scope != "Notes.ReadWrite User.Read" || len(got.Refresh) != 1200 || len(got.Access) < 500 {
		t.Errorf("the tokens are %+v", got)
	}
	s.token = got.Access
	s.get("/notebooks").is(t, 200, "")
	s.clock.pass(3598 * time.Second)
	s.get("/notebooks").is(t, 200, "")
	s.clock.pass(time.Second)
	a := s.get("/notebooks")
	a.is(t, 401, "40001")
	if a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 does not say how to sign in")
	}
	s.token = "unknown"
	s.get("/notebooks").is(t, 401, "40001")
	s.clean()
}

func TestCodesAreRedeemedOnceAndByWhoAskedForThem(t *testing.T) {
	t.Parallel()
	s := newSite(t, auto())
	code := s.authorisationCode()
	s.redeem(code, "code_verifier", verifier+"x").failed(t, "invalid_grant", 501481)
	s.redeem(code, "code_verifier", "").failed(t, "invalid_grant", 501481)
	s.redeem(code, "code_verifier", "short").failed(t, "invalid_grant", 501481)
	s.redeem(code, "redirect_uri", "http://127.0.0.1:50124/").failed(t, "invalid_grant", 50011)
	s.redeem(code, "redirect_uri", "").failed(t, "invalid_request", 900144)
	s.redeem("unknown").failed(t, "invalid_grant", 70000)
	if got := s.redeem(code); got.Access == "" {
		t.Fatalf("the code does not work: %+v", got)
	}
	s.redeem(code).failed(t, "invalid_grant", 54005)
	late := s.authorisationCode()
	s.clock.pass(10 * time.Minute)
	s.redeem(late).failed(t, "invalid_grant", 70008)
	s.clean()
}

func TestRequestsForCodesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		changes []string
		page    string // on the page, since nobody may be sent back
		err     string // at the application
	}{
		"an unknown client":     {[]string{"client_id", "x"}, "AADSTS700016", ""},
		"a redirect elsewhere":  {[]string{"redirect_uri", "https://example.com/"}, "AADSTS50011", ""},
		"another loopback path": {[]string{"redirect_uri", "http://127.0.0.1:50123/callback"}, "AADSTS50011", ""},
		"another loopback name": {[]string{"redirect_uri", "http://[::1]:50123/"}, "AADSTS50011", ""},
		"a loopback over TLS":   {[]string{"redirect_uri", "https://127.0.0.1:50123/"}, "AADSTS50011", ""},
		"no redirect":           {[]string{"redirect_uri", ""}, "AADSTS50011", ""},
		"no challenge":          {[]string{"code_challenge", "", "code_challenge_method", ""}, "", "invalid_request"},
		"a plain challenge":     {[]string{"code_challenge_method", "plain"}, "", "invalid_request"},
		"another response type": {[]string{"response_type", "token"}, "", "invalid_request"},
		"another response mode": {[]string{"response_mode", "form_post"}, "", "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, auto())
			a := s.browse(authorize, question(test.changes...))
			if test.page != "" {
				if a.status != 400 || !strings.Contains(a.body, test.page) || a.header.Get("Location") != "" {
					t.Errorf("answered %d %v: %s", a.status, a.header, a.body)
				}
				return
			}
			if back := a.back(t); back.Get("error") != test.err || back.Get("state") != "the-state" || back.Get("code") != "" {
				t.Errorf("sent back with %v", back)
			}
		})
	}
}

func TestLoopbackRedirectsMayHaveAnyPort(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://127.0.0.1:1/", "http://127.0.0.1:65535", "http://localhost:4000/", "http://localhost"} {
		s := newSite(t, auto())
		s.browse(authorize, question("redirect_uri", to)).back(t)
	}
	s := newSite(t, graphtest.Options{AutoConsent: true, Clients: []graphtest.Client{{ID: clientID, RedirectURIs: []string{"http://localhost/callback"}}}})
	s.browse(authorize, question("redirect_uri", "http://localhost:4000/callback")).back(t)
	if a := s.browse(authorize, question("redirect_uri", "http://localhost:4000/")); a.status != 400 {
		t.Errorf("a path that is not registered answers %d", a.status)
	}
}

func TestWhatWeirMayNotAskForIsAViolation(t *testing.T) {
	t.Parallel()
	for words, q := range map[string]url.Values{
		"the scope is":                  question("scope", "Notes.ReadWrite.All User.Read offline_access"),
		`the scope is "Notes.ReadWrite`: question("scope", "Notes.ReadWrite User.Read"),
		"without state":                 question("state", ""),
		`"claims" is not listed`:        question("claims", "x"),
	} {
		s := newSite(t, auto())
		s.browse(authorize, q)
		s.broke(words)
	}
	s := newSite(t, auto())
	s.browse(authorize, question("scope", "offline_access User.Read Notes.ReadWrite"))
	s.clean()
	_, refresh := s.Grant()
	s.refresh(refresh, "scope", "Notes.Read")
	s.broke("the scope is")
	s.Forget()
	s.refresh(refresh, "client_info", "1")
	s.broke(`"client_info"`)
	s.Forget()
	s.tokens(values("grant_type", "password", "client_id", clientID)).failed(t, "invalid_request", 9002313)
	s.broke("password")
}

func TestATokenOpensWhatItsScopeSays(t *testing.T) {
	t.Parallel()
	s := newSite(t, auto())
	got := s.redeem(s.authorisationCode("scope", "User.Read"))
	if got.Refresh != "" {
		t.Error("there is a refresh token that nobody asked for")
	}
	s.token = got.Access
	s.get("/notebooks").is(t, 403, "40004")
}

var ticket = regexp.MustCompile(`name="(ticket|otc)" value="([^"]+)"`)

func TestAPersonConsents(t *testing.T) {
	t.Parallel()
	for _, decision := range []string{"accept", "cancel"} {
		s := newSite(t, graphtest.Options{Clients: []graphtest.Client{{ID: clientID, Name: "<b>Weir</b>"}}})
		a := s.browse(authorize, question())
		m := ticket.FindStringSubmatch(a.body)
		if a.status != 200 || m == nil || !strings.Contains(a.body, "&lt;b&gt;Weir") || !strings.Contains(a.body, "<li>Notes.ReadWrite</li>") {
			t.Fatalf("the page is %d %s", a.status, a.body)
		}
		if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' http://127.0.0.1:50123") || strings.Contains(csp, "script") {
			t.Errorf("the policy is %q", csp)
		}
		back := s.form("/common/oauth2/v2.0/consent", "ticket", m[2], "decision", decision).back(t)
		switch {
		case back.Get("state") != "the-state":
			t.Errorf("the state is %q", back.Get("state"))
		case decision == "cancel":
			if back.Get("error") != "access_denied" || back.Get("code") != "" {
				t.Errorf("declined: %v", back)
			}
		default:
			if got := s.redeem(back.Get("code")); got.Access == "" {
				t.Errorf("accepted: %+v", got)
			}
		}
		if a := s.form("/common/oauth2/v2.0/consent", "ticket", m[2], "decision", "accept"); a.status != 400 {
			t.Errorf("the page was answered twice: %d", a.status)
		}
		s.clean()
	}
}

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	for _, revoke := range []bool{false, true} {
		s := newSite(t, graphtest.Options{RefreshSize: 4000, Quirks: graphtest.Quirks{RevokeOld: revoke}})
		_, first := s.Grant()
		second := s.refresh(first)
		if len(first) != 4000 || len(second.Refresh) != 4000 || second.Refresh == first || second.Access == "" {
			t.Fatalf("the tokens are %.40q and %+v", first, second)
		}
		again := s.refresh(first)
		if revoke {
			again.failed(t, "invalid_grant", 70000)
		} else if again.Refresh == "" || again.Refresh == second.Refresh {
			t.Errorf("the old token answers %+v", again)
		}
		s.clock.pass(89 * 24 * time.Hour)
		third := s.refresh(second.Refresh)
		s.clock.pass(24 * time.Hour)
		s.refresh(second.Refresh).failed(t, "invalid_grant", 700082)
		if got := s.refresh(third.Refresh); got.Access == "" {
			t.Errorf("a token of a day ago answers %+v", got)
		}
		s.clean()
	}
}

func TestGrantsAreRevoked(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	access, refresh := s.Grant()
	if s.Outstanding() != 2 {
		t.Errorf("%d tokens are outstanding", s.Outstanding())
	}
	s.Revoke()
	got := s.refresh(refresh)
	got.failed(t, "invalid_grant", 50173)
	if got.Suberror != "bad_token" || s.Outstanding() != 0 {
		t.Errorf("the suberror is %q, %d outstanding", got.Suberror, s.Outstanding())
	}
	s.token = access
	s.get("/notebooks").is(t, 200, "")
	s.ExpireAccess()
	s.get("/notebooks").is(t, 401, "40001")
}

func TestApplicationsAreTold(t *testing.T) {
	t.Parallel()
	secret := rand.Text() + " &%+"
	opts := graphtest.Options{AutoConsent: true, Clients: []graphtest.Client{
		{ID: clientID},
		{ID: "web", Secret: secret, RedirectURIs: []string{"https://app.example.com/callback"}},
		{ID: "single", SingleTenant: true},
	}}
	s := newSite(t, opts)
	_, refresh := s.Grant()
	s.refresh(refresh, "client_secret", "x").failed(t, "invalid_client", 700025)
	s.refresh(refresh, "client_id", "").failed(t, "invalid_request", 900144)
	s.refresh(refresh, "client_id", "unknown").failed(t, "unauthorized_client", 700016)
	s.refresh(refresh, "client_id", "web").failed(t, "invalid_client", 7000218)
	s.refresh(refresh, "client_id", "web", "client_secret", "x").failed(t, "invalid_client", 7000215)
	s.refresh(refresh, "client_id", "web", "client_secret", secret).failed(t, "invalid_grant", 70000) // another's token
	s.refresh(refresh, "client_id", "single").failed(t, "unauthorized_client", 50194)
	if a := s.browse(authorize, question("client_id", "single")); !strings.Contains(a.body, "AADSTS50194") {
		t.Errorf("a single-tenant application is shown %s", a.body)
	}

	web := []string{"client_id", "web", "redirect_uri", "https://app.example.com/callback"}
	code := s.authorisationCode(web...)
	if got := s.redeem(code, append(web, "client_secret", secret)...); got.Access == "" {
		t.Errorf("a confidential client gets %+v", got)
	}
	code = s.authorisationCode(append(web, "code_challenge", "", "code_challenge_method", "")...)
	v := values("grant_type", "authorization_code", "code", code, "redirect_uri", web[3])
	r := httptest.NewRequestWithContext(t.Context(), "POST", redeemPath, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth("web", url.QueryEscape(secret))
	if got := decode[tokens](t, s.do(r).body); got.Access == "" {
		t.Errorf("a confidential client with basic authentication and without PKCE gets %+v", got)
	}
	if a := s.browse(authorize, question("client_id", "web", "redirect_uri", redirect)); a.status != 400 {
		t.Errorf("a confidential client may use a loopback address: %d", a.status)
	}
	s.clean()
}

func TestEveryCodeCanBePlayed(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		70008: "invalid_grant", 700082: "invalid_grant", 700084: "invalid_grant", 50173: "invalid_grant", 70000: "invalid_grant", 70043: "invalid_grant",
		50076: "interaction_required", 50079: "interaction_required", 50078: "interaction_required", 50074: "interaction_required", 50158: "interaction_required",
		53000: "interaction_required", 53001: "interaction_required", 53002: "interaction_required", 53003: "interaction_required",
		65001: "consent_required", 65004: "access_denied", 50105: "access_denied",
		50020: "invalid_grant", 50034: "invalid_grant", 16000: "interaction_required",
		70002: "invalid_client", 7000215: "invalid_client", 7000222: "invalid_client", 50196: "invalid_grant", 90033: "temporarily_unavailable",
		50011: "invalid_grant", 501481: "invalid_grant", 54005: "invalid_grant", 50194: "unauthorized_client", 500208: "invalid_request", 99999: "invalid_grant",
	} {
		s := newSite(t, auto())
		_, refresh := s.Grant()
		s.FailSignIn(graphtest.SignInFault{Code: code})
		s.refresh(refresh).failed(t, want, code)
		if got := s.refresh(refresh); got.Access == "" {
			t.Errorf("after AADSTS%d: %+v", code, got)
		}
	}
}

func TestFaultsOfTheSignInAreChosen(t *testing.T) {
	t.Parallel()
	s := newSite(t, auto())
	_, refresh := s.Grant()
	s.FailSignIn(
		graphtest.SignInFault{Code: 53003, Error: "invalid_grant", Suberror: "protection_policy_required", Status: 403, Times: 2, Grant: "refresh_token"},
		graphtest.SignInFault{Code: 65001, Grant: "authorize"},
	)
	back := s.browse(authorize, question()).back(t)
	if back.Get("error") != "consent_required" || !strings.HasPrefix(back.Get("error_description"), "AADSTS65001") || back.Get("state") != "the-state" {
		t.Errorf("sent back with %v", back)
	}
	for range 2 {
		got := s.refresh(refresh)
		got.failed(t, "invalid_grant", 53003)
		if got.Suberror != "protection_policy_required" {
			t.Errorf("the suberror is %q", got.Suberror)
		}
	}
	if got := s.refresh(refresh); got.Access == "" {
		t.Errorf("the fault stays: %+v", got)
	}
	s.FailSignIn(graphtest.SignInFault{Code: 70002, Times: -1})
	for range 3 {
		s.refresh(refresh).failed(t, "invalid_client", 70002)
	}
	r := httptest.NewRequestWithContext(t.Context(), "POST", redeemPath, strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	decode[tokens](t, s.do(r).body).failed(t, "invalid_request", 9002313)
}
