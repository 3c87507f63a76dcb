package graphtest

import (
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// withID are the elements that show a generated id.
var withID = map[string]bool{
	"div": true, "p": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"ul": true, "ol": true, "li": true, "table": true, "tr": true, "td": true, "img": true, "object": true,
}

// ids calls f with each element that has a generated id. A plain paragraph in
// a cell has none, as the service has been seen to answer.
func (p *Page) ids(body *html.Node, f func(n *html.Node, id string)) {
	n := 10
	for d := range body.Descendants() {
		if d.Type != html.ElementNode || !withID[d.Data] || is(d, "p") && is(d.Parent, "td") && attr(d, "data-id") == "" {
			continue
		}
		f(d, fmt.Sprintf("%s:{%s}{%d}", d.Data, p.idGUID, n))
		n += 3
	}
}

// document writes the page as the API answers it.
func (p *Page) document(includeIDs bool, user string) string {
	body := clone(p.body)
	if includeIDs {
		p.ids(body, func(n *html.Node, id string) {
			n.Attr = append([]html.Attribute{{Key: "id", Val: id}}, n.Attr...)
		})
	}
	bare := p.world.opts.Quirks.BareCells
	for _, n := range descendants(body, "table", "img", "td") {
		switch {
		case is(n, "table"):
			setAttr(n, "border", "")
		case is(n, "img"):
			showImage(n, user)
		case bare:
			showBare(n)
		}
	}
	setAttr(body, "data-absolute-enabled", "true")
	setAttr(body, "style", "font-family:Calibri;font-size:11pt")
	return "<html lang=\"en-US\">\n\t<head>\n\t\t<title>" + html.EscapeString(p.title) + "</title>\n" +
		"\t\t<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />\n" +
		"\t\t<meta name=\"created\" content=\"" + p.created.UTC().Format("2006-01-02T15:04:05.0000000") + "\" />\n" +
		"\t</head>\n\t" + render(body) + "\n</html>\n"
}

// showImage names the service's own copy of an image.
func showImage(n *html.Node, user string) {
	src := fmt.Sprintf("https://graph.microsoft.com/v1.0/users('%s')/onenote/resources/0-%x!1-0/$value", user, sha256.Sum256([]byte(attr(n, "src"))))
	setAttr(n, "src", src)
	setAttr(n, "data-src-type", "image/png")
	setAttr(n, "data-fullres-src", src)
	setAttr(n, "data-fullres-src-type", "image/png")
}

// showBare takes the paragraph from around the text of a plain cell.
func showBare(cell *html.Node) {
	p := cell.FirstChild
	if !is(p, "p") || p.NextSibling != nil || attr(p, "data-id") != "" || attr(p, "style") != "" {
		return
	}
	cell.RemoveChild(p)
	for p.FirstChild != nil {
		c := p.FirstChild
		p.RemoveChild(c)
		cell.AppendChild(c)
	}
}

// titlePattern finds the title in the HTML of a new page.
var titlePattern = regexp.MustCompile(`(?is)<title(?:\s[^>]*)?>(.*?)</title\s*>`)

// titleIn reads the title of a new page, which the service takes for XML: one
// that is no well-formed text is dropped in silence.
func titleIn(document string) string {
	m := titlePattern.FindStringSubmatch(document)
	if m == nil {
		return ""
	}
	d := xml.NewDecoder(strings.NewReader("<title>" + m[1] + "</title>"))
	var title strings.Builder
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(strings.Fields(title.String()), " ")
		}
		if err != nil {
			return ""
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth > 1 {
				return ""
			}
		case xml.CharData:
			title.Write(token)
		}
	}
}

// bodyOf reads the outlines of a new page: everything goes into the default
// one, save divs of the body with a place of their own.
func bodyOf(document string) (*html.Node, error) {
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	body := element("body")
	found := descendants(root, "body")
	if len(found) == 0 {
		return body, nil
	}
	var common []*html.Node
	for c := range found[0].ChildNodes() {
		if attr(found[0], "data-absolute-enabled") != "true" || !is(c, "div") || !absolute(c) {
			common = append(common, c)
			continue
		}
		d := outline(attr(c, "data-id"), normalise([]*html.Node{inner(c)}, inBlock, format{}))
		setAttr(d, "style", placeOf(c))
		body.AppendChild(d)
	}
	if content := normalise(common, inBlock, format{}.with(parseStyle(attr(found[0], "style")))); len(content) > 0 {
		body.InsertBefore(outline(defaultDiv, content), body.FirstChild)
	}
	return body, nil
}

// inner is a div's content without what it is known by.
func inner(div *html.Node) *html.Node {
	c := clone(div)
	setAttr(c, "data-id", "")
	return c
}

// placePattern finds what places a div.
var placePattern = regexp.MustCompile(`(?:^|;)\s*(position|left|top|width)\s*:\s*([a-z0-9]+)`)

func absolute(div *html.Node) bool { return strings.Contains(placeOf(div), "position:absolute") }

func placeOf(div *html.Node) string {
	var parts []string
	for _, m := range placePattern.FindAllStringSubmatch(strings.ToLower(attr(div, "style")), -1) {
		parts = append(parts, m[1]+":"+m[2])
	}
	return strings.Join(parts, ";")
}

// closeMargins gives paragraphs the margins of those that a person types.
func closeMargins(n *html.Node) {
	for _, p := range descendants(n, "p") {
		setAttr(p, "style", strings.ReplaceAll(attr(p, "style"), "5.5pt", "0pt"))
	}
}
