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
	options := adf.Options{Zone: zone, Link: func(target string) string {
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
		if err != nil {
			return d.Source // what is no document is still somebody's text
		}
		return write(doc, options)
	}
}
