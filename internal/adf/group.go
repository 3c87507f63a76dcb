package adf

import "math/bits"

// group writes pieces with marks.
func (w *lineWriter) group(all []span, follows *span) {
	before, after := w.lastClass(), w.firstOf(follows)
	if !w.fits(all, before, after) {
		w.reduce(all, before, after)
	}
	w.planned(all, follows)
}

// fits plans the marks of pieces, and reports whether they are understood, by
// readers of the rules before and since version 0.31.
func (w *lineWriter) fits(all []span, before, after class) bool {
	want := func(i int) marks { return all[i].marks }
	for _, emphasis := range []byte("*_") {
		w.plan(all, emphasis)
		if understood(w.tokens, before, after, want, punctuation) && understood(w.tokens, before, after, want, letter) {
			return true
		}
	}
	return false
}

// mostPieces is how many pieces with marks in a row are tried one by one.
const mostPieces = 12

// reduce takes marks from pieces until all that are left can be written:
// one by one, the pieces keep what they can. Of many pieces, some in between
// lose theirs, so that the effort does not grow with the square of their number.
func (w *lineWriter) reduce(all []span, before, after class) {
	wanted := make([]marks, len(all))
	for i := range all {
		wanted[i], all[i].marks = all[i].marks, 0
	}
	for from := 0; from < len(all); from += mostPieces + 1 {
		part := all[from:min(from+mostPieces, len(all))]
		first, last := before, after
		if from > 0 {
			first = w.lastOf(&all[from-1])
		}
		if end := from + len(part); end < len(all) {
			last = w.firstOf(&all[end])
		}
		for i := range part {
			for _, keep := range []marks{strong | em | strike, strong | em, strong, em, strike, 0} {
				if part[i].marks = wanted[from+i] & keep; w.fits(part, first, last) {
					break
				}
			}
		}
	}
	w.settle(all, before, after)
}

// settle plans what is left, or nothing if even that cannot be written.
func (w *lineWriter) settle(all []span, before, after class) {
	if w.fits(all, before, after) {
		return
	}
	for i := range all {
		all[i].marks = 0
	}
	w.plan(all, '*')
}

// plan lists the characters that open and close marks, between the pieces. Of
// marks that begin together, those that last longer are outside.
func (w *lineWriter) plan(all []span, emphasis byte) {
	w.tokens = w.tokens[:0]
	var open []marks
	var held marks // those that are open
	for i := range all {
		want := all[i].marks
		for held&^want != 0 {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			held &^= last
			w.mark(last, emphasis)
		}
		for held != want {
			longest, length := marks(0), 0
			for rest := want &^ held; rest != 0; rest &= rest - 1 {
				m := marks(1) << bits.TrailingZeros16(uint16(rest))
				n := 0
				for i+n < len(all) && all[i+n].marks&m != 0 {
					n++
				}
				if n > length {
					longest, length = m, n
				}
			}
			open = append(open, longest)
			held |= longest
			w.mark(longest, emphasis)
		}
		w.tokens = append(w.tokens, token{n: i, first: w.firstOf(&all[i]), last: w.lastOf(&all[i])})
	}
	for i := len(open) - 1; i >= 0; i-- {
		w.mark(open[i], emphasis)
	}
}

func (w *lineWriter) mark(m marks, emphasis byte) {
	t := token{mark: '*', n: 2, first: punctuation, last: punctuation}
	if m == em {
		t.mark, t.n = emphasis, 1
	}
	if m == strike {
		t.mark = '~'
	}
	w.tokens = append(w.tokens, t)
}

// planned writes a group with its marks.
func (w *lineWriter) planned(all []span, follows *span) {
	for i, t := range w.tokens {
		if t.mark != 0 {
			w.flush()
			for range t.n {
				w.b = append(w.b, t.mark)
			}
			w.midLine()
			continue
		}
		var behind *span // unless marks stand between
		if i+1 < len(w.tokens) && w.tokens[i+1].mark == 0 {
			behind = &all[w.tokens[i+1].n]
		} else if i+1 == len(w.tokens) {
			behind = follows
		}
		w.piece(&all[t.n], behind)
	}
}
