package stat_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow/stat"
	"weir/internal/testenv"
)

// daysAlike returns days that are independent and alike, as the forecast assumes.
func daysAlike(seed uint64, n int) []int {
	random := rand.New(rand.NewPCG(seed, 9)) //nolint:gosec // to repeat a failure, not to hide anything
	daily := make([]int, n)
	for i := range daily {
		daily[i] = max(0, random.IntN(6)-2)
	}
	return daily
}

func TestABacktestOfASteadyProcess(t *testing.T) {
	t.Parallel()
	daily := slices.Repeat([]int{2}, 100)
	b := sound(stat.Simulation{}.Backtest(daily, stat.BacktestParams{Window: 30, Horizon: 10, Cuts: 4}))(t)
	want := stat.Backtest{}
	for _, level := range []int{50, 70, 85, 95} {
		want.Levels = append(want.Levels, stat.Coverage{Level: level, Held: stat.Share{Count: 4, Of: 4}})
	}
	for _, at := range []int{60, 70, 80, 90} {
		want.Cuts = append(want.Cuts, stat.Cut{At: at, Promised: []int{20, 20, 20, 20}, Actual: 20})
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
}

func TestABacktestTellsOfATeamThatSlowedDown(t *testing.T) {
	t.Parallel()
	daily := slices.Concat(slices.Repeat([]int{3}, 60), slices.Repeat([]int{0, 1}, 5))
	b := sound(stat.Simulation{}.Backtest(daily, stat.BacktestParams{Window: 30, Horizon: 10, Step: 5, Levels: []int{85}}))(t)
	if got, want := b.Levels[0].Held, (stat.Share{Count: 5, Of: 7}); got != want {
		t.Errorf("held: %v, expected %v", got, want)
	}
	last := b.Cuts[len(b.Cuts)-1]
	if diff := cmp.Diff(stat.Cut{At: 60, Promised: []int{30}, Actual: 5}, last); diff != "" {
		t.Error(diff)
	}
}

func TestForecastsHoldAboutAsOftenAsTheySay(t *testing.T) {
	t.Parallel()
	held := map[int]stat.Share{}
	for round := range 10 * testenv.Rounds(t) {
		daily := daysAlike(uint64(round), 2_000)
		b := sound(stat.Simulation{Seed: 1, Trials: 2_000}.Backtest(daily, stat.BacktestParams{Window: 300, Horizon: 30}))(t)
		for _, level := range b.Levels {
			sum := held[level.Level]
			held[level.Level] = stat.Share{Count: sum.Count + level.Held.Count, Of: sum.Of + level.Held.Of}
		}
	}
	for level, share := range held {
		// A window is a sample itself, so a forecast is somewhat too sure of itself;
		// "or more" of whole numbers holds somewhat more often.
		p := float64(level) / 100
		got, _ := share.Fraction()
		if allowed := .03 + 5*math.Sqrt(p*(1-p)/float64(share.Of)); math.Abs(got-p) > allowed {
			t.Errorf("at %d %%, %d of %d held", level, share.Count, share.Of)
		}
	}
}

func TestABacktestDoesNotLookAhead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		daily := daysAlike(seed, rapid.IntRange(60, 120).Draw(t, "days"))
		params := stat.BacktestParams{Window: rapid.IntRange(20, 40).Draw(t, "window"), Horizon: rapid.IntRange(1, 20).Draw(t, "horizon"), Step: rapid.IntRange(0, 9).Draw(t, "step")}
		s := stat.Simulation{Seed: seed, Trials: 100}
		before := sound(s.Backtest(daily, params))(t)
		cut := rapid.SampledFrom(before.Cuts).Draw(t, "cut")
		for i := range daily {
			if i >= cut.At || i < cut.At-params.Window {
				daily[i] = 1_000 // another future, and what was before its window
			}
		}
		after := sound(s.Backtest(daily, params))(t)
		i := slices.IndexFunc(after.Cuts, func(c stat.Cut) bool { return c.At == cut.At })
		if i < 0 || !slices.Equal(after.Cuts[i].Promised, cut.Promised) {
			t.Fatalf("the forecast at %d depends on other days than those before it", cut.At)
		}
		if after.Cuts[i].Actual != 1_000*params.Horizon {
			t.Fatalf("what happened from %d on is %d", cut.At, after.Cuts[i].Actual)
		}
	})
}

func TestABacktestForecastsAsHowManyDoes(t *testing.T) {
	t.Parallel()
	daily := daysAlike(3, 100)
	b := sound(stat.Simulation{Seed: 8}.Backtest(daily, stat.BacktestParams{Window: 60, Horizon: 20, Levels: []int{1, 50, 99}}))(t)
	for _, cut := range b.Cuts {
		exact := sound(stat.ExactHowMany(daily[cut.At-60:cut.At], 20))(t)
		for i, level := range []int{1, 50, 99} {
			if n := cut.Promised[i]; math.Abs(exact.AtLeast(n)-float64(level)/100) > .06 {
				t.Errorf("at %d, %d or more with %d %% has exactly %v", cut.At, n, level, exact.AtLeast(n))
			}
		}
	}
	if len(b.Cuts) != 2 {
		t.Errorf("%d forecasts", len(b.Cuts))
	}
}

func TestABacktestSkipsWhatItWouldWithhold(t *testing.T) {
	t.Parallel()
	daily := slices.Concat(make([]int, 40), slices.Repeat([]int{1}, 20))
	b := sound(stat.Simulation{}.Backtest(daily, stat.BacktestParams{Window: 10, Horizon: 10}))(t)
	if b.Skipped != 4 || len(b.Cuts) != 1 || b.Cuts[0].At != 50 || b.Levels[0].Held != (stat.Share{Count: 1, Of: 1}) {
		t.Errorf("%+v", b)
	}
}

func TestABacktestIsWithheld(t *testing.T) {
	t.Parallel()
	daily := daysAlike(1, 100)
	for name, test := range map[string]struct {
		daily      []int
		params     stat.BacktestParams
		reason     stat.Reason
		have, need int
	}{
		"too short a history":      {daily, stat.BacktestParams{Window: 80, Horizon: 30}, stat.TooFewDays, 100, 110},
		"no day at all":            {nil, stat.BacktestParams{Window: 80, Horizon: 30}, stat.TooFewDays, 0, 110},
		"no window":                {daily, stat.BacktestParams{Horizon: 30}, stat.OutOfRange, 0, 1},
		"no horizon":               {daily, stat.BacktestParams{Window: 30}, stat.OutOfRange, 0, 1},
		"a step backwards":         {daily, stat.BacktestParams{Window: 30, Horizon: 5, Step: -1}, stat.OutOfRange, -1, 1},
		"fewer than no forecasts":  {daily, stat.BacktestParams{Window: 30, Horizon: 5, Cuts: -1}, stat.OutOfRange, -1, 1},
		"a level of certainty":     {daily, stat.BacktestParams{Window: 30, Horizon: 5, Levels: []int{100}}, stat.OutOfRange, 100, 99},
		"a level of nothing":       {daily, stat.BacktestParams{Window: 30, Horizon: 5, Levels: []int{0}}, stat.OutOfRange, 0, 1},
		"nothing was finished":     {make([]int, 100), stat.BacktestParams{Window: 30, Horizon: 5}, stat.NoThroughput, 30, 0},
		"too few days in a window": {slices.Repeat([]int{0, 0, 0, 1}, 25), stat.BacktestParams{Window: 16, Horizon: 5}, stat.TooFewActive, 4, 5},
		"a day that cannot be":     {append(slices.Clone(daily), -1), stat.BacktestParams{Window: 30, Horizon: 5}, stat.OutOfRange, -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := stat.Simulation{}.Backtest(test.daily, test.params)
			refused(t, err, test.reason, test.have, test.need)
		})
	}
	t.Run("what would take too long", func(t *testing.T) {
		t.Parallel()
		_, err := stat.Simulation{Trials: stat.MaxTrials}.Backtest(daysAlike(1, 3_000), stat.BacktestParams{Window: 30, Horizon: 200, Step: 1})
		refused(t, err, stat.TooLarge, 100*200, 10_000)
	})
	t.Run("trials that cannot be", func(t *testing.T) {
		t.Parallel()
		_, err := stat.Simulation{Trials: -5}.Backtest(daily, stat.BacktestParams{Window: 30, Horizon: 5})
		refused(t, err, stat.OutOfRange, -5, 1)
	})
}
