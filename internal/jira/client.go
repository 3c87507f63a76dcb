package jira

import (
	"net/http"
	"net/url"
	"sync"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// Params are what a Client is made from.
type Params struct {
	// Site is the URL that people open, with the context path of a Data Center
	// site. API is where its API is reached; nil means at Site. The two differ
	// for scoped Cloud tokens, which work only at Atlassian's gateway.
	Site *url.URL
	API  *url.URL
	Name string // what the user calls the site, for messages; may be empty

	User  secret.Text // the account's e-mail address on Cloud; empty for a personal access token
	Token secret.Text

	// Endpoints are all that the client may reach. ServerInfo and Myself, without
	// which nothing can be read, are always among them.
	Endpoints []Endpoint
	Outbound  outbound.Options
}

// A Client reads one Jira site with one account. It may be used by several
// goroutines at once.
type Client struct {
	params Params
	api    *url.URL
	http   *http.Client

	mu      sync.Mutex
	server  *Server
	account *Account
	named   map[string]bool // paths whose answers said for whom they were made
	// answered is the account that the last answer named; empty where it named none.
	answered string
}

// New makes a client. It sends nothing.
func New(p Params) (*Client, error) {
	api := p.API
	if api == nil {
		api = p.Site
	}
	if p.Token.IsZero() {
		return nil, &weir.Error{Kind: weir.Unauthorised, Text: "there is no API token for " + p.Site.Host, Next: reconnect(p.Name)}
	}
	endpoints := append([]Endpoint{ServerInfo, Myself}, p.Endpoints...)
	client, err := outbound.New(Policy(api, endpoints...), p.Outbound)
	if err != nil {
		return nil, err
	}
	return &Client{params: p, api: api, http: client}, nil
}

// BrowseURL returns where a person opens the issue with the given key.
func (c *Client) BrowseURL(key string) string {
	return c.params.Site.JoinPath("browse", key).String()
}

// newToken is the advice to whoever is not let in.
func (c *Client) newToken() string {
	if c.params.User.IsZero() {
		return "on Cloud, give the account's e-mail address, too (--user, WEIR_JIRA_USER); else " + reconnect(c.params.Name)
	}
	return reconnect(c.params.Name)
}

func reconnect(name string) string {
	if name == "" || name == "env" {
		return "give a new token in WEIR_JIRA_TOKEN, or run `weir connect NAME`"
	}
	return "run `weir connect " + name + "` with a new token"
}
