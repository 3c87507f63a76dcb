package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// weekly makes items that finish in weeks that begin on 5 January 2026, so many
// in each, one day each.
func weekly(counts ...int) []weir.Issue {
	var issues []weir.Issue
	for week, n := range counts {
		for range n {
			at := moment("2026-01-07").AddDate(0, 0, 7*week).Format("2006-01-02")
			issues = append(issues, issue(fmt.Sprintf("OPS-%d", len(issues)+1), []string{at + " 08:00 Development", at + " 17:00 Done"}))
		}
	}
	return issues
}

func TestThroughputHasLimitsOfWholeWeeks(t *testing.T) {
	t.Parallel()
	a := analyseAt(t, flow.Policy{}, "2026-03-04", weekly(5, 3, 5, 3, 5, 3, 5, 3, 9)...) // the last week is not over
	a.First = day("2026-01-05")
	b := a.Behaviour(flow.MeasureThroughput, flow.BehaviourParams{})
	if b.Baseline != 8 || b.First != day("2026-01-05") || b.Last != day("2026-02-23") || b.Period != flow.Weekly || b.Unit != "items" {
		t.Errorf("the baseline is of %d from %v to %v", b.Baseline, b.First, b.Last)
	}
	want := &flow.Limits{Mean: 4, Range: 2, Upper: 4 + 2.66*2, Lower: 0, RangeLimit: 3.268 * 2, Clamped: true}
	want.Sigma = b.Limits.Sigma
	if !near(b.Limits.Sigma, 2/1.128) {
		t.Errorf("sigma is %v", b.Limits.Sigma)
	}
	if diff := cmp.Diff(want, b.Limits); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(b.Signals) != 0 || value(b.Points[1].Range) != "2" || b.Points[0].Range != nil {
		t.Errorf("signals %v, ranges %v", b.Signals, b.Points)
	}
}

func TestSignalsStandOutFromABaseline(t *testing.T) {
	t.Parallel()
	a := analyseAt(t, flow.Policy{}, "2026-03-10", weekly(5, 3, 5, 3, 5, 3, 5, 3, 20)...)
	a.First = day("2026-01-05")
	p := flow.BehaviourParams{Baseline: flow.Window{Last: day("2026-02-28")}}
	b := a.Behaviour(flow.MeasureThroughput, p)
	want := []flow.Signal{{Rule: "outside the limits", Above: true, Points: []int{8}, First: day("2026-03-02"), Last: day("2026-03-02")}}
	if diff := cmp.Diff(want, b.Signals); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if b.Baseline != 8 || len(b.Points) != 9 {
		t.Errorf("%d of %d points are the baseline, want 8 of 9", b.Baseline, len(b.Points))
	}
	p.Median = true
	if l := a.Behaviour(flow.MeasureThroughput, p).Limits; !l.Median || l.Upper != 4+3.145*2 {
		t.Errorf("limits of the median range: %+v", l)
	}
	p.Baseline.First = day("2026-02-16")
	if b := a.Behaviour(flow.MeasureThroughput, p); b.Limits != nil || b.Withheld == nil || b.Withheld.Have != 2 || len(b.Points) != 9 || b.Signals != nil {
		t.Errorf("two points are no baseline: %+v", b)
	}
}

func TestDailyThroughputOfWorkingDaysKnowsNoWeekends(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{Calendar: flow.WorkingDays()},
		issue("OPS-1", []string{"2026-01-08 Development", "2026-01-09 Done"}), // a Friday
		issue("OPS-2", []string{"2026-01-09 Development", "2026-01-10 Done"}), // a Saturday: counts for Monday
		issue("OPS-3", []string{"2026-01-09 Development", "2026-01-13 Done"}))
	var got []string
	for _, p := range a.Behaviour(flow.MeasureThroughput, flow.BehaviourParams{Period: flow.Daily}).Points[:4] {
		got = append(got, fmt.Sprint(p.Day, " ", p.Value))
	}
	if diff := cmp.Diff([]string{"2026-01-08 0", "2026-01-09 1", "2026-01-12 1", "2026-01-13 1"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAnyBehaviourShowsWhatTheOtherFiguresSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		p := flow.BehaviourParams{Period: rapid.SampledFrom([]flow.Period{"", flow.Daily, flow.Weekly, flow.Monthly}).Draw(t, "period")}
		dots := a.CycleTimes().Dots
		for i, point := range a.Behaviour(flow.MeasureCycleTime, p).Points {
			if point.Key != dots[i].Key || point.Value != dots[i].Days || point.Day != dots[i].Day {
				t.Errorf("the point is %+v, the dot %+v", point, dots[i])
			}
		}
		wip := a.WIP()
		for _, point := range a.Behaviour(flow.MeasureWIP, p).Points {
			length := map[flow.Period]flow.Day{flow.Daily: 1, flow.Weekly: 7, "": 7}[p.Period]
			if length != 0 && point.Value != wip.At(point.Day+length-1) {
				t.Errorf("%v: %v in progress, and %v in the series", point.Day, point.Value, wip.At(point.Day+length-1))
			}
			if point.Day < a.First || point.Day >= a.Today {
				t.Errorf("%v is not wholly shown, or not over", point.Day)
			}
		}
		points := a.Behaviour(flow.MeasureThroughput, p).Points
		for i, point := range points {
			if point.Value < 0 || i > 0 && point.Day <= points[i-1].Day {
				t.Errorf("the points are out of order: %+v", points)
			}
		}
	})
}
