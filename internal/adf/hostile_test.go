package adf_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"weir/internal/adf"
	"weir/internal/testenv"
)

// attacks are texts that would do something if they were not only text.
func attacks() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg/onload=alert(1)>`, `</code></pre><script>`, `--><script>`, `]]><script>`,
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "javascript&colon;alert(1)",
		"data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "//a.example", "https:javascript:alert(1)", "https:/\\a.example", "ht\x00tps://a.example", "\u202ehttps://a.example",
		`https://a.example/"><script>alert(1)</script>`, `https://a.example/' onmouseover='alert(1)`, "https://a.example/\n<script>", "https://a.example/) <script> [x](javascript:alert(1)", `mailto:x"><script>`,
		"![x](javascript:alert(1))", "[x]: javascript:alert(1)", "<javascript:alert(1)>", "```\n</script>", "red;background:url(javascript:alert(1))", "#fff\"><script>", "a\u202eb\u2066c\x1b[31m\x00\x9b\u2028d\ufeff",
	}
}

// A script in every text, attribute and link of every node and mark does nothing.
func TestHostileDocumentsAreHarmless(t *testing.T) {
	t.Parallel()
	for _, attack := range attacks() {
		d := doc()
		for _, kind := range append(nodeTypes(), attack) {
			d.Content = append(d.Content, hostile(kind, attack), node("table", nil, node("tableRow", nil, node("tableCell", nil, hostile(kind, attack)))))
		}
		readMarkdown(t, adf.Markdown(d, adf.Options{}))
		for _, profile := range []adf.Profile{adf.Page, adf.OneNote} {
			checkHarmless(t, adf.HTML(d, adf.Options{Profile: profile}), profile)
		}
		for name, write := range writers() {
			checkCharacters(t, name, write(d, adf.Options{}))
			checkCharacters(t, name, write(d, adf.Options{MaxRunes: 200}))
		}
		for _, l := range readMarkdown(t, adf.Markdown(d, adf.Options{})).links {
			if target := strings.ToLower(l); !strings.HasPrefix(target, "https://") && !strings.HasPrefix(target, "mailto:") {
				t.Errorf("a link to %q", l)
			}
		}
	}
}

func hostile(kind, attack string) *adf.Node {
	a := attrs{"type": attack, "level": attack, "order": attack, "colspan": attack, "data": attrs{"url": attack, "name": attack}, "parameters": attrs{"text": attack}}
	for _, name := range []string{"text", "title", "url", "alt", "id", "shortName", "timestamp", "color", "language", "panelType", "panelColor", "state", "extensionKey", "width", "align", "style", "class", "onload", "href"} {
		a[name] = attack
	}
	n := &adf.Node{Type: kind, Text: attack, Attrs: a}
	for _, m := range append(markTypes(), attack) {
		n.Marks = append(n.Marks, adf.Mark{Type: m, Attrs: attrs{"href": attack, "color": attack, "align": attack, "type": attack, "level": attack, "title": attack}})
	}
	if kind != "text" {
		n.Content = nodes{text(attack, n.Marks...), paragraph(text(attack))}
	}
	return n
}

// checkCharacters fails for characters that a terminal or a reader would obey.
func checkCharacters(t testing.TB, name, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8: %q", name, s)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0xfeff {
			t.Errorf("%s holds %U", name, r)
			return
		}
	}
}

// However deep a document is, it is read and written in little time and keeps its text.
func TestDeepDocumentsKeepTheirText(t *testing.T) {
	t.Parallel()
	const levels = 10_000
	for _, kind := range []string{"blockquote", "bulletList", "listItem", "table", "panel", "expand", "taskList", "layoutSection", "newInTheFuture", "text", "paragraph", "codeBlock", "mark"} {
		took := testenv.CPU(func() {
			source := `{"type":"doc","content":[` + strings.Repeat(`{"type":"`+kind+`","content":[{"type":"text","text":"in "},`, levels) +
				`{"type":"paragraph","content":[{"type":"text","text":"the depth"}]}` + strings.Repeat(`]}`, levels) + `]}`
			d := parse(t, source)
			built := paragraph(text("the depth")) // by hand, so that nothing has made it flatter
			for range levels / 10 {
				built = node(kind, nil, text("in "), built)
			}
			for name, write := range writers() {
				for levels, d := range map[int]*adf.Node{levels: d, levels / 10: doc(built)} {
					got := write(d, adf.Options{})
					if n := strings.Count(got, "in"); n < levels || !strings.Contains(got, "the depth") {
						t.Errorf("%s, %s: the text is there %d times of %d", kind, name, n, levels)
					}
					if len(got) > 500*levels {
						t.Errorf("%s, %s: %d bytes", kind, name, len(got))
					}
					write(d, adf.Options{MaxRunes: 100})
				}
			}
		})
		if took > 20*time.Second {
			t.Errorf("%s: took %v", kind, took)
		}
	}
	for _, open := range []string{"[", `{"content":[`, `{"attrs":{"a":[`, `{"marks":[`, `{"x":[`, `{"x":{"y":`} {
		if _, err := adf.Parse([]byte(strings.Repeat(open, 200_000))); err == nil {
			t.Errorf("%s many times: no error", open)
		}
	}
}

func TestLargeDocumentsTakeLinearTime(t *testing.T) {
	t.Parallel()
	const size, times = 1 << 18, 8
	small, large := largeDocuments(size/times), largeDocuments(size)
	for name := range large {
		for format, write := range writers() {
			testenv.Proportionate(t, name+", "+format, times,
				func() { write(small[name], adf.Options{Width: 70}) }, func() { write(large[name], adf.Options{Width: 70}) })
			write(large[name], adf.Options{MaxRunes: 1000})
			if got := len(write(large[name], adf.Options{})); got > 20*size {
				t.Errorf("%s, %s: %d bytes", name, format, got)
			}
		}
	}
}

func largeDocuments(size int) map[string]*adf.Node {
	far := "https://a.example/" + strings.Repeat("a", size/4)
	return map[string]*adf.Node{
		"one word":          doc(paragraph(text(strings.Repeat("a", size)))),
		"words":             doc(paragraph(text(strings.Repeat("word ", size/5)))),
		"punctuation":       doc(paragraph(text(strings.Repeat("*_~`&<[", size/7)))),
		"addresses":         doc(paragraph(text(strings.Repeat("http:a@<1", size/9)), text("x"))),
		"raised":            doc(paragraph(repeated(size/40, text("a"), text("2", adf.Mark{Type: "subsup", Attrs: attrs{"type": "sup"}}), text("b.", mark("em")))...)),
		"a target for many": doc(linked(far, node("mediaSingle", nil, repeated(size/40, node("media", nil))...)), paragraph(linked(far, node("x", nil, repeated(size/40, text("a", link("https://a.example")), text("b"))...)))),
		"a long target":     doc(paragraph(text("a", link("https://a.example/"+strings.Repeat("&x(\"`", size/5))))),
		"ampersands":        doc(paragraph(text(strings.Repeat("&a", size/2)))),
		"lines":             doc(paragraph(text(strings.Repeat("- a\n", size/8)))),
		"backticks":         doc(node("codeBlock", nil, text(strings.Repeat("`", size))), paragraph(text(strings.Repeat("`a", size/2), mark("code")))),
		"pieces":            doc(paragraph(repeated(size/40, text("a", mark("strong")), text("b.", mark("em")), text("c", mark("code")), text(" "))...)),
		"marks in a row":    doc(paragraph(repeated(size/40, text("a.", mark("strong")), text("(b", mark("em"), mark("strike")), text("c.", mark("strike")))...)),
		"links":             doc(paragraph(repeated(size/40, text("a", link("https://a.example")), text("b", link("https://b.example")))...)),
		"paragraphs":        doc(repeated(size/40, paragraph(text("a")))...),
		"items":             doc(node("orderedList", nil, repeated(size/40, node("listItem", nil, paragraph(text("a"))))...)),
		"unknown":           doc(repeated(size/40, node("x", nil, text("a")))...),
		"a wide table":      doc(node("table", nil, node("tableRow", nil, repeated(size/40, node("tableCell", nil))...), node("tableRow", nil))),
		"short rows":        doc(node("table", nil, append(nodes{node("tableRow", nil, repeated(size/6, node("tableCell", attrs{"rowspan": 1e9}))...)}, repeated(size/6, node("tableRow", nil))...)...)),
		"a table of spans":  doc(node("table", nil, repeated(1000, node("tableRow", nil, repeated(20, node("tableCell", attrs{"colspan": 1e9, "rowspan": 1e9}))...))...)),
	}
}

func linked(target string, n *adf.Node) *adf.Node {
	n.Marks = append(n.Marks, link(target))
	return n
}

func repeated(n int, from ...*adf.Node) nodes {
	var all nodes
	for len(all) < n {
		all = append(all, from...)
	}
	return all
}

// Nothing in the schema is unknown to us, and nothing known to us is unknown to it.
func TestTheWholeSchemaIsKnown(t *testing.T) {
	t.Parallel()
	directory := os.Getenv("WEIR_SPECS")
	if directory == "" {
		directory = filepath.Join("..", "..", "..", "shared", "specs")
	}
	b, err := os.ReadFile(filepath.Join(directory, "adf-full.schema.json"))
	if os.IsNotExist(err) {
		t.Skip("the schema is not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions map[string]struct {
			Properties struct{ Type struct{ Enum []string } }
		}
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for name, definition := range schema.Definitions {
		for _, kind := range definition.Properties.Type.Enum {
			found[kind] = true
			known := nodeTypes()
			if strings.HasSuffix(name, "_mark") {
				known = markTypes()
			}
			if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+kind+" ") {
				t.Errorf("%s: %s has no test", name, kind)
			}
			if !strings.HasSuffix(name, "_mark") && !adf.Known(kind) {
				t.Errorf("%s is not known", kind)
			}
		}
	}
	if len(found) != len(nodeTypes())+len(markTypes()) {
		t.Errorf("%d kinds in the schema, %d here", len(found), len(nodeTypes())+len(markTypes()))
	}
}

func nodeTypes() []string {
	return strings.Fields("blockCard blockTaskItem blockquote bodiedExtension bodiedSyncBlock bulletList caption codeBlock date decisionItem decisionList doc embedCard emoji expand extension hardBreak heading inlineCard inlineExtension layoutColumn layoutSection listItem media mediaGroup mediaInline mediaSingle mention nestedExpand orderedList panel paragraph placeholder rule status syncBlock table tableCell tableHeader tableRow taskItem taskList text")
}

func markTypes() []string {
	return strings.Fields("alignment annotation backgroundColor border breakout code dataConsumer em fontSize fragment indentation link strike strong subsup textColor underline")
}
