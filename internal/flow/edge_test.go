package flow_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// answers computes every answer, by its name.
func answers(t interface{ Fatal(...any) }, a *flow.Analysis) map[string]any {
	p := flow.ForecastParams{Seed: 1, Trials: 50}
	must := func(v any, err error) any {
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	all := map[string]any{
		"cycle times": a.CycleTimes(), "ageing": a.Ageing(), "stages": a.StageTimes(), "efficiency": a.Efficiency(),
		"blocked": a.Blocked(), "balance": a.Balance(flow.Monthly), "debt": a.FlowDebt(3), "history": a.History(30),
		"quality": a.Quality(flow.QualityParams{}), "total age": a.TotalAge(), "diagram": a.CumulativeFlow(),
		"how many": must(a.HowMany(p, a.Today+20)), "when": must(a.When(p, 3, a.Today+20)), "back-test": must(a.Backtest(p, 3)),
		"predictability": must(a.Predictability(p)), "health": must(a.Health(p)), "summary": must(a.Summary(p)),
	}
	for _, m := range []flow.Measure{flow.MeasureThroughput, flow.MeasureCycleTime, flow.MeasureWIP} {
		all[string(m)] = a.Behaviour(m, flow.BehaviourParams{Period: flow.Daily})
	}
	for _, line := range a.InProgress() {
		if line.InProgress(a.Today) {
			all["item "+line.Item.Key] = must(a.ForecastItem(line.Item.Key, nil))
		}
	}
	return all
}

// JSON knows no NaN and no infinity: what has one cannot be written.
func TestAnyAnswerIsMadeOfNumbersAndIsTheSameAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		again, err := flow.Analyse(a.Data, a.Workflow, a.Policy, a.Now, flow.Window{First: a.First, Last: a.Last})
		if err != nil {
			t.Fatal(err)
		}
		first, second := answers(t, a), answers(t, again)
		for name := range first {
			x, err := json.Marshal(first[name])
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			y, _ := json.Marshal(second[name])
			if string(x) != string(y) {
				t.Errorf("%s is\n%s\nand then\n%s", name, x, y)
			}
		}
	})
}

func TestEdgesHaveAnswers(t *testing.T) {
	t.Parallel()
	doubled := func(i *weir.Issue) { i.History.Changes = append(i.History.Changes, i.History.Changes...) }
	for name, c := range map[string]struct {
		issues             []weir.Issue
		finished, wip, all int
	}{
		"nothing":               {nil, 0, 0, 0},
		"one item to do":        {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 To Do"})}, 0, 0, 1},
		"one finished item":     {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 Development", "2026-01-06 Done"})}, 1, 0, 1},
		"only open items":       {open(30, "2026-01-05"), 0, 30, 30},
		"only finished items":   {daily("2026-01-05", repeat(2, 20)...), 40, 0, 40},
		"all in the future":     {daily("2027-01-05", repeat(2, 20)...), 0, 0, 40},
		"doubled histories":     {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 Development", "2026-01-06 Test", "2026-01-07 Done"}, doubled)}, 1, 0, 1},
		"all at the same time":  {spread(20, 0, 0), 20, 0, 20},
		"all uncertain":         {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 Development", "2026-01-06 Done"}, truncated)}, 1, 0, 1},
		"finished an hour from": {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 Development", "2026-02-01 13:00 Done"})}, 0, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, p := range []flow.Policy{{}, {Cycle: flow.Hours}, {Backward: flow.PauseOnReturn, Calendar: flow.WorkingDays()}} {
				a := analyse(t, p, c.issues...)
				for what, answer := range answers(t, a) {
					if _, err := json.Marshal(answer); err != nil {
						t.Errorf("%s: %v", what, err)
					}
				}
				if len(a.Finished()) != c.finished || len(a.InProgress()) != c.wip || len(a.Lines) != c.all {
					t.Errorf("%d of %d are finished and %d in progress", len(a.Finished()), len(a.Lines), len(a.InProgress()))
				}
				if n := len(a.Ageing().Items); n != c.wip {
					t.Errorf("%d items age, want %d", n, c.wip)
				}
			}
		})
	}
}

func TestWorkThatStartsAtTheFirstStageStartsAtItsCreation(t *testing.T) {
	t.Parallel()
	d := collect(issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-09 Done"}), issue("OPS-2", []string{"2026-01-30 To Do"}))
	w, err := board(d).Between(d, "Backlog", "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	if got := look(a, 0); got.Cycle != 9 || got.Start != "2026-01-01" {
		t.Errorf("%+v, want nine days", got)
	}
	if diff := cmp.Diff([]float64{5, 4, 0, 0}, a.ItemStages(&a.Lines[0]).Days); diff != "" {
		t.Errorf("stages (-want +got)\n%s", diff)
	}
	if items := a.Ageing().Items; len(items) != 1 || items[0].Stage != "Backlog" || items[0].Age != 3 {
		t.Errorf("%+v ages", items)
	}
	checkFlow(t, a)
}

// A type that starts before or behind the others keeps its own stages: only the
// lines of the diagram are moved together.
func TestStagesOfTypesThatStartElsewhereAreTheirOwn(t *testing.T) {
	t.Parallel()
	line := []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-08 Test", "2026-01-09 Done"}
	d := collect(issue("OPS-1", line, kind("Bug")), issue("OPS-2", line, kind("Story")))
	w := board(d)
	w.ByType = map[string]flow.TypeRule{"Bug": {Start: "Backlog"}, "Story": {Start: "Test"}}
	a, err := flow.Analyse(d, w, flow.Policy{Cycle: flow.Hours}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float64{{4, 3, 1, 0}, {0, 0, 1, 0}} {
		if diff := cmp.Diff(want, a.ItemStages(&a.Lines[i]).Elapsed); diff != "" {
			t.Errorf("%s (-want +got)\n%s", a.Lines[i].Item.Type, diff)
		}
	}
	checkFlow(t, a)
}

// Hours are counted one by one, around changes of the clock: at night, at midnight
// on a weekday, to a second midnight, and by half an hour.
func TestAnyHoursAreThoseOfCountingThem(t *testing.T) {
	t.Parallel()
	for _, change := range []string{
		"Europe/Berlin 2025-03-30", "Europe/Berlin 2025-10-26", "Africa/Cairo 2025-04-25", "Africa/Cairo 2025-10-30",
		"America/Havana 2025-03-09", "America/Havana 2025-11-02", "Asia/Beirut 2025-03-30", "Asia/Beirut 2025-10-25",
		"Asia/Amman 2021-03-26", "Asia/Amman 2021-10-29",
		"Australia/Lord_Howe 2025-04-06", "America/Santiago 2025-09-06", "Asia/Kolkata 2025-06-01",
	} {
		t.Run(change, func(t *testing.T) {
			t.Parallel()
			name, date, _ := strings.Cut(change, " ")
			rapid.Check(t, func(t *rapid.T) { checkHours(t, name, date) })
		})
	}
}

func checkHours(t *rapid.T, name, date string) {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	from := moment(date).Add(-time.Duration(rapid.IntRange(0, 4*24*2).Draw(t, "before")) * 30 * time.Minute)
	until := from.Add(time.Duration(rapid.OneOf(rapid.IntRange(0, 6*24*2), rapid.IntRange(0, 300*24*2)).Draw(t, "length")) * 30 * time.Minute)
	holiday := day(date) + flow.Day(rapid.Int32Range(-5, 200).Draw(t, "holiday"))
	p := flow.Policy{Zone: z, Cycle: flow.Hours}
	if rapid.Bool().Draw(t, "working days") {
		p.Calendar = flow.WorkingDays(holiday)
	}
	format := "2006-01-02 15:04 "
	d := collect(issue("OPS-1", []string{from.Format(format) + "Development", until.Format(format) + "Done"}), issue("OPS-2", []string{from.Format(format) + "Development"}))
	a, err := flow.Analyse(d, board(d), p, moment("2028-01-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	last := flow.DayOf(from.In(z)) + flow.Day(rapid.Int32Range(0, 8).Draw(t, "last"))
	counted, aged := 0.0, 0.0
	for at := from; at.Before(until) || flow.DayOf(at.In(z)) <= last; at = at.Add(30 * time.Minute) {
		local := at.In(z)
		if w := local.Weekday(); p.Calendar.Working && (w == time.Saturday || w == time.Sunday || flow.DayOf(local) == holiday) {
			continue
		}
		if at.Before(until) {
			counted += 0.5
		}
		if flow.DayOf(local) <= last {
			aged += 0.5
		}
	}
	if got := a.CycleHours(&a.Lines[0]); !near(got, counted) {
		t.Fatalf("%v to %v without %v: %v hours, counted %v", from.In(z), until.In(z), holiday, got, counted)
	}
	if got := 24 * a.Age(&a.Lines[1], last); !near(got, aged) {
		t.Fatalf("from %v to the end of %v without %v: %v hours, counted %v", from.In(z), last, holiday, got, aged)
	}
}

// Types may start anywhere: all lines of the diagram stay in order.
func TestAnyStartsOfTypesKeepTheDiagramInOrder(t *testing.T) {
	t.Parallel()
	names := []string{"To Do", "Development", "Review", "Test", "Done"}
	rapid.Check(t, func(t *rapid.T) {
		d := collect(anyIssues(t)...)
		var stages []flow.Stage
		for _, s := range names {
			stages = append(stages, flow.Stage{Name: s, Statuses: []string{s}})
		}
		w := flow.FromStages(stages, d)
		w.Start = rapid.IntRange(0, 3).Draw(t, "start")
		w.ByType = map[string]flow.TypeRule{
			"Bug":   {Start: rapid.SampledFrom(names[:4]).Draw(t, "start of bugs")},
			"Story": {Start: rapid.SampledFrom(names[:4]).Draw(t, "start of stories")},
		}
		a, err := flow.Analyse(d, w, anyPolicy(t), moment("2026-03-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		checkFlow(t, a)
	})
}

// Samoa went to the other side of the date line on the night after 29 December
// 2011, a Thursday: the next day was Saturday.
func TestADayThatAZoneLeftOutTakesNoTime(t *testing.T) {
	t.Parallel()
	apia := zone(t, "Pacific/Apia")
	i := issue("OPS-1", []string{"2011-12-28 To Do", "2011-12-29 22:00 Development", "2012-01-01 22:00 Done"}) // Thursday noon to Monday noon
	for name, c := range map[string]struct {
		calendar flow.Calendar
		want     float64
	}{
		"every day":    {flow.Calendar{}, 72},
		"working days": {flow.WorkingDays(), 24},
		"the day that never was is a holiday, too": {flow.WorkingDays(day("2011-12-30")), 24},
	} {
		a := analyseAt(t, flow.Policy{Zone: apia, Cycle: flow.Hours, Calendar: c.calendar}, "2012-06-01", i)
		if got := a.CycleHours(&a.Lines[0]); got != c.want {
			t.Errorf("%s: %v hours, want %v", name, got, c.want)
		}
		if got, want := a.Age(&a.Lines[0], day("2011-12-31")), map[bool]float64{false: 1.5, true: 0.5}[c.calendar.Working]; !near(got, want) {
			t.Errorf("%s: at the end of Saturday it is %v days old, want %v", name, got, want)
		}
		if got := a.Age(&a.Lines[0], day("2011-12-29")); !near(got, 0.5) {
			t.Errorf("%s: at the end of Thursday it is %v days old, want half a day", name, got)
		}
	}
}

// In Cairo clocks go forward as Friday 25 April 2025 begins: that Friday has 23
// hours.
func TestAWorkingDayWithoutItsMidnightIsAnHourShorter(t *testing.T) {
	t.Parallel()
	i := issue("OPS-1", []string{"2025-04-20 To Do", "2025-04-24 10:00 Development", "2025-04-28 09:00 Done"}) // Thursday noon to Monday noon
	a := analyseAt(t, flow.Policy{Zone: zone(t, "Africa/Cairo"), Calendar: flow.WorkingDays()}, "2025-06-01", i)
	if got := a.CycleHours(&a.Lines[0]); got != 12+23+12 {
		t.Errorf("it took %v working hours, want 47", got)
	}
}

// Importers that know no date write the beginning of 1970, which is no reason to
// take it for never.
func TestTheFirstMomentOf1970IsAMoment(t *testing.T) {
	t.Parallel()
	a := analyseAt(t, flow.Policy{}, "1970-03-01",
		issue("OPS-1", []string{"1970-01-01 00:00 Development"}),
		issue("OPS-2", []string{"1969-12-30 00:00 Development", "1970-01-01 00:00 Done"}),
		issue("OPS-3", []string{"1970-01-01 00:00 Done"}),
	)
	for i, want := range []seen{
		{flow.InProgress, "1970-01-01", "", 60},
		{flow.Finished, "1969-12-30", "1970-01-01", 3},
		{flow.Finished, "1970-01-01", "1970-01-01", 1},
	} {
		if diff := cmp.Diff(want, look(a, i)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", a.Lines[i].Item.Key, diff)
		}
	}
}

func TestAMoveBefore1970IsNotPutOffTo1970(t *testing.T) {
	t.Parallel()
	i := issue("OPS-1", []string{"1969-12-20 To Do", "1969-12-24 Development"})
	i.Status = statuses["Done"] // of which the history does not tell, and unresolved
	a := analyseAt(t, flow.Policy{}, "1970-03-01", i)
	if line := a.Lines[0]; line.Certain || line.EndDay != day("1969-12-24") {
		t.Errorf("it is finished on %s, certain %v", line.EndDay, line.Certain)
	}
}

func TestDaysAreWrittenAsDates(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal([]flow.Day{day("2026-01-05"), flow.NoDay})
	if err != nil || string(written) != `["2026-01-05",""]` {
		t.Fatalf("%s (%v)", written, err)
	}
	var read []flow.Day
	if err := json.Unmarshal(written, &read); err != nil || fmt.Sprint(read) != "[2026-01-05 ]" || read[1] != flow.NoDay {
		t.Errorf("%v (%v)", read, err)
	}
	if err := json.Unmarshal([]byte(`["soon"]`), &read); err == nil {
		t.Error("soon is a day")
	}
}
