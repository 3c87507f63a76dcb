package file

import (
	"html/template"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"weir"
	"weir/internal/table"
)

// htmlForm begins the Markup of a cell that an HTML file gave.
const htmlForm = "html:"

// htmlWritten prints what people wrote: with its form, if that says the same.
func htmlWritten(text, markup string) template.HTML {
	text = typed(text)
	if source, ours := strings.CutPrefix(markup, htmlForm); ours {
		nodes, err := htmlNodes(source)
		if r := htmlPlain(nodes); err == nil && r.text() == text && htmlWhole(r.form(), text) {
			return htmlSafe(r.form())
		}
	}
	return htmlText(text)
}

// htmlWhole reports whether a form stays one thing where it is put: a point of a list
// within another point, for instance, would end that.
func htmlWhole(form, text string) bool {
	nodes, err := htmlNodes("<ul><li>" + form + "</li></ul>")
	if err != nil || len(nodes) != 1 || nodes[0].FirstChild == nil || nodes[0].FirstChild.NextSibling != nil {
		return false
	}
	r := &htmlReader{}
	r.children(nodes[0].FirstChild)
	return r.text() == text
}

// htmlNodes parses what stands within an element. It fails where elements lie too
// deep in one another.
func htmlNodes(source string) ([]*html.Node, error) {
	nodes, err := html.ParseFragment(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "the report's table cannot be read", Next: "look at what was put into it, or move the file away, and a new one is made", Err: err}
	}
	return nodes, nil
}

// htmlReader takes down what is seen of elements: the text, and the form of it that
// may be written again.
type htmlReader struct {
	words, markup strings.Builder
	// fixed counts what cannot be carried elsewhere.
	fixed int
	// link is where the first link leads.
	link string
	pre  int // how many elements around keep their line breaks
}

func htmlPlain(nodes []*html.Node) *htmlReader {
	r := &htmlReader{}
	for _, n := range nodes {
		r.node(n)
	}
	return r
}

func (r *htmlReader) text() string { return typed(r.words.String()) }
func (r *htmlReader) form() string { return strings.TrimSpace(r.markup.String()) }

// cell returns the text and, where the text alone does not say it, the form.
func (r *htmlReader) cell() (text, markup string) {
	text = r.text()
	if form := r.form(); form != string(htmlText(text)) {
		markup = htmlForm + form
	}
	return text, markup
}

// htmlWrap is white space in which there is a line break: to a browser, one space.
var htmlWrap = regexp.MustCompile(`[ \t\f]*\n[ \t\f\n]*`)

func (r *htmlReader) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		text := breaks(n.Data)
		if at := htmlWrap.FindStringIndex(text); r.pre == 0 && at != nil {
			if at[0] == 0 && r.atStart() {
				text = text[at[1]:]
			}
			text = htmlWrap.ReplaceAllString(text, " ")
		}
		r.words.WriteString(text)
		r.markup.WriteString(string(htmlText(text)))
	case html.ElementNode:
		r.element(n)
	case html.ErrorNode, html.DocumentNode, html.CommentNode, html.DoctypeNode, html.RawNode:
	}
}

// atStart reports whether the next text begins a line.
func (r *htmlReader) atStart() bool {
	return r.words.Len() == 0 || strings.HasSuffix(r.words.String(), "\n")
}

// line begins a line.
func (r *htmlReader) line() {
	if !r.atStart() {
		r.words.WriteString("\n")
	}
}

func (r *htmlReader) element(n *html.Node) {
	switch htmlRole(n.DataAtom) {
	case htmlUnseen:
	case htmlFixed:
		r.fixed++
	case htmlBroken:
		r.words.WriteString("\n")
		r.markup.WriteString("<br>")
	case htmlInline:
		r.wrap(n, n.Data, "")
	case htmlAnchor:
		href := table.Line(attribute(n, "href"))
		if r.link == "" {
			r.link = href
		}
		if href = web(href); href == "" {
			r.children(n)
			return
		}
		r.wrap(n, "a", ` href="`+template.HTMLEscapeString(href)+`" rel="noopener noreferrer"`)
	case htmlBlock:
		r.line()
		name := "div"
		if n.DataAtom == atom.P || n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || n.DataAtom == atom.Li {
			name = n.Data
		}
		r.wrap(n, name, "")
		r.line()
	case htmlWide:
		r.children(n)
		r.words.WriteString(" ")
		r.markup.WriteString(" ")
	default:
		if !htmlIsMark(n) {
			r.children(n)
		}
	}
}

// wrap prints an element around what is in it.
func (r *htmlReader) wrap(n *html.Node, name, attributes string) {
	if n.DataAtom == atom.Pre {
		r.pre++
		defer func() { r.pre-- }()
	}
	r.markup.WriteString("<" + name + attributes + ">")
	r.children(n)
	r.markup.WriteString("</" + name + ">")
}

func (r *htmlReader) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
}

// What an element means for the text in it.
const (
	htmlOther  = iota // only its text counts
	htmlInline        // a form of letters
	htmlAnchor
	htmlBlock // a paragraph of its own
	htmlBroken
	htmlWide   // a cell: parted from the next one
	htmlFixed  // a picture, a field…
	htmlUnseen // no text to a reader
)

func htmlRole(a atom.Atom) int {
	switch a {
	case atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.S, atom.Del, atom.Ins, atom.Code, atom.Sub, atom.Sup, atom.Mark, atom.Small:
		return htmlInline
	case atom.A:
		return htmlAnchor
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Caption,
		atom.Tr, atom.Hr, atom.Figure, atom.Figcaption, atom.Details, atom.Summary, atom.Address:
		return htmlBlock
	case atom.Br:
		return htmlBroken
	case atom.Td, atom.Th:
		return htmlWide
	case atom.Img, atom.Svg, atom.Math, atom.Video, atom.Audio, atom.Canvas, atom.Iframe, atom.Object, atom.Embed, atom.Picture,
		atom.Input, atom.Textarea, atom.Select, atom.Button:
		return htmlFixed
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Col, atom.Colgroup:
		return htmlUnseen
	default:
		return htmlOther
	}
}

// htmlIsMark reports whether an element is a change mark of ours, and not a word
// of a person's.
func htmlIsMark(n *html.Node) bool {
	if n.DataAtom != atom.Span || !strings.HasPrefix(attribute(n, "class"), "mark ") {
		return false
	}
	r := &htmlReader{}
	r.children(n)
	return r.text() == newWord || r.text() == "●changed"
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
