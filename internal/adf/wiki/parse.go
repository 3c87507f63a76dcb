package wiki

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"weir/internal/adf"
)

// Parse reads wiki markup and returns a document, a node of type doc. It never
// fails: what is no markup is text. Its blocks stand only where ADF allows them,
// and its texts are valid UTF-8 and never empty.
//
// The markup is that of Jira's help page "Text formatting notation"; where that
// is silent, the reader that Atlassian uses to move documents to the Cloud
// decides, and the tests compare with it.
func Parse(text string) *adf.Node {
	p := &parser{src: clean(text)}
	p.macros = pair(p.src)
	f := &flow{p: p}
	p.region(f, 0, len(p.src), place{})
	return &adf.Node{Type: "doc", Content: fit(inDoc, f.finish())}
}

// clean makes all line ends alike and takes out what no document may hold.
func clean(text string) string {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text)
}

// A parser reads one text. All its places are offsets in src.
type parser struct {
	src    string
	macros map[int]macro // by the place of their opening brace
	marks  []adf.Mark    // what holds for the text being read; never changed in place
	inLink bool          // no link within a link
	ends   [effects]search
}

// marked reads something under one more mark, which replaces one of its type.
func (p *parser) marked(m adf.Mark, read func()) {
	before := p.marks
	marks := make([]adf.Mark, 0, len(before)+1)
	for _, b := range before {
		if b.Type != m.Type {
			marks = append(marks, b)
		}
	}
	p.marks = append(marks, m)
	read()
	p.marks = before
}

// apart reads what a search for signs passes over: a link's text, a colour's
// body. What the search found does not hold in there.
func (p *parser) apart(read func()) {
	before := p.ends
	p.ends = [effects]search{}
	read()
	p.ends = before
}

func hasMark(marks []adf.Mark, kind string) bool {
	for _, m := range marks {
		if m.Type == kind {
			return true
		}
	}
	return false
}

// wordBefore reports whether a letter or a digit stands right before a place.
func (p *parser) wordBefore(at, lo int) bool {
	if at <= lo {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(p.src[lo:at])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// wordAt reports whether a letter or a digit stands at a place.
func (p *parser) wordAt(at, hi int) bool {
	if at >= hi {
		return false
	}
	r, _ := utf8.DecodeRuneInString(p.src[at:hi])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// has reports whether a range begins with a text.
func (p *parser) has(at, hi int, text string) bool {
	return strings.HasPrefix(p.src[at:hi], text)
}

// skipBlank returns the first place in a range that is neither space nor tab.
func (p *parser) skipBlank(lo, hi int) int {
	for lo < hi && blank(p.src[lo]) {
		lo++
	}
	return lo
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func isSpace(c byte) bool { return blank(c) || c == '\n' }

// trim returns a range without the spaces at its ends.
func (p *parser) trim(lo, hi int) (int, int) {
	for lo < hi && isSpace(p.src[lo]) {
		lo++
	}
	for lo < hi && isSpace(p.src[hi-1]) {
		hi--
	}
	return lo, hi
}
