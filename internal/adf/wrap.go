package adf

import (
	"strings"
	"unicode/utf8"
)

// wrapped writes a paragraph as plain text into a buffer, in lines of at most so many
// characters where a width is given. An address follows the text that it belongs
// to, unless that is the address itself.
func wrapped(b []byte, spans []span, width int) []byte {
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		if s.kind == newline {
			b = append(trimRight(b), '\n')
			continue
		}
		if s.marks&sup != 0 && (i == 0 || spans[i-1].marks&sup == 0) && afterLetter(b) {
			b = append(b, '^')
		}
		b = append(b, s.text...)
		if s.src != "" {
			b = address(b, s.src, s.text)
		}
		if s.link != "" && (i+1 == len(spans) || spans[i+1].link != s.link) {
			b = address(b, s.link, linkText(spans[:i+1]))
		}
	}
	if b = trimRight(b); width <= 0 {
		return b
	}
	return wrap(b, width)
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// afterLetter reports whether text ends in a letter or a digit.
func afterLetter(b []byte) bool {
	r, size := utf8.DecodeLastRune(b)
	return size > 0 && classOf(r) == letter
}

// linkText returns the text of the link in which the last span stands.
func linkText(spans []span) string {
	last := spans[len(spans)-1]
	start := len(spans) - 1
	for start > 0 && spans[start-1].link == last.link {
		start--
	}
	if start == len(spans)-1 {
		return last.text
	}
	var b strings.Builder
	for _, s := range spans[start:] {
		b.WriteString(s.text)
	}
	return b.String()
}

func address(b []byte, target, text string) []byte {
	text = strings.TrimSpace(text)
	if text == target || "mailto:"+text == target || encoded(text) == target {
		return b
	}
	space := len(b) > 0 && b[len(b)-1] == ' ' // the link's own
	b = append(trimRight(b), " ("...)
	b = append(b, target...)
	b = append(b, ')')
	if space {
		b = append(b, ' ')
	}
	return b
}

// wrap parts lines at spaces. Spaces within a line are kept as they are.
func wrap(b []byte, width int) []byte {
	out := make([]byte, 0, len(b)+len(b)/width+1)
	length, gap := 0, 0 // of the line so far, and of the spaces before the next word
	for i := 0; i < len(b); {
		switch b[i] {
		case '\n':
			out = append(out, '\n')
			length, gap = 0, 0
			i++
			continue
		case ' ', '\t':
			gap++
			i++
			continue
		}
		end := i
		for end < len(b) && b[end] != ' ' && b[end] != '\n' && b[end] != '\t' {
			end++
		}
		word := utf8.RuneCount(b[i:end])
		switch {
		case length > 0 && length+gap+word > width:
			out = append(out, '\n')
			length = 0
		case length > 0:
			out = append(out, b[i-gap:i]...)
			length += gap
		}
		out = append(out, b[i:end]...)
		length, gap = length+word, 0
		i = end
	}
	return out
}
