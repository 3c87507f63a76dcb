package flow_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow"
)

// A seen is what a test looks at of a Timeline.
type seen struct {
	Outcome       flow.Outcome
	Start, Finish string
	Cycle         float64
}

func look(a *flow.Analysis, i int) seen {
	t := &a.Lines[i]
	return seen{t.Outcome, t.StartDay.String(), t.EndDay.String(), a.Cycle(t)}
}

func TestStartAndFinishAreTheStagesOfTheBoard(t *testing.T) {
	t.Parallel()
	straight := issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 Done"})
	for name, c := range map[string]struct {
		issue weir.Issue
		want  seen
	}{
		"an item that goes straight on takes both its days": {straight, seen{flow.Finished, "2026-01-05", "2026-01-09", 5}},
		"an item of one day took one day":                   {issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 09:00 Development", "2026-01-05 17:00 Done"}), seen{flow.Finished, "2026-01-05", "2026-01-05", 1}},
		"an item that was only closed took one day":         {issue("OPS-3", []string{"2026-01-01 To Do", "2026-01-05 Done"}), seen{flow.Finished, "2026-01-05", "2026-01-05", 1}},
		"an item created in a started stage started then":   {issue("OPS-4", []string{"2026-01-03 Test", "2026-01-05 Done"}), seen{flow.Finished, "2026-01-03", "2026-01-05", 3}},
		"an open item ages":                                 {issue("OPS-5", []string{"2026-01-01 To Do", "2026-01-31 Development"}), seen{flow.InProgress, "2026-01-31", "", 2}},
		"an item that waits is not started":                 {issue("OPS-6", []string{"2026-01-01 To Do"}), seen{flow.NotStarted, "", "", 0}},
		"a status that is not on the board leaves it there": {issue("OPS-7", []string{"2026-01-01 To Do", "2026-01-05 Test", "2026-01-06 On hold", "2026-01-09 Done"}), seen{flow.Finished, "2026-01-05", "2026-01-09", 5}},
		"a hidden status in progress starts it":             {issue("OPS-8", []string{"2026-01-01 To Do", "2026-01-05 On hold"}), seen{flow.InProgress, "2026-01-05", "", 28}},
		"what is in the future has not happened":            {issue("OPS-9", []string{"2026-01-01 To Do", "2026-01-31 Development", "2026-03-05 Done"}), seen{flow.InProgress, "2026-01-31", "", 2}},
		"what is created in the future does not exist":      {issue("OPS-10", []string{"2026-03-01 Development"}), seen{flow.NotStarted, "", "", 0}},
		"what was given up before its start never started":  {issue("OPS-11", []string{"2026-01-01 To Do", "2026-01-05 Done"}, resolution("Won't Do")), seen{flow.Discarded, "", "2026-01-05", 0}},
		"what was given up later was in progress":           {issue("OPS-12", []string{"2026-01-01 To Do", "2026-01-03 Development", "2026-01-05 Done"}, resolution("won't do")), seen{flow.Discarded, "2026-01-03", "2026-01-05", 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyse(t, flow.Policy{Discard: []string{"Won't Do"}}, c.issue)
			if diff := cmp.Diff(c.want, look(a, 0)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// One item that goes back twice, to before the start and from done, under each
// policy and each way to count.
func TestBackwardMovesFollowTheirPolicy(t *testing.T) {
	t.Parallel()
	there := issue("OPS-1", []string{
		"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-08 To Do", "2026-01-12 Development",
		"2026-01-13 Test", "2026-01-14 Done", "2026-01-16 Development", "2026-01-20 Done",
	})
	fromTest := issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 Development", "2026-01-12 Test", "2026-01-14 Done"})
	for name, c := range map[string]struct {
		policy flow.Policy
		want   []seen
	}{
		"last entry forgets what was undone": {flow.Policy{Backward: flow.LastEntry}, []seen{
			{flow.Finished, "2026-01-12", "2026-01-20", 9}, {flow.Finished, "2026-01-05", "2026-01-14", 10},
		}},
		"first entry counts from the first start": {flow.Policy{Backward: flow.FirstEntry}, []seen{
			{flow.Finished, "2026-01-05", "2026-01-20", 16}, {flow.Finished, "2026-01-05", "2026-01-14", 10},
		}},
		// 5 to 8, 12 to 14 and 16 to 20 January.
		"pause counts the days of work": {flow.Policy{Backward: flow.PauseOnReturn}, []seen{
			{flow.Finished, "2026-01-05", "2026-01-20", 12}, {flow.Finished, "2026-01-05", "2026-01-14", 10},
		}},
		"pause counts the hours of work": {flow.Policy{Backward: flow.PauseOnReturn, Cycle: flow.Hours}, []seen{
			{flow.Finished, "2026-01-05", "2026-01-20", 9}, {flow.Finished, "2026-01-05", "2026-01-14", 9},
		}},
		"difference leaves the one out": {flow.Policy{Cycle: flow.Difference}, []seen{
			{flow.Finished, "2026-01-12", "2026-01-20", 8}, {flow.Finished, "2026-01-05", "2026-01-14", 9},
		}},
		// 12 to 16 and 19 to 20 January; 5 to 9 and 12 to 14.
		"working days leave weekends out": {flow.Policy{Calendar: flow.WorkingDays()}, []seen{
			{flow.Finished, "2026-01-12", "2026-01-20", 7}, {flow.Finished, "2026-01-05", "2026-01-14", 8},
		}},
		"holidays are left out, too": {flow.Policy{Calendar: flow.WorkingDays(day("2026-01-13"), day("2026-01-18"))}, []seen{
			{flow.Finished, "2026-01-12", "2026-01-20", 6}, {flow.Finished, "2026-01-05", "2026-01-14", 7},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyse(t, c.policy, there, fromTest)
			if diff := cmp.Diff(c.want, []seen{look(a, 0), look(a, 1)}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestTheStagesOfAnItemThatWentBackAreThoseItCameToForGood(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, issue("OPS-1", []string{
		"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 Review", "2026-01-14 Done",
	}))
	var days []string
	for _, at := range a.Lines[0].Entered {
		days = append(days, flow.DayOf(time.UnixMilli(at).UTC()).String())
	}
	// Its time in test counts for development; the second time it skipped test.
	want := []string{"2026-01-01", "2026-01-05", "2026-01-14", "2026-01-14"}
	if diff := cmp.Diff(want, days); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if a.Lines[0].Backward != 1 {
		t.Errorf("it went back %d times, want once", a.Lines[0].Backward)
	}
}

func TestDaysBeginAtMidnightOfTheZoneThatWasChosen(t *testing.T) {
	t.Parallel()
	kiritimati := zone(t, "Pacific/Kiritimati") // UTC+14
	losAngeles := zone(t, "America/Los_Angeles")
	berlin := zone(t, "Europe/Berlin")
	for name, c := range map[string]struct {
		zone  *time.Location
		lines []string // in UTC
		want  seen
	}{
		"just after midnight there":          {kiritimati, []string{"2026-01-03 To Do", "2026-01-04 10:00 Development", "2026-01-05 09:59 Done"}, seen{flow.Finished, "2026-01-05", "2026-01-05", 1}},
		"just before and at midnight there":  {kiritimati, []string{"2026-01-03 To Do", "2026-01-04 09:59 Development", "2026-01-05 10:00 Done"}, seen{flow.Finished, "2026-01-04", "2026-01-06", 3}},
		"west of Greenwich":                  {losAngeles, []string{"2026-01-04 To Do", "2026-01-05 07:59 Development", "2026-01-05 08:00 Done"}, seen{flow.Finished, "2026-01-04", "2026-01-05", 2}},
		"a day of 23 hours is a day":         {berlin, []string{"2026-03-01 To Do", "2026-03-28 23:00 Development", "2026-03-29 22:00 Done"}, seen{flow.Finished, "2026-03-29", "2026-03-30", 2}},
		"a day of 25 hours is a day":         {berlin, []string{"2025-10-01 To Do", "2025-10-25 22:00 Development", "2025-10-26 22:59 Done"}, seen{flow.Finished, "2025-10-26", "2025-10-26", 1}},
		"both ends across a change of clock": {berlin, []string{"2026-03-01 To Do", "2026-03-27 22:30 Development", "2026-03-30 22:30 Done"}, seen{flow.Finished, "2026-03-27", "2026-03-31", 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyseAt(t, flow.Policy{Zone: c.zone}, "2026-06-01", issue("OPS-1", c.lines))
			if diff := cmp.Diff(c.want, look(a, 0)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestHoursAreElapsedHoursAlsoWhereTheClockChanges(t *testing.T) {
	t.Parallel()
	i := issue("OPS-1", []string{"2026-03-01 To Do", "2026-03-28 11:00 Development", "2026-03-30 10:00 Done"})
	a := analyseAt(t, flow.Policy{Zone: zone(t, "Europe/Berlin"), Cycle: flow.Hours}, "2026-06-01", i)
	if got := a.CycleHours(&a.Lines[0]); got != 47 {
		t.Errorf("it took %v hours, want 47", got)
	}
	working := analyseAt(t, flow.Policy{Zone: zone(t, "Europe/Berlin"), Cycle: flow.Hours, Calendar: flow.WorkingDays()}, "2026-06-01", i)
	if got := working.CycleHours(&working.Lines[0]); got != 12 { // Monday from 0:00 to 12:00
		t.Errorf("it took %v working hours, want 12", got)
	}
}

func TestAHistoryThatCannotBeTrustedHasNoCycleTime(t *testing.T) {
	t.Parallel()
	cut := issue("OPS-1", []string{"2026-01-01 Development", "2026-01-07 Test", "2026-01-09 Done"}, truncated)
	cutButBack := issue("OPS-2", []string{"2026-01-01 Development", "2026-01-07 To Do", "2026-01-08 Test", "2026-01-09 Done"}, truncated)
	wrongEnd := issue("OPS-3", []string{"2026-01-01 To Do", "2026-01-07 Development"}, func(i *weir.Issue) { i.Status = statuses["Done"] })
	resolved := issue("OPS-4", []string{"2026-01-01 To Do", "2026-01-07 Development"}, func(i *weir.Issue) {
		i.Status, i.Resolved = statuses["Done"], moment("2026-01-09")
	})
	a := analyse(t, flow.Policy{}, cut, cutButBack, wrongEnd, resolved)
	var certain []bool
	for i := range a.Lines {
		certain = append(certain, a.Lines[i].Certain)
	}
	if diff := cmp.Diff([]bool{false, true, false, true}, certain); diff != "" {
		t.Errorf("certain (-want +got)\n%s", diff)
	}
	if got := look(a, 3); got != (seen{flow.Finished, "2026-01-07", "2026-01-09", 3}) {
		t.Errorf("the resolution date is not the end: %+v", got)
	}
	if a.Lines[2].Outcome != flow.Finished {
		t.Error("an item whose status is done is not finished")
	}
}

func TestAFinishedItemWithoutItsHistoryFinishedWhenItWasResolved(t *testing.T) {
	t.Parallel()
	bare := func(key, status string) weir.Issue {
		return issue(key, []string{"2026-01-01 " + status}, truncated, func(i *weir.Issue) { i.Resolved = moment("2026-01-20") })
	}
	a := analyse(t, flow.Policy{}, bare("OPS-1", "Done"), bare("OPS-2", "Development"))
	if got := look(a, 0); got.Outcome != flow.Finished || got.Finish != "2026-01-20" || a.Lines[0].Certain {
		t.Errorf("it is %+v, certain: %v", got, a.Lines[0].Certain)
	}
	if got := look(a, 1); got.Outcome != flow.InProgress || got.Start != "2026-01-01" {
		t.Errorf("one that was resolved and taken up again is %+v", got)
	}
	before := analyseAt(t, flow.Policy{}, "2026-01-10", bare("OPS-1", "Done"))
	if got := look(before, 0); got.Outcome != flow.NotStarted {
		t.Errorf("before it was resolved it is %+v", got)
	}
}

func TestTypesCanStartAndFinishElsewhere(t *testing.T) {
	t.Parallel()
	lines := []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 Done"}
	d := collect(issue("OPS-1", lines), issue("OPS-2", lines, kind("Bug")), issue("OPS-3", lines[:3], kind("bug")))
	w := board(d)
	w.ByType = map[string]flow.TypeRule{"Bug": {Start: "Backlog", Finish: "test"}}
	a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	want := []seen{
		{flow.Finished, "2026-01-05", "2026-01-09", 5},
		{flow.Finished, "2026-01-01", "2026-01-07", 7},
		{flow.Finished, "2026-01-01", "2026-01-07", 7},
	}
	if diff := cmp.Diff(want, []seen{look(a, 0), look(a, 1), look(a, 2)}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	checkFlow(t, a)
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
