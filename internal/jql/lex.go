package jql

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// lex splits text into tokens. The last one is endOfText, or broken where the
// rest cannot be read.
func lex(text string) []token {
	l := lexer{text: text}
	var tokens []token
	for {
		t := l.next()
		tokens = append(tokens, t)
		if t.kind == endOfText || t.kind == broken {
			return tokens
		}
	}
}

type lexer struct {
	text string
	pos  int
}

func (l *lexer) next() token {
	for l.pos < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.pos]) >= 0 {
		l.pos++
	}
	if l.pos == len(l.text) {
		return token{kind: endOfText, start: l.pos, end: l.pos}
	}
	switch c := l.text[l.pos]; {
	case c == '"' || c == '\'':
		return l.quoted(c)
	case strings.IndexByte("()[],=!<>~&|", c) >= 0:
		return l.sign()
	default:
		return l.word()
	}
}

// sign reads an operator or a piece of punctuation, the longest that fits.
func (l *lexer) sign() token {
	start, size := l.pos, 1
	if start+1 < len(l.text) {
		switch l.text[start : start+2] {
		case "!=", "!~", "<=", ">=", "&&", "||":
			size = 2
		}
	}
	l.pos += size
	t := token{kind: symbol, text: l.text[start:l.pos], start: start, end: l.pos}
	switch t.text {
	case "&", "&&":
		t.kind, t.text = keyword, "and"
	case "|", "||":
		t.kind, t.text = keyword, "or"
	}
	return t
}

// word reads unquoted characters as far as they go, and then decides what the
// whole is: a keyword or a number is one only if nothing else follows it.
func (l *lexer) word() token {
	start := l.pos
	var b strings.Builder
	escaped := false
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if r == '\\' {
			decoded, width := unescape(l.text[l.pos:])
			if width == 0 {
				return l.broken(l.pos, badEscape(l.text[l.pos:]))
			}
			b.WriteString(decoded)
			l.pos += width
			escaped = true
			continue
		}
		if !isWordRune(r) || isInvalid(r, size) {
			break
		}
		b.WriteRune(r)
		l.pos += size
	}
	if l.pos == start {
		return l.broken(start, notAWord(l.text[start:]))
	}
	return classify(token{kind: word, text: b.String(), escaped: escaped, start: start, end: l.pos})
}

func classify(t token) token {
	if t.escaped {
		return t
	}
	switch w := lower(t.text); {
	case isNumber(w):
		t.kind = number
	case listed(keywords, w):
		t.kind, t.text = keyword, w
		if w == "null" {
			t.text = "empty"
		}
	case listed(reservedWords, w):
		t.kind = reserved
	}
	return t
}

func (l *lexer) quoted(quote byte) token {
	start := l.pos
	l.pos++
	var b strings.Builder
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		switch {
		case r == rune(quote):
			l.pos++
			return token{kind: quoted, text: b.String(), start: start, end: l.pos}
		case r == '\\':
			decoded, width := unescape(l.text[l.pos:])
			if width == 0 {
				return l.broken(l.pos, badEscape(l.text[l.pos:]))
			}
			b.WriteString(decoded)
			l.pos += width
			continue
		case isInvalid(r, size):
			return l.broken(l.pos, "this is not valid UTF-8")
		case !isQuotedRune(r):
			return l.broken(l.pos, fmt.Sprintf("the character %U cannot stand in quotes: write %s", r, escapeRune(r)))
		}
		b.WriteRune(r)
		l.pos += size
	}
	return l.broken(start, "the quote opened here is never closed")
}

func (l *lexer) broken(at int, why string) token {
	l.pos = len(l.text)
	return token{kind: broken, text: why, start: at, end: at}
}

// notAWord says why no token starts with rest.
func notAWord(rest string) string {
	const comments = "JQL has no comments: remove this, or put it in quotes"
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case isInvalid(r, size):
		return "this is not valid UTF-8"
	case r == '#' || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*"):
		return comments
	case r == ';':
		return "`;` does not end a query: remove it, or put it in quotes"
	case r < 0x20 || r >= 0x7f:
		return fmt.Sprintf("the character %U cannot stand here: remove it, or write %s in quotes", r, escapeRune(r))
	default:
		return fmt.Sprintf("`%c` cannot stand outside quotes", r)
	}
}
