package file

import (
	"regexp"
	"strings"

	"weir/internal/report"
	"weir/internal/table"
)

// form begins the Markup of a cell that a Markdown file gave.
const mdForm = "markdown:"

// What a cell of Weir's shows besides its text.
const (
	bold    = "**"
	newMark = " " + bold + newWord + bold
	erased  = bold + "—" + bold // a value that is gone
)

// mdEscape writes a text so that Markdown shows it as it is, on one line.
func mdEscape(text string) string {
	return strings.ReplaceAll(table.MarkdownText(text), "\n", "<br>")
}

// mdWritten writes what people wrote: with its form, if that says the same.
func mdWritten(text, markup string) string {
	text = typed(text)
	source, ours := strings.CutPrefix(markup, mdForm)
	if ours && !strings.ContainsAny(source, "\r\n") {
		source = mdShut(source)
		if got, _ := mdRead(source); got == text {
			return source
		}
	}
	return mdEscape(text)
}

// mdCell writes a cell.
func mdCell(c report.Cell) string {
	if c.Kind == report.Written {
		return mdWritten(c.Text, c.Markup)
	}
	text := plain(c.Text)
	out := mdEscape(text)
	if link := table.LinkTarget(web(c.Link)); link != "" && text != "" {
		out = "[" + out + "](" + link + ")"
	}
	switch {
	case !c.Changed || text == "—":
		return out
	case text == "":
		return erased
	default:
		return bold + out + bold
	}
}

// mdSplit cuts a line at its pipes, save the escaped ones. The pipes at its ends
// make no cells.
func mdSplit(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	var cells []string
	start := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, strings.TrimSpace(line[start:i]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(line[start:]); rest != "" || len(cells) == 0 {
		cells = append(cells, rest)
	}
	return cells
}

// mdShut escapes the pipes that would end a cell.
func mdShut(source string) string {
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		switch {
		case source[i] == '\\' && i+1 < len(source):
			b.WriteByte(source[i])
			i++
		case source[i] == '\\' || source[i] == '|': // at its end, it would escape the pipe after it
			b.WriteByte('\\')
		}
		b.WriteByte(source[i])
	}
	return b.String()
}

var (
	mdBreak = regexp.MustCompile(`^(?i)<br[ \t]*/?>`)
	mdLink  = regexp.MustCompile(`^\[((?:[^\\\[\]]|\\.)*)\]\(([^()\s\\]*)\)$`)
)

// mdRead reads a cell: its text, and its form where the text alone does not say it.
func mdRead(source string) (text, markup string) {
	source = strings.TrimSpace(source)
	inner, _ := mdTarget(mdThin(source))
	if inner == "—" && source == erased {
		return "", ""
	}
	text = typed(mdUnescape(inner))
	if mdEscape(text) != source {
		markup = mdForm + source
	}
	return text, markup
}

// mdThin takes a cell out of the asterisks that make all of it bold.
func mdThin(source string) string {
	inner, ok := strings.CutPrefix(source, bold)
	if !ok {
		return source
	}
	inner, ok = strings.CutSuffix(inner, bold)
	escaped := (len(inner)-len(strings.TrimRight(inner, `\`)))%2 == 1 // the asterisk after it
	if !ok || inner == "" || escaped || strings.Contains(inner, bold) || strings.HasPrefix(inner, "*") {
		return source
	}
	return inner
}

// mdTarget takes a cell out of the link that all of it is.
func mdTarget(source string) (inner, link string) {
	if m := mdLink.FindStringSubmatch(source); m != nil {
		return m[1], strings.ReplaceAll(m[2], "&amp;", "&")
	}
	return source, ""
}

// mdUnescape undoes what mdEscape does, and leaves the rest as somebody typed it.
func mdUnescape(source string) string {
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		if source[i] == '\\' && i+1 < len(source) && strings.IndexByte(`!"#$%&'()*+,-./:;<=>?@[\]^_{|}~`+"`", source[i+1]) >= 0 {
			i++
			b.WriteByte(source[i])
			continue
		}
		if source[i] == '<' {
			if at := mdBreak.FindStringIndex(source[i:]); at != nil {
				b.WriteByte('\n')
				i += at[1] - 1
				continue
			}
		}
		b.WriteByte(source[i])
	}
	return b.String()
}
