package caldav

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line is one content line of an iCalendar object (RFC 5545 section 3.1). It
// keeps the bytes that it was read from, so that what Weir does not change is
// written as it came.
type line struct {
	raw  string // the physical lines, joined by CRLF, without the last line end
	text string // the same, unfolded
	name string // of the property, in upper case; empty where there is none
}

// splitLines unfolds data. Line ends of all sorts are read, since XML and some
// servers turn CRLF into LF. It never fails: what is no content line has no name.
func splitLines(data string) []line {
	var lines []line
	var raw []string // the physical lines of the one at hand
	end := func() {
		if len(raw) > 0 {
			l := line{raw: strings.Join(raw, "\r\n")}
			l.text = unfold(l.raw)
			l.name = nameOf(l.text)
			lines = append(lines, l)
		}
		raw = raw[:0]
	}
	for physical := range strings.Lines(data) {
		if physical = strings.TrimRight(physical, "\r\n"); physical == "" {
			continue
		}
		if physical[0] != ' ' && physical[0] != '\t' {
			end()
		}
		raw = append(raw, physical)
	}
	end()
	return lines
}

func unfold(raw string) string {
	if !strings.Contains(raw, "\r\n") {
		return raw
	}
	return strings.NewReplacer("\r\n ", "", "\r\n\t", "").Replace(raw)
}

func nameOf(text string) string {
	end := strings.IndexAny(text, ";:")
	if end < 0 {
		return ""
	}
	return strings.ToUpper(text[:end])
}

// newLine makes a line from a name with its parameters and a value that needs
// no further escaping.
func newLine(head, value string) line {
	text := head + ":" + value
	return line{raw: fold(text), text: text, name: nameOf(text)}
}

// maxOctets is how long a physical line may be (RFC 5545 section 3.1).
const maxOctets = 75

// fold breaks a long line, never inside a character: some readers decode each
// physical line by itself.
func fold(text string) string {
	var b strings.Builder
	room := maxOctets
	for text != "" {
		_, size := utf8.DecodeRuneInString(text)
		if size > room {
			b.WriteString("\r\n ")
			room = maxOctets - 1
		}
		b.WriteString(text[:size])
		text = text[size:]
		room -= size
	}
	return b.String()
}

// split cuts the line's text into its name and parameters, and its value: at
// the first colon that does not stand in a quoted parameter.
func (l line) split() (head, value string) {
	quoted := false
	for i := range len(l.text) {
		switch c := l.text[i]; {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return l.text[:i], l.text[i+1:]
		}
	}
	return l.text, ""
}

func (l line) value() string {
	_, value := l.split()
	return value
}

// param returns the first value of a parameter, without its quotes.
func (l line) param(name string) string {
	head, _ := l.split()
	for _, part := range splitOutside(head, ';', '"')[1:] {
		key, value, _ := strings.Cut(part, "=")
		if strings.EqualFold(key, name) {
			return strings.Trim(splitOutside(value, ',', '"')[0], `"`)
		}
	}
	return ""
}

// splitOutside splits s at sep, but not between two quotes.
func splitOutside(s string, sep, quote byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == quote:
			quoted = !quoted
		case c == sep && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// splitList splits a value of several texts at its commas, and leaves the texts
// escaped.
func splitList(value string) []string {
	var parts []string
	start, escaped := 0, false
	for i := range len(value) {
		switch {
		case escaped:
			escaped = false
		case value[i] == '\\':
			escaped = true
		case value[i] == ',':
			parts = append(parts, value[start:i])
			start = i + 1
		}
	}
	return append(parts, value[start:])
}

// escape writes a text as a value (RFC 5545 section 3.3.11).
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(clean(text))
}

// clean makes a text fit for a value: one sort of line end, no control character
// but the tab, and only whole characters.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, text)
}

// unescape reads a value as text. An escape that the format does not know
// stands for its character.
func unescape(value string) string {
	if !strings.Contains(value, `\`) {
		return value
	}
	var b strings.Builder
	escaped := false
	for _, r := range value {
		switch {
		case escaped && (r == 'n' || r == 'N'):
			b.WriteByte('\n')
		case !escaped && r == '\\':
			escaped = true
			continue
		default:
			b.WriteRune(r)
		}
		escaped = false
	}
	return b.String()
}

func join(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.raw)
		b.WriteString("\r\n")
	}
	return b.String()
}

// meaning is what an object says, whatever its folding and the order of its
// lines: servers write both anew. PRODID and the stamps of the server's own
// doing are left out.
func meaning(lines []line) []string {
	var texts []string
	for _, l := range lines {
		switch l.name {
		case "PRODID", "DTSTAMP", "LAST-MODIFIED", "VERSION", "CALSCALE":
		default:
			head, value := l.split()
			texts = append(texts, strings.ToUpper(strings.ReplaceAll(head, `"`, ""))+":"+value)
		}
	}
	slices.Sort(texts)
	return texts
}
