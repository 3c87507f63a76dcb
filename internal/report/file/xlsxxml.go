package file

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// eachElement hands over the elements of a part as they begin, but those within one
// that each has read.
func eachElement(part []byte, each func(d *xml.Decoder, start xml.StartElement) error) error {
	d := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // the caller says what was read
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := each(d, start); err != nil {
				return err
			}
		}
	}
}

func attributeOf(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xmlAttribute writes an attribute; none where it says nothing.
func xmlAttribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + xmlText(value) + `"`
}

// xmlIndex writes an attribute that is a place in a list; none for the first one.
func xmlIndex(name string, n int) string {
	if n <= 0 {
		return ""
	}
	return xmlAttribute(name, strconv.Itoa(n))
}

func xmlText(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a strings.Builder takes everything
	}
	return b.String()
}

// unchanged is an edit of copyXML that changes nothing.
func unchanged(_, _, text string) string { return text }

// copyXML copies an element. edit changes the values of attributes, and texts, of
// which the attribute has no name.
func copyXML(d *xml.Decoder, start xml.StartElement, w *bytes.Buffer, most int, edit func(element, attribute, text string) string) error {
	var token xml.Token = start
	var open []string
	for first := w.Len(); ; {
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Space != start.Name.Space || e.Name.Local == "extLst" {
				if err := d.Skip(); err != nil {
					return err //nolint:wrapcheck // the caller says what was read
				}
				break
			}
			open = append(open, e.Name.Local)
			openXML(w, e, edit)
		case xml.EndElement:
			w.WriteString("</" + e.Name.Local + ">")
			if open = open[:len(open)-1]; len(open) == 0 {
				return nil
			}
		case xml.CharData:
			w.WriteString(xmlText(edit(open[len(open)-1], "", string(e))))
		}
		if w.Len()-first > most {
			return errTheirs
		}
		var err error
		if token, err = d.Token(); err != nil {
			return err //nolint:wrapcheck // the caller says what was read
		}
	}
}

func openXML(w *bytes.Buffer, e xml.StartElement, edit func(element, attribute, text string) string) {
	w.WriteString("<" + e.Name.Local)
	for _, a := range e.Attr {
		name := a.Name.Local
		switch {
		case a.Name.Space == "http://www.w3.org/XML/1998/namespace":
			name = "xml:" + name
		case a.Name.Space != "" || name == "xmlns":
			continue
		}
		w.WriteString(" " + name + `="` + xmlText(edit(e.Name.Local, name, a.Value)) + `"`)
	}
	w.WriteString(">")
}
