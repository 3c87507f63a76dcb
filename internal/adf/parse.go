package adf

import (
	"fmt"
	"slices"
)

// A SyntaxError says that a text is not JSON.
type SyntaxError struct {
	Offset int    // in bytes, where the text stops making sense
	Want   string // what was expected there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("the document is not JSON: %s expected at byte %d", e.Want, e.Offset)
}

// Parse reads a document. Any JSON value at all is one: what is missing or of
// another kind than the schema says is passed over, an unknown node is kept with
// its children, a lone node is put into a document, and a string is its text. The
// only error is a *[SyntaxError], for what is not JSON.
//
// Bytes that are not UTF-8 and lone surrogates become U+FFFD. A document that is
// nested deeper than anybody writes is made flatter, and keeps its text. The
// editor's names of nodes (localId) are left out: they are a good part of a
// document and mean nothing outside of the editor.
//
// The tree's strings are parts of one copy of the source.
func Parse(source []byte) (*Node, error) { return ParseString(string(source)) }

// ParseString reads a document as [Parse] does. The tree's strings are parts of
// the source.
func ParseString(source string) (*Node, error) {
	d := decoder{scanner: scanner{text: source}}
	d.bom()
	d.value()
	for len(d.open) > 0 && d.err == nil {
		if top := &d.open[len(d.open)-1]; top.node == nil {
			d.element(top)
		} else {
			d.member(top)
		}
	}
	d.end()
	if d.err != nil {
		return nil, d.err
	}
	if len(d.done) == 1 && d.done[0].Type == "doc" {
		return shallow(d.done[0]), nil
	}
	return shallow(&Node{Type: "doc", Content: d.done}), nil
}

// A decoder builds the tree. It does not call itself for what is nested: a
// hostile document would exhaust the stack.
type decoder struct {
	scanner
	open  []frame
	done  []*Node // complete nodes whose parents are not yet
	marks []Mark
	slab  []Node // nodes are made by the dozen
	dozen int
}

// A frame is an object or an array that has begun.
type frame struct {
	node  *Node // of an object; an array's elements belong to the object around
	first int   // where its children begin in done
	begun bool  // it has a member or an element
}

func (d *decoder) newNode() *Node {
	if len(d.slab) == 0 {
		const most = 93 // just fits what the runtime hands out
		d.dozen = min(max(8, 2*d.dozen), most)
		d.slab = make([]Node, d.dozen)
	}
	n := &d.slab[0]
	d.slab = d.slab[1:]
	return n
}

// value reads what stands in the place of nodes.
func (d *decoder) value() {
	switch d.space(); d.peek() {
	case '{':
		d.at++
		d.open = append(d.open, frame{node: d.newNode(), first: len(d.done)})
	case '[':
		d.at++
		d.open = append(d.open, frame{})
	default:
		if words := d.scalar(); words != "" {
			n := d.newNode()
			n.Type, n.Text = "text", words
			d.done = append(d.done, n)
		}
	}
}

func (d *decoder) element(f *frame) {
	if d.more(&f.begun, ']') {
		d.value()
	} else {
		d.open = d.open[:len(d.open)-1]
	}
}

func (d *decoder) member(f *frame) {
	if !d.more(&f.begun, '}') {
		f.node.Content = append(f.node.Content, d.done[f.first:]...)
		d.done = append(d.done[:f.first], f.node)
		d.open = d.open[:len(d.open)-1]
		return
	}
	switch d.name() {
	case "type":
		f.node.Type = d.scalar()
	case "text":
		f.node.Text = d.scalar()
	case "attrs":
		f.node.Attrs = d.attrs()
	case "marks":
		f.node.Marks = d.markList()
	case "content":
		d.value()
	default:
		d.skip()
	}
}

// attrs reads attributes; anything but an object has none.
func (d *decoder) attrs() map[string]any {
	d.space()
	if d.peek() != '{' {
		d.skip()
		return nil
	}
	d.at++
	var attrs map[string]any // most nodes have none but the one that is left out
	for begun := false; d.more(&begun, '}'); {
		name := d.name()
		if name == "localId" {
			d.skip()
			continue
		}
		if attrs == nil {
			attrs = map[string]any{}
		}
		attrs[name] = d.any(1)
	}
	return attrs
}

// markList reads marks: objects as a rule, bare names if need be.
func (d *decoder) markList() []Mark {
	d.marks = d.marks[:0]
	d.space()
	if d.peek() != '[' {
		d.mark()
	} else {
		d.at++
		for begun := false; d.more(&begun, ']'); {
			d.mark()
		}
	}
	return slices.Clone(d.marks)
}

func (d *decoder) mark() {
	d.space()
	if d.peek() != '{' {
		if kind := d.scalar(); kind != "" {
			d.marks = append(d.marks, Mark{Type: kind})
		}
		return
	}
	d.at++
	var m Mark
	for begun := false; d.more(&begun, '}'); {
		switch d.name() {
		case "type":
			m.Type = d.scalar()
		case "attrs":
			m.Attrs = d.attrs()
		default:
			d.skip()
		}
	}
	d.marks = append(d.marks, m)
}
