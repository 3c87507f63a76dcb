package flow_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// daily makes items that take a day each; so many finish on each day from a day on.
func daily(first string, counts ...int) []weir.Issue {
	var issues []weir.Issue
	for i, n := range counts {
		for range n {
			at := moment(first).AddDate(0, 0, i).Format("2006-01-02")
			issues = append(issues, issue(fmt.Sprintf("OPS-%d", len(issues)+1), []string{at + " 08:00 Development", at + " 11:00 Done"}))
		}
	}
	return issues
}

func TestHistoryIsOfTheDaysBeforeToday(t *testing.T) {
	t.Parallel()
	// From Monday, 5 January; today is Friday the 16th, on which one was finished.
	issues := daily("2026-01-05", 1, 0, 2, 0, 1, 3, 1, 0, 0, 0, 1, 4)
	for name, c := range map[string]struct {
		policy flow.Policy
		days   int
		want   string
	}{
		"from the first start on":          {flow.Policy{}, 0, "2026-01-05 2026-01-15 [1 0 2 0 1 3 1 0 0 0 1] moved 0"},
		"as many days as asked for":        {flow.Policy{}, 4, "2026-01-12 2026-01-15 [0 0 0 1] moved 0"},
		"working days take over a weekend": {flow.Policy{Calendar: flow.WorkingDays()}, 0, "2026-01-05 2026-01-15 [1 0 2 0 1 4 0 0 1] moved 4"},
		"also one just before the window":  {flow.Policy{Calendar: flow.WorkingDays()}, 4, "2026-01-12 2026-01-15 [4 0 0 1] moved 4"},
		"holidays are days off":            {flow.Policy{Calendar: flow.WorkingDays(day("2026-01-15"))}, 0, "2026-01-05 2026-01-15 [1 0 2 0 1 4 0 0] moved 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := analyseAt(t, c.policy, "2026-01-16", issues...).History(c.days)
			if got := fmt.Sprintf("%v %v %v moved %d", h.First, h.Last, h.Counts, h.Moved); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestTwelveWeeksAreTheUsualHistory(t *testing.T) {
	t.Parallel()
	h := analyseAt(t, flow.Policy{}, "2026-08-01", daily("2026-01-05", repeat(1, 200)...)...).History(0)
	if len(h.Counts) != 84 || h.First != day("2026-05-09") || h.Withheld != nil {
		t.Errorf("%d days from %v (%v)", len(h.Counts), h.First, h.Withheld)
	}
}

func TestForecastsWithoutEnoughHistoryAreWithheld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		issues []weir.Issue
		reason string
	}{
		"no item":             {nil, "too few days"},
		"nothing finished":    {[]weir.Issue{issue("OPS-1", []string{"2026-01-05 Development"})}, "no completions"},
		"on four days only":   {daily("2026-01-05", 9, 9, 9, 9), "too few days with completions"},
		"everything is today": {daily("2026-02-01", 5), "too few days"},
		"all in the future":   {daily("2026-03-01", 5, 5, 5, 5, 5, 5), "too few days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyse(t, flow.Policy{}, c.issues...)
			howMany, err1 := a.HowMany(flow.ForecastParams{}, a.Today+10)
			when, err2 := a.When(flow.ForecastParams{}, 5, a.Today+10)
			test, err3 := a.Backtest(flow.ForecastParams{}, 0)
			score, err4 := a.Predictability(flow.ForecastParams{})
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			for what, w := range map[string]*flow.Withheld{"how many": howMany.Withheld, "when": when.Withheld, "back-test": test.Withheld, "predictability": score.Withheld} {
				if w == nil || w.Reason != c.reason || w.Text == "" {
					t.Errorf("%s: withheld %+v, want %q", what, w, c.reason)
				}
			}
			if howMany.Levels != nil || when.Levels != nil || when.Likelihood != nil || score.Percent != nil {
				t.Error("what is withheld is there")
			}
		})
	}
}

func TestOneItemADayIsForecastExactly(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, daily("2026-01-05", repeat(1, 27)...)...)
	many, err := a.HowMany(flow.ForecastParams{Seed: 7, Trials: 500}, day("2026-02-11"))
	if err != nil {
		t.Fatal(err)
	}
	ten := 10
	for _, l := range many.Levels {
		if l.Items != 10 || l.Exact == nil || *l.Exact != ten {
			t.Errorf("with %d %%: %+v, want 10", l.P, l)
		}
	}
	if many.Days != 10 || many.Seed != 7 || many.Trials != 500 || many.History.Items != 27 || many.Unit != "days" {
		t.Errorf("the basis is %+v of %d days", many.Basis, many.Days)
	}
	when, err := a.When(flow.ForecastParams{}, 10, day("2026-02-11"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range when.Levels {
		if *l.Days != 10 || l.Date != day("2026-02-11") || *l.Exact != 10 || l.ExactDate != l.Date {
			t.Errorf("with %d %%: %+v, want 11 February", l.P, l)
		}
	}
	if want := (flow.Likelihood{Percent: 95, MoreThan95: true}); *when.Likelihood != want || when.Trials != 10_000 {
		t.Errorf("it is %+v likely, want more than 95 %%", *when.Likelihood)
	}
	if late, _ := a.When(flow.ForecastParams{}, 10, day("2026-02-10")); *late.Likelihood != (flow.Likelihood{}) {
		t.Errorf("a day earlier it is %+v likely, want 0", *late.Likelihood)
	}
	if past, _ := a.When(flow.ForecastParams{}, 10, day("2026-01-10")); *past.Likelihood != (flow.Likelihood{}) {
		t.Errorf("in the past it is %+v likely, want 0", *past.Likelihood)
	}
	if score, _ := a.Predictability(flow.ForecastParams{}); value(score.Percent) != "100" || score.P95 != 30 {
		t.Errorf("the score is %+v, want 100", score)
	}
}

func TestAnotherSeedIsAnotherSimulationOfTheSame(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, daily("2026-01-05", 1, 0, 2, 0, 1, 3, 1, 0, 0, 0, 1, 4, 1, 1, 0, 2)...)
	one, err1 := a.HowMany(flow.ForecastParams{Seed: 1}, a.Today+30)
	two, err2 := a.HowMany(flow.ForecastParams{Seed: 2}, a.Today+30)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(one.Shares, two.Shares) {
		t.Error("two seeds give the same trials")
	}
	for i := range one.Levels {
		if one.Levels[i].Exact == nil || *one.Levels[i].Exact != *two.Levels[i].Exact {
			t.Error("two seeds give two exact forecasts")
		}
	}
}

func TestForecastsOfWorkingDaysGiveWorkingDays(t *testing.T) {
	t.Parallel()
	// Five a week from Monday, 5 January, to Friday, 30 January; today is Sunday.
	issues := daily("2026-01-05", 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1)
	a := analyse(t, flow.Policy{Calendar: flow.WorkingDays(day("2026-02-04"))}, issues...)
	when, err := a.When(flow.ForecastParams{}, 5, flow.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	// Monday, Tuesday, not Wednesday, Thursday, Friday, Monday.
	if l := when.Levels[0]; l.Date != day("2026-02-09") || *l.Days != 5 || when.Likelihood != nil || when.Unit != "working days" {
		t.Errorf("%+v, want 9 February", l)
	}
	many, err := a.HowMany(flow.ForecastParams{}, day("2026-02-08"))
	if err != nil || many.Days != 4 || many.Levels[0].Items != 4 {
		t.Errorf("%d items in %d days (%v), want 4 in 4", many.Levels[0].Items, many.Days, err)
	}
	if _, err := a.HowMany(flow.ForecastParams{}, day("2026-02-01")+0); weir.KindOf(err) != weir.Usage {
		t.Errorf("until today: %v", err)
	}
}

func TestForecastsRefuseWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, daily("2026-01-05", repeat(1, 20)...)...)
	for name, f := range map[string]func() error{
		"a day in the past":        func() error { _, err := a.HowMany(flow.ForecastParams{}, a.Today); return err },
		"a day in eleven years":    func() error { _, err := a.HowMany(flow.ForecastParams{}, a.Today+4100); return err },
		"no items":                 func() error { _, err := a.When(flow.ForecastParams{}, 0, 0); return err },
		"too many items":           func() error { _, err := a.When(flow.ForecastParams{}, 2_000_000, 0); return err },
		"too many trials":          func() error { _, err := a.When(flow.ForecastParams{Trials: 1 << 30}, 1, 0); return err },
		"a negative history":       func() error { _, err := a.When(flow.ForecastParams{History: -1}, 1, 0); return err },
		"certainty":                func() error { _, err := a.When(flow.ForecastParams{Levels: []int{100}}, 1, 0); return err },
		"a horizon before the day": func() error { _, err := a.Backtest(flow.ForecastParams{}, -1); return err },
		"certainty of an item":     func() error { _, err := a.ForecastItem("OPS-1", []int{100}); return err },
		"health of no trials":      func() error { _, err := a.Health(flow.ForecastParams{Trials: -1}); return err },
		"a summary of no trials":   func() error { _, err := a.Summary(flow.ForecastParams{Trials: -1}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var e *weir.Error
			if err := f(); !errors.As(err, &e) || e.Kind != weir.Usage || e.Next == "" {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func TestABacktestTellsHowForecastsHeld(t *testing.T) {
	t.Parallel()
	a := analyseAt(t, flow.Policy{}, "2026-05-01", daily("2026-01-05", repeat(1, 116)...)...)
	b, err := a.Backtest(flow.ForecastParams{History: 30, Trials: 200}, 7)
	if err != nil {
		t.Fatal(err)
	}
	// 116 days: 12 whole weeks behind the first 30 days.
	if b.Window != 30 || b.Horizon != 7 || b.Cuts != 12 || b.Withheld != nil {
		t.Errorf("%+v", b)
	}
	for _, l := range b.Levels {
		if l.Held != (flow.Share{Count: 12, Of: 12}) {
			t.Errorf("at %d %% %+v held, want all", l.P, l.Held)
		}
	}
	if b, _ := a.Backtest(flow.ForecastParams{History: 110}, 7); b.Window != 58 || b.Cuts != 8 {
		t.Errorf("of 116 days, half are known to a forecast: %+v", b)
	}
	if b, _ := a.Backtest(flow.ForecastParams{}, 100); b.Withheld == nil || b.Withheld.Have != 116 || b.Withheld.Need != 158 {
		t.Errorf("100 days behind half of 116: %+v", b.Withheld)
	}
}

func TestAnItemInProgressIsForecastByThoseThatTookAsLong(t *testing.T) {
	t.Parallel()
	days := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	open := issue("OPS-99", []string{"2026-02-25 Development"}) // five days old on 1 March
	f, err := analyseAt(t, flow.Policy{}, "2026-03-01", append(cycles(days...), open)...).ForecastItem("OPS-99", []int{50, 85, 95})
	if err != nil {
		t.Fatal(err)
	}
	// Eleven took 5 days or longer, from 5 to 15: half of them up to 10, 85 % up to 14.
	var got []string
	for _, l := range f.Levels {
		got = append(got, fmt.Sprintf("%d: %s on %v", l.P, value(l.Age), l.Date))
	}
	if diff := cmp.Diff([]string{"50: 10 on 2026-03-06", "85: 14 on 2026-03-10", "95: none on "}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// The SLE is 13 days: nine of the eleven.
	if f.Age != 5 || f.Sample != 11 || f.Stage != "Dev" || !near(f.Likelihood.Percent, 900.0/11) {
		t.Errorf("%+v, likelihood %+v", f, f.Likelihood)
	}
	if f.Levels[2].Withheld == nil || f.Withheld != nil {
		t.Errorf("95 %% of eleven items is not withheld: %+v", f.Levels[2])
	}
}

func TestAnItemInProgressIsForecastByTheClockOfItsPolicy(t *testing.T) {
	t.Parallel()
	issues := append(cycles(repeat(3, 10)...), issue("OPS-99", []string{"2026-02-27 Development"}))
	for name, c := range map[string]struct {
		policy flow.Policy
		date   string
	}{
		"three days with both ends end today": {flow.Policy{}, "2026-03-01"},
		"two nights end today":                {flow.Policy{Cycle: flow.Difference}, "2026-03-01"},
		"hours since noon of the 27th":        {flow.Policy{Cycle: flow.Hours}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := analyseAt(t, c.policy, "2026-03-01", issues...).ForecastItem("OPS-99", []int{50})
			if err != nil {
				t.Fatal(err)
			}
			if c.date == "" {
				if f.Withheld == nil || f.Withheld.Have != 0 {
					t.Errorf("it is 48 hours old, as all got: %+v", f)
				}
				return
			}
			if got := f.Levels[0].Date.String(); got != c.date {
				t.Errorf("by %s, want %s", got, c.date)
			}
		})
	}
	f, err := analyseAt(t, flow.Policy{Cycle: flow.Hours, Calendar: flow.WorkingDays()}, "2026-02-27 18:00",
		append(cycles(repeat(4, 10)...), issue("OPS-99", []string{"2026-02-27 12:00 Development"}))...).ForecastItem("OPS-99", []int{50})
	if err != nil {
		t.Fatal(err)
	}
	// Ten items of three nights, with a weekend or without: half took 2 days of 24
	// working hours or less, which leaves 42 hours after Friday, 18:00.
	if l := f.Levels[0]; l.Date != day("2026-03-03") {
		t.Errorf("%s days by %v, want Tuesday, 3 March", value(l.Age), l.Date)
	}
}

func TestOnlyWhatIsInProgressIsForecast(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, issue("OPS-1", []string{"2026-01-01 To Do"}), issue("OPS-2", []string{"2026-01-01 Development", "2026-01-03 Done"}))
	for _, key := range []string{"OPS-1", "OPS-2", "OPS-3", ""} {
		if _, err := a.ForecastItem(key, nil); weir.KindOf(err) != weir.NotFound {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func below(key string) option { return func(i *weir.Issue) { i.Parent.Key = key } }

func TestAnEpicIsWhatIsBelowItInHoweverManySteps(t *testing.T) {
	t.Parallel()
	issues := append(daily("2026-01-05", repeat(1, 20)...),
		issue("EPIC-1", []string{"2026-01-01 To Do"}, kind("Epic"), below("OPS-104")), // above itself
		issue("OPS-101", []string{"2026-01-01 To Do"}, below("EPIC-1")),
		issue("OPS-102", []string{"2026-01-20 Development"}, below("EPIC-1")),
		issue("OPS-103", []string{"2026-01-20 Development", "2026-01-21 Done"}, below("EPIC-1")),
		issue("OPS-104", []string{"2026-01-20 Development"}, below("OPS-101")),
		issue("OPS-105", []string{"2026-01-20 To Do", "2026-01-21 Done"}, below("OPS-101"), resolution("Duplicate")),
		issue("OPS-106", []string{"2026-03-20 To Do"}, below("EPIC-1")),
		issue("EPIC-2", []string{"2026-01-01 To Do"}, kind("Epic")),
		issue("OPS-107", []string{"2026-01-20 To Do", "2026-01-21 Done"}, below("EPIC-2")))
	a := analyse(t, flow.Policy{Discard: []string{"Duplicate"}, Types: []string{"Story"}}, issues...)
	e, err := a.Epic(flow.ForecastParams{}, "EPIC-1", day("2026-02-20"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Open != 3 || e.Finished != 1 || e.GivenUp != 1 || e.When.Items != 3 || e.When.Likelihood == nil {
		t.Errorf("%+v", e)
	}
	if e, err := a.Epic(flow.ForecastParams{}, "EPIC-2", 0); err != nil || e.Open != 0 || e.When != nil {
		t.Errorf("nothing is open: %+v (%v)", e, err)
	}
	if _, err := a.Epic(flow.ForecastParams{}, "EPIC-3", 0); weir.KindOf(err) != weir.NotFound {
		t.Errorf("an unknown epic: %v", err)
	}
}

func TestAnyForecastPromisesLessTheSurerItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 3), 8, 30).Draw(t, "counts")
		d := collect(daily("2026-01-05", counts...)...)
		p := flow.Policy{}
		if rapid.Bool().Draw(t, "working days") {
			p.Calendar = flow.WorkingDays(day("2026-02-10"))
		}
		a, err := flow.Analyse(d, board(d), p, moment("2026-02-06"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		params := flow.ForecastParams{Seed: rapid.Uint64().Draw(t, "seed"), Trials: 300, Levels: []int{5, 50, 70, 85, 95}}
		until := a.Today + 5 + flow.Day(rapid.Int32Range(0, 40).Draw(t, "days"))
		items := rapid.IntRange(1, 30).Draw(t, "items")
		many, err1 := a.HowMany(params, until)
		when, err2 := a.When(params, items, until)
		again, err3 := a.HowMany(params, until)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(many, again); diff != "" {
			t.Errorf("the same parameters give another forecast\n%s", diff)
		}
		for i := 1; i < len(many.Levels); i++ {
			if x, y := many.Levels[i-1], many.Levels[i]; y.Items > x.Items || *y.Exact > *x.Exact {
				t.Errorf("surer, and more: %+v and %+v", x, y)
			}
			if x, y := when.Levels[i-1], when.Levels[i]; *y.Days < *x.Days || y.Date < x.Date || y.ExactDate < x.ExactDate {
				t.Errorf("surer, and earlier: %+v and %+v", x, y)
			}
		}
		simulated, exact := 0.0, 0.0
		for _, o := range many.Shares {
			simulated += o.Share
			exact += *o.Exact
		}
		if many.Withheld == nil && (!near(simulated, 1) || exact > 1+1e-9 || exact < 0.8) {
			t.Errorf("the shares add up to %v and %v", simulated, exact)
		}
		if when.Likelihood != nil && (when.Likelihood.Percent > 95 || when.Likelihood.Percent < 0) {
			t.Errorf("%+v is likely", when.Likelihood)
		}
	})
}
