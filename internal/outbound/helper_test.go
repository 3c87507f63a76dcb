package outbound_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"weir/internal/outbound"
)

// An authority is a certificate authority that lives as long as its test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	PEM  []byte
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "Test authority"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert: cert, key: key, PEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue makes a server's certificate for name, valid until the given moment.
func (a *authority) issue(t testing.TB, name string, until time.Time) tls.Certificate {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: name},
		DNSNames:     []string{name},
		NotBefore:    time.Now().Add(-2 * time.Hour),
		NotAfter:     until,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serverTLS is what a sound server for name would use.
func (a *authority) serverTLS(t testing.TB, name string) *tls.Config {
	t.Helper()
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{a.issue(t, name, time.Now().Add(time.Hour))},
	}
}

// serve starts an https server on a loopback port and returns its address.
func serve(t testing.TB, config *tls.Config, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// echo answers with a part of the request.
func echo(part func(*http.Request) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, part(r))
	}
}

// roads leads the addresses that a client dials to where the test's servers
// listen, and remembers what was asked for. An address without a road is an
// error of the test.
type roads struct {
	t       testing.TB
	to      map[string]string
	mu      sync.Mutex
	dialled []string
}

func (r *roads) dial(ctx context.Context, network, address string) (net.Conn, error) {
	r.mu.Lock()
	r.dialled = append(r.dialled, address)
	r.mu.Unlock()
	to, ok := r.to[address]
	if !ok {
		r.t.Errorf("a socket to %s was opened", address)
		return nil, net.ErrClosed
	}
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

func (r *roads) asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.dialled...)
}

// A memory is a sink that keeps what it hears, or fails.
type memory struct {
	mu      sync.Mutex
	fault   error
	records []outbound.Record
}

func (m *memory) Record(r outbound.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault != nil {
		return m.fault
	}
	m.records = append(m.records, r)
	return nil
}

func (m *memory) all() []outbound.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]outbound.Record(nil), m.records...)
}

const site = "https://jira.test"

// jiraPolicy is like the real one: GET only, and a short list.
func jiraPolicy() outbound.Policy {
	return outbound.Policy{
		Peer:    "Jira",
		Hosts:   []string{"jira.test"},
		Methods: []string{http.MethodGet},
		Paths: []string{
			"/rest/api/2/myself",
			"/rest/api/2/search",
			"/rest/api/2/issue/{id}/changelog",
			"/rest/agile/1.0/board/{id}/configuration",
		},
		Budget: time.Nanosecond, // no repetition, unless a test is about it
	}
}

// A fixture is a client of a server that answers as jira.test.
type fixture struct {
	client *http.Client
	roads  *roads
	sink   *memory
}

func newFixture(t testing.TB, policy outbound.Policy, handler http.HandlerFunc) *fixture {
	t.Helper()
	ca := newAuthority(t)
	return newFixtureAt(t, policy, outbound.Options{CA: ca.PEM}, serve(t, ca.serverTLS(t, "jira.test"), handler))
}

func newFixtureAt(t testing.TB, policy outbound.Policy, options outbound.Options, address string) *fixture {
	t.Helper()
	f := &fixture{
		roads: &roads{t: t, to: map[string]string{"jira.test:443": address}},
		sink:  &memory{},
	}
	if options.Dial == nil {
		options.Dial = f.roads.dial
	}
	if options.Sink == nil {
		options.Sink = f.sink
	}
	client, err := outbound.New(policy, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	f.client = client
	return f
}

// get asks for a URL and returns the answer's status and body.
func get(t testing.TB, client *http.Client, url string) (int, string, error) {
	t.Helper()
	return send(client, request(t, http.MethodGet, url))
}

func request(t testing.TB, method, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func send(client *http.Client, r *http.Request) (int, string, error) {
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(resp.Body)
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	return resp.StatusCode, string(body), err
}
