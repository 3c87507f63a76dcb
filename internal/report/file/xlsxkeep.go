package file

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// xlsxKept is what of a former sheet stands on the new one, as it is stored there.
type xlsxKept struct {
	move     *xlsxMove // nil where there was none
	unread   bool      // another part of the workbook could not be read
	shared   int       // how much of formulas that cells share was written in other parts
	columns  string
	elements map[string]string
	rows     map[int]*xlsxKeptRow
	links    []xlsxLink
	remarks  xlsxRemarks
	remarked map[string][]byte // their parts
}

// xlsxKeptRow is a row with cells of people's, in their order.
type xlsxKeptRow struct {
	set   string
	cells strings.Builder
}

func (k *xlsxKept) row(row int) *xlsxKeptRow {
	if k.rows[row] == nil {
		k.rows[row] = &xlsxKeptRow{}
	}
	return k.rows[row]
}

// printedFormula is a formula of people's in the table, as the library has written it.
var printedFormula = regexp.MustCompile(`<f>[^<]+</f>`)

// refer lets fixed references ($D$7) in formulas of people's in the table look at the
// same cells as before. All others have gone with their rows already: see xlsxForm.
func (k *xlsxKept) refer(rows []byte) (_ []byte, err error) {
	if k.move == nil || k.move.same {
		return rows, nil
	}
	rows = printedFormula.ReplaceAllFunc(rows, func(part []byte) []byte {
		var formula string
		err = errors.Join(err, xml.Unmarshal(part, &formula))
		formula = references(formula, k.move.onSheet(true), k.move.fixed)
		return []byte("<f>" + xmlText(formula) + "</f>")
	})
	return rows, err
}

// errNoRoom says that what people have on a sheet cannot go aside for the table.
var errNoRoom = errors.New("what is around the table has no room any more")

// keep is what stays of a sheet, where it is now.
func (r *xlsxReader) keep(m *xlsxMove) (*xlsxKept, error) {
	k := &xlsxKept{move: m, elements: map[string]string{}, rows: map[int]*xlsxKeptRow{}}
	for row, set := range r.theirs.rows {
		// None into which the table has grown.
		if to := m.row(xlsxAt{row, 0}); row <= r.head.row || row >= r.stop && to >= m.below && to < maxRow {
			k.row(to).set = set
		}
	}
	if err := r.keepCells(k, m); err != nil {
		return nil, err
	}
	for _, l := range r.links {
		if !r.isTheirs(l.at) {
			continue
		}
		if l.at = m.at(l.at); l.at.fits() {
			l.location = m.formula(l.location, false)
			k.links = append(k.links, l)
		}
	}
	for name, data := range r.theirs.elements {
		text, err := m.element(name, data)
		if err != nil {
			return nil, err
		}
		k.elements[name] = text
	}
	return k, r.keepRemarks(k, m)
}

func (r *xlsxReader) keepCells(k *xlsxKept, m *xlsxMove) error {
	size := 0
	byRow := func(a, b xlsxAt) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column)) }
	for _, from := range slices.SortedFunc(maps.Keys(r.theirs.cells), byRow) {
		if !r.isTheirs(from) {
			continue
		}
		to := m.at(from)
		if !to.fits() {
			return errNoRoom
		}
		row := k.row(to.row)
		before := row.cells.Len()
		m.write(&row.cells, r.theirs.cells[from], to.name())
		if size += row.cells.Len() - before; size > 2*maxTheirs {
			return errNoRoom
		}
	}
	return nil
}

// write writes a cell of people's.
func (m *xlsxMove) write(w *strings.Builder, c xlsxStored, name string) {
	if c.F.Text != "" {
		c.T, c.V, c.I, c.VM = "", "", nil, 0 // it is reckoned anew: what it looks at is another table
	}
	w.WriteString("<c" + xmlAttribute("r", name) + xmlIndex("s", c.S) + xmlAttribute("t", c.T) + xmlIndex("cm", c.CM) + xmlIndex("vm", c.VM) + ">")
	if c.F.Text != "" {
		array := ""
		if c.F.Type == "array" {
			array = xmlAttribute("t", c.F.Type) + xmlAttribute("ref", m.formula(c.F.Ref, true))
		}
		w.WriteString("<f" + array + ">" + xmlText(m.formula(c.F.Text, true)) + "</f>")
	}
	if c.V != "" {
		w.WriteString("<v>" + xmlText(c.V) + "</v>")
	}
	if c.I != nil {
		w.WriteString("<is>" + c.I.stored() + "</is>")
	}
	w.WriteString("</c>")
}

// prefixed finds what means nothing without the rest of the sheet.
var prefixed = regexp.MustCompile(`<[^>]*\bxmlns|</?[^\s<>:/]+:|\s(?:[^x\s=<>"]|x[^m])[^\s=<>":]*:[^\s=<>"]+=`)

// stored is a text as it is stored, with its form where that can be.
func (i *xlsxInline) stored() string {
	if !prefixed.MatchString(i.Form) {
		return i.Form
	}
	return `<t xml:space="preserve">` + xmlText(i.escaped()) + "</t>"
}

// element is an element of the sheet as it is to be now.
func (m *xlsxMove) element(name string, data []byte) (string, error) {
	switch name {
	case "mergeCells", "dataValidations", "protectedRanges", "conditionalFormatting":
	case "sheetPr":
		data = bytes.ReplaceAll(data, []byte(` filterMode="1"`), nil) // the filter is a new one
		return string(bytes.ReplaceAll(data, []byte(` filterMode="true"`), nil)), nil
	default:
		return string(data), nil
	}
	var b bytes.Buffer
	count := 0
	err := eachElement(data, func(d *xml.Decoder, start xml.StartElement) error {
		if start.Name.Local == name && name != "conditionalFormatting" {
			return nil
		}
		before := b.Len()
		if err := copyXML(d, start, &b, maxTheirs, m.edit); err != nil {
			return err
		}
		if !m.stands(start) {
			b.Truncate(before)
			return nil
		}
		if count++; b.Len() > maxTheirs {
			return errNoRoom
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if count == 0 || name == "conditionalFormatting" {
		return b.String(), nil
	}
	return "<" + name + ">" + b.String() + "</" + name + ">", nil
}

// edit changes what refers to cells.
func (m *xlsxMove) edit(element, attribute, text string) string {
	switch {
	case attribute == "sqref" || attribute == "ref":
		return m.areas(text)
	case attribute == "" && (element == "formula" || element == "formula1" || element == "formula2"):
		return m.formula(text, true)
	}
	return text
}

// stands reports whether what an element is about is there still. Within the table
// no cells are merged.
func (m *xlsxMove) stands(e xml.StartElement) bool {
	if e.Name.Local != "mergeCell" {
		return m.areas(attributeOf(e, "sqref")) != ""
	}
	a, ok := areaOf(attributeOf(e, "ref"))
	return ok && (a.last.row < m.head.row || a.first.column >= m.right || a.first.row >= m.stop)
}
