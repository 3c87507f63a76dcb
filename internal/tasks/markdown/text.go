package markdown

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Text from Jira can hold anything. In a name every sign that Markdown, or
// Obsidian, could take for more than itself is escaped; in a note, which is
// Markdown, only what could end the note or reach beyond it.

// special are the signs that are escaped in a name.
const special = "\\`*_[]<>#|~$%^&={}"

// escape writes a text that is one line so that it means itself.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		colons := r == ':' && (strings.HasPrefix(s[i+1:], ":") || strings.HasSuffix(s[:i], ":"))
		if strings.ContainsRune(special, r) || colons {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unescape reads a line as people see it: a backslash before a sign of ASCII
// goes.
func unescape(s string) string {
	var b strings.Builder
	escaped := false
	for _, r := range s {
		if r == '\\' && !escaped {
			escaped = true
			continue
		}
		sign := r < unicode.MaxASCII && (unicode.IsPunct(r) || unicode.IsSymbol(r))
		if escaped && !sign {
			b.WriteByte('\\')
		}
		escaped = false
		b.WriteRune(r)
	}
	if escaped {
		b.WriteByte('\\')
	}
	return b.String()
}

// oneLine makes a text fit for a single line: whatever ends a line somewhere is
// a blank.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Trim(s, " ")
}

// address makes a URL fit for the brackets of a link.
func address(s string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C").Replace(oneLine(s))
}

var (
	// link is a line's link at its beginning: its label, its address, the rest.
	link = regexp.MustCompile(`^\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)(.*)$`)
	// anyLink is the address of a link anywhere.
	anyLink = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	issue   = regexp.MustCompile(`^[A-Z][A-Z0-9_]*-[0-9]+$`)
	keyed   = regexp.MustCompile(`^\[([A-Z][A-Z0-9_]*-[0-9]+)\](.*)$`)
)

// writeName writes a task's name with its link: on the issue's key, where the
// name begins with it as in "[OPS-1] Mend the pump", else on all of it.
func writeName(name, url string) string {
	name, url = oneLine(name), address(url)
	if url == "" {
		return escape(name)
	}
	if m := keyed.FindStringSubmatch(name); m != nil {
		return "[" + m[1] + "](" + url + ")" + escape(m[2])
	}
	return "[" + escape(name) + "](" + url + ")"
}

// readName reads a name and a link in any of the forms that writeName writes,
// or what the user has made of them.
func readName(s string) (name, url string) {
	s = strings.Trim(s, " \t")
	m := link.FindStringSubmatch(s)
	switch {
	case m != nil && issue.MatchString(m[1]):
		return "[" + m[1] + "]" + unescape(m[3]), m[2]
	case m != nil && m[3] == "":
		return unescape(m[1]), m[2]
	}
	if m := anyLink.FindStringSubmatch(s); m != nil {
		url = m[1]
	}
	return unescape(s), url
}

// A guard keeps two texts apart that together mean something: a backslash is
// put before the second one, after those that stand there already. So it can be
// taken away again, and what held a backslash before comes back with it.
type guard struct{ first, second string }

// guards are what could end a note, or hide what follows it.
func guards() []guard {
	return []guard{
		{"<", "!--"}, // our own marks, and comments that have no end
		{"%", "%"},   // Obsidian's comments
		{"$", "$"},   // formulas
		{"<", "%"},   // what Templater carries out, in code, too
	}
}

// meets reports whether s, cut at i, has the two texts on either side, with
// nothing but backslashes between them, and how many.
func (g guard) meets(s string, i int) (backslashes int, ok bool) {
	if !strings.HasPrefix(s[i:], g.second) {
		return 0, false
	}
	before := strings.TrimRight(s[:i], `\`)
	return i - len(before), strings.HasSuffix(before, g.first)
}

func (g guard) put(s string) string {
	if !strings.Contains(s, g.first) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if _, ok := g.meets(s, i); ok {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (g guard) take(s string) string {
	if !strings.Contains(s, g.first) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		// The last backslash before the second text is the one that was put there.
		if s[i] == '\\' {
			if n, ok := g.meets(s, i+1); ok && n > 0 {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// box is a check box at the beginning of a line: what is before it, the
// backslashes that keep it from being one, and itself.
var box = regexp.MustCompile(`^([ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)(\\*)(\[.\].*)$`)

// writeNoteLine writes a line of a note: a check box in it is no task.
func writeNoteLine(s string) string {
	for _, g := range guards() {
		s = g.put(s)
	}
	return box.ReplaceAllString(s, `${1}\${2}${3}`)
}

func readNoteLine(s string) string {
	if m := box.FindStringSubmatch(s); m != nil && m[2] != "" {
		s = m[1] + m[2][1:] + m[3]
	}
	for _, g := range slices.Backward(guards()) { // what was put last goes first
		s = g.take(s)
	}
	return s
}
