package wiki

import (
	"html"
	"strings"
	"unicode/utf8"
)

// escapable are the characters that a backslash makes plain text.
const escapable = "-#*_+?^~|%{}[]()!@"

// inline reads a range that is one line, but for the macros in it.
func (p *parser) inline(f *flow, lo, hi int) {
	from := lo // what is read but not yet added
	for at := lo; at < hi; {
		if !special(p.src[at]) {
			at++
			continue
		}
		p.plain(f, from, at)
		from = at
		end := p.token(f, at, lo, hi)
		if end > at {
			at, from = end, end
			continue
		}
		at++
	}
	p.plain(f, from, hi)
}

func (p *parser) plain(f *flow, lo, hi int) {
	if lo < hi {
		f.text(p.src[lo:hi])
	}
}

// special reports whether inline markup may begin with a character.
func special(c byte) bool {
	switch c {
	case '\\', '{', '[', '!', '*', '_', '-', '+', '^', '~', '?', ':', ';', '(', '&', 'h', 'f', 'i', 'm':
		return true
	default:
		return false
	}
}

// token reads the markup at a place and returns its end, or the place itself
// where there is none.
func (p *parser) token(f *flow, at, lo, hi int) int {
	switch c := p.src[at]; c {
	case '\\':
		return p.backslash(f, at, hi)
	case '{':
		if m, ok := p.macros[at]; ok && m.end <= hi {
			p.macro(f, m, at > lo)
			return m.end
		}
		return p.effect(f, at, lo, hi)
	case '[':
		return p.link(f, at, hi)
	case '!':
		return p.image(f, at, lo, hi)
	case ':', ';', '(':
		return p.emoticon(f, at, lo, hi)
	case '&':
		return p.entity(f, at, hi)
	case 'h', 'f', 'i', 'm':
		return p.bareURL(f, at, lo, hi)
	case '-':
		if end := p.dashes(f, at, lo, hi); end > at {
			return end
		}
	}
	return p.effect(f, at, lo, hi)
}

// backslash reads an escape or a forced line break.
func (p *parser) backslash(f *flow, at, hi int) int {
	end := p.escapeEnd(at, hi)
	switch next := p.src[at+1 : end]; {
	case next == `\` && p.breaksLine(end, hi):
		f.lineBreak()
	case next != "" && strings.Contains(escapable, next):
		f.text(next)
	default:
		f.text(p.src[at:end])
	}
	return end
}

// escapeEnd returns the end of a backslash and the character behind it.
func (p *parser) escapeEnd(at, hi int) int {
	if at+1 >= hi || p.src[at+1] == '\n' {
		return at + 1
	}
	_, size := utf8.DecodeRuneInString(p.src[at+1 : hi])
	return at + 1 + size
}

// breaksLine reports whether two backslashes are a line break: not in the name
// of a network folder, where another backslash follows in the same word.
func (p *parser) breaksLine(end, hi int) bool {
	for ; end < hi && !isSpace(p.src[end]); end++ {
		if p.src[end] == '\\' {
			return false
		}
	}
	return true
}

// dashes reads two or three that stand alone, and runs that mean nothing.
func (p *parser) dashes(f *flow, at, lo, hi int) int {
	end := at
	for end < hi && p.src[end] == '-' {
		end++
	}
	n := end - at
	alone := (at == lo || isSpace(p.src[at-1])) && (end == hi || isSpace(p.src[end]))
	switch {
	case n == 1:
		return at
	case n == 2 && alone:
		f.text("–")
	case n == 3 && alone:
		f.text("—")
	default:
		f.text(p.src[at:end])
	}
	return end
}

// entity reads a character reference of HTML that ends in a semicolon, which
// Jira leaves to the browser.
func (p *parser) entity(f *flow, at, hi int) int {
	const longest = len("&CounterClockwiseContourIntegral;")
	end := strings.IndexByte(p.src[at:min(hi, at+longest)], ';') + at + 1
	if end <= at+2 || strings.ContainsAny(p.src[at+1:end], "& \n") {
		return at
	}
	text := html.UnescapeString(p.src[at:end])
	if strings.HasSuffix(text, ";") || strings.ContainsAny(text, "\x00\n\r") {
		return at
	}
	f.text(text)
	return end
}

// unit returns the end of what stands at a place and is read as one: an escape,
// a macro, a link, an image, an emoticon, else a byte. No cell ends within.
func (p *parser) unit(at, hi int) int {
	switch p.src[at] {
	case '\\':
		return p.escapeEnd(at, hi)
	case '{':
		if m, ok := p.macros[at]; ok && m.end <= hi {
			return m.end
		}
	case '[':
		if l, ok := p.readLink(at, hi); ok {
			return l.end
		}
	case '!':
		if i, ok := p.readImage(at, 0, hi); ok {
			return i.end
		}
	case '(':
		if _, end := p.readEmoticon(at, 0, hi); end > at { // (!) opens no image
			return end
		}
	}
	return at + 1
}
