package onenote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

const nbsp = '\u00a0'

// A writer of HTML for OneNote.
type writer struct{ strings.Builder }

// text writes what may hold anything: each character stands for itself, lines
// are kept apart, and white space stays as wide as it is.
func (w *writer) text(s string) {
	for i, line := range strings.Split(newlines.Replace(s), "\n") {
		if i > 0 {
			w.WriteString("<br/>")
		}
		w.line(line)
	}
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n")

// line writes one line. HTML would make one space of several, and none of those
// at the ends, so these do not break.
func (w *writer) line(s string) {
	s = strings.ReplaceAll(s, "\t", " ")
	start := len(s) - len(strings.TrimLeft(s, " "))
	end := len(strings.TrimRight(s, " "))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		last := i+1 >= len(s) || s[i+1] != ' '
		switch {
		case r == ' ' && (i < start || i >= end || !last):
			w.WriteString("&#160;")
		case r == utf8.RuneError && size == 1:
			w.WriteRune(utf8.RuneError)
		case printable(r):
			w.escaped(r)
		}
		i += size
	}
}

func (w *writer) escaped(r rune) {
	switch r {
	case '&':
		w.WriteString("&amp;")
	case '<':
		w.WriteString("&lt;")
	case '>':
		w.WriteString("&gt;")
	case '"':
		w.WriteString("&quot;")
	case '\'':
		w.WriteString("&#39;")
	case nbsp:
		w.WriteString("&#160;")
	default:
		w.WriteRune(r)
	}
}

// attribute writes an attribute with its value, or nothing where there is none.
func (w *writer) attribute(name, value string) {
	if value == "" {
		return
	}
	w.WriteString(" " + name + `="`)
	for _, r := range strings.ToValidUTF8(value, "\uFFFD") {
		if printable(r) {
			w.escaped(r)
		}
	}
	w.WriteByte('"')
}

// printable reports whether a document may hold a character: OneNote keeps pages
// as XML, which has no place for control characters.
func printable(r rune) bool {
	return !unicode.IsControl(r) && !unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// textOf reads what a person sees below a node as lines. Blank lines count,
// white space at the ends does not.
func textOf(n *html.Node) string {
	var t reader
	t.read(n)
	t.end()
	return strings.Trim(strings.Join(t.lines, "\n"), " \n")
}

// A reader makes lines of a tree.
type reader struct {
	lines []string
	line  strings.Builder
	open  bool // something stands on the line
	space bool // white space, which counts if something follows
	kept  bool // white space stays as it is
}

func (t *reader) read(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		t.words(n.Data)
	case is(n, "br"):
		t.newline()
	case is(n, "pre"):
		t.end()
		t.kept = true
		t.below(n)
		t.kept = false
		t.end()
	case is(n, blocks...), isBlockTag(n):
		t.end()
		t.below(n)
		t.end()
	default:
		t.below(n)
	}
}

// blocks are the elements that stand on lines of their own.
var blocks = []string{
	"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "table", "tr", "td", "th", "body",
	"blockquote", "section", "article", "header", "footer", "dl", "dt", "dd", "hr", "figure", "address",
}

func (t *reader) below(n *html.Node) {
	if is(n, "script", "style", "template", "head") {
		return
	}
	for c := range n.ChildNodes() {
		t.read(c)
	}
}

func (t *reader) words(s string) {
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f':
			switch {
			case t.kept && r == '\n':
				t.newline()
				continue
			case t.kept:
				t.line.WriteByte(' ')
				t.open = true
				continue
			}
			t.space = t.space || t.open
		default:
			if !printable(r) {
				continue
			}
			if t.space {
				t.line.WriteByte(' ')
			}
			t.line.WriteRune(r)
			t.open, t.space = true, false
		}
	}
}

// newline ends a line, a blank one as well.
func (t *reader) newline() {
	t.lines = append(t.lines, spaces(t.line.String()))
	t.line.Reset()
	t.open, t.space = false, false
}

// end ends a line that has been begun.
func (t *reader) end() {
	if t.open {
		t.newline()
	}
	t.space = false
}

// spaces turns back what line has written for spaces: those that do not break
// and stand at an end of the line or beside another space.
func spaces(s string) string {
	if !strings.ContainsRune(s, nbsp) {
		return s
	}
	runes := []rune(s)
	wide := func(i int) bool { return i < 0 || i >= len(runes) || runes[i] == ' ' || runes[i] == nbsp }
	made := make([]rune, len(runes))
	for i, r := range runes {
		made[i] = r
		if r == nbsp && (wide(i-1) || wide(i+1)) {
			made[i] = ' '
		}
	}
	return string(made)
}
