package adf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A blank span is a line's end or spaces.
func (s *span) blank() bool {
	return s.kind == newline || s.kind == words && strings.TrimSpace(s.text) == ""
}

// trimmed returns spans without those at either end that show nothing.
func trimmed(spans []span) []span {
	for len(spans) > 0 && spans[0].blank() {
		spans = spans[1:]
	}
	for len(spans) > 0 && spans[len(spans)-1].blank() {
		spans = spans[:len(spans)-1]
	}
	return spans
}

// tidy appends spans in such pieces that their marks can be written: spaces stand
// outside of marks and links that begin or end there, and so does punctuation that would keep a mark
// next to a letter from being read as one.
func tidy(pieces, spans []span) []span {
	for _, s := range spans {
		s.raised, s.marks = s.marks&(sub|sup), s.marks&(strong|em|strike)
		if s.kind == code && misread(pieces, s) {
			s.kind = words
		}
		if s.kind != words {
			if s.kind == newline {
				s.look = look{marks: strong | em | strike, link: anyLink}
			}
			if s.kind != code {
				s.raised = 0
			}
			pieces = append(pieces, s)
			continue
		}
		lead, core, trail := edges(s.text)
		pieces = appendPiece(pieces, s, lead)
		pieces = appendPiece(pieces, s, core)
		pieces = appendPiece(pieces, s, trail)
	}
	pieces = unpadded(pieces)
	outward(pieces)
	return peeled(pieces)
}

// unpadded drops the spaces at the beginnings and ends of lines, save those that
// are meant to stay.
func unpadded(pieces []span) []span {
	kept := pieces[:0]
	for i, p := range pieces {
		before := len(kept) == 0 || kept[len(kept)-1].kind == newline
		after := i+1 == len(pieces) || pieces[i+1].kind == newline || pieces[i+1].blank()
		if p.kind == words && (before || after) && strings.Trim(p.text, " \t") == "" {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// misread reports whether code would be read as something else, and has to be text: some readers
// see an address of mail before they see code, where a word is glued to it; and
// in a link, all see what defines another link.
func misread(before []span, s span) bool {
	if s.link != "" && strings.Contains(s.text, "]:") {
		return true
	}
	if len(before) == 0 || !strings.Contains(s.text, "@") {
		return false
	}
	last := before[len(before)-1]
	return !last.blank() && last.link == s.link && !strings.ContainsAny(last.text[len(last.text)-1:], "([|>")
}

// anyLink stands for the link, whatever it is, of what is around a line's end.
const anyLink = "\x00"

func appendPiece(pieces []span, s span, text string) []span {
	if text == "" {
		return pieces
	}
	if s.text = text; s.blank() {
		s.raised = 0
	}
	return append(pieces, s)
}

// edges parts a text from the spaces around it.
func edges(s string) (lead, core, trail string) {
	core = strings.TrimLeftFunc(s, unicode.IsSpace)
	lead = s[:len(s)-len(core)]
	whole := core
	core = strings.TrimRightFunc(core, unicode.IsSpace)
	return lead, core, whole[len(core):]
}

// outward leaves blank pieces the marks and the link only that what is on both
// sides of them has, too.
func outward(pieces []span) {
	var around look
	for i := range pieces {
		if p := &pieces[i]; p.blank() {
			p.share(around)
		} else {
			around = p.look
		}
	}
	around = look{}
	for i := len(pieces) - 1; i >= 0; i-- {
		if p := &pieces[i]; p.blank() {
			p.share(around)
		} else {
			around = p.look
		}
	}
}

func (s *span) share(l look) {
	s.marks &= l.marks
	if s.link == anyLink {
		s.link = l.link
	} else if s.link != l.link {
		s.link = ""
	}
}

// peeled moves punctuation out of marks that begin or end at a letter, for there
// Markdown does not read them: a**(b)** is written as a(**b**). It drops such
// marks of code and pictures, which cannot be parted.
func peeled(pieces []span) []span {
	odd := false
	for i := 1; i < len(pieces) && !odd; i++ {
		odd = stuck(&pieces[i-1], &pieces[i]) || stuckEnd(&pieces[i-1], &pieces[i])
	}
	if !odd {
		return pieces
	}
	var out []span
	for i, p := range pieces {
		var tail span
		if i+1 < len(pieces) && stuckEnd(&p, &pieces[i+1]) {
			inner := p.marks & pieces[i+1].marks
			if p.letters() {
				tail = p
				p.text = strings.TrimRightFunc(p.text, loose)
				tail.text, tail.marks = tail.text[len(p.text):], inner
			} else {
				p.marks = inner
			}
		}
		if i > 0 && stuck(&pieces[i-1], &p) {
			inner := p.marks & pieces[i-1].marks
			if p.letters() {
				head := p
				p.text = strings.TrimLeftFunc(p.text, loose)
				head.text, head.marks = head.text[:len(head.text)-len(p.text)], inner
				out = append(out, head)
			} else {
				p.marks = inner
			}
		}
		if p.text != "" || p.kind == newline {
			out = append(out, p)
		}
		if tail.text != "" {
			out = append(out, tail)
		}
	}
	return out
}

// loose reports whether a character can be moved out of marks.
func loose(r rune) bool { return classOf(r) != letter }

// stuck reports whether a mark begins at a piece but cannot be read there,
// because a letter stands before it and none behind.
func stuck(before, p *span) bool {
	return opensAfter(before.look, p.look) && before.lastClass() == letter && p.text != "" && p.firstClass() != letter
}

// stuckEnd reports the same of a mark that ends with a piece.
func stuckEnd(p, after *span) bool {
	return opensAfter(after.look, p.look) && after.firstClass() == letter && p.text != "" && p.lastClass() != letter
}

// opensAfter reports whether marks are added next to a piece, and none ends there.
func opensAfter(neighbour, l look) bool {
	return l.link == neighbour.link && neighbour.marks&^l.marks == 0 && l.marks&^neighbour.marks != 0
}

// letters reports whether what is written of a piece are its own characters.
func (s *span) letters() bool { return s.kind == words && s.raised == 0 }

func (s *span) firstClass() class {
	r, _ := utf8.DecodeRuneInString(s.text)
	return s.classAt(r)
}

func (s *span) lastClass() class {
	r, _ := utf8.DecodeLastRuneInString(s.text)
	return s.classAt(r)
}

// classAt returns the class of what is written at an end where a character stands.
func (s *span) classAt(r rune) class {
	switch {
	case s.kind == newline:
		return space
	case s.letters():
		return classOf(r)
	default:
		return punctuation
	}
}
