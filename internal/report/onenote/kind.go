package onenote

import (
	"strings"

	"golang.org/x/net/html"
)

// A kind says what matters of an element's name: each bit one thing.
type kind uint

const (
	aBlock  kind = 1 << iota // stands on lines of its own
	aVoid                    // has no end
	aTable                   // a table
	aGroup                   // holds rows, within a table
	aRow                     // a row
	aCell                    // a cell
	aFrame                   // what of a table is around its cells
	inFrame                  // stands there, too
	aList                    // holds points
)

// kinds are the kinds of the elements that have one.
var kinds = kindsOf(map[kind]string{
	aBlock: "p div h1 h2 h3 h4 h5 h6 ul ol li pre table tr td th body " +
		"blockquote section article header footer dl dt dd hr figure address",
	aVoid:   "br img hr col input meta link base area embed param source track wbr",
	aTable:  "table",
	aGroup:  "thead tbody tfoot",
	aRow:    "tr",
	aCell:   "td th",
	aFrame:  "table thead tbody tfoot tr colgroup",
	inFrame: "td th caption col",
	aList:   "ul ol dl",
})

func kindsOf(names map[kind]string) map[string]kind {
	made := map[string]kind{}
	for k, list := range names {
		for name := range strings.FieldsSeq(list) {
			made[name] |= k
		}
	}
	return made
}

// kindOf returns the kinds of an element; a text has none.
func kindOf(n *html.Node) kind {
	if n.Type != html.ElementNode {
		return 0
	}
	return kinds[n.Data]
}
