package adf

import (
	"net/url"
	"path"
	"strings"
)

// unnamed stands for a file of which the document says neither name nor address.
// It is the only word that is put into a document.
const unnamed = "attachment"

// ownText returns what a node says by itself, besides its children.
func (n *Node) ownText() string { return new(Options).ownText(n) }

func (o *Options) ownText(n *Node) string {
	switch n.Type {
	case "mention":
		return o.mention(n)
	case "emoji":
		return first(n.Attr("text"), n.Attr("fallback"), n.Attr("shortName"))
	case "date":
		return o.date(n.Attr("timestamp"))
	case "expand", "nestedExpand":
		return n.Attr("title")
	case "extension", "inlineExtension", "bodiedExtension":
		return extensionText(n)
	}
	if n.Text == "" && places[n.Type] <= inline {
		return n.Attr("text") // a status, a placeholder, and what may come to be
	}
	return n.Text
}

// mention writes a person with one @, however many the document has.
func (o *Options) mention(n *Node) string {
	name := strings.TrimLeft(n.Attr("text"), "@")
	if id := n.Attr("id"); name == "" && id != "" {
		if o.Name != nil {
			name = strings.TrimLeft(o.Name(id), "@")
		}
		name = first(name, id)
	}
	if name == "" {
		return ""
	}
	return "@" + name
}

// extensionText returns the text that an app put into its node. Where it put
// none, it is the title of what stands there, or the name that the app gave it.
func extensionText(n *Node) string {
	parameters := n.Attrs["parameters"]
	for _, name := range []string{"text", "title", "body"} {
		text := first(dig(n.Attrs, name), dig(parameters, name), dig(parameters, "macroParams", name, "value"))
		if text != "" {
			return text
		}
	}
	if len(n.Content) > 0 {
		return ""
	}
	return first(dig(parameters, "macroMetadata", "title"), lastPart(n.Attr("extensionKey")))
}

// first returns the first of some texts that says anything.
func first(texts ...string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// card puts a link to what a card shows: its title, or else its address.
func (c *collector) card(n *Node, l look) {
	data := n.Attrs["data"]
	address := first(n.Attr("url"), dig(data, "url"), dig(data, "@id"), dig(data, "@url"))
	text := first(n.Attr("title"), dig(data, "name"), dig(data, "title"), address, dig(n.Attrs["datasource"], "parameters", "jql"))
	if target := c.o.target(address); target != "" {
		l.link = target
	}
	c.add(text, l)
}

// media puts a picture, a link to a file, or its name.
func (c *collector) media(n *Node, l look) {
	address := n.Attr("url")
	if id := n.Attr("id"); address == "" && id != "" && c.o.MediaURL != nil {
		address = c.o.MediaURL(id)
	}
	address = safeTarget(address)
	name := oneLine(first(n.Attr("alt"), n.Attr("__fileName"), n.Attr("fileName"), dig(n.Attrs["data"], "name"), fileIn(address), unnamed))
	switch {
	case address != "" && shows(n, name) && !c.o.Inert:
		l.code = false
		c.put(span{kind: picture, text: name, src: address, look: l})
	case address != "" && l.link == "":
		l.link = address
		fallthrough
	default:
		c.add(name, l)
	}
}

// fileIn returns the name of the file that an address ends in, as a person would
// write it.
func fileIn(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.LastIndexByte(rest, '/')
	if i < 0 {
		return ""
	}
	name, err := url.PathUnescape(rest[i+1:])
	if err != nil {
		return rest[i+1:]
	}
	return name
}

// shows reports whether a file is a picture, as far as its node tells.
func shows(n *Node, name string) bool {
	switch n.Attr("type") {
	case "external", "image":
		return true
	case "link":
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp":
		return true
	case "":
		return n.Attr("width") != ""
	default:
		return false
	}
}

// code returns the text of a block of code.
func (o *Options) code(n *Node) string {
	if len(n.Content) == 1 && n.Content[0] != nil && len(n.Content[0].Content) == 0 {
		return clean(o.ownText(n.Content[0]))
	}
	var b strings.Builder
	o.plain(&b, n.Content)
	return b.String()
}

func (o *Options) plain(b *strings.Builder, nodes []*Node) {
	for _, n := range nodes {
		if n == nil {
			continue
		}
		if n.Type == "hardBreak" {
			b.WriteByte('\n')
		}
		b.WriteString(clean(o.ownText(n)))
		o.plain(b, n.Content)
	}
}

// lastPart returns what follows the last slash.
func lastPart(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }
