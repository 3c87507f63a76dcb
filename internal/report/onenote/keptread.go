package onenote

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"weir/internal/report"
)

// readKept reads the list below the table. What people have added to it, in any
// cell, is read with it.
func readKept(s *slot) []report.Passage {
	var found []report.Passage
	rows := rowsOf(s.node)
	head := s.head
	if head == nil && len(rows) > 0 && isKeptHead(rows[0]) {
		head = rows[0]
	}
	for _, row := range rows {
		cells := cellsOf(row)
		if row == head {
			found = append(found, typedOver(cells)...)
			continue
		}
		if p := passage(cells, s.mark); p.Text != "" || p.Markup != "" {
			found = append(found, p)
		}
	}
	return found
}

func isKeptHead(row *html.Node) bool {
	var titles []string
	for _, c := range cellsOf(row) {
		titles = append(titles, textOf(c))
	}
	return len(titles) >= 3 && slices.Equal(titles[:3], keptHead())
}

// typedOver returns what somebody has written into the headings.
func typedOver(cells []*html.Node) []report.Passage {
	var found []report.Passage
	for i, c := range cells {
		if text := textOf(c); text != "" && (i >= len(keptHead()) || text != keptHead()[i]) {
			found = append(found, report.Passage{Text: text, Markup: markupOf(c)})
		}
	}
	return found
}

// passage reads one row. Only the third cell keeps its form: what stands in the
// others was not put there by Weir.
func passage(cells []*html.Node, mark string) report.Passage {
	var p report.Passage
	var more []string // what stands where Weir has written something else
	for i, c := range cells {
		text := textOf(c)
		switch i {
		case 0:
			p.Key, p.URL = linked(c)
			if p.Key == "" {
				p.Key = named(c)
			}
			if text != p.Key && text != "" && !isOurs(c, mark, leftName, text) {
				more = append(more, text)
			}
		case 1:
			if !isOurs(c, mark, noteName, text) {
				p.Where = text
			}
		case 2:
			p.Text, p.Markup = text, markupOf(c)
		default:
			if text != "" {
				more = append(more, text)
			}
		}
	}
	if p.Where == hasLeft {
		p.Where = ""
	} else if p.Where != "" && p.Text == "" && p.Markup == "" {
		more, p.Where = append([]string{p.Where}, more...), ""
	}
	if len(more) == 0 {
		return p
	}
	if p.Markup != "" {
		var w writer
		w.WriteString("<p>")
		w.text(strings.Join(more, "\n"))
		w.WriteString("</p>")
		p.Markup += w.String()
	}
	p.Text = strings.TrimPrefix(p.Text+"\n"+strings.Join(more, "\n"), "\n")
	return p
}

// typedInto returns the whole line where somebody has typed into it: nobody can
// say any more which words are whose.
func typedInto(line *slot) []report.Passage {
	text := textOf(line.node)
	if written, _ := line.tag.wrote(); written == "" || text == "" || sum(text) == written {
		return nil
	}
	return []report.Passage{{Text: text}}
}

// isOurs reports whether a cell holds what Weir wrote there under a name, in
// whatever words, and nothing else.
func isOurs(cell *html.Node, mark, name, text string) bool {
	for d := range within(cell) {
		if t, _, ok := tagOf(d, mark); ok && t.name == name && t.more == sum(text) {
			return true
		}
	}
	return false
}
