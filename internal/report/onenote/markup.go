package onenote

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A sanitiser writes what people have formatted, in the part of HTML that
// OneNote takes and that Weir knows: paragraphs, lists, small tables, emphasis,
// colours, links and note tags. What it does not know it drops, but for its text.
type sanitiser struct {
	w writer
	// formed says that there is more than paragraphs of plain text.
	formed bool
}

// markupOf returns what stands in a cell with its form, or nothing where its
// text says it all.
func markupOf(cell *html.Node) string {
	var s sanitiser
	s.blocks(cell)
	if !s.formed {
		return ""
	}
	return s.w.String()
}

// cleaned reads markup and writes it again, so that whatever it is, it is
// harmless. It reports whether there is anything.
func cleaned(markup string) (string, bool) {
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{Type: html.ElementNode, Data: "td", DataAtom: atom.Td})
	if err != nil {
		return "", false
	}
	cell := &html.Node{Type: html.ElementNode, Data: "td"}
	for _, n := range nodes {
		cell.AppendChild(n)
	}
	var s sanitiser
	s.blocks(cell)
	return s.w.String(), s.w.Len() > 0
}

// blocks writes what lies below a node. Text that is in no paragraph gets one.
func (s *sanitiser) blocks(n *html.Node) {
	open := false
	for c := range n.ChildNodes() {
		if !isBlock(c) {
			if !open && blank(c) && !is(c, "br") {
				continue
			}
			if !open {
				s.w.WriteString("<p>")
				open = true
			}
			s.inline(c)
			continue
		}
		if open {
			s.w.WriteString("</p>")
			open = false
		}
		s.block(c)
	}
	if open {
		s.w.WriteString("</p>")
	}
}

// isBlock reports whether a node is a block, or holds one.
func isBlock(n *html.Node) bool {
	if is(n, blocks...) || isBlockTag(n) {
		return true
	}
	for d := range n.Descendants() {
		if is(d, blocks...) || isBlockTag(d) {
			return true
		}
	}
	return false
}

func blank(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.Trim(n.Data, " \t\r\n\f") == ""
}

func (s *sanitiser) block(n *html.Node) {
	switch {
	case is(n, "p", "h1", "h2", "h3", "h4", "h5", "h6"), isBlockTag(n):
		if holdsBlock(n) {
			s.blocks(n)
			return
		}
		s.open("p", n)
		s.inlines(n)
		s.w.WriteString("</p>")
	case is(n, "pre"):
		s.w.WriteString("<p>")
		s.w.text(textOf(n))
		s.w.WriteString("</p>")
	case is(n, "ul", "ol"):
		s.list(n)
	case is(n, "table"):
		s.table(n)
	case is(n, "script", "style", "template"):
	default:
		s.blocks(n)
	}
}

func holdsBlock(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if isBlock(c) {
			return true
		}
	}
	return false
}

// list writes a list. What stands in it beside its points gets one of its own.
func (s *sanitiser) list(n *html.Node) {
	s.formed = true
	s.open(n.Data, n)
	for item := range n.ChildNodes() {
		switch {
		case blank(item):
			continue
		case is(item, "li"):
			s.open("li", item)
			if holdsBlock(item) {
				s.blocks(item)
			} else {
				s.inlines(item)
			}
		default:
			s.w.WriteString("<li>")
			if isBlock(item) {
				s.block(item)
			} else {
				s.inline(item)
			}
		}
		s.w.WriteString("</li>")
	}
	s.w.WriteString("</" + n.Data + ">")
}

func (s *sanitiser) table(n *html.Node) {
	s.formed = true
	s.w.WriteString(`<table border="1">`)
	for _, row := range rowsOf(n) {
		s.w.WriteString("<tr>")
		for _, cell := range cellsOf(row) {
			s.w.WriteString("<td")
			s.w.attribute("style", background(attribute(cell, "style")))
			s.w.WriteString(">")
			s.blocks(cell)
			s.w.WriteString("</td>")
		}
		s.w.WriteString("</tr>")
	}
	s.w.WriteString("</table>")
}

// open writes the start of a block with those of its attributes that may stay.
func (s *sanitiser) open(name string, n *html.Node) {
	s.w.WriteString("<" + name)
	style, tags := looks(attribute(n, "style")), noteTags(attribute(n, "data-tag"))
	s.formed = s.formed || style+tags != ""
	s.w.attribute("style", style)
	s.w.attribute("data-tag", tags)
	s.w.WriteString(">")
}

func (s *sanitiser) inlines(n *html.Node) {
	for c := range n.ChildNodes() {
		s.inline(c)
	}
}

// plainer are the elements for emphasis, and those of the same meaning.
var plainer = map[string]string{
	"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "u": "u", "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup",
}

func (s *sanitiser) inline(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		s.words(n.Data)
	case n.Type != html.ElementNode, is(n, "script", "style", "template"):
	case is(n, "br"):
		s.w.WriteString("<br/>")
	case plainer[n.Data] != "":
		s.wrapped(plainer[n.Data], "", "", n)
	case is(n, "a") && safeLink(attribute(n, "href")) != "":
		s.wrapped("a", "href", safeLink(attribute(n, "href")), n)
	case is(n, "span", "font") && looks(attribute(n, "style")) != "":
		s.wrapped("span", "style", looks(attribute(n, "style")), n)
	default:
		s.inlines(n)
	}
}

func (s *sanitiser) wrapped(name, attribute, value string, n *html.Node) {
	s.formed = true
	s.w.WriteString("<" + name)
	s.w.attribute(attribute, value)
	s.w.WriteString(">")
	s.inlines(n)
	s.w.WriteString("</" + name + ">")
}

func (s *sanitiser) words(text string) {
	for _, r := range text {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\f':
			s.w.WriteByte(' ')
		case printable(r):
			s.w.escaped(r)
		}
	}
}

// safeLink returns a link's address if it leads to a page, a mailbox or into
// OneNote, else nothing.
func safeLink(href string) string {
	href = strings.TrimSpace(href)
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host != "" {
			return href
		}
	case "mailto", "onenote":
		return href
	}
	return ""
}

// looks returns the declarations of a style that may stay.
func looks(style string) string {
	if style == "" {
		return ""
	}
	var kept []string
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.ToLower(strings.TrimSpace(value))
		if mayStay(name, value) {
			kept = append(kept, name+":"+value)
		}
	}
	return strings.Join(kept, ";")
}

var colour = regexp.MustCompile(`^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,24})$`)

func mayStay(name, value string) bool {
	switch name {
	case "color":
		return colour.MatchString(value) && value != "black" && value != "#000000" && value != "inherit"
	case "background-color":
		return colour.MatchString(value) && value != "transparent" && value != "inherit"
	case "font-weight":
		return value == "bold"
	case "font-style":
		return value == "italic"
	case "text-decoration":
		return value == "underline" || value == "line-through" || value == "underline line-through"
	case "text-align":
		return value == "center" || value == "right"
	}
	return false
}

// background returns the colour alone.
func background(style string) string {
	for declaration := range strings.SplitSeq(looks(style), ";") {
		if strings.HasPrefix(declaration, "background-color:") {
			return declaration
		}
	}
	return ""
}

// noteTags returns the note tags that OneNote has built in; it refuses a whole
// page for the sake of another one.
func noteTags(value string) string {
	var kept []string
	for t := range strings.SplitSeq(value, ",") {
		t = strings.TrimSpace(t)
		name, done := strings.CutSuffix(t, ":completed")
		if box, known := builtIn[name]; known && (box || !done) {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, ",")
}

// builtIn are OneNote's note tags, and whether each is a box that can be ticked.
// Source: Microsoft's page "Use note tags in OneNote pages".
var builtIn = map[string]bool{
	"to-do": true, "to-do-priority-1": true, "to-do-priority-2": true, "client-request": true, "call-back": true,
	"schedule-meeting": true, "discuss-with-person-a": true, "discuss-with-person-b": true, "discuss-with-manager": true,
	"important": false, "question": false, "definition": false, "highlight": false, "contact": false, "address": false,
	"phone-number": false, "web-site-to-visit": false, "idea": false, "password": false, "critical": false, "project-a": false,
	"project-b": false, "remember-for-later": false, "movie-to-see": false, "book-to-read": false, "music-to-listen-to": false,
	"source-for-article": false, "remember-for-blog": false, "send-in-email": false,
}

// fixedIn counts what lies below a node and cannot be written again: pictures,
// attachments, and ink, which the service shows as a comment.
func fixedIn(n *html.Node) int {
	count := 0
	for d := range n.Descendants() {
		switch {
		case is(d, "img", "image", "object", "iframe", "video", "audio", "embed", "svg", "canvas", "math", "input", "picture"):
			count++
		case d.Type == html.CommentNode && (strings.Contains(d.Data, "not supported") || strings.Contains(d.Data, "Ink")):
			count++
		}
	}
	return count
}
