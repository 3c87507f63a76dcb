package jiratest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
)

// noon is the present of generated sites in these tests.
var noon = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// fixture returns the path of a shared file, and skips the test without it.
func fixture(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "fixtures", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared fixtures are not here: %v", err)
	}
	return path
}

func start(t *testing.T, opts jiratest.Options) *jiratest.Server {
	t.Helper()
	if opts.Now == nil {
		opts.Now = clock
	}
	return jiratest.New(t, opts)
}

// startLoose is start for tests that break the rules on purpose.
func startLoose(t *testing.T, opts jiratest.Options) *jiratest.Server {
	t.Helper()
	if opts.Now == nil {
		opts.Now = clock
	}
	s, err := jiratest.Start(opts)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// clients holds one client for each server, so that tests do not open a
// connection for each request.
var clients sync.Map // *jiratest.Server to *http.Client

// client trusts the server's authority and nothing else.
func client(t testing.TB, s *jiratest.Server) *http.Client {
	t.Helper()
	if c, ok := clients.Load(s); ok {
		return c.(*http.Client)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CAPEM()) {
		t.Fatal("the authority's certificate cannot be read")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	c, _ := clients.LoadOrStore(s, &http.Client{Transport: transport})
	t.Cleanup(func() {
		clients.Delete(s)
		c.(*http.Client).CloseIdleConnections()
	})
	return c.(*http.Client)
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// as is how a request signs in.
type as func(*jiratest.Server, *http.Request)

func account(s *jiratest.Server, r *http.Request) {
	if strings.Contains(r.URL.Path, "/rest/api/2/") && !strings.Contains(r.URL.Path, "/ex/") {
		r.Header.Set("Authorization", "Bearer "+s.Token())
		return
	}
	r.SetBasicAuth(s.User(), s.Token())
}

func nobody(*jiratest.Server, *http.Request) {}

func wrongToken(s *jiratest.Server, r *http.Request) { r.SetBasicAuth(s.User(), "wrong") }

// ask sends one request.
func ask(t *testing.T, s *jiratest.Server, who as, method, address string, query url.Values) answer {
	t.Helper()
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatalf("make a request: %v", err)
	}
	who(s, r)
	response, err := client(t, s).Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer func() {
		if err := response.Body.Close(); err != nil {
			t.Errorf("close the body: %v", err)
		}
	}()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("read the answer: %v", err)
	}
	return answer{response.StatusCode, response.Header, body}
}

// get asks as the account and wants 200 and JSON.
func get[T any](t *testing.T, s *jiratest.Server, path string, query url.Values) T {
	t.Helper()
	a := ask(t, s, account, http.MethodGet, s.URL()+path, query)
	if a.status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, a.status, a.body)
	}
	return decode[T](t, a.body)
}

func decode[T any](t testing.TB, body []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("decode %.200s: %v", body, err)
	}
	return v
}

func params(pairs ...string) url.Values {
	q := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		q.Add(pair[0], pair[1])
	}
	return q
}

// A page is a page of either search.
type page struct {
	Issues        []found                    `json:"issues"`
	NextPageToken string                     `json:"nextPageToken"`
	IsLast        *bool                      `json:"isLast"`
	Total         *int                       `json:"total"`
	StartAt       *int                       `json:"startAt"`
	MaxResults    *int                       `json:"maxResults"`
	Names         map[string]string          `json:"names"`
	Schema        map[string]json.RawMessage `json:"schema"`
	Warnings      []string                   `json:"warningMessages"`
}

type found struct {
	ID        string                     `json:"id"`
	Key       string                     `json:"key"`
	Self      string                     `json:"self"`
	Fields    map[string]json.RawMessage `json:"fields"`
	Changelog *struct {
		StartAt, MaxResults, Total int
		Histories                  []history
	} `json:"changelog"`
}

type history struct {
	ID      string          `json:"id"`
	Author  json.RawMessage `json:"author"`
	Created string          `json:"created"`
	Items   []struct {
		Field      string  `json:"field"`
		FieldType  string  `json:"fieldtype"`
		FieldID    *string `json:"fieldId"`
		From       *string `json:"from"`
		FromString *string `json:"fromString"`
		To         *string `json:"to"`
		ToString   *string `json:"toString"`
	} `json:"items"`
}

func searchPath(s *jiratest.Server) string {
	if s.Flavour() == jiratest.DataCenter {
		return "/rest/api/2/search"
	}
	return "/rest/api/3/search/jql"
}

// all follows a search on Cloud to its end.
func all(t *testing.T, s *jiratest.Server, query url.Values) (issues []found) {
	t.Helper()
	for seen := map[string]bool{}; ; {
		p := get[page](t, s, "/rest/api/3/search/jql", query)
		issues = append(issues, p.Issues...)
		if p.IsLast == nil {
			t.Fatal("the page does not tell whether it is the last")
		}
		if *p.IsLast != (p.NextPageToken == "") {
			t.Fatalf("isLast is %t but the token is %q", *p.IsLast, p.NextPageToken)
		}
		if *p.IsLast {
			return issues
		}
		if seen[p.NextPageToken] {
			t.Fatal("a token came twice")
		}
		seen[p.NextPageToken] = true
		query.Set("nextPageToken", p.NextPageToken)
	}
}

func ids(issues []found) []string {
	list := make([]string, len(issues))
	for n, i := range issues {
		list[n] = i.ID
	}
	return list
}

func keys(issues []found) []string {
	list := make([]string, len(issues))
	for n, i := range issues {
		list[n] = i.Key
	}
	return list
}

// A fakeTB remembers what a test would have been told.
type fakeTB struct {
	mu      sync.Mutex
	errors  []string
	cleanup []func()
}

func (f *fakeTB) Helper() {}

func (f *fakeTB) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}

func (f *fakeTB) Fatalf(format string, args ...any) { f.Errorf(format, args...) }

func (f *fakeTB) Cleanup(run func()) { f.cleanup = append(f.cleanup, run) }

func (f *fakeTB) finish() {
	for n := len(f.cleanup) - 1; n >= 0; n-- {
		f.cleanup[n]()
	}
}

// recorded is the account's answer, without a connection.
func recorded(s *jiratest.Server, path string, query url.Values) string {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path+"?"+query.Encode(), nil)
	account(s, r)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

// closed is a context that has ended.
func closed() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
