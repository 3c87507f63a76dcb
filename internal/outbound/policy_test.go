package outbound_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/outbound"
)

// refused sends r with a client that must not open a socket, and checks that it
// was refused and recorded as such.
func refused(t *testing.T, policy outbound.Policy, r *http.Request) {
	t.Helper()
	f := newFixtureAt(t, policy, outbound.Options{}, "")
	f.roads.to = nil
	_, _, err := send(f.client, r)
	if !errors.Is(err, weir.Refused) {
		t.Fatalf("want a refusal, got %v", err)
	}
	records := f.sink.all()
	if len(records) != 1 || records[0].Fault != string(weir.Refused) || records[0].Path != "(not listed)" || records[0].Status != 0 {
		t.Errorf("the refusal is recorded as %+v", records)
	}
}

func TestOnlyListedMethodsReachThePeer(t *testing.T) {
	t.Parallel()
	methods := []string{
		"HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "SEARCH", "PROPFIND", "PROPPATCH",
		"MKCOL", "MKCALENDAR", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "LINK", "UNLINK", "PURGE", "M-POST",
		"get", "Get", "", " GET", "GET ", "GET\t", "GET\r\nX: y", "GET,POST", "GET /rest/api/2/myself HTTP/1.1\r\n\r\nDELETE", "ＧＥＴ",
	}
	for _, method := range methods {
		t.Run("it refuses "+method, func(t *testing.T) {
			t.Parallel()
			r := request(t, http.MethodGet, site+"/rest/api/2/myself")
			r.Method = method
			refused(t, jiraPolicy(), r)
		})
	}
	t.Run("it sends GET", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, jiraPolicy(), echo(func(r *http.Request) string { return r.Method }))
		if status, body, err := get(t, f.client, site+"/rest/api/2/myself"); status != 200 || body != "GET" || err != nil {
			t.Errorf("got %d %q %v", status, body, err)
		}
	})
}

func TestNoHeaderOrBodyCarriesAnotherMethod(t *testing.T) {
	t.Parallel()
	headers := map[string]http.Header{
		"an override":                          {"X-Http-Method-Override": {"DELETE"}},
		"its short form":                       {"X-Http-Method": {"PUT"}},
		"its other form":                       {"X-Method-Override": {"POST"}},
		"an override after an empty value":     {"X-Http-Method-Override": {"", "DELETE"}},
		"an empty override":                    {"X-Http-Method-Override": {""}},
		"an override in lower case":            {"x-http-method-override": {"DELETE"}},
		"an override as commonly written":      {"X-HTTP-Method-Override": {"DELETE"}},
		"a second Host line":                   {"host": {"evil.test"}},
		"a second length":                      {"content-length": {"7"}},
		"a transfer encoding":                  {"transfer-encoding": {"chunked"}},
		"an upgrade to another protocol":       {"Upgrade": {"websocket"}, "Connection": {"Upgrade"}},
		"an underscored override, as CGI does": {"X_http_method_override": {"DELETE"}},
		"a dotted override, as PHP reads it":   {"X.http.method.override": {"DELETE"}},
		"another path":                         {"X-Original-Url": {"/rest/api/2/user"}},
		"another path, rewritten":              {"X-Rewrite-Url": {"/rest/api/2/user"}},
		"another host":                         {"X-Forwarded-Host": {"evil.test"}},
		"a cookie":                             {"Cookie": {"JSESSIONID=1"}},
		"the page it comes from":               {"Referer": {"https://evil.test"}},
		"a key that makes net/http resend":     {"Idempotency-Key": {"1"}},
		"a body that is announced":             {"Content-Type": {"application/json"}},
		"an allowed name in lower case":        {"accept": {"application/json"}},
		"a name with a blank":                  {"Accept ": {"application/json"}},
	}
	for name, header := range headers {
		t.Run("it refuses "+name, func(t *testing.T) {
			t.Parallel()
			r := request(t, http.MethodGet, site+"/rest/api/2/myself")
			r.Header = header
			refused(t, jiraPolicy(), r)
		})
	}
	t.Run("it refuses a GET with a body, and closes the body", func(t *testing.T) {
		t.Parallel()
		body := &closable{Reader: strings.NewReader("_method=DELETE")}
		r := request(t, http.MethodGet, site+"/rest/api/2/myself")
		r.Body = body
		refused(t, jiraPolicy(), r)
		if !body.closed {
			t.Error("the body of a refused request stays open")
		}
	})
	t.Run("it refuses a trailer and another framing", func(t *testing.T) {
		t.Parallel()
		policy := jiraPolicy()
		policy.Methods = []string{http.MethodPut}
		for _, change := range []func(*http.Request){
			func(r *http.Request) { r.Trailer = http.Header{"X-Http-Method-Override": {"DELETE"}} },
			func(r *http.Request) { r.TransferEncoding = []string{"identity"} },
		} {
			r := request(t, http.MethodPut, site+"/rest/api/2/myself")
			r.Body = io.NopCloser(strings.NewReader("x"))
			change(r)
			refused(t, policy, r)
		}
	})
}

func TestOnlyListedHeadersReachThePeer(t *testing.T) {
	t.Parallel()
	arrived := echo(func(r *http.Request) string { return strings.Join(slices.Sorted(maps.Keys(r.Header)), " ") })
	for name, test := range map[string]struct {
		listed []string
		sent   []string
		want   string
	}{
		"three by default":          {nil, []string{"Accept", "Authorization", "User-Agent"}, "Accept Accept-Encoding Authorization User-Agent"},
		"those of the policy":       {[]string{"If-Match", "user-agent"}, []string{"If-Match", "User-Agent"}, "Accept-Encoding If-Match User-Agent"},
		"not the default ones then": {[]string{"If-Match"}, []string{"Accept"}, ""},
		"none when none is listed":  {[]string{}, []string{"Accept"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy := jiraPolicy()
			policy.Headers = test.listed
			r := request(t, http.MethodGet, site+"/rest/api/2/myself")
			for _, header := range test.sent {
				r.Header.Set(header, "x")
			}
			if test.want == "" {
				refused(t, policy, r)
				return
			}
			f := newFixture(t, policy, arrived)
			if _, body, err := send(f.client, r); body != test.want || err != nil {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }

func TestOnlyListedPathsReachThePeer(t *testing.T) {
	t.Parallel()
	paths := []string{
		"", "/", "//", "/rest", "/rest/api/2", "/rest/api/2/", "/rest/api/2/issue/1", "/rest/api/2/issue/KEY-1?updateHistory=true",
		"/rest/api/2/myself/", "//rest/api/2/myself", "/rest//api/2/myself", "/rest/api/2//myself", "/rest/api/2/myself//",
		"/REST/api/2/myself", "/rest/api/2/Myself", "/rest/api/2/myselF", "/rest/api/2/myselfish", "/rest/api/2/mysel", "/x/rest/api/2/myself",
		"/./rest/api/2/myself", "/rest/api/2/../2/myself", "/rest/api/2/x/../myself", "/rest/api/2/myself/..", "/rest/api/2/myself/.",
		"/rest/api/2/issue/../changelog", "/rest/api/2/issue/./changelog", "/rest/api/2/issue/%2e%2e/changelog", "/rest/api/2/issue/%2E/changelog",
		"/rest/api/2/issue/.%2e/changelog", "/rest/api/2/issue/1%2f..%2f..%2fuser/changelog", "/rest/api/2/issue/1%2Fchangelog", "/rest/api/2/issue%2f1/changelog",
		"/rest/api/2/issue/1%5c..%5c/changelog", `/rest/api/2/issue/1\..\/changelog`, "/rest/api/2/issue//changelog", "/rest/api/2/issue/1/2/changelog",
		"/rest/api/2/issue/1;jsessionid=2/changelog", "/rest/api/2/issue/1;/changelog", "/rest/api/2/issue/1/changelog;x", "/rest/api/2/myself;", "/rest;x/api/2/myself",
		"/rest/api/2/issue/%7Bid%7D/changelog", "/rest/api/2/issue/{id}/changelog", "/rest/api/2/issue/%31/changelog", "/rest/api/2/m%79self", "/%72est/api/2/myself",
		"/rest/api/2/issue/1%00/changelog", "/rest/api/2/issue/1%0a/changelog", "/rest/api/2/issue/1%20/changelog", "/rest/api/2/issue/1%23/changelog", "/rest/api/2/issue/1%3f/changelog",
		"/rest/api/2/issue/%252e%252e/changelog", "/rest/api/2/issue/é/changelog", "/rest/api/2/issue/１/changelog", "/rest/api/2/issue/%c0%ae%c0%ae/changelog",
		"/rest/api/2/issue/1+2/changelog", "/rest/api/2/issue/a:b/changelog", "/rest/api/2/issue/@/changelog", "/rest/api/2/issue/*/changelog", "/rest/api/2/issue/$x/changelog",
		"/rest/api/2/mуself", "/rest/api/2/myself%00", "/rest/api/2/myself.json", "/rest/api/2/myself%3f", "/rest/api/2/myself%20",
	}
	for _, path := range paths {
		t.Run("it refuses "+path, func(t *testing.T) {
			t.Parallel()
			refused(t, jiraPolicy(), request(t, http.MethodGet, site+path))
		})
	}
	handMade := map[string]url.URL{
		"an opaque URL":                       {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/myself", Opaque: "/rest/api/2/user"},
		"an opaque URL of another host":       {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/myself", Opaque: "//evil.test/x"},
		"a raw path that differs":             {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/myself", RawPath: "/rest/api/2/m%79self"},
		"a path without its slash":            {Scheme: "https", Host: "jira.test", Path: "rest/api/2/myself"},
		"a path with a line break":            {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/issue/1\r\nX: y/changelog"},
		"a path with a question mark":         {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/issue/1?x/changelog"},
		"a path with a blank":                 {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/issue/1 HTTP/changelog"},
		"a path that only looks like escaped": {Scheme: "https", Host: "jira.test", Path: "/rest/api/2/issue/%2e%2e/changelog"},
	}
	for name, u := range handMade {
		t.Run("it refuses "+name, func(t *testing.T) {
			t.Parallel()
			r := request(t, http.MethodGet, site)
			r.URL = &u
			refused(t, jiraPolicy(), r)
		})
	}
}

func TestListedPathsReachThePeer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), echo(func(r *http.Request) string { return r.URL.Path }))
	for path, template := range map[string]string{
		"/rest/api/2/myself":                        "/rest/api/2/myself",
		"/rest/api/2/search?jql=a%3Db&startAt=0":    "/rest/api/2/search",
		"/rest/api/2/issue/10042/changelog":         "/rest/api/2/issue/{id}/changelog",
		"/rest/api/2/issue/OPS-1/changelog?x=../..": "/rest/api/2/issue/{id}/changelog",
		"/rest/api/2/issue/a_b.c~d/changelog":       "/rest/api/2/issue/{id}/changelog",
		"/rest/agile/1.0/board/7/configuration":     "/rest/agile/1.0/board/{id}/configuration",
	} {
		path, template := path, template
		t.Run("it sends "+path, func(t *testing.T) {
			want, _, _ := strings.Cut(path, "?")
			if _, body, err := get(t, f.client, site+path); body != want || err != nil {
				t.Errorf("got %q, %v", body, err)
			}
			records := f.sink.all()
			if last := records[len(records)-1]; last.Path != template {
				t.Errorf("recorded as %q, want %q", last.Path, template)
			}
		})
	}
}

func TestThePathsLieBelowTheBase(t *testing.T) {
	t.Parallel()
	policy := jiraPolicy()
	policy.Base = "/jira"
	for _, path := range []string{"/rest/api/2/myself", "/jira", "/jira/", "/jirarest/api/2/myself", "/jira//rest/api/2/myself", "/jira/../rest/api/2/myself", "/JIRA/rest/api/2/myself", "/jira/jira/rest/api/2/myself", "/j%69ra/rest/api/2/myself"} {
		t.Run("it refuses "+path, func(t *testing.T) {
			t.Parallel()
			refused(t, policy, request(t, http.MethodGet, site+path))
		})
	}
	t.Run("it allows what is below", func(t *testing.T) {
		t.Parallel()
		template, err := outbound.Check(policy, request(t, http.MethodGet, site+"/jira/rest/api/2/myself"))
		if template != "/rest/api/2/myself" || err != nil {
			t.Errorf("got %q, %v", template, err)
		}
	})
}

func TestABraceStandsForAWholeSegmentOnly(t *testing.T) {
	t.Parallel()
	policy := jiraPolicy()
	policy.Paths = []string{"/a/{id}.json", "/b/{id", "/c/x{id}"}
	for _, path := range []string{"/a/1.json", "/a/anything", "/b/1", "/c/x1"} {
		t.Run("it refuses "+path, func(t *testing.T) {
			t.Parallel()
			refused(t, policy, request(t, http.MethodGet, site+path))
		})
	}
}

func TestAPathMayAllowFewerMethods(t *testing.T) {
	t.Parallel()
	policy := outbound.Policy{
		Peer: "Graph", Hosts: []string{"graph.test"}, Methods: []string{http.MethodGet, http.MethodPost, http.MethodPatch},
		Paths: []string{"/me", "/pages/{id}", "/pages/{id}/content", "/free"},
		Only:  map[string][]string{"/me": {http.MethodGet}, "/pages/{id}": {http.MethodPost, http.MethodDelete}, "/pages/{id}/content": {}},
	}
	for path, allowed := range map[string]string{
		"/me": "GET", "/pages/1": "POST", "/pages/1/content": "", "/free": "GET POST PATCH",
	} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "PUT"} {
			r := request(t, method, "https://graph.test"+path)
			if slices.Contains(strings.Fields(allowed), method) {
				if _, err := outbound.Check(policy, r); err != nil {
					t.Errorf("%s %s: %v", method, path, err)
				}
				continue
			}
			refused(t, policy, r)
		}
	}
}

func TestAPeersIDsMayHoldItsMarks(t *testing.T) {
	t.Parallel()
	policy := outbound.Policy{Peer: "Graph", Hosts: []string{"graph.test"}, Methods: []string{http.MethodGet}, Paths: []string{"/pages/{id}/content"}}
	ask := func(id string) *http.Request {
		return request(t, http.MethodGet, "https://graph.test/pages/"+id+"/content")
	}
	refused(t, policy, ask("1-a!2"))
	policy.Marks = `!;/\%?@`
	if template, err := outbound.Check(policy, ask("1-a!2")); err != nil || template != "/pages/{id}/content" {
		t.Errorf("got %q, %v", template, err)
	}
	for _, id := range []string{"", "..", "a(1)", "a;b", "a@b", `a\b`, "a%21b", "a%2fb", "a/b"} {
		refused(t, policy, ask(id))
	}
}
