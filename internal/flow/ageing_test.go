package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
	"weir/internal/flow/stat"
)

// paced makes ten items: the n-th leaves development when it is n days old, and
// is finished at 2·n days.
func paced() []weir.Issue {
	var issues []weir.Issue
	for n := 1; n <= 10; n++ {
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", n), []string{
			"2026-01-01 To Do", "2026-01-01 13:00 Development", fmt.Sprintf("2026-01-%02d 13:00 Test", n), fmt.Sprintf("2026-01-%02d 14:00 Done", 2*n),
		}))
	}
	return issues
}

func TestPaceBandsAreTheAgesAtWhichItemsLeftAStage(t *testing.T) {
	t.Parallel()
	issues := append(paced(), issue("OPS-90", []string{"2026-01-01 To Do", "2026-01-29 Development"}),
		issue("OPS-91", []string{"2026-01-01 To Do", "2026-01-12 Development", "2026-01-20 Test"}),
		issue("OPS-92", []string{"2026-01-01 To Do", "2026-01-24 Development"}))
	g := analyse(t, flow.Policy{}, issues...).Ageing()
	var bands []string
	for _, b := range g.Bands {
		bands = append(bands, fmt.Sprintf("%s %d %s", b.Stage, b.Visited, strings.Join(values(b.Percentiles), " ")))
	}
	if diff := cmp.Diff([]string{"Dev 9 5 7 9 none", "Test 10 10 14 18 none"}, bands); diff != "" {
		t.Errorf("bands (-want +got)\n%s", diff)
	}
	var items []string
	for _, i := range g.Items {
		items = append(items, fmt.Sprintf("%s %s %v %v %s %v %v", i.Key, i.Stage, i.Age, i.InStage, value(i.Pace), i.PastSLE, i.MeetsSLE != nil))
	}
	// The SLE is 18 days. Of six that took 9 days or longer five met it, of nine that
	// took 4 or longer eight.
	want := []string{"OPS-91 Test 21 12 100 true true", "OPS-92 Dev 9 9 90 false true", "OPS-90 Dev 4 4 40 false true"}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Errorf("items (-want +got)\n%s", diff)
	}
	if g.PastSLE != 1 {
		t.Errorf("%d are past the SLE, want 1", g.PastSLE)
	}
	var likely []string
	for _, i := range g.Items {
		likely = append(likely, fmt.Sprintf("%.3f %v", i.MeetsSLE.Percent, i.MeetsSLE.MoreThan95))
	}
	if diff := cmp.Diff([]string{"0.000 false", "83.333 false", "88.889 false"}, likely); diff != "" {
		t.Errorf("likelihoods (-want +got)\n%s", diff)
	}
}

func TestAStageThatNobodyVisitsHasTheBandBeforeIt(t *testing.T) {
	t.Parallel()
	var issues []weir.Issue
	for n := 1; n <= 10; n++ {
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", n), []string{"2026-01-01 Development", fmt.Sprintf("2026-01-%02d Done", n+1)}))
	}
	d := collect(issues...)
	w := flow.FromBoard(weir.BoardConfiguration{Columns: []weir.Column{
		{Name: "Backlog", Statuses: []string{"1"}},
		{Name: "Dev", Statuses: []string{"2"}},
		{Name: "Review", Statuses: []string{"3"}},
		{Name: "Test", Statuses: []string{"4"}},
		{Name: "Done", Statuses: []string{"5"}},
	}}, d)
	a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range a.Ageing().Bands {
		if b.Inherited != (i > 0) {
			t.Errorf("%s: inherited is %v", b.Stage, b.Inherited)
		}
		if diff := cmp.Diff(values(a.CycleTimes().Percentiles), values(b.Percentiles)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", b.Stage, diff)
		}
	}
}

func TestAnItemThatIsBackBeforeTheStartIsShownWhereItHadCome(t *testing.T) {
	t.Parallel()
	back := issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 To Do"})
	for _, policy := range []flow.Backward{flow.FirstEntry, flow.PauseOnReturn} {
		items := analyse(t, flow.Policy{Backward: policy}, back).Ageing().Items
		if len(items) != 1 || items[0].Stage != "Test" || !items[0].Returned {
			t.Errorf("%s: %+v", policy, items)
		}
	}
	if items := analyse(t, flow.Policy{}, back).Ageing().Items; len(items) != 0 {
		t.Errorf("last entry: %+v is in progress", items)
	}
}

func TestTheAgeingOfAPastDayKnowsWhereItemsWereThen(t *testing.T) {
	t.Parallel()
	line := []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-17 Test", "2026-01-25 Done"}
	a := analyse(t, flow.Policy{}, issue("OPS-1", line), issue("OPS-2", line[:3]))
	a.Last = day("2026-01-16")
	for _, item := range a.Ageing().Items {
		if item.Stage != "Dev" || item.Age != 12 || item.InStage != 12 {
			t.Errorf("%+v, want 12 days in Dev", item)
		}
	}
	if n := len(a.Ageing().Items); n != 2 {
		t.Errorf("%d items aged then, want 2", n)
	}
}

func TestALikelihoodNeedsItemsThatTookAsLong(t *testing.T) {
	t.Parallel()
	// Of ten items four took 14 days or longer.
	g := analyse(t, flow.Policy{}, append(paced(), issue("OPS-90", []string{"2026-01-01 To Do", "2026-01-19 Development"}))...).Ageing()
	if i := g.Items[0]; i.MeetsSLE != nil || i.Withheld == nil || i.Withheld.Have != 4 || i.Withheld.Need != 5 {
		t.Errorf("%+v is said of four items, withheld %+v", i.MeetsSLE, i.Withheld)
	}
}

func TestAnyBandsRiseWithTheStageAndThePercentile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		g, c := a.Ageing(), a.CycleTimes()
		if g.Bands[0].Inherited {
			t.Error("the first stage has no band before it")
		}
		for i, b := range g.Bands {
			for j, p := range b.Percentiles {
				if j > 0 && p.Value != nil && *p.Value < *b.Percentiles[j-1].Value {
					t.Errorf("%s: percentile %d is below the one before", b.Stage, p.P)
				}
				if i > 0 && p.Value != nil && *p.Value < *g.Bands[i-1].Percentiles[j].Value {
					t.Errorf("%s: percentile %d is below that of the stage before", b.Stage, p.P)
				}
			}
			if i > 0 && b.Inherited && cmp.Diff(values(g.Bands[i-1].Percentiles), values(b.Percentiles)) != "" {
				t.Errorf("%s does not have the band before it", b.Stage)
			}
		}
		if diff := cmp.Diff(values(c.Percentiles), values(g.Bands[len(g.Bands)-1].Percentiles)); diff != "" {
			t.Errorf("the last stage has not the percentiles of the cycle times (-want +got)\n%s", diff)
		}
		if len(g.Items) != len(a.InProgress()) {
			t.Errorf("%d items age, and %d are in progress", len(g.Items), len(a.InProgress()))
		}
		checkLikelihoods(t, a, g, c)
	})
}

// checkLikelihoods holds the likelihoods against those that stat calculates.
func checkLikelihoods(t *rapid.T, a *flow.Analysis, g flow.Ageing, c flow.CycleTimes) {
	var days []float64
	for _, dot := range c.Dots {
		days = append(days, dot.Days)
	}
	for i, item := range g.Items {
		if item.InStage < 0 || item.InStage > item.Age || i > 0 && item.Start < g.Items[i-1].Start {
			t.Errorf("%+v is out of order", item)
		}
		if item.MeetsSLE == nil || item.PastSLE {
			continue
		}
		lasted := item.Age - 1
		if a.Policy.Cycle == flow.Hours {
			lasted = item.Age
		}
		rest, err := stat.NewSample(days).Remaining(lasted)
		if err != nil {
			t.Fatalf("%s has a likelihood, and should have none: %v", item.Key, err)
		}
		want, _ := rest.AtMost(*g.SLE.Days - lasted).Percent()
		if !near(min(want, 95), item.MeetsSLE.Percent) || item.MeetsSLE.MoreThan95 != (want > 95) {
			t.Errorf("%s meets the SLE with %+v, want %v %%", item.Key, *item.MeetsSLE, want)
		}
	}
}
