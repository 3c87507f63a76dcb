package file_test

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// htmlBounds returns where the article of the report is.
func htmlBounds(text, mark string) (from, to int) {
	from = strings.Index(text, `<article id="`+mark+`" `)
	if from < 0 {
		return -1, -1
	}
	return from, from + strings.Index(text[from:], "</article>") + len("</article>")
}

// each calls visit with each element of a kind.
func each(n *html.Node, a atom.Atom, visit func(*html.Node)) {
	if n.Type == html.ElementNode && n.DataAtom == a {
		visit(n)
	}
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		each(c, a, visit)
		c = next
	}
}

// htmlSeen is what is seen of an element.
func htmlSeen(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.DataAtom == atom.Br {
		return "\n"
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(htmlSeen(c))
	}
	if n.DataAtom == atom.Div {
		return strings.TrimSuffix(b.String(), "\n") + "\n"
	}
	return b.String()
}

func element(a atom.Atom, within ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	for _, c := range within {
		if c.Parent != nil {
			c.Parent.RemoveChild(c)
		}
		n.AppendChild(c)
	}
	return n
}

// htmlTyped is a cell as an editor would make it: a block for each line.
func htmlTyped(text string) *html.Node {
	cell := element(atom.Td)
	for _, line := range strings.Split(text, "\n") {
		div := element(atom.Div, &html.Node{Type: html.TextNode, Data: line})
		if line == "" {
			div = element(atom.Div, element(atom.Br))
		}
		cell.AppendChild(div)
	}
	return cell
}

func htmlEdit(t *testing.T, article string, change func([][]pagetest.Cell) [][]pagetest.Cell) string {
	nodes, err := html.ParseFragment(strings.NewReader(article), element(atom.Main))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]pagetest.Cell
	var table *html.Node
	each(nodes[0], atom.Table, func(n *html.Node) { table = n })
	each(table, atom.Tr, func(tr *html.Node) {
		var row []pagetest.Cell
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				row = append(row, pagetest.Cell{Text: htmlSeen(c), Own: c})
			}
		}
		rows = append(rows, row)
	})
	made := element(atom.Tbody)
	for _, row := range change(rows) {
		tr := element(atom.Tr)
		for _, c := range row {
			if own, ok := c.Own.(*html.Node); ok {
				own.Parent.RemoveChild(own)
				tr.AppendChild(own)
			} else {
				tr.AppendChild(htmlTyped(c.Text))
			}
		}
		made.AppendChild(tr)
	}
	for table.FirstChild != nil {
		table.RemoveChild(table.FirstChild)
	}
	table.AppendChild(made)
	var b strings.Builder
	if err := html.Render(&b, nodes[0]); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func htmlHarness(p *place) pagetest.Harness {
	h := p.harness()
	h.Edit = func(t *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:from]+htmlEdit(t, text[from:to], change)+text[to:])
	}
	h.Others = func(t *testing.T) func() string {
		p.write(t, pagetest.Sample())
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		text = text[:from] + htmlAbove + text[to:]
		text = strings.Replace(text, "</main>", "</main>"+htmlBelow, 1)
		p.put(t, text)
		n, m := strings.Index(text, htmlAbove)+len(htmlAbove), len(text)-strings.Index(text, htmlBelow)
		return func() string { text := p.read(t); return text[:n] + "…" + text[len(text)-m:] }
	}
	h.Copy = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:to]+"\n<p>copied:\n"+text[from:to]+text[to:])
	}
	h.Remove = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := htmlBounds(text, mark)
		p.put(t, text[:from]+text[to:])
	}
	return h
}

const (
	htmlAbove = "<h1 CLASS=x>Mine</h1>\r\n<p>not closed <table><tr><td>OPS-1<td>theirs</table><!-- <article data-weir=\"" + mark + "\"> -->&copy;&nbsp;\n" +
		"<textarea><article data-weir=\"" + mark + "\"></textarea><article data-weir=\"" + mark + "0\">another report's</article>"
	htmlBelow = "<p>Below, there is text\x0b\r\n<article>of theirs</article></p >"
)

func TestAnHTMLFileIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(t *testing.T) pagetest.Harness { return htmlHarness(newPlace(t, "weekly.html")) })
}

// parsed parses a whole page.
func parsed(t testing.TB, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// every visits each element.
func every(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		every(c, visit)
	}
}

func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func rendered(t testing.TB, v report.View, f file.Format) string {
	t.Helper()
	var b strings.Builder
	if err := file.Render(&b, v, f, file.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageNeedsNothingElse(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]report.View{"ordinary": pagetest.Sample(), "hostile": hostileView()} {
		root := parsed(t, rendered(t, v, file.HTML))
		style, policy := "", ""
		every(root, func(n *html.Node) {
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style", a.Key == "srcset", a.Key == "action":
					t.Errorf("%s: %s has %s=%q", name, n.Data, a.Key, a.Val)
				case a.Key == "href" && (n.Data != "a" || !strings.HasPrefix(a.Val, "https://") || attributeOf(n, "rel") != "noopener noreferrer"):
					t.Errorf("%s: %s leads to %q, rel %q", name, n.Data, a.Val, attributeOf(n, "rel"))
				}
			}
			switch n.Data {
			case "script", "img", "iframe", "object", "link", "base", "form", "svg":
				t.Errorf("%s: there is a %s", name, n.Data)
			case "style":
				style += n.FirstChild.Data
			case "meta":
				if attributeOf(n, "http-equiv") != "" {
					policy = attributeOf(n, "content")
				}
			}
		})
		hash := sha256.Sum256([]byte(style))
		if want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; base-uri 'none'; form-action 'none'"; policy != want {
			t.Errorf("%s: the policy is %q, want %q", name, policy, want)
		}
		if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
			t.Error("the style refers to something")
		}
	}
}

// No text makes an element, an attribute or a class.
func TestTextsMakeNoMarkup(t *testing.T) {
	t.Parallel()
	shape := func(v report.View) map[string]int {
		counts := map[string]int{}
		every(parsed(t, rendered(t, v, file.HTML)), func(n *html.Node) {
			counts[n.Data]++
			for _, a := range n.Attr {
				counts[n.Data+" "+a.Key]++
			}
		})
		delete(counts, "br") // a line of a text is a line
		return counts
	}
	for _, text := range pagetest.Hostile() {
		v := pagetest.Sample()
		plain := shape(v)
		all := func(cells []report.Cell) {
			for i := range cells {
				if cells[i].Text != "" {
					cells[i].Text = "x" + text
				}
			}
		}
		for _, g := range v.Groups {
			for _, r := range g.Rows {
				all(r.Cells)
			}
		}
		for i := range v.Extra {
			all(v.Extra[i].Cells)
		}
		all(v.Totals)
		for i := range v.Columns {
			v.Columns[i].Title = "x" + text
		}
		for i := range v.Kept {
			v.Kept[i].Text, v.Kept[i].Where = "x"+text, map[bool]string{true: "x" + text}[v.Kept[i].Where != ""]
		}
		v.Groups[0].Heading, v.Left[0].Key, v.Title = "x"+text, "x"+text, "x"+text
		if d := cmp.Diff(plain, shape(v)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestThePageIsBuiltForEverybody(t *testing.T) {
	t.Parallel()
	root := parsed(t, rendered(t, pagetest.Sample(), file.HTML))
	counts := map[string]int{}
	every(root, func(n *html.Node) {
		counts[n.Data]++
		if s := attributeOf(n, "scope"); s != "" {
			counts[n.Data+" "+s]++
		}
		counts["."+attributeOf(n, "class")]++
		if attributeOf(n, "title") == "changed since the last refresh" {
			counts["changed"]++
			if !strings.HasSuffix(htmlSeen(n), "●changed") {
				t.Errorf("a changed cell says %q", htmlSeen(n))
			}
		}
	})
	for what, want := range map[string]int{
		"html": 1, "main": 1, "article": 1, "caption": 1, "thead": 1, "tfoot": 1, "tbody": 3, "th col": 9, "th rowgroup": 2, "th row": 4,
		".pill doing": 2, ".pill done": 1, ".pill": 1, "changed": 1, ".left": 1, ".kept": 1,
	} {
		if counts[what] != want {
			t.Errorf("%s: %d, want %d", what, counts[what], want)
		}
	}
}

func TestNotesKeepTheirFormInHTML(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]struct{ text, form string }{
		"<b>bold</b> and <a href=\"https://x.example/?a=1&amp;b=2\" onclick=x>a link</a>": {"bold and a link", `<b>bold</b> and <a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer">a link</a>`},
		"<p>one</p>\n<p>two<br>three</p>":                                                 {"one\ntwo\nthree", "<p>one</p><p>two<br>three</p>"},
		"<ul><li>a<li>b</ul>":                                                             {"a\nb", "<ul><li>a</li><li>b</li></ul>"},
		"<h2 style=\"color:red\">big</h2><font>x</font>":                                  {"big\nx", "<div>big</div>x"},
		"x<script>alert(1)</script><style>*{}</style><!-- c --> y":                        {"x y", "x y"},
		"<a href=\"javascript:alert(1)\">x</a> <em onload=x>y</em>":                       {"x y", "x <em>y</em>"},
		"<pre>a\n  b</pre>":                                                               {"a\n  b", "<div>a<br>  b</div>"},
		"wrapped\n      by an editor":                                                     {"wrapped by an editor", "wrapped by an editor"},
		"<span class=\"mark badge\">mine</span>":                                          {"mine", "mine"},
		"<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>":                           {"a b \nc", ""},
		"<b>one<li>two</b>":                                                               {"one\ntwo", "one<br>two"},
		"&lt;b&gt; &amp;amp; &#65;":                                                       {"<b> &amp; A", "&lt;b&gt; &amp;amp; A"},
	} {
		p := newPlace(t, "weekly.html")
		v := pagetest.Sample()
		p.write(t, v)
		p.put(t, strings.Replace(p.read(t), ">ask Ann<", ">"+typed+"<", 1))
		got := p.found(t).Rows[1].Cells[7]
		if got.Text != want.text {
			t.Errorf("%q: got %q, want %q", typed, got.Text, want.text)
		}
		v.Groups[0].Rows[0].Cells[7] = report.Cell{Kind: report.Written, Text: got.Text, Markup: got.Markup}
		v.Kept = append(v.Kept, report.Passage{Text: got.Text, Markup: got.Markup})
		p.write(t, v)
		if text := p.read(t); !strings.Contains(text, "<td class=\"written\">"+want.form) || !strings.Contains(text, "</b> "+want.form) {
			t.Errorf("%q: the form is not %q in %s", typed, want.form, text[strings.Index(text, "<tbody>"):])
		}
		f := p.found(t)
		if f.Rows[1].Cells[7].Text != want.text || f.Kept[4].Text != want.text {
			t.Errorf("%q: afterwards there are %q and %q", typed, f.Rows[1].Cells[7].Text, f.Kept[4].Text)
		}
	}
}

// Markup that the page has not given itself is shown as the text that it goes with.
func TestForeignMarkupMeansNothing(t *testing.T) {
	t.Parallel()
	for _, markup := range []string{"<b>x</b>", "html:<script>alert(1)</script>", "html:<b>another text</b>", "markdown:**x**", "html:" + strings.Repeat("<b>", 2000), "xlsx:{", "xlsx:null"} {
		for _, f := range file.Formats() {
			v := pagetest.Sample()
			plain := rendered(t, v, f)
			v.Groups[0].Rows[0].Cells[7].Markup = markup
			v.Kept[0].Markup = markup
			if rendered(t, v, f) != plain {
				t.Errorf("%s: %q means something", f, markup)
			}
		}
	}
}

// Pictures that people have pasted cannot be carried over: the former table stays.
func TestATableWithPicturesIsLeftStanding(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{"in a note": "ask Ann", "in the list": "next week?", "above the table": "<div class=\"scroll\""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pictureStands(t, at)
		})
	}
}

func pictureStands(t *testing.T, at string) {
	p := newPlace(t, "weekly.html")
	v := pagetest.Sample()
	p.write(t, v)
	const picture = `<img src="data:image/png;base64,AAAA" alt="mine">`
	p.put(t, replaced(t, p.read(t), at, picture+at))
	if f := p.found(t); f.Fixed != 1 || f.Rows[1].Cells[7].Text != "ask Ann" {
		t.Fatalf("found %d fixed things, and %+v", f.Fixed, f.Rows[1])
	}
	if wrote := p.write(t, v); len(wrote.Told) != 1 {
		t.Errorf("told is %q", wrote.Told)
	}
	if text := p.read(t); strings.Count(text, picture) != 1 || strings.Count(text, "<article") != 2 {
		t.Errorf("the picture is gone: %s", text)
	}
	if f := p.found(t); f.Fixed != 0 || f.Copies != 0 || len(f.Rows) != 8 {
		t.Errorf("found %+v", f)
	}
	if wrote := p.write(t, v); len(wrote.Told) != 0 || strings.Count(p.read(t), picture) != 1 {
		t.Errorf("told is %q, and the picture is gone", wrote.Told)
	}
}

func TestWordsAroundATableOfHTMLAreKept(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.html")
	v := pagetest.Sample()
	p.write(t, v)
	text := p.read(t)
	text = strings.Replace(text, "<h1>", "loose <i>words</i><h1>", 1)
	text = strings.Replace(text, "· <a", "my words · <a", 1)
	text = strings.Replace(text, "<div class=\"scroll\"", "<article><p>a paragraph</p></article><div class=\"scroll\"", 1)
	text = strings.Replace(text, "</table>", "</table><table><tr><td>another<td>table</table>", 1)
	text = strings.Replace(text, "<ul class=\"kept\">", "<ul class=\"kept\"><li>without a name</li>", 1)
	text = strings.Replace(text, "<caption>", "<caption>mine: ", 1)
	p.put(t, text)
	f := p.found(t)
	var kept []string
	for _, k := range f.Kept {
		kept = append(kept, k.Text)
	}
	want := []string{
		"loose words", "Refreshed 29 Nov 2026, 14:03 CET · 4 issues my words · Query in Jira · 1 changed cell", "a paragraph", "mine: Weekly report", "another table",
		"without a name", "a note whose issue left", "of a column\nthat is gone", "next week?", "nobody knows where it stood",
	}
	if d := cmp.Diff(want, kept); d != "" {
		t.Error(d)
	}
	v.Kept = f.Kept
	p.write(t, v)
	for i, k := range p.found(t).Kept {
		if k.Text != want[i] {
			t.Errorf("got %q, want %q", k.Text, want[i])
		}
	}
}

func TestCellsThatReachFarAreTakenApart(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.html")
	p.write(t, pagetest.Sample())
	text := p.read(t)
	text = strings.Replace(text, "<td class=\"written\">ask Ann</td>", "<td rowspan=2>for both</td>", 1)
	text = strings.Replace(text, "<td class=\"written\"></td><td class=\"written\">x</td>", "<td>mine</td>", 1)
	p.put(t, text)
	f := p.found(t)
	if got := f.Rows[2].Cells; len(got) != 9 || got[7].Text != "" || got[8].Text != "mine" || f.Rows[1].Cells[7].Text != "for both" {
		t.Errorf("got %+v", f.Rows[1:3])
	}
}

func TestAnHTMLFileThatIsNotOursStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.html")
	p.wantRefused(t, "<!DOCTYPE html><title>Mine</title><p>mine", "no page that Weir has made")
	p.wantRefused(t, "<article data-weir=\""+mark+"\">x</article>", "no page that Weir has made")
	p.wantRefused(t, "<main><p>mine</main>", "no page that Weir has made")
	p.wantRefused(t, "<style data-weir=style></style><p>mine", "no page that Weir has made")
	p.wantRefused(t, "<p>caf\xe9", "not UTF-8")
	whole := rendered(t, pagetest.Sample(), file.HTML)
	p.wantRefused(t, strings.Replace(whole, "</article>", "", 1), "has no end")
	p.wantRefused(t, strings.Replace(whole, "ask Ann", strings.Repeat("<b><i>", 600), 1), "cannot be read", report.Replace)
	p.wantRefused(t, whole[:len(whole)/2], "has no end")
}

// The style and the policy of an older Weir are brought up to date together.
func TestThePageGetsTheNewStyle(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.html")
	v := pagetest.Sample()
	p.write(t, v)
	fresh := p.read(t)
	old := strings.Replace(fresh, "body{margin:0;", "body{margin:1px;", 1)
	old = strings.Replace(old, "'sha256-", "'sha256-A", 1)
	p.put(t, old)
	p.write(t, v)
	if got := p.read(t); got != fresh {
		t.Errorf("got %s", cmp.Diff(fresh, got))
	}
	// Somebody has put them where they are none of the table's.
	for name, of := range map[string]*regexp.Regexp{"style": regexp.MustCompile(`(?s)<style.*</style>`), "policy": regexp.MustCompile(`<meta[^>]*data-weir="policy"[^>]*>`)} {
		moved := replaced(t, of.ReplaceAllLiteralString(fresh, ""), "</body>", of.FindString(fresh)+"</body>")
		p.put(t, moved)
		p.write(t, v)
		if got := p.read(t); got != moved {
			t.Errorf("%s: got %s", name, cmp.Diff(moved, got))
		}
	}
}
