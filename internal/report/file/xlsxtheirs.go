package file

import (
	"bytes"
	"encoding/xml"
	"errors"
	"slices"
	"strings"

	"weir/internal/report"
)

// xlsxTheirs is what may be people's on the sheet of a report, as it is stored:
// cells around the table, the widths of the columns, and how the sheet is looked at
// and printed. A nil one collects nothing.
type xlsxTheirs struct {
	// may tells by their place which cells can be people's, before all of the sheet
	// is known.
	may      func(xlsxAt) bool
	cells    map[xlsxAt]xlsxStored
	rows     map[int]string // what is set for a row
	columns  []xlsxColumn
	elements map[string][]byte // of the sheet, by name
	odd      int               // things that nobody can carry over
	size     int
}

// macView is what an Excel on a Macintosh says of each sheet, and nothing of people's.
const macView = "{64002731-A6B0-56B0-2670-7721B7C09600}"

// maxTheirs is how many bytes of a sheet may be people's apart from the table.
const maxTheirs = 32 << 20

func newTheirs(may func(xlsxAt) bool) *xlsxTheirs {
	return &xlsxTheirs{may: may, cells: map[xlsxAt]xlsxStored{}, rows: map[int]string{}, elements: map[string][]byte{}}
}

// The elements of a sheet, in the order in which it has them: before its cells, and
// behind them.
var (
	xlsxBefore = []string{"sheetPr", "sheetViews", "sheetFormatPr", "cols"}
	xlsxBehind = []string{
		"sheetProtection", "protectedRanges", "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations",
		"hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "legacyDrawing",
	}
)

// xlsxStays reports whether an element is carried over, and not made anew.
func xlsxStays(name string) bool {
	switch name {
	case "cols", "autoFilter", "hyperlinks", "legacyDrawing":
		return false
	}
	return slices.Contains(xlsxBefore, name) || slices.Contains(xlsxBehind, name)
}

// row notes what is set for a row: its height, and whether it is seen.
func (t *xlsxTheirs) row(row int, start xml.StartElement) {
	if t == nil || !t.may(xlsxAt{row, 0}) {
		return
	}
	var b strings.Builder
	for _, name := range []string{"s", "customFormat", "ht", "customHeight", "hidden", "outlineLevel", "collapsed"} {
		switch value := attributeOf(start, name); {
		case value == "" || value == "0" || value == "false":
		case name == "ht" && !isTrue(attributeOf(start, "customHeight")), name == "s" && !isTrue(attributeOf(start, "customFormat")):
		default:
			b.WriteString(xmlAttribute(name, value))
		}
	}
	if b.Len() > 0 {
		t.rows[row] = b.String()
	}
}

func isTrue(value string) bool { return value == "1" || value == "true" }

// put collects a cell, where it may be people's.
func (t *xlsxTheirs) put(at xlsxAt, c xlsxStored) {
	if t == nil || !t.may(at) {
		return
	}
	if blank := c.V == "" && c.I == nil && c.F.Text == ""; blank && (c.S <= 0 || t.cells[at] != xlsxStored{}) {
		return
	}
	if c.F.Type == "dataTable" {
		t.odd++
	}
	t.cells[at] = c
}

// element collects an element of the sheet. Of those that stand several times all
// stay.
func (t *xlsxTheirs) element(d *xml.Decoder, start xml.StartElement) error {
	switch name := start.Name.Local; {
	case t == nil:
		return nil
	case len(t.cells)+len(t.rows)+len(t.columns) > 2*report.MaxCells:
		return tooManyCells()
	case name == "col":
		if c, ok := columnOf(start); ok {
			t.columns = append(t.columns, c)
		}
		return nil
	case name == "ext": // of a later version of the format
		if attributeOf(start, "uri") != macView {
			t.odd++
		}
		return d.Skip() //nolint:wrapcheck // the caller says what was read
	case !xlsxStays(name):
		return nil
	default:
		// What is of no namespace of the element's own could not be understood without
		// the rest of the sheet: copyXML leaves it out.
		var b bytes.Buffer
		err := copyXML(d, start, &b, maxTheirs-t.size, unchanged)
		t.size += b.Len()
		t.elements[name] = append(t.elements[name], b.Bytes()...)
		return err
	}
}

// merged are the cells that are merged.
func (t *xlsxTheirs) merged() (list []xlsxArea) {
	err := eachElement(t.elements["mergeCells"], func(_ *xml.Decoder, start xml.StartElement) error {
		if a, ok := areaOf(attributeOf(start, "ref")); ok {
			list = append(list, a)
		}
		return nil
	})
	if err != nil {
		return nil // it was copied a moment ago
	}
	return list
}

var errTheirs = errors.New("there is more around the table than can be carried over")
