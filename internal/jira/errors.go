package jira

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"weir"
)

const loginReason = "X-Seraph-Loginreason"

// checkLogin finds the silent loss of a sign-in: Jira answers many questions to
// anonymous users too, with 200 and fewer issues, and says so in a header only.
func (c *Client) checkLogin(resp *http.Response) error {
	for _, values := range resp.Header.Values(loginReason) {
		for reason := range strings.SplitSeq(values, ",") {
			if reason = strings.TrimSpace(reason); reason != "" && !strings.EqualFold(reason, "OK") {
				return c.loginError(reason)
			}
		}
	}
	return c.checkAccount(resp.Header)
}

func (c *Client) loginError(reason string) error {
	err := &weir.Error{
		Kind: weir.Unauthorised,
		Text: "Jira does not accept the token: it is wrong, expired or revoked",
		Next: c.newToken(),
	}
	switch {
	case strings.Contains(strings.ToUpper(reason), "DENIED"):
		err.Text = "Jira wants a CAPTCHA solved after failed sign-ins"
		err.Next = "sign in to " + c.params.Site.String() + " once in a browser, then " + reconnect(c.params.Name)
	}
	return err
}

// checkAccount compares the account that an answer was made for, where Jira
// names it, with the one that the token belongs to.
func (c *Client) checkAccount(h http.Header) error {
	c.mu.Lock()
	account := c.account
	c.mu.Unlock()
	seen, ok := answeredFor(h)
	if account == nil && (seen != "anonymous" || c.params.Token.IsZero()) {
		return nil // nobody has asked yet whose the token is
	}
	if ok && (account == nil || !account.is(seen)) {
		return &weir.Error{
			Kind: weir.Unauthorised,
			Text: "Jira answered as to somebody else: the sign-in was lost",
			Next: reconnect(c.params.Name),
		}
	}
	return nil
}

// checkNamed doubts an answer that does not say for whom it was made where
// others from the same path did: it may be what anybody sees. It is asked for
// again.
func (c *Client) checkNamed(resp *http.Response) error {
	name, ok := answeredFor(resp.Header)
	path := resp.Request.URL.Path
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered = name
	if !ok && c.named[path] {
		return incomplete("Jira no longer says for whom it answers")
	}
	if c.named == nil {
		c.named = make(map[string]bool)
	}
	c.named[path] = ok
	return nil
}

// answeredFor returns the account for which Jira made an answer.
func answeredFor(h http.Header) (string, bool) {
	for _, name := range []string{"X-Aaccountid", "X-Ausername"} {
		if value := h.Get(name); value != "" {
			if plain, err := url.PathUnescape(value); err == nil {
				value = plain
			}
			return value, true
		}
	}
	return "", false
}

// statusError explains an HTTP status other than 200.
func (c *Client) statusError(resp *http.Response) error {
	words := jiraWords(resp)
	site := c.params.Site.Host
	switch status := resp.StatusCode; {
	case status == http.StatusBadRequest && words != "":
		return badQuery(words)
	case status == http.StatusRequestURITooLong || status == http.StatusRequestHeaderFieldsTooLarge:
		return tooLong(len(resp.Request.URL.RequestURI()))
	case status == http.StatusBadRequest:
		return &weir.Error{
			Kind: weir.NotJira, Text: site + " refuses the request (400) before it reaches Jira",
			Next: "if the query is long, save it as a filter in Jira and use: filter = ID",
		}
	case status == http.StatusUnauthorized:
		return &weir.Error{Kind: weir.Unauthorised, Text: "Jira does not accept the user or the token (401)", Next: c.newToken()}
	case status == http.StatusForbidden:
		return withWords(weir.Forbidden, "Jira forbids this to the account (403)", words,
			"ask a Jira administrator for the permission to browse, or give the token the scopes that `weir access` lists")
	case status == http.StatusNotFound && words != "":
		return withWords(weir.NotFound, "Jira does not have this, or does not show it to the account (404)", words,
			"check its number, and that the account may see it; if nothing is found at all, check the site's URL")
	case status == http.StatusNotFound:
		return withWords(weir.NotFound, "there is no Jira API at "+c.api.String()+" (404)", "",
			"check the URL: Cloud is https://NAME.atlassian.net; a Data Center site may need its path, such as https://host/jira")
	case status == http.StatusGone:
		return withWords(weir.Obsolete, "this Jira has removed the API that Weir asked for (410)", words,
			"update Weir; if it is up to date, report it with the output of `weir doctor`")
	case status == http.StatusTooManyRequests:
		return withWords(weir.RateLimited, "Jira is busy and asks to slow down (429)", words, "try again in a few minutes")
	case status >= 500:
		return withWords(weir.ServerFault, fmt.Sprintf("Jira failed (%d %s)", status, http.StatusText(status)), words,
			"try again later; Cloud's state is at https://status.atlassian.com")
	default:
		return withWords(weir.NotJira, fmt.Sprintf("%s answers %d %s", site, status, http.StatusText(status)), words, "check the URL")
	}
}

func withWords(kind weir.Kind, text, words, next string) error {
	if words != "" {
		text += ": " + words
	}
	return &weir.Error{Kind: kind, Text: text, Next: next}
}

// A refusal is what Jira itself says against a request.
type refusal string

// Error returns Jira's words.
func (r refusal) Error() string { return string(r) }

// A length is that of a request that is too long, in bytes.
type length int

// Error compares the length with the limit.
func (n length) Error() string {
	return fmt.Sprintf("%d bytes; the limit is %d", int(n), maxRequestLine)
}

// TooLong tells such an error from a refusal of what the query says.
func (n length) TooLong() bool { return true }

func badQuery(words string) error {
	err := &weir.Error{Kind: weir.BadQuery, Text: "Jira says", Next: "correct the query: Jira's words name what it does not accept", Err: refusal(words)}
	if low := strings.ToLower(words); strings.Contains(low, "unbounded") || strings.Contains(low, "search restriction") {
		err.Next = "add a condition, for instance: project = KEY, or: updated >= -30d"
	}
	return err
}

func tooLong(n int) error {
	return &weir.Error{
		Kind: weir.BadQuery,
		Text: "the request is too long",
		Next: "save the query as a filter in Jira and use: filter = ID; or ask for fewer columns",
		Err:  length(n),
	}
}

func notJira(resp *http.Response) error {
	return &weir.Error{
		Kind: weir.NotJira,
		Text: fmt.Sprintf("%s answered with a web page instead of data", resp.Request.URL.Host),
		Next: "it may be a login page: of a proxy, of a VPN, or of single sign-on in front of Jira. Open the URL in a browser to see it, and check the URL",
	}
}

// maxErrorBody is how much of an error's body is looked at, in bytes.
const maxErrorBody = 64 << 10

// jiraWords returns what Jira itself says about an error, on one line, or
// nothing when the body is not Jira's.
func jiraWords(resp *http.Response) string {
	if !isJSON(resp.Header) {
		return ""
	}
	var body struct {
		ErrorMessages []string          `json:"errorMessages"`
		Errors        map[string]string `json:"errors"`
		Message       string            `json:"message"`
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if err != nil || json.Unmarshal(text, &body) != nil {
		return ""
	}
	words := body.ErrorMessages
	for _, field := range slices.Sorted(maps.Keys(body.Errors)) {
		words = append(words, field+": "+body.Errors[field])
	}
	if body.Message != "" {
		words = append(words, body.Message)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
