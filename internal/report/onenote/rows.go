package onenote

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"weir"
	"weir/internal/report"
)

// found says what stands in a layout.
func (l layout) found() (report.Found, error) {
	f := report.Found{Copies: l.copies}
	var tables []table
	for _, p := range l.parts {
		if p.isTable() {
			tables = append(tables, readTable(p))
			f.Exists = true
			f.Fixed += p.fixed()
		}
	}
	var err error
	if f.Columns, f.Rows, err = joined(tables); err != nil {
		return report.Found{}, err
	}
	if l.kept.isTable() {
		f.Exists = true
		f.Fixed += l.kept.fixed()
		f.Kept = readKept(l.kept)
	}
	if l.line != nil {
		_, f.Run = l.line.tag.wrote()
		f.Kept = append(f.Kept, typedInto(l.line)...)
	}
	return f, nil
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
// them a column of its own, it is a column of the whole. It is an error where that
// makes more cells than can be carried over.
func joined(tables []table) (columns []string, rows []report.FoundRow, err error) {
	places := map[string][]int{} // of columns, by their titles
	cells := 0
	for _, t := range tables {
		place := make([]int, len(t.columns))
		taken := map[string]int{} // how many of a title this part has had
		for c, title := range t.columns {
			if taken[title] == len(places[title]) {
				places[title] = append(places[title], len(columns))
				columns = append(columns, title)
			}
			place[c] = places[title][taken[title]]
			taken[title]++
		}
		for _, row := range t.rows {
			width := 0
			for i := range row.Cells {
				width = max(width, place[i]+1)
			}
			if cells += width; cells > report.MaxCells {
				return nil, nil, tooWide()
			}
			rows = append(rows, report.FoundRow{Key: row.Key, Cells: placed(row.Cells, place, width)})
		}
	}
	return columns, rows, nil
}

func tooWide() error {
	return &weir.Error{
		Kind: weir.BadInput, Text: fmt.Sprintf("the report's table has more than %d cells", report.MaxCells),
		Next: "look at the page in OneNote, and delete columns that nobody needs, or choose another page for the report",
	}
}

func placed(cells []report.FoundCell, place []int, width int) []report.FoundCell {
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
