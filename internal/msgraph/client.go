package msgraph

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A Source gives access tokens. Tokens is one.
type Source interface {
	// Token returns a token that is valid for some minutes more.
	Token(ctx context.Context) (secret.Text, error)
	// Renew returns a token other than the one that Graph has refused.
	Renew(ctx context.Context, refused secret.Text) (secret.Text, error)
}

// defaultPatience is how long one call may wait in all until Graph takes it.
const defaultPatience = 5 * time.Minute

// Params are what a Client is made from.
type Params struct {
	Graph    *url.URL // nil: DefaultGraph
	Tokens   Source
	Outbound outbound.Options
	// Limits are shared by all clients of one person; nil: the client's own.
	Limits *Limits
	// Patience bounds the sum of the waits of one call; 0: 5 minutes. What is
	// throttled longer fails with a time at which to try again (see RetryAt).
	Patience time.Duration
}

// A Client reads and writes the notebooks of one person. It may be used by
// several goroutines at once.
type Client struct {
	base     string // of all addresses, without a slash at its end
	host     string
	root     string // of all paths
	tokens   Source
	http     *http.Client
	limits   *Limits
	clock    clock
	patience time.Duration
}

// New makes a client. It sends nothing. The error is a *weir.Error of kind
// BadConfig.
func New(p Params) (*Client, error) {
	graph, err := App{Graph: p.Graph}.graph()
	if err != nil {
		return nil, err
	}
	client, err := outbound.New(Policy(graph), p.Outbound)
	if err != nil {
		return nil, err
	}
	if bound, ok := p.Tokens.(*Tokens); ok && bound.graphAddress() != graph.String() {
		return nil, badConfig("the sign-in is for another Graph than "+graph.Host, "set the address of Graph that the sign-in was made for")
	}
	client.CheckRedirect = noRedirect(graphPeer)
	c := &Client{
		base: strings.TrimSuffix(graph.String(), "/"), host: graph.Host, root: graph.Path, tokens: p.Tokens, http: client,
		limits: p.Limits, clock: newClock(p.Outbound), patience: p.Patience,
	}
	if c.limits == nil {
		c.limits = NewLimits()
	}
	if c.patience <= 0 {
		c.patience = defaultPatience
	}
	return c, nil
}

// CloseIdleConnections closes the connections that wait for a request.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// noRedirect refuses every redirect: neither Graph nor an authority sends one
// for what is asked here, and a request that is sent again elsewhere could carry
// what was meant for one place.
func noRedirect(peer string) func(*http.Request, []*http.Request) error {
	return func(r *http.Request, _ []*http.Request) error {
		return &weir.Error{
			Kind: weir.BadConfig, Text: peer + " redirects to " + r.URL.Host + ", which Weir does not follow",
			Next: "it may be the login page of a proxy or a VPN; open https://" + r.URL.Host + " in a browser to see it",
		}
	}
}
