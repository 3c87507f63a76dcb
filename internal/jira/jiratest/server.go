package jiratest

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"weir"
	"weir/internal/localcert"
)

// A Server is a running simulated Jira. Its methods may be called from any
// goroutine.
type Server struct {
	opts    Options
	url     string // what a user would configure
	base    string // what the answers' links start with
	cloudID string
	ca      []byte
	live    *Live
	routes  []route

	accounts []*account // the first is Options.User
	stranger *account   // whoever has not signed in

	cursors *cursors
	cookie  string // what the server asks clients to keep, and they must not
	journal journal
	script  *script
	limiter *limiter
	expired atomic.Bool
	http    *http.Server
	stopped chan struct{}
}

// Start listens on opts.Listen and answers until Close. Certificates, and the
// token unless it is given, are made anew each time.
func Start(opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", opts.Listen)
	if err != nil {
		return nil, &weir.Error{
			Kind: weir.Unreachable, Text: "listen on " + opts.Listen, Err: err,
			Next: "Choose a free address, or leave it out: port 0 takes any free port.",
		}
	}
	s, err := newServer(opts, listener)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	go func() {
		defer close(s.stopped)
		// It always ends with an error: ErrServerClosed after Close. A listener
		// that fails for another reason shows in the clients.
		_ = s.http.ServeTLS(listener, "", "")
	}()
	return s, nil
}

func newServer(opts Options, listener net.Listener) (*Server, error) {
	host, _, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("read the listener's address: %w", err)
	}
	certificate, ca, err := localcert.New("Weir simulated Jira", host, "jira.test")
	if err != nil {
		return nil, err
	}
	script := newScript(opts.Faults)
	opts.Now = script.clock(opts.Now)
	s := &Server{
		script:  script,
		limiter: newLimiter(opts),
		opts:    opts,
		url:     "https://" + listener.Addr().String() + opts.ContextPath,
		cloudID: newUUID(),
		ca:      ca,
		cursors: newCursors(opts.Now),
		cookie:  rand.Text(),
		stopped: make(chan struct{}),
	}
	s.base = s.url
	if opts.Scoped {
		s.base = s.GatewayURL()
	}
	s.live = opts.Live
	s.live.keepFor(opts.IndexLag)
	first := Account{User: opts.User, Token: opts.Token, Zone: opts.Zone, Browse: opts.Browse, Grants: opts.Grants}
	for _, a := range append([]Account{first}, opts.Accounts...) {
		s.accounts = append(s.accounts, newAccount(a, opts.Live.Site()))
	}
	s.stranger = anonymous(opts.Public)
	s.routes = routesOf(opts)
	s.http = &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		// Clients that refuse the certificate are their own tests' business.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	return s, nil
}

// New starts a server for a test. When the test ends it is closed, and every
// violation of the read-only rule fails the test.
func New(tb TB, opts Options) *Server {
	tb.Helper()
	s, err := Start(opts)
	if err != nil {
		tb.Fatalf("start the simulated Jira: %v", err)
		return nil
	}
	tb.Cleanup(func() {
		tb.Helper()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		// What is still running is cut off: that is no failure. To wait would be
		// to wait for connections that clients keep for their next request.
		_ = s.Close(ctx)
		for _, v := range s.Violations() {
			tb.Errorf("the simulated Jira was asked for more than it may be: %s", v)
		}
	})
	return s
}

// Close stops listening and waits for running requests until ctx ends; what
// still runs then is cut off, and ctx's error returned.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	<-s.stopped
	return err
}

// URL is the site's address as a user would configure it: scheme, host and
// port, and the context path if there is one, without a final slash.
func (s *Server) URL() string { return s.url }

// Flavour is the kind of Jira that the server plays.
func (s *Server) Flavour() Flavour { return s.opts.Flavour }

// GatewayURL is where scoped tokens work: on Atlassian's real gateway this is
// another host, here it is a path of the same one.
func (s *Server) GatewayURL() string { return s.url + "/ex/jira/" + s.cloudID }

// CloudID is the id that tenant_info tells.
func (s *Server) CloudID() string { return s.cloudID }

// User is the account that may sign in.
func (s *Server) User() string { return s.opts.User }

// Token is the secret that signs User in.
func (s *Server) Token() string { return s.opts.Token }

// Me is the person behind User.
func (s *Server) Me() Person { return *s.accounts[0].person }

// Live is the site that the server shows.
func (s *Server) Live() *Live { return s.live }

// CAPEM is the certificate of the authority that signed the server's own, for
// the client's list of trusted ones.
func (s *Server) CAPEM() []byte { return append([]byte(nil), s.ca...) }

// Expire makes all tokens worthless from now on.
func (s *Server) Expire() { s.expired.Store(true) }

func newUUID() string {
	var b [16]byte
	// It never fails: the runtime ends the process instead.
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
