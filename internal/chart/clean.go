package chart

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostStacked is how many marks may stand upon a character: more than any script
// needs would reach over other texts.
const mostStacked = 3

// clean takes out of a text what is not to be seen and could do harm: invalid
// UTF-8, control characters, marks and overrides of the writing direction, heaps
// of accents, and what XML does not allow. What separates lines becomes a space.
func clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	stacked := 0
	for _, r := range strings.ToValidUTF8(s, "") {
		if stacked++; !unicode.In(r, unicode.Mn, unicode.Me) {
			stacked = 0
		}
		switch {
		case stacked > mostStacked:
		case r == '\t', r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			b.WriteByte(' ')
		case unicode.IsControl(r), directs(r), r == '\ufeff', r&0xfffe == 0xfffe:
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// plain reports whether a text is ASCII without control characters.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// directs reports whether a character changes the writing direction of others.
func directs(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// maxRunes bounds every text of a picture, whatever its width: marks that stand
// upon others have none.
const maxRunes = 200

// shorten cleans a text and cuts it to at most n characters.
func shorten(s string, n int) string {
	s = clean(s)
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	kept := 0
	for i := range s {
		if kept == n-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		kept++
	}
	return s
}

// safeLink returns an address that a browser opens as a page, or nothing: http
// and https alone.
func safeLink(address string) string {
	if address == "" || len(address) > 2000 {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return u.String()
}

// identifier keeps of a text what may stand in an id.
func identifier(s string) string {
	s = shorten(s, 60)
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}
