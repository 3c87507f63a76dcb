package chart_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"weir/internal/chart"
)

// hostile are texts that would like to be more than text.
var hostile = []string{
	`</svg><script>alert(1)</script>`,
	`"onload="alert(1)`,
	`' onload='alert(1)`,
	`</title><img src=x onerror=alert(1)>`,
	`]]><!--<![CDATA[`,
	"&amp;&#0;&lt;script&gt;",
	"a\x00b\x01c\x7f\u0085d\x1b[31m",
	"\xff\xfe broken \xc3",
	"\u202egnp.exe\u2066 \u200f\u061c",
	"line\u2028separator\nnew line\ttab",
	"\ufffe\uffff\ufeff",
	strings.Repeat("long ", 2000),
	strings.Repeat("W", 10000),
	"z" + strings.Repeat("\u0301", 10000),
	`javascript:alert(1)`,
	`url(https://evil.test/x)`,
}

// hostileCharts are charts of each kind that say a text wherever they say one.
func hostileCharts(text string) []sample {
	h := chart.Head{Title: text, Desc: text, Rule: text, Empty: text}
	y := chart.Axis{Title: text, Unit: text, One: text, Cap: 4}
	day := chart.DayOf(2026, 3, 2)
	ps := []chart.Percentile{{P: 50, Value: 1, Label: text}, {P: 85, Value: 3, Label: text}}
	refs := []chart.Reference{{Name: text, Value: 2}}
	points := []chart.Point{{Day: day, Value: 1}, {Day: day + 7, Value: 9}}
	return []sample{
		{"scatter", chart.Scatter{Head: h, Days: text, Y: y, Groups: []string{text, text}, Percentiles: ps, Dots: []chart.Dot{
			{Day: day, Value: 1, Label: text, Link: text}, {Day: day + 7, Value: 9, Label: text, Link: "https://jira.test/" + text},
		}}.Chart()},
		{"histogram", chart.Histogram{Head: h, X: y, Count: y, Values: []float64{1, 2, 3}, Percentiles: ps}.Chart()},
		{"run", chart.Run{Head: h, Days: text, Y: y, Points: points, References: refs}.Chart()},
		{"lines", chart.Lines{Head: h, Days: text, Y: y, Series: []chart.Series{{text, points}, {text, points}}, References: refs}.Chart()},
		{"cumulative-flow", chart.CumulativeFlow{Head: h, DaysTitle: text, Y: y, Days: []chart.Day{day, day + 1}, Stages: []chart.Stage{{text, []float64{1, 2}}, {text, []float64{0, 1}}}}.Chart()},
		{"net-flow", chart.NetFlow{Head: h, Days: text, Y: y, Names: [3]string{text, text, text}, Points: []chart.Flow{{Day: day, Arrived: 1, Departed: 2}}}.Chart()},
		{"ageing", chart.Ageing{Head: h, Y: y, Bands: []int{50}, Stages: []chart.AgeingStage{{text, []float64{1}}, {text, []float64{2}}}, Percentiles: ps, Items: []chart.AgeingItem{{Age: 1, Label: text, Link: text}}}.Chart()},
		{"time-in-stage", chart.TimeInStage{Head: h, X: y, Parts: []string{text, text}, Stages: []chart.StageTime{{text, []float64{1, 2}}}}.Chart()},
		{"behaviour", chart.Behaviour{Head: h, Days: text, Y: y, Limits: chart.Limits{Mean: 1, Upper: 2}, Observations: []chart.Observation{{Day: day, Value: 1, Signal: text, Label: text, Link: text}}}.Chart()},
		{"how-many", chart.HowMany{Head: h, X: y, Outcomes: []chart.Outcome{{1, 1}}, Percentiles: ps}.Chart()},
		{"when", chart.When{Head: h, Days: text, Outcomes: []chart.DayOutcome{{day, 1}}, Percentiles: []chart.DayPercentile{{P: 50, Day: day, Label: text}}}.Chart()},
		{"empty", chart.Run{Head: h, Days: text, Y: y}.Chart()},
	}
}

// What may be in an SVG at all, which characters may not, and what its ids are.
var (
	misplaced   = regexp.MustCompile(`[\x00-\x09\x0b-\x1f\x7f-\x9f\x{061c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}\x{fffe}\x{ffff}]`)
	identifiers = regexp.MustCompile(`^[A-Za-z0-9_-]+-title [A-Za-z0-9_-]+-desc$`)

	allowedElements   = []string{"svg", "title", "desc", "path", "text", "rect", "g", "a"}
	allowedAttributes = []string{
		"class", "viewBox", "role", "aria-labelledby", "id", "d", "x", "y", "font-size", "text-anchor", "font-weight",
		"fill", "stroke", "fill-opacity", "stroke-width", "stroke-linejoin", "stroke-linecap", "stroke-dasharray",
		"data-plot", "data-x", "data-y", "data-plot-2", "data-x-2", "data-y-2", "href", "tabindex", "xmlns", "width", "height", "font-family",
	}
)

func TestHostileTextIsHarmlessInAPicture(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		for _, s := range hostileCharts(text) {
			for _, o := range []chart.Options{{Links: true, IDPrefix: text}, {Standalone: true, Width: 390}} {
				harmless(t, s, text, o)
			}
		}
	}
}

// harmless fails where a text became more than text.
func harmless(t fataler, s sample, text string, o chart.Options) {
	t.Helper()
	p := draw(t, s.chart, o)
	if !utf8.ValidString(p.source) || misplaced.MatchString(p.source) {
		t.Fatalf("%s, %.40q: a character has no place in\n%s", s.name, text, p.source)
	}
	for _, e := range p.elements {
		if !slices.Contains(allowedElements, e) {
			t.Fatalf("%s, %.40q: an element %s", s.name, text, e)
		}
	}
	for _, a := range p.attributes {
		if !slices.Contains(allowedAttributes, a) {
			t.Fatalf("%s, %.40q: an attribute %s", s.name, text, a)
		}
	}
	for _, l := range p.links {
		if !strings.HasPrefix(l, "https://jira.test/") {
			t.Fatalf("%s, %.40q: a link to %q", s.name, text, l)
		}
	}
	if len(p.ids) != 2 || !identifiers.MatchString(strings.Join(p.ids, " ")) {
		t.Fatalf("%s, %.40q: ids %q", s.name, text, p.ids)
	}
	if len(p.source) > 64<<10 {
		t.Fatalf("%s, %.40q: %d bytes", s.name, text, len(p.source))
	}
	inside(t, p)
	table := s.chart.Table()
	cells := append([]string{table.Caption}, table.Notes...)
	for _, c := range table.Columns {
		cells = append(cells, c.Title)
	}
	for _, r := range table.Rows {
		cells = append(cells, r...)
	}
	for _, c := range cells {
		if !utf8.ValidString(c) || (misplaced.MatchString(c) || strings.Contains(c, "\n")) {
			t.Fatalf("%s, %.40q: a cell %q", s.name, text, c)
		}
	}
	for _, l := range table.Links {
		if l != "" && !strings.HasPrefix(l, "https://jira.test/") {
			t.Fatalf("%s, %.40q: a link to %q in the table", s.name, text, l)
		}
	}
}

func FuzzText(f *testing.F) {
	for i, text := range hostile {
		f.Add(text[:min(len(text), 500)], uint8(i%12))
	}
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		charts := hostileCharts(text)
		harmless(t, charts[int(kind)%len(charts)], text, chart.Options{Links: true, IDPrefix: text})
	})
}
