package file

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// looksOn reports whether a part of a workbook may look at cells of a sheet that it
// is not itself: another sheet, a chart, or the source of a pivot table.
func looksOn(part string) bool {
	for _, at := range []string{"xl/worksheets/", "xl/charts/", "xl/pivotCache/pivotCacheDefinition"} {
		if rest, ok := strings.CutPrefix(part, at); ok && !strings.Contains(rest, "/") {
			return true
		}
	}
	return false
}

// A follower edits what a part of the workbook says of the report's sheet, and copies
// every other byte.
type follower struct {
	move   *xlsxMove
	part   []byte
	out    bytes.Buffer
	copied int        // how much of the part is in out
	cell   xlsxAt     // the cell in which the reader is
	shared xlsxShared // of the part
	ours   map[string]bool
}

// follow returns a part of the workbook in which what looks at the sheet looks at the
// same cells as before. The part stays as it is if it cannot be read.
func (k *xlsxKept) follow(part []byte) []byte {
	if k.move == nil || k.move.same || !bytes.ContainsAny(part, "!") && !bytes.Contains(part, []byte("worksheetSource")) {
		return part
	}
	f := follower{move: k.move, part: part, ours: map[string]bool{}}
	if err := f.run(); err != nil {
		k.unread = true
		return part
	}
	f.out.Write(part[f.copied:])
	return f.out.Bytes()
}

func (f *follower) run() error {
	d := xml.NewDecoder(bytes.NewReader(f.part))
	var open *xml.StartElement // a formula that has begun
	var text strings.Builder
	var element, inner int // where it begins, and its text
	for {
		before := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // that there is one is enough
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = nil
			switch t.Name.Local {
			case "c":
				f.cell, _ = placeOf(attributeOf(t, "r"))
			case "worksheetSource":
				f.source(t, before, int(d.InputOffset()))
			case "f", "formula", "formula1", "formula2":
				start := t.Copy()
				open, element, inner = &start, before, int(d.InputOffset())
				text.Reset()
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if open != nil {
				if err := f.formula(*open, text.String(), element, inner, before, int(d.InputOffset())); err != nil {
					return err
				}
			}
			open = nil
		}
	}
}

// formula edits a formula: the element is from one place to another, and its text
// within. One that cells share becomes one of each cell, because what moves need not
// move alike for all of them.
func (f *follower) formula(start xml.StartElement, text string, from, inner, end, to int) error {
	stored := xlsxFormula{Type: attributeOf(start, "t"), Index: attributeOf(start, "si"), Text: text}
	if stored.Type != "shared" {
		if now := f.move.formula(text, false); now != text {
			f.replace(inner, end, xmlText(now))
		}
		return nil
	}
	if text != "" {
		f.ours[stored.Index] = f.move.named(text)
	}
	if !f.ours[stored.Index] {
		return nil
	}
	own, err := f.shared.formula(stored, f.cell)
	if err != nil || own == "" {
		return err
	}
	name := start.Name.Local
	if start.Name.Space != "" {
		name = start.Name.Space + ":" + name
	}
	f.replace(from, to, "<"+name+">"+xmlText(f.move.formula(own, false))+"</"+name+">")
	return nil
}

// named reports whether a formula looks at the sheet.
func (m *xlsxMove) named(formula string) (named bool) {
	references(formula, func(sheet string) bool { return strings.EqualFold(sheet, m.sheet) }, func(token string) string {
		named = true
		return token
	})
	return named
}

var sourceArea = regexp.MustCompile(`\sref="([^"]*)"`)

// source edits the area that a pivot table is made of.
func (f *follower) source(start xml.StartElement, from, to int) {
	if !strings.EqualFold(attributeOf(start, "sheet"), f.move.sheet) || attributeOf(start, "id") != "" {
		return // of another sheet, or of another workbook
	}
	if at := sourceArea.FindSubmatchIndex(f.part[from:to]); at != nil {
		f.replace(from+at[2], from+at[3], f.move.reference(string(f.part[from+at[2]:from+at[3]])))
	}
}

func (f *follower) replace(from, to int, text string) {
	f.out.Write(f.part[f.copied:from])
	f.out.WriteString(text)
	f.copied = to
}
