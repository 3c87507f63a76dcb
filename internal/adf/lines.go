package adf

import "bytes"

// lines is text in which blocks stand within blocks: each line begins with the
// marks of all blocks that are open.
type lines struct {
	b      []byte
	prefix []byte // what each line of the innermost block begins with
	first  []byte // what its first line begins with instead
	fresh  bool   // that first line is still to come
	outer  int    // how much of the prefix stood before the first of these
	tight  bool   // no empty line parts the next block from the one before
}

// An opened block is what closing it needs to know.
type opened struct {
	prefix, first, written int
	fresh                  bool
}

// push opens a block: its first line begins with one text, the rest with another.
func (l *lines) push(first, rest string) opened {
	if !l.fresh {
		l.first = append(l.first[:0], l.prefix...)
		l.outer = len(l.prefix)
	}
	before := opened{len(l.prefix), len(l.first), len(l.b), l.fresh}
	l.fresh = true
	l.first = append(l.first, first...)
	l.prefix = append(l.prefix, rest...)
	return before
}

// pop closes a block. One in which nothing was written leaves nothing.
func (l *lines) pop(before opened) {
	l.prefix = l.prefix[:before.prefix]
	if l.fresh = before.fresh && l.emptySince(before); l.fresh {
		l.first = l.first[:before.first]
	}
}

func (l *lines) emptySince(before opened) bool { return len(l.b) == before.written }

// begin starts a block's first line.
func (l *lines) begin() {
	if len(l.b) > 0 {
		l.b = append(l.b, '\n')
		if !l.tight {
			outer := l.prefix
			if l.fresh {
				outer = l.prefix[:l.outer]
			}
			l.b = append(l.b, bytes.TrimRight(outer, " ")...)
			l.b = append(l.b, '\n')
		}
	}
	l.tight = false
	l.indent()
}

// next starts another line of a block.
func (l *lines) next() {
	l.b = append(l.b, '\n')
	l.indent()
}

func (l *lines) indent() {
	if l.fresh {
		l.b = append(l.b, l.first...)
		l.fresh = false
	} else {
		l.b = append(l.b, l.prefix...)
	}
}
