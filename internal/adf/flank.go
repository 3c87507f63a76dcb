package adf

import "unicode"

// A class is what a character is to CommonMark's rules for emphasis.
type class byte

const (
	letter class = iota
	space
	punctuation
	symbol // punctuation in the rules since version 0.31, a letter before
)

func classOf(r rune) class {
	switch {
	case r < 0x80:
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return letter
		case r <= ' ':
			return space
		default:
			return punctuation
		}
	case unicode.IsSpace(r):
		return space
	case unicode.IsPunct(r):
		return punctuation
	case unicode.IsSymbol(r):
		return symbol
	default:
		return letter
	}
}

// A token is a piece of a line, or some characters that open or close marks.
type token struct {
	mark        byte // the character; 0 for a piece
	n           int  // how many of them, or the piece's index
	first, last class
}

// A run is what the rules call a delimiter run.
type run struct {
	mark          byte
	n, left       int // its length, and how much of it has no partner yet
	opens, closes bool
	at            int // its place among the tokens
}

// A change is what marks begin and end at a token.
type change struct{ begins, ends marks }

// flanks says whether a run may open and may close, by what stands around it.
func flanks(mark byte, before, after class) (opens, closes bool) {
	left := after != space && (after != punctuation || before != letter)
	right := before != space && (before != punctuation || after != letter)
	if mark == '_' {
		return left && (!right || before == punctuation), right && (!left || after == punctuation)
	}
	return left, right
}

// understood reports whether a reader of Markdown finds exactly the marks that are wanted
// for each piece. It is the algorithm of the specification's section on emphasis,
// which gives up at the first character that has no partner.
func understood(tokens []token, before, after class, want func(piece int) marks, symbols class) bool {
	plain := func(c class) class {
		if c == symbol {
			return symbols
		}
		return c
	}
	found := make([]change, len(tokens))
	var open []run
	for i := 0; i < len(tokens); {
		if tokens[i].mark == 0 {
			i++
			continue
		}
		r := run{mark: tokens[i].mark, at: i}
		prev, next := before, after
		if i > 0 {
			prev = tokens[i-1].last
		}
		for ; i < len(tokens) && tokens[i].mark == r.mark; i++ {
			r.n += tokens[i].n
		}
		if i < len(tokens) {
			next = tokens[i].first
		}
		r.left = r.n
		r.opens, r.closes = flanks(r.mark, plain(prev), plain(next))
		var ok bool
		if open, ok = matched(open, r, found); !ok {
			return false
		}
	}
	var now marks
	for i, t := range tokens {
		now &^= found[i].ends
		if now&found[i].begins != 0 {
			return false // a mark within itself
		}
		if now |= found[i].begins; t.mark == 0 && now != want(t.n) {
			return false
		}
	}
	return len(open) == 0
}

// matched pairs a run with those that are open, and adds what is left of it.
func matched(open []run, r run, found []change) ([]run, bool) {
	for r.closes && r.left > 0 {
		k := len(open) - 1
		for k >= 0 && !partners(open[k], r) {
			k--
		}
		if k < 0 {
			break
		}
		if k < len(open)-1 {
			return nil, false // those between would be plain text
		}
		o := &open[k]
		used := min(2, o.left, r.left)
		m := strong
		switch {
		case r.mark == '~':
			m = strike
		case used == 1:
			m = em
		}
		if found[o.at].begins&m != 0 || found[r.at].ends&m != 0 {
			return nil, false
		}
		found[o.at].begins |= m
		found[r.at].ends |= m
		r.left -= used
		if o.left -= used; o.left == 0 {
			open = open[:k]
		}
	}
	if r.left == 0 {
		return open, true
	}
	return append(open, r), r.opens && len(open) < 6
}

// partners tells whether a run may close another, by the rule that keeps
// *a**b* from being read as two.
func partners(opener, closer run) bool {
	if opener.mark != closer.mark {
		return false
	}
	return !opener.closes && !closer.opens || (opener.n+closer.n)%3 != 0 || opener.n%3 == 0 && closer.n%3 == 0
}
