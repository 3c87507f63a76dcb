package wiki

import (
	"strings"

	"weir/internal/adf"
)

// A flow gathers what is read, in order: text and inline nodes become
// paragraphs, and blocks stand between them.
type flow struct {
	p      *parser
	blocks []*adf.Node // finished
	para   []*adf.Node // the inline nodes of the paragraph that is open
	breaks int         // line breaks since the last of them
	added  int         // how often something was added
	buf    []byte      // text that is not yet a node…
	marks  []adf.Mark  // …and its marks
}

// text adds text under the marks that hold. Spaces at the start of a paragraph
// and of a line mean nothing.
func (f *flow) text(s string) {
	if len(f.buf) == 0 && (len(f.para) == 0 || f.breaks > 0) {
		s = strings.TrimLeft(s, " \t")
	}
	f.exact(s, f.p.marks)
}

// exact adds text as it is.
func (f *flow) exact(s string, marks []adf.Mark) {
	if s == "" {
		return
	}
	f.added++
	if len(f.buf) > 0 && !same(f.marks, marks) {
		f.flush()
	}
	f.breakHere()
	f.marks = marks
	f.buf = append(f.buf, s...)
}

// same compares by identity: a list of marks is never changed in place.
func same(a, b []adf.Mark) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (f *flow) flush() {
	if len(f.buf) > 0 {
		f.para = append(f.para, &adf.Node{Type: "text", Text: string(f.buf), Marks: f.marks})
		f.buf = f.buf[:0]
	}
}

// inline adds a node within the paragraph.
func (f *flow) inline(n *adf.Node) {
	f.added++
	f.flush()
	f.breakHere()
	f.para = append(f.para, n)
}

// lineBreak ends a line. Breaks at the ends of a paragraph mean nothing.
func (f *flow) lineBreak() {
	f.endLine()
	if len(f.para) > 0 {
		f.breaks++
	}
}

func (f *flow) breakHere() {
	for ; f.breaks > 0; f.breaks-- {
		f.para = append(f.para, &adf.Node{Type: "hardBreak"})
	}
}

// endLine takes the spaces off a line's end, unless they are monospaced.
func (f *flow) endLine() {
	if !hasMark(f.marks, "code") {
		for len(f.buf) > 0 && blank(f.buf[len(f.buf)-1]) {
			f.buf = f.buf[:len(f.buf)-1]
		}
	}
	f.flush()
}

func (f *flow) endParagraph() {
	f.endLine()
	if len(f.para) > 0 {
		f.blocks = append(f.blocks, &adf.Node{Type: "paragraph", Content: f.para})
	}
	f.para, f.breaks = nil, 0
}

// block ends the paragraph and adds blocks.
func (f *flow) block(nodes ...*adf.Node) {
	f.added += len(nodes)
	f.endParagraph()
	f.blocks = append(f.blocks, nodes...)
}

// finish returns all blocks.
func (f *flow) finish() []*adf.Node {
	f.endParagraph()
	return f.blocks
}
