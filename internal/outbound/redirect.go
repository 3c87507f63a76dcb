package outbound

import (
	"fmt"
	"net/http"
	"net/url"

	"weir"
)

// maxRedirects is enough for a server that adds or drops a slash.
const maxRedirects = 3

// checkRedirect follows a redirect only inside the policy, and never with
// credentials. A login page is the usual reason for another one.
func (p Policy) checkRedirect(r *http.Request, via []*http.Request) error {
	r.Header.Del("Authorization")
	r.Header.Del("Cookie")
	r.Header.Del("Referer") // it is http.Client's own, and holds the first request's query
	if len(via) > maxRedirects {
		return p.badRedirect("one place after another")
	}
	if _, err := p.check(r); err == nil {
		return nil
	}
	// The query may hold what the first request's query held.
	to := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path, RawPath: r.URL.RawPath}
	return p.badRedirect(clip(to.String()))
}

func (p Policy) badRedirect(to string) error {
	return &weir.Error{
		Kind: weir.NotJira,
		Text: fmt.Sprintf("%s redirects to %s, which Weir does not follow", p.Peer, to),
		Next: "check the URL: a redirect usually leads to a login page or to a new address of the site",
	}
}

// clip keeps a message readable when a peer sends a very long address, which
// is plain ASCII by then.
func clip(address string) string {
	const longest = 200
	if len(address) <= longest {
		return address
	}
	return address[:longest] + "..."
}
