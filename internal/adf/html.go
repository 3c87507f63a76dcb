package adf

import (
	"strconv"
	"strings"
)

// HTML writes a document as a part of a page's body. There is no script, style
// sheet, form or frame in it, and nothing that the lists in the package's
// comment do not name for the profile. That of an empty document is "".
func HTML(doc *Node, o Options) string {
	return o.limited(doc, func(doc *Node) string {
		h := html{o: &o, collected: collector{o: &o}, oneNote: o.Profile == OneNote}
		h.blocks(doc.Content)
		return string(h.b)
	})
}

// html is HTML in the making.
type html struct {
	b         []byte
	o         *Options
	oneNote   bool
	collected collector
	lead      string   // what the next paragraph begins with
	tag       string   // an attribute of the next paragraph
	base      marks    // marks of all text, in a header
	cite      bool     // OneNote's paragraphs stand in a quotation
	open      []string // the elements in a paragraph that are open, as they begin
}

func (h *html) raw(parts ...string) {
	for _, s := range parts {
		h.b = append(h.b, s...)
	}
}

// text writes text, or the value of an attribute.
func (h *html) text(s string) {
	last := 0
	for i := range len(s) {
		var entity string
		switch s[i] {
		case '&':
			entity = "&amp;"
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '"':
			entity = "&#34;"
		case '\'':
			entity = "&#39;"
		default:
			continue
		}
		h.raw(s[last:i], entity)
		last = i + 1
	}
	h.raw(s[last:])
}

// blocks writes blocks, and what stands in a line as the writer of Markdown does.
func (h *html) blocks(nodes []*Node) {
	for line := range grouped(nodes) {
		if len(line) == 1 && line[0].place() >= textblock {
			h.block(line[0])
		} else {
			h.paragraph("p", line, nil, look{})
		}
	}
}

func (h *html) block(n *Node) {
	switch n.Type {
	case "paragraph", "caption":
		l := look{}
		if n.Type == "caption" {
			l.marks = em
		}
		h.paragraph("p", n.line(), n.Marks, l)
	case "heading":
		h.paragraph("h"+strconv.Itoa(n.whole("level", 1, 6)), n.line(), n.Marks, look{})
	case "codeBlock":
		h.code(n)
	case "blockquote":
		h.quote(n)
	case "panel":
		h.panel(n)
	case "bulletList", "orderedList", "taskList", "decisionList":
		h.list(n)
	case "taskItem", "blockTaskItem", "decisionItem":
		h.list(&Node{Content: only(n)})
	case "rule":
		if h.oneNote {
			h.raw("<p>———</p>\n")
		} else {
			h.raw("<hr>\n")
		}
	case "table":
		h.table(n)
	case "tableRow":
		h.table(&Node{Content: only(n)})
	case "media", "mediaGroup", "blockCard", "embedCard":
		h.paragraph("p", only(n), nil, look{})
	case "expand", "nestedExpand":
		h.expand(n)
	default:
		h.words(n, look{})
	}
}

func (h *html) words(n *Node, l look) {
	if own := h.o.ownText(n); own != "" {
		h.paragraph("p", only(&Node{Type: "text", Text: own}), nil, l)
	}
	h.blocks(n.framed())
}

// paragraph writes what stands in lines as one element, if there is anything. In
// place of "", no element is written.
func (h *html) paragraph(tag string, nodes []*Node, marks []Mark, l look) {
	l.marks |= h.base | look{}.with(marks, h.o).marks&small
	spans := h.collected.line(nodes, l)
	if len(spans) == 0 {
		return
	}
	if tag != "" {
		h.raw("<", tag, style(marks, h.oneNote), h.tag, ">")
	}
	h.raw(h.lead)
	h.lead, h.tag = "", ""
	if h.cite {
		h.raw("<cite>")
	}
	h.spans(spans)
	if h.cite {
		h.raw("</cite>")
	}
	if tag != "" {
		h.raw("</", tag, ">\n")
	}
}

// style returns the attribute that says how a block stands on the page.
func style(marks []Mark, oneNote bool) string {
	var rules []string
	for _, m := range marks {
		switch align := m.Attr("align"); {
		case m.Type == "alignment" && align == "center":
			rules = append(rules, "text-align:center")
		case m.Type == "alignment" && align == "end":
			rules = append(rules, "text-align:right")
		case m.Type == "indentation" && !oneNote:
			level := (&Node{Attrs: m.Attrs}).whole("level", 1, 6)
			rules = append(rules, "margin-left:"+strconv.Itoa(2*level)+"em")
		}
	}
	if len(rules) == 0 {
		return ""
	}
	return ` style="` + strings.Join(rules, ";") + `"`
}

func (h *html) code(n *Node) {
	text := h.o.code(n)
	if h.oneNote {
		h.raw("<pre>")
		if strings.HasPrefix(text, "\n") { // a first one is not read
			h.raw("\n")
		}
		h.text(text)
		h.raw("</pre>\n")
		return
	}
	h.raw("<pre><code")
	if name := language(n); name != "" {
		h.raw(` class="language-`, name, `"`)
	}
	h.raw(">")
	h.text(text)
	h.raw("</code></pre>\n")
}

func (h *html) quote(n *Node) {
	if h.oneNote {
		before := h.cite
		h.cite = true
		h.blocks(n.line())
		h.cite = before
		return
	}
	h.raw("<blockquote>\n")
	h.blocks(n.line())
	h.raw("</blockquote>\n")
}

// panelKinds are the kinds of panel and the colours behind them.
var panelKinds = map[string]string{
	"info": "#deebff", "note": "#eae6ff", "tip": "#e3fcef", "success": "#e3fcef", "warning": "#fffae6", "error": "#ffebe6",
}

func (h *html) panel(n *Node) {
	kind := n.Attr("panelType")
	back := panelKinds[kind]
	if back == "" {
		kind, back = "custom", colour(n.Attr("panelColor"), "#f4f5f7")
	}
	if h.oneNote {
		h.raw(`<div style="background-color:`, back, `">`, "\n")
	} else {
		h.raw(`<div class="panel panel-`, kind, `" role="note">`, "\n")
	}
	h.blocks(n.line())
	h.raw("</div>\n")
}

func (h *html) expand(n *Node) {
	title := oneLine(n.Attr("title"))
	if h.oneNote || strings.TrimSpace(title) == "" {
		h.words(n, look{marks: strong})
		return
	}
	h.raw("<details open>\n<summary>")
	h.text(title)
	h.raw("</summary>\n")
	h.blocks(n.line())
	h.raw("</details>\n")
}
