package graphtest

import (
	"strings"

	"golang.org/x/net/html"
)

// A place is where content stands; it decides what becomes of bare text.
type place int

const (
	inBlock place = iota // in a div: bare text becomes a paragraph
	inCell               // in a cell: likewise, without margins
	inItem               // in a list item: the first text stays bare
)

// Elements that go with all that is in them.
var dropped = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "head": true, "title": true, "meta": true,
	"link": true, "base": true, "form": true, "input": true, "select": true, "option": true, "textarea": true,
	"button": true, "svg": true, "math": true, "canvas": true, "audio": true, "video": true, "map": true,
	"embed": true, "applet": true, "frameset": true, "noembed": true, "noframes": true, "caption": true,
	"colgroup": true, "col": true, "datalist": true, "dialog": true, "iframe": true, "object": true, "img": true,
}

// Elements that set lines apart and are no more than that to OneNote: their
// content goes into what is around them.
var apart = map[string]bool{
	"div": true, "section": true, "article": true, "aside": true, "header": true, "footer": true, "main": true, "nav": true,
	"blockquote": true, "center": true, "dl": true, "dt": true, "dd": true, "figure": true, "figcaption": true, "address": true,
	"hr": true, "details": true, "summary": true, "fieldset": true, "legend": true, "hgroup": true, "menu": true,
	"thead": true, "tbody": true, "tfoot": true, "tr": true, "td": true, "th": true, "body": true, "html": true, "search": true,
}

// Elements that are a way to write a style.
var asStyle = map[string]string{
	"b": "font-weight:bold", "strong": "font-weight:bold",
	"i": "font-style:italic", "em": "font-style:italic", "cite": "font-style:italic",
	"u": "text-decoration:underline", "strike": "text-decoration:line-through",
	"s": "text-decoration:line-through", "del": "text-decoration:line-through",
}

// headings are the style that the service gives each of them.
var headings = map[string]string{
	"h1": "font-size:16pt;color:#1e4e79;margin-top:11pt;margin-bottom:11pt",
	"h2": "font-size:14pt;color:#2e75b5;margin-top:11pt;margin-bottom:11pt",
	"h3": "font-size:12pt;color:#1f3763;margin-top:11pt;margin-bottom:11pt",
	"h4": "font-size:12pt;color:#2f5496;margin-top:11pt;margin-bottom:11pt",
	"h5": "font-size:11pt;color:#2e75b5;margin-top:11pt;margin-bottom:11pt",
	"h6": "font-size:11pt;color:#1f3763;margin-top:11pt;margin-bottom:11pt",
}

// A format is how text looks at one point of the tree.
type format struct {
	css   css
	href  string
	lift  string // sup or sub
	align string // of the block
	pre   bool   // line breaks count
}

// with is the format below an element with a style.
func (f format) with(style css) format {
	f.css = f.css.over(style)
	if align, set := style["text-align"]; set {
		f.align = align
	}
	return f
}

// A builder turns any tree into the one that OneNote keeps.
type builder struct {
	place place
	out   []*html.Node
	open  *textBlock
	tag   string // for the first text to come
}

// A textBlock is a paragraph, a heading, or text that stands bare.
type textBlock struct {
	kind   string // p, h1 to h6; empty for bare text
	dataID string
	tag    string
	align  string
	runs   []run
}

// normaliseIn normalises a fragment of HTML for a place. What cannot be read,
// since it is nested too deeply, is left out.
func normaliseIn(fragment string, where place) []*html.Node {
	nodes, err := parseFragment(fragment)
	if err != nil {
		return nil
	}
	return normalise(nodes, where, format{})
}

func parseFragment(fragment string) ([]*html.Node, error) {
	return html.ParseFragment(strings.NewReader(fragment), element("body"))
}

func normalise(nodes []*html.Node, where place, f format) []*html.Node {
	b := &builder{place: where}
	for _, n := range nodes {
		b.walk(n, f)
	}
	b.close()
	return b.out
}

func (b *builder) walk(n *html.Node, f format) {
	switch {
	case n.Type == html.TextNode:
		b.text(n.Data, f)
	case n.Type == html.DocumentNode:
		b.inside(n, f)
	case n.Type != html.ElementNode || n.Namespace != "":
	case n.Data == "br":
		b.inline(element("br"), f)
	case is(n, "img", "object", "iframe"):
		if kept := media(n); kept != nil {
			b.inline(kept, f)
		}
	case dropped[n.Data]:
	case is(n, "p", "pre") || headings[n.Data] != "":
		b.paragraph(n, f)
	case is(n, "ul", "ol", "table", "li"):
		b.close()
		b.put(structure(n, f))
	case is(n, "div"):
		b.div(n, f)
	case apart[n.Data]:
		b.close()
		b.inside(n, f.with(parseStyle(attr(n, "style"))))
		b.close()
	default:
		b.character(n, f)
	}
}

// structure is a list or a table, or nil if nothing is left of it.
func structure(n *html.Node, f format) *html.Node {
	switch {
	case is(n, "table"):
		return table(n, f)
	case is(n, "li"):
		// An item outside of a list gets one of its own, and keeps its tag there.
		l := element("ul")
		if i := item(n, f, "", tagsOf(n)); i != nil {
			l.AppendChild(i)
			return l
		}
		return nil
	default:
		return list(n, f)
	}
}

func (b *builder) inside(n *html.Node, f format) {
	for c := range n.ChildNodes() {
		b.walk(c, f)
	}
}

func (b *builder) put(n *html.Node) {
	if n != nil {
		b.out = append(b.out, n)
	}
}

func (b *builder) paragraph(n *html.Node, f format) {
	b.close()
	style := parseStyle(attr(n, "style"))
	kind := n.Data
	if kind == "pre" {
		kind, f.pre = "p", true
	}
	// What a heading has by itself says nothing about its text.
	for name, value := range parseStyle(headings[kind]) {
		if style[name] == value {
			delete(style, name)
		}
	}
	f = f.with(style)
	b.open = &textBlock{kind: kind, dataID: attr(n, "data-id"), tag: tagsOf(n), align: f.align}
	b.inside(n, f)
	b.close()
}

// div keeps a nested div that has a data-id and something in it. Elsewhere
// divs add nothing to a page.
func (b *builder) div(n *html.Node, f format) {
	b.close()
	f = f.with(parseStyle(attr(n, "style")))
	if b.place != inBlock || attr(n, "data-id") == "" {
		b.inside(n, f)
		b.close()
		return
	}
	d := element("div", "data-id", attr(n, "data-id"))
	content := &builder{place: inBlock}
	content.inside(n, f)
	content.close()
	appendAll(d, content.out)
	if realContent(d) {
		b.put(d)
		return
	}
	b.out = append(b.out, content.out...)
}

// character walks into an element that says how text looks, or nothing.
func (b *builder) character(n *html.Node, f format) {
	style := parseStyle(attr(n, "style"))
	delete(style, "text-align") // for blocks only
	switch {
	case is(n, "a"):
		f.href = link(attr(n, "href"))
	case is(n, "sup", "sub"):
		f.lift = n.Data
	case asStyle[n.Data] != "":
		f = f.with(parseStyle(asStyle[n.Data]))
	case is(n, "span") && tagsOf(n) != "":
		b.close()
		b.open = &textBlock{tag: tagsOf(n), align: f.align}
		b.inside(n, f.with(style))
		b.close()
		return
	}
	b.inside(n, f.with(style))
}
