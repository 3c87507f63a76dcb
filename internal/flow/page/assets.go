package page

import (
	"embed"
	"html/template"

	"weir/internal/chart"
)

//go:embed templates/*.html
var files embed.FS

//go:embed templates/page.css
var styles string

// stylesheet returns the rules of the page and of its charts. Both are our own
// and have nothing of the data.
func stylesheet() template.CSS {
	return template.CSS(styles + chart.Stylesheet()) //nolint:gosec // our own text
}
