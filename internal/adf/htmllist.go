package adf

import (
	"slices"
	"strconv"
)

func (h *html) list(n *Node) {
	first := n.whole("order", 0, lastNumber)
	switch {
	case h.oneNote && n.Type == "orderedList" && first != 1, h.oneNote && hasTasks(n):
		h.noteLines(n, first)
		return
	case n.Type == "orderedList" && first != 1:
		h.raw(`<ol start="`, strconv.Itoa(first), `">`, "\n")
	case n.Type == "orderedList":
		h.raw("<ol>\n")
	default:
		h.raw("<ul>\n")
	}
	inItem := false
	for _, item := range n.Content {
		if item == nil {
			continue
		}
		if !isList(item) || !inItem { // a list in a list of tasks belongs to the task before it
			if inItem {
				h.raw("</li>\n")
			}
			h.raw("<li>")
			inItem = true
		}
		if isTask(item) {
			h.lead = tick(item)
		}
		h.item(item)
		h.raw(h.lead) // a task without words
		h.lead = ""
	}
	if inItem {
		h.raw("</li>\n")
	}
	if n.Type == "orderedList" {
		h.raw("</ol>\n")
	} else {
		h.raw("</ul>\n")
	}
}

// tick shows a task's state.
func tick(task *Node) string {
	if task.Attr("state") == "DONE" {
		return "☑ "
	}
	return "☐ "
}

func hasTasks(list *Node) bool {
	for _, item := range list.Content {
		if item != nil && isTask(item) {
			return true
		}
	}
	return false
}

// item writes the content of an item. Its first paragraph needs no element of its
// own, unless others follow it.
func (h *html) item(n *Node) {
	nodes := n.line()
	if n.place() == textblock {
		h.paragraph("", nodes, nil, look{})
		return
	}
	if isList(n) || n.place() <= inline {
		nodes = only(n)
	}
	groups := slices.Collect(grouped(nodes))
	for i, line := range groups {
		if i == 0 && isLine(line[0]) && len(line[0].Marks) == 0 && (len(groups) == 1 || isList(groups[1][0])) {
			h.paragraph("", line, nil, look{})
		} else {
			h.blocks(line)
		}
	}
}

// noteLines writes for OneNote, as paragraphs, what its lists cannot show: tasks
// as notes with a box to tick, and items whose numbers do not begin with 1.
func (h *html) noteLines(n *Node, number int) {
	for _, item := range n.Content {
		switch {
		case item == nil:
			continue
		case isList(item):
			h.list(item)
			continue
		case isTask(item) && item.Attr("state") == "DONE":
			h.tag = ` data-tag="to-do:completed"`
		case isTask(item):
			h.tag = ` data-tag="to-do"`
		case n.Type == "orderedList":
			h.lead = strconv.Itoa(number) + ". "
			number = min(number+1, lastNumber)
		}
		if item.place() == textblock {
			h.paragraph("p", item.line(), nil, look{})
		} else {
			h.blocks(item.line())
		}
		h.tag, h.lead = "", ""
	}
}
