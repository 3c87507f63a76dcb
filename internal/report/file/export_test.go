package file

import "weir/internal/report"

// VersionOf is what Read would give for a file that it can read.
func VersionOf(data []byte) any { return versionOf(data) }

// ReadBytes reads a file that is in memory.
func ReadBytes(f Format, data []byte, mark string) (report.Found, error) {
	c, err := codecOf(Options{Format: f})
	if err != nil {
		return report.Found{}, err
	}
	return c.read(data, mark)
}

// WriteBytes writes a file in memory.
func WriteBytes(f Format, data []byte, v report.View) ([]byte, error) {
	c, err := codecOf(Options{Format: f})
	if err != nil {
		return nil, err
	}
	out, _, err := c.write(data, v)
	return out, err
}

// MaxFile is how large a file may be.
const MaxFile = maxFile

// A Surrounding is what on the sheet of a report is people's: its texts, and by their
// places texts with formulas.
type Surrounding struct {
	Sheet  string
	Texts  []string
	Places map[string]string
}

// Around reads what is around the table.
func Around(data []byte, mark string) (s Surrounding, err error) {
	b, err := xlsxOpen(data)
	if err != nil {
		return s, err
	}
	r, err := b.table(mark)
	if r == nil || err != nil {
		return s, err
	}
	s.Sheet, s.Places = r.sheet.path, map[string]string{}
	for at, c := range r.xlsxGrid.cells {
		if c.text+c.formula == "" || !r.isTheirs(at) {
			continue
		}
		s.Places[at.name()] = c.text + "=" + c.formula
		if c.formula == "" {
			s.Texts = append(s.Texts, c.text)
		}
	}
	return s, nil
}

// Translated is a formula that is filled into another cell.
func Translated(formula string, rows, columns int) string { return translated(formula, rows, columns) }

// References edits the references of a formula.
func References(formula string, asked func(sheet string) bool, edit func(string) string) string {
	return references(formula, asked, edit)
}

// Followed is a part of a workbook when a table of two columns, on the sheet called
// so, has got a row more and its columns have changed places; and whether it was read.
func Followed(sheet string, part []byte) ([]byte, bool) {
	k := &xlsxKept{move: &xlsxMove{
		xlsxLand: &xlsxLand{tail: 1, width: 2, right: 4, stop: 5, besideEnd: 5}, sheet: sheet,
		columns: []int{1, 0}, down: 1, now: 2, below: 6, ends: [3][2]int{{4, 5}, {4, 5}, {4, 5}}, total: [2]int{-1, -1},
	}}
	out := k.follow(part)
	return out, !k.unread
}

// Moved is a formula of a person's whose row, which counts from 1, is another one now.
func Moved(formula string, from, to int) (string, bool) {
	return xlsxForm{Formula: formula, Row: from, Columns: sum("")}.moved(to, nil)
}
