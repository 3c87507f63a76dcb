package table

import (
	"strings"

	"weir"
	"weir/internal/adf"
)

// plainText returns the text of a document in one piece.
func plainText(d weir.Document) string {
	if d.Format != weir.ADF {
		return d.Source
	}
	return adfText(d.Source)
}

// adfText returns the text of an ADF document without the empty lines between its
// blocks, which a cell has no room for. What is no document has no text.
func adfText(source string) string {
	doc, err := adf.ParseString(source)
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(adf.Text(doc, adf.Options{}), "\n\n", "\n")
}
