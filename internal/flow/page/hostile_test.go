package page_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow"
	"weir/internal/flow/page"
	"weir/internal/flow/picture"
)

// spoilt gives everything that has a name another one.
func (tm team) spoilt(name func(string) string) team {
	out := team{project: name(tm.project)}
	for _, k := range tm.kinds {
		out.kinds = append(out.kinds, name(k))
	}
	for _, s := range tm.statuses {
		out.statuses = append(out.statuses, weir.Status{ID: s.ID, Name: name(s.Name), Category: s.Category})
	}
	for _, s := range tm.stages {
		out.stages = append(out.stages, flow.Stage{Name: name(s.Name), Statuses: s.Statuses, Waiting: s.Waiting})
	}
	return out
}

// shape counts what a page is made of: the elements and their attributes. How
// many lines and words a picture needs depends on the length of names, so that of
// pictures only the kinds are told.
func shape(t *testing.T, text string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, n := range all(parse(t, text), "") {
		drawn := inside(n, "svg")
		note := func(what string) {
			if drawn {
				counts["drawn "+what] = 1
				return
			}
			counts[what]++
		}
		note(n.Data)
		for _, a := range n.Attr {
			note(n.Data + " " + a.Key)
		}
	}
	return counts
}

func TestHostileDataIsHarmlessInThePage(t *testing.T) {
	t.Parallel()
	measure := func(t *testing.T, tm team, subject string, link func(string) string) string {
		d := tm.generate(80, 150, 5)
		hidden := int32(len(d.Statuses)) //nolint:gosec // a handful
		d.Statuses = append(d.Statuses, flow.Status{Status: weir.Status{ID: "99", Name: tm.kinds[0], Category: weir.InProgress}})
		d.Items[0].Moves = append(d.Items[0].Moves, flow.Move{At: now().UnixMilli() - 5, Status: hidden})
		d.Items[0].Status = hidden
		p := flow.Policy{Discard: []string{tm.kinds[1]}, Types: tm.kinds}
		return write(t, tm.analyse(t, d, p), page.Params{Subject: subject, Params: picture.Params{Link: link}})
	}
	want := shape(t, measure(t, usualTeam(), "a board", hashed))
	for _, c := range []struct{ name, before, after string }{
		{"a script", "<script>alert(1)</script>", ""},
		{"an image that fails", `"><img src=x onerror=alert(1)>`, ""},
		{"an end of the style", "</style><script>alert(1)</script>", ""},
		{"an end of the picture", "</title></svg><script>alert(1)</script>", "<!--"},
		{"an attribute", `" onmouseover="alert(1)" x="`, `' autofocus onfocus='alert(1)`},
		{"a template", "{{.Styles}}{{printf `x`}}", "${alert(1)}"},
		{"entities", "&lt;script&gt;&#x3c;script&#x3e;", "&"},
		{"control characters", "\x00\x01\x07\x1b[31m\r\n\t\u0085\u2028", "\x7f"},
		{"marks of the writing direction", "\u202e\u2066\u200f\u061c", "\u202d"},
		{"invalid UTF-8", "\xff\xfe\xc3\x28", "\xf0\x9f"},
		{"an address of a script", "javascript:alert(1)//", ""},
		{"ten thousand characters", strings.Repeat("<b>x", 2500), ""},
	} {
		t.Run(c.name+" does no harm", func(t *testing.T) {
			t.Parallel()
			spoil := func(s string) string { return c.before + s + c.after }
			text := measure(t, usualTeam().spoilt(spoil), spoil("a board"), hashed)
			got := shape(t, text)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the page is made of other things (-want +got):\n%s", diff)
			}
			if i := strings.IndexFunc(text, invisible); i >= 0 {
				t.Errorf("the page has the character %q", []rune(text[i:])[0])
			}
			if len(text) > 1_000_000 {
				t.Errorf("the page has %d bytes", len(text))
			}
			// Whoever makes addresses of keys may forget to escape them.
			text = measure(t, usualTeam().spoilt(spoil), spoil("a board"), prefixed("https://jira.example.com/browse/"))
			for _, n := range all(parse(t, text), "a") {
				if href := attribute(n, "href"); !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "https://jira.example.com/browse/") {
					t.Errorf("a link leads to %q", href)
				}
			}
		})
	}
	if len(want) < 60 || !slices.Contains(slices.Collect(maps.Keys(want)), "drawn path d") {
		t.Errorf("the page is made of too little to compare: %v", want)
	}
}

// hashed makes an address of any key.
func hashed(key string) string {
	return fmt.Sprintf("https://jira.example.com/browse/%x", sha256.Sum256([]byte(key)))
}

// invisible reports whether a character cannot be seen and is no space or break
// of the template.
func invisible(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar || r == '\u2028' || r == '\u2029'
}
