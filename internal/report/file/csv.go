package file

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"weir"
	"weir/internal/formula"
	"weir/internal/report"
	"weir/internal/table"
)

// A commas file is one table, the report's, with a row for each issue and nothing
// around it: no line, no headings of groups, no totals, no list of who has left,
// for each of them would be in a program's way.
//
// Its last column, when it is made, is headed by the report's mark and the heading
// of the key's column, so that nobody takes another file for this one. It says which
// rows are new or changed, and which are none of the table but passages that are
// kept: those come last, with the issue and the text.
//
// An apostrophe before what a spreadsheet would take for a formula says that it is
// text: it is put there by writing, and taken away by reading, also where a person
// has typed it.
//
// Lines end with CR LF and are cut by commas, as RFC 4180 has it; a file that
// somebody's spreadsheet has saved otherwise is written as it does.
type commas struct {
	bom bool
	// preview leaves the mark's column out where it says nothing of any row: such a
	// file is nobody's yet.
	preview bool
}

// What the mark's column says of a row.
const (
	changedWord = "changed"
	bothWord    = newWord + ", " + changedWord
	keptWord    = "kept"
)

const bom = "\ufeff"

// csvFile is a file of ours as it was read.
type csvFile struct {
	comma rune
	crlf  bool
	bom   bool
	mark  int // the place of the mark's column
	run   string
	key   string // the heading of the key's column, when it was written
	rows  [][]string
}

// csvOpen reads a file; nil where there is none, or an empty one. A file without
// the mark is an error.
func csvOpen(data []byte, mark string) (*csvFile, error) {
	text, marked := strings.CutPrefix(string(data), bom)
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if !utf8.ValidString(text) {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "it is not UTF-8", Next: "save it as “CSV UTF-8”, or name another file"}
	}
	for _, comma := range ",;\t" {
		f := &csvFile{comma: comma, bom: marked, mark: -1, crlf: strings.Contains(text, "\r\n")}
		rows, err := f.parse(text)
		if len(rows) == 0 || !f.header(rows[0], mark) {
			continue
		}
		if err != nil {
			return nil, &weir.Error{Kind: weir.BadInput, Text: "it cannot be read as CSV", Next: "mend that line, or move the file away, and a new one is made", Err: err}
		}
		f.rows = rows
		return f, nil
	}
	return nil, &weir.Error{
		Kind: weir.BadInput, Text: "it is not this report's file: no column of its first line begins with " + mark,
		Next: "name another file, or move this one away, and a new one is made",
	}
}

// parse reads all rows, or those before an error.
func (f *csvFile) parse(text string) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = f.comma, -1
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, fmt.Errorf("read CSV: %w", err)
		}
		rows = append(rows, row)
	}
}

// header finds the mark's column: MARK: Key, or MARK RUN: Key.
func (f *csvFile) header(row []string, mark string) bool {
	for i, field := range row {
		name, key, ok := strings.Cut(field, ": ")
		name, run, _ := strings.Cut(name, " ")
		if ok && name == mark {
			f.mark, f.run, f.key = i, run, key
			return true
		}
	}
	return false
}

// csvMark heads the mark's column.
func csvMark(v report.View) string {
	mark := v.Mark
	if v.Mode != report.Replace {
		mark += " " + v.Run
	}
	return mark + ": " + table.Line(keyTitle(v))
}

func (commas) has(data []byte, mark, run string) (bool, error) {
	f, err := csvOpen(data, mark)
	return f != nil && f.run == run, err
}

func (commas) read(data []byte, mark string) (report.Found, error) {
	f, err := csvOpen(data, mark)
	if err != nil || f == nil || f.run != "" {
		return report.Found{}, err
	}
	found := report.Found{Exists: true, Columns: f.cells(f.rows[0])}
	var rows [][]string
	var said []string
	for _, r := range f.rows[1:] {
		cells, mark := f.cells(r), ""
		if f.mark < len(r) {
			mark = typed(formula.Unquote(breaks(r[f.mark])))
		}
		rows, said = append(rows, cells), append(said, mark)
	}
	width := func(i int) int { return len(rows[i]) }
	names := func(i, k int) bool { return !csvKept(said[i]) && keyOf(rows[i][k], "") != "" }
	key := keyAt(sum(f.key), found.Columns, len(rows), width, names)
	for i, cells := range rows {
		name := ""
		if key >= 0 && key < len(cells) {
			name = cells[key]
		}
		if csvKept(said[i]) {
			found.Kept = append(found.Kept, csvPassages(said[i], cells, key, name)...)
			continue
		}
		name = keyOf(name, "")
		if !slices.Contains([]string{"", newWord, changedWord, bothWord}, said[i]) {
			// Somebody has written into our column.
			found.Kept = append(found.Kept, report.Passage{Key: name, Text: said[i]})
		}
		if strings.Join(cells, "") != "" {
			found.Rows = append(found.Rows, csvRow(name, cells))
		}
	}
	return found, nil
}

func csvRow(key string, cells []string) report.FoundRow {
	r := report.FoundRow{Key: key}
	for _, c := range cells {
		r.Cells = append(r.Cells, report.FoundCell{Text: c})
	}
	return r
}

// cells are the texts of a row but for the mark.
func (f *csvFile) cells(row []string) []string {
	var cells []string
	for i, c := range row {
		if i != f.mark {
			cells = append(cells, typed(formula.Unquote(breaks(c))))
		}
	}
	return cells
}

// csvKept reports whether the mark's column says that a row is a passage.
func csvKept(said string) bool {
	first, _, _ := strings.Cut(said, "\n")
	return first == keptWord || strings.HasPrefix(first, keptWord+": ")
}

// csvPassages reads the row of a passage. What else people have put there makes
// passages of its own.
func csvPassages(said string, cells []string, key int, name string) []report.Passage {
	first, text, _ := strings.Cut(said, "\n")
	p := report.Passage{Key: name, Where: strings.TrimPrefix(strings.TrimPrefix(first, keptWord), ": ")}
	var list []report.Passage
	for i, c := range append([]string{strings.TrimSpace(text)}, cells...) {
		if c != "" && i != key+1 {
			p.Text = c
			list = append(list, p)
		}
	}
	return list
}

func (c commas) write(data []byte, v report.View) ([]byte, []string, error) {
	f, err := csvOpen(data, v.Mark)
	switch {
	case err != nil:
		return nil, nil, err
	case v.Same && f != nil && v.Mode == report.Replace:
		return data, nil, nil
	case v.Same && len(v.Columns) == 0:
		return nil, nil, noTable()
	case f == nil:
		f = &csvFile{comma: ',', crlf: true, bom: c.bom}
	}
	var b bytes.Buffer
	if f.bom {
		b.WriteString(bom)
	}
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = f.comma, f.crlf
	rows := csvRows(v)
	if c.preview {
		rows = csvUnmarked(rows)
	}
	if err := w.WriteAll(rows); err != nil { // writing to memory cannot fail
		return nil, nil, &weir.Error{Kind: weir.Unexpected, Text: "the rows cannot be written as CSV", Err: err}
	}
	return b.Bytes(), nil, nil
}

func csvRows(v report.View) [][]string {
	var head []string
	for _, title := range headings(v) {
		head = append(head, formula.Quote(title))
	}
	rows := [][]string{append(head, csvMark(v))}
	for _, g := range v.Groups {
		for _, r := range g.Rows {
			rows = append(rows, csvLine(r))
		}
	}
	for _, r := range v.Extra {
		rows = append(rows, csvLine(r))
	}
	for _, p := range v.Kept {
		rows = append(rows, csvPassage(v, p))
	}
	return rows
}

// csvUnmarked takes the mark's column away, unless it says something of a row.
func csvUnmarked(rows [][]string) [][]string {
	last := len(rows[0]) - 1
	if slices.ContainsFunc(rows[1:], func(row []string) bool { return row[last] != "" }) {
		return rows
	}
	for i := range rows {
		rows[i] = rows[i][:last]
	}
	return rows
}

func csvLine(r report.Row) []string {
	row := make([]string, len(r.Cells)+1)
	changed := false
	for i, c := range r.Cells {
		row[i] = csvCell(c)
		changed = changed || c.Changed
	}
	switch {
	case r.New && changed:
		row[len(r.Cells)] = bothWord
	case r.New:
		row[len(r.Cells)] = newWord
	case changed:
		row[len(r.Cells)] = changedWord
	}
	return row
}

func csvCell(c report.Cell) string {
	if c.Kind == report.Written {
		return formula.Quote(typed(c.Text))
	}
	text := plain(c.Text)
	if _, err := strconv.ParseFloat(text, 64); err == nil && c.Kind == report.Number {
		return text // a minus is no formula
	}
	return formula.Quote(text)
}

// csvPassage is the row of a passage: its issue, and the text in the note's column,
// or in the first that is not the key's; where there is none, beside the word.
func csvPassage(v report.View, p report.Passage) []string {
	row := make([]string, len(v.Columns)+1)
	place := -1
	for i, c := range v.Columns {
		switch {
		case c.ID == report.KeyColumn:
			row[i] = formula.Quote(table.Line(p.Key))
		case c.ID == report.NoteColumn || place < 0:
			place = i
		}
	}
	word := keptWord
	if where := table.Line(p.Where); where != "" {
		word += ": " + where
	}
	if place >= 0 {
		row[place] = formula.Quote(typed(p.Text))
	} else {
		word += "\n" + typed(p.Text)
	}
	row[len(v.Columns)] = formula.Quote(word)
	return row
}
