// Package localserver is what Weir's simulators answer through: HTTPS on an
// address of this machine, under a certificate made for one process. It must not
// know what is answered.
package localserver

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

// A Server has an address, and answers there from Answer to Close.
type Server struct {
	listener net.Listener
	ca       []byte
	http     *http.Server
	stopped  chan struct{}
}

// Listen takes an address, for instance 127.0.0.1:0 for any free port. The
// certificate is made anew each time, for the loopback names and the further
// ones; name says whose it is, for instance "Weir simulated Jira".
func Listen(address, name string, names ...string) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, &weir.Error{
			Kind: weir.Unreachable, Text: "listen on " + address, Err: err,
			Next: "Choose a free address, or leave it out: port 0 takes any free port.",
		}
	}
	host, _, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the listener's address: %w", err), listener.Close())
	}
	certificate, ca, err := localcert.New(name, host, names...)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &Server{listener: listener, ca: ca, stopped: make(chan struct{}), http: &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		// Clients that refuse the certificate are their own tests' business.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}}, nil
}

// Answer answers requests until Close. It is called once.
func (s *Server) Answer(handler http.Handler) {
	s.http.Handler = handler
	go func() {
		defer close(s.stopped)
		// It always ends with an error: ErrServerClosed after Close. A listener
		// that fails for another reason shows in the clients.
		_ = s.http.ServeTLS(s.listener, "", "")
	}()
}

// URL is the server's address: scheme, host and port, without a final slash.
func (s *Server) URL() string { return "https://" + s.listener.Addr().String() }

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

// HangUp ends the connection of a request with a reset where it can, else
// without an end to the answer. A handler that gives up because its client has gone
// must do so: at its return an empty answer with status 200 would follow, which a
// client that has only begun to close the connection still takes.
func HangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if plain, ok := conn.(*net.TCPConn); ok {
		_ = plain.SetLinger(0) // to close without it is an end, too
	}
	_ = conn.Close() // it is being broken
}
