package adf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// schemes are where a link may lead.
var schemes = []string{"https://", "http://", "mailto:"}

// safeTarget returns an address with a scheme that does no harm, with all percent-
// encoded that an address does not contain; "" for any other. A scheme
// is not guessed: what stands before the colon is one of these, or it is refused.
func safeTarget(address string) string {
	address = strings.TrimSpace(clean(address))
	for _, scheme := range schemes {
		if len(address) > len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
			return encoded(address)
		}
	}
	return ""
}

// encoded percent-encodes the characters that no address contains, white space
// above all, and that would end it, or begin something else, in one of the formats.
func encoded(address string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"<>\\^`{|}", r) }
	if strings.IndexFunc(address, odd) < 0 {
		return address
	}
	var b strings.Builder
	for i, r := range address {
		if !odd(r) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(address[i : i+utf8.RuneLen(r)]) {
			const digits = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// destination writes an address in a link's parentheses.
func destination(address string) string {
	if !strings.ContainsAny(address, "()&") {
		return address
	}
	var b strings.Builder
	nested := paired(address)
	for i := range len(address) {
		switch c := address[i]; {
		case (c == '(' || c == ')') && !nested:
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '&' && entity(address[i+1:], ")"):
			b.WriteString("&amp;") // not all readers heed a backslash here
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// paired reports whether an address has as many parentheses that open as close,
// in order, and few within others.
func paired(address string) bool {
	open := 0
	for _, c := range []byte(address) {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open < 0 || open > 3 { // some readers look no deeper
			return false
		}
	}
	return open == 0
}
