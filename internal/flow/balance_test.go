package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// steady makes items that take four days each, of which one starts each day from
// 1 January on.
func steady(n int) []weir.Issue {
	var issues []weir.Issue
	for i := range n {
		start := moment("2026-01-01").AddDate(0, 0, i)
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", i+1), []string{
			start.Format("2006-01-02") + " Development", start.AddDate(0, 0, 3).Format("2006-01-02") + " Done",
		}))
	}
	return issues
}

func held(checks []flow.Check) map[string]string {
	m := map[string]string{}
	for _, c := range checks {
		switch {
		case c.Holds == nil:
			m[c.ID] = "?"
		case *c.Holds:
			m[c.ID] = "yes"
		default:
			m[c.ID] = "no"
		}
	}
	return m
}

func TestBalanceComparesWhatCameWithWhatWent(t *testing.T) {
	t.Parallel()
	issues := append(steady(60),
		issue("OPS-100", []string{"2026-01-10 Development", "2026-01-20 Done"}, resolution("Won't Do")),
		issue("OPS-101", []string{"2026-01-10 To Do", "2026-01-20 Done"}, resolution("Won't Do")))
	a := analyseAt(t, flow.Policy{Discard: []string{"Won't Do"}}, "2026-02-01", issues...)
	a.First, a.Last = day("2026-01-11"), day("2026-01-31")
	b := a.Balance(flow.Weekly)
	checks := b.Checks
	ratio, load := b.Ratio, b.Load
	b.Checks, b.Ratio, b.AgeStart, b.AgeEnd, b.Load = nil, nil, nil, nil, flow.Load{}
	want := flow.Balance{
		First: a.First, Last: a.Last, Days: 21, Arrivals: 21, Departures: 22, Finished: 21, Discarded: 1, DiscardedUnstarted: 1,
		WIPStart: 4, WIPEnd: 3, MeanWIP: (21*3 + 9) / 21.0,
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if value(ratio) != "0.954545" {
		t.Errorf("the ratio is %s, want 21/22", value(ratio))
	}
	if load.WIP != 3 || load.Throughput != 7 || value(load.Ratio) != "0.428571" || load.Period != flow.Weekly || load.Days != 21 {
		t.Errorf("3 items in progress at 7 a week are %+v", load)
	}
	// Mean age: 3, 2, 1 and 1 day at the beginning, 3, 2, 1 at the end.
	want2 := map[string]string{"arrivals": "yes", "discarded": "no", "wip": "yes", "age": "yes", "units": "yes"}
	if diff := cmp.Diff(want2, held(checks)); diff != "" {
		t.Errorf("the assumptions (-want +got)\n%s", diff)
	}
}

func TestTheAssumptionsOfLittlesLawFailWhereTheyDo(t *testing.T) {
	t.Parallel()
	var issues []weir.Issue
	for n := 1; n <= 20; n++ { // twenty start, five are finished
		lines := []string{fmt.Sprintf("2026-01-%02d Development", n)}
		if n <= 5 {
			lines = append(lines, fmt.Sprintf("2026-01-%02d Done", n+10))
		}
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", n), lines))
	}
	issues = append(issues, issue("OPS-99", []string{"2026-01-01 To Do", "2026-01-12 Done"}, resolution("Won't Do"))) // it never started
	a := analyse(t, flow.Policy{Calendar: flow.WorkingDays(), Discard: []string{"Won't Do"}}, issues...)
	a.First = day("2026-01-05")
	want := map[string]string{"arrivals": "no", "discarded": "yes", "wip": "no", "age": "no", "units": "no"}
	if diff := cmp.Diff(want, held(a.Balance(flow.Weekly).Checks)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want["arrivals"], want["discarded"], want["wip"], want["age"], want["units"] = "yes", "yes", "yes", "?", "yes"
	if diff := cmp.Diff(want, held(analyse(t, flow.Policy{}).Balance(flow.Weekly).Checks)); diff != "" {
		t.Errorf("of nothing (-want +got)\n%s", diff)
	}
}

func TestALoadOfNothingHasNoRatio(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, issue("OPS-1", []string{"2026-01-05 Development"}))
	if l := a.Load(flow.Daily); l.Ratio != nil || l.Throughput != 0 || l.WIP != 1 {
		t.Errorf("%+v, want no ratio", l)
	}
	a = analyseAt(t, flow.Policy{}, "2026-01-31", steady(30)...)
	for period, want := range map[flow.Period]float64{flow.Daily: 0.9, flow.Weekly: 6.3, flow.Monthly: 0.9 * 365.25 / 12} {
		if l := a.Load(period); !near(l.Throughput, want) { // 27 of 30 are finished
			t.Errorf("%v by the %s, want %v", l.Throughput, period, want)
		}
	}
	a = analyseAt(t, flow.Policy{}, "2026-06-01", append(steady(30), issue("OPS-100", []string{"2026-05-31 12:00 Development", "2026-06-01 08:00 Done"}))...)
	// From 9 March to 31 May nothing was finished; the first of June is not over.
	if l := a.Load(flow.Weekly); l.Days != 84 || l.Throughput != 0 {
		t.Errorf("%+v, want the last twelve weeks without today", l)
	}
}

func TestAnyBalanceAgreesWithTheSeries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		b := a.Balance(flow.Monthly)
		wip := a.WIP()
		for name, pair := range map[string][2]float64{
			"arrivals":          {sum(a.Arrivals().Values), float64(b.Arrivals)},
			"departures":        {sum(a.Departures().Values), float64(b.Departures)},
			"throughput":        {sum(a.Throughput().Values), float64(b.Finished)},
			"net flow":          {sum(a.NetFlow().Values), float64(b.Arrivals - b.Departures)},
			"work in progress":  {wip.At(a.Last), float64(b.WIPEnd)},
			"mean":              {sum(wip.Values) / float64(b.Days), b.MeanWIP},
			"what came in sum":  {float64(b.WIPStart + b.Arrivals - b.Departures), float64(b.WIPEnd)},
			"given up":          {float64(len(a.Discarded())), float64(b.Discarded + b.DiscardedUnstarted)},
			"load":              {wip.At(a.Last), float64(b.Load.WIP)},
			"what is the start": {inProgress(a, a.First-1), float64(b.WIPStart)},
		} {
			if !near(pair[0], pair[1]) {
				t.Errorf("%s: %v in the series, %v in the balance", name, pair[0], pair[1])
			}
		}
		if b.AgeEnd != nil && !near(*b.AgeEnd*float64(b.WIPEnd), a.TotalAge().At(a.Last)) {
			t.Errorf("the mean age is %v, the total age %v", *b.AgeEnd, a.TotalAge().At(a.Last))
		}
	})
}

func TestAnyTotalAgeIsTheSumOfAges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		total := a.TotalAge()
		for d := a.First; d <= a.Last; d++ {
			want := 0.0
			for i := range a.Lines {
				if a.Lines[i].InProgress(d) {
					want += a.Age(&a.Lines[i], d)
				}
			}
			if got := total.At(d); !near(got, want) {
				t.Fatalf("%v: the total age is %v, the ages add up to %v", d, got, want)
			}
		}
	})
}

func TestFlowDebtOfASteadyFlowIsNothing(t *testing.T) {
	t.Parallel()
	for cycle, want := range map[flow.Cycle]string{flow.Inclusive: "4 4 0", flow.Difference: "3 3 0"} {
		a := analyseAt(t, flow.Policy{Cycle: cycle}, "2026-02-20", steady(60)...)
		points := a.FlowDebt(0).Points
		p := points[len(points)-1]
		if got := fmt.Sprint(value(p.Approximate), " ", value(p.Exact), " ", value(p.Difference)); got != want || p.Day != a.Last || p.Items != 7 {
			t.Errorf("%s: %s on %v of %d items, want %s", cycle, got, p.Day, p.Items, want)
		}
		if n := len(points); points[n-2].Day != a.Last-7 {
			t.Errorf("the points are not a week apart: %v", points[n-2].Day)
		}
	}
}

func TestFlowDebtIsBelowZeroWhileOldWorkIsLeftLying(t *testing.T) {
	t.Parallel()
	// Five items are left lying, and five newer ones are finished in a day each.
	var issues []weir.Issue
	for n := 1; n <= 5; n++ {
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", n), []string{fmt.Sprintf("2026-01-%02d Development", n)}),
			issue(fmt.Sprintf("OPS-1%d", n), []string{fmt.Sprintf("2026-01-%02d 08:00 Development", n+20), fmt.Sprintf("2026-01-%02d 18:00 Done", n+20)}))
	}
	a := analyseAt(t, flow.Policy{}, "2026-01-25 20:00", issues...)
	points := a.FlowDebt(7).Points
	p := points[len(points)-1]
	// Five have left by the 25th. The sixth arrived on the 21st, so the latest day
	// with no more than five arrivals is the 20th: six days with both ends.
	if got := fmt.Sprint(value(p.Approximate), " ", value(p.Exact), " ", value(p.Difference)); got != "6 1 -5" {
		t.Errorf("approximate, exact and difference are %s, want 6 1 -5", got)
	}
	if first := points[0]; first.Approximate != nil || first.Exact != nil || first.Difference != nil {
		t.Errorf("before anything left: %+v", first)
	}
}

func TestFlowDebtTakesHalfADayOffWhereTheCountsDiffer(t *testing.T) {
	t.Parallel()
	// Three start on the 1st, two of them leave on the 9th: no day has exactly two
	// arrivals; the latest with fewer is 31 December.
	line := []string{"2026-01-01 Development", "2026-01-09 Done"}
	a := analyseAt(t, flow.Policy{Cycle: flow.Difference}, "2026-01-10",
		issue("OPS-1", line), issue("OPS-2", line), issue("OPS-3", line[:1]))
	points := a.FlowDebt(1).Points
	if got := value(points[len(points)-1].Approximate); got != "9.5" {
		t.Errorf("the approximate time is %s, want 10 less a half", got)
	}
}

func TestAnyFlowDebtIsReadFromTheDiagram(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		days := rapid.IntRange(1, 30).Draw(t, "days")
		early := *a
		early.First = a.First - 400 // before everything
		cfd := early.CumulativeFlow()
		arrivals, departures := cfd.Counts[cfd.Start], cfd.Counts[cfd.Finish]
		for _, p := range a.FlowDebt(days).Points {
			left := departures[p.Day-cfd.First]
			if left == 0 {
				if p.Approximate != nil {
					t.Errorf("%v: nothing left, and it took %v", p.Day, *p.Approximate)
				}
				continue
			}
			want := 0.0
			at := p.Day
			for arrivals[at-cfd.First] > left {
				if a.Policy.Calendar.Working && !worksAt(at) {
					want--
				}
				want++
				at--
			}
			if arrivals[at-cfd.First] != left {
				want -= 0.5
			}
			if a.Policy.Cycle == flow.Inclusive {
				want++
			}
			if !near(max(0, want), *p.Approximate) {
				t.Errorf("%v: %v, read from the diagram %v", p.Day, *p.Approximate, want)
			}
		}
	})
}

// worksAt is the calendar of anyPolicy.
func worksAt(d flow.Day) bool {
	return d.Weekday() != 0 && d.Weekday() != 6 && d != day("2026-01-06")
}
