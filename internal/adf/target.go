package adf

import (
	"fmt"
	"strings"
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

// encoded percent-encodes the characters that no address contains, and that would
// end it, or begin something else, in one of the formats.
func encoded(address string) string {
	const odd = " \t\n\"<>\\^`{|}"
	if !strings.ContainsAny(address, odd) && !strings.ContainsRune(address, '\u00a0') {
		return address
	}
	var b strings.Builder
	for i := range len(address) {
		if c := address[i]; strings.IndexByte(odd, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return strings.ReplaceAll(b.String(), "\u00a0", "%C2%A0")
}
