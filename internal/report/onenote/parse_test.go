package onenote_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"weir"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report/onenote"
	"weir/internal/report/pagetest"
)

// What OneNote and Weir write is read as a browser reads it; so is most of what they
// do not write.
func TestAPageIsReadAsABrowserReadsIt(t *testing.T) {
	t.Parallel()
	w, err := graphtest.New(graphtest.Options{ClientID: "weir"})
	must(t, err)
	v := pagetest.Sample()
	_, body, _ := strings.Cut(onenote.Render(v, 3), "<body>")
	page := w.AddPage(w.AddSection(w.AddNotebook("n"), "s"), "Title", strings.TrimSuffix(body, "</body></html>"))
	must(t, page.TypeAbove("Words above"))
	must(t, page.TypeInCell(0, 1, 2, "a note"))
	for name, text := range map[string]string{
		"rendered":                 onenote.Render(v, 1000),
		"large":                    onenote.Render(large(), onenote.DefaultPartRows),
		"as OneNote shows it":      page.HTMLWithIDs(),
		"without ends":             `<html><body><table><tr><td>a<td>b<tr><th>c<p>d<p>e</table><ul><li>f<li>g<ul><li>h</ul><li>i</ul><p>j<div>k</div></body></html>`,
		"parts of a table":         `<html><body><table><thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr><tfoot><tr><td>c</table></body></html>`,
		"a table in a table":       `<html><body><table><tr><table>a<td>b</table></body></html>`,
		"cells without rows":       `<html><body><table><td>a<th>b<tbody><td>c<tr><td>d<table><td>e</table></body></html>`,
		"a table in a cell":        `<html><body><table><tr><td><table><tr><td>a</td></tr></table>b</td><td>c</td></tr></table></body></html>`,
		"ends that end nothing":    `<html><body><div><b>a</i></b></table></td>b</div><table><tr><td>c</div></b></table></body></html>`,
		"text beside the cells":    `<html><body><table>a<tr>b<td>c</td><i>d</i></tr><b>e</b></table></body></html>`,
		"entities and letter case": `<html><BODY><P TITLE="&quot;&amp;">&lt;&nbsp;&#x41;&copy</P><br/><IMG SRC=x></body></html>`,
		"comments":                 `<html><body><!-- InkNode is not supported --><p>a<!-- b --></p></body></html>`,
		"what is no markup":        `<html><head><title>a<b></title><style>p > b {}</style></head><body><script>"<p>"</script>a < b</body></html>`,
	} {
		ours, err := onenote.Parse(text)
		must(t, err)
		theirs, err := html.Parse(strings.NewReader(text))
		must(t, err)
		if got, want := outlined(ours), outlined(theirs); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// outlined writes a tree without what a browser adds, and without white space.
func outlined(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		below := outlined(c)
		switch {
		case c.Type == html.TextNode:
			b.WriteString(strings.Join(strings.Fields(c.Data), " "))
		case c.Type == html.CommentNode:
			b.WriteString("<!--" + c.Data + "-->")
		case c.Type == html.DoctypeNode:
		case c.Data == "tbody" || c.Data == "head" && below == "":
			b.WriteString(below)
		default:
			fmt.Fprintf(&b, "<%s%q>%s</%s>", c.Data, c.Attr, below, c.Data)
		}
	}
	return b.String()
}

// However a page is nested, each tag makes one element, or two where it is a cell
// without a row, and looks at no more others than may be nested: work and memory grow as the page does. A browser would
// make 400 elements of each of the paragraphs in the first page.
func TestWorkGrowsAsThePageDoes(t *testing.T) {
	t.Parallel()
	var emphasised strings.Builder
	for n := range 400 {
		fmt.Fprintf(&emphasised, `<b id="%d">`, n)
	}
	for name, text := range map[string]string{
		"open emphasis":    "<p>" + emphasised.String() + strings.Repeat("</p><p>x", 20_000),
		"misnested":        strings.Repeat("<b><p></b><i></p>", 20_000),
		"beside cells":     "<table>" + strings.Repeat("<b>x<tr>", 20_000),
		"lists in lists":   strings.Repeat("<ul><li>", 20_000),
		"ends of nothing":  strings.Repeat("<div>", 400) + strings.Repeat("</ul>", 20_000),
		"attributes":       "<b" + strings.Repeat(" a", 50_000) + ">" + strings.Repeat("x", 10),
		"tables in tables": strings.Repeat("<table><tr><td>", 20_000),
		"svg":              strings.Repeat("<svg><![CDATA[</svg>", 20_000),
	} {
		tags := 0
		for z := html.NewTokenizer(strings.NewReader(text)); z.Next() != html.ErrorToken; tags++ {
		}
		root, err := onenote.Parse(text)
		nodes, deepest := 0, 0
		for n := range root.Descendants() {
			nodes++
			depth := 0
			for p := n; p != nil; p = p.Parent {
				depth++
			}
			deepest = max(deepest, depth)
		}
		if nodes > tags+strings.Count(text, "<td>") || deepest > onenote.Deepest+1 {
			t.Errorf("%s: %d tags and texts became %d nodes, the deepest in %d others (%v)", name, tags, nodes, deepest, err)
		}
	}
}

// A page beyond what any has is refused, with what to do.
func TestAPageBeyondAllMeasureIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		page    string
		refused bool
	}{
		{strings.Repeat("<div>", onenote.Deepest-1), false},
		{strings.Repeat("<div>", onenote.Deepest), true},
		{strings.Repeat("<br>", onenote.MostTokens-1), false},
		{strings.Repeat("<br>", onenote.MostTokens), true},
	} {
		_, err := onenote.ReadPage([]byte(test.page), mark)
		wantRefusal(t, err, test.refused)
	}
}

func wantRefusal(t *testing.T, err error, refused bool) {
	t.Helper()
	if (weir.KindOf(err) == weir.BadInput && weir.NextStep(err) != "") != refused || !refused && err != nil {
		t.Errorf("got %v, want a refusal: %v", err, refused)
	}
}
