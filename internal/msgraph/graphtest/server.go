package graphtest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"weir"
	"weir/internal/localcert"
)

// A Server is a World with an address. Graph and the sign-in share it.
type Server struct {
	*World
	url     string
	ca      []byte
	http    *http.Server
	stopped chan struct{}
}

// TB is the part of testing.TB that ForTest needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(f func())
}

// Start makes a World and serves it on a free port of 127.0.0.1.
func Start(opts Options) (*Server, error) {
	w, err := New(opts)
	if err != nil {
		return nil, err
	}
	return w.Serve("127.0.0.1:0")
}

// ForTest starts a server for a test. When the test ends it is closed, and
// every violation fails the test.
func ForTest(tb TB, opts Options) *Server {
	tb.Helper()
	s, err := Start(opts)
	if err != nil {
		tb.Fatalf("start the simulated Graph: %v", err)
		return nil
	}
	tb.Cleanup(func() {
		tb.Helper()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Close(ctx) // what is still running is cut off: that is no failure
		for _, v := range s.Violations() {
			tb.Errorf("the simulated Graph was asked for more than it may be: %s", v)
		}
	})
	return s
}

// Serve listens on an address, for instance 127.0.0.1:0 for any free port, and
// answers until Close. The certificate is made anew each time.
func (w *World) Serve(listen string) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", listen)
	if err != nil {
		return nil, &weir.Error{
			Kind: weir.Unreachable, Text: "listen on " + listen, Err: err,
			Next: "Choose a free address, or leave it out: port 0 takes any free port.",
		}
	}
	host, _, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the listener's address: %w", err), listener.Close())
	}
	certificate, ca, err := localcert.New("Weir simulated Microsoft Graph", host, "graph.test")
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	s := &Server{World: w, url: "https://" + listener.Addr().String(), ca: ca, stopped: make(chan struct{})}
	s.http = &http.Server{
		Handler:           w,
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		// Clients that refuse the certificate are their own tests' business.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	go func() {
		defer close(s.stopped)
		_ = s.http.ServeTLS(listener, "", "") // it always ends with an error: ErrServerClosed after Close
	}()
	return s, nil
}

// URL is the server's address: scheme, host and port, without a final slash.
// Graph is below URL()+"/v1.0", the sign-in below URL()+"/common/oauth2/v2.0".
func (s *Server) URL() string { return s.url }

// CAPEM is the certificate of the authority that signed the server's own, for
// the client's list of trusted ones.
func (s *Server) CAPEM() []byte { return append([]byte(nil), s.ca...) }

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
