package graphtest_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/msgraph/graphtest"
)

const contentRoute = "/pages/{id}/content"

func TestAFaultStrikesTheNthRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	s.Fail(graphtest.Fault{Method: "GET", Path: contentRoute, Skip: 1, Times: 2, Status: 503, Code: "10002", Header: http.Header{"Retry-After": {"7"}}})
	for n, want := range []int{200, 503, 503, 200} {
		a := s.get("/pages/" + p.ID() + "/content")
		if a.status != want || (want == 503) != (a.header.Get("Retry-After") == "7") {
			t.Errorf("request %d answers %d %v", n, a.status, a.header)
		}
		s.get("/notebooks").is(t, 200, "")
	}
	s.Fail(graphtest.Fault{Times: -1, Status: 502, Body: "<h1>Bad gateway</h1>"})
	if a := s.get("/notebooks"); a.status != 502 || a.body != "<h1>Bad gateway</h1>" {
		t.Errorf("a gateway answers %d %s", a.status, a.body)
	}
	s.Heal()
	s.get("/notebooks").is(t, 200, "")
	// Each fault counts on its own, and the first that strikes decides.
	s.Fail(graphtest.Fault{Status: 501, Code: "x"}, graphtest.Fault{Status: 502, Code: "y"}, graphtest.Fault{Skip: 2, Status: 503, Code: "z"})
	for _, want := range []int{501, 502, 503, 200} {
		if a := s.get("/notebooks"); a.status != want {
			t.Errorf("%d instead of %d", a.status, want)
		}
	}
}

func TestAFaultStrikesBeforeOrAfterTheEffect(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		s := newSite(t, graphtest.Options{})
		p := s.page("<p>x</p>")
		s.Fail(graphtest.Fault{Method: "PATCH", Path: contentRoute, Status: 504, Code: "10002", After: after})
		s.patch(p, []string{"body", "append", "<p>y</p>"}).is(t, 504, "10002")
		if took := strings.Contains(p.Text(), "y"); took != after {
			t.Errorf("after %t: it took effect: %t", after, took)
		}
	}
}

func TestAPersonEditsBetweenReadAndWrite(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(everything)
	s.Fail(graphtest.Fault{Method: "PATCH", Run: func() {
		if err := p.TypeInCell(0, 0, 0, " and more"); err != nil {
			t.Error(err)
		}
	}})
	s.patch(p, []string{idOf(t, p, "table", 0), "replace", "<p>x</p>"}).is(t, 400, "20120")
	if !strings.Contains(p.Text(), "cell and more") {
		t.Errorf("the page reads %q", p.Text())
	}
	s.patch(p, []string{idOf(t, p, "table", 0), "replace", "<p>x</p>"}).is(t, 204, "")
}

func TestConnectionsBreak(t *testing.T) {
	t.Parallel()
	s := graphtest.ForTest(t, graphtest.Options{ClientID: clientID})
	c := online(t, s)
	token, _ := s.Grant()
	section := s.AddSection(s.AddNotebook("N"), "S")
	p := s.AddPage(section, "A", "<p>a long text that can be cut</p>")
	address := s.URL() + root + "/pages/" + p.ID() + "/content"
	const body = `[{"target":"body","action":"append","content":"<p>new</p>"}]`

	s.Fail(graphtest.Fault{Method: "PATCH", Reset: true})
	if a, err := call(t, c, "PATCH", address, token, asJSON, body); err == nil {
		t.Errorf("a reset answers %d", a.status)
	}
	if strings.Contains(p.Text(), "new") {
		t.Error("a request that was reset before its effect had one")
	}
	s.Fail(graphtest.Fault{Method: "PATCH", Reset: true, After: true})
	if a, err := call(t, c, "PATCH", address, token, asJSON, body); err == nil {
		t.Errorf("a reset answers %d", a.status)
	}
	if strings.Count(p.Text(), "new") != 1 {
		t.Errorf("the effect came %d times", strings.Count(p.Text(), "new"))
	}
	s.Fail(graphtest.Fault{Method: "GET", Cut: true, Keep: 20})
	a, err := call(t, c, "GET", address, token, "", "")
	if !errors.Is(err, io.ErrUnexpectedEOF) && (err == nil || !strings.Contains(err.Error(), "reset")) {
		t.Errorf("a cut body ends with %v: %q", err, a.body)
	}
	if len(a.body) > 20 {
		t.Errorf("of a cut body %d bytes came", len(a.body))
	}
	if a, err = call(t, c, "GET", address, token, "", ""); err != nil || a.status != 200 {
		t.Errorf("afterwards: %d %v", a.status, err)
	}
}

func TestAHangEndsWithTheClient(t *testing.T) {
	t.Parallel()
	s := graphtest.ForTest(t, graphtest.Options{ClientID: clientID})
	c := online(t, s)
	c.Timeout = 100 * time.Millisecond
	token, _ := s.Grant()
	s.AddNotebook("N")
	s.Fail(graphtest.Fault{Path: "/notebooks", Hang: true})
	if a, err := call(t, c, "GET", s.URL()+root+"/notebooks", token, "", ""); err == nil {
		t.Errorf("a hang answers %d", a.status)
	}
}

func TestRequestsAreRememberedWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	s.get("/pages/" + p.ID() + "/content?includeIDs=true")
	s.patch(p, []string{"body", "append", "<p>y</p>"})
	s.form("/common/oauth2/v2.0/token", "grant_type", "refresh_token", "client_id", clientID, "refresh_token", "secret-value")
	requests := s.Requests()
	if len(requests) != 3 {
		t.Fatalf("%d requests", len(requests))
	}
	get, patch, token := requests[0], requests[1], requests[2]
	if get.Method != "GET" || get.Route != contentRoute || get.Status != 200 || get.Got < 100 || get.Sent != 0 || get.Query.Get("includeIDs") != "true" || !get.Graph {
		t.Errorf("the GET is %+v", get)
	}
	if patch.Method != "PATCH" || patch.Status != 204 || patch.Sent < 20 || patch.Got != 0 || !patch.At.Equal(s.clock.Now()) {
		t.Errorf("the PATCH is %+v", patch)
	}
	if token.Route != "/{tenant}/oauth2/v2.0/token" || token.Status != 400 || token.Graph {
		t.Errorf("the token request is %+v", token)
	}
	if got := strings.Join(s.GraphRequests(), ", "); got != "GET /pages/{id}/content, PATCH /pages/{id}/content" {
		t.Errorf("the requests to Graph are %s", got)
	}
	s.Forget()
	if len(s.Requests()) != 0 {
		t.Error("they were not forgotten")
	}
}

func TestBadOptionsAreUsageErrors(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]graphtest.Options{
		"no client":            {},
		"a token of no length": {ClientID: clientID, RefreshSize: 10},
	} {
		if _, err := graphtest.Start(opts); weir.KindOf(err) != weir.Usage || weir.NextStep(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	w, err := graphtest.New(graphtest.Options{ClientID: clientID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Serve("127.0.0.1:-1"); weir.KindOf(err) != weir.Unreachable || weir.NextStep(err) == "" {
		t.Errorf("an address that cannot be opened: %v", err)
	}
}

func TestViolationsFailTheTest(t *testing.T) {
	t.Parallel()
	told := &fakeTB{}
	s := graphtest.ForTest(told, graphtest.Options{ClientID: clientID})
	c := online(t, s)
	token, _ := s.Grant()
	if _, err := call(t, c, "GET", s.URL()+root+"/pages", token, "", ""); err != nil {
		t.Fatal(err)
	}
	told.finish()
	if len(told.errors) != 1 || !strings.Contains(told.errors[0], "by section") {
		t.Errorf("the test was told %q", told.errors)
	}
	if _, err := call(t, c, "GET", s.URL()+root+"/notebooks", token, "", ""); err == nil {
		t.Error("the server still answers")
	}
}
