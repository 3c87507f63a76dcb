package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow"
)

func TestStagesHaveTheTimeThatItemsSpentInThem(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{},
		issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-10 Done"}),
		issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-06 00:00 Done"}),
	)
	st := a.StageTimes()
	var got []string
	for _, s := range st.Stages {
		got = append(got, fmt.Sprintf("%s: %d items, %v days, mean %s, share %s", s.Stage, s.Items, s.Total, value(s.Mean), value(s.Share)))
	}
	want := []string{"Dev: 2 items, 2.5 days, mean 1.25, share 0.454545", "Test: 1 items, 3 days, mean 3, share 0.545455"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if st.Bottleneck == nil || st.Bottleneck.Stage != "Test" {
		t.Errorf("the bottleneck is %+v, want Test", st.Bottleneck)
	}
	// The day of a move counts for the stage that was left: 5, 6, 7 and 8, 9, 10.
	stages := a.ItemStages(&a.Lines[0])
	if diff := cmp.Diff(flow.ItemStages{Key: "OPS-1", Days: []float64{0, 3, 3, 0}, Elapsed: []float64{0, 2, 3, 0}}, stages); diff != "" {
		t.Errorf("the item (-want +got)\n%s", diff)
	}
}

func TestAnyStagesAddUpToTheCycleTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		for i := range a.Lines {
			line := &a.Lines[i]
			s := a.ItemStages(line)
			if got, want := sum(s.Days), a.Cycle(line); !near(got, want) {
				t.Errorf("%s: the stages are %v and add up to %v, the cycle time is %v", s.Key, s.Days, got, want)
			}
			if got, want := sum(s.Elapsed), a.CycleHours(line)/24; !near(got, want) {
				t.Errorf("%s: the stages are %v and add up to %v days, %v elapsed", s.Key, s.Elapsed, got, want)
			}
			for k := range s.Days {
				if s.Days[k] < 0 || s.Elapsed[k] < 0 {
					t.Errorf("%s was in a stage for a negative time: %+v", s.Key, s)
				}
			}
		}
		checkShares(t, a)
	})
}

func checkShares(t *rapid.T, a *flow.Analysis) {
	st := a.StageTimes()
	total, shares, largest := 0.0, 0.0, 0.0
	for _, line := range a.Finished() {
		if line.Certain {
			total += a.CycleHours(line) / 24
		}
	}
	for _, s := range st.Stages {
		if s.Share != nil {
			shares += *s.Share
			largest = max(largest, *s.Share)
		}
	}
	if !near(total, st.Total) {
		t.Errorf("the stages have %v days, the items %v", st.Total, total)
	}
	if total > 0 && (!near(shares, 1) || st.Bottleneck == nil || st.Bottleneck.Share != largest) {
		t.Errorf("the shares add up to %v, and the bottleneck is %+v", shares, st.Bottleneck)
	}
}
