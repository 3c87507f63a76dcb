package jira

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"weir"
	"weir/internal/outbound"
)

// maxRequestLine keeps requests below what proxies and servers have been seen
// to accept, in bytes.
const maxRequestLine = 4 << 10

// get asks for path and hands the answer's JSON to decode. When the answer
// breaks off, it is asked for again and decode starts anew, so decode must not
// count anything twice.
func (c *Client) get(ctx context.Context, path string, query url.Values, decode func(io.Reader) error) error {
	ctx, _ = outbound.WithAttempts(ctx)
	for {
		err := c.getOnce(ctx, path, query, decode)
		if !errors.Is(err, weir.Truncated) {
			return err
		}
		repeat, waitErr := outbound.Again(ctx, c.params.Outbound.OnWait, "Jira", err)
		if waitErr != nil {
			return waitErr
		}
		if !repeat {
			return err
		}
	}
}

func (c *Client) getOnce(ctx context.Context, path string, query url.Values, decode func(io.Reader) error) error {
	target := c.target(path, query)
	if n := requestLine(target); n > maxRequestLine {
		return tooLong(n)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "weir")
	c.authorise(request)
	resp, err := c.http.Do(request)
	if err != nil {
		return outbound.Cause(err)
	}
	defer resp.Body.Close() //nolint:errcheck // what was read is what counts; the audit trail's own error stops the next request
	if err := c.judge(resp); err != nil {
		return err
	}
	return decode(resp.Body)
}

func (c *Client) target(path string, query url.Values) *url.URL {
	target := c.api.JoinPath(path)
	target.RawQuery = query.Encode()
	return target
}

// requestLine is how long a request's first line is, in bytes.
func requestLine(target *url.URL) int {
	return len("GET  HTTP/1.1") + len(target.RequestURI())
}

// authorise adds the credentials: an e-mail address with an API token (Cloud),
// or a personal access token (Data Center).
func (c *Client) authorise(r *http.Request) {
	if c.params.Token.IsZero() {
		return
	}
	if c.params.User.IsZero() {
		r.Header.Set("Authorization", "Bearer "+c.params.Token.Reveal())
		return
	}
	r.SetBasicAuth(c.params.User.Reveal(), c.params.Token.Reveal())
}

// judge turns an answer that is not what was asked for into an error.
func (c *Client) judge(resp *http.Response) error {
	if resp.Request.Header.Get("Authorization") == "" && !c.params.Token.IsZero() {
		// Credentials do not follow a redirect, so this is what anybody may see.
		return &weir.Error{
			Kind: weir.NotJira,
			Text: "Jira redirects to " + resp.Request.URL.Host + resp.Request.URL.Path + ", where the token was not sent",
			Next: "check the site's URL: open it in a browser, and take the address that it ends at",
		}
	}
	if err := c.checkLogin(resp); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return c.statusError(resp)
	}
	if !isJSON(resp.Header) {
		return notJira(resp)
	}
	return c.checkNamed(resp)
}

func isJSON(h http.Header) bool {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// decodeInto returns a decode function for get that reads one JSON value.
func decodeInto(v any) func(io.Reader) error {
	return func(r io.Reader) error {
		return explainJSON(json.NewDecoder(r).Decode(v))
	}
}

// explainJSON tells a body that ended early from one that is not JSON at all.
// Other errors pass.
func explainJSON(err error) error {
	var (
		syntax *json.SyntaxError
		broken *jsontext.SyntacticError
		shape  *json.UnmarshalTypeError
	)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return &weir.Error{
			Kind: weir.Truncated,
			Text: "Jira's answer ended early",
			Next: "try again; if it happens every time, look at the proxy or VPN between this computer and the site",
		}
	case errors.As(err, &syntax), errors.As(err, &broken), errors.As(err, &shape):
		return unreadable(err)
	}
	return err
}

func unreadable(err error) error {
	return &weir.Error{
		Kind: weir.NotJira,
		Text: "Jira's answer cannot be read",
		Next: "check the URL; if it is right, something between this computer and Jira changes the answers",
		Err:  err,
	}
}
