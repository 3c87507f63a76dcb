package adf

import (
	"bytes"
	"strings"
)

// A writer writes Markdown or plain text, whose blocks are much alike.
type writer struct {
	lines
	o        *Options
	markdown bool
	spans    collector
	last     byte       // the mark of the list that ended just now, or 0
	inline   lineWriter // reused for each line of Markdown
	plain    []byte     // likewise of plain text
}

// blocks writes blocks, and as a paragraph what stands in a line.
func (w *writer) blocks(nodes []*Node) {
	for line := range grouped(nodes) {
		if len(line) == 1 && line[0].place() >= textblock {
			w.block(line[0])
		} else {
			w.paragraph(line, look{})
		}
	}
}

func (w *writer) block(n *Node) {
	switch n.Type {
	case "paragraph":
		w.paragraph(n.line(), look{})
	case "heading":
		w.heading(n)
	case "caption":
		w.paragraph(n.line(), look{marks: em})
	case "codeBlock":
		w.code(n)
	case "blockquote", "panel":
		before := w.push("> ", "> ")
		w.blocks(n.line())
		w.pop(before)
	case "bulletList", "orderedList", "taskList", "decisionList":
		w.list(n)
	case "taskItem", "blockTaskItem", "decisionItem":
		w.list(&Node{Content: only(n)})
	case "rule":
		w.rule()
	case "table":
		w.table(n)
	case "tableRow":
		w.table(&Node{Content: only(n)})
	case "media", "mediaGroup", "blockCard", "embedCard":
		w.paragraph(only(n), look{})
	case "expand", "nestedExpand":
		w.words(n, look{marks: strong})
	default:
		w.words(n, look{})
	}
}

// words writes what a node says by itself as a paragraph, and then its content.
func (w *writer) words(n *Node, l look) {
	if own := w.o.ownText(n); own != "" {
		w.paragraph(only(&Node{Type: "text", Text: own}), l)
	}
	w.blocks(n.framed())
}

// line returns the content of a block, and before it the text that it should not
// have itself.
func (n *Node) line() []*Node {
	if n.Text == "" {
		return n.Content
	}
	return append(only(&Node{Type: "text", Text: n.Text}), n.Content...)
}

// paragraph writes a line or more. Two line breaks in a row end a paragraph.
func (w *writer) paragraph(nodes []*Node, l look) {
	spans := w.spans.line(nodes, l)
	for len(spans) > 0 {
		end := 1
		for end < len(spans) && (spans[end].kind != newline || spans[end-1].kind != newline) {
			end++
		}
		if part := trimmed(spans[:end]); len(part) > 0 {
			w.inline.first = w.fresh
			w.begin()
			w.last = 0
			w.write(w.render(part))
		}
		spans = trimmed(spans[end:])
	}
}

// render returns the lines of a paragraph.
func (w *writer) render(spans []span) []byte {
	if w.markdown {
		return w.inline.paragraph(spans)
	}
	width := 0
	if w.o.Width > 0 {
		width = max(1, w.o.Width-len(w.prefix))
	}
	w.plain = wrapped(w.plain[:0], spans, width)
	return w.plain
}

// write writes lines, of which the first has been begun.
func (l *lines) write(text []byte) {
	for i := 0; ; i++ {
		line, rest, more := bytes.Cut(text, []byte{'\n'})
		if i > 0 {
			l.next()
		}
		if l.b = append(l.b, line...); len(line) == 0 {
			l.b = trimRight(l.b)
		}
		if !more {
			return
		}
		text = rest
	}
}

func (w *writer) heading(n *Node) {
	spans := w.spans.line(n.line(), look{})
	if len(spans) == 0 {
		return
	}
	w.begin()
	w.last = 0
	if !w.markdown {
		w.write(w.render(spans))
		return
	}
	w.b = append(w.b, "######"[:n.whole("level", 1, 6)]...)
	w.b = append(w.b, ' ')
	w.b = append(w.b, w.inline.heading(spans)...)
}

func (w *writer) rule() {
	mark := "---"
	if w.fresh && w.markdown { // behind a list's mark, this would be one rule with it
		mark = "***"
	}
	w.begin()
	w.last = 0
	w.b = append(w.b, mark...)
}

// code writes a block of code. Its fence is longer than any in the code.
func (w *writer) code(n *Node) {
	text := w.o.code(n)
	w.last = 0
	if !w.markdown {
		if strings.TrimSpace(text) == "" {
			return
		}
		before := w.push("    ", "    ")
		w.begin()
		w.write([]byte(strings.TrimRight(text, "\n")))
		w.pop(before)
		return
	}
	fence := strings.Repeat("`", max(3, longest(text, '`')+1))
	w.begin()
	w.b = append(w.b, fence...)
	if name := language(n); !w.o.Inert || ordinary(name) {
		w.b = append(w.b, name...)
	}
	w.next()
	if text != "" {
		w.write([]byte(text))
		w.next()
	}
	w.b = append(w.b, fence...)
}

// longest returns the length of the longest run of a character.
func longest(text string, c byte) int {
	most, run := 0, 0
	for i := range len(text) {
		if text[i] != c {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}

// language returns the name of a block's language if it is a plain one.
func language(n *Node) string {
	name := n.Attr("language")
	for _, c := range []byte(name) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("+-#._", rune(c)) {
			return ""
		}
	}
	if name == "none" {
		return ""
	}
	return name
}
