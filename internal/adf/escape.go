package adf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// An escaper writes text so that Markdown reads it as that very text.
type escaper struct {
	b      []byte
	inCell bool
	inLink bool
	lone   bool   // the line holds one ~ at most, which means nothing
	held   []byte // code to which more may be added
	start  int    // where the line's text begins while nothing but digits stands there; -1 further on
}

// startLine says that what comes next begins a line, where more has a meaning.
func (e *escaper) startLine() { e.start = len(e.b) }

func (e *escaper) midLine() { e.start = -1 }

// raw writes Markdown as it is.
func (e *escaper) raw(s string) {
	e.flush()
	e.b = append(e.b, s...)
	e.midLine()
}

// plain are the characters that mean nothing, wherever they stand, and what is
// not ASCII.
func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == ',' || c == ';' || c == '"' || c == '\'' || c == '(' ||
		c == '/' || c == '?' || c == '%' || c == '$' || c >= utf8.RuneSelf
}

// escape writes text, behind which stands other text: "\n" at the line's end, and
// "" where there may be anything.
func (e *escaper) escape(text, behind string) {
	e.flush()
	for i := 0; i < len(text); i++ {
		c := text[i]
		if plain(c) {
			e.start = -1
			e.b = append(e.b, c)
			continue
		}
		if c == ' ' || c == '\t' {
			if e.start != len(e.b) { // a line does not begin with a space
				e.start = -1
				e.b = append(e.b, ' ')
			}
			continue
		}
		if i == len(text)-1 && e.misread(c, behind) {
			e.raw("&#" + strconv.Itoa(int(c)) + ";")
			continue
		}
		if e.means(c, text[i+1:], behind) {
			e.b = append(e.b, '\\')
			e.start = -1
		} else if c < '0' || c > '9' {
			e.start = -1
		}
		e.b = append(e.b, c)
	}
}

// means reports whether a character would be more than itself, seen what was written,
// and what comes behind it.
func (e *escaper) means(c byte, rest, behind string) bool {
	if e.start >= 0 && e.begins(c, rest, behind) {
		return true
	}
	switch c {
	case '*', '`', '[', ']':
		return true
	case '~':
		return !e.lone
	case '<':
		return angle(rest, behind)
	case '|':
		return e.inCell
	case '\\':
		after := at(rest, behind)
		return after == 0 || after == '\n' || classOf(rune(after)) == punctuation
	case '!':
		return rest == "" && strings.HasPrefix(behind, "[")
	case '_':
		return !e.afterLetter() || !beginsWithLetter(rest)
	case '&':
		return entity(rest, behind)
	case ':':
		return !e.inLink && e.afterLetter() && (mayBegin(rest, behind, "//") || rest == "" && behind == "" && e.afterScheme())
	case '.':
		return !e.inLink && e.afterWWW()
	case '@':
		return !e.inLink && e.afterName() && domain(rest, behind)
	default:
		return false
	}
}

// begins reports whether a character means something because a line begins with
// it, or with digits and it.
func (e *escaper) begins(c byte, rest, behind string) bool {
	after := at(rest, behind)
	if digits := len(e.b) - e.start; digits > 0 {
		return (c == '.' || c == ')') && digits <= 9 && after <= ' '
	}
	switch c {
	case '>', '|', '=':
		return true
	case '#':
		return after <= ' ' || after == '#'
	case '+':
		return after <= ' '
	case '-':
		return after <= ' ' || strings.IndexByte("-|:[", after) >= 0
	case ':':
		return after == '-' || after == '['
	default:
		return false
	}
}

// misread reports whether a character at the end of a text is taken for another
// even if it is escaped: not all readers count the backslashes before a line
// break, or part an escaped ~ from those of a mark.
func (e *escaper) misread(c byte, behind string) bool {
	switch c {
	case '~':
		return behind == "" && !e.lone
	case '\\':
		return behind == "" || strings.HasPrefix(behind, "\\\n")
	default:
		return false
	}
}

// at returns the first byte of what comes, and 0 for none.
func at(rest, behind string) byte {
	switch {
	case rest != "":
		return rest[0]
	case behind != "":
		return behind[0]
	default:
		return 0
	}
}

// mayBegin reports whether what comes begins with a text, or may do so further on.
func mayBegin(rest, behind, text string) bool {
	seen := ahead(rest, behind, len(text))
	return seen != "" && strings.HasPrefix(text, seen)
}

// entity reports whether an & would begin the name or the number of a character.
func entity(rest, behind string) bool {
	for i, c := range []byte(ahead(rest, behind, 40)) {
		switch {
		case c == ';':
			return i > 0
		case (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '#':
			return false
		}
	}
	return true // nobody knows what follows
}

// ahead returns the beginning of what comes.
func ahead(rest, behind string, most int) string {
	if len(rest) >= most {
		return rest[:most]
	}
	return rest + behind[:min(most-len(rest), len(behind))]
}

func (e *escaper) afterLetter() bool { return afterLetter(e.b) }

func beginsWithLetter(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && classOf(r) == letter
}

// code takes code. Code directly behind code is one piece with it, or the marks
// between them would be one.
func (e *escaper) code(text string) { e.held = append(e.held, text...) }

// flush writes the code that was taken, between backticks that it does not contain.
func (e *escaper) flush() {
	if len(e.held) == 0 {
		return
	}
	text := string(e.held)
	e.held = e.held[:0]
	fence := strings.Repeat("`", oneNotIn(text))
	pad := ""
	if text[0] == '`' || text[len(text)-1] == '`' || text[0] == ' ' && text[len(text)-1] == ' ' && strings.Trim(text, " ") != "" {
		pad = " "
	}
	if e.inCell { // a table reads its bars before anything else
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	for _, s := range []string{fence, pad, text, pad, fence} {
		e.b = append(e.b, s...)
	}
	e.midLine()
}

// oneNotIn returns the smallest length that no run of backticks has.
func oneNotIn(text string) int {
	if strings.IndexByte(text, '`') < 0 {
		return 1
	}
	return longest(text, '`') + 1
}
