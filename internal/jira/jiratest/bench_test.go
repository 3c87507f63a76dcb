package jiratest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"weir/internal/jira/jiratest"
)

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		jiratest.Generate(jiratest.GenerateParams{Issues: 10_000, Now: noon})
	}
}

// BenchmarkStream writes the same issues, holding few of them at a time.
func BenchmarkStream(b *testing.B) {
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		b.Run(string(flavour), func(b *testing.B) {
			for b.Loop() {
				if err := jiratest.WriteIssues(io.Discard, jiratest.GenerateParams{Issues: 10_000, Now: noon}, flavour); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPage is the answer of one page of 100 issues with their histories,
// as the flow job asks for it: the aim is 15 ms at most.
func BenchmarkPage(b *testing.B) {
	s, err := jiratest.Start(jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: 10000, Now: noon}), Now: clock})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(b.Context()); err != nil && b.Context().Err() == nil {
			b.Error(err)
		}
	})
	h := s.Handler()
	for name, next := range map[string]func(n int) string{
		"by id": func(n int) string {
			list := make([]string, 100)
			for i := range list {
				list[i] = fmt.Sprint(10001 + (n*100+i)%10000)
			}
			return "id in (" + strings.Join(list, ",") + ")"
		},
		"first page of a search": func(n int) string {
			return fmt.Sprintf("project = SHOP AND updated > %d ORDER BY created, key", n)
		},
		"first page of a search of histories": func(n int) string {
			return fmt.Sprintf("status was 'In Review' AND status changed AFTER %d ORDER BY created, key", n)
		},
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				q := url.Values{
					"jql": {next(n)}, "fields": {"issuetype,status,created,resolution,resolutiondate,customfield_10021"},
					"expand": {"changelog"}, "maxResults": {"100"},
				}
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/rest/api/3/search/jql?"+q.Encode(), nil)
				r.SetBasicAuth(s.User(), s.Token())
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
				b.SetBytes(int64(w.Body.Len()))
			}
		})
	}
}
