package chart_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/chart"
)

var day = chart.DayOf(2026, time.March, 2) // a Monday

func TestDaysAreCivil(t *testing.T) {
	t.Parallel()
	for text, d := range map[string]chart.Day{
		"1970-01-01": 0, "1969-12-31": -1, "2026-03-02": day, "2024-02-29": chart.DayOf(2024, 2, 29), "2026-01-01": chart.DayOf(2025, 12, 32),
	} {
		if d.String() != text || chart.DayOf(d.Time().Date()) != d {
			t.Errorf("%v, wanted %s", d, text)
		}
	}
}

func TestAPictureSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		p := draw(t, s.chart, chart.Options{IDPrefix: "n7"})
		h := s.chart.Head()
		if p.title != h.Title || p.desc != h.Desc || p.role != "img" || !slices.Equal(p.ids, []string{"n7-title", "n7-desc"}) ||
			!strings.Contains(p.source, `aria-labelledby="n7-title n7-desc"`) {
			t.Errorf("%s: %q, %q, %s, %q", s.name, p.title, p.desc, p.role, p.ids)
		}
		if p.says(h.Title) || p.says(h.Rule) {
			t.Errorf("%s: on a page the title stands around the picture, not in it", s.name)
		}
		if alone := draw(t, s.chart, chart.Options{Standalone: true}); !alone.says(h.Title) || !alone.says(h.Rule[:20]) {
			t.Errorf("%s: a picture of its own says its title and its rule", s.name)
		}
	}
}

func TestOnlyAPictureOfItsOwnHasColours(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		if p := draw(t, s.chart, chart.Options{}); strings.Contains(p.source, "#") {
			t.Errorf("%s: a colour in\n%s", s.name, p.source)
		}
		light, dark := draw(t, s.chart, chart.Options{Standalone: true}), draw(t, s.chart, chart.Options{Standalone: true, Theme: chart.Dark})
		if !strings.Contains(light.source, `<rect class="surface" width="100%" height="100%" fill="#ffffff"/>`) || !strings.Contains(dark.source, `fill="#14181d"/>`) {
			t.Errorf("%s: no ground in its theme", s.name)
		}
		for i := range light.paths {
			if n := strings.Count(light.source, "<path class") + strings.Count(light.source, "<text class"); n+1 != strings.Count(light.source, `="#`) {
				t.Fatalf("%s: path %d: %d marks, %d colours", s.name, i, n, strings.Count(light.source, `="#`))
			}
		}
	}
}

// empties are charts of each kind without anything to draw.
func empties() []sample {
	h := head("How long does work take?", "")
	nan := math.NaN()
	return []sample{
		{"scatter", chart.Scatter{Head: h}.Chart()},
		{"scatter of no numbers", chart.Scatter{Head: h, Dots: []chart.Dot{{Value: nan}, {Value: math.Inf(1)}}}.Chart()},
		{"histogram", chart.Histogram{Head: h}.Chart()},
		{"run", chart.Run{Head: h}.Chart()},
		{"run of no numbers", chart.Run{Head: h, Points: []chart.Point{{Value: nan}}}.Chart()},
		{"lines", chart.Lines{Head: h}.Chart()},
		{"lines without points", chart.Lines{Head: h, Series: []chart.Series{{Name: "a"}}}.Chart()},
		{"cumulative flow", chart.CumulativeFlow{Head: h}.Chart()},
		{"cumulative flow without stages", chart.CumulativeFlow{Head: h, Days: []chart.Day{1, 2}}.Chart()},
		{"cumulative flow without days", chart.CumulativeFlow{Head: h, Stages: []chart.Stage{{Name: "a"}}}.Chart()},
		{"net flow", chart.NetFlow{Head: h}.Chart()},
		{"ageing", chart.Ageing{Head: h}.Chart()},
		{"ageing without items", chart.Ageing{Head: h, Stages: []chart.AgeingStage{{Name: "a"}}}.Chart()},
		{"time in stage", chart.TimeInStage{Head: h}.Chart()},
		{"behaviour", chart.Behaviour{Head: h}.Chart()},
		{"how many", chart.HowMany{Head: h}.Chart()},
		{"how many of no weight", chart.HowMany{Head: h, Outcomes: []chart.Outcome{{1, 0}}}.Chart()},
		{"when", chart.When{Head: h}.Chart()},
	}
}

func TestWhatIsEmptySaysSo(t *testing.T) {
	t.Parallel()
	for _, s := range empties() {
		p := draw(t, s.chart, chart.Options{})
		if !s.chart.Empty() || len(p.texts) != 1 || p.texts[0].text != "No item was finished in this time." {
			t.Errorf("%s: empty %v, says %v", s.name, s.chart.Empty(), p.texts)
		}
		if err := s.chart.PNG(&bytes.Buffer{}, chart.Options{Scale: 1}); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
	if p := draw(t, chart.Run{}.Chart(), chart.Options{}); !p.says("nothing to show") {
		t.Error("an empty chart says nothing")
	}
}

// tiny are charts of very few, equal or zero values.
func tiny() []sample {
	var out []sample
	for name, values := range map[string][]float64{"one": {3}, "two": {1, 4}, "equal": {5, 5, 5}, "zero": {0, 0}, "negative": {-3, -1}} {
		var dots []chart.Dot
		var points, sameDay []chart.Point
		var flows []chart.Flow
		var days []chart.Day
		var items []chart.AgeingItem
		var times []chart.StageTime
		var seen []chart.Observation
		var outcomes []chart.Outcome
		for i, v := range values {
			d := day + chart.Day(i)
			dots = append(dots, chart.Dot{Day: day, Value: v})
			points = append(points, chart.Point{Day: d, Value: v})
			sameDay = append(sameDay, chart.Point{Day: day, Value: v})
			flows = append(flows, chart.Flow{Day: d, Arrived: v, Departed: v})
			days = append(days, d)
			items = append(items, chart.AgeingItem{Age: v})
			times = append(times, chart.StageTime{Values: []float64{v}})
			seen = append(seen, chart.Observation{Day: d, Value: v, Range: 1})
			outcomes = append(outcomes, chart.Outcome{Value: v, Weight: 1})
		}
		add := func(kind string, c chart.Chart) { out = append(out, sample{kind + ", " + name, c}) }
		add("scatter", chart.Scatter{Dots: dots, Percentiles: []chart.Percentile{{P: 50, Value: values[0]}}}.Chart())
		add("histogram", chart.Histogram{Values: values, Percentiles: []chart.Percentile{{P: 50, Value: values[0]}}}.Chart())
		for style := range chart.Steps + 1 {
			add(fmt.Sprint("run ", style), chart.Run{Points: points, Style: style}.Chart())
			add(fmt.Sprint("free run ", style), chart.Run{Points: sameDay, Style: style, Y: chart.Axis{Free: true}}.Chart())
		}
		add("lines", chart.Lines{Series: []chart.Series{{Points: points}}}.Chart())
		add("cumulative flow", chart.CumulativeFlow{Days: days, Stages: []chart.Stage{{Reached: values}, {Reached: values}}}.Chart())
		add("net flow", chart.NetFlow{Points: flows}.Chart())
		add("ageing", chart.Ageing{Stages: []chart.AgeingStage{{}}, Items: items}.Chart())
		add("time in stage", chart.TimeInStage{Stages: times}.Chart())
		add("behaviour", chart.Behaviour{Observations: seen}.Chart())
		add("how many", chart.HowMany{Outcomes: outcomes}.Chart())
	}
	return out
}

func TestVeryLittleDataGivesASensiblePicture(t *testing.T) {
	t.Parallel()
	for _, s := range tiny() {
		if s.chart.Empty() {
			t.Errorf("%s: empty", s.name)
		}
		p := draw(t, s.chart, chart.Options{})
		inside(t, p)
		apart(t, p)
		if strings.Contains(p.source, "NaN") || strings.Contains(p.source, "Inf") {
			t.Errorf("%s: no number in\n%s", s.name, p.source)
		}
	}
}

func TestSizesThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	c := scatter(3, 3).Chart()
	for _, o := range []chart.Options{{Width: 100}, {Width: 5000}, {Height: 10}, {Height: -1}, {Height: 1e6}, {Scale: 0.1}, {Scale: 9}, {Scale: math.NaN()}} {
		if err := c.SVG(&bytes.Buffer{}, o); !errors.Is(err, chart.ErrSize) {
			t.Errorf("%+v: %v", o, err)
		}
		if err := c.PNG(&bytes.Buffer{}, o); !errors.Is(err, chart.ErrSize) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// full takes nothing.
type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAWriterThatFailsIsReported(t *testing.T) {
	t.Parallel()
	c := scatter(3, 3).Chart()
	if err := c.SVG(full{}, chart.Options{}); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if err := c.PNG(full{}, chart.Options{}); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

func TestSparklines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values         []float64
		unicode, ascii string
	}{
		{nil, "", ""},
		{[]float64{0, 0}, "▁▁", "__"},
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, "▁▂▃▄▅▆▇██", "_.-:=+*##"},
		{[]float64{5, math.NaN(), 10}, "▅ █", "= #"},
		{[]float64{-1, 0, 1}, "▁▅█", "_=#"},
		{[]float64{1e-310, 1e12}, "▁█", "_#"},
	} {
		if got := [2]string{chart.Sparkline(c.values), chart.SparklineASCII(c.values)}; got != [2]string{c.unicode, c.ascii} {
			t.Errorf("%v: %q", c.values, got)
		}
	}
}

func TestEveryTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(samples(), empties(), tiny(), hostileCharts("x")) {
		table := s.chart.Table()
		if len(table.Columns) < 1 || table.Caption != s.chart.Head().Title {
			t.Errorf("%s: %q, %v", s.name, table.Caption, table.Columns)
		}
		for _, r := range table.Rows {
			if len(r) != len(table.Columns) {
				t.Errorf("%s: the row %q has not the %d columns", s.name, r, len(table.Columns))
			}
		}
		if table.Links != nil && len(table.Links) != len(table.Rows) {
			t.Errorf("%s: %d links of %d rows", s.name, len(table.Links), len(table.Rows))
		}
	}
}

func TestTheTableHasTheFiguresOfTheChart(t *testing.T) {
	t.Parallel()
	s := chart.Scatter{
		Head: chart.Head{Title: "How long does work take?"}, Days: "Finished", Y: daysAxis,
		Dots:        []chart.Dot{{day, 1234.5, "OPS-1", "https://jira.test/browse/OPS-1", 0}, {day, math.NaN(), "OPS-2", "javascript:alert(1)", 0}},
		Percentiles: []chart.Percentile{{P: 85, Value: 1}, {P: 95, Value: math.Inf(1)}},
	}
	want := chart.Table{
		Caption: "How long does work take?",
		Columns: []chart.Column{{"Item", false}, {"Finished", false}, {"Cycle time (days)", true}},
		Rows:    [][]string{{"OPS-1", "2026-03-02", "1,234.5"}, {"OPS-2", "2026-03-02", "–"}},
		Links:   []string{"https://jira.test/browse/OPS-1", ""},
		Notes:   []string{"85 %: 1 day", "1 value is no number that can be drawn, and is left out of the picture."},
	}
	if diff := cmp.Diff(want, s.Chart().Table()); diff != "" {
		t.Error(diff)
	}
}
