package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// checkFlow holds an analysis against what must be true of all of them: the
// properties of cumulative flow diagrams, one definition of work in progress,
// and the area identity.
func checkFlow(t interface{ Errorf(string, ...any) }, a *flow.Analysis) {
	cfd, wip, through := a.CumulativeFlow(), a.WIP(), a.Throughput()
	arrivals, departures := a.Arrivals(), a.Departures()
	for i := range wip.Values {
		d := a.First + flow.Day(i)
		for k := range cfd.Counts {
			if i > 0 && cfd.Counts[k][i] < cfd.Counts[k][i-1] {
				t.Errorf("%v: the line of %s falls", d, cfd.Stages[k])
			}
			if k > 0 && cfd.Counts[k][i] > cfd.Counts[k-1][i] {
				t.Errorf("%v: the line of %s is above the one before", d, cfd.Stages[k])
			}
		}
		if got := cfd.Counts[cfd.Start][i] - cfd.Counts[cfd.Finish][i]; got != wip.Values[i] {
			t.Errorf("%v: the diagram shows %v in progress, the series %v", d, got, wip.Values[i])
		}
		if i > 0 && cfd.Counts[cfd.Start][i]-cfd.Counts[cfd.Start][i-1] != arrivals.Values[i] {
			t.Errorf("%v: arrivals differ", d)
		}
		if i > 0 && cfd.Counts[cfd.Finish][i]-cfd.Counts[cfd.Finish][i-1] != departures.Values[i] {
			t.Errorf("%v: departures differ", d)
		}
		if got := inProgress(a, d); got != wip.Values[i] {
			t.Errorf("%v: %v items are in progress one by one, %v in the series", d, got, wip.Values[i])
		}
	}
	if sum(through.Values) != float64(len(a.Finished())) {
		t.Errorf("throughput adds up to %v, and %d items finished", sum(through.Values), len(a.Finished()))
	}
	total := a.TotalAge()
	ages := 0.0
	for _, line := range a.InProgress() {
		ages += a.Age(line, a.Last)
	}
	if got := total.At(a.Last); got-ages > 1e-6 || ages-got > 1e-6 {
		t.Errorf("the total age is %v in the series, and %v item by item", got, ages)
	}
}

func inProgress(a *flow.Analysis, d flow.Day) float64 {
	n := 0.0
	for i := range a.Lines {
		if a.Lines[i].InProgress(d) {
			n++
		}
	}
	return n
}

func sum(values []float64) float64 {
	s := 0.0
	for _, v := range values {
		s += v
	}
	return s
}

// anyIssues draws random histories: back and forth, skipped stages, hidden
// statuses, several changes at the same moment.
func anyIssues(t *rapid.T) []weir.Issue {
	names := []string{"To Do", "Development", "Review", "Test", "Done", "On hold"}
	var issues []weir.Issue
	for n := range rapid.IntRange(0, 12).Draw(t, "issues") {
		at := moment("2026-01-01").Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "created")) * time.Minute)
		var lines []string
		for range rapid.IntRange(1, 9).Draw(t, "moves") {
			lines = append(lines, at.Format("2006-01-02 15:04 ")+rapid.SampledFrom(names).Draw(t, "status"))
			at = at.Add(time.Duration(rapid.IntRange(0, 8*24*60).Draw(t, "stay")) * time.Minute)
		}
		i := issue(fmt.Sprintf("OPS-%d", n+1), lines, kind(rapid.SampledFrom([]string{"Story", "Bug"}).Draw(t, "type")))
		if i.Status.Name == "Done" {
			i.Resolution.Name = rapid.SampledFrom([]string{"Done", "Duplicate"}).Draw(t, "resolution")
		}
		issues = append(issues, i)
	}
	return issues
}

func anyPolicy(t *rapid.T) flow.Policy {
	zones := []string{"UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"}
	z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	p := flow.Policy{
		Zone:     z,
		Cycle:    rapid.SampledFrom([]flow.Cycle{flow.Inclusive, flow.Difference, flow.Hours}).Draw(t, "cycle"),
		Backward: rapid.SampledFrom([]flow.Backward{flow.LastEntry, flow.FirstEntry, flow.PauseOnReturn}).Draw(t, "backward"),
		Discard:  rapid.SampledFrom([][]string{nil, {"Duplicate"}}).Draw(t, "discard"),
		Types:    rapid.SampledFrom([][]string{nil, {"Bug"}}).Draw(t, "types"),
	}
	if rapid.Bool().Draw(t, "working days") {
		p.Calendar = flow.WorkingDays(day("2026-01-06"))
	}
	return p
}

func TestAnyHistoryKeepsTheInvariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := collect(anyIssues(t)...)
		w := board(d)
		if rapid.Bool().Draw(t, "rules by type") {
			w.ByType = map[string]flow.TypeRule{"Bug": {Start: "Backlog", Finish: "Test"}, "Story": {Start: "Test"}}
		}
		now := moment("2026-01-01").Add(time.Duration(rapid.IntRange(2, 90).Draw(t, "now")) * 24 * time.Hour)
		var window flow.Window
		if rapid.Bool().Draw(t, "window") {
			window.First = flow.Day(rapid.Int32Range(int32(day("2025-12-30")), int32(day("2026-01-02"))).Draw(t, "first"))
		}
		a, err := flow.Analyse(d, w, anyPolicy(t), now, window)
		if err != nil {
			t.Fatal(err)
		}
		checkFlow(t, a)
	})
}

// The area between arrivals and departures is the sum of the cycle times: with
// both ends counted, a day counts for an item also when it leaves on that day.
func TestTheAreaOfWorkInProgressIsTheSumOfCycleTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		issues := slices.DeleteFunc(anyIssues(t), func(i weir.Issue) bool { return i.Status.Name != "Done" })
		d := collect(issues...)
		p := anyPolicy(t)
		p.Cycle, p.Calendar = flow.Inclusive, flow.Calendar{}
		if p.Backward == flow.PauseOnReturn {
			p.Backward = flow.LastEntry // a paused item is in progress, and its clock stands
		}
		a, err := flow.Analyse(d, board(d), p, moment("2027-01-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		cycles := 0.0
		for i := range a.Lines {
			if a.Lines[i].Ended() {
				cycles += a.Cycle(&a.Lines[i])
			}
		}
		if area := sum(a.WIP().Values) + sum(a.Departures().Values); area != cycles {
			t.Fatalf("the area is %v, and the cycle times add up to %v", area, cycles)
		}
	})
}

func TestThroughputByWeeksAndMonths(t *testing.T) {
	t.Parallel()
	var issues []weir.Issue
	for i, at := range []string{"2026-01-04", "2026-01-05", "2026-01-11", "2026-01-12", "2026-02-01"} {
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", i), []string{"2026-01-03 Development", at + " Done"}))
	}
	s := analyse(t, flow.Policy{}, issues...).Throughput()
	if diff := cmp.Diff(strings.Fields("2025-12-29:1:true 2026-01-05:2:false 2026-01-12:1:false 2026-01-19:0:false 2026-01-26:1:false"), counts(s.By(flow.Weekly))); diff != "" {
		t.Errorf("weeks (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(strings.Fields("2026-01-01:4:true 2026-02-01:1:true"), counts(s.By(flow.Monthly))); diff != "" {
		t.Errorf("months (-want +got)\n%s", diff)
	}
}

func counts(list []flow.Count) []string {
	var texts []string
	for _, c := range list {
		texts = append(texts, fmt.Sprintf("%v:%d:%v", c.Day, c.Count, c.Part))
	}
	return texts
}
