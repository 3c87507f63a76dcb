package graphtest_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

const clientID = "00000000-1111-2222-3333-444444444444"

// A clock stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A site is a world with one notebook, one section, and somebody signed in.
type site struct {
	*graphtest.World
	t        testing.TB
	clock    *clock
	notebook *graphtest.Notebook
	section  *graphtest.Section
	token    string
}

func newSite(t testing.TB, opts graphtest.Options) *site {
	t.Helper()
	s := &site{t: t, clock: newClock()}
	if opts.ClientID == "" && opts.Clients == nil {
		opts.ClientID = clientID
	}
	opts.Now = s.clock.Now
	w, err := graphtest.New(opts)
	if err != nil {
		t.Fatalf("make a world: %v", err)
	}
	s.World = w
	s.notebook = w.AddNotebook("Team notebook")
	s.section = w.AddSection(s.notebook, "Weekly")
	s.token, _ = w.Grant()
	return s
}

// page adds a page with content.
func (s *site) page(content string) *graphtest.Page {
	return s.AddPage(s.section, "Open work", content)
}

const root = "/v1.0/me/onenote"

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// code is the code of Graph's error body.
func (a answer) code() string {
	var body struct {
		Error struct{ Code string } `json:"error"`
	}
	if json.Unmarshal([]byte(a.body), &body) != nil {
		return ""
	}
	return body.Error.Code
}

// is fails the test unless status and code are these.
func (a answer) is(t testing.TB, status int, code string) {
	t.Helper()
	if a.status != status || a.code() != code {
		t.Errorf("answered %d/%s instead of %d/%s: %.300s", a.status, a.code(), status, code, a.body)
	}
}

func (s *site) do(r *http.Request) answer {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// send asks Graph for a path below the OneNote API as somebody signed in.
func (s *site) send(method, path, contentType, body string) answer {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, root+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.token)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return s.do(r)
}

// request is one for a path below the OneNote API by somebody signed in.
func request(t testing.TB, s *site, path string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", root+path, nil)
	r.Header.Set("Authorization", "Bearer "+s.token)
	return r
}

func (s *site) get(path string) answer { s.t.Helper(); return s.send("GET", path, "", "") }

func (s *site) post(path, contentType, body string) answer {
	s.t.Helper()
	return s.send("POST", path, contentType, body)
}

// patch sends changes to a page; a change is target, action, content and
// perhaps a position.
func (s *site) patch(p *graphtest.Page, changes ...[]string) answer {
	s.t.Helper()
	list := make([]map[string]string, len(changes))
	for n, c := range changes {
		list[n] = map[string]string{"target": c[0], "action": c[1], "content": c[2]}
		if len(c) > 3 {
			list[n]["position"] = c[3]
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send("PATCH", "/pages/"+p.ID()+"/content", "application/json", string(body))
}

// list asks for a collection.
func (s *site) list(path string) []map[string]any {
	s.t.Helper()
	a := s.get(path)
	if a.status != http.StatusOK {
		s.t.Fatalf("GET %s: %d: %s", path, a.status, a.body)
	}
	return decode[struct{ Value []map[string]any }](s.t, a.body).Value
}

func decode[T any](t testing.TB, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("decode %.300s: %v", body, err)
	}
	return v
}

// idOf finds the generated id of the nth element of a kind.
func idOf(t testing.TB, p *graphtest.Page, tag string, n int) string {
	t.Helper()
	found := regexp.MustCompile(`<`+tag+` id="([^"]*)"`).FindAllStringSubmatch(p.HTMLWithIDs(), -1)
	if n >= len(found) {
		t.Fatalf("there is no %s number %d on %s", tag, n, p.HTMLWithIDs())
	}
	return found[n][1]
}

// form sends a form to the sign-in.
func (s *site) form(path string, pairs ...string) answer {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", path, strings.NewReader(values(pairs...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for n := 0; n+1 < len(pairs); n += 2 {
		v.Add(pairs[n], pairs[n+1])
	}
	return v
}

// clean fails the test if a rule was broken.
func (s *site) clean() {
	s.t.Helper()
	for _, v := range s.Violations() {
		s.t.Errorf("violation: %s", v)
	}
}

// broke fails the test unless exactly one rule was broken, and in these words.
func (s *site) broke(words string) {
	s.t.Helper()
	if v := s.Violations(); len(v) != 1 || !strings.Contains(v[0], words) {
		s.t.Errorf("the violations are %q instead of one with %q", v, words)
	}
}

// online is a client of a server that trusts its authority and follows nothing.
func online(t testing.TB, s *graphtest.Server) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CAPEM()) {
		t.Fatal("the authority's certificate cannot be read")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// call sends a request over the network, signed in with a token.
func call(t testing.TB, c *http.Client, method, address, token, contentType, body string) (answer, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", contentType)
	response, err := c.Do(r)
	if err != nil {
		return answer{}, fmt.Errorf("ask: %w", err)
	}
	text, err := io.ReadAll(response.Body)
	if cerr := response.Body.Close(); err == nil {
		err = cerr
	}
	return answer{response.StatusCode, response.Header, string(text)}, err
}

// A fakeTB remembers what a test would have been told.
type fakeTB struct {
	errors  []string
	cleanup []func()
}

func (f *fakeTB) Helper() {}
func (f *fakeTB) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}
func (f *fakeTB) Fatalf(format string, args ...any) { f.Errorf(format, args...) }
func (f *fakeTB) Cleanup(run func())                { f.cleanup = append(f.cleanup, run) }

func (f *fakeTB) finish() {
	for n := len(f.cleanup) - 1; n >= 0; n-- {
		f.cleanup[n]()
	}
}
