package outbound_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"weir"
	"weir/internal/outbound"
)

func TestOnlyListedHostsAreReached(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{
		"http://jira.test", "http://jira.test:443", "ftp://jira.test", "wss://jira.test", "//jira.test", "jira.test",
		"https://evil.test", "https://jira.test.evil.test", "https://sub.jira.test", "https://jiraxtest", "https://jira.tes", "https://jira.test.",
		"https://jira.test:444", "https://jira.test:80", "https://jira.test:0443", "https://jira.test:4430", "https://jira.test:0",
		"https://user@jira.test", "https://user:pw@jira.test", "https://:@jira.test", "https://jira.test@evil.test", "https://evil.test%40jira.test",
		"https://127.0.0.1", "https://[::1]", "https://[::ffff:127.0.0.1]", "https://2130706433", "https://jira.test%2eevil.test", "https://jira.teſt", "https://jıra.test", "https:",
		"https://", "https:jira.test",
	} {
		t.Run("it refuses "+prefix, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(prefix + "/rest/api/2/myself")
			if err != nil {
				return // net/url refuses it already
			}
			r := request(t, http.MethodGet, site)
			r.URL, r.Host = u, ""
			if u.Host == "" {
				// The standard client itself refuses these.
				if _, err := outbound.Check(jiraPolicy(), r); !errors.Is(err, weir.Refused) {
					t.Errorf("got %v", err)
				}
				return
			}
			refused(t, jiraPolicy(), r)
		})
	}
	t.Run("it refuses a letter that only folds to the right one", func(t *testing.T) {
		t.Parallel()
		policy := jiraPolicy()
		policy.Hosts = []string{"kira.test"}
		r := request(t, http.MethodGet, "https://\u212Aira.test/rest/api/2/myself")
		refused(t, policy, r)
	})
	t.Run("it refuses a Host header of another site", func(t *testing.T) {
		t.Parallel()
		for _, host := range []string{"evil.test", "jira.test:80", "jira.test.", "jira.test\r\nX: y", "JIRA.test"} {
			r := request(t, http.MethodGet, site+"/rest/api/2/myself")
			r.Host = host
			refused(t, jiraPolicy(), r)
		}
	})
	t.Run("it refuses every host when none is listed", func(t *testing.T) {
		t.Parallel()
		policy := jiraPolicy()
		policy.Hosts = nil
		refused(t, policy, request(t, http.MethodGet, site+"/rest/api/2/myself"))
	})
}

func TestHostsAreComparedAsHosts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, listed, url string }{
		{"the port 443 may be said", "jira.test", "https://jira.test:443/rest/api/2/myself"},
		{"the port 443 may be listed", "jira.test:443", "https://jira.test/rest/api/2/myself"},
		{"case does not matter", "Jira.Test", "HTTPS://JIRA.tesT/rest/api/2/myself"},
		{"another port can be listed", "jira.test:8443", "https://jira.test:8443/rest/api/2/myself"},
		{"an address can be listed", "[2001:db8::1]:8443", "https://[2001:DB8::1]:8443/rest/api/2/myself"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			policy := jiraPolicy()
			policy.Hosts = []string{test.listed}
			if _, err := outbound.Check(policy, request(t, http.MethodGet, test.url)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestARefusalNamesWhatWasRefusedAndNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "planted-3141"
	for _, raw := range []string{
		"https://user:" + secret + "@jira.test/rest/api/2/myself",
		site + "/rest/api/2/user?token=" + secret,
		"https://evil.test/?token=" + secret,
	} {
		r := request(t, http.MethodGet, raw)
		r.Header.Set("Authorization", "Bearer "+secret)
		_, err := outbound.Check(jiraPolicy(), r)
		if !errors.Is(err, weir.Refused) || strings.Contains(err.Error(), secret) {
			t.Errorf("%v", err)
		}
	}
	_, err := outbound.Check(jiraPolicy(), request(t, http.MethodGet, site+"/rest/%1b%5b2J%0a"))
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") {
		t.Errorf("control characters of a path are printed: %q", err)
	}
}
