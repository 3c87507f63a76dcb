package table

import (
	"strings"

	"weir"
	"weir/internal/adf"
	"weir/internal/adf/wiki"
)

// PlainText returns the text of a document in one piece: without markup, and
// without empty lines.
func PlainText(d weir.Document) string {
	doc := wiki.Parse
	if d.Format == weir.ADF {
		doc = adfDocument
	}
	// A cell has no room for empty lines between blocks.
	return strings.ReplaceAll(adf.Text(doc(d.Source), adf.Options{}), "\n\n", "\n")
}

// adfDocument reads ADF. What is no document is an empty one.
func adfDocument(source string) *adf.Node {
	doc, err := adf.ParseString(source)
	if err != nil {
		return &adf.Node{Type: "doc"}
	}
	return doc
}
