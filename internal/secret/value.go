package secret

import "strings"

// value returns where the secret that belongs to p begins and ends, with at
// pointing after the separator; from >= to when there is none.
func (p pair) value(s string, at int) (from, to int) {
	from = at
	for from < len(s) && (s[from] == ' ' || s[from] == '\t' || p.quoted && (s[from] == '\n' || s[from] == '\r')) {
		from++
	}
	if from == len(s) {
		return 0, 0
	}
	spaced := from > at
	if !p.header && !p.equals && !p.quoted {
		if p.path {
			return 0, 0
		}
		if spaced && !p.begins {
			return proseValue(s, from)
		}
	}
	if inner, end, ok := quotedValue(s, from); ok {
		return inner, end
	}
	if inner, end, ok := bracketValue(s, from, !p.equals); ok {
		return inner, end
	}
	if p.header {
		return from, lineEnd(s, from)
	}
	to = bareEnd(s, from)
	if spaced && !p.equals && !p.quoted && !endsItem(s, to) {
		return proseValue(s, from)
	}
	return from, to
}

// quotedValue returns the inside of the quotes at i. A string within a string
// has backslashes before its quotes; the closing one has as many. Without a
// closing quote the value ends with the line.
func quotedValue(s string, i int) (from, to int, ok bool) {
	from = i
	for from < len(s) && s[from] == '\\' {
		from++
	}
	if from == len(s) || !isQuote(s[from]) {
		return 0, 0, false
	}
	slashes, quote := from-i, s[from]
	from++
	row := 0
	for to = from; to < len(s); to++ {
		switch {
		case s[to] == '\\':
			row++
			continue
		case s[to] == '\r' || s[to] == '\n':
			return from, to, true
		case s[to] != quote:
		case slashes == 0 && row%2 == 0:
			return from, to, true
		case slashes > 0 && row <= slashes:
			return from, to - row, true
		}
		row = 0
	}
	return from, to, true
}

// bracketValue returns the inside of the brackets at i. It skips the type that
// Go's syntax has before them, as in []string{"a"}.
func bracketValue(s string, i int, braces bool) (from, to int, ok bool) {
	if strings.HasPrefix(s[i:], "[]") {
		n := i + 2
		for n < len(s) && n < i+64 && isNameByte(s[n]) {
			n++
		}
		if n > i+2 && n < len(s) && s[n] == '{' {
			return n + 1, bracketEnd(s, n, '}'), true
		}
	}
	switch {
	case s[i] == '[':
		return i + 1, bracketEnd(s, i, ']'), true
	case s[i] == '{' && braces:
		return i + 1, bracketEnd(s, i, '}'), true
	default:
		return 0, 0, false
	}
}

// bracketEnd returns the index of the bracket that closes the one at i, or the
// end of the line when there is none nearby.
func bracketEnd(s string, i int, closing byte) int {
	open := s[i]
	depth := 0
	for n := i; n < len(s) && n < i+lookAhead; n++ {
		switch s[n] {
		case open:
			depth++
		case closing:
			depth--
			if depth == 0 {
				return n
			}
		}
	}
	return lineEnd(s, i)
}

func lineEnd(s string, i int) int {
	if n := strings.IndexAny(s[i:], "\r\n"); n >= 0 {
		return i + n
	}
	return len(s)
}

// bareEnd returns the end of the value without quotes at i: at a space or at
// what separates parameters, without the punctuation that closes what is
// around it.
func bareEnd(s string, i int) int {
	to := i
	for to < len(s) && strings.IndexByte(" \t\r\n&\"<>`", s[to]) < 0 && !strings.HasPrefix(s[to:], "%26") {
		if (s[to] == ',' || s[to] == ';') && beginsPair(s[to+1:]) {
			break
		}
		to++
	}
	if value := strings.TrimRight(s[i:to], `)]},;.'\`); value != "" {
		return i + len(value)
	}
	return i
}

// beginsPair reports whether s begins with a name and a separator.
func beginsPair(s string) bool {
	n := 0
	for n < len(s) && n < 64 && (isNameByte(s[n]) || isQuote(s[n])) {
		n++
	}
	return n > 0 && n < len(s) && (s[n] == '=' || s[n] == ':')
}

// endsItem reports whether nothing but punctuation follows on the line.
func endsItem(s string, i int) bool {
	for i < len(s) && strings.IndexByte(" \t\"'`", s[i]) >= 0 {
		i++
	}
	return i == len(s) || strings.IndexByte("\r\n,;)]}&", s[i]) >= 0
}

// proseValue returns the word at i when it looks random. After "read token: "
// an error's text is more likely than a token, and a person needs that text.
func proseValue(s string, i int) (from, to int) {
	for i < len(s) && (isQuote(s[i]) || s[i] == '\\') {
		i++
	}
	to = i
	var letter, digit bool
	for ; to < len(s) && (isAlnum(s[to]) || strings.IndexByte("+/_=.~!$*-", s[to]) >= 0); to++ {
		letter = letter || s[to] > '9' && isAlnum(s[to])
		digit = digit || '0' <= s[to] && s[to] <= '9'
	}
	if to-i < 16 || !letter || !digit || s[i] == '/' || s[i] == '.' {
		return 0, 0
	}
	return i, to
}
