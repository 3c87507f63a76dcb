package outbound_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"weir/internal/outbound"
)

// treePolicy allows what a peer names below a tree of its own, over plain http
// where the peer is this computer.
func treePolicy(host string) outbound.Policy {
	return outbound.Policy{
		Peer: "CalDAV", Hosts: []string{host}, Methods: []string{http.MethodGet},
		Base: "/dav/me@home", Paths: []string{"/", "/{path...}"}, Loopback: true,
	}
}

func TestAPeersOwnNamesStayBelowTheBase(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/a", "/a/", "/a%20b/c.ics", "/x@y:z+1;k=v,w!(1)'*$&.ics", "/%D1%8F.ics", "/a%3Fb", "/a//b"} {
		t.Run("it allows "+path, func(t *testing.T) {
			t.Parallel()
			template, err := outbound.Check(treePolicy("dav.test"), request(t, http.MethodGet, "https://dav.test/dav/me@home"+path))
			want := "/{path...}"
			if path == "/" {
				want = "/"
			}
			if err != nil || template != want {
				t.Errorf("got %q, %v", template, err)
			}
		})
	}
	for _, path := range []string{
		"/..", "/../x", "/a/../../x", "/a/.", "/%2e%2e/x", "/%2E%2e", "/.%2e/x", "/a%2fb", "/a%2Fb", "/a%5cb", "/..%5c..%5cx",
		"/a%00", "/a%0d%0aX: y", "/a%7f", "/%ff", "/%c0%ae%c0%ae/x",
	} {
		t.Run("it refuses "+path, func(t *testing.T) {
			t.Parallel()
			refused(t, treePolicy("dav.test"), request(t, http.MethodGet, "https://dav.test/dav/me@home"+path))
		})
	}
	for _, path := range []string{"/dav/me@home", "/dav/me@homes/x", "/dav/me%40home/x", "/dav/you/x", "/"} {
		t.Run("it refuses "+path+", which lies elsewhere", func(t *testing.T) {
			t.Parallel()
			refused(t, treePolicy("dav.test"), request(t, http.MethodGet, "https://dav.test"+path))
		})
	}
}

func TestPlainHTTPReachesThisComputerAlone(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1:1", "127.8.9.1:5232", "[::1]:1", "localhost:1", "LocalHost", "[::ffff:127.0.0.1]:1"} {
		t.Run("it allows "+host, func(t *testing.T) {
			t.Parallel()
			if _, err := outbound.Check(treePolicy(host), request(t, http.MethodGet, "http://"+host+"/dav/me@home/x")); err != nil {
				t.Error(err)
			}
		})
		t.Run("it refuses "+host+" where the policy does not say so", func(t *testing.T) {
			t.Parallel()
			policy := treePolicy(host)
			policy.Loopback = false
			refused(t, policy, request(t, http.MethodGet, "http://"+host+"/dav/me@home/x"))
		})
	}
	for _, host := range []string{"dav.test", "192.168.1.7:5232", "10.0.0.1", "0.0.0.0:1", "[::]:1", "169.254.1.1", "localhost.test", "xlocalhost", "127.0.0.1.test", "0177.0.0.1", "2130706433"} {
		t.Run("it refuses "+host, func(t *testing.T) {
			t.Parallel()
			refused(t, treePolicy(host), request(t, http.MethodGet, "http://"+host+"/dav/me@home/x"))
		})
	}
	t.Run("it speaks", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(echo(func(r *http.Request) string { return r.URL.Path }))
		t.Cleanup(server.Close)
		client, err := outbound.New(treePolicy(strings.TrimPrefix(server.URL, "http://")), outbound.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.CloseIdleConnections)
		if status, body, err := get(t, client, server.URL+"/dav/me@home/x"); status != 200 || body != "/dav/me@home/x" || err != nil {
			t.Errorf("got %d %q %v", status, body, err)
		}
	})
}
