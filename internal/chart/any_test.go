package chart_test

import (
	"math"

	"pgregory.net/rapid"

	"weir/internal/chart"
)

// The generators of this file make charts of every kind from whatever a caller
// may hand in: nothing, one value, equal ones, huge and tiny ones, and what is
// no number.

var (
	anyValue = rapid.OneOf(
		rapid.Float64Range(0, 50), rapid.Float64Range(-10, 10), rapid.Float64Range(0, 1e9), rapid.Float64(),
		rapid.Map(rapid.IntRange(0, 30), func(n int) float64 { return float64(n) }),
		rapid.SampledFrom([]float64{0, 1, math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 1e300, -1e12, 5e-324}),
	)
	anyDay = rapid.OneOf(
		rapid.Map(rapid.Int32Range(20000, 20200), func(d int32) chart.Day { return chart.Day(d) }),
		rapid.Map(rapid.Int32Range(20000, 20010), func(d int32) chart.Day { return chart.Day(d) }),
		rapid.Map(rapid.Int32(), func(d int32) chart.Day { return chart.Day(d) }),
		rapid.Just(chart.DayOf(2026, 3, 1)),
	)
	anyName = rapid.OneOf(
		rapid.SampledFrom([]string{"Done", "In progress", "", "Waiting for the customer to answer our question"}), rapid.StringN(0, 30, -1),
	)
	anyAxis = rapid.Custom(func(t *rapid.T) chart.Axis {
		return chart.Axis{
			Title: anyName.Draw(t, "title"), Unit: rapid.SampledFrom([]string{"", "days", "items a week"}).Draw(t, "unit"),
			Whole: rapid.Bool().Draw(t, "whole"), Free: rapid.Bool().Draw(t, "free"),
			Cap: rapid.OneOf(rapid.Just(0.0), anyValue).Draw(t, "cap"),
		}
	})
	anyHead = rapid.Custom(func(t *rapid.T) chart.Head {
		return chart.Head{Title: anyName.Draw(t, "title"), Rule: anyName.Draw(t, "rule")}
	})
	anyPoint = rapid.Custom(func(t *rapid.T) chart.Point {
		return chart.Point{Day: anyDay.Draw(t, "day"), Value: anyValue.Draw(t, "value")}
	})
	anyPercentiles = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chart.Percentile {
		return chart.Percentile{P: rapid.IntRange(1, 99).Draw(t, "p"), Value: anyValue.Draw(t, "value")}
	}), 0, 12)
	anyReferences = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chart.Reference {
		return chart.Reference{Name: anyName.Draw(t, "name"), Value: anyValue.Draw(t, "value")}
	}), 0, 4)
	anyPeriod = rapid.SampledFrom([]chart.Period{chart.Daily, chart.Weekly, chart.Monthly})
)

// anyPoints are in the order of their days.
func anyPoints(t *rapid.T, most int) []chart.Point {
	points := rapid.SliceOfN(anyPoint, 0, most).Draw(t, "points")
	for i := 1; i < len(points); i++ {
		points[i].Day = max(points[i].Day, points[i-1].Day)
	}
	return points
}

func anyValues(most int) *rapid.Generator[[]float64] { return rapid.SliceOfN(anyValue, 0, most) }

// anyChart is a chart of any kind.
func anyChart(t *rapid.T) chart.Chart {
	h := anyHead.Draw(t, "head")
	switch rapid.IntRange(0, 10).Draw(t, "kind") {
	case 0:
		dots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chart.Dot {
			return chart.Dot{Day: anyDay.Draw(t, "day"), Value: anyValue.Draw(t, "value"), Label: anyName.Draw(t, "label"), Group: rapid.IntRange(-1, 4).Draw(t, "group")}
		}), 0, 40).Draw(t, "dots")
		return chart.Scatter{
			Head: h, Days: anyName.Draw(t, "days"), Y: anyAxis.Draw(t, "y"), Dots: dots,
			Groups: rapid.SliceOfN(anyName, 0, 4).Draw(t, "groups"), Percentiles: anyPercentiles.Draw(t, "percentiles"),
		}.Chart()
	case 1:
		return chart.Histogram{
			Head: h, X: anyAxis.Draw(t, "x"), Values: anyValues(60).Draw(t, "values"), Percentiles: anyPercentiles.Draw(t, "percentiles"),
			Width: rapid.OneOf(rapid.Just(0.0), anyValue).Draw(t, "width"),
		}.Chart()
	case 2:
		return chart.Run{
			Head: h, Y: anyAxis.Draw(t, "y"), Period: anyPeriod.Draw(t, "period"), Points: anyPoints(t, 40), References: anyReferences.Draw(t, "references"),
			Style: rapid.SampledFrom([]chart.Style{chart.Bars, chart.Curve, chart.Steps}).Draw(t, "style"), Days: anyName.Draw(t, "days"),
		}.Chart()
	case 3:
		l := chart.Lines{Head: h, Y: anyAxis.Draw(t, "y"), Step: rapid.Bool().Draw(t, "step"), References: anyReferences.Draw(t, "references")}
		for range rapid.IntRange(0, 10).Draw(t, "series") {
			l.Series = append(l.Series, chart.Series{Name: anyName.Draw(t, "name"), Points: anyPoints(t, 10)})
		}
		return l.Chart()
	case 4:
		return anyFlow(t, h).Chart()
	case 5:
		n := chart.NetFlow{Head: h, Y: anyAxis.Draw(t, "y"), Period: anyPeriod.Draw(t, "period")}
		for _, p := range anyPoints(t, 30) {
			n.Points = append(n.Points, chart.Flow{Day: p.Day, Arrived: p.Value, Departed: anyValue.Draw(t, "departed")})
		}
		return n.Chart()
	case 6:
		return anyAgeing(t, h).Chart()
	case 7:
		s := chart.TimeInStage{Head: h, X: anyAxis.Draw(t, "x"), Parts: rapid.SliceOfN(anyName, 0, 3).Draw(t, "parts")}
		for range rapid.IntRange(0, 40).Draw(t, "stages") {
			s.Stages = append(s.Stages, chart.StageTime{Name: anyName.Draw(t, "name"), Values: anyValues(3).Draw(t, "values")})
		}
		return s.Chart()
	case 8:
		b := chart.Behaviour{
			Head: h, Y: anyAxis.Draw(t, "y"), Period: anyPeriod.Draw(t, "period"), Ordered: rapid.Bool().Draw(t, "ordered"),
			Limits: chart.Limits{
				Mean: anyValue.Draw(t, "mean"), Upper: anyValue.Draw(t, "upper"), Lower: anyValue.Draw(t, "lower"),
				RangeMean: anyValue.Draw(t, "range mean"), RangeUpper: anyValue.Draw(t, "range upper"),
			},
		}
		for _, p := range anyPoints(t, 30) {
			b.Observations = append(b.Observations, chart.Observation{Day: p.Day, Value: p.Value, Range: anyValue.Draw(t, "range"), Signal: anyName.Draw(t, "signal")})
		}
		return b.Chart()
	case 9:
		m := chart.HowMany{Head: h, X: anyAxis.Draw(t, "x"), Percentiles: anyPercentiles.Draw(t, "percentiles")}
		for _, v := range anyValues(40).Draw(t, "outcomes") {
			m.Outcomes = append(m.Outcomes, chart.Outcome{Value: v, Weight: anyValue.Draw(t, "weight")})
		}
		return m.Chart()
	default:
		w := chart.When{Head: h, Days: anyName.Draw(t, "days")}
		for _, p := range anyPoints(t, 40) {
			w.Outcomes = append(w.Outcomes, chart.DayOutcome{Day: p.Day, Weight: p.Value})
		}
		for _, p := range anyPercentiles.Draw(t, "percentiles") {
			w.Percentiles = append(w.Percentiles, chart.DayPercentile{P: p.P, Day: anyDay.Draw(t, "day")})
		}
		return w.Chart()
	}
}

func anyFlow(t *rapid.T, h chart.Head) chart.CumulativeFlow {
	f := chart.CumulativeFlow{Head: h, Y: anyAxis.Draw(t, "y")}
	for _, p := range anyPoints(t, 20) {
		f.Days = append(f.Days, p.Day)
	}
	for range rapid.IntRange(0, 10).Draw(t, "stages") {
		n := len(f.Days) + rapid.IntRange(-1, 0).Draw(t, "less")
		f.Stages = append(f.Stages, chart.Stage{Name: anyName.Draw(t, "name"), Reached: anyValues(max(0, n)).Draw(t, "reached")})
	}
	return f
}

func anyAgeing(t *rapid.T, h chart.Head) chart.Ageing {
	a := chart.Ageing{Head: h, Y: anyAxis.Draw(t, "y"), Bands: rapid.SliceOfN(rapid.IntRange(1, 99), 0, 6).Draw(t, "bands"), Percentiles: anyPercentiles.Draw(t, "percentiles")}
	for range rapid.IntRange(0, 12).Draw(t, "stages") {
		a.Stages = append(a.Stages, chart.AgeingStage{Name: anyName.Draw(t, "name"), Pace: anyValues(6).Draw(t, "pace")})
	}
	for range rapid.IntRange(0, 40).Draw(t, "items") {
		a.Items = append(a.Items, chart.AgeingItem{Stage: rapid.IntRange(-1, 12).Draw(t, "stage"), Age: anyValue.Draw(t, "age"), Label: anyName.Draw(t, "label")})
	}
	return a
}

// anyOptions are those of any picture.
func anyOptions(t *rapid.T) chart.Options {
	return chart.Options{
		Width: rapid.IntRange(240, 1400).Draw(t, "width"), Height: rapid.IntRange(200, 900).Draw(t, "height"),
		Standalone: rapid.Bool().Draw(t, "standalone"), Theme: rapid.SampledFrom([]chart.Theme{chart.Light, chart.Dark}).Draw(t, "theme"),
		Links: rapid.Bool().Draw(t, "links"),
	}
}
