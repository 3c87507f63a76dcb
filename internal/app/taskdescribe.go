package app

import (
	"net/url"
	"strings"
	"time"

	"weir"
	"weir/internal/adf"
	"weir/internal/adf/wiki"
)

// describe returns how a description is written into a note: as Markdown where
// the target shows it as such, else as plain text.
func describe(site *url.URL, zone *time.Location, markdown bool) func(weir.Document) string {
	write := adf.Text
	if markdown {
		write = adf.Markdown
	}
	options := adf.Options{Zone: zone, Inert: true, Link: func(target string) string {
		if strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") {
			return site.Scheme + "://" + site.Host + target // Jira's own links
		}
		return target
	}}
	return func(d weir.Document) string {
		if d.Format == weir.Wiki {
			return write(wiki.Parse(d.Source), options)
		}
		doc, err := adf.ParseString(d.Source)
		switch {
		case err == nil:
			return write(doc, options)
		case markdown:
			return plain(d.Source)
		}
		return d.Source // what is no document is still somebody's text
	}
}

// plain writes a text into a note that is Markdown, so that it means itself.
func plain(text string) string {
	return adf.Markdown(&adf.Node{Type: "doc", Content: []*adf.Node{
		{Type: "paragraph", Content: []*adf.Node{{Type: "text", Text: text}}},
	}}, adf.Options{Inert: true})
}
