package graphtest_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

type deviceAnswer struct {
	Device   string `json:"device_code"`
	User     string `json:"user_code"`
	URI      string `json:"verification_uri"`
	Expires  int    `json:"expires_in"`
	Interval int    `json:"interval"`
	Message  string `json:"message"`
}

func (s *site) device() deviceAnswer {
	s.t.Helper()
	d := decode[deviceAnswer](s.t, s.form("/common/oauth2/v2.0/devicecode", "client_id", clientID, "scope", graphtest.Scopes).body)
	if d.Expires != 900 || d.Interval != 5 || len(d.User) != 9 || !strings.Contains(d.Message, d.User) || !strings.HasSuffix(d.URI, "/common/oauth2/deviceauth") {
		s.t.Fatalf("the device code is %+v", d)
	}
	return d
}

func (s *site) poll(d deviceAnswer, wait time.Duration) tokens {
	s.t.Helper()
	s.clock.pass(wait)
	return s.tokens(values("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "client_id", clientID, "device_code", d.Device))
}

const interval = 5 * time.Second

func TestADeviceSignsIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	d := s.device()
	s.poll(d, 0).failed(t, "authorization_pending", 70016)
	s.poll(d, interval).failed(t, "authorization_pending", 70016)
	s.poll(d, interval-1).failed(t, "slow_down", 0)
	s.poll(d, interval).failed(t, "slow_down", 0) // the interval has grown
	s.poll(d, 3*interval).failed(t, "authorization_pending", 70016)
	if !s.Decide(" "+strings.ToLower(d.User), true) || s.Decide(d.User, false) || s.Decide("", true) {
		t.Error("a code is answered once")
	}
	got := s.poll(d, 3*interval)
	if got.Access == "" || got.Refresh == "" {
		t.Errorf("the tokens are %+v", got)
	}
	s.poll(d, 3*interval).failed(t, "bad_verification_code", 70018)
	s.poll(deviceAnswer{Device: "unknown"}, interval).failed(t, "bad_verification_code", 70018)
	s.clean()
}

func TestADeviceCodeIsDeclinedOrExpires(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"": "authorization_declined", "access_denied": "access_denied"} {
		s := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{DeniedError: name}})
		d := s.device()
		if !s.Decide(d.User, false) {
			t.Error("the code is not known")
		}
		s.poll(d, interval).failed(t, want, 0)
	}
	s := newSite(t, graphtest.Options{})
	d := s.device()
	s.poll(d, 15*time.Minute).failed(t, "expired_token", 70020)
	if s.Decide(d.User, true) {
		t.Error("a code that has expired is answered")
	}
}

func TestADeviceIsApprovedByItself(t *testing.T) {
	t.Parallel()
	s := newSite(t, auto())
	d := s.device()
	s.poll(d, 0).failed(t, "authorization_pending", 70016)
	if got := s.poll(d, interval); got.Access == "" {
		t.Errorf("the second poll answers %+v", got)
	}
}

func TestAPersonEntersTheCode(t *testing.T) {
	t.Parallel()
	for _, decision := range []string{"accept", "cancel"} {
		s := newSite(t, graphtest.Options{})
		d := s.device()
		const path = "/common/oauth2/deviceauth"
		if a := s.browse(path, nil); a.status != 200 || !strings.Contains(a.body, `name="otc"`) {
			t.Errorf("the page is %d %s", a.status, a.body)
		}
		if a := s.browse(path, values("otc", "WRONG")); !strings.Contains(a.body, "didn’t work") {
			t.Errorf("a wrong code shows %s", a.body)
		}
		a := s.browse(path, values("otc", d.User))
		m := ticket.FindStringSubmatch(a.body)
		if m == nil || !strings.Contains(a.body, "<li>Notes.ReadWrite</li>") {
			t.Fatalf("the consent page is %s", a.body)
		}
		if a := s.form(path, "otc", m[2], "decision", decision); a.status != 200 {
			t.Errorf("the answer is %d %s", a.status, a.body)
		}
		if a := s.form(path, "otc", m[2], "decision", decision); a.status != 400 {
			t.Errorf("the second answer is %d", a.status)
		}
		if got := s.poll(d, interval); (got.Access != "") != (decision == "accept") {
			t.Errorf("%s: the poll answers %+v", decision, got)
		}
		s.clean()
	}
}

func TestWhoMayNotHaveADeviceCode(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Clients: []graphtest.Client{{ID: clientID}, {ID: "web", Secret: rand.Text()}, {ID: "single", SingleTenant: true}}})
	for id, want := range map[string]int{"": 700016, "unknown": 700016, "web": 7000218, "single": 50194} {
		got := decode[tokens](t, s.form("/common/oauth2/v2.0/devicecode", "client_id", id, "scope", graphtest.Scopes).body)
		if len(got.Codes) != 1 || got.Codes[0] != want {
			t.Errorf("%q is answered %+v", id, got)
		}
	}
	s.form("/common/oauth2/v2.0/devicecode", "client_id", clientID, "scope", "Notes.Read")
	s.broke("the scope is")
}
