package onenote

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"weir/internal/report"
)

// found says what stands in a layout.
func (l layout) found() report.Found {
	f := report.Found{Copies: l.copies}
	var tables []table
	for _, p := range l.parts {
		if p.isTable() {
			tables = append(tables, readTable(p))
			f.Exists = true
			f.Fixed += p.fixed()
		}
	}
	f.Columns, f.Rows = joined(tables)
	if l.kept.isTable() {
		f.Exists = true
		f.Fixed += l.kept.fixed()
		f.Kept = readKept(l.kept)
	}
	if l.line != nil {
		_, f.Run = l.line.tag.wrote()
		f.Kept = append(f.Kept, typedInto(l.line)...)
	}
	return f
}

// A table is a part of the table as it stands.
type table struct {
	columns []string
	rows    []report.FoundRow
}

func readTable(s *slot) table {
	rows := rowsOf(s.node)
	head, key := s.head, -1
	if head == nil && len(rows) > 0 && keyOf(cellsOf(rows[0]), -1) == "" {
		head = rows[0]
	}
	var t table
	if head != nil {
		for i, c := range cellsOf(head) {
			t.columns = append(t.columns, textOf(c))
			if key < 0 && s.carries(c) {
				key = i
			}
		}
	}
	for _, row := range rows {
		if row == head {
			continue
		}
		cells := cellsOf(row)
		found := report.FoundRow{Key: keyOf(cells, key), Cells: make([]report.FoundCell, len(cells))}
		for i, c := range cells {
			found.Cells[i] = report.FoundCell{Text: textOf(c), Markup: markupOf(c)}
		}
		for len(t.columns) < len(cells) {
			t.columns = append(t.columns, "")
		}
		t.rows = append(t.rows, found)
	}
	return t
}

// joined puts the parts of a table together. Where somebody has given one of
// them a column of its own, it is a column of the whole.
func joined(tables []table) (columns []string, rows []report.FoundRow) {
	for i, t := range tables {
		if i == 0 {
			columns, rows = t.columns, t.rows
			continue
		}
		place := make([]int, len(t.columns))
		taken := map[int]bool{}
		for c, title := range t.columns {
			place[c] = -1
			for at, known := range columns {
				if known == title && !taken[at] {
					place[c] = at
					break
				}
			}
			if place[c] < 0 {
				place[c] = len(columns)
				columns = append(columns, title)
			}
			taken[place[c]] = true
		}
		for _, row := range t.rows {
			rows = append(rows, report.FoundRow{Key: row.Key, Cells: placed(row.Cells, place)})
		}
	}
	return columns, rows
}

func placed(cells []report.FoundCell, place []int) []report.FoundCell {
	width := 0
	for i := range cells {
		width = max(width, place[i]+1)
	}
	made := make([]report.FoundCell, width)
	for i, c := range cells {
		made[place[i]] = c
	}
	return made
}

var keyPattern = regexp.MustCompile(`^[A-Z][A-Z0-9_]*-[0-9]{1,18}$`)

// browse comes before the key in the address of an issue.
const browse = "/browse/"

// keyOf returns the key of a row's issue: that to which its key cell leads, or
// that it names. Where nobody knows which the key cell is, it is the first one
// that both leads to an issue and names it.
func keyOf(cells []*html.Node, column int) string {
	if column >= 0 {
		if column >= len(cells) {
			return ""
		}
		if key, _ := linked(cells[column]); key != "" {
			return key
		}
		return named(cells[column])
	}
	for _, c := range cells {
		if key, _ := linked(c); key != "" && key == textOf(c) {
			return key
		}
	}
	return ""
}

// linked returns the issue to which the first link in a cell leads.
func linked(cell *html.Node) (key, link string) {
	for d := range within(cell) {
		if !is(d, "a") {
			continue
		}
		href := safeLink(attribute(d, "href"))
		u, err := url.Parse(href)
		if href == "" || err != nil {
			continue
		}
		if i := strings.LastIndex(u.Path, browse); i >= 0 && keyPattern.MatchString(u.Path[i+len(browse):]) {
			return u.Path[i+len(browse):], href
		}
	}
	return "", ""
}

func named(cell *html.Node) string {
	if text := textOf(cell); keyPattern.MatchString(text) {
		return text
	}
	return ""
}
