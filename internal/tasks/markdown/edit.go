package markdown

import (
	"strings"

	"weir"
)

// create makes a task below another one, or at the end of the section.
func (d *document) create(mark string, parent *item, title string) *item {
	it := &item{bullet: "- ", box: " ", gap: " ", mark: mark, within: parent, top: parent == nil, changed: true}
	it.tail = " 🆔 " + short(mark)
	after := d.place(it, parent, title)
	it.line = d.add(after, "")
	it.line.item = it
	it.write()
	d.items = append(d.items, it)
	return it
}

// place finds the line after which a task goes, and gives it its indentation.
func (d *document) place(it, parent *item, title string) *line {
	if parent == nil {
		it.indent = ""
		return d.sectionEnd(title)
	}
	it.indent = parent.indent + d.unit(parent)
	return under(parent)
}

// move puts a task, with all that lies in it, below another one or at the end
// of the section.
func (d *document) move(it, parent *item, title string) error {
	for above := parent; above != nil; above = above.within {
		if above == it {
			return &weir.Error{Kind: weir.BadInput, Text: "a task cannot lie in itself", Next: "look at the parents of the two issues in Jira"}
		}
	}
	moved := between(it.line, under(it))
	for _, l := range moved {
		d.remove(l)
	}
	old := it.indent
	after := d.place(it, parent, title)
	d.finish(after)
	for _, l := range moved {
		reindent(l, old, it.indent)
		d.finish(l)
		d.insert(after, l)
		after = l
	}
	it.within, it.top, it.changed = parent, parent == nil, true
	return nil
}

// delete takes a task and its note out of the file. What the user has put below
// it, other tasks among it, comes to lie where the task was.
func (d *document) delete(it *item) {
	rest := between(it.line, under(it))[1:]
	d.removeNote(it)
	d.remove(it.line)
	it.line.item, it.changed = nil, true
	var deeper string
	for _, l := range rest {
		removed := l.prev == nil && d.first != l || l.prev != nil && l.prev.next != l
		if removed || blank(l.text) {
			continue
		}
		if deeper == "" {
			deeper = indent(l.text)
		}
		reindent(l, deeper, it.indent)
	}
}

// between lists the lines from one to another one.
func between(first, last *line) []*line {
	var lines []*line
	for l := first; l != nil; l = l.next {
		lines = append(lines, l)
		if l == last {
			break
		}
	}
	return lines
}

// reindent gives a line another beginning, if it has the one that is expected.
func reindent(l *line, from, to string) {
	rest, ok := strings.CutPrefix(l.text, from)
	if !ok || blank(l.text) {
		return
	}
	l.text = to + rest
	if l.item != nil {
		l.item.indent = indent(l.text)
	}
}
