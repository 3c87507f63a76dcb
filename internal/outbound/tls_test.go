package outbound_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/outbound"
)

func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	ours, other := newAuthority(t), newAuthority(t)
	for _, test := range []struct {
		name   string
		ca     []byte
		config *tls.Config
		want   weir.Kind
	}{
		{"a further CA is trusted", ours.PEM, ours.serverTLS(t, "jira.test"), ""},
		{"an unknown CA is not", nil, ours.serverTLS(t, "jira.test"), weir.Untrusted},
		{"another CA is not", other.PEM, ours.serverTLS(t, "jira.test"), weir.Untrusted},
		{"another host's certificate is not", ours.PEM, ours.serverTLS(t, "evil.test"), weir.Untrusted},
		{"an expired certificate is not", ours.PEM, &tls.Config{
			Certificates: []tls.Certificate{ours.issue(t, "jira.test", time.Now().Add(-time.Minute))}, MinVersion: tls.VersionTLS12,
		}, weir.Untrusted},
		{"TLS 1.2 is spoken", ours.PEM, limited(ours.serverTLS(t, "jira.test"), tls.VersionTLS12), ""},
		{"TLS 1.1 is not", ours.PEM, limited(ours.serverTLS(t, "jira.test"), tls.VersionTLS11), weir.Untrusted},
		{"TLS 1.0 is not", ours.PEM, limited(ours.serverTLS(t, "jira.test"), tls.VersionTLS10), weir.Untrusted},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := serve(t, test.config, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
			policy := jiraPolicy()
			policy.Budget = 0 // the default: what cannot be trusted is not even tried again
			f := newFixtureAt(t, policy, outbound.Options{CA: test.ca}, address)
			_, _, err := get(t, f.client, site+"/rest/api/2/myself")
			if weir.KindOf(err) != test.want {
				t.Fatalf("got %v (%s)", err, weir.KindOf(err))
			}
			if err != nil && (weir.NextStep(err) == "" || !strings.Contains(err.Error(), "jira.test")) {
				t.Errorf("%v\nnext: %s", err, weir.NextStep(err))
			}
			if n := len(f.sink.all()); n != 1 {
				t.Errorf("%d attempts", n)
			}
		})
	}
}

// limited lowers what a server offers, which only a test may do.
func limited(config *tls.Config, highest uint16) *tls.Config {
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, highest
	return config
}

func TestAnUnknownCAIsToldWithEveryPlaceForItsFile(t *testing.T) {
	t.Parallel()
	client, _ := play(t, nil, failure(x509.UnknownAuthorityError{}))
	_, _, err := get(t, client, site+"/rest/api/2/myself")
	for _, place := range []string{"--ca-file of `weir connect`", "ca_file in the configuration", "WEIR_JIRA_CA_FILE"} {
		if !strings.Contains(weir.NextStep(err), place) {
			t.Errorf("%v\nnext, without %s: %s", err, place, weir.NextStep(err))
		}
	}
}

func TestAnUnusableCAFileIsTold(t *testing.T) {
	t.Parallel()
	for _, ca := range []string{"x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		_, err := outbound.New(jiraPolicy(), outbound.Options{CA: []byte(ca)})
		if !errors.Is(err, weir.BadConfig) || weir.NextStep(err) == "" || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAServerThatDoesNotSpeakHTTPSIsTold(t *testing.T) {
	t.Parallel()
	t.Run("an http server", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		t.Cleanup(server.Close)
		notHTTPS(t, server.Listener.Addr().String())
	})
	t.Run("another protocol", func(t *testing.T) {
		t.Parallel()
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				_, _ = io.WriteString(conn, "SSH-2.0-test\r\n")
				_ = conn.Close()
			}
		}()
		notHTTPS(t, listener.Addr().String())
	})
}

func notHTTPS(t *testing.T, address string) {
	t.Helper()
	policy := jiraPolicy()
	policy.Budget = 0
	f := newFixtureAt(t, policy, outbound.Options{}, address)
	_, _, err := get(t, f.client, site+"/rest/api/2/myself")
	if !errors.Is(err, weir.NotJira) || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
	if n := len(f.sink.all()); n != 1 {
		t.Errorf("%d attempts", n)
	}
}
