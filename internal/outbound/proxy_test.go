package outbound_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/outbound"
)

// A connectProxy opens tunnels to one address, whatever it is asked for, and
// remembers what it was asked.
type connectProxy struct {
	address string
	to      string
	status  int    // 0: 200
	login   string // the Proxy-Authorization it wants, if any
	tls     *tls.Config

	mu    sync.Mutex
	asked []string
}

func newProxy(t *testing.T, p *connectProxy) *connectProxy {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); running.Wait() })
	p.address = listener.Addr().String()
	if p.tls != nil {
		listener = tls.NewListener(listener, p.tls)
	}
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(conn) })
		}
	})
	return p
}

func (p *connectProxy) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI)
	p.mu.Unlock()
	status := p.status
	if p.login != "" && r.Header.Get("Proxy-Authorization") != p.login {
		status = http.StatusProxyAuthRequired
	}
	if status != 0 {
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nContent-Length: 5\r\n\r\nhello", status, http.StatusText(status))
		return
	}
	far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.to)
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
	go func() { _, _ = io.Copy(far, conn); _ = far.Close() }()
	_, _ = io.Copy(conn, far)
}

func (p *connectProxy) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestTheProxyOfTheEnvironmentIsUsed(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	for _, test := range []struct {
		name    string
		proxy   string // the variable
		noProxy []string
		through bool
	}{
		{"HTTPS_PROXY is obeyed", "HTTPS_PROXY", nil, true},
		{"so is https_proxy", "https_proxy", nil, true},
		{"HTTP_PROXY is for http", "HTTP_PROXY", nil, false},
		{"NO_PROXY is obeyed", "HTTPS_PROXY", []string{"NO_PROXY", "a.test,jira.test"}, false},
		{"so is no_proxy", "HTTPS_PROXY", []string{"no_proxy", ".test"}, false},
		{"NO_PROXY may be a star", "HTTPS_PROXY", []string{"NO_PROXY", "*"}, false},
		{"NO_PROXY of another host does not matter", "HTTPS_PROXY", []string{"NO_PROXY", "other.test"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proxy := newProxy(t, &connectProxy{to: server})
			f := newFixtureAt(t, jiraPolicy(), outbound.Options{CA: ca.PEM}, server)
			f.roads.to[proxy.address] = proxy.address
			client, err := outbound.New(jiraPolicy(), outbound.Options{
				CA: ca.PEM, Dial: f.roads.dial,
				Getenv: environment(append(test.noProxy, test.proxy, "http://"+proxy.address)...),
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(client.CloseIdleConnections)
			if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "{}" || err != nil {
				t.Fatalf("got %q, %v", body, err)
			}
			want := []string{"jira.test:443"}
			if test.through {
				want = []string{proxy.address}
			}
			if asked := f.roads.asked(); !slices.Equal(asked, want) {
				t.Errorf("sockets to %q, want %q", asked, want)
			}
			if through := slices.Equal(proxy.requests(), []string{"CONNECT jira.test:443"}); through != test.through {
				t.Errorf("the proxy was asked for %q", proxy.requests())
			}
		})
	}
}

func TestAProxysRefusalIsExplainedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, guarded := range []bool{false, true} {
		for status, want := range map[int]weir.Kind{407: weir.Unauthorised, 403: weir.Forbidden, 301: weir.Forbidden, 502: weir.Unreachable, 503: weir.Unreachable} {
			t.Run(fmt.Sprintf("%d, guarded %v", status, guarded), func(t *testing.T) {
				t.Parallel()
				proxy := newProxy(t, &connectProxy{status: status})
				policy := jiraPolicy()
				if want != weir.Unreachable {
					policy.Budget = 0 // not repeated, although it could be
				}
				client, sink := proxied(t, policy, proxy, "http://user:"+planted+"@"+proxy.address, guarded, nil)
				_, _, err := get(t, client, site+"/rest/api/2/myself")
				if weir.KindOf(err) != want || weir.NextStep(err) == "" || !strings.Contains(err.Error(), proxy.address) {
					t.Errorf("got %v (%s)", err, weir.KindOf(err))
				}
				if text := err.Error() + weir.NextStep(err); strings.Contains(text, planted) {
					t.Errorf("the password is shown: %s", text)
				}
				if records := sink.all(); len(records) != 1 || records[0].Fault != string(want) || records[0].Host != "jira.test" {
					t.Errorf("recorded %+v", records)
				}
			})
		}
	}
}

// proxied makes a client whose only way out is the given proxy.
func proxied(t *testing.T, policy outbound.Policy, proxy *connectProxy, setting string, guarded bool, ca []byte) (*http.Client, *memory) {
	t.Helper()
	if guarded {
		policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", "8.8.8.8")}
	}
	sink := &memory{}
	road := &roads{t: t, to: map[string]string{proxy.address: proxy.address}}
	client, err := outbound.New(policy, outbound.Options{CA: ca, Sink: sink, Dial: road.dial, Getenv: environment("HTTPS_PROXY", setting)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client, sink
}

func TestTheProxyIsToldWhoAsks(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), echo(func(r *http.Request) string {
		return fmt.Sprint(len(r.Header["Proxy-Authorization"]))
	}))
	for _, guarded := range []bool{false, true} {
		t.Run(fmt.Sprintf("guarded %v", guarded), func(t *testing.T) {
			t.Parallel()
			login := "Basic " + base64.StdEncoding.EncodeToString([]byte("user:p@ss/word"))
			proxy := newProxy(t, &connectProxy{to: server, login: login})
			client, _ := proxied(t, jiraPolicy(), proxy, "http://user:p%40ss%2Fword@"+proxy.address, guarded, ca.PEM)
			if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "0" || err != nil {
				t.Errorf("got %q, %v; want no proxy password to reach the peer", body, err)
			}
		})
	}
}

func TestAProxyMaySpeakTLS(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), echo(func(r *http.Request) string { return r.Host }))
	for _, guarded := range []bool{false, true} {
		for name, want := range map[string]weir.Kind{"proxy.test": "", "evil.test": weir.Untrusted} {
			t.Run(fmt.Sprintf("with the certificate of %s, guarded %v", name, guarded), func(t *testing.T) {
				t.Parallel()
				proxy := newProxy(t, &connectProxy{to: server, tls: ca.serverTLS(t, name)})
				policy := jiraPolicy()
				if guarded {
					policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", "8.8.8.8")}
				}
				road := &roads{t: t, to: map[string]string{"proxy.test:443": proxy.address}}
				client, err := outbound.New(policy, outbound.Options{CA: ca.PEM, Dial: road.dial, Getenv: environment("HTTPS_PROXY", "https://proxy.test")})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(client.CloseIdleConnections)
				_, body, err := get(t, client, site+"/rest/api/2/myself")
				if weir.KindOf(err) != want || err == nil && body != "jira.test" {
					t.Errorf("got %q, %v", body, err)
				}
				if err != nil && !strings.Contains(outbound.Cause(err).Error(), "certificate of the proxy in HTTPS_PROXY cannot") {
					t.Errorf("the wrong one is blamed: %v", err)
				}
			})
		}
	}
}

func TestAGarbageProxySettingIsToldAndNotShown(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{
		"http://user:" + planted + "#x@proxy.test:3128", "http://" + planted + ":port", "http://http://" + planted + ":1",
		"://" + planted, "http://[" + planted, "http:///" + planted, ":3128", "ftp://" + planted + ":21", "http://" + planted + "\x00:1", "%zz" + planted,
		"http://user:12/" + planted + "@proxy.test:3128", "http://user:12?" + planted + "@proxy.test:3128", "user:12#" + planted + "@proxy.test:3128",
	} {
		t.Run(strings.ReplaceAll(setting, planted, "SECRET"), func(t *testing.T) {
			t.Parallel()
			policy := jiraPolicy()
			policy.Budget = 0
			for _, guarded := range []bool{false, true} {
				client, sink := proxied(t, policy, &connectProxy{}, setting, guarded, nil)
				_, _, err := get(t, client, site+"/rest/api/2/myself")
				if !errors.Is(err, weir.BadConfig) || weir.NextStep(err) == "" {
					t.Fatalf("got %v", err)
				}
				if strings.Contains(err.Error(), planted) {
					t.Errorf("the setting is shown: %v", err)
				}
				if len(sink.all()) != 1 {
					t.Errorf("recorded %+v", sink.all())
				}
			}
		})
	}
}

func TestProxyAnswersForDiagnosis(t *testing.T) {
	t.Parallel()
	target, err := url.Parse(site + "/rest")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, proxy, no, want string
		fails                 bool
	}{
		{name: "nothing set", want: ""},
		{name: "a plain one", proxy: "http://proxy.test:3128", want: "http://proxy.test:3128"},
		{name: "no scheme", proxy: "proxy.test:3128", want: "http://proxy.test:3128"},
		{name: "blanks around", proxy: " http://proxy.test:3128\n", want: "http://proxy.test:3128"},
		{name: "a password is redacted", proxy: "http://u:" + planted + "@proxy.test:3128", want: "http://u:xxxxx@proxy.test:3128"}, //nolint:gosec // nobody's password
		{name: "garbage fails", proxy: "http://proxy.test:port", fails: true},
		{name: "garbage that is not needed does not", proxy: "http://proxy.test:port", no: "jira.test", want: ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := outbound.Proxy(environment("HTTPS_PROXY", test.proxy, "NO_PROXY", test.no), target)
			if (err != nil) != test.fails {
				t.Fatal(err)
			}
			shown := ""
			if got != nil {
				shown = got.Redacted()
			}
			if shown != test.want {
				t.Errorf("got %q, want %q", shown, test.want)
			}
		})
	}
}

func TestAProxyThatNeverAnswersDoesNotHoldTheGuardForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		policy := jiraPolicy()
		policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", "8.8.8.8")}
		ended := make(chan struct{})
		client, err := outbound.New(policy, outbound.Options{
			Getenv: environment("HTTPS_PROXY", "http://proxy.test:3128"),
			Dial: func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go func() { _, _ = io.Copy(io.Discard, theirs); close(ended) }()
				return ours, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := request(t, http.MethodGet, site+"/rest/api/2/myself")
		if _, _, err := send(client, r.WithContext(ctx)); err == nil {
			t.Error("want an error")
		}
		start := time.Now()
		<-ended
		if waited := time.Since(start); waited > 2*time.Minute {
			t.Errorf("the tunnel was given up after %s", waited)
		}
	})
}

func TestAProxysEndlessAnswerIsBounded(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var sent int
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		line := "X-Filler: " + strings.Repeat("x", 1000) + "\r\n"
		for sent < 64<<20 {
			n, err := io.WriteString(conn, line)
			sent += n
			if err != nil {
				return
			}
		}
	}()
	proxy := &connectProxy{address: listener.Addr().String()}
	policy := jiraPolicy()
	policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", "8.8.8.8")}
	road := &roads{t: t, to: map[string]string{proxy.address: proxy.address}}
	client, err := outbound.New(policy, outbound.Options{Dial: road.dial, Getenv: environment("HTTPS_PROXY", "http://"+proxy.address)})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := get(t, client, site+"/rest/api/2/myself"); !errors.Is(err, weir.Unreachable) {
		t.Errorf("got %v", err)
	}
	<-done
	if sent >= 64<<20 {
		t.Error("the proxy could send without end")
	}
}
