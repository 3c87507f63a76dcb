package caldav

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// peer is what messages and the audit trail call the server.
const peer = "the CalDAV server"

// Credentials are what the server asks for: a user and a password, or a token.
type Credentials struct {
	User     string
	Password secret.Text
	Token    secret.Text // sent as Bearer, in place of the other two
}

// A connection sends requests to one server, below one path of it.
type connection struct {
	client      *http.Client
	root        *url.URL // the server, without a path
	credentials Credentials
}

// connect makes a connection that may use the given methods below base, a path
// that ends in a slash.
func connect(root *url.URL, base string, methods []string, c Credentials, o outbound.Options) (*connection, error) {
	client, err := outbound.New(outbound.Policy{
		Peer:     peer,
		Hosts:    []string{root.Host},
		Methods:  methods,
		Base:     strings.TrimSuffix(base, "/"),
		Paths:    []string{"/", "/{path...}"},
		Headers:  []string{"Accept", "Accept-Encoding", "Authorization", "Content-Type", "Depth", "If-Match", "If-None-Match", "User-Agent"},
		Loopback: true,
	}, o)
	if err != nil {
		return nil, err
	}
	return &connection{client: client, root: root, credentials: c}, nil
}

// ParseURL reads the address of a server or a list.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	bad := func(text, next string) error { return &weir.Error{Kind: weir.BadConfig, Text: text, Next: next} }
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, bad("the CalDAV address is not a URL", "write it as https://host/path")
	case u.User != nil:
		return nil, bad("the CalDAV address holds a user name or a password", "take it out of the address: give the user as `user`, and the password to `weir tasks init`")
	case u.Scheme != "https" && (u.Scheme != "http" || !outbound.IsLoopback(u.Hostname())):
		return nil, bad("the CalDAV address "+u.Redacted()+" is not https", "write it with https://: only a server on this computer itself may be spoken to without")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, bad("the CalDAV address has more than a path", "leave out what follows the ? or the #")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}, nil
}

// A request is one to be sent. The body, where there is one, can be sent again.
type request struct {
	method, path string
	header       map[string]string
	body         string
	anonymous    bool
}

// do sends a request. An answer that is neither a success nor one of the
// statuses expected is an error that says what to do.
func (c *connection) do(ctx context.Context, r request, expected ...int) (*http.Response, error) {
	resp, err := c.send(ctx, r)
	if err != nil {
		return resp, err
	}
	if resp.StatusCode/100 == 2 || slices.Contains(expected, resp.StatusCode) {
		return resp, nil
	}
	// What is wrong is known by the status; a body that cannot be read adds nothing.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	return nil, errors.Join(explain(r.method, resp.StatusCode, preconditions(body)), ignoreClose(resp))
}

func (c *connection) send(ctx context.Context, r request) (*http.Response, error) {
	u := *c.root
	u.Path = r.path
	var body io.Reader
	if r.body != "" {
		body = bytes.NewReader([]byte(r.body))
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", "Weir")
	switch {
	case r.anonymous:
	case c.credentials.Token.Reveal() != "":
		req.Header.Set("Authorization", "Bearer "+c.credentials.Token.Reveal())
	case c.credentials.User != "":
		req.SetBasicAuth(c.credentials.User, c.credentials.Password.Reveal())
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return resp, outbound.Cause(err)
	}
	return resp, nil
}

// ignoreClose closes a body whose content is of no interest. That it broke off
// does not matter; that its record cannot be written does.
func ignoreClose(resp *http.Response) error {
	if err := resp.Body.Close(); errors.Is(err, weir.Storage) {
		return err
	}
	return nil
}

// The answers to PROPFIND and REPORT (RFC 4918 section 14, RFC 4791, RFC 6578).
type (
	multistatus struct {
		XMLName   xml.Name   `xml:"DAV: multistatus"`
		Responses []response `xml:"DAV: response"`
		SyncToken string     `xml:"DAV: sync-token"`
	}
	response struct {
		Href     string     `xml:"DAV: href"`
		Status   string     `xml:"DAV: status"`
		Propstat []propstat `xml:"DAV: propstat"`
	}
	propstat struct {
		Status string `xml:"DAV: status"`
		Prop   prop   `xml:"DAV: prop"`
	}
	prop struct {
		ETag        string     `xml:"DAV: getetag"`
		Data        *string    `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
		Name        string     `xml:"DAV: displayname"`
		SyncToken   string     `xml:"DAV: sync-token"`
		Principal   hrefs      `xml:"DAV: current-user-principal"`
		HomeSet     hrefs      `xml:"urn:ietf:params:xml:ns:caldav calendar-home-set"`
		Type        *kinds     `xml:"DAV: resourcetype"`
		ContentType string     `xml:"DAV: getcontenttype"`
		Components  components `xml:"urn:ietf:params:xml:ns:caldav supported-calendar-component-set"`
	}
	hrefs struct {
		Href []string `xml:"DAV: href"`
	}
	kinds struct {
		Calendar   *struct{} `xml:"urn:ietf:params:xml:ns:caldav calendar"`
		Collection *struct{} `xml:"DAV: collection"`
	}
	components struct {
		Comp []struct {
			Name string `xml:"name,attr"`
		} `xml:"urn:ietf:params:xml:ns:caldav comp"`
	}
)

// found returns the properties that the server has, of those that were asked for.
func (r response) found() (prop, bool) {
	for _, p := range r.Propstat {
		if statusOf(p.Status) == http.StatusOK {
			return p.Prop, true
		}
	}
	return prop{}, false
}

// statusOf reads the number out of a line such as "HTTP/1.1 404 Not Found".
func statusOf(line string) int {
	var version string
	var status int
	_, _ = fmt.Sscanf(line, "%s %d", &version, &status) // 0 for what is no status
	return status
}

// query sends a PROPFIND or a REPORT and reads the answer.
func (c *connection) query(ctx context.Context, method, path, depth, body string) (*multistatus, error) {
	ctx, _ = outbound.WithAttempts(ctx)
	for {
		answer, err := c.queryOnce(ctx, method, path, depth, body)
		if !errors.Is(err, weir.Truncated) {
			return answer, err
		}
		again, waitErr := outbound.Again(ctx, nil, peer, err)
		if waitErr != nil || !again {
			return nil, errors.Join(err, waitErr)
		}
	}
}

func (c *connection) queryOnce(ctx context.Context, method, path, depth, body string) (*multistatus, error) {
	resp, err := c.do(ctx, request{
		method: method, path: path, body: xml.Header + body,
		header: map[string]string{"Content-Type": "application/xml; charset=utf-8", "Depth": depth},
	})
	if err != nil {
		return nil, err
	}
	var answer multistatus
	err = xml.NewDecoder(plainReader{resp.Body}).Decode(&answer)
	if told := (*weir.Error)(nil); errors.As(err, &told) {
		return nil, errors.Join(err, ignoreClose(resp))
	}
	if err != nil || resp.StatusCode != http.StatusMultiStatus {
		return nil, errors.Join(&weir.Error{
			Kind: weir.BadInput,
			Text: fmt.Sprintf("what answers at %s is no CalDAV server (%s, status %d)", c.root.Host, method, resp.StatusCode),
			Next: "check the address: `weir tasks init` finds the lists of a server",
			Err:  err,
		}, ignoreClose(resp))
	}
	return &answer, ignoreClose(resp)
}

// A plainReader leaves out the control characters that XML forbids. Some servers
// pass on what is in a task as it is, and one such task must not hide the rest.
type plainReader struct{ r io.Reader }

func (p plainReader) Read(b []byte) (int, error) {
	for {
		n, err := p.r.Read(b)
		kept := slices.DeleteFunc(b[:n], func(c byte) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' })
		if len(kept) > 0 || err != nil {
			return len(kept), err //nolint:wrapcheck // an io.Reader passes on io.EOF as it is
		}
	}
}
