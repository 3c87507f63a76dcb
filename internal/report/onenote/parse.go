package onenote

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// deepest is how deep the elements of a page may be nested: no page that people
	// have made comes near, and as deep does a browser look.
	deepest = 512
	// mostTokens is how many tags and texts a page may have, which take some 200 MB of
	// memory. What OneNote says of each element, its id and its looks, makes so many
	// larger than an answer of Graph may be.
	mostTokens = 2 << 20
)

var (
	errDeep = errors.New("its elements are nested too deep")
	errMany = errors.New("it has more elements than can be read")
)

// parse makes a tree of a page, or of a part of one.
//
// OneNote writes every element with its end, so that a stack is enough. HTML's own
// way with what is not written so, which moves text about and opens emphasis anew in
// each paragraph, makes some hundred elements of a few bytes where somebody means
// harm. Here each tag makes two elements at most, a cell and its row, and looks at no
// more than deepest others.
func parse(content []byte) (*html.Node, error) {
	b := builder{in: html.NewTokenizer(bytes.NewReader(content)), root: &html.Node{Type: html.DocumentNode}}
	b.open = []level{{node: b.root}}
	for b.next() {
	}
	return b.root, b.err
}

// A builder makes a tree of tags and texts.
type builder struct {
	in   *html.Tokenizer
	root *html.Node
	open []level // from the root to where the next node goes
	seen int
	err  error
}

// A level is an element that has not ended.
type level struct {
	node *html.Node
	kind kind
	p    int // where the paragraph is open that a block ends; 0: nowhere in this cell
}

// next adds what comes next, and reports whether there was something.
func (b *builder) next() bool {
	if b.seen++; b.seen > mostTokens {
		b.err = errMany
		return false
	}
	switch b.in.Next() {
	case html.ErrorToken:
		if err := b.in.Err(); !errors.Is(err, io.EOF) {
			b.err = err
		}
		return false
	case html.TextToken:
		b.add(&html.Node{Type: html.TextNode, Data: string(b.in.Text())})
	case html.CommentToken:
		b.add(&html.Node{Type: html.CommentNode, Data: string(b.in.Text())})
	case html.StartTagToken, html.SelfClosingTagToken:
		b.start(b.element())
	case html.EndTagToken:
		name, _ := b.in.TagName()
		b.finish(string(name))
	case html.DoctypeToken:
	}
	return b.err == nil
}

func (b *builder) element() *html.Node {
	name, more := b.in.TagName()
	n := &html.Node{Type: html.ElementNode, DataAtom: atom.Lookup(name)}
	if n.Data = n.DataAtom.String(); n.DataAtom == 0 {
		n.Data = string(name)
	}
	for more {
		var key, value []byte
		key, value, more = b.in.TagAttr()
		n.Attr = append(n.Attr, html.Attribute{Key: atom.String(key), Val: string(value)})
	}
	return n
}

// add puts a node where it belongs. What stands in a table and in none of its cells
// goes before the table, as browsers have it.
func (b *builder) add(n *html.Node) {
	top := b.open[len(b.open)-1]
	if top.kind&aFrame == 0 || kindOf(n)&(aFrame|inFrame) != 0 || blank(n) {
		top.node.AppendChild(n)
		return
	}
	at := top.node
	for at.Parent != nil && at.Data != "table" {
		at = at.Parent
	}
	if at.Parent == nil {
		top.node.AppendChild(n) // a row without a table
		return
	}
	at.Parent.InsertBefore(n, at)
}

func (b *builder) start(n *html.Node) {
	kind := kindOf(n)
	switch n.Data {
	case "table":
		if b.open[len(b.open)-1].kind&aFrame != 0 {
			b.finish("table") // one without a cell around it is another table, behind the first
		}
	case "thead", "tbody", "tfoot", "caption", "colgroup":
		b.backTo(aTable)
	case "tr":
		b.backTo(aTable | aGroup)
	case "td", "th":
		b.backTo(aTable | aGroup | aRow)
		if b.open[len(b.open)-1].kind&(aTable|aGroup) != 0 {
			b.start(&html.Node{Type: html.ElementNode, Data: "tr", DataAtom: atom.Tr}) // the cell's row need not be written
		}
	case "li":
		b.end(aList|aCell|aTable, "li", "li")
	case "dt", "dd":
		b.end(aList|aCell|aTable, "dt", "dd")
	}
	if p := b.open[len(b.open)-1].p; kind&aBlock != 0 && p > 0 {
		b.open = b.open[:p]
	}
	b.add(n)
	if kind&aVoid != 0 {
		return
	}
	l := level{node: n, kind: kind, p: b.open[len(b.open)-1].p}
	switch {
	case n.Data == "p":
		l.p = len(b.open)
	case kind&(aCell|aTable) != 0:
		l.p = 0
	}
	if b.open = append(b.open, l); len(b.open) > deepest {
		b.err = errDeep
	}
}

// backTo ends what is open in the nearest element of some kinds.
func (b *builder) backTo(kinds kind) {
	for i := len(b.open) - 1; i > 0; i-- {
		if b.open[i].kind&kinds != 0 {
			b.open = b.open[:i+1]
			return
		}
	}
}

// finish ends an element by its name: none around the table in whose cell the end
// stands, and no block by the end of what is in a line.
func (b *builder) finish(name string) {
	around := aBlock
	switch kind := kinds[name]; {
	case kind&(aFrame|aCell) != 0:
		around = aTable
	case kind&aBlock != 0 || name == "html":
		around = aCell | aTable
	}
	b.end(around, name, name)
}

// end ends the nearest element with one of two names, and what is open in it, unless
// one of some kinds is nearer.
func (b *builder) end(around kind, name, other string) {
	for i := len(b.open) - 1; i > 0; i-- {
		switch l := b.open[i]; {
		case l.node.Data == name, l.node.Data == other:
			b.open = b.open[:i]
			return
		case l.kind&around != 0:
			return
		}
	}
}
