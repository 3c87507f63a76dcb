package adf_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir/internal/adf"
)

// An expectation is what a document says, told by a second, simpler reading of
// its tree, and by the table in the package's comment.
type expectation struct {
	text  strings.Builder
	links []string // as in a reading
	marks map[string]*strings.Builder
	cells bool // lists within cells show their marks as text
	boxes bool // tasks show a box, too
	cell  int  // how many cells we are in
}

func expect(root *adf.Node, cells, boxes bool) *expectation {
	e := &expectation{marks: map[string]*strings.Builder{}, cells: cells, boxes: boxes}
	e.node(root, nil, "")
	return e
}

func (e *expectation) say(s, target string, marks []string) {
	e.text.WriteString(s)
	for _, m := range marks {
		if e.marks[m] == nil {
			e.marks[m] = new(strings.Builder)
		}
		e.marks[m].WriteString(s)
	}
	if target != "" && words(s) != "" {
		e.links = append(e.links, target+" "+s)
	}
}

func (e *expectation) node(n *adf.Node, marks []string, target string) {
	for _, m := range n.Marks {
		switch m.Type {
		case "strong", "em", "strike", "code":
			marks = append(marks[:len(marks):len(marks)], m.Type)
		case "subsup":
			marks = append(slices.DeleteFunc(slices.Clone(marks), isRaised), m.Attr("type"))
		case "link":
			if href := m.Attr("href"); !strings.HasPrefix(href, "javascript") {
				if n.Type == "mediaSingle" { // the picture's alone
					n = framed(n, m)
				} else {
					target = href
				}
			}
		}
	}
	bold := append(marks[:len(marks):len(marks)], "strong")
	say := func(s string) { e.say(s, target, marks) }
	if strings.HasSuffix(n.Type, "Card") && n.Type != "inlineCard" || n.Type == "media" {
		e.apart()
	}
	switch n.Type {
	case "text":
		say(n.Text)
	case "hardBreak":
		e.text.WriteByte(' ')
	case "mention":
		say("@" + strings.TrimLeft(n.Attr("text"), "@"))
	case "emoji":
		if say(n.Attr("text")); n.Attr("text") == "" {
			say(n.Attr("shortName"))
		}
	case "date":
		ms, _ := strconv.ParseInt(n.Attr("timestamp"), 10, 64)
		say(time.UnixMilli(ms).UTC().Format(time.DateOnly))
	case "status":
		e.say(n.Attr("text"), target, bold)
	case "placeholder", "inlineExtension":
		say(n.Attr("text"))
	case "inlineCard", "blockCard", "embedCard":
		e.say(n.Attr("url"), n.Attr("url"), marks)
	case "mediaInline", "media":
		if strings.TrimSpace(n.Attr("alt")) != "" {
			say(n.Attr("alt"))
		} else if address := n.Attr("url"); address != "" && fileOf(address) != "" {
			say(fileOf(address))
		} else {
			say("attachment")
		}
	case "newInTheFuture":
		e.all(n.Content, marks, target)
		return
	}
	if n.Type == "heading" && e.cell > 0 && e.cells {
		marks = bold
	}
	if n.Type == "codeBlock" {
		marks = append(marks[:len(marks):len(marks)], "code")
	}
	if n.Type == "caption" {
		marks = append(marks[:len(marks):len(marks)], "em")
	}
	if n.Attr("title") != "" {
		e.apart()
		e.say(n.Attr("title"), "", bold)
	}
	e.block(n, marks, target)
}

// framed returns a picture's frame of which the picture has the link.
func framed(frame *adf.Node, m adf.Mark) *adf.Node {
	copied := *frame
	copied.Content = slices.Clone(frame.Content)
	media := *frame.Content[0]
	media.Marks = append(media.Marks, m)
	copied.Content[0] = &media
	return &copied
}

func isRaised(kind string) bool { return kind == "sub" || kind == "sup" }

func (e *expectation) apart() { e.text.WriteByte(' ') }

func fileOf(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if _, rest, ok := strings.Cut(address, "://"); ok && strings.Contains(rest, "/") {
		name, _ := url.PathUnescape(rest[strings.LastIndexByte(rest, '/')+1:])
		return name
	}
	return ""
}

func (e *expectation) all(list []*adf.Node, marks []string, target string) {
	for _, n := range list {
		e.node(n, marks, target)
	}
}

func (e *expectation) block(n *adf.Node, marks []string, target string) {
	switch n.Type {
	case "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineExtension", "inlineCard", "mediaInline":
		return
	case "tableCell", "tableHeader":
		e.cell++
		defer func() { e.cell-- }()
		if n.Type == "tableHeader" {
			marks = append(marks[:len(marks):len(marks)], "strong")
		}
	}
	e.apart()
	number := 1
	if f, ok := n.Attrs["order"].(float64); ok {
		number = int(f)
	}
	for i, child := range n.Content {
		if e.cells && e.cell > 0 {
			switch {
			case n.Type == "tableRow" && i > 0:
				e.text.WriteString(" | ")
			case n.Type == "bulletList", n.Type == "decisionList", n.Type == "taskList" && child.Type == "paragraph":
				e.text.WriteString("- ")
			case n.Type == "orderedList":
				e.text.WriteString(strconv.Itoa(number) + ". ")
				number++
			}
		}
		if box := "☐ "; child.Type == "taskItem" || child.Type == "blockTaskItem" {
			if child.Attr("state") == "DONE" {
				box = "☑ "
			}
			if e.boxes || e.cells && e.cell > 0 {
				e.text.WriteString(box)
			}
		}
		e.node(child, marks, target)
	}
	e.apart()
}

// merged makes links comparable: an address in one form, and no spaces in the
// text; what leads to the same address without other links between is one.
func merged(t testing.TB, links []string) []string {
	t.Helper()
	var out []string
	last := ""
	for _, l := range links {
		target, text, _ := strings.Cut(l, " ")
		plain, err := url.PathUnescape(target)
		if err != nil {
			t.Fatal(err)
		}
		text = strings.ReplaceAll(words(text), " ", "")
		switch {
		case text == "":
		case plain == last:
			out[len(out)-1] += text
		default:
			out = append(out, plain+" "+text)
			last = plain
		}
	}
	return out
}

// lost returns how many letters of a text are not in another, and false if the
// other has any that this one does not have in that order.
func lost(all, found string) (int, bool) {
	rest := []rune(found)
	n := 0
	for _, r := range all {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
		} else {
			n++
		}
	}
	return n, len(rest) == 0
}
