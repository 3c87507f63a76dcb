package report

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"weir"
)

// A writer makes cells in the style of one report.
type writer struct {
	zone    *time.Location
	shorten int
	site    string // without a slash at its end; empty: no links to other issues
}

// defaultShorten is how many characters of a long text are shown unless a report
// says otherwise.
const defaultShorten = 300

func newWriter(style Style) *writer {
	w := &writer{zone: style.Zone, shorten: style.Shorten, site: style.Site}
	if w.zone == nil {
		w.zone = time.UTC
	}
	if w.shorten <= 0 {
		w.shorten = defaultShorten
	}
	return w
}

// value makes a cell of what package table makes of a field.
func (w *writer) value(v any) Cell {
	switch v := v.(type) {
	case string:
		return w.text(v)
	case []string:
		return names(v)
	case json.Number:
		return number(v.String())
	case bool:
		return truth(v)
	case time.Time:
		return w.moment(v)
	case weir.Date:
		return day(v)
	}
	return Cell{}
}

// text is what somebody wrote, shortened.
func (w *writer) text(s string) Cell { return textCell(shorten(clean(s), w.shorten)) }

// named is what is known by a name: a person, an option.
func named(s string) Cell { return textCell(shorten(line(s), most)) }

// names are the elements of a list.
func names(items []string) Cell {
	var b strings.Builder
	for _, item := range items {
		if item = line(item); item == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(item)
	}
	return named(b.String())
}

func textCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: s}
}

func (w *writer) moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	t = t.In(w.zone)
	return Cell{Kind: Moment, Text: t.Format("2006-01-02 15:04"), Time: t}
}

func day(d weir.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{Kind: Day, Text: d.String(), Day: d}
}

func truth(yes bool) Cell {
	if yes {
		return Cell{Kind: Text, Text: "yes"}
	}
	return Cell{Kind: Text, Text: "no"}
}

// longestLink is how long an address may be; browsers take no longer ones.
const longestLink = 2000

// webAddress returns an address to which a link may lead, or nothing.
func webAddress(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > longestLink {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || line(u.Host) != u.Host {
		return ""
	}
	if s = u.String(); line(s) != s || strings.Contains(s, " ") {
		return ""
	}
	return unquoted.Replace(s) // a query keeps them
}

var unquoted = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E")

// browse is the address of another issue.
func (w *writer) browse(key string) string { return issueAddress(w.site, key) }

// issueAddress is where people see an issue of a site; empty where either is.
func issueAddress(site, key string) string {
	if site == "" || key == "" {
		return ""
	}
	return webAddress(strings.TrimRight(site, "/") + "/browse/" + url.PathEscape(key))
}
