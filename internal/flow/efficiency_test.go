package flow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// waiting marks the stage of tests as one in which work waits.
func waiting(t *testing.T, issues ...weir.Issue) *flow.Analysis {
	t.Helper()
	d := collect(issues...)
	w := board(d)
	w.Stages[2].Waiting = true
	a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFlowEfficiencyCountsWaitingAndBlockedTimeOnce(t *testing.T) {
	t.Parallel()
	line := []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-09 Test", "2026-01-15 Done"}
	for name, c := range map[string]struct {
		issue  weir.Issue
		active float64 // of 10 days
	}{
		"a waiting stage":                          {issue("OPS-1", line), 4},
		"a flag before it":                         {issue("OPS-1", line, flagged("2026-01-06", "2026-01-08")), 2},
		"a flag within it counts once":             {issue("OPS-1", line, flagged("2026-01-10", "2026-01-12")), 4},
		"a flag across its begin":                  {issue("OPS-1", line, flagged("2026-01-08", "2026-01-12")), 3},
		"a flag that was set before the start":     {issue("OPS-1", line, flagged("2026-01-02", "2026-01-06")), 3},
		"a flag that is never cleared":             {issue("OPS-1", line, flagged("2026-01-08", "")), 3},
		"a flag after the finish":                  {issue("OPS-1", line, flagged("2026-01-16", "2026-01-20")), 4},
		"a flag that was cleared after the finish": {issue("OPS-1", line, flagged("2026-01-14", "2026-01-20")), 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := waiting(t, c.issue)
			if active, total := a.ItemEfficiency(&a.Lines[0]); active != 24*c.active || total != 240 {
				t.Errorf("active for %v of %v hours, want %v of 240", active, total, 24*c.active)
			}
			if e := a.Efficiency(); value(e.Ratio) != fmt.Sprintf("%.6g", c.active/10) {
				t.Errorf("the ratio is %s, want %v", value(e.Ratio), c.active/10)
			}
		})
	}
}

func TestFlowEfficiencyIsOfSumsAndTheMedianOfItems(t *testing.T) {
	t.Parallel()
	e := waiting(t,
		issue("OPS-1", []string{"2026-01-05 Development", "2026-01-06 Test", "2026-01-15 Done"}), // 1 of 10
		issue("OPS-2", []string{"2026-01-05 Development", "2026-01-06 Done"}),                    // 1 of 1
		issue("OPS-3", []string{"2026-01-05 Development", "2026-01-06 Test", "2026-01-07 Done"}), // 1 of 2
		issue("OPS-4", []string{"2026-01-05 To Do", "2026-01-07 Done"}),                          // no time at all
	).Efficiency()
	want := flow.Efficiency{Configured: true, Items: 3, Total: 13, Active: 3}
	ratio, median := e.Ratio, e.Median
	e.Ratio, e.Median = nil, nil
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if value(ratio) != "0.230769" || value(median) != "0.5" {
		t.Errorf("ratio %s, median %s; want 3/13 and 0.5", value(ratio), value(median))
	}
}

func TestFlowEfficiencyIsNotMadeUp(t *testing.T) {
	t.Parallel()
	finished := issue("OPS-1", []string{"2026-01-05 Development", "2026-01-06 Done"})
	if e := analyse(t, flow.Policy{}, finished).Efficiency(); e.Configured || e.Ratio != nil {
		t.Errorf("without waiting stages and flags: %+v", e)
	}
	if e := analyse(t, flow.Policy{}, finished, issue("OPS-2", []string{"2026-01-05 To Do"}, flagged("2026-01-06", ""))).Efficiency(); !e.Configured || value(e.Ratio) != "1" {
		t.Errorf("with flags that hit nothing: %+v", e)
	}
	if e := waiting(t).Efficiency(); !e.Configured || e.Ratio != nil || e.Median != nil {
		t.Errorf("without items: %+v", e)
	}
}

func TestFlagsAreReadAsTheyAre(t *testing.T) {
	t.Parallel()
	flags := func(events ...string) option { // "+2026-01-06" sets it, "-…" clears it
		return func(i *weir.Issue) {
			for n, event := range events {
				c := weir.Change{ID: fmt.Sprint(900 + n), At: moment(event[1:]), Kind: weir.FlagChange}
				if event[0] == '+' {
					c.To.Name = "Impediment"
				}
				i.History.Changes = append(i.History.Changes, c)
			}
		}
	}
	line := []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-15 Done"}
	for name, c := range map[string]struct {
		flags option
		days  float64
		times int
	}{
		"set and cleared":                {flags("+2026-01-06", "-2026-01-08"), 2, 1},
		"set twice is set":               {flags("+2026-01-06", "+2026-01-07", "-2026-01-08"), 2, 1},
		"cleared twice is cleared":       {flags("+2026-01-06", "-2026-01-08", "-2026-01-10"), 2, 1},
		"cleared before it was set":      {flags("-2026-01-06", "+2026-01-07", "-2026-01-08"), 1, 1},
		"set again":                      {flags("+2026-01-06", "-2026-01-07", "+2026-01-09", "-2026-01-12"), 4, 2},
		"cleared and set at once":        {flags("+2026-01-06", "-2026-01-07", "+2026-01-07", "-2026-01-08"), 2, 1},
		"never cleared":                  {flags("+2026-01-06"), 9, 1},
		"only before the start":          {flags("+2026-01-02", "-2026-01-03"), 0, 0},
		"a flag in the future":           {flags("+2026-01-06", "-2026-03-08"), 9, 1},
		"two flags of which one is over": {flags("+2026-01-02", "-2026-01-03", "+2026-01-14"), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyse(t, flow.Policy{}, issue("OPS-1", line, c.flags))
			if got := a.BlockedHours(&a.Lines[0]); got != 24*c.days {
				t.Errorf("blocked for %v hours, want %v", got, 24*c.days)
			}
			b := a.Blocked()
			times := 0
			for _, item := range b.Items {
				times += item.Times
			}
			if times != c.times || b.Total != c.days || !b.Flags {
				t.Errorf("blocked %d times, want %d: %+v", times, c.times, b)
			}
			if value(b.Time) != fmt.Sprintf("%.6g", c.days/10) {
				t.Errorf("%s of the time, want %v", value(b.Time), c.days/10)
			}
		})
	}
}

func TestWhatIsBlockedNowIsAShareOfTheWorkInProgress(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{},
		issue("OPS-1", []string{"2026-01-20 Development"}, flagged("2026-01-30", "")),
		issue("OPS-2", []string{"2026-01-20 Development"}, flagged("2026-01-21", "2026-01-23")),
		issue("OPS-3", []string{"2026-01-20 Development"}),
		issue("OPS-4", []string{"2026-01-20 To Do"}, flagged("2026-01-21", "")),
		issue("OPS-5", []string{"2026-01-20 Development", "2026-01-25 Done"}, flagged("2026-01-21", "")),
	)
	b := a.Blocked()
	if want := (flow.Share{Count: 1, Of: 3}); b.WIP != want {
		t.Errorf("%+v of the work in progress is blocked, want %+v", b.WIP, want)
	}
	want := []flow.BlockedItem{
		{Key: "OPS-5", Type: "Story", Days: 4, Times: 1, Since: day("2026-01-21")},
		{Key: "OPS-1", Type: "Story", Days: 2, Times: 1, Now: true, Since: day("2026-01-30")},
		{Key: "OPS-2", Type: "Story", Days: 2, Times: 1, Since: day("2026-01-21")},
	}
	if diff := cmp.Diff(want, b.Items); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if want := (flow.Share{Count: 1, Of: 1}); b.Finished != want {
		t.Errorf("%+v of the finished were blocked, want %+v", b.Finished, want)
	}
	if items := a.Ageing().Items; !items[0].Blocked || items[1].Blocked {
		t.Errorf("the ageing work does not know what is blocked: %+v", items)
	}
}

// Minute by minute, the time in progress is counted that is neither in a waiting
// stage nor flagged.
func TestAnyFlowEfficiencyIsThatOfCountingMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		if a.Policy.Backward == flow.PauseOnReturn {
			t.Skip("the spans in which a clock ran are not visible from outside")
		}
		for i := range a.Lines {
			line := &a.Lines[i]
			active, total := a.ItemEfficiency(line)
			wantActive, wantTotal, blocked := countMinutes(a, line)
			if !near(active, wantActive) || !near(total, wantTotal) || !near(a.BlockedHours(line), blocked) {
				t.Errorf("%s: %v of %v hours, blocked %v; counted %v of %v, blocked %v", line.Item.Key, active, total, a.BlockedHours(line), wantActive, wantTotal, blocked)
			}
		}
	})
}

func countMinutes(a *flow.Analysis, line *flow.Timeline) (active, total, blocked float64) {
	if line.Start == 0 {
		return 0, 0, 0
	}
	end := line.End
	if end == 0 {
		end = a.Now.UnixMilli()
	}
	for at := line.Start; at < end; at += 60_000 {
		day := time.UnixMilli(at).In(a.Policy.Zone)
		holiday := day.Month() == time.January && day.Day() == 6
		if a.Policy.Calendar.Working && (holiday || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday) {
			continue
		}
		total++
		is := isFlagged(line, at)
		if is {
			blocked++
		}
		if !is && !waits(a, line, at) {
			active++
		}
	}
	return active / 60, total / 60, blocked / 60
}

func isFlagged(line *flow.Timeline, at int64) bool {
	on := false
	for _, f := range line.Item.Flags {
		if f.At <= at {
			on = f.On
		}
	}
	return on
}

func waits(a *flow.Analysis, line *flow.Timeline, at int64) bool {
	stage := -1
	for k, entered := range line.Entered {
		if entered != 0 && entered <= at {
			stage = k
		}
	}
	return stage >= 0 && a.Workflow.Stages[stage].Waiting
}

func TestAnyEfficiencyIsAShareAndNothingIsBlockedForLongerThanItTook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		e, b := a.Efficiency(), a.Blocked()
		for _, share := range []*float64{e.Ratio, e.Median, b.Time} {
			if share != nil && (*share < 0 || *share > 1+1e-9) {
				t.Errorf("%v is no share", *share)
			}
		}
		for i := range a.Lines {
			line := &a.Lines[i]
			active, total := a.ItemEfficiency(line)
			if blocked := a.BlockedHours(line); active < -1e-6 || active > total+1e-6 || blocked > total-active+1e-6 || !near(total, a.CycleHours(line)) {
				t.Errorf("%s: active %v, blocked %v, of %v hours", line.Item.Key, active, blocked, total)
			}
		}
		if b.WIP.Of != len(a.InProgress()) || b.WIP.Count > b.WIP.Of || b.Finished.Count > b.Finished.Of {
			t.Errorf("shares are no shares: %+v", b)
		}
	})
}
