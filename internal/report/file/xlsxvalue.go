package file

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
)

// xlsxValue is what a cell is to hold, a text, a number, or a formula, and its look.
type xlsxValue struct {
	text    string
	number  *float64
	formula string
	xlsxLook
}

// textValue is a text that no spreadsheet takes for anything else.
func textValue(text string) xlsxValue {
	return xlsxValue{text: xlsxText(text), xlsxLook: xlsxLook{format: textFormat}}
}

// xlsxWriter makes cells, and remembers what the sheet does not show by itself.
type xlsxWriter struct {
	columns []string // the headings
	era1904 bool
	texts   map[string]string // as in xlsxMemo, and those that the sheet shows, too
	told    map[string]bool
	// cut are the ends of texts that are too long for a cell.
	cut []report.Passage
}

// value makes the value of a cell in a column and a row, which counts from 1.
func (w *xlsxWriter) value(c report.Cell, column, row int) xlsxValue {
	if c.Kind == report.Written {
		return w.written(c, row)
	}
	text := plain(c.Text)
	n, display, format := w.number(c)
	if n == nil || text == "" || column >= len(w.columns) {
		return textValue(text)
	}
	key := memoKey(w.columns[column], display)
	if had, ok := w.texts[key]; ok && had != text {
		return textValue(text) // it would come back as the other one
	}
	w.texts[key] = text
	return xlsxValue{number: n, xlsxLook: xlsxLook{format: format}}
}

// number is a cell as a number, with how it is displayed and its format; nil if it
// can be none. It is displayed as xlsxBook.display does it.
func (w *xlsxWriter) number(c report.Cell) (n *float64, display, format string) {
	switch c.Kind {
	case report.Number:
		if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) {
			return nil, "", ""
		}
		return &c.Number, numberText(c.Number), anyFormat
	case report.Duration:
		// Spreadsheets show no length of time below zero.
		if !(c.Number >= 0 && c.Number < 1e11) {
			return nil, "", ""
		}
		days := c.Number / 86400
		return &days, durationText(int64(math.Round(c.Number))), durationFormat
	case report.Day:
		at := time.Date(c.Day.Year, c.Day.Month, c.Day.Day, 0, 0, 0, 0, time.UTC)
		return w.serial(at), at.Format(time.DateOnly), dayFormat
	case report.Moment:
		// The clock on the wall, as people read it.
		t := c.Time.Truncate(time.Second)
		at := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
		return w.serial(at), at.Format(momentLayout), momentFormat
	case report.Text, report.Written:
	}
	return nil, "", ""
}

// serial counts the days since the spreadsheet's day 0. Of days before 1 March 1900
// programs disagree, and of those after 9999 they know nothing.
func (w *xlsxWriter) serial(at time.Time) *float64 {
	days := float64(at.Unix()-epoch().Unix()) / 86400
	if days < 61 || days >= 2958466 {
		return nil
	}
	if w.era1904 {
		days -= 1462
	}
	return &days
}

// written makes the value of what people wrote.
func (w *xlsxWriter) written(c report.Cell, row int) xlsxValue {
	v := xlsxValue{text: xlsxText(typed(c.Text)), xlsxLook: xlsxLook{format: anyFormat}}
	f, ok := formOf(c)
	if !ok {
		return v
	}
	if f.Format != "" {
		v.format = f.Format
	}
	if f.Formula != "" {
		if formula, ok := f.moved(row, w.columns); ok {
			v.formula = formula
		} else {
			w.told["A formula could not go with its row, and stands as text."] = true
		}
		return v
	}
	if n, err := strconv.ParseFloat(strings.TrimSpace(f.Number), 64); err == nil {
		v.number = &n
	}
	return v
}

// maxCell is how long the text of a cell may be, in units of UTF-16.
const maxCell = excelize.TotalCellChars

// fit cuts a text that people wrote where it is too long for a cell; the rest goes
// into the list.
func (w *xlsxWriter) fit(c report.Cell, p report.Passage) report.Cell {
	first, rest := xlsxCut(typed(c.Text), maxCell)
	if c.Text = first; rest != "" {
		p.Text, p.Markup = rest, ""
		w.cut = append(w.cut, p)
	}
	return c
}

// xlsxCut cuts a text after as many units of UTF-16.
func xlsxCut(text string, units int) (first, rest string) {
	for i, r := range text {
		if units -= utf16.RuneLen(r); units < 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// escapeMark stands for an underscore that is to be escaped: the library overlooks
// one whose code begins where another one ends. It is no character of any text.
const escapeMark = '\ufdd0'

// xlsxText is a text as it is handed to the library.
func xlsxText(text string) string { return xlsxEscape(xlsxFit(text)) }

// xlsxFit is a text as XML can hold it, and no longer than a cell.
func xlsxFit(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || !unicode.IsControl(r) && r != '\ufffe' && r != '\uffff' && r != escapeMark {
			return r
		}
		return unicode.ReplacementChar
	}, text)
	if _, rest := xlsxCut(text, maxCell); rest != "" { // Jira's: the whole of it is there
		first, _ := xlsxCut(text, maxCell-1)
		return first + "…"
	}
	return text
}

// xlsxEscape marks what looks like an escape of XML's: _x000D_.
func xlsxEscape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if at := xlsxEscaped.FindStringIndex(text[i:min(i+7, len(text))]); text[i] == '_' && at != nil && at[0] == 0 {
			b.WriteRune(escapeMark)
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
