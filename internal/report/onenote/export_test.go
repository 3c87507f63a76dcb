package onenote

import (
	"golang.org/x/net/html"

	"weir"
	"weir/internal/report"
)

// For the tests, which see the package from outside.

func TextOf(n *html.Node) string { return textOf(n) }

func MarkupOf(n *html.Node) string { return markupOf(n) }

func Cleaned(markup string) (string, bool) { return cleaned(markup) }

func SafeLink(href string) string { return safeLink(href) }

func Colours(c weir.Category) (back, front string) { return colours(c) }

// Backgrounds are those on which text stands in the colour of the page.
func Backgrounds() []string { return []string{headBack, groupBack, changedBack} }

// LineColours are those of the line.
func LineColours() []string { return []string{dim, alarm} }

// Render writes a view as one document.
func Render(v report.View, rows int) string {
	return string(document(v.Title, renderer{v: v, run: "", rows: rows}.render()))
}

// ReadPage reads a page.
func ReadPage(content []byte, mark string) (report.Found, error) {
	l, err := read(content, mark)
	if err != nil {
		return report.Found{}, err
	}
	return l.found()
}
