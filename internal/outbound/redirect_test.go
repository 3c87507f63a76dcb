package outbound_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"weir"
	"weir/internal/outbound"
)

const planted = "planted-2718281828"

func withSecret(t *testing.T, url string) *http.Request {
	t.Helper()
	r := request(t, http.MethodGet, url)
	r.Header.Set("Authorization", "Bearer "+planted)
	return r
}

func sessionCookie(name string) *http.Cookie {
	return &http.Cookie{Name: name, Value: "x", Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// redirecting sends every request for /search to the given place, and shows for
// any other which credentials arrived.
func redirecting(status int, location string) http.HandlerFunc {
	show := echo(func(r *http.Request) string {
		return fmt.Sprintf("%s %s auth=%q cookie=%q referer=%q", r.Method, r.URL.Path,
			r.Header.Get("Authorization"), r.Header.Get("Cookie"), r.Header.Get("Referer"))
	})
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/search") {
			w.Header()["Location"] = []string{location}
			http.SetCookie(w, sessionCookie("JSESSIONID"))
			w.WriteHeader(status)
			return
		}
		show(w, r)
	}
}

func TestARedirectIsFollowedOnTheListOnlyAndWithoutCredentials(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{"/rest/api/2/myself", site + "/rest/api/2/myself", "https://jira.test:443/rest/api/2/myself", "myself"} {
			t.Run(fmt.Sprintf("it follows %d to %s", status, location), func(t *testing.T) {
				t.Parallel()
				policy := jiraPolicy()
				policy.Headers = []string{"Authorization", "Cookie", "Referer"}
				f := newFixture(t, policy, redirecting(status, location))
				r := withSecret(t, site+"/rest/api/2/search?jql="+planted)
				r.Header.Set("Cookie", "mine=1")
				_, body, err := send(f.client, r)
				if want := `GET /rest/api/2/myself auth="" cookie="" referer=""`; body != want || err != nil {
					t.Errorf("got %q, %v", body, err)
				}
				if records := f.sink.all(); len(records) != 2 || records[0].Status != status || records[1].Path != "/rest/api/2/myself" {
					t.Errorf("recorded %+v", records)
				}
			})
		}
	}
}

func TestARedirectIsFollowedWithTheUsualHeaders(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), redirecting(http.StatusFound, "/rest/api/2/myself"))
	_, body, err := send(f.client, withSecret(t, site+"/rest/api/2/search?jql="+planted))
	if want := `GET /rest/api/2/myself auth="" cookie="" referer=""`; body != want || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestARedirectElsewhereIsRefusedWithANextStep(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"a login page":               "/login.jsp?os_destination=%2Fsearch%3Fjql%3D" + planted,
		"a single sign-on":           "https://sso.evil.test/saml?SAMLRequest=" + planted,
		"http":                       "http://jira.test/rest/api/2/myself",
		"another host":               "https://evil.test/rest/api/2/myself",
		"another host, no scheme":    "//evil.test/rest/api/2/myself",
		"another port":               "https://jira.test:8443/rest/api/2/myself",
		"a host below ours":          "https://a.jira.test/rest/api/2/myself",
		"a user in the URL":          "https://u:" + planted + "@jira.test/rest/api/2/myself",
		"a path that is not listed":  "/rest/api/2/user",
		"a way up":                   "/rest/api/2/issue/%2e%2e/changelog",
		"what is no place at all":    "javascript:alert(1)",
		"what is not a URL":          "https://[" + planted,
		"what is badly escaped":      "/%zz?token=" + planted,
		"an address that is endless": "/" + strings.Repeat("x", 100_000),
		"control characters":         "/%1b%5d0;owned%07",
	} {
		t.Run("to "+name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, jiraPolicy(), redirecting(http.StatusFound, location))
			_, _, err := send(f.client, withSecret(t, site+"/rest/api/2/search?jql="+planted))
			if !errors.Is(err, weir.NotJira) || weir.NextStep(err) == "" {
				t.Errorf("got %v with the next step %q", err, weir.NextStep(err))
			}
			told := outbound.Cause(err).Error()
			if strings.Contains(told, planted) || strings.ContainsFunc(told, func(r rune) bool { return r < ' ' || r > '~' }) || len(told) > 400 {
				t.Errorf("the error says %q", told)
			}
			if asked := f.roads.asked(); !slices.Equal(asked, []string{"jira.test:443"}) {
				t.Errorf("sockets to %q", asked)
			}
			if records := f.sink.all(); len(records) != 1 || records[0].Status != http.StatusFound {
				t.Errorf("recorded %+v", records)
			}
		})
	}
}

func TestRedirectsInACircleEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), redirecting(http.StatusFound, "/rest/api/2/search"))
	_, _, err := get(t, f.client, site+"/rest/api/2/search")
	if !errors.Is(err, weir.NotJira) || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
	if n := len(f.sink.all()); n != 4 {
		t.Errorf("%d requests, want the first and three more", n)
	}
}

func TestAnAnswerThatIsNoRedirectMayHoldAnyLocation(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Location"] = []string{"/%zz"}
		w.WriteHeader(http.StatusCreated)
	})
	if status, _, err := get(t, f.client, site+"/rest/api/2/myself"); status != http.StatusCreated || err != nil {
		t.Errorf("got %d, %v", status, err)
	}
}

func TestNoCookieIsEverSentBack(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var cookies []string
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		cookies = append(cookies, r.Header["Cookie"]...)
		mu.Unlock()
		http.SetCookie(w, sessionCookie("atlassian.xsrf.token"))
		_, _ = io.WriteString(w, "{}")
	})
	for range 3 {
		if _, _, err := get(t, f.client, site+"/rest/api/2/myself"); err != nil {
			t.Fatal(err)
		}
	}
	if len(cookies) > 0 {
		t.Errorf("cookies came back: %q", cookies)
	}
	if f.client.Jar != nil {
		t.Error("the client has a cookie jar")
	}
}
