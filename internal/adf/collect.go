package adf

import (
	"strconv"
	"strings"
)

// A collector makes spans of what stands in a line. A block that stands there,
// as it does in a table's cell, becomes lines with the marks of its kind.
type collector struct {
	o     *Options
	spans []span
	wants bool // a line's end is due before what comes next
	depth int  // of lists
	fresh bool // the last span is what an item of a list begins with
}

// line returns what stands in a line. It is good until it is called again.
func (c *collector) line(nodes []*Node, l look) []span {
	c.spans, c.wants, c.fresh = c.spans[:0], false, false
	c.nodes(nodes, l)
	return trimmed(c.spans)
}

func (c *collector) put(s span) {
	if c.wants && len(c.spans) > 0 {
		c.spans = append(c.spans, span{kind: newline})
	}
	c.wants, c.fresh = false, false
	c.spans = append(c.spans, s)
}

// apart makes what comes next stand in a line of its own.
func (c *collector) apart() {
	if !c.fresh {
		c.wants = true
	}
}

// add puts text, whose line breaks are kept unless it is code.
func (c *collector) add(text string, l look) {
	if l.code {
		if text = oneLine(text); text != "" {
			c.put(span{kind: code, text: text, look: l})
		}
		return
	}
	for text = clean(text); text != ""; {
		first, rest, broken := strings.Cut(text, "\n")
		if first != "" {
			c.put(span{text: first, look: l})
		}
		if broken {
			c.put(span{kind: newline})
		}
		text = rest
	}
}

// longestTarget is how long a link's address is at most for what stands within the
// node that is the link: a hostile document has one of a megabyte there, and a
// thousand texts to repeat it at.
const longestTarget = 2000

func (c *collector) nodes(nodes []*Node, l look) {
	if len(l.link) > longestTarget {
		l.link = ""
	}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		if n.place() >= textblock {
			c.apart()
			inner := l
			if n.Type != "mediaSingle" { // whose link is its picture's
				inner = l.with(n.Marks, c.o)
			}
			c.block(n, inner)
			c.apart()
			continue
		}
		c.inline(n, l.with(n.Marks, c.o))
	}
}

func (c *collector) inline(n *Node, l look) {
	switch n.Type {
	case "text":
		c.add(n.Text, l)
	case "hardBreak":
		c.put(span{kind: newline})
	case "inlineCard":
		c.card(n, l)
	case "mediaInline":
		c.media(n, l)
	case "status":
		l.marks |= strong
		c.add(c.o.ownText(n), l)
	default:
		c.add(c.o.ownText(n), l)
	}
	c.nodes(n.Content, l)
}

// block makes lines of a block.
func (c *collector) block(n *Node, l look) {
	switch n.Type {
	case "heading":
		l.marks |= strong
		c.nodes(n.Content, l)
	case "codeBlock":
		for line := range strings.SplitSeq(c.o.code(n), "\n") {
			c.apart()
			c.add(line, look{code: true})
		}
	case "bulletList", "orderedList", "decisionList", "taskList":
		c.list(n, l)
	case "blockCard", "embedCard":
		c.card(n, l)
	case "media":
		c.media(n, l)
	case "tableRow":
		for i, cell := range n.Content {
			if i > 0 {
				c.wants = false
				c.add(" | ", look{})
				c.fresh = true
			}
			c.nodes(only(cell), l)
		}
	case "tableCell", "tableHeader":
		c.nodes(n.Content, l)
	default:
		c.add(c.o.ownText(n), l)
		c.apart()
		c.nodes(n.framed(), l)
	}
}

// list makes a line or more of each item. Those of an inner list begin with
// spaces that no format takes away.
func (c *collector) list(n *Node, l look) {
	c.depth++
	defer func() { c.depth-- }()
	number := n.whole("order", 0, lastNumber)
	for _, item := range n.Content {
		if item == nil {
			continue
		}
		c.apart()
		switch {
		case isTask(item):
			c.add(c.indent()+tick(item), look{})
		case isList(item): // a list in a list of tasks
		case n.Type == "orderedList":
			c.add(c.indent()+strconv.Itoa(number)+". ", look{})
			number = min(number+1, lastNumber)
		default:
			c.add(c.indent()+"- ", look{})
		}
		c.fresh = true
		if item.place() <= inline || isList(item) {
			c.nodes(only(item), l)
		} else {
			c.nodes(item.line(), l)
		}
		c.fresh = false
	}
}

func (c *collector) indent() string { return strings.Repeat("\u00a0\u00a0", c.depth-1) }

func only(n *Node) []*Node { return []*Node{n} }

func isTask(n *Node) bool { return n.Type == "taskItem" || n.Type == "blockTaskItem" }

// checkbox shows a task's state.
func checkbox(task *Node) string {
	if task.Attr("state") == "DONE" {
		return "[x]"
	}
	return "[ ]"
}
