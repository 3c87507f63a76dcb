package adf_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"weir/internal/adf"
)

// A generator makes documents by the rules of the schema, and some that break
// them: marks are combined freely, and unknown nodes stand in between.
type generator struct {
	*rand.Rand
	depth int
}

func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 4))} //nolint:gosec // a test that can be repeated
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

type (
	attrs = map[string]any
	nodes = []*adf.Node
)

func node(kind string, a attrs, content ...*adf.Node) *adf.Node {
	return &adf.Node{Type: kind, Attrs: a, Content: content}
}

func text(s string, marks ...adf.Mark) *adf.Node {
	return &adf.Node{Type: "text", Text: s, Marks: marks}
}

func mark(kind string) adf.Mark { return adf.Mark{Type: kind} }

func link(target string) adf.Mark { return adf.Mark{Type: "link", Attrs: attrs{"href": target}} }

func doc(content ...*adf.Node) *adf.Node { return node("doc", nil, content...) }

func paragraph(content ...*adf.Node) *adf.Node { return node("paragraph", nil, content...) }

func (g *generator) document() *adf.Node {
	g.depth = g.IntN(5) // most are small, for those who look for a fault
	return doc(g.several(g.block, 1, 5-g.depth)...)
}

func (g *generator) several(make func() *adf.Node, low, high int) nodes {
	var all nodes
	for range low + g.IntN(high-low+1) {
		all = append(all, make())
	}
	return all
}

// within makes content one level down, and only a paragraph where it is deep.
func (g *generator) within(make func() *adf.Node, low, high int) nodes {
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > 4 {
		return nodes{g.paragraph()}
	}
	return g.several(make, low, high)
}

func (g *generator) paragraph() *adf.Node {
	n := node("paragraph", nil, g.several(g.inline, 0, 5)...)
	switch g.IntN(12) {
	case 0:
		n.Marks = []adf.Mark{{Type: "alignment", Attrs: attrs{"align": pick(g, "center", "end")}}}
	case 1:
		n.Marks = []adf.Mark{{Type: "indentation", Attrs: attrs{"level": float64(g.IntN(7))}}}
	}
	return n
}

func (g *generator) block() *adf.Node {
	switch g.IntN(24) {
	case 0, 1:
		return node("heading", attrs{"level": float64(1 + g.IntN(6))}, g.several(g.inline, 0, 4)...)
	case 2:
		return g.code()
	case 3:
		return node("blockquote", nil, g.within(g.block, 1, 3)...)
	case 4:
		return node("panel", attrs{"panelType": pick(g, "info", "warning", "custom")}, g.within(g.block, 1, 3)...)
	case 5:
		return node(pick(g, "expand", "nestedExpand"), attrs{"title": g.text()}, g.within(g.block, 1, 2)...)
	case 6, 7:
		return node("bulletList", nil, g.within(g.item, 1, 4)...)
	case 8, 9:
		return node("orderedList", attrs{"order": float64(pick(g, 0, 1, 1, 7, 10, 99))}, g.within(g.item, 1, 4)...)
	case 10:
		return node("taskList", nil, g.within(g.task, 1, 4)...)
	case 11:
		return node("decisionList", nil, g.within(g.decision, 1, 3)...)
	case 12, 13:
		return g.table()
	case 14:
		return node("rule", nil)
	case 15:
		n := node("mediaSingle", nil, g.media(), node("caption", nil, g.several(g.inline, 0, 2)...))
		if g.IntN(2) == 0 {
			n.Marks = []adf.Mark{link(g.address())}
		}
		return n
	case 16:
		return node("mediaGroup", nil, g.several(g.media, 1, 3)...)
	case 17:
		return node(pick(g, "blockCard", "embedCard"), attrs{"url": g.address()})
	case 18:
		return node("layoutSection", nil, node("layoutColumn", nil, g.within(g.block, 1, 2)...), node("layoutColumn", nil, g.within(g.block, 1, 2)...))
	case 19:
		return node(pick(g, "bodiedExtension", "bodiedSyncBlock", "newInTheFuture"), nil, g.within(g.block, 1, 2)...)
	default:
		return g.paragraph()
	}
}

func (g *generator) code() *adf.Node {
	lines := []string{"if a < b {", "```", "~~~", "\tx := `y`", "", "````go", "  * no list", "# no title", "&amp; <b>", "a | b", "`", "end\\"}
	var all []string
	for range g.IntN(5) {
		all = append(all, pick(g, lines...))
	}
	return node("codeBlock", attrs{"language": pick(g, "go", "", "c++", "none", "a b`c")}, text(strings.Join(all, "\n")))
}

func (g *generator) item() *adf.Node {
	return node("listItem", nil, append(nodes{g.paragraph()}, g.within(g.block, 0, 2)...)...)
}

func (g *generator) task() *adf.Node {
	state := attrs{"state": pick(g, "TODO", "DONE")}
	switch g.IntN(6) {
	case 0:
		return node("taskList", nil, g.within(g.task, 1, 3)...)
	case 1:
		return node("blockTaskItem", state, g.paragraph(), g.paragraph())
	default:
		return node("taskItem", state, g.several(g.inline, 1, 4)...)
	}
}

func (g *generator) decision() *adf.Node {
	return node("decisionItem", nil, g.several(g.inline, 1, 4)...)
}

func (g *generator) table() *adf.Node {
	t := node("table", nil)
	columns, header := 1+g.IntN(3), g.IntN(4)
	for r := range 1 + g.IntN(4) {
		row := node("tableRow", nil)
		for c := range columns {
			kind := "tableCell"
			if header == 1 && r == 0 || header == 2 && c == 0 || header == 3 && g.IntN(2) == 0 {
				kind = "tableHeader"
			}
			cell := node(kind, nil, g.within(g.block, 1, 2)...)
			if g.IntN(6) == 0 {
				cell.Attrs = attrs{"colspan": float64(g.IntN(4)), "rowspan": float64(g.IntN(4))}
			}
			row.Content = append(row.Content, cell)
		}
		t.Content = append(t.Content, row)
	}
	return t
}

func (g *generator) media() *adf.Node {
	switch g.IntN(3) {
	case 0:
		return node("media", attrs{"type": "external", "url": g.address(), "alt": g.word()})
	case 1:
		return node("media", attrs{"type": "file", "id": "f1", "alt": g.word()})
	default:
		return node("media", attrs{"type": "file", "id": "f2"})
	}
}

func (g *generator) inline() *adf.Node {
	var n *adf.Node
	switch g.IntN(24) {
	case 0:
		return node("hardBreak", nil)
	case 1:
		n = node("mention", attrs{"id": "a1", "text": pick(g, "@Ana", "Bo B.", "@@c_d_", "*")})
	case 2:
		n = node("emoji", attrs{"shortName": ":a_b:", "text": pick(g, "😀", "", ":a_b:")})
	case 3:
		n = node("date", attrs{"timestamp": strconv.Itoa(86400000 * g.IntN(30000))})
	case 4:
		n = node("status", attrs{"text": g.word(), "color": "blue"})
	case 5:
		n = node("inlineCard", attrs{"url": g.address()})
	case 6:
		n = node("placeholder", attrs{"text": g.word()})
	case 7:
		n = node("inlineExtension", attrs{"extensionKey": "k", "text": "x" + g.word()})
	case 8:
		n = node("mediaInline", attrs{"id": "f3", "alt": g.word()})
	case 9:
		n = node("newInTheFuture", nil, text(g.text()), text(g.word()))
	default:
		n = text(g.text())
	}
	for _, kind := range []string{"strong", "em", "strike", "underline", "code"} {
		if g.IntN(5) == 0 {
			n.Marks = append(n.Marks, mark(kind))
		}
	}
	switch g.IntN(10) {
	case 0:
		n.Marks = append(n.Marks, link(g.address()))
	case 1:
		n.Marks = append(n.Marks, link("javascript:alert(1)"))
	case 2:
		n.Marks = append(n.Marks, adf.Mark{Type: "textColor", Attrs: attrs{"color": "#ff0000"}})
	case 3, 4:
		n.Marks = append(n.Marks, adf.Mark{Type: "subsup", Attrs: attrs{"type": pick(g, "sub", "sup")}})
	}
	return n
}

func (g *generator) address() string {
	return pick(g, "https://a.example/", "http://a.example/x_(y)_z?q=1&copy=2#f", "HTTPS://A.example/[b]", "https://a.example/b)(c((d))", "https://a.example/my%20plan%5B1%5D.png", "https://a.example/\u3000\u2003e\u200bf", "https://a.example/&amp;)&#41;x]:(", "mailto:ana@a.example", fmt.Sprintf("https://b.example/%d", g.IntN(9)))
}

// text makes text that means something to Markdown nearly everywhere.
func (g *generator) text() string {
	var b strings.Builder
	for range 1 + g.IntN(6) {
		b.WriteString(g.word())
	}
	return b.String()
}

func (g *generator) word() string {
	return pick(g, "a", "word", "Ünï", "字", "7", "x", "snake_case", "A", " ", " ", " ", "\n", "  ", "\u00a0", "\t",
		"*", "**", "_", "__", "~", "~~", "~~~", "`", "``", "```", "#", "# ", "##", "-", "- ", "---", "+ ", "=", "===", "1. ", "12)", ".", ")", "(", "[", "]", "![", "](x)",
		"<", ">", "<b>", "</div>", "<!-- ", "<https://c.example>", "&", "&amp;", "amp;", "&#35;", "#35;", "\\", "\\\\", "|", ":", ":-", ": ", "/", "//", "://", "!", "?", ",", "\"", "'", "€", "…", "“", "😀",
		"http", "https://d.example/p", "www", "www.d.example", "@", "b@d.example", "ftp://d.example", "- [ ] ", "[^1]", "$x$", "{", "}", "%", "^", "\u200b", "e\u0301",
		"<?x", "?>", "<!X ", "<![CDATA[", "]]>", "-->", "<sup>", "</sub>", "<br>", "<a", "<3", "< ", "$$", ":smile:", "[!NOTE]", "[^n]:", "[x]: ", "[ ] ", "mailto:", "xmpp:", "@b", "a.b", "git@host",
		"R&D", "&", "&#x2", "C:\\", "===\n", "---\n", "| - |\n", "\n```\n", "\n    x", "\u3000", "\u2003", "\u202f", "\u00ad", "\ufe0f", "\r\n", "\u2028", "\v", "10", "2)", "n")
}
