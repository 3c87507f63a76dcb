package flowfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"weir"
)

// What a CSV file may hold: its rows are in memory until the order of its dates
// is known.
const (
	maxRecord = 1 << 20
	maxRows   = 4_000_000
)

// A table reads the rows of a CSV file.
type table struct {
	*csv.Reader
	budget *budget
	line   int // on which the last row began
}

func newTable(r io.Reader) (*table, error) {
	in, _, err := openText(r)
	if err != nil {
		return nil, err
	}
	delimiter, err := findDelimiter(in)
	if err != nil {
		return nil, err
	}
	b := &budget{inner: in, limit: maxRecord, left: maxRecord, spent: endlessRow}
	t := &table{Reader: csv.NewReader(b), budget: b}
	t.Comma = delimiter
	t.TrimLeadingSpace = delimiter != '\t'
	t.FieldsPerRecord = -1
	t.ReuseRecord = true
	return t, nil
}

func endlessRow() error {
	return bad(fmt.Sprintf("a row of the CSV is larger than %d MiB", maxRecord>>20), "look for a quotation mark that is not closed")
}

// findDelimiter looks into the first line for what stands between its cells. A
// line like "sep=;", with which a spreadsheet is told, is passed over.
func findDelimiter(in *bufio.Reader) (rune, error) {
	start, _ := in.Peek(bufferSize)
	line, _, _ := strings.Cut(string(start), "\n")
	if told, ok := strings.CutPrefix(strings.TrimRight(line, "\r"), "sep="); ok && len(line) < len(start) && len(told) == 1 {
		_, err := in.Discard(len(line) + 1)
		if strings.Contains(",;\t|", told) {
			return rune(told[0]), err
		}
	}
	best, most := ',', 0
	for _, delimiter := range ",;\t" {
		if n := countOutside(line, delimiter); n > most {
			best, most = delimiter, n
		}
	}
	if most == 0 {
		return 0, bad("the file is no CSV: its first line has no cells", "the first line names the columns: ID,Link,Name, then the stages")
	}
	return best, nil
}

// countOutside counts a character outside quotation marks.
func countOutside(line string, c rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == c && !quoted:
			n++
		}
	}
	return n
}

// next returns the next row, until the next call, and the line on which it
// begins; io.EOF after the last one.
func (t *table) next() ([]string, int, error) {
	t.budget.renew()
	record, err := t.Read()
	var syntax *csv.ParseError
	var ours *weir.Error
	switch {
	case errors.As(err, &ours):
		return nil, 0, bad(fmt.Sprintf("%s (after line %d)", ours.Text, t.line), ours.Next)
	case errors.As(err, &syntax):
		return nil, 0, &weir.Error{
			Kind: weir.BadInput, Text: fmt.Sprintf("the CSV is broken in the row that begins on line %d", syntax.StartLine),
			Next: "a quotation mark inside a cell is written twice, and the cell stands in quotation marks", Err: syntax.Err,
		}
	case errors.Is(err, io.EOF):
		return nil, 0, io.EOF
	case err != nil:
		return nil, 0, fmt.Errorf("read file: %w", err)
	}
	t.line, _ = t.FieldPos(0)
	return record, t.line, nil
}

// shown is a cell's text as an error may show it.
func shown(cell string) string {
	const most = 30
	if utf8.RuneCountInString(cell) > most {
		cell = string([]rune(cell)[:most]) + "…"
	}
	return fmt.Sprintf("%q", cell)
}
