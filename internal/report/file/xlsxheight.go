package file

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"weir/internal/table"
)

const (
	lineHeight = 15.0 // of a row, in points, where its texts have one line
	usualWidth = 8.43 // of a column for which nothing is set, in digits
	perWidth   = 1.1  // as many characters of a text are as wide as a digit, or a bit more
)

// widthSet finds the width in what is set for a column.
var widthSet = regexp.MustCompile(`\bwidth="([0-9.]+)"`)

// measure finds out how wide the columns will be: as people have made them, or as
// Weir does. A hidden one has no width.
func (p *xlsxPrint) measure() {
	p.widths = make([]int, len(p.columns))
	var had []string
	var from []int
	if p.old != nil {
		had = p.old.theirs.sets()
		_, from = p.old.matched(p.columns, p.view.Columns)
	}
	for i, c := range p.view.Columns {
		wide := xlsxWidth(c)
		if had != nil && from[i] >= 0 {
			wide = usualWidth
			if strings.Contains(had[from[i]], ` hidden="`) && !strings.Contains(had[from[i]], ` hidden="0"`) {
				continue
			}
			if set := widthSet.FindStringSubmatch(had[from[i]]); set != nil {
				wide, _ = strconv.ParseFloat(set[1], 64) // what is no number is no width
			}
		}
		p.widths[i] = max(1, int(wide*perWidth))
	}
}

// tall makes a row as high as its texts need. Programs that find no height make
// theirs only when somebody edits the row (LibreOffice), and one text runs over the
// next. Of a row of headings that was there before the height is people's.
func (p *xlsxPrint) tall(values []xlsxValue) []excelize.RowOpts {
	if len(values) > 0 && values[0].head && p.old != nil {
		return nil
	}
	lines := 1
	for i, v := range values {
		if i < len(p.widths) && p.widths[i] > 0 && !v.quiet {
			lines = max(lines, linesIn(v.text, p.widths[i]))
		}
	}
	if lines == 1 {
		return nil
	}
	return []excelize.RowOpts{{Height: min(lineHeight*float64(lines), excelize.MaxRowHeight)}}
}

// linesIn is how many lines a text takes in a column of so many characters.
func linesIn(text string, width int) (lines int) {
	if len(text) <= width && !strings.Contains(text, "\n") {
		return 1
	}
	for line := range strings.SplitSeq(text, "\n") {
		for part := range strings.SplitSeq(table.Fold(line, width, 0), "\n") {
			lines += max(1, (utf8.RuneCountInString(part)+width-1)/width)
		}
	}
	return lines
}
