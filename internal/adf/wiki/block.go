package wiki

import "weir/internal/adf"

// A place says which blocks can begin in a region: all, unless it says otherwise.
type place struct {
	midLine bool // the first line is no beginning of a line
	inItem  bool // what looks like an item or a row is text
	inCell  bool // what looks like a row is text
}

// A kind of line is what its first characters make it.
type kind int

const (
	plainLine kind = iota
	blankLine
	headingLine
	quoteLine
	ruleLine
	itemLine
	rowLine
)

// region reads a range of lines. It leaves the last paragraph open, because a
// macro may end amid a sentence.
func (p *parser) region(f *flow, lo, hi int, at place) {
	for from := lo; from < hi; {
		end := p.lineEnd(from, hi)
		start := p.skipBlank(from, end)
		k := p.kindOf(start, end, at)
		if from == lo && at.midLine && k != blankLine {
			k = plainLine
			start = from
		}
		switch k {
		case blankLine:
			// A macro's first and last line go on before and behind it.
			if from > lo && end < hi {
				f.endParagraph()
			}
		case itemLine:
			from = p.list(f, start, hi) + 1
			continue
		case rowLine:
			if next, ok := p.table(f, start, hi); ok {
				from = next + 1
				continue
			}
			p.inline(f, start, end)
		case headingLine:
			f.block(p.heading(start, end)...)
		case quoteLine:
			f.block(fit(inQuote, p.body(start+len("bq."), end, place{midLine: true}))...)
		case ruleLine:
			f.block(&adf.Node{Type: "rule"})
		case plainLine:
			p.inline(f, start, end)
		}
		if end < hi {
			f.lineBreak()
		}
		from = end + 1
	}
}

// body reads a region that stands for itself.
func (p *parser) body(lo, hi int, at place) []*adf.Node {
	f := &flow{p: p}
	p.region(f, lo, hi, at)
	return f.finish()
}

// lineEnd returns where a line ends: at a line feed that is in no macro.
func (p *parser) lineEnd(from, hi int) int {
	for at := from; at < hi; at++ {
		switch p.src[at] {
		case '\n':
			return at
		case '{':
			if m, ok := p.macros[at]; ok && m.end <= hi {
				at = m.end - 1
			}
		}
	}
	return hi
}

// kindOf tells what begins at the first character of a line.
func (p *parser) kindOf(start, end int, at place) kind {
	if start == end {
		return blankLine
	}
	switch c := p.src[start]; {
	case c == 'h' && start+2 < end && p.src[start+1] >= '1' && p.src[start+1] <= '6' && p.src[start+2] == '.':
		return headingLine
	case c == 'b' && p.has(start, end, "bq."):
		return quoteLine
	case c == '-' && p.isRule(start, end):
		return ruleLine
	case c == '|' && !at.inCell && !at.inItem:
		return rowLine
	case (c == '*' || c == '#' || c == '-') && !at.inItem:
		if n := p.bullets(start, end); n > 1 && c != '-' || n == 1 {
			return itemLine
		}
	}
	return plainLine
}

// isRule reports whether a line holds four or five dashes and nothing else.
func (p *parser) isRule(start, end int) bool {
	at := start
	for at < end && p.src[at] == '-' {
		at++
	}
	return (at-start == 4 || at-start == 5) && p.skipBlank(at, end) == end
}

// heading reads a line that begins with h1. to h6. Blocks in it come behind it.
func (p *parser) heading(start, end int) []*adf.Node {
	f := &flow{p: p}
	p.inline(f, start+len("h1."), end)
	blocks := f.finish()
	level := float64(p.src[start+1] - '0')
	head := &adf.Node{Type: "heading", Attrs: map[string]any{"level": level}}
	for i, b := range blocks {
		if b.Type == "paragraph" {
			head.Content = b.Content
			blocks[i] = head
			return blocks
		}
	}
	if len(blocks) == 0 {
		return []*adf.Node{head}
	}
	return blocks
}
