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
	if err := z.kept.merge(&b, sheet[from+len("<sheetData>"):to]); err != nil {
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

// merge writes Weir's rows, with the cells of people's that stand behind them, and
// people's own.
func (k *xlsxKept) merge(b *bytes.Buffer, rows []byte) error {
	const begin, end = `<row r="`, "</row>"
	numbers := slices.Sorted(maps.Keys(k.rows))
	for next := 0; ; next++ {
		if next == len(numbers) {
			b.Write(rows)
			return nil
		}
		number := numbers[next]
		for len(rows) > 0 {
			quote := bytes.IndexByte(rows[len(begin):], '"')
			at, err := strconv.Atoi(string(rows[len(begin) : len(begin)+max(quote, 0)]))
			length := bytes.Index(rows, []byte(end)) + len(end)
			if err != nil || length < len(end) {
				return errors.New("the rows are not as they were")
			}
			if at > number {
				break
			}
			if at == number { // ours come first
				head := len(begin) + quote + 1
				b.Write(rows[:head])
				b.WriteString(k.rows[number].set)
				b.Write(rows[head : length-len(end)])
				b.WriteString(k.rows[number].cells.String() + end)
				rows, number = rows[length:], 0
				break
			}
			b.Write(rows[:length])
			rows = rows[length:]
		}
		if number > 0 {
			b.WriteString(begin + strconv.Itoa(number) + `"` + k.rows[number].set + ">" + k.rows[number].cells.String() + end)
		}
	}
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

var (
	chainType = regexp.MustCompile(`<Override[^>]*"/xl/calcChain\.xml"[^>]*?(/>|>\s*</Override>)`)
	chainRel  = regexp.MustCompile(`<Relationship [^>]*/calcChain"[^>]*?(/>|>\s*</Relationship>)`)
)

// dropChain takes away the order in which formulas are reckoned: it names cells that
// have none any more, and a spreadsheet program makes it anew.
func (z *xlsxZip) dropChain() {
	const chain = "xl/calcChain.xml"
	if z.parts[chain] == nil {
		return
	}
	delete(z.parts, chain)
	for name, list := range map[string]*regexp.Regexp{"[Content_Types].xml": chainType, relsOf(bookPart): chainRel} {
		if part := z.parts[name]; part != nil {
			z.parts[name] = bytes.NewBuffer(list.ReplaceAll(part.Bytes(), nil))
		}
	}
}
