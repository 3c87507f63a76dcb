package file

import (
	"encoding/json"
	"strings"

	"weir/internal/report"
)

// xlsxMark begins the Markup of a cell that a workbook gave.
const xlsxMark = "xlsx:"

// xlsxForm is a cell of a person's that is more than a text: a number with its
// format, or a formula.
type xlsxForm struct {
	Text    string `json:"text"`
	Number  string `json:"number,omitempty"`
	Format  string `json:"format,omitempty"`
	Formula string `json:"formula,omitempty"`
	Row     int    `json:"row,omitempty"`     // in which the formula stood, from 1
	Columns string `json:"columns,omitempty"` // a sum of the headings at that time
}

// xlsxMarkup is the form of a cell; none of a text.
func xlsxMarkup(text string, c xlsxCell, row int, columns []string) string {
	if c.number == "" && c.formula == "" {
		return ""
	}
	f := xlsxForm{Text: text, Number: c.number, Format: c.format}
	if c.formula != "" {
		f.Number, f.Formula, f.Row, f.Columns = "", c.formula, row+1, sum(strings.Join(columns, "\x00"))
	}
	data, err := json.Marshal(f)
	if err != nil {
		return "" // it is made of texts alone
	}
	return xlsxMark + string(data)
}

// formOf reads the form of what people wrote, if it says what the text says.
func formOf(c report.Cell) (f xlsxForm, ok bool) {
	source, ours := strings.CutPrefix(c.Markup, xlsxMark)
	if !ours || json.Unmarshal([]byte(source), &f) != nil {
		return xlsxForm{}, false
	}
	return f, f.Text == typed(c.Text)
}

// moved is the formula as it is to be in another row: references to cells of its
// own row go with it. Any other reference that is not fixed, and other columns than
// there were, would make it mean something else: then it stays a text.
func (f xlsxForm) moved(row int, columns []string) (formula string, ok bool) {
	if f.Columns != sum(strings.Join(columns, "\x00")) || hasBrackets(f.Formula) {
		return "", false
	}
	ok = true
	move := func(s spelling) string {
		switch {
		case !s.column: // rows
			ok = false
		case !s.row || s.fixedRow:
		case s.at.row != f.Row-1:
			ok = false
		default:
			s.at.row = row - 1
		}
		return s.of(s.at)
	}
	formula = references(f.Formula, func(sheet string) bool { return sheet == "" }, func(token string) string { return edited(token, move) })
	return formula, ok
}
