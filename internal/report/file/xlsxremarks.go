package file

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strings"

	"weir/internal/report"
)

// xlsxRemarks are the parts with what people have remarked on cells of the sheet, and
// with how that is drawn; empty where there is none, or several.
type xlsxRemarks struct{ words, drawn string }

// known reports whether remarks can stay where they are.
func (n xlsxRemarks) known() bool { return n.words != "" && n.drawn != "" }

// findRemarks finds the parts with remarks. Those that are part of a conversation have
// their words in a part of their own, which does not go along.
func (r *xlsxReader) findRemarks(rels xlsxRels) {
	words, drawn := 0, 0
	for _, rel := range rels.Rel {
		switch target := resolve(r.sheet.path, rel.Target); kindOfRel(rel.Type) {
		case "comments":
			r.remarks.words, words = target, words+1
		case "vmlDrawing":
			r.remarks.drawn, drawn = target, drawn+1
		case "threadedComment":
			words = 2
		}
	}
	// Whatever else they are called is no part that may be written anew.
	if words != 1 || drawn != 1 || !strings.Contains(path.Base(r.remarks.words), "omments") || path.Ext(r.remarks.drawn) != ".vml" {
		r.remarks = xlsxRemarks{}
	}
}

// comments keeps what people have remarked on cells of the table.
func (r *xlsxReader) comments(part string) error {
	var list struct {
		Comments []struct {
			Ref  string     `xml:"ref,attr"`
			Text xlsxString `xml:"text"`
		} `xml:"commentList>comment"`
	}
	if err := r.book.load(part, &list); err != nil {
		return err
	}
	for _, c := range list.Comments {
		at, ok := placeOf(c.Ref)
		if ok && r.remarks.known() && r.isTheirs(at) {
			r.remarked++
			continue
		}
		p := report.Passage{Text: typed(c.Text.text())}
		if at.row > r.head.row && at.row < r.end {
			p.Key, p.Where = r.keyAt(at.row, r.key), r.heading(at.column)
		}
		if p.Text != "" {
			r.found.Kept = append(r.found.Kept, p)
			r.listed = true
		}
	}
	return nil
}

// keepRemarks writes the remarks on cells of people's, and how they are drawn. Their
// parts keep their names, so that the workbook does not grow.
func (r *xlsxReader) keepRemarks(k *xlsxKept, m *xlsxMove) error {
	if r.remarked == 0 {
		return nil
	}
	data, err := r.book.part(r.remarks.words)
	if err != nil {
		return err
	}
	words, drawn := &bytes.Buffer{}, &bytes.Buffer{}
	words.WriteString(xml.Header + `<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	drawn.WriteString(drawnBefore)
	shapes := 0
	err = eachElement(data, func(d *xml.Decoder, start xml.StartElement) error {
		from, at := words, xlsxAt{}
		switch start.Name.Local {
		case "authors":
		case "commentList":
			words.WriteString("<commentList>")
			return nil
		case "comment":
			place, ok := placeOf(attributeOf(start, "ref"))
			if !ok || !r.isTheirs(place) {
				from = &bytes.Buffer{} // it is in the list
				break
			}
			if at = m.at(place); !at.fits() {
				return errNoRoom
			}
			shapes++
			fmt.Fprintf(drawn, drawnShape, 1024+shapes, at.column+1, at.row, at.column+3, at.row+4, at.row, at.column)
		default:
			return nil
		}
		return copyXML(d, start, from, maxTheirs, func(element, attribute, text string) string {
			if element == "comment" && attribute == "ref" {
				return at.name()
			}
			return text
		})
	})
	if err != nil {
		return err
	}
	words.WriteString("</commentList></comments>")
	drawn.WriteString("</xml>")
	k.remarked = map[string][]byte{r.remarks.words: words.Bytes(), r.remarks.drawn: drawn.Bytes()}
	k.remarks = r.remarks
	return nil
}

// How remarks are drawn: boxes that are seen while the pointer is on the cell.
const (
	drawnBefore = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
	drawnShape = `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>` +
		`<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>` +
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`
)

// fromSheet is a reference of a sheet's to a part.
func fromSheet(part string) string {
	if within, ok := strings.CutPrefix(part, "xl/"); ok {
		return xmlText("../" + within)
	}
	return xmlText("/" + part)
}

// rels are what the sheet refers to: the links, and the remarks.
func (z *xlsxZip) rels() []byte {
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var b strings.Builder
	for i, l := range z.links {
		if l.address != "" {
			fmt.Fprintf(&b, `<Relationship Id="%s" Type="%shyperlink" Target="%s" TargetMode="External"/>`, linkID(i), kinds, xmlText(l.address))
		}
	}
	if n := z.kept.remarks; n.known() {
		fmt.Fprintf(&b, `<Relationship Id="words" Type="%scomments" Target="%s"/><Relationship Id="drawn" Type="%svmlDrawing" Target="%s"/>`, kinds, fromSheet(n.words), kinds, fromSheet(n.drawn))
	}
	if b.Len() == 0 {
		return nil
	}
	return []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + b.String() + `</Relationships>`)
}
