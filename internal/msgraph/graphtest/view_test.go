package graphtest_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"weir/internal/msgraph/graphtest"
)

func TestAPersonLooksAtThePages(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	inner := s.AddSection(s.AddGroup(s.notebook, "Archive"), "Old")
	s.AddPage(inner, "", "<p>deep</p>")
	p := s.AddPage(s.section, "<script>alert(1)</script>", `<p onclick="x()">text</p><script>alert(2)</script><a href="javascript:alert(3)">x</a>`+
		`<table border=1><tr><td style="background-color:#dff6dd">A-1</td></tr></table><img src="https://example.com/x.png">`)
	list := s.browse("/", nil)
	if list.status != 200 || !strings.Contains(list.body, "Team notebook") || !strings.Contains(list.body, "Untitled page") || !strings.Contains(list.body, "Archive") {
		t.Errorf("the list is %s", list.body)
	}
	address := "/view/" + url.PathEscape(p.ID())
	if !strings.Contains(list.body, `href="`+address+`"`) {
		t.Errorf("the page is not linked: %s", list.body)
	}
	view := s.browse(address, nil)
	if view.status != 200 || !strings.Contains(view.body, `background-color:#dff6dd`) || !strings.Contains(view.body, "text") {
		t.Errorf("the page is %d %s", view.status, view.body)
	}
	if strings.Contains(view.body, "position:absolute") {
		t.Error("the outlines lie over each other")
	}
	for _, a := range []answer{list, view} {
		for _, bad := range []string{"<script", "javascript:", "onclick"} {
			if strings.Contains(a.body, bad) {
				t.Errorf("%q is on the page: %s", bad, a.body)
			}
		}
		csp := a.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; ") || !strings.Contains(csp, "form-action 'none'") || strings.Contains(csp, "script-src") {
			t.Errorf("the policy is %q", csp)
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("the headers are %v", a.header)
		}
	}
	p.Delete()
	if a := s.browse(address, nil); a.status != 404 {
		t.Errorf("a deleted page is shown: %d", a.status)
	}
	if a := s.browse("/favicon.ico", nil); a.status != 404 {
		t.Errorf("the icon answers %d", a.status)
	}
	s.clean()
	s.do(httptest.NewRequestWithContext(t.Context(), "POST", address, nil))
	s.broke("POST")
}

func TestAnEmptyWorldSaysSo(t *testing.T) {
	t.Parallel()
	w, err := graphtest.New(graphtest.Options{ClientID: clientID})
	if err != nil {
		t.Fatal(err)
	}
	out := httptest.NewRecorder()
	w.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	if !strings.Contains(out.Body.String(), "There is no notebook yet.") {
		t.Error(out.Body.String())
	}
}
