package chart_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir/internal/chart"
)

// dotted counts the dots of the first series.
func (p picture) dotted() int {
	n := 0
	for _, d := range p.of("dots", "series-1") {
		n += len(d.shapes)
	}
	return n
}

// value reads what a coordinate of the first plot stands for.
func (p picture) value(t fataler, y float64) float64 {
	t.Helper()
	_, rest, _ := strings.Cut(p.source, `data-y="`)
	var from, to float64
	if _, err := fmt.Sscan(rest[:strings.Index(rest, `"`)], &from, &to); err != nil {
		t.Fatal(err)
	}
	plot := p.plot(t)
	return from + (plot[3]-y)/(plot[3]-plot[1])*(to-from)
}

func TestDotsStandAtTheirValues(t *testing.T) {
	t.Parallel()
	p := draw(t, chart.Scatter{Y: daysAxis, Dots: []chart.Dot{{Day: day, Value: 4}, {Day: day + 10, Value: 9}}}.Chart(), chart.Options{})
	dots := p.of("dots", "series-1")
	if len(dots) != 1 || len(dots[0].shapes) != 2 {
		t.Fatalf("%+v", dots)
	}
	for i, want := range []float64{4, 9} {
		if got := p.value(t, dots[0].shapes[i][0][1]); got < want-0.05 || got > want+0.05 {
			t.Errorf("the dot of %v is at %v", want, got)
		}
	}
	if dots[0].shapes[0][0][0] >= dots[0].shapes[1][0][0] {
		t.Error("the later day is not on the right")
	}
}

func TestEqualDotsAreOneLargerDotWithItsCount(t *testing.T) {
	t.Parallel()
	s := chart.Scatter{Y: daysAxis, Dots: []chart.Dot{{Day: day, Value: 4, Label: "A-1"}, {Day: day, Value: 4, Label: "A-2"}, {Day: day, Value: 4, Label: "A-3"}, {Day: day + 30, Value: 9, Label: "A-4"}}}
	p := draw(t, s.Chart(), chart.Options{})
	dots := p.of("dots", "series-1")
	if len(dots) != 2 || p.dotted() != 2 || dots[0].width <= dots[1].width {
		t.Errorf("%+v", dots)
	}
	if !slices.ContainsFunc(p.texts, func(w writing) bool { return w.text == "3" }) {
		t.Error("nothing says that the dot stands for three")
	}
	p = draw(t, s.Chart(), chart.Options{Links: true})
	if titles := p.of("dots", "series-1")[0].title; !strings.Contains(titles, "A-1, A-2, A-3 · 2 Mar 2026 · 4 days") {
		t.Errorf("%q", titles)
	}
}

func TestTooManyDotsBecomeAGridOfCells(t *testing.T) {
	t.Parallel()
	p := draw(t, large(30_000)[1].chart, chart.Options{Links: true})
	if p.dotted() != 0 || len(p.links) != 0 {
		t.Errorf("%d dots, %d links", p.dotted(), len(p.links))
	}
	steps := p.of("area", "series-1")
	if len(steps) < 4 || !strings.Contains(p.source, `fill-opacity="0.3"`) || !p.says("stronger colour") {
		t.Errorf("%d steps", len(steps))
	}
}

func TestOnlyDotsThatWereAskedForAreLinks(t *testing.T) {
	t.Parallel()
	s := scatter(50, 200)
	s.Dots[0].Link, s.Dots[1].Link, s.Dots[2].Link = "javascript:alert(1)", "//evil.test/x", "data:text/html,x"
	for _, c := range []struct {
		chart chart.Chart
		links bool
		want  bool
	}{{s.Chart(), true, true}, {s.Chart(), false, false}, {ageing(4, 20).Chart(), true, true}, {ageing(4, 20).Chart(), false, false}, {large(10_000)[1].chart, true, false}} {
		p := draw(t, c.chart, chart.Options{Links: c.links})
		if got := len(p.links) > 0; got != c.want {
			t.Errorf("%s: %d links", c.chart.Kind(), len(p.links))
		}
		if role := map[bool]string{true: "group", false: "img"}[c.want]; p.role != role {
			t.Errorf("%s: the role is %s: an image would hide its links", c.chart.Kind(), p.role)
		}
		for _, l := range p.links {
			if !strings.HasPrefix(l, "https://jira.test/browse/OPS-") {
				t.Errorf("a link to %q", l)
			}
		}
	}
}

func TestValuesAboveTheCapAreMarkedAndCounted(t *testing.T) {
	t.Parallel()
	long := []float64{1, 2, 3, 400, 500}
	capped := chart.Axis{Title: "Cycle time", Unit: "days", Cap: 10}
	var dots []chart.Dot
	var points []chart.Point
	var items []chart.AgeingItem
	for i, v := range long {
		dots = append(dots, chart.Dot{Day: day + chart.Day(10*i), Value: v})
		points = append(points, chart.Point{Day: day + chart.Day(i), Value: v})
		items = append(items, chart.AgeingItem{Age: v})
	}
	for _, c := range []chart.Chart{
		chart.Scatter{Y: capped, Dots: dots, Percentiles: []chart.Percentile{{P: 50, Value: 3}}}.Chart(),
		chart.Run{Y: capped, Points: points}.Chart(),
		chart.Run{Y: capped, Points: points, Style: chart.Curve}.Chart(),
		chart.Lines{Y: capped, Series: []chart.Series{{Points: points}}}.Chart(),
		chart.Ageing{Y: capped, Stages: []chart.AgeingStage{{Name: "In progress"}}, Items: items}.Chart(),
		chart.Histogram{X: capped, Values: long}.Chart(),
	} {
		p := draw(t, c, chart.Options{})
		if !p.says("2 above 10 days") {
			t.Errorf("%s: nothing says that two are above the cap", c.Kind())
		}
		if p.says("500") || p.says("400") {
			t.Errorf("%s: the axis reaches beyond the cap", c.Kind())
		}
		table := fmt.Sprint(c.Table().Rows)
		if c.Kind() != "histogram" && !strings.Contains(table, "500") {
			t.Errorf("%s: the table does not have what is above the cap", c.Kind())
		}
	}
	p := draw(t, chart.Scatter{Y: capped, Dots: dots, Percentiles: []chart.Percentile{{P: 95, Value: 450}}}.Chart(), chart.Options{})
	if !p.says("95 %: 450 days") || !p.says("1 above 450 days") {
		t.Error("the cap hides a percentile")
	}
}

func TestPercentilesOfEqualValuesShareALabel(t *testing.T) {
	t.Parallel()
	s := chart.Scatter{Y: daysAxis, Dots: []chart.Dot{{Day: day, Value: 9}}, Percentiles: []chart.Percentile{{P: 70, Value: 5}, {P: 50, Value: 5}, {P: 85, Value: 1, Label: "Expected"}}}
	p := draw(t, s.Chart(), chart.Options{})
	for _, want := range []string{"50 % and 70 %: 5 days", "Expected: 1 day"} {
		if !slices.ContainsFunc(p.texts, func(w writing) bool { return w.text == want }) {
			t.Errorf("nothing says %q", want)
		}
	}
	if n := len(p.of("line", "percentile")); n != 2 {
		t.Errorf("%d lines", n)
	}
}

func TestTicksOfDaysSuitTheirSpan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		days  chart.Day
		width int
		want  string
	}{
		{6, 960, "2 Mar|2026|3 Mar|4 Mar|5 Mar|6 Mar|7 Mar|8 Mar"},
		{60, 960, "2 Mar|2026|9 Mar|16 Mar|23 Mar|30 Mar|6 Apr|13 Apr|20 Apr|27 Apr"},
		{60, 390, "2 Mar|2026|16 Mar|30 Mar|13 Apr|27 Apr"},
		{365, 960, "Mar|2026|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Jan|2027|Feb|Mar"},
		{900, 390, "Apr|2026|Jul|Oct|Jan|2027|Apr|Jul|Oct|Jan|2028|Apr|Jul"},
		{365 * 12, 960, "2027|2028|2029|2030|2031|2032|2033|2034|2035|2036|2037|2038"},
		{365 * 300, 390, "2050|2100|2150|2200|2250|2300"},
	} {
		p := draw(t, chart.Scatter{Dots: []chart.Dot{{Day: day, Value: 1}, {Day: day + c.days, Value: 1}}}.Chart(), chart.Options{Width: c.width})
		if got := strings.Join(p.below(t), "|"); got != c.want {
			t.Errorf("%d days in %d: %s\nwanted %s", c.days, c.width, got, c.want)
		}
	}
}

// below returns the texts below the first plot.
func (p picture) below(t fataler) []string {
	t.Helper()
	var out []string
	for _, w := range p.texts {
		if w.y > p.plot(t)[3]+6 {
			out = append(out, w.text)
		}
	}
	return out
}

func TestWeeksAreNamedBelowTheirBars(t *testing.T) {
	t.Parallel()
	for period, step := range map[chart.Period]chart.Day{chart.Weekly: 7, chart.Daily: 1} {
		r := chart.Run{Period: period}
		for i := range chart.Day(5) {
			r.Points = append(r.Points, chart.Point{Day: day + i*step, Value: 1})
		}
		p := draw(t, r.Chart(), chart.Options{})
		bars := p.of("area", "series-1")[0].shapes
		n := chart.Day(0)
		for _, w := range p.texts {
			if w.y < p.plot(t)[3]+6 || w.text == "2026" {
				continue
			}
			middle := (bars[n][0][0] + bars[n][1][0]) / 2
			if want := (day + n*step).Time().Format("2 Jan"); w.text != want || w.x < middle-1 || w.x > middle+1 {
				t.Errorf("%q at %v, wanted %q at %v", w.text, w.x, want, middle)
			}
			n++
		}
		if n != 5 {
			t.Errorf("%d of 5 bars have their name", n)
		}
	}
}

func TestAxesBeginAtZeroUnlessTheyAreFree(t *testing.T) {
	t.Parallel()
	points := []chart.Point{{Day: day, Value: 101}, {Day: day + 1, Value: 104}}
	for _, c := range []struct {
		axis chart.Axis
		want string
	}{
		{chart.Axis{Whole: true}, "0 20 40 60 80 100 120"},
		{chart.Axis{Free: true, Whole: true}, "101 102 103 104"},
		{chart.Axis{Free: true}, "101.0 101.5 102.0 102.5 103.0 103.5 104.0"},
	} {
		p := draw(t, chart.Run{Y: c.axis, Style: chart.Curve, Points: points}.Chart(), chart.Options{})
		var labels []string
		for _, w := range p.texts {
			if w.anchor == "end" {
				labels = append(labels, w.text)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%+v: %s, wanted %s", c.axis, got, c.want)
		}
	}
}

func TestSignalsHaveAShapeOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := behaviour(20)
	p := draw(t, b.Chart(), chart.Options{})
	signals := p.of("area", "signal")
	if len(signals) != 2 || len(signals[1].shapes) != 1 || len(signals[1].shapes[0]) != 4 { // the first is the legend's
		t.Errorf("%+v", signals)
	}
	// 19 calm ones and the legend's; the 19 moving ranges.
	if n := p.dotted(); n != 19+1+19 {
		t.Errorf("%d dots", n)
	}
	if !p.says("Signal (1)") || !p.says("Upper limit: 14.6 items") || p.says("Lower limit") || !p.says("Mean range: 3.1 items") {
		t.Error("the lines are not named")
	}
}

func TestLinesThatWouldCrossAreRaisedAndNoted(t *testing.T) {
	t.Parallel()
	f := chart.CumulativeFlow{Days: []chart.Day{day, day + 1}, Stages: []chart.Stage{{"Ready", []float64{1, 5}}, {"Done", []float64{2, 3}}}}
	if notes := f.Chart().Table().Notes; len(notes) != 1 || !strings.Contains(notes[0], "raises 1 values") {
		t.Errorf("%q", notes)
	}
	p := draw(t, f.Chart(), chart.Options{})
	if top := p.of("area", "series-1")[1].shapes[0][0]; p.value(t, top[1]) < 1.95 {
		t.Errorf("the upper line begins at %v", p.value(t, top[1]))
	}
}

func TestAgeingColumnsSayTheirStageAndCount(t *testing.T) {
	t.Parallel()
	a := chart.Ageing{Stages: []chart.AgeingStage{{Name: "In progress", Pace: []float64{2, 4}}, {Name: "In review"}}, Bands: []int{50, 85}}
	for i := range 3 {
		a.Items = append(a.Items, chart.AgeingItem{Stage: i / 2, Age: 3, Label: "OPS-" + strconv.Itoa(i)})
	}
	p := draw(t, a.Chart(), chart.Options{})
	for _, want := range []string{"In progress", "2 items", "In review", "1 item", "OPS-0", "OPS-1", "OPS-2", "up to 50 %", "50–85 %", "above 85 %"} {
		if !slices.ContainsFunc(p.texts, func(w writing) bool { return w.text == want }) {
			t.Errorf("nothing says %q", want)
		}
	}
	if p.dotted() != 3 {
		t.Errorf("%d dots", p.dotted())
	}
}

func TestForecastsSayTheirPercentiles(t *testing.T) {
	t.Parallel()
	p := draw(t, when(50).Chart(), chart.Options{})
	want := "85 %: " + (chart.DayOf(2026, time.April, 20) + 24).Time().Format("2 Jan 2006")
	if !p.says(want) {
		t.Errorf("nothing says %q in %v", want, p.texts)
	}
	rows := howMany(40).Chart().Table().Rows
	if last := rows[len(rows)-1]; last[0] != "59" || last[2] != "100" {
		t.Errorf("%q", last)
	}
}
