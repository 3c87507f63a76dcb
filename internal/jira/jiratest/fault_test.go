package jiratest_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

// script reads a script that must be right.
func script(t testing.TB, text string) []jiratest.Fault {
	t.Helper()
	faults, err := jiratest.ParseFaults("script", []byte(text))
	if err != nil {
		t.Fatalf("the script: %v", err)
	}
	return faults
}

// faulty starts a server of 12 issues whose first search meets a fault.
func faulty(t *testing.T, flavour jiratest.Flavour, rule string) *jiratest.Server {
	t.Helper()
	path := "/rest/api/3/search/jql"
	if flavour == jiratest.DataCenter {
		path = "/rest/api/2/search"
	}
	text := "[[fault]]\npath = \"" + path + "\"\n" + rule + "\n"
	return start(t, jiratest.Options{Flavour: flavour, Site: small(), Faults: script(t, text)})
}

// anyFive are the parameters of a search for five issues.
func anyFive(more ...string) url.Values {
	return params(append([]string{"jql", "project is not EMPTY", "maxResults", "5", "fields", "summary"}, more...)...)
}

// searchFive asks for five issues, whatever comes.
func searchFive(t *testing.T, s *jiratest.Server, more ...string) answer {
	t.Helper()
	return ask(t, s, account, http.MethodGet, s.URL()+searchPath(s), anyFive(more...))
}

// open is ask for answers whose body breaks: it returns the error as well.
func open(ctx context.Context, t *testing.T, s *jiratest.Server, header ...string) (answer, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+searchPath(s)+"?"+anyFive().Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	account(s, r)
	for pair := range slices.Chunk(header, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	transport := client(t, s).Transport.(*http.Transport).Clone()
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close() //nolint:errcheck // it may be broken
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, body}, err
}

func TestAStatusAnswersInsteadOfJira(t *testing.T) {
	t.Parallel()
	s := faulty(t, jiratest.Cloud, `do = "status"
status = 503
headers = { Retry-After = "7" }
times = 1`)
	a := searchFive(t, s)
	if a.status != 503 || a.header.Get("Retry-After") != "7" || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := searchFive(t, s); a.status != 200 || len(decode[page](t, a.body).Issues) != 5 {
		t.Errorf("the request after it: %d %s", a.status, a.body)
	}
	html := searchFive(t, faulty(t, jiratest.DataCenter, "do = \"status\"\nstatus = 429\nbody = \"html\""))
	if html.status != 429 || !strings.HasPrefix(html.header.Get("Content-Type"), "text/html") || !strings.Contains(string(html.body), "<html>") {
		t.Errorf("as a page: %d %v %s", html.status, html.header, html.body)
	}
	for _, status := range []string{"500", "204"} {
		if a := searchFive(t, faulty(t, jiratest.Cloud, "do = \"status\"\nbody = \"empty\"\nstatus = "+status)); len(a.body) != 0 {
			t.Errorf("%s as nothing: %s", status, a.body)
		}
	}
}

func TestAConnectionIsReset(t *testing.T) {
	t.Parallel()
	s := faulty(t, jiratest.Cloud, `do = "reset"`)
	if a, err := open(t.Context(), t, s); !broken(err) || a.status != 0 {
		t.Errorf("before the answer: %d, %v", a.status, err)
	}
	s = faulty(t, jiratest.Cloud, "do = \"reset\"\nat = \"body\"")
	whole := searchFive(t, faulty(t, jiratest.Cloud, "do = \"clock\"\nstep = \"0s\""))
	a, err := open(t.Context(), t, s)
	if !broken(err) || len(a.body) >= len(whole.body) {
		t.Errorf("in the body: %d of %d bytes, %v", len(a.body), len(whole.body), err)
	}
}

// broken reports whether a connection ended by a reset, or without an end to
// the answer, as a reset that comes early may look.
func broken(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

func TestASlowAnswerTakesItsTime(t *testing.T) {
	t.Parallel()
	whole := searchFive(t, start(t, jiratest.Options{Site: small()})).body
	began := time.Now()
	a := searchFive(t, faulty(t, jiratest.Cloud, "do = \"slow\"\ndelay = \"60ms\"\nrate = 20000"))
	// Its twenty drops a second are of 1000 bytes.
	least := 60*time.Millisecond + time.Duration(len(whole)/1000-1)*50*time.Millisecond
	if took := time.Since(began); took < least || len(decode[page](t, a.body).Issues) != 5 {
		t.Errorf("it took %v, want %v at least", took, least)
	}
}

func TestAWaitEndsWhenTheClientGoes(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]string{
		"before the answer": "do = \"slow\"\ndelay = \"10m\"",
		"between drops":     "do = \"slow\"\nrate = 1",
		"in silence":        "do = \"silence\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := faulty(t, jiratest.Cloud, rule)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if _, err := open(ctx, t, s); err == nil {
				t.Error("the answer came all the same")
			}
			client(t, s).CloseIdleConnections()
			ctx, cancel = context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if err := s.Close(ctx); err != nil {
				t.Errorf("something still waits: %v", err)
			}
		})
	}
}

// A client that closes says so first, and may still read until it has closed.
func TestAClientThatGoesIsSentNoEmptyAnswer(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*jiratest.Server{
		"slow":    faulty(t, jiratest.Cloud, "do = \"slow\"\ndelay = \"10m\""),
		"silent":  faulty(t, jiratest.Cloud, "do = \"silence\""),
		"latency": start(t, jiratest.Options{Site: small(), Latency: 10 * time.Minute}),
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+searchPath(s)+"?"+anyFive().Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		account(s, r)
		dialer := &tls.Dialer{Config: client(t, s).Transport.(*http.Transport).TLSClientConfig}
		conn, err := dialer.DialContext(t.Context(), "tcp", r.URL.Host)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.Write(conn), conn.(*tls.Conn).CloseWrite()); err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(conn) // mostly a reset
		if strings.Contains(string(text), "Content-Length: 0") {
			t.Errorf("%s: the answer is %q", name, text)
		}
		_ = conn.Close()
	}
}

func TestSilenceEndsInAReset(t *testing.T) {
	t.Parallel()
	a, err := open(t.Context(), t, faulty(t, jiratest.Cloud, "do = \"silence\"\ndelay = \"20ms\""))
	if !broken(err) || a.status != 200 || len(a.body) > 0 {
		t.Errorf("%d, %d bytes, %v", a.status, len(a.body), err)
	}
}

func TestABodyIsCutShort(t *testing.T) {
	t.Parallel()
	for rule, test := range map[string]struct {
		size   int
		length string
	}{
		"keep = 17":                         {17, "17"},
		"keep = 17\nframing = \"length\"":   {17, "17"},
		"keep = 17\nframing = \"chunked\"":  {17, ""},
		"keep = 999999":                     {-1, "-1"},
		"keep = 1\nevery = 1\nchance = 1.0": {1, "1"},
	} {
		a, err := open(t.Context(), t, faulty(t, jiratest.Cloud, "do = \"truncate\"\n"+rule))
		if test.size < 0 {
			if len(decode[page](t, a.body).Issues) != 5 {
				t.Errorf("%q: it should be whole", rule)
			}
			continue
		}
		if err != nil || len(a.body) != test.size || a.header.Get("Content-Length") != test.length {
			t.Errorf("%q: %d bytes of %q, %v", rule, len(a.body), a.header.Get("Content-Length"), err)
		}
	}
}

func TestABodyIsSpoilt(t *testing.T) {
	t.Parallel()
	a := searchFive(t, faulty(t, jiratest.Cloud, `do = "garbage"`))
	if n := strings.Count(string(a.body), "\x00"); a.status != 200 || n != 1 {
		t.Errorf("%d, %d bytes that no JSON holds", a.status, n)
	}
	decode[page](t, []byte(strings.ReplaceAll(string(a.body), "\x00", ""))) // else it is whole
}

func TestABombIsSmallOnTheWire(t *testing.T) {
	t.Parallel()
	a, err := open(t.Context(), t, faulty(t, jiratest.Cloud, "do = \"bomb\"\nsize_mib = 3"), "Accept-Encoding", "gzip")
	if err != nil || a.header.Get("Content-Encoding") != "gzip" || len(a.body) > 32<<10 {
		t.Fatalf("%d bytes, %v %v", len(a.body), a.header, err)
	}
	r, err := gzip.NewReader(strings.NewReader(string(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(r, 5<<20)); err != nil || n < 3<<20 || n > 4<<20 {
		t.Errorf("%d bytes unpacked, %v", n, err)
	}
	a, err = open(t.Context(), t, faulty(t, jiratest.Cloud, "do = \"bomb\"\nsize_mib = 1"), "Accept-Encoding", "identity")
	if err != nil || a.header.Get("Content-Encoding") != "" || len(a.body) < 1<<20 {
		t.Errorf("unpacked: %d bytes, %v %v", len(a.body), a.header, err)
	}
}

func TestAnotherServerAnswers(t *testing.T) {
	t.Parallel()
	a := searchFive(t, faulty(t, jiratest.Cloud, `do = "login-page"`))
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(string(a.body), "Sign in") {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	for _, to := range []string{"https://sso.test/login?from=jira", "/login.jsp"} {
		a, err := open(t.Context(), t, faulty(t, jiratest.Cloud, "do = \"redirect\"\nto = \""+to+"\""))
		if err != nil || a.status != http.StatusFound || a.header.Get("Location") != to {
			t.Errorf("%d to %q, %v", a.status, a.header.Get("Location"), err)
		}
	}
}

func TestASignInIsLost(t *testing.T) {
	t.Parallel()
	a := searchFive(t, faulty(t, jiratest.Cloud, `do = "sign-out"`))
	if a.status != 200 || len(decode[page](t, a.body).Issues) != 0 || a.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" || a.header.Get("X-AACCOUNTID") != "" {
		t.Errorf("%d %s %v", a.status, a.body, a.header)
	}
	a = searchFive(t, faulty(t, jiratest.Cloud, "do = \"sign-out\"\ntell = \"account\""))
	if a.status != 200 || len(decode[page](t, a.body).Issues) != 0 || a.header.Get("X-Seraph-LoginReason") != "" || a.header.Get("X-AACCOUNTID") != "anonymous" {
		t.Errorf("by the account's name: %d %s %v", a.status, a.body, a.header)
	}
	s := start(t, jiratest.Options{Flavour: jiratest.DataCenter, Anonymous: true, Site: small(), Faults: script(t, "[[fault]]\ndo = \"sign-out\"\ntell = \"account\"")})
	a = searchFive(t, s)
	if a.status != 200 || len(decode[page](t, a.body).Issues) != 0 || a.header.Get("X-Seraph-LoginReason") != "" || a.header.Get("X-AUSERNAME") != "anonymous" {
		t.Errorf("on Data Center: %d %s %v", a.status, a.body, a.header)
	}
}

func TestTheClockSteps(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small(), Faults: script(t, `
[[fault]]
path = "/rest/api/3/serverInfo"
after = 1
times = 2
do = "clock"
step = "-90m"

[[fault]]
path = "/rest/api/3/serverInfo"
after = 2
do = "status"
status = 500
`)})
	for n, back := range []time.Duration{0, 90 * time.Minute, 180 * time.Minute, 180 * time.Minute} {
		a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/serverInfo", nil)
		want := noon.Add(-back)
		if n >= 2 { // a step leaves the answer to the rules after it
			if a.status != 500 {
				t.Errorf("request %d: status %d", n, a.status)
			}
		} else if got := decode[struct{ ServerTime string }](t, a.body).ServerTime; got != want.Format(jiratest.TimeLayout) {
			t.Errorf("request %d: the server's time is %s", n, got)
		}
		if got := a.header.Get("Date"); got != want.Format(http.TimeFormat) {
			t.Errorf("request %d: the date is %s, want %s", n, got, want)
		}
	}
}

func TestPagesAreEdited(t *testing.T) {
	t.Parallel()
	whole := decode[page](t, searchFive(t, start(t, jiratest.Options{Site: small()})).body)
	first := ids(whole.Issues)
	edited := func(flavour jiratest.Flavour, rule string) page {
		t.Helper()
		a := searchFive(t, faulty(t, flavour, rule))
		if a.status != 200 {
			t.Fatalf("%s: %d", rule, a.status)
		}
		return decode[page](t, a.body)
	}

	if got, want := ids(edited(jiratest.Cloud, "do = \"duplicate\"\ncount = 2").Issues), append(slices.Clone(first), first[:2]...); !cmp.Equal(got, want) {
		t.Errorf("duplicate: %v, want %v", got, want)
	}
	if got := ids(edited(jiratest.Cloud, `do = "duplicate"`).Issues); len(got) != 6 || got[5] != first[0] {
		t.Errorf("duplicate without a count: %v", got)
	}
	if p := edited(jiratest.Cloud, `do = "empty-page"`); len(p.Issues) != 0 || p.NextPageToken == "" || *p.IsLast {
		t.Errorf("empty-page: %+v", p)
	}
	if p := edited(jiratest.DataCenter, `do = "empty-page"`); len(p.Issues) != 0 || *p.Total != 12 {
		t.Errorf("empty-page on Data Center: %+v", p)
	}
	if p := edited(jiratest.Cloud, `do = "no-token"`); len(p.Issues) != 5 || p.NextPageToken != "" || *p.IsLast {
		t.Errorf("no-token: %+v", p)
	}
	if p := edited(jiratest.DataCenter, "do = \"wrong-total\"\nadd = -5"); *p.Total != 7 || *p.StartAt != 0 {
		t.Errorf("wrong-total: %d, %d", *p.Total, *p.StartAt)
	}
	if p := edited(jiratest.DataCenter, "do = \"wrong-start\"\nadd = 3"); *p.Total != 12 || *p.StartAt != 3 {
		t.Errorf("wrong-start: %d, %d", *p.Total, *p.StartAt)
	}
}

func TestWhatIsNoPageIsNotEdited(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small(), Faults: script(t, "[[fault]]\ndo = \"empty-page\"")})
	for _, path := range []string{"/rest/api/3/field", "/rest/api/3/myself"} {
		if a := ask(t, s, account, http.MethodGet, s.URL()+path, nil); a.status != 200 || len(a.body) < 100 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := searchFive(t, s, "maxResults", "x", "jql", "nonsense nonsense"); a.status != 400 && a.status != 200 {
		t.Errorf("an error became %d", a.status)
	}
	if p := get[struct{ Values []any }](t, s, "/rest/api/3/issue/10001/changelog", nil); len(p.Values) != 0 {
		t.Errorf("other pages are edited, too: %v", p)
	}
}

func TestAPageOrItsTokenComesAgain(t *testing.T) {
	t.Parallel()
	s := faulty(t, jiratest.Cloud, "query = \"nextPageToken=\"\ntimes = 1\ndo = \"repeat-page\"")
	first := searchFive(t, s)
	token := decode[page](t, first.body).NextPageToken
	if again := searchFive(t, s, "nextPageToken", token); string(again.body) != string(first.body) {
		t.Errorf("the page did not come again: %s", again.body)
	}
	second := decode[page](t, searchFive(t, s, "nextPageToken", token).body)
	if len(second.Issues) != 5 || second.Issues[0].ID == decode[page](t, first.body).Issues[0].ID {
		t.Errorf("the page after it: %v", ids(second.Issues))
	}
	if alone := searchFive(t, faulty(t, jiratest.Cloud, `do = "repeat-page"`)); len(decode[page](t, alone.body).Issues) != 5 {
		t.Errorf("the first page of all: %s", alone.body)
	}

	s = faulty(t, jiratest.Cloud, `do = "token-loop"`)
	token = decode[page](t, searchFive(t, s).body).NextPageToken
	if p := decode[page](t, searchFive(t, s, "nextPageToken", token).body); p.NextPageToken != token || *p.IsLast {
		t.Errorf("the token is %q, not %q", p.NextPageToken, token)
	}
}

func TestAnEmptyPageLeadsToTheOneThatWasAskedFor(t *testing.T) {
	t.Parallel()
	s := faulty(t, jiratest.Cloud, "every = 2\ndo = \"empty-page\"")
	var got []string
	var sizes []int
	for token := ""; ; {
		p := decode[page](t, searchFive(t, s, "nextPageToken", token).body)
		got, sizes = append(got, ids(p.Issues)...), append(sizes, len(p.Issues))
		if *p.IsLast {
			break
		}
		token = p.NextPageToken
	}
	if want := ids(all(t, start(t, jiratest.Options{Site: small()}), params("jql", "project is not EMPTY"))); !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if !slices.Equal(sizes, []int{5, 0, 5, 0, 2}) {
		t.Errorf("the pages hold %v", sizes)
	}
}
