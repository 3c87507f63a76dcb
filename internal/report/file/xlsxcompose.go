package file

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// compose makes the sheet of what the library has written, the links, and what stays
// of a former sheet.
func (z *xlsxZip) compose(sheet []byte) ([]byte, error) {
	from, to := bytes.Index(sheet, []byte("<sheetData>")), bytes.LastIndex(sheet, []byte("</sheetData>"))
	root := bytes.Index(sheet, []byte("<worksheet"))
	if root < 0 || from < root || to < from {
		return nil, errors.New("the sheet is not as it was")
	}
	root += bytes.IndexByte(sheet[root:], '>') + 1
	ours, err := xlsxElements(slices.Concat(sheet[root:from], bytes.TrimSuffix(sheet[to+len("</sheetData>"):], []byte("</worksheet>"))))
	if err != nil {
		return nil, err
	}
	maps.Copy(ours, z.kept.elements)
	ours["cols"], ours["hyperlinks"] = z.kept.columns, z.hyperlinks()
	if z.kept.remarks.known() {
		ours["legacyDrawing"] = `<legacyDrawing r:id="drawn"/>`
	}
	var b bytes.Buffer
	b.Grow(len(sheet))
	b.Write(sheet[:root])
	for _, name := range xlsxBefore {
		b.WriteString(ours[name])
	}
	b.WriteString("<sheetData>")
	rows := sheet[from+len("<sheetData>") : to]
	rows = bytes.ReplaceAll(rows, []byte(` customHeight="1"`), nil) // a row grows with what people write in it
	if rows, err = z.kept.refer(rows); err != nil {
		return nil, err
	}
	if err := z.kept.merge(&b, rows); err != nil {
		return nil, err
	}
	b.WriteString("</sheetData>")
	for _, name := range xlsxBehind {
		b.WriteString(ours[name])
	}
	b.WriteString("</worksheet>")
	return b.Bytes(), nil
}

// xlsxElements are the elements of a part of a sheet, by their names.
func xlsxElements(part []byte) (map[string]string, error) {
	list := map[string]string{}
	err := eachElement(part, func(d *xml.Decoder, start xml.StartElement) error {
		var b bytes.Buffer
		err := copyXML(d, start, &b, maxTheirs, unchanged)
		list[start.Name.Local] += b.String()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the sheet: %w", err)
	}
	return list, nil
}

// merge writes Weir's rows and people's in their order; where a row has cells of both,
// people's stand behind Weir's.
func (k *xlsxKept) merge(b *bytes.Buffer, rows []byte) error {
	for _, number := range slices.Sorted(maps.Keys(k.rows)) {
		theirs := k.rows[number]
		at, head, end, err := firstRow(rows)
		for ; err == nil && at < number; at, head, end, err = firstRow(rows) {
			b.Write(rows[:end])
			rows = rows[end:]
		}
		switch {
		case err != nil:
			return err
		case at == number:
			b.Write(rows[:head])
			b.WriteString(theirs.set)
			b.Write(rows[head : end-len(rowEnd)])
			rows = rows[end:]
		default:
			b.WriteString(rowBegin + strconv.Itoa(number+1) + `"` + theirs.set + ">")
		}
		b.WriteString(theirs.cells.String() + rowEnd)
	}
	b.Write(rows)
	return nil
}

// How the library writes a row.
const rowBegin, rowEnd = `<row r="`, "</row>"

// firstRow says which row comes first, where its attributes go on behind the number,
// and where it ends. Behind the last one comes none that there can be.
func firstRow(rows []byte) (at, head, end int, err error) {
	if len(rows) == 0 {
		return maxRow, 0, 0, nil
	}
	digits, _, _ := bytes.Cut(rows[len(rowBegin):], []byte(`"`))
	number, err := strconv.Atoi(string(digits))
	end = bytes.Index(rows, []byte(rowEnd)) + len(rowEnd)
	if err != nil || end < len(rowEnd) {
		return 0, 0, 0, errors.New("the rows are not as they were")
	}
	return number - 1, len(rowBegin) + len(digits) + 1, end, nil
}

// linkID is how the sheet calls the address of a link.
func linkID(i int) string { return "rId" + strconv.Itoa(i+1) }

// hyperlinks lists the links on cells.
func (z *xlsxZip) hyperlinks() string {
	var list strings.Builder
	for i, l := range z.links {
		id := ""
		if l.address != "" {
			id = linkID(i)
		}
		list.WriteString("<hyperlink" + xmlAttribute("ref", l.at.name()) + xmlAttribute("r:id", id) + xmlAttribute("location", l.location) +
			xmlAttribute("tooltip", l.tooltip) + xmlAttribute("display", l.display) + "/>")
	}
	if list.Len() == 0 {
		return ""
	}
	return "<hyperlinks>" + list.String() + "</hyperlinks>"
}

// chained is what says that there is a chain.
var chained = regexp.MustCompile(`<(Override|Relationship) [^>]*/calcChain(\.xml)?"[^>]*?(/>|>\s*</(Override|Relationship)>)`)

// dropChain takes away the order in which formulas are reckoned: it names cells that
// have none any more, and a spreadsheet program makes it anew.
func (z *xlsxZip) dropChain() {
	const chain = "xl/calcChain.xml"
	if z.parts[chain] == nil {
		return
	}
	delete(z.parts, chain)
	for _, name := range []string{"[Content_Types].xml", relsOf(bookPart)} {
		if part := z.parts[name]; part != nil {
			z.parts[name] = bytes.NewBuffer(chained.ReplaceAll(part.Bytes(), nil))
		}
	}
}
