package jiratest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/jira/jiratest"
)

func small() *jiratest.Site {
	return jiratest.Generate(jiratest.GenerateParams{Issues: 12, Seed: 1, Now: noon})
}

func TestTheCertificateNamesTheHosts(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{})
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CAPEM())
	for _, name := range []string{"127.0.0.1", "::1", "localhost", "jira.test"} {
		d := tls.Dialer{Config: &tls.Config{RootCAs: pool, ServerName: name, MinVersion: tls.VersionTLS12}}
		conn, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL(), "https://"))
		if err != nil {
			t.Errorf("as %s: %v", name, err)
			continue
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	old := tls.Dialer{Config: &tls.Config{RootCAs: pool, ServerName: "localhost", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}} //nolint:gosec // it must be refused
	if conn, err := old.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL(), "https://")); err == nil {
		t.Errorf("TLS 1.1 was accepted: %v", conn.Close())
	}
}

func TestTwoServersShareNoSecret(t *testing.T) {
	t.Parallel()
	a, b := start(t, jiratest.Options{}), start(t, jiratest.Options{})
	if a.Token() == b.Token() || a.CloudID() == b.CloudID() || string(a.CAPEM()) == string(b.CAPEM()) || len(a.Token()) < 20 {
		t.Error("a secret of one server is also the other's, or too short")
	}
}

func TestWhoIsAnswered(t *testing.T) {
	t.Parallel()
	basic := func(s *jiratest.Server, r *http.Request) { r.SetBasicAuth(s.User(), s.Token()) }
	otherUser := func(s *jiratest.Server, r *http.Request) { r.SetBasicAuth("other@example.com", s.Token()) }
	bearer := func(s *jiratest.Server, r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.Token()) }
	cloud := jiratest.Options{Site: small()}
	private := jiratest.Options{Site: small(), Private: true}
	dc := jiratest.Options{Site: small(), Flavour: jiratest.DataCenter}
	jira11 := jiratest.Options{Site: small(), Flavour: jiratest.DataCenter, BearerOnly: true}
	openDC := jiratest.Options{Site: small(), Flavour: jiratest.DataCenter, Anonymous: true}
	const (
		failed = "AUTHENTICATED_FAILED"
		empty  = 200
		full   = 1200 // 200 with issues
	)
	for name, test := range map[string]struct {
		opts           jiratest.Options
		who            as
		search, myself int
		reason         string
	}{
		"Cloud answers its account":                        {cloud, basic, full, 200, ""},
		"Cloud hides everything from a wrong token":        {cloud, wrongToken, empty, 401, failed},
		"Cloud hides everything from a wrong user":         {cloud, otherUser, empty, 401, failed},
		"Cloud hides everything from nobody":               {cloud, nobody, empty, 401, failed},
		"Cloud knows no bearer tokens of its own":          {cloud, bearer, empty, 401, failed},
		"a private Cloud site refuses":                     {private, wrongToken, 401, 401, failed},
		"Data Center answers a personal access token":      {dc, bearer, full, 200, "OK"},
		"Data Center answers a name and a password":        {dc, basic, full, 200, "OK"},
		"Data Center refuses a wrong password":             {dc, wrongToken, 401, 401, failed},
		"Jira 11 refuses a name and a password":            {jira11, basic, 401, 401, failed},
		"Jira 11 answers a personal access token":          {jira11, bearer, full, 200, "OK"},
		"Data Center refuses nobody":                       {dc, nobody, 401, 401, failed},
		"an open Data Center hides everything from nobody": {openDC, nobody, empty, 401, failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.opts)
			search, me := "/rest/api/3/search/jql", "/rest/api/3/myself"
			if test.opts.Flavour == jiratest.DataCenter {
				search, me = "/rest/api/2/search", "/rest/api/2/myself"
			}
			a := ask(t, s, test.who, http.MethodGet, s.URL()+search, params("jql", "project = SHOP"))
			if got := a.header.Get("X-Seraph-LoginReason"); got != test.reason {
				t.Errorf("the login reason is %q instead of %q", got, test.reason)
			}
			status := a.status
			if status == 200 && len(decode[page](t, a.body).Issues) > 0 {
				status = full
			}
			if status != test.search {
				t.Errorf("search: %d instead of %d: %.200s", status, test.search, a.body)
			}
			if a := ask(t, s, test.who, http.MethodGet, s.URL()+me, nil); a.status != test.myself {
				t.Errorf("myself: %d instead of %d", a.status, test.myself)
			}
		})
	}
}

func TestAScopedTokenOpensTheGatewayAlone(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small(), Scoped: true})
	info := decode[struct{ CloudID string }](t, ask(t, s, nobody, http.MethodGet, s.URL()+"/_edge/tenant_info", nil).body)
	if info.CloudID != s.CloudID() {
		t.Fatalf("tenant_info tells %q instead of %q", info.CloudID, s.CloudID())
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/myself", nil); a.status != 401 {
		t.Errorf("myself at the site: %d", a.status)
	}
	a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/search/jql", params("jql", "project = SHOP"))
	if a.status != 200 || len(decode[page](t, a.body).Issues) != 0 || a.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
		t.Errorf("search at the site: %d %s %v", a.status, a.body, a.header)
	}
	gateway := s.URL() + "/ex/jira/" + info.CloudID + "/rest/api/3/"
	if a := ask(t, s, account, http.MethodGet, gateway+"myself", nil); a.status != 200 {
		t.Errorf("myself at the gateway: %d %s", a.status, a.body)
	}
	a = ask(t, s, account, http.MethodGet, gateway+"search/jql", params("jql", "project = SHOP", "fields", "status"))
	issues := decode[page](t, a.body).Issues
	if len(issues) == 0 || !strings.HasPrefix(issues[0].Self, gateway) {
		t.Errorf("the gateway's issues do not link to the gateway: %.300s", a.body)
	}
	if a := ask(t, s, wrongToken, http.MethodGet, gateway+"search/jql", params("jql", "project = SHOP")); a.status != 401 {
		t.Errorf("the gateway answered a wrong token with %d", a.status)
	}
}

func TestAnExpiredTokenFindsNothing(t *testing.T) {
	t.Parallel()
	s := start(t, jiratest.Options{Site: small()})
	query := params("jql", "project = SHOP", "maxResults", "5")
	first := get[page](t, s, "/rest/api/3/search/jql", query)
	if len(first.Issues) != 5 {
		t.Fatalf("%d issues before", len(first.Issues))
	}
	s.Expire()
	for _, token := range []string{"", first.NextPageToken} {
		query.Set("nextPageToken", token)
		a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/search/jql", query)
		if a.status != 200 || len(decode[page](t, a.body).Issues) != 0 || a.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
			t.Errorf("after, with token %q: %d %s %v", token, a.status, a.body, a.header)
		}
		if a.header.Get("X-AACCOUNTID") != "" {
			t.Error("an answer to nobody names an account")
		}
	}
}

func TestAnswersLookLikeJiras(t *testing.T) {
	t.Parallel()
	cloud := start(t, jiratest.Options{Site: small()})
	a := ask(t, cloud, account, http.MethodGet, cloud.URL()+"/rest/api/3/myself", nil)
	me := decode[struct{ AccountID, TimeZone, EmailAddress string }](t, a.body)
	if me.AccountID == "" || me.AccountID != a.header.Get("X-AACCOUNTID") || me.TimeZone != "UTC" || me.EmailAddress != jiratest.DefaultUser {
		t.Errorf("myself is %+v, and the header says %q", me, a.header.Get("X-AACCOUNTID"))
	}
	for _, name := range []string{"Set-Cookie", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} {
		if a.header.Get(name) == "" {
			t.Errorf("Cloud does not send %s", name)
		}
	}
	if got := a.header.Get("Content-Type"); got != "application/json;charset=UTF-8" {
		t.Errorf("the content type is %q", got)
	}
	dc := start(t, jiratest.Options{Site: small(), Flavour: jiratest.DataCenter, ContextPath: "jira"})
	if !strings.HasSuffix(dc.URL(), "/jira") {
		t.Errorf("the address %s lacks the context path", dc.URL())
	}
	a = ask(t, dc, account, http.MethodGet, dc.URL()+"/rest/api/2/myself", nil)
	user := decode[map[string]any](t, a.body)
	if user["name"] != a.header.Get("X-AUSERNAME") || user["name"] != "robin.aldana" || user["accountId"] != nil {
		t.Errorf("myself is %v, and the header says %q", user, a.header.Get("X-AUSERNAME"))
	}
	for url, want := range map[string]string{cloud.URL() + "/rest/api/3/serverInfo": "Cloud", cloud.URL() + "/rest/api/2/serverInfo": "Cloud", dc.URL() + "/rest/api/2/serverInfo": "Server"} {
		s := cloud
		if strings.HasPrefix(url, dc.URL()) {
			s = dc
		}
		info := decode[struct{ DeploymentType, BaseURL, ServerTime string }](t, ask(t, s, nobody, http.MethodGet, url, nil).body)
		if info.DeploymentType != want || info.BaseURL != s.URL() || info.ServerTime != "2026-06-01T12:00:00.000+0000" {
			t.Errorf("%s tells %+v", url, info)
		}
	}
	if a := ask(t, dc, nobody, http.MethodGet, dc.URL()+"/rest/api/3/serverInfo", nil); a.status != 404 {
		t.Errorf("Data Center answers version 3 with %d", a.status)
	}
}

func TestWhatIsNotListedIsAViolation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, path string
		status       int
		want         string
	}{
		"a POST":                     {http.MethodPost, "/rest/api/3/search/jql", 405, "only GET"},
		"a PUT":                      {http.MethodPut, "/rest/api/3/issue/10001", 405, "only GET"},
		"a DELETE":                   {http.MethodDelete, "/rest/api/3/issue/10001", 405, "only GET"},
		"a HEAD":                     {http.MethodHead, "/rest/api/3/myself", 405, "only GET"},
		"a single issue":             {http.MethodGet, "/rest/api/3/issue/SHOP-1", 404, "not listed"},
		"an empty issue":             {http.MethodGet, "/rest/api/3/issue//changelog", 404, "not listed"},
		"a path of no API":           {http.MethodGet, "/secure/Dashboard.jspa", 404, "not listed"},
		"statuses for admins":        {http.MethodGet, "/rest/api/3/statuses/search", 404, "not listed"},
		"an unknown parameter":       {http.MethodGet, "/rest/api/3/search/jql?jql=key=SHOP-1&updateHistory=true", 200, `"updateHistory" is not listed`},
		"paging as on Data Center":   {http.MethodGet, "/rest/api/3/search/jql?jql=key=SHOP-1&startAt=1", 200, `"startAt" is not listed`},
		"an expansion of no use":     {http.MethodGet, "/rest/api/3/search/jql?jql=key=SHOP-1&expand=transitions", 200, `"transitions" is not listed`},
		"another site's gateway":     {http.MethodGet, "/ex/jira/0000/rest/api/3/myself", 404, "not listed"},
		"the gateway's tenant":       {http.MethodGet, "/ex/jira/{}/_edge/tenant_info", 404, "not listed"},
		"the newest version by name": {http.MethodGet, "/rest/api/latest/myself", 404, "not listed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeTB{}
			s := jiratest.New(fake, jiratest.Options{Site: small(), Now: clock})
			a := ask(t, s, account, test.method, s.URL()+strings.Replace(test.path, "{}", s.CloudID(), 1), nil)
			if a.status != test.status {
				t.Errorf("status %d instead of %d: %s", a.status, test.status, a.body)
			}
			if v := s.Violations(); len(v) != 1 || !strings.Contains(v[0], test.want) {
				t.Errorf("the violations are %q", v)
			}
			fake.finish()
			if len(fake.errors) != 1 || !strings.Contains(fake.errors[0], test.want) {
				t.Errorf("the test was told %q", fake.errors)
			}
		})
	}
}

func TestListedRequestsAreNoViolation(t *testing.T) {
	t.Parallel()
	fake := &fakeTB{}
	s := jiratest.New(fake, jiratest.Options{Site: small(), Now: clock})
	get[page](t, s, "/rest/api/3/search/jql", params("jql", "key = SHOP-1", "fields", "status", "expand", "changelog", "maxResults", "10"))
	fake.finish()
	if len(fake.errors) != 0 {
		t.Errorf("the test was told %q", fake.errors)
	}
}

func TestACookieThatComesBackIsAViolation(t *testing.T) {
	t.Parallel()
	s := startLoose(t, jiratest.Options{})
	ask(t, s, func(s *jiratest.Server, r *http.Request) {
		account(s, r)
		r.Header.Set("Cookie", "a=b")
	}, http.MethodGet, s.URL()+"/rest/api/3/myself", nil)
	if v := s.Violations(); len(v) != 1 || !strings.Contains(v[0], "cookie") {
		t.Errorf("the violations are %q", v)
	}
}

func TestRequestsAreRememberedWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := startLoose(t, jiratest.Options{Site: small()})
	ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/issue/10001/changelog", params("startAt", "2"))
	ask(t, s, nobody, http.MethodPost, s.URL()+"/rest/api/3/nothing", nil)
	requests := s.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests", len(requests))
	}
	first, second := requests[0], requests[1]
	if first.Method != http.MethodGet || first.Path != "/rest/api/3/issue/10001/changelog" || first.Status != 200 ||
		first.Route != "/rest/api/3/issue/{issue}/changelog" || first.Query.Get("startAt") != "2" || first.Auth != "Basic" {
		t.Errorf("the first is %+v", first)
	}
	if second.Method != http.MethodPost || second.Route != "" || second.Status != 405 || second.Auth != "" {
		t.Errorf("the second is %+v", second)
	}
	raw, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	account(s, r)
	if text := string(raw); strings.Contains(text, s.Token()) || strings.Contains(text, strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")) {
		t.Error("a request holds the credential")
	}
}

func TestAnInterceptorAnswersInsteadOfJira(t *testing.T) {
	t.Parallel()
	calls := 0
	s := startLoose(t, jiratest.Options{Site: small(), Intercept: func(w http.ResponseWriter, _ *http.Request) bool {
		if calls++; calls > 1 {
			return false
		}
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}})
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/myself", nil); a.status != 429 || a.header.Get("Retry-After") != "2" {
		t.Errorf("first %d %v", a.status, a.header)
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/myself", nil); a.status != 200 {
		t.Errorf("then %d", a.status)
	}
	if r := s.Requests(); r[0].Status != 429 || r[1].Status != 200 {
		t.Errorf("the statuses are remembered as %d and %d", r[0].Status, r[1].Status)
	}
	ask(t, s, account, http.MethodPost, s.URL()+"/rest/api/3/myself", nil)
	if calls != 2 || len(s.Violations()) != 1 {
		t.Errorf("an unlisted request reached the interceptor, or was not noted: %d calls, %q", calls, s.Violations())
	}
}

func TestLatencyEndsWhenTheClientGivesUp(t *testing.T) {
	t.Parallel()
	s, err := jiratest.Start(jiratest.Options{Site: small(), Now: clock, Latency: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/rest/api/3/myself", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := client(t, s).Do(r); !errors.Is(err, context.DeadlineExceeded) {
		if err == nil {
			err = response.Body.Close()
		}
		t.Errorf("the request ended with %v", err)
	}
	// Close waits for the handler: it ends only if the handler has noticed.
	closing, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	if err := s.Close(closing); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestBadOptionsAreUsageErrors(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]jiratest.Options{
		"an unknown flavour":               {Flavour: "server"},
		"a scoped token on Data Center":    {Flavour: jiratest.DataCenter, Scoped: true},
		"a context path on Cloud":          {ContextPath: "/jira"},
		"an address that cannot be opened": {Listen: "127.0.0.1:-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := jiratest.Start(opts)
			if err == nil {
				t.Fatalf("it started: %v", s.Close(t.Context()))
			}
			if kind := weir.KindOf(err); kind != weir.Usage && kind != weir.Unreachable || weir.NextStep(err) == "" {
				t.Errorf("%v is a %s error with the next step %q", err, kind, weir.NextStep(err))
			}
		})
	}
}
