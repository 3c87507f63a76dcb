package wiki

import (
	"strings"

	"weir/internal/adf"
)

// An effect is what a pair of signs makes of the text between them.
type effect int

const (
	strong effect = iota
	emphasis
	deleted
	inserted
	superscript
	subscript
	citation
	monospace
	picture
	effects
)

// A sign stands before and behind the text of an effect. Within a word it is
// written in braces.
type sign struct{ open, close, braced string }

// signs by effect.
var signs = []sign{
	strong:      {"*", "*", "{*}"},
	emphasis:    {"_", "_", "{_}"},
	deleted:     {"-", "-", "{-}"},
	inserted:    {"+", "+", "{+}"},
	superscript: {"^", "^", "{^}"},
	subscript:   {"~", "~", "{~}"},
	citation:    {"??", "??", "{??}"},
	monospace:   {"{{", "}}", ""},
	picture:     {"!", "!", ""},
}

func (e effect) mark() adf.Mark {
	switch e {
	case strong:
		return adf.Mark{Type: "strong"}
	case emphasis, citation:
		return adf.Mark{Type: "em"}
	case deleted:
		return adf.Mark{Type: "strike"}
	case inserted:
		return adf.Mark{Type: "underline"}
	case superscript:
		return adf.Mark{Type: "subsup", Attrs: map[string]any{"type": "sup"}}
	case subscript:
		return adf.Mark{Type: "subsup", Attrs: map[string]any{"type": "sub"}}
	default:
		return adf.Mark{Type: "code"}
	}
}

// effect reads signs, the text between them and the signs that close it.
func (p *parser) effect(f *flow, at, lo, hi int) int {
	e, width := p.signAt(at, hi)
	if width == 0 {
		return at
	}
	from, to, end := p.between(e, at, width, lo, hi)
	switch {
	case end == 0:
		// Two question marks are two characters, but not two chances.
		f.text(p.src[at : at+width])
		return at + width
	case e == monospace:
		for end < hi && p.src[end] == '}' { // {{${name}}}
			to, end = to+1, end+1
		}
		f.exact(unescape(p.src[from:to]), p.codeMarks())
	default:
		p.marked(e.mark(), func() { p.inline(f, from, to) })
	}
	return end
}

// signAt tells which effect may begin at a place, and how wide its sign is.
func (p *parser) signAt(at, hi int) (effect, int) {
	for e := strong; e <= monospace; e++ {
		s := signs[e]
		if p.has(at, hi, s.open) {
			return e, len(s.open)
		}
		if s.braced != "" && p.has(at, hi, s.braced) {
			return e, len(s.braced)
		}
	}
	return 0, 0
}

// between returns the range of the text behind the signs at a place, and where
// the signs that close it end; 0 if they open nothing. They open nothing within
// a word or before a space, and close nothing behind a space; there must be text.
func (p *parser) between(e effect, at, width, lo, hi int) (from, to, end int) {
	from = at + width
	braced := width > len(signs[e].open)
	if from >= hi || p.src[from] == ' ' || p.has(from, hi, signs[e].close) || !braced && p.wordBefore(at, lo) {
		return 0, 0, 0
	}
	to, end = p.closing(e, from, hi)
	if end == 0 || to == from || p.src[to-1] == ' ' {
		return 0, 0, 0
	}
	return from, to, end
}

// A search remembers which signs are the next that can close an effect, so that
// a line of nothing but opening signs is searched once.
type search struct {
	from, to, end int // asked from here up to the signs; end is 0 if there are none before to
}

// closing finds the next signs in a line that can close an effect: a word does
// not go on behind them, or they stand in braces.
func (p *parser) closing(e effect, from, hi int) (to, end int) {
	s := &p.ends[e]
	at := from
	if s.to > 0 && s.from <= from && from <= s.to {
		if s.end > 0 && s.end <= hi {
			return s.to, s.end
		}
		if s.end > 0 || s.to >= hi {
			return 0, 0
		}
		at = s.to
	}
	first := signs[e].close[0]
	for at < hi && p.src[at] != '\n' {
		if c := p.src[at]; c == first || c == '{' {
			if n := p.closesAt(e, at, hi); n > 0 {
				*s = search{from, at, at + n}
				return at, at + n
			}
		}
		next := p.over(at, hi)
		if next < 0 {
			break
		}
		at = next
	}
	*s = search{from: from, to: at}
	return 0, 0
}

// closesAt returns how wide the closing sign at a place is, 0 if there is none.
func (p *parser) closesAt(e effect, at, hi int) int {
	s := signs[e]
	if s.braced != "" && p.has(at, hi, s.braced) {
		return len(s.braced)
	}
	end := at + len(s.close)
	if !p.has(at, hi, s.close) || p.wordAt(end, hi) {
		return 0
	}
	if e == deleted && (at > 0 && p.src[at-1] == '-' || end < hi && p.src[end] == '-') {
		return 0
	}
	return len(s.close)
}

// over passes what no signs can close an effect in: an escape, a colour, a link.
// A block ends the search.
func (p *parser) over(at, hi int) int {
	switch p.src[at] {
	case '\\':
		return p.escapeEnd(at, hi)
	case '{':
		if m, ok := p.macros[at]; ok {
			if m.end > hi || !m.inline() {
				return -1
			}
			return m.end
		}
	case '[':
		if l, ok := p.readLink(at, hi); ok {
			return l.end
		}
	}
	return at + 1
}

// codeMarks are the marks of monospaced text, which may be a link and no more.
func (p *parser) codeMarks() []adf.Mark {
	marks := []adf.Mark{monospace.mark()}
	for _, m := range p.marks {
		if m.Type == "link" {
			return []adf.Mark{m, marks[0]}
		}
	}
	return marks
}

// unescape takes the backslashes off the characters that need one.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(escapable, s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
