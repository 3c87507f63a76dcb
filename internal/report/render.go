package report

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"weir"
	"weir/internal/table"
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
	w := &writer{zone: style.Zone, shorten: style.Shorten, site: strings.TrimRight(style.Site, "/")}
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
		return w.names(v)
	case json.Number:
		return number(v.String())
	case bool:
		return truth(v)
	case time.Time:
		return w.moment(v)
	case weir.Date:
		return day(v)
	case json.RawMessage:
		return w.text(table.Text(v, time.DateTime))
	}
	return Cell{}
}

// text is what somebody wrote, shortened.
func (w *writer) text(s string) Cell {
	return Cell{Kind: Text, Text: shorten(clean(s), w.shorten)}
}

// names are the elements of a list.
func (w *writer) names(items []string) Cell {
	var shown []string
	for _, item := range items {
		if item = line(item); item != "" {
			shown = append(shown, item)
		}
	}
	return named(strings.Join(shown, ", "))
}

func (w *writer) moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	t = t.In(w.zone)
	return Cell{Kind: Moment, Text: t.Format("2006-01-02 15:04"), Time: t}
}

// named is what is known by a name: a person, an option.
func named(s string) Cell { return Cell{Kind: Text, Text: shorten(line(s), most)} }

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

// number shows a number as Jira wrote it, save what only Java writes: 5.0, 1.0E7.
func number(written string) Cell {
	value, err := strconv.ParseFloat(written, 64)
	if err != nil { // out of range
		return named(written)
	}
	whole, fraction, _ := strings.Cut(written, ".")
	switch {
	case strings.ContainsAny(written, "eE") && value < 1e21 && value > -1e21:
		written = strconv.FormatFloat(value, 'f', -1, 64)
	case strings.Trim(fraction, "0") == "":
		written = whole
	}
	if written == "-0" {
		written = "0"
	}
	return Cell{Kind: Number, Text: shorten(written, most), Number: value}
}
