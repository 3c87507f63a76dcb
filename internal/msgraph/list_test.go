package msgraph_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
)

func TestPagesComeAHundredAtATime(t *testing.T) {
	t.Parallel()
	var p *peer
	p = serve(t, func(n int, _ heard, w http.ResponseWriter) {
		next := ""
		if n < 3 {
			// Graph may name the list otherwise, as that of a user.
			next = fmt.Sprintf(`,"@odata.nextLink":"%s/v1.0/users('x')/onenote/sections('1-s!1')/pages?$top=100&$skip=%d&$skiptoken=a%%2Bb"`, p.url, n*100)
		}
		say(w, 200, fmt.Sprintf(`{"value":[{"id":"1-p!%d","title":"Page %d"}]%s}`, n, n, next))
	})
	var got []string
	for page, err := range client(t, p).Pages(t.Context(), "1-s!1") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.ID+" "+page.Title)
	}
	if diff := cmp.Diff([]string{"1-p!1 Page 1", "1-p!2 Page 2", "1-p!3 Page 3"}, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	var queries []url.Values
	for _, h := range p.heard() {
		query, err := url.ParseQuery(h.Query)
		if err != nil || h.Path != "/v1.0/me/onenote/sections/1-s!1/pages" {
			t.Fatalf("asked %+v, %v", h, err)
		}
		queries = append(queries, query)
	}
	if diff := cmp.Diff([]url.Values{
		{"$select": {"id,title,createdDateTime,lastModifiedDateTime,links"}, "$orderby": {"createdDateTime desc"}, "$top": {"100"}},
		{"$top": {"100"}, "$skip": {"100"}, "$skiptoken": {"a+b"}},
		{"$top": {"100"}, "$skip": {"200"}, "$skiptoken": {"a+b"}},
	}, queries); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
}

func TestWhoeverHasSeenEnoughAsksNoMore(t *testing.T) {
	t.Parallel()
	var p *peer
	p = serve(t, func(_ int, _ heard, w http.ResponseWriter) {
		say(w, 200, fmt.Sprintf(`{"value":[{"id":"1-p!1"}],"@odata.nextLink":"%s/v1.0/me/onenote/sections/1-s!1/pages?$skip=1"}`, p.url))
	})
	for _, err := range client(t, p).Pages(t.Context(), "1-s!1") {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if n := len(p.heard()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestAListGoesOnNowhereElse(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]string{
		"another host":     "https://graph.example.com/v1.0/me/onenote/sections/1-s!1/pages?$skip=100",
		"without TLS":      "http://HOST/v1.0/me/onenote/sections/1-s!1/pages?$skip=100",
		"a user's name":    "https://graph.microsoft.com@HOST/v1.0/me/onenote/sections/1-s!1/pages?$skip=100",
		"another list":     "https://HOST/v1.0/me/messages?$skip=100",
		"another version":  "https://HOST/beta/me/onenote/sections/1-s!1/pages?$skip=100",
		"no query":         "https://HOST/v1.0/me/onenote/sections/1-s!1/pages",
		"a relative place": "/v1.0/me/onenote/sections/1-s!1/pages?$skip=100",
		"what is no URL":   "https://HOST/%zz",
		"a circle":         "https://HOST/v1.0/me/onenote/sections/1-s!1/pages?$skip=100",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p *peer
			p = serve(t, func(_ int, _ heard, w http.ResponseWriter) {
				say(w, 200, fmt.Sprintf(`{"value":[{"id":"1-p!1"}],"@odata.nextLink":%q}`, strings.ReplaceAll(link, "HOST", p.url.Host)))
			})
			var last error
			for _, err := range client(t, p).Pages(t.Context(), "1-s!1") {
				last = err
			}
			wantKind(t, last, weir.Truncated)
			if n := len(p.heard()); n > 2 || n > 1 && name != "a circle" {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

func TestAListWithoutEndIsAnError(t *testing.T) {
	t.Parallel()
	var p *peer
	p = serve(t, func(n int, _ heard, w http.ResponseWriter) {
		if n > 250 {
			say(w, 200, `{"value":[]}`)
			return
		}
		say(w, 200, fmt.Sprintf(`{"value":[],"@odata.nextLink":"%s/v1.0/me/onenote/sections/1-s!1/pages?$skip=%d"}`, p.url, n))
	})
	var last error
	for _, err := range client(t, p).Pages(t.Context(), "1-s!1") {
		last = err
	}
	wantKind(t, last, weir.Truncated)
	if n := len(p.heard()); n != 200 {
		t.Errorf("asked %d times", n)
	}
}

func TestWhatLiesInANotebookOrAGroupIsListedAndMade(t *testing.T) {
	t.Parallel()
	p := serve(t, func(_ int, h heard, w http.ResponseWriter) {
		if h.Method == "POST" {
			say(w, 201, `{"id":"1-n!9","displayName":"New"}`)
			return
		}
		say(w, 200, `{"value":[{"id":"1-x!1","displayName":"One"},{"id":"1-x!2","displayName":"Two"}]}`)
	})
	c := client(t, p)
	for _, parent := range []msgraph.Parent{{NotebookID: "1-n!1"}, {GroupID: "1-g!1"}} {
		sections, err := c.Sections(t.Context(), parent)
		if diff := cmp.Diff([]msgraph.Section{{ID: "1-x!1", Name: "One"}, {ID: "1-x!2", Name: "Two"}}, sections); err != nil || diff != "" {
			t.Errorf("%v, sections (-want +got):\n%s", err, diff)
		}
		groups, err := c.Groups(t.Context(), parent)
		if diff := cmp.Diff([]msgraph.Group{{ID: "1-x!1", Name: "One"}, {ID: "1-x!2", Name: "Two"}}, groups); err != nil || diff != "" {
			t.Errorf("%v, groups (-want +got):\n%s", err, diff)
		}
		made, err := c.CreateSection(t.Context(), parent, "New")
		if err != nil || made != (msgraph.Section{ID: "1-n!9", Name: "New"}) {
			t.Errorf("made %v, %v", made, err)
		}
	}
	notebook, err := c.CreateNotebook(t.Context(), "New")
	if err != nil || notebook.ID != "1-n!9" || notebook.Name != "New" {
		t.Errorf("made %v, %v", notebook, err)
	}
	var asked []string
	for _, h := range p.heard() {
		asked = append(asked, strings.TrimSpace(h.Method+" "+strings.TrimPrefix(h.Path, "/v1.0/me/onenote")+" "+h.Body))
	}
	const name = ` {"displayName":"New"}`
	if diff := cmp.Diff([]string{
		"GET /notebooks/1-n!1/sections", "GET /notebooks/1-n!1/sectionGroups", "POST /notebooks/1-n!1/sections" + name,
		"GET /sectionGroups/1-g!1/sections", "GET /sectionGroups/1-g!1/sectionGroups", "POST /sectionGroups/1-g!1/sections" + name,
		"POST /notebooks" + name,
	}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}
