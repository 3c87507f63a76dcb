package app_test

import (
	"net/url"
	"testing"
	"time"

	"weir"
	"weir/internal/app"
)

// A note in Markdown holds nothing that a plug-in of Obsidian carries out, or
// that is loaded from elsewhere.
func TestADescriptionInMarkdownIsInert(t *testing.T) {
	t.Parallel()
	site := &url.URL{Scheme: "https", Host: "jira.example"}
	for name, test := range map[string]struct {
		d    weir.Document
		want string
	}{
		"a script": {
			weir.Document{Format: weir.ADF, Source: `{"type":"doc","version":1,"content":[{"type":"codeBlock","attrs":{"language":"dataviewjs"},"content":[{"type":"text","text":"x()"}]}]}`},
			"```\nx()\n```",
		},
		"a script in wiki markup": {weir.Document{Format: weir.Wiki, Source: "{code:dataviewjs}\nx()\n{code}"}, "```\nx()\n```"},
		"a picture":               {weir.Document{Format: weir.Wiki, Source: "!https://track.example/p.png!"}, "[p.png](https://track.example/p.png)"},
		"what is no document":     {weir.Document{Format: weir.ADF, Source: "```dataviewjs\nx()\n```"}, "\\`\\`\\`dataviewjs\\\nx()\\\n\\`\\`\\`"},
	} {
		if got := app.Describe(site, time.UTC, true)(test.d); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, test.want)
		}
	}
	if got, want := app.Plain("`= x` ![p](https://track.example/p.png)"), "\\`= x\\` !\\[p\\](https\\://track.example/p.png)"; got != want {
		t.Errorf("a field:\n got %q\nwant %q", got, want)
	}
}
