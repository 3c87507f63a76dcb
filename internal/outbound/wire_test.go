package outbound_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/outbound"
)

// A counter is a server that counts the requests which arrive, whatever becomes
// of them, and answers only as long as it is willing.
type counter struct {
	willing atomic.Bool
	heads   atomic.Int64
	reset   bool           // it ends a connection rudely
	renewed atomic.Bool    // connections made from now on are answered again
	crowd   sync.WaitGroup // nobody is answered before everybody has asked
}

func (c *counter) serve(t *testing.T, config *tls.Config) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var talks sync.WaitGroup
	talks.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			renewed := c.renewed.Load()
			talks.Go(func() { c.talk(conn.(*net.TCPConn), config, renewed) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		talks.Wait()
	})
	return listener.Addr().String()
}

func (c *counter) talk(conn *net.TCPConn, config *tls.Config, renewed bool) {
	secure := tls.Server(conn, config)
	defer func() { _ = secure.Close() }()
	requests := bufio.NewReader(secure)
	for {
		r, err := http.ReadRequest(requests)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		c.heads.Add(1)
		if !c.willing.Load() && !renewed {
			if c.reset {
				_ = conn.SetLinger(0)
				_ = conn.Close()
			}
			return
		}
		c.crowd.Done()
		c.crowd.Wait()
		if _, err := io.WriteString(secure, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"); err != nil {
			return
		}
	}
}

// warm leaves the client with so many connections that wait for a request.
func (c *counter) warm(t *testing.T, f *fixture, connections int) {
	t.Helper()
	c.willing.Store(true)
	c.crowd.Add(connections)
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			if status, _, err := get(t, f.client, site+"/rest/api/2/myself"); status != 200 || err != nil {
				t.Errorf("got %d, %v", status, err)
			}
		})
	}
	all.Wait()
	c.willing.Store(false)
}

func TestWhatGoesOverTheWireIsWhatIsRecorded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		connections int // that were used before
		reset       bool
		method      string
		want        int
		guard       *outbound.Guard
	}{
		{"new connections are closed", 0, false, http.MethodGet, 4, nil},
		{"new connections are reset", 0, true, http.MethodGet, 4, nil},
		{"a used connection is closed", 1, false, http.MethodGet, 4, nil},
		{"used connections are closed", 8, false, http.MethodGet, 4, nil},
		{"used connections are reset", 8, true, http.MethodGet, 4, nil},
		{"used connections are closed on a HEAD", 8, false, http.MethodHead, 4, nil},
		{"used connections are closed on a PUT", 8, false, http.MethodPut, 4, nil},
		{"used connections are closed on a POST", 8, false, http.MethodPost, 1, nil},
		{"used connections behind a guard are closed", 8, false, http.MethodGet, 4, &outbound.Guard{Lookup: lookup("jira.test", "93.184.216.34")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ca := newAuthority(t)
			server := &counter{reset: test.reset}
			policy := jiraPolicy()
			policy.Budget = 0
			policy.Methods = append(policy.Methods, test.method)
			policy.Guard = test.guard
			options := outbound.Options{CA: ca.PEM, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
			f := newFixtureAt(t, policy, options, server.serve(t, ca.serverTLS(t, "jira.test")))
			f.roads.to["93.184.216.34:443"] = f.roads.to["jira.test:443"] // what the guard dials
			server.warm(t, f, test.connections)

			_, _, err := send(f.client, request(t, test.method, site+"/rest/api/2/search"))
			if !errors.Is(err, weir.Unreachable) {
				t.Errorf("got %v", err)
			}
			records := f.sink.all()[test.connections:]
			if heads := int(server.heads.Load()) - test.connections; heads != test.want || len(records) != test.want {
				t.Errorf("%d requests arrived and %d are recorded, want %d", heads, len(records), test.want)
			}
			for i, r := range records {
				if r.Attempt != i+1 || r.Status != 0 || r.Fault != string(weir.Unreachable) {
					t.Errorf("attempt %d is recorded as %+v", i+1, r)
				}
			}
		})
	}
}

func TestARepetitionUsesANewConnection(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := &counter{}
	policy := jiraPolicy()
	policy.Budget = 0
	var reasons []string
	options := outbound.Options{
		CA:     ca.PEM,
		OnWait: func(w outbound.Wait) { reasons = append(reasons, w.Reason) },
		Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	f := newFixtureAt(t, policy, options, server.serve(t, ca.serverTLS(t, "jira.test")))
	server.warm(t, f, 8)
	server.renewed.Store(true)
	server.crowd.Add(1)
	if status, _, err := get(t, f.client, site+"/rest/api/2/search"); status != 200 || err != nil {
		t.Errorf("got %d, %v", status, err)
	}
	if records := f.sink.all()[8:]; len(records) != 2 || records[1].Attempt != 2 || server.heads.Load() != 10 {
		t.Errorf("%d requests arrived, recorded %+v", server.heads.Load(), records)
	}
	want := []string{"cannot reach Jira at jira.test: the connection ended before the answer began"}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOnlyTheFirstVersionOfHTTPIsSpoken(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	config := ca.serverTLS(t, "jira.test")
	config.NextProtos = []string{"h2", "http/1.1"}
	f := newFixtureAt(t, jiraPolicy(), outbound.Options{CA: ca.PEM}, serve(t, config, echo(func(r *http.Request) string { return r.Proto })))
	if _, body, err := get(t, f.client, site+"/rest/api/2/myself"); body != "HTTP/1.1" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
}
