package outbound

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"weir"
)

// A gate lets through what the policy allows, and records what it refuses.
type gate struct {
	next   http.RoundTripper
	policy Policy
	now    func() time.Time
	trail  *trail
	idle   func() // closes the connections that wait for a request
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.trail.broken(); err != nil {
		closeBody(r)
		return nil, err
	}
	template, err := g.policy.check(r)
	if err != nil {
		return nil, g.refuse(r, err)
	}
	resp, err := g.next.RoundTrip(r.WithContext(withTemplate(r.Context(), template)))
	if err != nil {
		return nil, err
	}
	if _, err := url.Parse(resp.Header.Get("Location")); err != nil && resp.StatusCode/100 == 3 {
		// http.Client would print the whole of it.
		return nil, errors.Join(g.policy.badRedirect("a place that is not a URL"), resp.Body.Close())
	}
	return resp, nil
}

func (g *gate) refuse(r *http.Request, err error) error {
	closeBody(r)
	refusal := Record{
		Time: g.now(), Peer: g.policy.Peer, Method: r.Method, Host: r.URL.Host, Path: unlisted,
		Fault: string(weir.Refused),
	}
	if recordErr := g.trail.write(refusal); recordErr != nil {
		return errors.Join(recordErr, err)
	}
	return err
}

// CloseIdleConnections lets http.Client reach the connections below.
func (g *gate) CloseIdleConnections() { g.idle() }

// maxRedirects is enough for a server that adds or drops a slash.
const maxRedirects = 3

// checkRedirect follows a redirect only inside the policy, and never with
// credentials. A login page is the usual reason for another one.
func (p Policy) checkRedirect(r *http.Request, via []*http.Request) error {
	r.Header.Del("Authorization")
	r.Header.Del("Cookie")
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

// A trail hands records to the sink and remembers when that failed.
type trail struct {
	sink Sink
	mu   sync.Mutex
	err  error
}

func (t *trail) broken() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

func (t *trail) write(r Record) error {
	if t.sink == nil {
		return nil
	}
	err := t.sink.Record(r)
	if err == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = &weir.Error{
		Kind: weir.Storage,
		Text: "cannot write the audit trail, so no further request is made",
		Next: "free space on the disk, or make the file writable, and run the command again",
		Err:  err,
	}
	return t.err
}
