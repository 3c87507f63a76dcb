package msgraph_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A heard request is what a server has got.
type heard struct {
	Method, Path, Query, Kind, Body, Auth string
}

// A peer is a server that a test scripts, with https on a loopback address.
type peer struct {
	url    *url.URL
	ca     []byte
	mu     sync.Mutex
	asked  []heard
	answer func(n int, h heard, w http.ResponseWriter)
	pipes  *pipes // nil on a real network
}

// serve starts a server whose nth request, from 1, gets what answer writes.
func serve(t testing.TB, answer func(n int, h heard, w http.ResponseWriter)) *peer {
	t.Helper()
	p := &peer{answer: answer}
	server := httptest.NewUnstartedServer(p)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	p.ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	p.url = mustURL(t, server.URL)
	return p
}

// serveInBubble is serve for a bubble of testing/synctest, where nothing may wait
// for a real network: its connections are pipes.
func serveInBubble(t testing.TB, answer func(n int, h heard, w http.ResponseWriter)) *peer {
	t.Helper()
	p := &peer{answer: answer}
	p.servePipes(t, p)
	return p
}

// servePipes lets a handler answer instead of the peer itself, at example.com.
func (p *peer) servePipes(t testing.TB, handler http.Handler) {
	t.Helper()
	p.pipes = &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := httptest.NewUnstartedServer(handler)
	if err := server.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	server.Listener = p.pipes
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(func() {
		// Not while the client closes its end, too: a pipe has no room, so that both
		// would wait for the other one to read.
		synctest.Wait()
		server.Close()
	})
	p.ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	p.url = mustURL(t, "https://example.com")
}

// pipes are a listener in memory.
type pipes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

func (l *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	h := heard{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Kind: r.Header.Get("Content-Type"),
		Body: string(body), Auth: r.Header.Get("Authorization"),
	}
	p.mu.Lock()
	p.asked = append(p.asked, h)
	n := len(p.asked)
	p.mu.Unlock()
	p.answer(n, h, w)
}

func (p *peer) heard() []heard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]heard(nil), p.asked...)
}

// under returns an address below the server's.
func (p *peer) under(path string) *url.URL {
	u := *p.url
	u.Path = path
	return &u
}

func mustURL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// say answers with JSON.
func say(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// refuse answers as Graph does, with a message that nobody is to print.
func refuse(w http.ResponseWriter, status int, code string) {
	say(w, status, fmt.Sprintf(`{"error":{"code":%q,"message":"%s","innerError":{"date":"2026-11-20T10:00:00","request-id":"%s"}}}`, code, private, requestID))
}

const (
	private   = "The page 'Salaries 2026' of someone@example.com is private"
	requestID = "01234567-89ab-cdef-0123-456789abcdef"
)

// A timer is a clock that stands until somebody sleeps.
type timer struct {
	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newTimer() *timer { return &timer{now: time.Now()} }

func (c *timer) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *timer) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.waits = append(c.waits, d)
	return ctx.Err()
}

// waited returns the sleeps that lasted at least as long as d.
func (c *timer) waited(d time.Duration) []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var long []time.Duration
	for _, w := range c.waits {
		if w >= d {
			long = append(long, w)
		}
	}
	return long
}

// A memory is a sink that keeps what it hears.
type memory struct {
	mu      sync.Mutex
	records []outbound.Record
}

func (m *memory) Record(r outbound.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records = append(m.records, r)
	return nil
}

func (m *memory) all() []outbound.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]outbound.Record(nil), m.records...)
}

// fixedTokens are a Source that counts what it is asked for: token-0, and after
// each refusal the next one.
type fixedTokens struct {
	mu      sync.Mutex
	renewed int
}

func (f *fixedTokens) Token(context.Context) (secret.Text, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return secret.New(fmt.Sprintf("token-%d", f.renewed)), nil
}

func (f *fixedTokens) Renew(ctx context.Context, refused secret.Text) (secret.Text, error) {
	if now, err := f.Token(ctx); err != nil || !now.Equal(refused) {
		return now, err
	}
	f.mu.Lock()
	f.renewed++
	f.mu.Unlock()
	return f.Token(ctx)
}

// options are what a client of p needs; its clock stands unless it waits, and
// there is no jitter.
func (p *peer) options(c *timer) outbound.Options {
	o := outbound.Options{CA: p.ca, Now: c.Now, Sleep: c.Sleep, Rand: func() float64 { return 0.5 }}
	if p.pipes != nil {
		o.Dial = p.pipes.dial
	}
	return o
}

// client is one of the server's v1.0.
func client(t testing.TB, p *peer, change ...func(*msgraph.Params)) *msgraph.Client {
	t.Helper()
	params := msgraph.Params{Graph: p.under("/v1.0"), Tokens: &fixedTokens{}, Outbound: p.options(newTimer())}
	for _, f := range change {
		f(&params)
	}
	c, err := msgraph.New(params)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// wantKind checks an error's kind, and that it tells the user what to do.
func wantKind(t *testing.T, err error, kind weir.Kind) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("error is %v (%s), want kind %q", err, weir.KindOf(err), kind)
	}
	if weir.NextStep(err) == "" {
		t.Errorf("the error %q does not say what to do next", err)
	}
}
