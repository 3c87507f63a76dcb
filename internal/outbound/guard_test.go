package outbound_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/outbound"
)

type lookupFunc = func(context.Context, string) ([]netip.Addr, error)

// lookup answers for one name; every other one is unknown.
func lookup(name string, addresses ...string) lookupFunc {
	return func(_ context.Context, host string) ([]netip.Addr, error) {
		if host != name {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		var answer []netip.Addr
		for _, a := range addresses {
			answer = append(answer, netip.MustParseAddr(a))
		}
		return answer, nil
	}
}

// guarded makes a client for one host behind a guard; nothing may be dialled
// but the roads.
func guarded(t *testing.T, host string, guard *outbound.Guard, ca []byte, roadsTo map[string]string) (*http.Client, *roads) {
	t.Helper()
	policy := jiraPolicy()
	policy.Hosts = []string{host}
	policy.Budget = 0
	policy.Guard = guard
	road := &roads{t: t, to: roadsTo}
	client, err := outbound.New(policy, outbound.Options{CA: ca, Dial: road.dial})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client, road
}

func TestTheGuardRefusesAddressesThatAreNotPublic(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
		"169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::2", "::7f00:1", "::10.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8",
		"64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1",
		"2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "8000::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd20:ce::254",
		"fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
	} {
		t.Run("behind a name: "+address, func(t *testing.T) {
			t.Parallel()
			client, _ := guarded(t, "jira.test", &outbound.Guard{Lookup: lookup("jira.test", address)}, nil, nil)
			mustRefuse(t, client, site)
		})
		t.Run("by itself: "+address, func(t *testing.T) {
			t.Parallel()
			host := address
			if strings.Contains(host, ":") {
				host = "[" + strings.ReplaceAll(address, "%", "%25") + "]"
			}
			client, _ := guarded(t, strings.ReplaceAll(host, "%25", "%"), &outbound.Guard{}, nil, nil)
			mustRefuse(t, client, "https://"+host)
		})
	}
}

func mustRefuse(t *testing.T, client *http.Client, prefix string) {
	t.Helper()
	_, _, err := get(t, client, prefix+"/rest/api/2/myself")
	if !errors.Is(err, weir.Refused) || !strings.Contains(err.Error(), "public internet") {
		t.Errorf("got %v", err)
	}
}

func TestTheGuardLetsPublicAddressesPass(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "104.192.136.1", "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255", "2606:4700::1111", "2401:1d80:3000::1", "2a00:1450::1", "::ffff:8.8.8.8"} {
		if !outbound.Public(netip.MustParseAddr(address)) {
			t.Errorf("%s is refused", address)
		}
	}
}

func TestOddSpellingsOfAddressesAreResolvedAndChecked(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1", "127.0.0.1.", "localhost", "localtest.test", "017700000001"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			client, _ := guarded(t, host, &outbound.Guard{Lookup: lookup(host, "127.0.0.1")}, nil, nil)
			mustRefuse(t, client, "https://"+host)
		})
	}
}

func TestAMixedAnswerIsRefused(t *testing.T) {
	t.Parallel()
	for _, answer := range [][]string{{"8.8.8.8", "10.0.0.1"}, {"10.0.0.1", "8.8.8.8"}, {"2606:4700::1111", "8.8.8.8", "::1"}} {
		client, _ := guarded(t, "jira.test", &outbound.Guard{Lookup: lookup("jira.test", answer...)}, nil, nil)
		mustRefuse(t, client, site)
	}
}

func TestAHostWithoutAddressIsUnknown(t *testing.T) {
	t.Parallel()
	policy := jiraPolicy()
	policy.Guard = &outbound.Guard{Lookup: lookup("jira.test")}
	client, err := outbound.New(policy, outbound.Options{Dial: (&roads{t: t}).dial})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = get(t, client, site+"/rest/api/2/myself")
	if !errors.Is(err, weir.Unreachable) || !strings.Contains(err.Error(), "jira.test is not known") {
		t.Errorf("got %v", err)
	}
}

func TestTheOperatorAllowsAHostByName(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	t.Run("and it is reached, by the address that was looked up", func(t *testing.T) {
		t.Parallel()
		guard := &outbound.Guard{AllowHosts: []string{"other.test", "Jira.Test"}, Lookup: lookup("jira.test", "10.1.2.3")}
		client, road := guarded(t, "jira.test", guard, ca.PEM, map[string]string{"10.1.2.3:443": server})
		if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "{}" || err != nil {
			t.Errorf("got %q, %v", body, err)
		}
		if asked := road.asked(); !slices.Equal(asked, []string{"10.1.2.3:443"}) {
			t.Errorf("sockets to %q", asked)
		}
	})
	t.Run("and no other that leads to the same address", func(t *testing.T) {
		t.Parallel()
		for _, host := range []string{"evil.test", "x.jira.test", "jira.test.evil.test", "jira.test."} {
			guard := &outbound.Guard{AllowHosts: []string{"jira.test"}, Lookup: lookup(host, "10.1.2.3")}
			client, _ := guarded(t, host, guard, nil, nil)
			mustRefuse(t, client, "https://"+host)
		}
	})
}

// rebinding answers with a public address first and with a private one ever
// after, as an attacker's name server would.
type rebinding struct {
	mu    sync.Mutex
	calls int
}

func (r *rebinding) lookup(context.Context, string) ([]netip.Addr, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.calls == 1 {
		return []netip.Addr{netip.MustParseAddr("8.8.8.8")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func TestTheAddressThatIsDialledIsTheOneThatWasChecked(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		_, _ = io.WriteString(w, "{}")
	})
	names := &rebinding{}
	client, road := guarded(t, "jira.test", &outbound.Guard{Lookup: names.lookup}, ca.PEM, map[string]string{"8.8.8.8:443": server})
	if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "{}" || err != nil {
		t.Fatalf("got %q, %v", body, err)
	}
	if names.calls != 1 {
		t.Errorf("the name was looked up %d times for one connection", names.calls)
	}
	client.CloseIdleConnections()
	mustRefuse(t, client, site)
	if asked := road.asked(); !slices.Equal(asked, []string{"8.8.8.8:443"}) {
		t.Errorf("sockets to %q", asked)
	}
}

func TestTheNextAddressIsTriedWhenOneDoesNotAnswer(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	server := serve(t, ca.serverTLS(t, "jira.test"), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := closed.Addr().String()
	_ = closed.Close()
	guard := &outbound.Guard{Lookup: lookup("jira.test", "2606:4700::1111", "8.8.8.8")}
	client, road := guarded(t, "jira.test", guard, ca.PEM, map[string]string{"[2606:4700::1111]:443": dead, "8.8.8.8:443": server})
	if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "{}" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
	if len(road.asked()) != 2 {
		t.Errorf("sockets to %q", road.asked())
	}
}

func TestTheGuardHoldsThroughAProxy(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	right := serve(t, ca.serverTLS(t, "jira.test"), echo(func(r *http.Request) string { return r.Host }))
	wrong := serve(t, ca.serverTLS(t, "evil.test"), func(http.ResponseWriter, *http.Request) {})
	through := func(t *testing.T, to string, address string) (*connectProxy, *http.Client) {
		proxy := newProxy(t, &connectProxy{to: to})
		policy := jiraPolicy()
		policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", address)}
		road := &roads{t: t, to: map[string]string{proxy.address: proxy.address}}
		client, err := outbound.New(policy, outbound.Options{CA: ca.PEM, Dial: road.dial, Getenv: environment("HTTPS_PROXY", "http://"+proxy.address)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.CloseIdleConnections)
		return proxy, client
	}
	t.Run("the proxy is given the checked address, and TLS verifies the name", func(t *testing.T) {
		t.Parallel()
		proxy, client := through(t, right, "8.8.8.8")
		if _, body, err := get(t, client, site+"/rest/api/2/myself"); body != "jira.test" || err != nil {
			t.Errorf("got %q, %v", body, err)
		}
		if asked := proxy.requests(); !slices.Equal(asked, []string{"CONNECT 8.8.8.8:443"}) {
			t.Errorf("the proxy was asked for %q", asked)
		}
	})
	t.Run("a server with another name is not trusted", func(t *testing.T) {
		t.Parallel()
		_, client := through(t, wrong, "8.8.8.8")
		if _, _, err := get(t, client, site+"/rest/api/2/myself"); !errors.Is(err, weir.Untrusted) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the proxy is not even asked for a private address", func(t *testing.T) {
		t.Parallel()
		proxy, client := through(t, right, "169.254.169.254")
		mustRefuse(t, client, site)
		if asked := proxy.requests(); len(asked) > 0 {
			t.Errorf("the proxy was asked for %q", asked)
		}
	})
}

func TestAProxyThatTheGuardCannotUseIsTold(t *testing.T) {
	t.Parallel()
	policy := jiraPolicy()
	policy.Guard = &outbound.Guard{Lookup: lookup("jira.test", "8.8.8.8")}
	client, err := outbound.New(policy, outbound.Options{Dial: (&roads{t: t}).dial, Getenv: environment("HTTPS_PROXY", "socks5://u:"+planted+"@proxy.test:1080")})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = get(t, client, site+"/rest/api/2/myself")
	if !errors.Is(err, weir.BadConfig) || weir.NextStep(err) == "" || strings.Contains(err.Error(), planted) {
		t.Errorf("got %v", err)
	}
}

func TestNoFormOfAPrivateAddressIsPublic(t *testing.T) {
	t.Parallel()
	private := rapid.Custom(func(t *rapid.T) netip.Addr {
		prefix := netip.MustParsePrefix(rapid.SampledFrom([]string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "0.0.0.0/32"}).Draw(t, "prefix"))
		host := rapid.Uint32().Draw(t, "host") & (1<<(32-prefix.Bits()) - 1)
		base := prefix.Addr().As4()
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], binary.BigEndian.Uint32(base[:])|host)
		return netip.AddrFrom4(a)
	})
	rapid.Check(t, func(t *rapid.T) {
		v4 := private.Draw(t, "v4")
		for name, addr := range embed(v4) {
			if outbound.Public(addr) {
				t.Fatalf("%s as %s (%s) counts as public", v4, addr, name)
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		addr := netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "v6")))
		if rapid.Bool().Draw(t, "v4") {
			bytes := addr.As16()
			addr = netip.AddrFrom4([4]byte(bytes[:4]))
		}
		special := addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified()
		if special && outbound.Public(addr) {
			t.Fatalf("%s counts as public", addr)
		}
	})
}

// embed returns the ways to hide an IPv4 address in an IPv6 one.
func embed(v4 netip.Addr) map[string]netip.Addr {
	b := v4.As4()
	place := func(start string, at int) netip.Addr {
		a := netip.MustParseAddr(start).As16()
		copy(a[at:], b[:])
		return netip.AddrFrom16(a)
	}
	teredo := netip.MustParseAddr("2001:0:808:808::").As16()
	for i := range b {
		teredo[12+i] = ^b[i]
	}
	return map[string]netip.Addr{
		"itself":          v4,
		"mapped":          place("::ffff:0:0", 12),
		"compatible":      place("::", 12),
		"translated":      place("::ffff:0:0:0", 12),
		"NAT64":           place("64:ff9b::", 12),
		"local NAT64":     place("64:ff9b:1::", 12),
		"6to4":            place("2002::", 2),
		"Teredo's server": place("2001::", 4),
		"Teredo's client": netip.AddrFrom16(teredo),
	}
}
