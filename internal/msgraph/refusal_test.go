package msgraph_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/secret"
)

// clean fails the test where an error shows what no message may.
func clean(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", err, err, err), weir.NextStep(err)} {
		for _, hidden := range []string{"someone@", "Salaries", "refresh-", "access-", "the-code", "token-0", "token-1"} {
			if strings.Contains(text, hidden) {
				t.Errorf("the error shows %q: %s", hidden, text)
			}
		}
	}
}

func TestEveryRefusalOfASignInSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		code   int
		class  msgraph.Class
		kind   weir.Kind
		text   string // a part of the text
		next   string // a part of the next step
	}{
		{"invalid_grant", 70008, msgraph.ErrSignedOut, weir.Unauthorised, "not used for too long", "weir report sign-in"},
		{"invalid_grant", 700082, msgraph.ErrSignedOut, weir.Unauthorised, "not used for too long", "weir report sign-in"},
		{"invalid_grant", 700084, msgraph.ErrSignedOut, weir.Unauthorised, "wrong platform", "Mobile and desktop applications"},
		{"invalid_grant", 50173, msgraph.ErrSignedOut, weir.Unauthorised, "password changes", "weir report sign-in"},
		{"invalid_grant", 70000, msgraph.ErrSignedOut, weir.Unauthorised, "no longer accepts", "weir report sign-in"},
		{"invalid_grant", 70043, msgraph.ErrSignedOut, weir.Unauthorised, "more often", "sign-in frequency"},
		{"invalid_grant", 50055, msgraph.ErrSignedOut, weir.Unauthorised, "password", "change it"},
		{"invalid_grant", 50057, msgraph.ErrSignedOut, weir.Unauthorised, "disabled", "administrator"},
		{"invalid_grant", 1234567, msgraph.ErrSignedOut, weir.Unauthorised, "no longer accepts", "weir report sign-in"},
		{"invalid_grant", 50076, msgraph.ErrMultiFactor, weir.Unauthorised, "multi-factor", "weir report sign-in"},
		{"interaction_required", 50079, msgraph.ErrMultiFactor, weir.Unauthorised, "multi-factor", "weir report sign-in"},
		{"interaction_required", 50078, msgraph.ErrMultiFactor, weir.Unauthorised, "multi-factor", "weir report sign-in"},
		{"interaction_required", 50074, msgraph.ErrMultiFactor, weir.Unauthorised, "multi-factor", "weir report sign-in"},
		{"interaction_required", 50158, msgraph.ErrMultiFactor, weir.Unauthorised, "multi-factor", "weir report sign-in"},
		{"invalid_grant", 53000, msgraph.ErrConditional, weir.Forbidden, "Conditional Access", "administrator"},
		{"access_denied", 53003, msgraph.ErrConditional, weir.Forbidden, "Conditional Access", "administrator"},
		{"invalid_grant", 65001, msgraph.ErrNeedsConsent, weir.Forbidden, "consented", "/common/adminconsent?client_id=" + registration},
		{"consent_required", 90094, msgraph.ErrNeedsConsent, weir.Forbidden, "consented", "/common/adminconsent?client_id=" + registration},
		{"consent_required", 0, msgraph.ErrNeedsConsent, weir.Forbidden, "consented", "/common/adminconsent?client_id=" + registration},
		{"access_denied", 65004, msgraph.ErrDeclined, weir.Unauthorised, "declined", "weir report sign-in"},
		{"access_denied", 0, msgraph.ErrDeclined, weir.Unauthorised, "declined", "weir report sign-in"},
		{"invalid_grant", 50105, msgraph.ErrNotAssigned, weir.Forbidden, "assigned", "Enterprise applications"},
		{"invalid_grant", 50020, msgraph.ErrOtherAccount, weir.Unauthorised, "not one that", "another account"},
		{"invalid_grant", 50034, msgraph.ErrOtherAccount, weir.Unauthorised, "not one that", "another account"},
		{"interaction_required", 16000, msgraph.ErrOtherAccount, weir.Unauthorised, "not one that", "another account"},
		{"invalid_request", 50011, msgraph.ErrRegistration, weir.BadConfig, "redirect", "http://localhost"},
		{"invalid_request", 50194, msgraph.ErrRegistration, weir.BadConfig, "one organisation", "any organizational directory"},
		{"unauthorized_client", 500208, msgraph.ErrRegistration, weir.BadConfig, "one organisation", "any organizational directory"},
		{"invalid_grant", 501481, msgraph.ErrRegistration, weir.Unexpected, "another sign-in", "report it"},
		{"invalid_grant", 54005, msgraph.ErrRegistration, weir.Unexpected, "another sign-in", "report it"},
		{"invalid_client", 7000215, msgraph.ErrRegistration, weir.BadConfig, "client secret", "unharmed"},
		{"invalid_client", 7000222, msgraph.ErrRegistration, weir.BadConfig, "client secret", "unharmed"},
		{"invalid_client", 70002, msgraph.ErrRegistration, weir.BadConfig, "client secret", "unharmed"},
		{"invalid_client", 7000218, msgraph.ErrRegistration, weir.BadConfig, "client secret", "Allow public client flows"},
		{"invalid_client", 70008, msgraph.ErrRegistration, weir.BadConfig, "app registration", "unharmed"},
		{"unauthorized_client", 700016, msgraph.ErrRegistration, weir.BadConfig, "no such", "client id"},
		{"invalid_scope", 70011, msgraph.ErrRegistration, weir.BadConfig, "app registration", "client id"},
		{"invalid_grant", 50196, msgraph.ErrSignInBusy, weir.RateLimited, "too often", "half an hour"},
		{"invalid_request", 50196, msgraph.ErrSignInBusy, weir.RateLimited, "too often", "half an hour"},
		{"temporarily_unavailable", 90033, msgraph.ErrSignInBusy, weir.ServerFault, "at the moment", "few minutes"},
		{"something_new", 99999, "", weir.BadConfig, "app registration", "client id"},
	} {
		t.Run(fmt.Sprintf("%s with %d", c.reason, c.code), func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { deny(w, c.reason, c.code) })
			tokens := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")})
			_, err := tokens.Token(t.Context())
			wantKind(t, err, c.kind)
			if c.class != "" && !errors.Is(err, c.class) {
				t.Errorf("%v is not %q", err, c.class)
			}
			if c.class != msgraph.ErrSignedOut && errors.Is(err, msgraph.ErrSignedOut) {
				t.Errorf("%v marks somebody as signed out", err)
			}
			if !strings.Contains(err.Error(), c.text) || !strings.Contains(weir.NextStep(err), c.next) {
				t.Errorf("got %q, next %q", err, weir.NextStep(err))
			}
			if !strings.Contains(err.Error(), c.reason) || !strings.Contains(err.Error(), "trace id "+requestID) || c.code > 1000 && !strings.Contains(err.Error(), fmt.Sprintf("AADSTS%d", c.code)) {
				t.Errorf("%q lacks what Microsoft's support asks for", err)
			}
			clean(t, err)
		})
	}
}

func TestWhatIsNotMicrosoftIsToldFromARefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		kind   weir.Kind
	}{
		"a login page":           {200, "<html>sign in, someone@example.com</html>", weir.Truncated},
		"a page that forbids":    {403, "<html>blocked, someone@example.com</html>", weir.Truncated},
		"JSON of somebody else":  {403, `{"message":"blocked, someone@example.com"}`, weir.Truncated},
		"an error of odd form":   {400, `{"error":{"code":"someone@example.com"}}`, weir.Truncated},
		"a reason with a letter": {400, `{"error":"someone@example.com"}`, weir.Truncated},
		"a server that fails":    {502, "<html>bad gateway</html>", weir.ServerFault},
		"one that is asked much": {429, "", weir.RateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { say(w, c.status, c.body) })
			_, err := newTokens(t, p, newTimer(), &vault{grant: p.grant(t, "refresh-0")}).Token(t.Context())
			wantKind(t, err, c.kind)
			clean(t, err)
		})
	}
}

func TestAWrongClockIsMentionedWhereASignInIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		off  time.Duration
		want string
	}{
		"ahead":     {time.Hour, "60 minutes ahead of"},
		"behind":    {-3 * time.Hour, "180 minutes behind"},
		"right":     {4 * time.Minute, ""},
		"not known": {0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newTimer()
			p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
				w.Header().Set("Date", clock.Now().Add(-c.off).UTC().Format(http.TimeFormat))
				if c.off == 0 {
					w.Header()["Date"] = nil
				}
				deny(w, "invalid_grant", 50173)
			})
			_, err := newTokens(t, p, clock, &vault{grant: p.grant(t, "refresh-0")}).Token(t.Context())
			wantKind(t, err, weir.Unauthorised)
			next := weir.NextStep(err)
			if c.want == "" && strings.Contains(next, "clock") || !strings.Contains(next, c.want) || !strings.Contains(next, "weir report sign-in") {
				t.Errorf("next step %q", next)
			}
		})
	}
}

// grant is one for p.
func (p *peer) grant(t *testing.T, refresh string) msgraph.Grant {
	t.Helper()
	return msgraph.Grant{
		RefreshToken: secret.New(refresh), ClientID: registration,
		Authority: p.under("/common").String(), Graph: p.under("/v1.0").String(),
	}
}
