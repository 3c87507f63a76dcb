package msgraph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A call is one request to Graph, however often it is sent.
type call struct {
	method string
	path   string // below Graph's version, with ids in place
	query  string // encoded
	kind   string // Content-Type of the body
	body   []byte
	wants  string // media type of the answer; empty where there is none
	// hasty hands a failure of the server back at once: the caller has another
	// way.
	hasty bool
}

// reads reports whether the call changes nothing.
func (r call) reads() bool { return r.method == http.MethodGet }

// An answer is one that Graph gave, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do makes a call, renews the access token once where Graph refuses it, and
// waits as often as patience allows. Its answer is a success.
func (c *Client) do(ctx context.Context, r call) (answer, error) {
	ctx, tries := outbound.WithAttempts(ctx)
	token, err := c.tokens.Token(ctx)
	if err != nil {
		return answer{}, err
	}
	renewed, patience := false, patience{left: c.patience}
	for {
		a, err := c.whole(ctx, r, token, patience.left)
		if err != nil {
			return answer{}, err
		}
		if a.status/100 == 2 {
			return a, r.check(a)
		}
		f := readFailure(a.status, a.header, a.body)
		if f.Class == ErrSignedOut && !renewed {
			renewed = true
			if token, err = c.tokens.Renew(ctx, token); err != nil {
				return answer{}, err
			}
			continue
		}
		delay, again := patience.after(r, f, a.header, c.clock)
		if !again {
			return answer{}, r.refused(f, c.clock.hint(explain(f, c.clock.now()), a.header))
		}
		c.clock.onWait(outbound.Wait{Peer: graphPeer, Delay: delay, Repeat: tries.Made(), Reason: f.Error()})
		if err := c.clock.sleep(ctx, delay); err != nil {
			return answer{}, err
		}
	}
}

// whole sends a call. A read whose answer breaks off is sent again, by the rule
// and on the count of those that had no answer.
func (c *Client) whole(ctx context.Context, r call, token secret.Text, longest time.Duration) (answer, error) {
	for {
		a, err := c.send(ctx, r, token, longest)
		if !errors.Is(err, weir.Truncated) || !r.reads() {
			return a, err
		}
		again, waitErr := outbound.Again(ctx, c.clock.onWait, graphPeer, err)
		if waitErr != nil {
			return answer{}, waitErr
		}
		if !again {
			return answer{}, err
		}
	}
}

// send makes one attempt when its turn has come.
func (c *Client) send(ctx context.Context, r call, token secret.Text, longest time.Duration) (answer, error) {
	leave, err := c.limits.enter(ctx, c.clock, longest)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	a, err := c.attempt(ctx, r, token)
	if err != nil && sent.Load() && !r.reads() {
		return answer{}, uncertain(err)
	}
	return a, err
}

func (c *Client) attempt(ctx context.Context, r call, token secret.Text) (answer, error) {
	address := c.base + r.path
	if r.query != "" {
		address += "?" + r.query
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	request, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return answer{}, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Reveal())
	request.Header.Set("User-Agent", "Weir")
	if r.wants != "" {
		request.Header.Set("Accept", r.wants)
	}
	if r.kind != "" {
		request.Header.Set("Content-Type", r.kind)
	}
	resp, err := c.http.Do(request)
	if err != nil {
		return answer{}, outbound.Cause(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return answer{}, err
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: text}, nil
}

// check refuses a success that is not Graph's, such as the login page of a
// proxy. For a change it leaves open whether it was made.
func (r call) check(a answer) error {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if r.wants == "" && len(a.body) == 0 || err == nil && r.wants != "" && kind == r.wants {
		return nil
	}
	strange := notGraph(nil)
	if !r.reads() {
		return uncertain(strange)
	}
	return strange
}

// refused is the error of a call that Graph did not take. A failure of the
// server, as against a refusal, leaves open whether a change was made.
func (r call) refused(f *Failure, err error) error {
	open := f.Status >= http.StatusInternalServerError && f.Status != http.StatusInsufficientStorage && f.Code != damaged && !refusal(f)
	if open && !r.reads() {
		return uncertain(err)
	}
	return err
}

// refusal reports whether a request was turned away before anything was done:
// by 429 always, by 503 only where the body is Graph's own, since a gateway
// can send that status after it has passed the request on.
func refusal(f *Failure) bool {
	return f.Status == http.StatusTooManyRequests || f.Status == http.StatusServiceUnavailable && f.Code != ""
}

// uncertain says of a change that nobody knows whether it was made.
func uncertain(cause error) error {
	kind := weir.KindOf(cause)
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) && kind == weir.Unexpected {
		kind = weir.Interrupted
	}
	return &weir.Error{
		Kind: kind, Text: "it is not known whether OneNote has written this",
		Next: "run the report again: it looks at the page before it writes", Err: doubt{cause},
	}
}

// A doubt is an error that is ErrUncertain as well.
type doubt struct{ error }

func (d doubt) Is(target error) bool { return target == error(ErrUncertain) }
func (d doubt) Unwrap() error        { return d.error }

// notGraph says that something else has answered.
func notGraph(cause error) error {
	return &weir.Error{
		Kind: weir.BadInput, Text: "what answered is not Microsoft Graph, or cannot be read",
		Next: "it may be the login page of a proxy or a VPN: open https://graph.microsoft.com in a browser to see it", Err: cause,
	}
}

// idPattern is what the ids of notebooks, sections and pages look like, of which
// none is longer than maxID. (A pattern that counts so far takes a millisecond to
// make, at each start.)
var idPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9!._~-]*$`)

const maxID = 255

// at puts an id into a path template. An id that could lead elsewhere is an
// error: Graph's never do.
func at(template, id string) (string, error) {
	if len(id) > maxID || !idPattern.MatchString(id) {
		return "", &weir.Error{
			Kind: weir.BadInput, Text: "an id of OneNote's is not one that Weir understands",
			Next: "choose the page or the section of the report anew",
		}
	}
	return strings.Replace(template, "{id}", id, 1), nil
}

// getJSON asks for path and decodes the answer into v.
func (c *Client) getJSON(ctx context.Context, path string, query url.Values, hasty bool, v any) error {
	a, err := c.do(ctx, call{method: http.MethodGet, path: path, query: query.Encode(), wants: mediaJSON, hasty: hasty})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		return notGraph(err)
	}
	return nil
}

// postJSON makes one thing, and decodes what Graph says of it into v.
func (c *Client) postJSON(ctx context.Context, path, kind string, body []byte, v any) error {
	a, err := c.do(ctx, call{method: http.MethodPost, path: path, kind: kind, body: body, wants: mediaJSON})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		return uncertain(notGraph(err))
	}
	return nil
}

const (
	mediaJSON = "application/json"
	mediaHTML = "text/html"
)

// during says what failed, save where it is the sign-in: that says so by itself, and
// has nothing to do with what was about to be done.
func during(doing string, err error) error {
	if weir.KindOf(err) == weir.Unauthorised {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}
