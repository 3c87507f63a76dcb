package jira

import (
	"bytes"
	"iter"
)

// members goes through the members of a JSON object that is known to be valid,
// as what the decoder of a page hands over is. Names and
// values are parts of text, quotes included: nothing is copied, so that skipping
// a value costs nothing and leaves nothing behind. Text that is no object has no
// members.
func members(text []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		at := skipSpace(text, 0)
		if at >= len(text) || text[at] != '{' {
			return
		}
		for at++; ; {
			at = skipSpace(text, at)
			if at >= len(text) || text[at] != '"' {
				return
			}
			nameEnd := valueEnd(text, at)
			name := text[at:nameEnd]
			at = skipSpace(text, nameEnd)
			at = skipSpace(text, at+1) // the colon
			end := valueEnd(text, at)
			if end <= at || !yield(name, text[at:end]) {
				return
			}
			at = skipSpace(text, end)
			if at >= len(text) || text[at] != ',' {
				return
			}
			at++
		}
	}
}

// elements goes through the elements of a JSON array that is known to be valid, as
// members goes through an object.
func elements(text []byte) iter.Seq[[]byte] {
	return func(yield func(value []byte) bool) {
		at := skipSpace(text, 0)
		if at >= len(text) || text[at] != '[' {
			return
		}
		for {
			at = skipSpace(text, at+1)
			end := valueEnd(text, at)
			if end <= at || !yield(text[at:end]) {
				return
			}
			at = skipSpace(text, end)
			if at >= len(text) || text[at] != ',' {
				return
			}
		}
	}
}

func skipSpace(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
		at++
	}
	return at
}

// valueEnd returns where the value that begins at the given place ends.
func valueEnd(text []byte, at int) int {
	depth := 0
	for at < len(text) {
		switch text[at] {
		case '"':
			at = stringEnd(text, at)
		case '{', '[':
			depth++
			at++
		case '}', ']':
			if depth == 0 {
				return at // the end of the object around a bare value
			}
			depth--
			at++
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return at
			}
			at++
			continue
		default:
			at++
			continue
		}
		if depth == 0 {
			return at
		}
	}
	return len(text)
}

// stringEnd returns where a string ends: at the first quote without an odd number
// of backslashes before it.
func stringEnd(text []byte, at int) int {
	for from := at + 1; ; {
		n := bytes.IndexByte(text[min(from, len(text)):], '"')
		if n < 0 {
			return len(text)
		}
		quote := from + n
		escapes := quote
		for escapes > at+1 && text[escapes-1] == '\\' {
			escapes--
		}
		if from = quote + 1; (quote-escapes)%2 == 0 {
			return from
		}
	}
}
