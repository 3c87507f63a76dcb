package msgraph_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A site is the simulated OneNote with one section, and somebody who has signed
// in to it.
type site struct {
	*graphtest.Server
	t       *testing.T
	clock   *timer
	section *graphtest.Section
	vault   *vault
}

func newSite(t *testing.T, o graphtest.Options) *site {
	t.Helper()
	s := &site{t: t, clock: newTimer()}
	o.ClientID, o.Now = registration, s.clock.Now
	s.Server = graphtest.ForTest(t, o)
	s.section = s.AddSection(s.AddNotebook("Team"), "Weekly")
	_, refresh := s.Grant()
	s.vault = &vault{grant: msgraph.Grant{
		RefreshToken: secret.New(refresh), ClientID: registration, Authority: s.URL() + "/common", Graph: s.URL() + "/v1.0",
	}}
	return s
}

func (s *site) app() msgraph.App {
	return msgraph.App{Authority: mustURL(s.t, s.URL()+"/common"), Graph: mustURL(s.t, s.URL()+"/v1.0"), ClientID: registration}
}

func (s *site) options() outbound.Options {
	return outbound.Options{CA: s.CAPEM(), Now: s.clock.Now, Sleep: s.clock.Sleep, Rand: func() float64 { return 0.5 }}
}

func (s *site) tokens() *msgraph.Tokens {
	s.t.Helper()
	tokens, err := msgraph.NewTokens(msgraph.TokensParams{App: s.app(), Vault: s.vault, Outbound: s.options()})
	if err != nil {
		s.t.Fatal(err)
	}
	return tokens
}

func (s *site) client() *msgraph.Client {
	s.t.Helper()
	c, err := msgraph.New(msgraph.Params{Graph: s.app().Graph, Tokens: s.tokens(), Outbound: s.options()})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.CloseIdleConnections)
	return c
}

// browse follows an address as a browser does, to a localhost on which the
// test's machine may not agree.
func (s *site) browse(address string) error {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CAPEM())
	browser := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
	}}
	// The test's machine may not agree on where localhost is.
	here := func(r *http.Request, _ []*http.Request) error {
		if r.URL.Hostname() == "localhost" {
			r.Host = r.URL.Host
			r.URL.Host = "127.0.0.1:" + r.URL.Port()
		}
		return nil
	}
	browser.CheckRedirect = here
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if err := here(request, nil); err != nil {
		return err
	}
	resp, err := browser.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, text)
	}
	return errors.Join(err, resp.Body.Close())
}

func TestSigningInToTheSimulatedMicrosoftLeadsToOneNote(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{AutoConsent: true})
	grant, err := msgraph.SignIn{App: s.app(), Outbound: s.options()}.Browser(t.Context(), s.browse)
	if err != nil {
		t.Fatal(err)
	}
	s.vault.grant = grant
	me, err := s.client().Me(t.Context())
	if err != nil || me.Name != "Demo User" {
		t.Errorf("signed in as %+v, %v", me, err)
	}
}

// decide signs in on another device, at a simulated Microsoft in a bubble of
// testing/synctest, where the person accepts or not.
func decide(t *testing.T, o graphtest.Options, accept bool) (grant msgraph.Grant, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o.ClientID = registration
		world, worldErr := graphtest.New(o)
		if worldErr != nil {
			t.Fatal(worldErr)
		}
		var p peer
		p.servePipes(t, world)
		signIn := msgraph.SignIn{App: p.app(), Outbound: outbound.Options{CA: p.ca, Dial: p.pipes.dial}}
		grant, err = signIn.Device(t.Context(), func(c msgraph.DeviceCode) error {
			person := time.AfterFunc(time.Minute, func() {
				if !world.Decide(c.Code, accept) {
					t.Errorf("nobody waits for %+v", c)
				}
			})
			t.Cleanup(func() { person.Stop() })
			return nil
		})
		if broken := world.Violations(); len(broken) > 0 {
			t.Errorf("violations: %q", broken)
		}
	})
	return grant, err
}

func TestTheSimulatedMicrosoftKnowsOtherDevices(t *testing.T) {
	t.Parallel()
	t.Run("on which a person accepts", func(t *testing.T) {
		t.Parallel()
		grant, err := decide(t, graphtest.Options{}, true)
		if err != nil || grant.RefreshToken.IsZero() {
			t.Errorf("got %v, %v", grant, err)
		}
	})
	for _, denied := range []string{"", "access_denied"} {
		t.Run("on which a person says no: "+denied, func(t *testing.T) {
			t.Parallel()
			if _, err := decide(t, graphtest.Options{Quirks: graphtest.Quirks{DeniedError: denied}}, false); !errors.Is(err, msgraph.ErrDeclined) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("on which nobody comes in time", func(t *testing.T) {
		t.Parallel()
		if _, err := decide(t, graphtest.Options{DeviceLife: 30 * time.Second}, false); !errors.Is(err, msgraph.ErrSignInExpired) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAReportsCallsWorkOnTheSimulatedOneNote(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{SectionLag: -1, TitleLag: -1})
	c := s.client()
	for n := range 130 {
		s.AddPage(s.section, fmt.Sprintf("Page %d", n), "<p>x</p>")
	}
	made, err := c.CreateSection(t.Context(), msgraph.Parent{NotebookID: mustTree(t, c)[0].ID}, "Reports")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Weekly", "Reports"}
	var got []string
	for _, section := range mustTree(t, c)[0].Sections {
		got = append(got, section.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	page, err := c.CreatePage(t.Context(), made.ID, []byte(`<!DOCTYPE html><html><head><title>Open work</title></head><body><div data-id="weir"><p>before</p></div></body></html>`))
	if err != nil || page.Title != "Open work" || page.ID == "" {
		t.Fatalf("made %+v, %v", page, err)
	}
	if err := c.Patch(t.Context(), page.ID, []msgraph.Change{{Target: "body", Action: "append", Content: "<p>below</p>"}}); err != nil {
		t.Fatal(err)
	}
	content, err := c.Content(t.Context(), page.ID)
	if err != nil || !strings.Contains(string(content), "before") || !strings.Contains(string(content), "below") || !strings.Contains(string(content), " id=") {
		t.Errorf("content %s, %v", content, err)
	}
	n := 0
	for _, err := range c.Pages(t.Context(), s.section.ID()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 130 {
		t.Errorf("%d pages of 130 came", n)
	}
	err = c.Patch(t.Context(), page.ID, []msgraph.Change{{Target: "#nowhere", Action: "append", Content: "<p>x</p>"}})
	wantKind(t, err, weir.BadInput)
	if !errors.Is(err, msgraph.ErrBadTarget) {
		t.Errorf("got %v", err)
	}
	s.Page("Open work").Delete()
	if _, err = c.Content(t.Context(), page.ID); !errors.Is(err, msgraph.ErrGone) {
		t.Errorf("got %v", err)
	}
	if _, err = c.CreateSection(t.Context(), msgraph.Parent{NotebookID: mustTree(t, c)[0].ID}, "Reports"); !errors.Is(err, msgraph.ErrTaken) {
		t.Errorf("got %v", err)
	}
}

func mustTree(t *testing.T, c *msgraph.Client) []msgraph.Notebook {
	t.Helper()
	tree, err := c.Tree(t.Context())
	if err != nil || len(tree) == 0 {
		t.Fatalf("tree %v, %v", tree, err)
	}
	return tree
}

func TestTroublesOfTheSimulatedOneNoteHaveTheirClass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trouble func(*site)
		class   msgraph.Class
	}{
		"a full section":      {func(s *site) { s.section.Have(graphtest.SectionFull) }, msgraph.ErrSectionFull},
		"a password":          {func(s *site) { s.section.Have(graphtest.PasswordProtected) }, msgraph.ErrProtected},
		"a check-out":         {func(s *site) { s.section.Have(graphtest.CheckedOut) }, msgraph.ErrLocked},
		"a damaged section":   {func(s *site) { s.section.Have(graphtest.Corrupt) }, msgraph.ErrFault},
		"a full OneDrive":     {func(s *site) { s.FillQuota(true) }, msgraph.ErrQuota},
		"a deleted section":   {func(s *site) { s.section.Delete() }, msgraph.ErrGone},
		"minutes of throttle": {func(s *site) { s.Throttle(10 * time.Minute) }, msgraph.ErrThrottled},
		"a revoked sign-in":   {func(s *site) { s.Revoke() }, msgraph.ErrSignedOut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			id := s.section.ID()
			c.trouble(s)
			page, err := s.client().CreatePage(t.Context(), id, []byte("<html><head><title>x</title></head><body><p>x</p></body></html>"))
			if !errors.Is(err, c.class) || weir.NextStep(err) == "" {
				t.Errorf("made %v, got %v", page, err)
			}
			if errors.Is(err, msgraph.ErrUncertain) {
				t.Errorf("%v is uncertain", err)
			}
		})
	}
}

func TestAMinuteOfThrottlingIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	c := s.client()
	s.Throttle(3 * time.Minute)
	if _, err := c.CreatePage(t.Context(), s.section.ID(), []byte("<html><head><title>x</title></head><body><p>x</p></body></html>")); err != nil {
		t.Fatal(err)
	}
	if n := len(s.section.Pages()); n != 1 {
		t.Errorf("%d pages were made", n)
	}
}

func TestAPageWhoseAnswerIsLostIsMadeOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphtest.Fault{
		"a reset":         {After: true, Reset: true},
		"half an answer":  {Cut: true, Keep: 10},
		"a late time-out": {After: true, Status: 504},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			fault.Method, fault.Path = http.MethodPost, "/sections/{id}/pages"
			s.Fail(fault)
			_, err := s.client().CreatePage(t.Context(), s.section.ID(), []byte("<html><head><title>x</title></head><body><p>x</p></body></html>"))
			if !errors.Is(err, msgraph.ErrUncertain) || len(s.section.Pages()) != 1 {
				t.Errorf("%d pages were made, got %v", len(s.section.Pages()), err)
			}
		})
	}
}

func TestTheSimulatedOneNoteMayFailAtTheTree(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	c := s.client()
	s.BreakExpand(7 * time.Minute)
	tree := mustTree(t, c)
	if tree[0].Sections != nil || tree[0].Groups != nil || tree[0].WebURL == "" {
		t.Errorf("tree %+v", tree)
	}
	sections, err := c.Sections(t.Context(), msgraph.Parent{NotebookID: tree[0].ID})
	if diff := cmp.Diff([]msgraph.Section{{ID: s.section.ID(), Name: "Weekly"}}, sections); err != nil || diff != "" {
		t.Errorf("%v, sections (-want +got):\n%s", err, diff)
	}
}

func TestTokensRotateWithTheSimulatedMicrosoft(t *testing.T) {
	t.Parallel()
	t.Run("also where each refresh token works once", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{RevokeOld: true}})
		c := s.client()
		for range 3 {
			if _, err := c.Me(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.clock.Sleep(t.Context(), time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(s.vault.saved); n != 3 || s.Outstanding() != 1 {
			t.Errorf("%d saved, %d outstanding", n, s.Outstanding())
		}
	})
	t.Run("and a revoked access token is replaced", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, graphtest.Options{})
		c := s.client()
		for range 2 {
			if _, err := c.Me(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.ExpireAccess()
		}
		if n := len(s.vault.saved); n != 2 {
			t.Errorf("renewed %d times", n)
		}
	})
	t.Run("and two processes may do it at once", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, graphtest.Options{})
		other := *s
		other.vault = &vault{grant: s.vault.grant} // it has loaded the same one
		for _, c := range []*msgraph.Client{s.client(), other.client()} {
			if _, err := c.Me(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, kept := range []*vault{s.vault, other.vault} { // whoever saves last
			last := *s
			last.vault = &vault{grant: kept.grant}
			if _, err := last.client().Me(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestTheSimulatedSignInRefusesLikeMicrosoft(t *testing.T) {
	t.Parallel()
	for code, class := range map[int]msgraph.Class{
		70008: msgraph.ErrSignedOut, 700082: msgraph.ErrSignedOut, 50173: msgraph.ErrSignedOut, 70043: msgraph.ErrSignedOut,
		50076: msgraph.ErrMultiFactor, 53003: msgraph.ErrConditional, 65001: msgraph.ErrNeedsConsent, 50105: msgraph.ErrNotAssigned,
		50020: msgraph.ErrOtherAccount, 7000215: msgraph.ErrRegistration, 50194: msgraph.ErrRegistration, 50196: msgraph.ErrSignInBusy,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			s.FailSignIn(graphtest.SignInFault{Code: code, Times: -1})
			_, err := s.tokens().Token(t.Context())
			if !errors.Is(err, class) || !strings.Contains(err.Error(), fmt.Sprintf("AADSTS%d", code)) || !strings.Contains(err.Error(), "trace id") || strings.Contains(err.Error(), "@") {
				t.Errorf("got %v", err)
			}
		})
	}
}
