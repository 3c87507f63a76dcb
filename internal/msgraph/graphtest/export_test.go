package graphtest

import "strings"

// Normalise is what the normaliser makes of a fragment in a div, in the form in
// which pages are kept.
func Normalise(fragment string) string { return rendered(fragment, inBlock) }

// NormaliseCell is the same in a cell.
func NormaliseCell(fragment string) string { return rendered(fragment, inCell) }

func rendered(fragment string, where place) string {
	var b strings.Builder
	for _, n := range normaliseIn(fragment, where) {
		b.WriteString(render(n))
	}
	return b.String()
}

// Title is what becomes of the title in a new page's document.
func Title(document string) string { return titleIn(document) }
