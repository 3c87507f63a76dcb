package secret_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"weir/internal/secret"
	"weir/internal/testenv"
)

// Made-up credentials in the shapes of the real ones.
var (
	atlassian = "ATATT3xFfGF0" + strings.Repeat("Zz9_", 40) + "-aB=" + "0F1E2D3C"
	webToken  = part(`{"alg":"none","typ":"JWT"}`) + "." + part(`{"sub":"nobody at all"}`) + "." + part("signature of nobody")
	basic     = base64.StdEncoding.EncodeToString([]byte("someone@example.com:" + planted))
	microsoft = "M.C510_BAY.0.U.-Cq" + strings.Repeat("Rt7Uv8", 9) + "*aB!9$$"
	pemKey    = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANnotreal\nAAAA\n-----END PRIVATE KEY-----"
)

func part(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func TestScrub(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"an Authorization line", "GET / HTTP/1.1\r\nAuthorization: Basic " + basic + "\r\nHost: x", "GET / HTTP/1.1\r\nAuthorization: ***\r\nHost: x"},
		{"an Authorization line in small letters", "authorization: Digest username=\"a\", response=\"b\"", "authorization: ***"},
		{"a Proxy-Authorization line", "Proxy-Authorization: Bearer x", "Proxy-Authorization: ***"},
		{"a Cookie line", "Cookie: a=b; JSESSIONID=c d", "Cookie: ***"},
		{"a Set-Cookie line", "Set-Cookie: atlassian.xsrf.token=abc; Path=/", "Set-Cookie: ***"},
		{"a printed header", `map[Accept:[*/*] Authorization:[Basic ` + basic + `] X:[y]]`, `map[Accept:[*/*] Authorization:[***] X:[y]]`},
		{"a printed header in Go's syntax", `http.Header{"Authorization":[]string{"Bearer abc"}, "X":[]string{"y"}}`, `http.Header{"Authorization":[]string{***}, "X":[]string{"y"}}`},
		{"Basic anywhere", "sent Basic " + basic + " to OPS-123", "sent Basic *** to OPS-123"},
		{"bearer anywhere", `with "bearer abc.def-1" for issueKey`, `with "bearer ***" for issueKey`},
		{"an escaped Bearer", "h=Bearer%20abc123def", "h=Bearer%20***"},
		{"an Atlassian token", "token " + atlassian + " refused", "token *** refused"},
		{"another Atlassian token", "(ATCTT3xFfNotReal0123)", "(***)"},
		{"a third Atlassian token", "x=ATSTTabcdef0123", "x=***"},
		{"an Atlassian token glued to a word", "token_" + atlassian, "token_***"},
		{"a JSON Web Token", "id " + webToken + ", OPS-1", "id ***, OPS-1"},
		{"an unsigned JSON Web Token", strings.Join(strings.Split(webToken, ".")[:2], ".") + ".", "***"},
		{"a Microsoft refresh token", "got " + microsoft + " back", "got *** back"},
		{"a private key", "read key: " + pemKey + " done", "read key: *** done"},
		{"a private key that is cut off", "x -----BEGIN EC PRIVATE KEY-----\nMIIE", "x ***"},
		{"an age key", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQ ok", "*** ok"},
		{"an e-mail address", "user first.last+x@mail.example.co.uk may not browse", "user *** may not browse"},
		{"an escaped e-mail address", "?u=a.b%40example.com&v=1", "?u=***&v=1"},
		{"an e-mail address in JSON", `{"who":"a\u0040example.com"}`, `{"who":"***"}`},
		{"an e-mail address in other letters", "für jörg@münchen.example da", "für *** da"},
		{"user info", "GET https://me:" + planted + "@jira.example.com/rest?a=b", "GET https://***@jira.example.com/rest?a=b"},
		{"user info with a slash", `parse "https://me:pa/ss@wo:rd@jira.example.com/": bad port`, `parse "https://***@jira.example.com/": bad port`},
		{"user info without a password", "https://someone@localhost:8443/x", "https://***@localhost:8443/x"},
		{"user info in JSON", `"https:\/\/a:b@jira\/x"`, `"https:\/\/***@jira\/x"`},
		{"user info of two URLs", "https://a:b@x,https://c:d@y", "https://***@x,https://***@y"},
		{"a query", "/cb?code=abc&state=s&access_token=abc&issueKey=OPS-1", "/cb?code=***&state=s&access_token=***&issueKey=OPS-1"},
		{"a query with an empty value", "?token=&key=OPS-1", "?token=&key=OPS-1"},
		{"an escaped query", "?next=https%3A%2F%2Fx%3Ftoken%3Dabc%26k%3D1", "?next=https%3A%2F%2Fx%3Ftoken%3D***%26k%3D1"},
		{"a form", "grant_type=refresh_token&refresh_token=abc&client_secret=x~y", "grant_type=refresh_token&refresh_token=***&client_secret=***"},
		{"JSON", `{"access_token":"a\"b","token_type":"Bearer","expires_in":3600}`, `{"access_token":"***","token_type":"Bearer","expires_in":3600}`},
		{"indented JSON", "{\n  \"password\" : \"a b c\",\n  \"key\": \"OPS-1\"\n}", "{\n  \"password\" : \"***\",\n  \"key\": \"OPS-1\"\n}"},
		{"JSON in JSON", `"{\"token\":\"abc\",\"key\":\"OPS-1\"}"`, `"{\"token\":\"***\",\"key\":\"OPS-1\"}"`},
		{"JSON with a number", `{"pin_token":1234,"key":"OPS-1"}`, `{"pin_token":***,"key":"OPS-1"}`},
		{"a list in JSON", `{"tokens":["a","b"],"key":"OPS-1"}`, `{"tokens":[***],"key":"OPS-1"}`},
		{"a printed struct", "{URL:x Token:abc Key:OPS-1}", "{URL:x Token:*** Key:OPS-1}"},
		{"a printed struct in Go's syntax", `main.T{Token:"a b", Key:"OPS-1"}`, `main.T{Token:"***", Key:"OPS-1"}`},
		{"a printed map", "map[api_key:abc issueKey:OPS-1]", "map[api_key:*** issueKey:OPS-1]"},
		{"a quoted text of several lines", `"a: b\r\nCookie: a=b\nx"`, `"a: b\r\nCookie: ***`},
		{"a variable", "WEIR_JIRA_TOKEN=abc WEIR_JIRA_TOKEN_FILE=/run/x", "WEIR_JIRA_TOKEN=*** WEIR_JIRA_TOKEN_FILE=/run/x"},
		{"an argument", "run [weir --api-token=abc --site work]", "run [weir --api-token=*** --site work]"},
		{"a line of TOML", "api_token = \"a b\" # why", "api_token = \"***\" # why"},
		{"a line of YAML", "user: x\npassword: abc\nkey: OPS-1", "user: x\npassword: ***\nkey: OPS-1"},
		{"a quote that never ends", "token=\"abc def\nkey=OPS-1", "token=\"***\nkey=OPS-1"},
		{"a random word after prose", "cannot read token: abcdef0123456789", "cannot read token: ***"},
	} {
		t.Run(c.name+" is scrubbed", func(t *testing.T) {
			t.Parallel()
			got := secret.Scrub(c.in)
			if c.want != "" && got != c.want {
				t.Errorf("Scrub(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
			if got == c.in && c.want != c.in {
				t.Errorf("Scrub(%q) changes nothing", c.in)
			}
			if again := secret.Scrub(got); again != got {
				t.Errorf("scrubbing twice: %q, then %q", got, again)
			}
		})
	}
}

func TestScrubLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "OPS-123", "issueKey OPS-123", `{"issueKey":"OPS-123","key":"OPS-1","id":"10001"}`, "ATATT-123 moved to ATATT-1234567890",
		"2026-01-31", "2026-01-31T10:11:12.123+0100", "10:11:12", "0f8fad5b-d9cb-469f-a165-70867728950e",
		strings.Repeat("0123456789abcdef", 8), "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077", "5b10ac8d82e05b22cc7d4ef5",
		"GET https://jira.example.com:8443/rest/api/3/search/jql?fields=summary,status&maxResults=100",
		"https://api.atlassian.com/ex/jira/0f8fad5b-d9cb-469f-a165-70867728950e/rest/api/3/issue/OPS-1",
		"the monkey tokenizer of the author uses a keyboard", "basic authentication is switched off", "WWW-Authenticate: Basic realm=\"Jira\"",
		"the bearer of bad news", "the bearer token expired", "read token: open /run/secrets/x: no such file or directory",
		"unexpected token: \"AND\" at 1:12", "cannot read password: EOF", "open token.json: permission denied", "weir/internal/token.go:12",
		"project = OPS AND assignee = currentUser() ORDER BY key", "path/to/mod@v1.2.3/file.go:12 +0x1d", "*** https://***@host/ ***",
		"tokenCount=12 session_ttl=15m0s issue_key=OPS-1 author=ann", "a // comment: and more", "user@host", "50%", "a=b",
		"TestIssueKeysSurviveEveryMessageThatIsPrintedAnywhere2/001", "die Änderung von OPS-1 → fertig",
	} {
		t.Run("nothing changes in "+s, func(t *testing.T) {
			t.Parallel()
			if got := secret.Scrub(s); got != s {
				t.Errorf("got  %q\nwant %q", got, s)
			}
		})
	}
}

func TestScrubErrorsOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	address := fmt.Sprintf("https://me:%s/x@host\x7f/", planted)
	_, err := url.Parse(address)
	if err == nil {
		t.Fatal("no error to scrub")
	}
	mustNotShow(t, "the error of a URL", secret.Scrub(err.Error()))
	wrapped := &url.Error{Op: "Get", URL: "https://h/?api_token=" + planted, Err: http.ErrHandlerTimeout}
	mustNotShow(t, "the error of a request", secret.Scrub(fmt.Errorf("read: %w", wrapped).Error()))

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://h/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+planted)
	req.Header.Set("Cookie", "a="+planted+"; b=c")
	var wire strings.Builder
	if err := req.Write(&wire); err != nil {
		t.Fatal(err)
	}
	for how, text := range map[string]string{
		"a request on the wire": wire.String(), "a quoted request": fmt.Sprintf("%q", wire.String()),
		"a printed request": fmt.Sprintf("%+v", req), "a request in Go's syntax": fmt.Sprintf("%#v", req.Header),
	} {
		mustNotShow(t, how, secret.Scrub(text))
	}
}

// TestScrubIsLinear compares a text with one of sixteen times its length, of
// what is worst for each rule. A rule that looked back or ahead without bound
// would take 256 times as long for it.
func TestScrubIsLinear(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"/", "//a:b", "//@", "token=", "token: ", "token:\"", "token:[", "a@", "@a.", "eyJ", "eyJaaaaaa.", "ATATT3", "Basic ", "cookie",
		"Cookie: ", "=", ":", " ", "\"", "\\", "\\\"", "-----BEGIN PRIVATE KEY-----", "aB3", "token=)", "token:{", "%3D", "é", "\xff", "token:\n",
		"a.a@a.a", "token=a,", "x ", "token", "_", "]",
	} {
		t.Run("of "+unit, func(t *testing.T) {
			t.Parallel()
			const size, times = 1 << 14, 16
			of := func(size int) func() {
				text := strings.Repeat(unit, size/len(unit))
				return func() { secret.Scrub(text) }
			}
			testenv.Proportionate(t, unit, times, of(size), of(size*times))
		})
	}
}
