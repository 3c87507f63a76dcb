package chart

// Number writes a value as charts do: 12,345.6, with at most two decimals from 1
// on and three digits that count below.
func Number(v float64) string { return number(v) }

// Text returns a text as charts write it: without control characters, marks of
// the writing direction and what XML does not allow, and of at most n characters.
func Text(s string, n int) string { return shorten(s, n) }

// Address returns an address as charts link to it: http and https alone, and
// nothing for any other.
func Address(s string) string { return safeLink(s) }
