package chart

import "strings"

// trimEnd takes away what should not stand before an ellipsis.
func trimEnd(s string) string { return strings.TrimRight(s, " ,.;:-–") }

// wrap breaks a text into at most so many lines of a width; the last is
// shortened when the rest is too long for it.
func (t *typeface) wrap(s string, size float64, bold bool, width float64, lines int) []string {
	words := strings.Fields(shorten(s, 2*maxRunes))
	var out []string
	for len(words) > 0 {
		if len(out) == lines-1 {
			return append(out, t.fit(strings.Join(words, " "), size, bold, width))
		}
		n := 1
		for n < len(words) && t.room(strings.Join(words[:n+1], " "), size, bold) <= width {
			n++
		}
		out = append(out, t.fit(strings.Join(words[:n], " "), size, bold, width))
		words = words[n:]
	}
	return out
}
