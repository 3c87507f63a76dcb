package graphtest

import (
	"context"

	"weir/internal/localserver"
)

// A Server is a World with an address. Graph is below URL()+"/v1.0", the sign-in
// below URL()+"/common/oauth2/v2.0".
type Server struct {
	*World
	*localserver.Server
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
	local, err := localserver.Listen(listen, "Weir simulated Microsoft Graph", "graph.test")
	if err != nil {
		return nil, err
	}
	local.Answer(w)
	return &Server{World: w, Server: local}, nil
}
