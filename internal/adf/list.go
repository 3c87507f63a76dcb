package adf

import (
	"strconv"
	"strings"
)

// lastNumber is the greatest number that Markdown lets an item have.
const lastNumber = 999_999_999

const spaces = "            " // more than the longest mark

func isList(n *Node) bool {
	switch n.Type {
	case "bulletList", "orderedList", "taskList", "decisionList":
		return true
	default:
		return false
	}
}

// list writes a list of any kind. One that follows another has other marks, or
// they would be one list.
func (w *writer) list(n *Node) {
	bullet, end := byte('-'), byte('.')
	if w.markdown && w.last == bullet {
		bullet = '+'
	}
	if w.markdown && w.last == end {
		end = ')'
	}
	number := n.whole("order", 0, lastNumber)
	together := simple(n)
	start := len(w.b)
	for _, item := range n.Content {
		if item == nil {
			continue
		}
		if len(w.b) > start {
			w.tight = together
		}
		w.last = 0
		if isList(item) { // in a list of tasks, it belongs to the task before it
			w.sublist(item, len(w.b) > start)
			continue
		}
		mark := string(bullet) + " "
		if n.Type == "orderedList" {
			mark = strconv.Itoa(number) + string(end) + " "
			number = min(number+1, lastNumber)
		}
		w.item(item, mark)
	}
	if len(w.b) > start {
		w.last = bullet
		if n.Type == "orderedList" {
			w.last = end
		}
	}
}

func (w *writer) sublist(n *Node, below bool) {
	if !below {
		w.list(n)
		return
	}
	w.tight = w.tight && interrupts(n)
	before := w.push("  ", "  ")
	w.list(n)
	w.pop(before)
}

// item writes an item, of which an empty one shows its mark alone.
func (w *writer) item(n *Node, mark string) {
	rest := spaces[:len(mark)]
	if isTask(n) {
		mark += checkbox(n) + " "
	}
	before := w.push(mark, rest)
	switch {
	case n.place() <= inline:
		w.blocks(only(n))
	case n.place() == textblock:
		w.paragraph(n.line(), look{}.with(n.Marks, w.o))
	default:
		w.itemBlocks(n.line())
	}
	if w.emptySince(before) {
		w.begin()
		if w.markdown { // not all readers cope with an item without anything
			w.b = append(w.b, "\u00a0"...)
		} else {
			w.b = trimRight(w.b)
		}
	}
	w.pop(before)
}

// itemBlocks writes the blocks of an item. A list stands close to the paragraph
// above it.
func (w *writer) itemBlocks(nodes []*Node) {
	from := 0
	for i, n := range nodes {
		if n == nil || !isList(n) {
			continue
		}
		start := len(w.b)
		w.blocks(nodes[from:i])
		if len(w.b) > start && isLine(nodes[i-1]) && interrupts(n) {
			w.tight = true
		}
		w.list(n)
		from = i + 1
	}
	w.blocks(nodes[from:])
}

func isLine(n *Node) bool { return n != nil && (n.Type == "paragraph" || n.place() <= inline) }

// simple reports whether a list can be written without empty lines: each item
// has one paragraph at most, and below it lists alone.
func simple(list *Node) bool {
	for _, item := range list.Content {
		if item == nil || item.place() != block || isList(item) {
			continue
		}
		seen := false
		for i, n := range item.Content {
			switch {
			case n == nil, n.place() == inline && i > 0 && isInline(item.Content[i-1]):
			case isLine(n) && seen, !isLine(n) && !isList(n):
				return false
			case isLine(n) && len(n.line()) == 0 && n.place() == textblock:
			default:
				seen = true
			}
		}
	}
	return true
}

func isInline(n *Node) bool { return n != nil && n.place() == inline }

// interrupts reports whether Markdown reads a list as one even though it stands
// directly below a paragraph: it begins with 1, and with words.
func interrupts(list *Node) bool {
	if list.Type == "orderedList" && list.whole("order", 0, lastNumber) != 1 {
		return false
	}
	n := list
	for len(n.Content) > 0 && n.Content[0] != nil {
		n = n.Content[0]
	}
	return n.Type == "text" && strings.TrimSpace(clean(n.Text)) != ""
}
