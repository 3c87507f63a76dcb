package adf_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/adf"
)

// What a reader of Markdown finds is what the document says: the same words, the
// same links, and marks on nothing that has none in the document.
func TestMarkdownSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	seed := seedFrom(t)
	t.Logf("WEIR_SEED=%d", seed)
	marked, unmarked := 0, 0
	for i := range 1200 * rounds(t) {
		d := newGenerator(seed + i).document()
		m, n, ok := sameInMarkdown(t, d)
		marked, unmarked = marked+m, unmarked+n
		if !ok {
			t.Fatalf("WEIR_SEED=%d, document\n%s\nas Markdown\n%s", seed+i, dump(d), adf.Markdown(d, adf.Options{}))
		}
	}
	// Where CommonMark cannot express marks, they go. That is rare even here, where
	// every second word is punctuation.
	t.Logf("%d letters are marked, %d are not any more", marked, unmarked)
	if unmarked > marked/10 {
		t.Errorf("%d of %d letters lost their marks", unmarked, marked)
	}
}

func sameInMarkdown(t *testing.T, d *adf.Node) (marked, unmarked int, ok bool) {
	t.Helper()
	got, want := readMarkdown(t, adf.Markdown(d, adf.Options{})), expect(d, true, false)
	if diff := cmp.Diff(words(want.text.String()), got.text); diff != "" {
		t.Errorf("the text (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(merged(t, want.links), merged(t, got.links)); diff != "" {
		t.Errorf("the links (-want +got):\n%s", diff)
	}
	for kind, found := range got.marks {
		if want.marks[kind] == nil {
			if found != "" {
				t.Errorf("%s: %q, and nothing is", kind, found)
			}
			continue
		}
		all := letters(want.marks[kind].String())
		n, subset := lost(all, found)
		if !subset {
			t.Errorf("%s: %q, of which the document has %q", kind, found, all)
		}
		if n > 0 && isRaised(kind) {
			t.Errorf("%s: %q of %q", kind, found, all)
		}
		if kind != "strong" { // which headers and titles are without any mark
			marked, unmarked = marked+len(all), unmarked+n
		}
	}
	return marked, unmarked, !t.Failed()
}

// The documents of other people's making are no exception.
func TestRealDocumentsSayTheSameInMarkdown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"small-document.adf.json", "editor-document.adf.json"} {
		d := parse(t, string(fixture(t, name)))
		got := readMarkdown(t, adf.Markdown(d, adf.Options{}))
		checkWords(t, d, got.text)
		if diff := cmp.Diff(merged(t, linksOf(d)), merged(t, got.links)); diff != "" {
			t.Errorf("%s: the links (-want +got):\n%s", name, diff)
		}
	}
}

func linksOf(d *adf.Node) []string { return expect(d, true, false).links }

// checkWords fails unless each word that stands in a text node is found, in order.
func checkWords(t testing.TB, n *adf.Node, found string) {
	t.Helper()
	rest := found
	var visit func(*adf.Node)
	visit = func(n *adf.Node) {
		for word := range strings.FieldsSeq(n.Text) {
			_, after, ok := strings.Cut(rest, word)
			if !ok {
				t.Fatalf("%q is not in what is left: %.200q", word, rest)
			}
			rest = after
		}
		for _, child := range n.Content {
			visit(child)
		}
	}
	visit(n)
}

func TestMarksInMarkdown(t *testing.T) {
	t.Parallel()
	strong, em, strike, code := mark("strong"), mark("em"), mark("strike"), mark("code")
	a := link("https://a.example")
	sub, sup := adf.Mark{Type: "subsup", Attrs: attrs{"type": "sub"}}, adf.Mark{Type: "subsup", Attrs: attrs{"type": "sup"}}
	for name, test := range map[string]struct {
		line nodes
		want string
	}{
		"each":                                   {nodes{text("a", strong), text(" "), text("b", em), text(" "), text("c", strike), text(" "), text("d", code)}, "**a** *b* ~~c~~ `d`"},
		"spaces stand outside":                   {nodes{text("a"), text(" bold ", strong), text("b")}, "a **bold** b"},
		"nothing but space":                      {nodes{text("a"), text(" ", strong), text("b")}, "a b"},
		"pieces of one kind":                     {nodes{text("a", strong), text("b", strong)}, "**ab**"},
		"in the middle of a word":                {nodes{text("un"), text("believ", em), text("able")}, "un*believ*able"},
		"one within another":                     {nodes{text("a ", strong), text("b", strong, em), text(" c", strong)}, "**a *b* c**"},
		"one behind another":                     {nodes{text("a", em), text("b", strong)}, "*a***b**"},
		"overlapping":                            {nodes{text("a ", strong), text("b", strong, em), text(" c", em)}, "**a** ***b*** *c*"},
		"all at once":                            {nodes{text("a", strong, em, strike)}, "***~~a~~***"},
		"punctuation at a word":                  {nodes{text("Note:", strong), text("text")}, "**Note**:text"},
		"a bracket at a word":                    {nodes{text("f"), text("(x)", em), text("y")}, "f(*x*)y"},
		"a link in bold":                         {nodes{text("see ", strong), text("here", strong, a), text(".", strong)}, "**see** [**here**](https://a.example)**.**"},
		"a link in pieces":                       {nodes{text("a", a), text("b", a, strong)}, "[a**b**](https://a.example)"},
		"a link of nothing":                      {nodes{text("a"), text(" ", a), text("b")}, "a b"},
		"code that is a link":                    {nodes{text("f()", code, a)}, "[`f()`](https://a.example)"},
		"code with backticks":                    {nodes{text("a`b", code)}, "``a`b``"},
		"code that begins with one":              {nodes{text("`b", code)}, "`` `b ``"},
		"code with spaces around":                {nodes{text(" a ", code)}, "`  a  `"},
		"code in pieces":                         {nodes{text("a", code), text("b", code)}, "`ab`"},
		"a line break in bold":                   {nodes{text("a", strong), node("hardBreak", nil), text("b", strong)}, "**a\\\nb**"},
		"two line breaks end a paragraph":        {nodes{text("a"), node("hardBreak", nil), node("hardBreak", nil), text("b")}, "a\n\nb"},
		"an unsafe target":                       {nodes{text("a", link("javascript:alert(1)"))}, "a"},
		"a target with brackets":                 {nodes{text("a]", link("https://a.example/(b(c))[d]")), text("b", link("https://a.example/b)"))}, `[a\]](https://a.example/(b(c))[d])[b](https://a.example/b\))`},
		"an address that nobody linked":          {nodes{text("https://a.example www.a.example ana@a.example")}, `https\://a.example www\.a.example ana\@a.example`},
		"what would begin a list, were it there": {nodes{text("- a"), node("hardBreak", nil), text("1. b"), node("hardBreak", nil), text("# c"), node("hardBreak", nil), text("> d")}, "\\- a\\\n1\\. b\\\n\\# c\\\n\\> d"},
		"raised and lowered":                     {nodes{text("10"), text("3", sup), text(" m of H"), text("2", sub), text("O")}, "10<sup>3</sup> m of H<sub>2</sub>O"},
		"raised in pieces":                       {nodes{text("x"), text("1", sup), text("0", sup, mark("annotation")), text(" ", sup), text("y")}, "x<sup>10</sup> y"},
		"raised and bold":                        {nodes{text("x", strong), text("2", strong, sup), text(" a "), text("3", em, sup)}, "**x<sup>2</sup>** a *<sup>3</sup>*"},
		"raised, and bold glued to a letter":     {nodes{text("x"), text("2", strong, sup), text("y")}, "x<sup>2</sup>y"},
		"raised code in a link":                  {nodes{text("a", a), text("b", a, code, sup)}, "[a<sup>`b`</sup>](https://a.example)"},
		"raised, and text that is HTML":          {nodes{text("a</sup>!", sup), text("b", a)}, `<sup>a\</sup>!</sup>[b](https://a.example)`},
		"raised lines":                           {nodes{text("a\nb", sup)}, "<sup>a</sup>\\\n<sup>b</sup>"},
		"what needs no escape":                   {nodes{text(`snake_case, 1.5 & more: C# at 5 > 4! C:\Users (a-b) = +1 "q"`)}, `snake_case, 1.5 & more: C# at 5 > 4! C:\Users (a-b) = +1 "q"`},
		"nor do these":                           {nodes{text(`~5 a < b <- c <= d <3 x@y me@host. Q&A of R&D`)}, `~5 a < b <- c <= d <3 x@y me@host. Q&A of R&D`},
		"an address behind marks":                {nodes{text("x*"), text("a", em), text("@b.example", strike)}, `x\**a*~~\@b.example~~`},
		"an address in brackets":                 {nodes{text("<3@a.example> <a@b> <-x@")}, `\<3\@a.example> \<a@b> \<-x@`},
		"two tildes":                             {nodes{text("~5 to ~6")}, `\~5 to \~6`},
		"a backslash before a break":             {nodes{text("C:\\\nD:\\")}, "C:&#92;\\\nD:\\\\"},
		"an entity in a target":                  {nodes{text("a", link("https://a.example/?b=1&c=2&lt;"))}, "[a](https://a.example/?b=1&c=2&amp;lt;)"},
		"an x":                                   {nodes{text("x", a)}, "[x](https://a.example)"},
	} {
		if got := adf.Markdown(doc(paragraph(test.line...)), adf.Options{}); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, test.want)
		}
	}
}
