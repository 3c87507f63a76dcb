package adf

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A lineWriter writes a line of Markdown, or more where there are line breaks.
// What it returns is good until it is called again.
type lineWriter struct {
	escaper
	pieces []span
	tokens []token
	broken string // what a line break becomes
	raised marks  // whether we are in sub or sup
	inert  bool   // see Options
	first  bool   // the line may be the first of an item in a list
}

func (w *lineWriter) paragraph(spans []span) []byte { return w.line(spans, "\\\n", false) }

func (w *lineWriter) cell(spans []span) []byte {
	w.first = false
	return w.line(spans, "<br>", true)
}

// heading ends in nothing that would be taken for the closing marks of a heading.
func (w *lineWriter) heading(spans []span) []byte {
	w.first = false
	b := w.line(spans, " ", false)
	end := len(b)
	for end > 0 && b[end-1] == '#' {
		end--
	}
	if end < len(b) && (end == 0 || b[end-1] == ' ') {
		b = slices.Insert(b, end, '\\')
	}
	return b
}

func (w *lineWriter) line(spans []span, broken string, cell bool) []byte {
	w.b = w.b[:0]
	w.startLine()
	if w.inCell, w.broken = cell, broken; cell {
		w.midLine()
	}
	if w.inert {
		disarm(spans)
	}
	w.pieces = append(tidy(w.pieces[:0], spans), span{text: "\n"})
	all := w.pieces[:len(w.pieces)-1]
	w.lone = lone(all)
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].link == all[i].link {
			end++
		}
		if all[i].link == "" {
			w.marked(all[i:end], &w.pieces[end])
		} else {
			w.raw("[")
			w.inLink = true
			if w.first && i == 0 && end == 1 && all[0].box() {
				w.raw("&#" + strconv.Itoa(int(all[0].text[0])) + ";")
			} else {
				w.marked(all[i:end], &span{text: "]"})
			}
			w.inLink = false
			w.raw("](" + destination(all[i].link) + ")")
		}
		i = end
	}
	w.flush()
	return trimRight(w.b)
}

// lone reports whether pieces hold one ~ at most, and nothing is struck out.
func lone(all []span) bool {
	n := 0
	for i := range all {
		if all[i].marks&strike != 0 {
			return false
		}
		if all[i].kind != code {
			n += strings.Count(all[i].text, "~")
		}
	}
	return n <= 1
}

// box reports whether a link of this piece would be read as the box of a task.
func (s *span) box() bool {
	return s.kind == words && strings.EqualFold(s.text, "x") && s.raised == 0 && s.marks == 0
}

// marked writes pieces with the same link, behind which something else stands.
// Those that follow one another and all have some mark make a group, which is
// understood or not by itself.
func (w *lineWriter) marked(all []span, behind *span) {
	for i := 0; i < len(all); {
		if all[i].marks == 0 {
			follows := next(all[i+1:], behind)
			if follows.marks != 0 && (follows.link == "" || w.inLink) {
				follows = nil
			}
			w.piece(&all[i], follows)
			i++
			continue
		}
		to := i + 1
		for to < len(all) && all[to].marks != 0 {
			to++
		}
		w.group(all[i:to], next(all[to:], behind))
		i = to
	}
}

// next returns the piece that comes next.
func next(all []span, behind *span) *span {
	if len(all) > 0 {
		return &all[0]
	}
	return behind
}

// firstOf returns the class of the first character that is written of a piece.
func (w *lineWriter) firstOf(s *span) class {
	if s.link != "" && !w.inLink || s.kind == newline && w.broken != " " {
		return punctuation
	}
	return s.firstClass()
}

func (w *lineWriter) lastOf(s *span) class {
	if s.kind == newline && w.inCell {
		return punctuation
	}
	return s.lastClass()
}

// piece writes a piece without its marks. What follows it directly is nil where
// marks stand between.
func (w *lineWriter) piece(s, follows *span) {
	if s.raised != w.raised {
		w.raw(tag(s.raised, "<"))
		w.raised = s.raised
	}
	on := follows != nil && follows.raised == s.raised && follows.link == s.link // it is not closed yet
	w.content(s, follows, on)
	if s.raised != 0 && !on {
		w.raw(tag(s.raised, "</"))
		w.raised = 0
	}
}

// tag returns the element of a piece that is raised or lowered.
func tag(raised marks, begins string) string {
	if raised == sub {
		return begins + "sub>"
	}
	return begins + "sup>"
}

func (w *lineWriter) content(s, follows *span, on bool) {
	switch s.kind {
	case newline:
		w.flush()
		w.b = trimRight(w.b)
		w.raw(w.broken)
		if w.broken == "\\\n" {
			w.startLine()
		}
	case code:
		w.code(s.text)
	case picture:
		w.raw("![")
		w.escape(s.text, "]")
		w.raw("](" + destination(s.src) + ")")
	default:
		behind := ""
		switch {
		case s.raised != 0 && !on:
			behind = "<"
		case follows == nil:
		case follows.kind == newline:
			behind = w.broken
		case follows.kind == picture || follows.link != "" && !w.inLink:
			behind = "["
		case !on && follows.raised != 0:
			behind = "<"
		case follows.kind == code:
			behind = "`"
		default:
			behind = follows.text
		}
		w.escape(s.text, behind)
	}
}

// lastClass returns the class of the last character that was written.
func (w *lineWriter) lastClass() class {
	if len(w.held) > 0 {
		return punctuation
	}
	if len(w.b) == 0 {
		return space
	}
	r, _ := utf8.DecodeLastRune(w.b)
	return classOf(r)
}
