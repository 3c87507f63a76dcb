package outbound

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"weir"
)

// A Guard refuses connections to addresses that are not public: private,
// loopback, link-local, metadata and other special ranges. It looks at the
// address that is dialled, after the name was resolved, so that no name can
// lead it astray.
type Guard struct {
	AllowHosts []string // names that the operator allows wherever they lead
	// Lookup resolves a name; nil means the system's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// connectTimeout bounds everything from the name to the open tunnel: the
// transport dials with a context that the end of the request does not reach.
const connectTimeout = time.Minute

// dialer returns a dial function that resolves, checks, and then connects to
// the very address that it checked, straight or through the proxy.
func (g *Guard) dialer(proxy proxyFinder, dial dialFunc, roots *x509.CertPool) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, connectTimeout)
		defer cancel()
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("read address: %w", err)
		}
		targets, err := g.resolve(ctx, host)
		if err != nil {
			return nil, err
		}
		through, err := proxy(httpsURL(address))
		if err != nil {
			return nil, err
		}
		var last error
		for _, target := range targets {
			checked := net.JoinHostPort(target.String(), port)
			var conn net.Conn
			if through == nil {
				conn, last = dial(ctx, network, checked)
			} else {
				conn, last = tunnel(ctx, dial, through, roots, checked)
			}
			if last == nil {
				return conn, nil
			}
		}
		return nil, last
	}
}

// resolve returns the addresses of host. One address that is not public spoils
// them all: a name that mixes both kinds is an attack.
func (g *Guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs, err := g.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	allowed := slices.ContainsFunc(g.AllowHosts, func(h string) bool { return strings.EqualFold(h, host) })
	for _, addr := range addrs {
		if !allowed && !public(addr) {
			return nil, &weir.Error{
				Kind: weir.Refused,
				Text: fmt.Sprintf("the host %s is not on the public internet", host),
				Next: "the operator of this service can allow it by name",
			}
		}
	}
	return addrs, nil
}

func (g *Guard) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	if g.Lookup != nil {
		return g.Lookup(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// public reports whether an address is one that the public internet routes to a
// single host. The ranges are those of the IANA special-purpose registries.
func public(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false
	}
	if addr.Is6() && !assigned().Contains(addr) {
		return false
	}
	return !slices.ContainsFunc(specialRanges(), func(p netip.Prefix) bool { return p.Contains(addr) })
}

// assigned is the only part of IPv6 from which public addresses were ever given
// out. NAT64, IPv4-compatible, site-local and discard addresses lie outside.
func assigned() netip.Prefix { return netip.MustParsePrefix("2000::/3") }

func specialRanges() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),        // this network
		netip.MustParsePrefix("100.64.0.0/10"),    // carrier-grade NAT
		netip.MustParsePrefix("168.63.129.16/32"), // a cloud's metadata service
		netip.MustParsePrefix("192.0.0.0/24"),     // protocol assignments
		netip.MustParsePrefix("192.0.2.0/24"),     // documentation
		netip.MustParsePrefix("192.88.99.0/24"),   // 6to4 relays
		netip.MustParsePrefix("198.18.0.0/15"),    // benchmarking
		netip.MustParsePrefix("198.51.100.0/24"),  // documentation
		netip.MustParsePrefix("203.0.113.0/24"),   // documentation
		netip.MustParsePrefix("240.0.0.0/4"),      // reserved
		netip.MustParsePrefix("2001::/23"),        // protocol assignments, Teredo among them
		netip.MustParsePrefix("2001:db8::/32"),    // documentation
		netip.MustParsePrefix("2002::/16"),        // 6to4: leads to any IPv4 address
		netip.MustParsePrefix("3fff::/20"),        // documentation
	}
}
