package outbound

import (
	"net/http"
	"net/netip"
)

// What follows opens unexported parts to the tests in package outbound_test.

// NewClient puts the layers over any transport.
func NewClient(policy Policy, options Options, base http.RoundTripper) *http.Client {
	return newClient(policy.withDefaults(), options.withDefaults(), base)
}

// Check asks a policy about a request.
func Check(policy Policy, r *http.Request) (string, error) { return policy.check(r) }

// Public is the guard's judgement of an address.
func Public(addr netip.Addr) bool { return public(addr) }
