package msgraph_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/msgraph"
)

const tree = `{"value":[
 {"id":"1-nb!1","displayName":"Team","sections":[{"id":"1-s!1","displayName":"Weekly"}],
  "sectionGroups":[{"id":"1-g!1","displayName":"Old","sections":[{"id":"1-s!2","displayName":"2025"}]}]},
 {"id":"1-nb!2","displayName":"Empty","sections":[],"sectionGroups":[]},
 {"id":"1-nb!3","displayName":"Long","sections":[{"id":"1-s!3","displayName":"One"}],"sections@odata.nextLink":"https://x.example.com/","sectionGroups":[]}]}`

func TestTheTreeComesByOneRequest(t *testing.T) {
	t.Parallel()
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { say(w, 200, tree) })
	got, err := client(t, p).Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []msgraph.Notebook{
		{
			ID: "1-nb!1", Name: "Team", Sections: []msgraph.Section{{ID: "1-s!1", Name: "Weekly"}},
			Groups: []msgraph.Group{{ID: "1-g!1", Name: "Old", Sections: []msgraph.Section{{ID: "1-s!2", Name: "2025"}}}},
		},
		{ID: "1-nb!2", Name: "Empty", Sections: []msgraph.Section{}, Groups: []msgraph.Group{}},
		{ID: "1-nb!3", Name: "Long", Groups: []msgraph.Group{}}, // its sections go on elsewhere, so they count as not read
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
	asked := p.heard()
	query, err := url.ParseQuery(asked[0].Query)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(url.Values{
		"$select": {"id,displayName"},
		"$expand": {"sections($select=id,displayName),sectionGroups($select=id,displayName;$expand=sections($select=id,displayName))"},
	}, query); len(asked) != 1 || asked[0].Path != "/v1.0/me/onenote/notebooks" || asked[0].Auth != "Bearer token-0" || diff != "" {
		t.Errorf("asked %+v\n%s", asked, diff)
	}
}

func TestWhereExpandingFailsTheNotebooksComeAlone(t *testing.T) {
	t.Parallel()
	clock := newTimer()
	p := serve(t, func(_ int, h heard, w http.ResponseWriter) {
		if query, err := url.ParseQuery(h.Query); err != nil || query.Has("$expand") {
			refuse(w, 500, "19999")
			return
		}
		say(w, 200, `{"value":[{"id":"1-nb!1","displayName":"Team","links":{"oneNoteWebUrl":{"href":"https://onenote.example.com/1"}}},
			{"id":"1-nb!2","displayName":"Trap","links":{"oneNoteWebUrl":{"href":"javascript:alert(1)"}}}]}`)
	})
	got, err := client(t, p, func(params *msgraph.Params) { params.Outbound = p.options(clock) }).Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []msgraph.Notebook{{ID: "1-nb!1", Name: "Team", WebURL: "https://onenote.example.com/1"}, {ID: "1-nb!2", Name: "Trap"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notebooks (-want +got):\n%s", diff)
	}
	if n, waits := len(p.heard()), clock.waited(time.Millisecond); n != 2 || len(waits) > 0 {
		t.Errorf("asked %d times and waited %v, want the other way at once", n, waits)
	}
}

func TestAPageIsMadeReadAndChanged(t *testing.T) {
	t.Parallel()
	const html = `<html><head><title>Open &amp; late</title></head><body><p>x</p></body></html>`
	p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
		switch n {
		case 1:
			say(w, 201, `{"id":"1-p!1-a","title":"Open & late","createdDateTime":"2026-11-20T09:00:00Z","lastModifiedDateTime":"2026-11-20T09:00:01Z",
				"links":{"oneNoteWebUrl":{"href":"https://onenote.example.com/p"}}}`)
		case 2:
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(html))
		default:
			w.WriteHeader(204)
		}
	})
	c := client(t, p)
	page, err := c.CreatePage(t.Context(), "1-s!1", []byte(html))
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	want := msgraph.Page{ID: "1-p!1-a", Title: "Open & late", WebURL: "https://onenote.example.com/p", Created: at, Modified: at.Add(time.Second)}
	if diff := cmp.Diff(want, page); err != nil || diff != "" {
		t.Fatalf("%v, page (-want +got):\n%s", err, diff)
	}
	content, err := c.Content(t.Context(), page.ID)
	if err != nil || string(content) != html {
		t.Fatalf("content %q, %v", content, err)
	}
	err = c.Patch(t.Context(), page.ID, []msgraph.Change{
		{Target: "table:{1}{2}", Action: "replace", Content: "<table/>"},
		{Target: "#weir", Action: "insert", Position: "after", Content: "<p>&</p>"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Patch(t.Context(), page.ID, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]heard{
		{Method: "POST", Path: "/v1.0/me/onenote/sections/1-s!1/pages", Kind: "text/html", Body: html, Auth: "Bearer token-0"},
		{Method: "GET", Path: "/v1.0/me/onenote/pages/1-p!1-a/content", Query: "includeIDs=true", Auth: "Bearer token-0"},
		{
			Method: "PATCH", Path: "/v1.0/me/onenote/pages/1-p!1-a/content", Kind: "application/json", Auth: "Bearer token-0",
			Body: `[{"target":"table:{1}{2}","action":"replace","content":"<table/>"},` +
				`{"target":"#weir","action":"insert","position":"after","content":"<p>&</p>"}]`,
		},
	}, p.heard()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestNoIDLeadsElsewhere(t *testing.T) {
	t.Parallel()
	p := serve(t, func(int, heard, http.ResponseWriter) { t.Error("something was sent") })
	c := client(t, p)
	for _, id := range []string{"", ".", "..", "a/b", "a%2fb", `a\b`, "a?x", "a#x", "a;b", "a b", "é", "a\x00", "!a", "../me", strings.Repeat("a", 256)} {
		_, err := c.Content(t.Context(), id)
		wantKind(t, err, weir.BadInput)
	}
	_, err := c.Sections(t.Context(), msgraph.Parent{})
	wantKind(t, err, weir.BadInput)
	if errors.Is(err, msgraph.ErrUncertain) {
		t.Error("what was not sent is not uncertain")
	}
}
