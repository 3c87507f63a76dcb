package flowfile

import "strings"

// words are strings that occur again and again, such as names of statuses: each
// is in memory once, however many issues have it.
type words map[string]string

const (
	maxWord  = 256    // longer texts are not worth a place
	maxWords = 16_384 // a file with more different ones does not repeat itself
)

// word returns the string that is written in b. What cannot be part of UTF-8 is
// replaced.
func (w words) word(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := w[string(b)]; ok {
		return s
	}
	s := strings.ToValidUTF8(string(b), "\ufffd")
	if len(b) <= maxWord && len(w) < maxWords {
		w[string(b)] = s
	}
	return s
}
