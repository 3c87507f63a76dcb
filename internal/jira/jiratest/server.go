package jiratest

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync/atomic"

	"weir/internal/localserver"
)

// A Server is a running simulated Jira. Its methods may be called from any
// goroutine.
type Server struct {
	*localserver.Server

	opts    Options
	url     string // what a user would configure
	base    string // what the answers' links start with
	cloudID string
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
}

// Start listens on opts.Listen and answers until Close. Certificates, and the
// token unless it is given, are made anew each time.
func Start(opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	local, err := localserver.Listen(opts.Listen, "Weir simulated Jira", "jira.test")
	if err != nil {
		return nil, err
	}
	s := newServer(opts, local)
	local.Answer(s.Handler())
	return s, nil
}

func newServer(opts Options, local *localserver.Server) *Server {
	script := newScript(opts.Faults)
	opts.Now = script.clock(opts.Now)
	s := &Server{
		Server:  local,
		script:  script,
		limiter: newLimiter(opts),
		opts:    opts,
		url:     local.URL() + opts.ContextPath,
		cloudID: newUUID(),
		cursors: newCursors(opts.Now),
		cookie:  rand.Text(),
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
	return s
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
