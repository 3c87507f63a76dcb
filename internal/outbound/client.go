package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"weir"
)

// Options are what a client needs from its surroundings. All may be left out.
type Options struct {
	Getenv func(string) string // where HTTPS_PROXY and NO_PROXY are looked up; nil: no proxy
	CA     []byte              // further trusted certificates, PEM
	Sink   Sink                // hears of every attempt
	OnWait func(Wait)          // hears of every wait before a repetition

	Now  func() time.Time // the clock
	Rand func() float64   // in [0, 1), for jitter
	// Sleep waits before a repetition; it returns the context's error when that
	// ends first.
	Sleep func(ctx context.Context, d time.Duration) error
	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // opens sockets
}

func (o Options) withDefaults() Options {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.OnWait == nil {
		o.OnWait = func(Wait) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

// New makes a client that can do what the policy allows and nothing else. It
// opens no connection.
func New(policy Policy, options Options) (*http.Client, error) {
	policy, options = policy.withDefaults(), options.withDefaults()
	base, err := newTransport(policy, options)
	if err != nil {
		return nil, err
	}
	return newClient(policy, options, base), nil
}

// newClient puts the layers together, from the outside in: the policy first, so
// that nothing below it ever sees a request that is not allowed; then the
// repetitions; then, for each attempt, its turn, its limits and its record.
func newClient(policy Policy, options Options, base http.RoundTripper) *http.Client {
	trail := &trail{sink: options.Sink}
	attempt := &attempt{next: base, policy: policy, now: options.Now, trail: trail, pacer: newPacer(policy.Pace, options)}
	idle := func() {}
	if closer, ok := base.(interface{ CloseIdleConnections() }); ok {
		idle = closer.CloseIdleConnections
	}
	retry := &retry{next: attempt, policy: policy, options: options, idle: idle}
	return &http.Client{
		Transport:     &gate{next: retry, policy: policy, now: options.Now, trail: trail, idle: idle},
		CheckRedirect: policy.checkRedirect,
	}
}

func newTransport(policy Policy, options Options) (*http.Transport, error) {
	roots, err := trustedRoots(options.CA)
	if err != nil {
		return nil, err
	}
	proxy := proxyFunc(options.Getenv)
	transport := &http.Transport{
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		Protocols:              new(http.Protocols),
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  2 * policy.Stall,
		MaxResponseHeaderBytes: 1 << 20,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        time.Minute,
		Proxy:                  once(proxy),
		OnProxyConnectResponse: checkProxyAnswer,
		DialContext:            options.Dial,
	}
	// HTTP/2 would send a request again unseen when the server refuses its stream,
	// and GODEBUG can make it print the credentials.
	transport.Protocols.SetHTTP1(true)
	if transport.DialContext == nil {
		transport.DialContext = (&net.Dialer{Timeout: 15 * time.Second}).DialContext
	}
	if policy.Guard != nil {
		// The guard must see the peer's address even behind a proxy, so it makes
		// the tunnel itself.
		transport.Proxy = once(direct)
		transport.DialContext = policy.Guard.dialer(proxy, transport.DialContext, roots)
	}
	return transport, nil
}

// trustedRoots returns the system's roots with further ones added; nil means
// the system's alone.
func trustedRoots(pem []byte) (*x509.CertPool, error) {
	if len(pem) == 0 {
		return nil, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the system's certificates: %w", err)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &weir.Error{
			Kind: weir.BadConfig,
			Text: "the CA file holds no certificate",
			Next: "give a file in PEM format: it has lines that say BEGIN CERTIFICATE",
		}
	}
	return pool, nil
}
