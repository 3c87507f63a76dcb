package table

import (
	"fmt"
	"io"
	"strings"

	"weir"
)

type markdownRows struct {
	w       io.Writer
	columns []Column
	options Options
}

func (m *markdownRows) head() error {
	var titles, rules []string
	for _, c := range m.columns {
		titles = append(titles, MarkdownCell(c.Title))
		rules = append(rules, "---")
	}
	_, err := fmt.Fprintf(m.w, "| %s |\n| %s |\n", strings.Join(titles, " | "), strings.Join(rules, " | "))
	return err
}

func (m *markdownRows) row(i weir.Issue) error {
	var cells []string
	for _, c := range m.columns {
		cell := MarkdownCell(humanText(c.Value(i), m.options.Zone))
		if target := LinkTarget(i.URL); c.key && target != "" {
			cell = "[" + cell + "](" + target + ")"
		}
		cells = append(cells, cell)
	}
	_, err := fmt.Fprintf(m.w, "| %s |\n", strings.Join(cells, " | "))
	return err
}

func (m *markdownRows) end() error { return nil }

// MarkdownCell escapes what Markdown would read as markup, and keeps the text
// inside its cell.
func MarkdownCell(s string) string { return MarkdownText(Line(s)) }

// MarkdownText escapes what Markdown would read as markup within a line.
func MarkdownText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>|~$&!#", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// LinkTarget returns the address of a web page as Markdown can hold it in
// parentheses: all that could end the link, or the cell, is percent-encoded. Any
// other address is no link.
func LinkTarget(address string) string {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(address) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._/:?#@%+=,;", c) >= 0:
			b.WriteByte(c)
		case c == '&': // encoded, it would no longer part the values of a query
			b.WriteString("&amp;")
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
