package adf_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	dom "golang.org/x/net/html"

	"weir/internal/adf"
)

// allowed is what the package's comment lets each profile write: elements, and
// their attributes.
func allowed(profile adf.Profile) map[string][]string {
	if profile == adf.OneNote {
		return map[string][]string{
			"a": {"href"}, "br": nil, "cite": nil, "div": {"style"}, "em": nil, "li": nil, "ol": nil, "ul": nil, "pre": nil,
			"h1": {"style"}, "h2": {"style"}, "h3": {"style"}, "h4": {"style"}, "h5": {"style"}, "h6": {"style"},
			"p": {"style", "data-tag"}, "span": {"style"}, "strike": nil, "strong": nil, "sub": nil, "sup": nil, "u": nil,
			"table": {"border"}, "tbody": nil, "tr": nil, "td": nil, // tbody is the parser's
		}
	}
	return map[string][]string{
		"a": {"href", "rel"}, "blockquote": nil, "br": nil, "code": {"class"}, "details": {"open"}, "div": {"class", "role"}, "em": nil,
		"h1": {"style"}, "h2": {"style"}, "h3": {"style"}, "h4": {"style"}, "h5": {"style"}, "h6": {"style"}, "hr": nil,
		"img": {"src", "alt", "loading", "referrerpolicy"}, "li": nil, "ol": {"start"}, "ul": nil, "p": {"style"}, "pre": nil,
		"s": nil, "small": nil, "span": {"style"}, "strong": nil, "sub": nil, "sup": nil, "summary": nil, "u": nil,
		"table": nil, "tbody": nil, "thead": nil, "tr": nil, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"},
	}
}

// checkHarmless fails for anything in HTML that its profile does not allow.
func checkHarmless(t testing.TB, source string, profile adf.Profile) {
	t.Helper()
	nodes, err := dom.ParseFragment(strings.NewReader(source), nil)
	if err != nil {
		t.Fatal(err)
	}
	list := allowed(profile)
	var visit func(*dom.Node)
	visit = func(n *dom.Node) {
		switch n.Type {
		case dom.ElementNode:
			attributes, ok := list[n.Data]
			if structure := n.Data == "html" || n.Data == "head" || n.Data == "body"; !ok && !structure {
				t.Errorf("an element <%s> in %.300q", n.Data, source)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Errorf("an attribute %s of <%s> in %.300q", a.Key, n.Data, source)
				}
				checkValue(t, a)
			}
		case dom.TextNode, dom.DocumentNode:
		default:
			t.Errorf("neither element nor text: %q in %.300q", n.Data, source)
		}
		for c := range n.ChildNodes() {
			visit(c)
		}
	}
	for _, n := range nodes {
		visit(n)
	}
}

func checkValue(t testing.TB, a dom.Attribute) {
	t.Helper()
	switch a.Key {
	case "href", "src":
		v := strings.ToLower(a.Val)
		if !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "mailto:") {
			t.Errorf("%s=%q", a.Key, a.Val)
		}
	case "style":
		for rule := range strings.SplitSeq(a.Val, ";") {
			name, value, _ := strings.Cut(rule, ":")
			if !slices.Contains([]string{"color", "background-color", "text-align", "margin-left", "font-size", "font-family"}, name) ||
				strings.Trim(value, "#0123456789abcdefABCDEFghilmnoprst") != "" {
				t.Errorf("style=%q", a.Val)
			}
		}
	}
}

// What a browser and OneNote find is what the document says.
func TestHTMLSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	seed := seedFrom(t)
	t.Logf("WEIR_SEED=%d", seed)
	for i := range 700 * rounds(t) {
		d := newGenerator(seed + i).document()
		for _, profile := range []adf.Profile{adf.Page, adf.OneNote} {
			source := adf.HTML(d, adf.Options{Profile: profile})
			checkHarmless(t, source, profile)
			got, want := readHTML(t, source), expect(d, false, profile == adf.Page)
			checkText(t, profile, want.text.String(), got.text)
			if profile == adf.Page {
				if diff := cmp.Diff(merged(t, want.links), merged(t, got.links)); diff != "" {
					t.Errorf("the links (-want +got):\n%s", diff)
				}
			}
			if t.Failed() {
				t.Fatalf("WEIR_SEED=%d, profile %q, document\n%s\nas HTML\n%s", seed+i, profile, dump(d), source)
			}
		}
	}
}

// checkText compares texts. For OneNote, a rule is a line of dashes, and items
// whose numbers do not begin with 1 show them as text.
func checkText(t *testing.T, profile adf.Profile, want, got string) {
	t.Helper()
	want = words(want)
	if profile == adf.Page {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the text (-want +got):\n%s", diff)
		}
		return
	}
	if _, ok := lost(strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(want, " ", "")); !ok {
		t.Errorf("of %q\nis not all in %q", want, got)
	}
}

func TestRealDocumentsSayTheSameInHTML(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"small-document.adf.json", "editor-document.adf.json"} {
		d := parse(t, string(fixture(t, name)))
		for _, profile := range []adf.Profile{adf.Page, adf.OneNote} {
			source := adf.HTML(d, adf.Options{Profile: profile})
			checkHarmless(t, source, profile)
			checkWords(t, d, readHTML(t, source).text)
		}
	}
}
