package outbound

import (
	"errors"
	"net/http"
	"net/url"
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
