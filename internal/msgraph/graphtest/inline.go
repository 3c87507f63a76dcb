package graphtest

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// blanks are the characters that HTML takes for white space. A no-break space
// is none of them.
const blanks = " \t\n\r\f"

// A run is a piece of text in one format, or a thing among the text.
type run struct {
	text  string
	thing *html.Node // br, img, object or iframe; else nil
	style string
	href  string
	lift  string
}

// text adds characters. White space alone begins nothing.
func (b *builder) text(s string, f format) {
	if b.open == nil && strings.Trim(s, blanks) == "" {
		return
	}
	for n, line := range strings.Split(s, "\n") {
		if f.pre && n > 0 {
			b.inline(element("br"), f)
		} else if n > 0 {
			line = " " + line
		}
		b.add(run{text: line, style: f.css.text(), href: f.href, lift: f.lift}, f)
	}
}

// inline adds a thing among the text.
func (b *builder) inline(n *html.Node, f format) {
	r := run{thing: n}
	if n.Data != "br" {
		r.href = f.href
	}
	b.add(r, f)
}

func (b *builder) add(r run, f format) {
	if b.open == nil {
		b.open = &textBlock{align: f.align}
	}
	b.open.runs = append(b.open.runs, r)
}

// close ends the text that is open, if any, and writes it.
func (b *builder) close() {
	block := b.open
	b.open = nil
	if block == nil {
		return
	}
	block.tidy()
	if len(block.runs) == 0 {
		return // an empty paragraph is gone
	}
	content := block.nodes()
	text := slices.ContainsFunc(block.runs, func(r run) bool { return r.thing == nil })
	real := text || slices.ContainsFunc(block.runs, func(r run) bool { return r.thing.Data != "br" })
	if !real {
		block.dataID, block.tag = "", ""
	} else if block.tag == "" {
		block.tag, b.tag = b.tag, ""
	}
	if block.kind == "" && !text && block.tag == "" {
		b.out = append(b.out, content...)
		return
	}
	if n := block.wrapper(b.place, len(b.out) == 0); n != nil {
		appendAll(n, content)
		content = []*html.Node{n}
	}
	b.out = append(b.out, content...)
}

// wrapper is the element that the text gets, or nil where it stands bare.
func (t *textBlock) wrapper(where place, first bool) *html.Node {
	align := ""
	if t.align != "" {
		align = "text-align:" + t.align
	}
	if style := headings[t.kind]; style != "" {
		return element(t.kind, "data-id", t.dataID, "data-tag", t.tag, "style", joinStyle(style, align))
	}
	switch {
	case where != inBlock && t.tag != "":
		return element("span", "data-tag", t.tag)
	case where == inItem && first && t.dataID == "":
		return nil
	case where == inBlock:
		return element("p", "data-id", t.dataID, "data-tag", t.tag, "style", joinStyle(align, "margin-top:5.5pt;margin-bottom:5.5pt"))
	default:
		return element("p", "data-id", t.dataID, "style", align)
	}
}

func joinStyle(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ";")
}

// tidy makes white space single, takes it away at the edges of lines, and
// joins what is alike.
func (t *textBlock) tidy() {
	var runs []run
	space := true // at the start of a line
	for _, r := range t.runs {
		if r.thing != nil {
			space = is(r.thing, "br")
			if space {
				runs = trimEnd(runs)
			}
			runs = append(runs, r)
			continue
		}
		r.text, space = collapse(r.text, space)
		last := len(runs) - 1
		switch {
		case r.text == "":
		case last >= 0 && runs[last].thing == nil && runs[last].style == r.style && runs[last].href == r.href && runs[last].lift == r.lift:
			runs[last].text += r.text
		default:
			runs = append(runs, r)
		}
	}
	t.runs = trimEnd(runs)
}

// collapse makes white space single; space says whether there is some before.
func collapse(s string, space bool) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(blanks, r) {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		b.WriteRune(r)
		space = false
	}
	return b.String(), space
}

// trimEnd takes away the white space at the end of a line.
func trimEnd(runs []run) []run {
	if last := len(runs) - 1; last >= 0 && runs[last].thing == nil {
		runs[last].text = strings.TrimSuffix(runs[last].text, " ")
		if runs[last].text == "" {
			return runs[:last]
		}
	}
	return runs
}

// nodes writes the runs as the service does: links outside, styles as spans.
func (t *textBlock) nodes() []*html.Node {
	var out []*html.Node
	var anchor *html.Node
	for n, r := range t.runs {
		piece := r.node()
		if r.href == "" {
			out = append(out, piece)
			continue
		}
		if n == 0 || t.runs[n-1].href != r.href {
			anchor = element("a", "href", r.href)
			out = append(out, anchor)
		}
		anchor.AppendChild(piece)
	}
	return out
}

func (r run) node() *html.Node {
	n := r.thing
	if n == nil {
		n = textNode(r.text)
		for _, around := range []*html.Node{element("span", "style", r.style), element(r.lift)} {
			if around.Data != "" && (around.Data != "span" || r.style != "") {
				around.AppendChild(n)
				n = around
			}
		}
	}
	return n
}

// link returns an address that OneNote keeps, or "".
func link(href string) string {
	href = strings.TrimSpace(href)
	u, err := url.Parse(href)
	if err != nil || !slices.Contains([]string{"http", "https", "mailto", "onenote", "tel"}, u.Scheme) {
		return ""
	}
	return href
}

// number matches a size in pixels, as an attribute.
var number = regexp.MustCompile(`^[0-9]{1,5}$`)

// media is what is kept of an image, a file or a film, or nil.
func media(n *html.Node) *html.Node {
	size := func(name string) string {
		if v := attr(n, name); number.MatchString(v) {
			return v
		}
		return strings.TrimSuffix(parseStyle(attr(n, "style"))[name], "px")
	}
	switch n.Data {
	case "img":
		src := attr(n, "src")
		if u, err := url.Parse(src); err != nil || u.Scheme != "https" && u.Scheme != "http" && !strings.HasPrefix(src, "data:image/") {
			return nil
		}
		return element("img", "alt", attr(n, "alt"), "data-id", attr(n, "data-id"), "data-tag", tagsOf(n),
			"width", size("width"), "height", attrIf(n, "height", number), "src", src)
	case "object":
		if attr(n, "data-attachment") == "" || attr(n, "type") == "" {
			return nil
		}
		return element("object", "data", attr(n, "data"), "data-attachment", attr(n, "data-attachment"), "data-id", attr(n, "data-id"), "type", attr(n, "type"))
	default:
		if link(attr(n, "data-original-src")) == "" {
			return nil
		}
		return element("iframe", "width", attrIf(n, "width", number), "height", attrIf(n, "height", number), "data-original-src", link(attr(n, "data-original-src")))
	}
}

// attrIf returns an attribute that matches a pattern, or "".
func attrIf(n *html.Node, name string, pattern *regexp.Regexp) string {
	if v := attr(n, name); pattern.MatchString(v) {
		return v
	}
	return ""
}
