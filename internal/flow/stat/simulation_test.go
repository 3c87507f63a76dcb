package stat_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/flow/stat"
	"weir/internal/testenv"
)

// chance is how likely it is that a sound simulation fails one comparison.
const chance = 1e-9

// strays returns by how many trials a count may miss what is expected, unless
// something as unlikely as chance happens: Bernstein's inequality, which holds
// for every probability and every number of trials.
func strays(trials int, p float64) float64 {
	l := math.Log(2 / chance)
	return l/3 + math.Sqrt(l*l/9+2*l*float64(trials)*p*(1-p))
}

// compare holds every likelihood of a simulation against the exact one.
func compare(t *testing.T, what string, got, exact stat.Distribution) {
	t.Helper()
	n := got.Trials()
	check := func(x int) {
		p := exact.AtMost(x)
		if missed := math.Abs(got.AtMost(x)-p) * float64(n); missed > strays(n, p) {
			t.Errorf("%s: %d or less: %v of the trials, exactly %v: off by %.0f trials where %.0f are allowed", what, x, got.AtMost(x), p, missed, strays(n, p))
		}
	}
	for x := range got.All() {
		check(x)
		check(x - 1)
	}
	for x := range exact.All() {
		check(x)
	}
	if missed := math.Abs(got.Beyond()-exact.Beyond()) * float64(n); missed > strays(n, exact.Beyond()) {
		t.Errorf("%s: beyond the cap: %v, exactly %v", what, got.Beyond(), exact.Beyond())
	}
}

func TestTheSimulationAgreesWithTheExactForecast(t *testing.T) {
	t.Parallel()
	for round := range 60 * testenv.Rounds(t) {
		random := rand.New(rand.NewPCG(2026, uint64(round))) //nolint:gosec // to repeat a failure, not to hide anything
		history := make([]int, 1+random.IntN(120))
		for i := range history {
			history[i] = max(0, random.IntN(9)-random.IntN(9))
		}
		history[random.IntN(len(history))] = 1 + random.IntN(20)
		days, items := 1+random.IntN(60), 1+random.IntN(60)
		s := stat.Simulation{Seed: random.Uint64(), Trials: 2_000 + random.IntN(8_000)}

		compare(t, "how many", sound(s.HowMany(history, days))(t), sound(stat.ExactHowMany(history, days))(t))
		compare(t, "when", sound(s.When(history, items))(t), sound(stat.ExactWhen(history, items))(t))
		if t.Failed() {
			t.Fatalf("round %d: %d days or %d items from %v", round, days, items, history)
		}
	}
}

func TestASimulationAveragesOut(t *testing.T) {
	t.Parallel()
	// A bias too small for one comparison adds up over many.
	history := []int{0, 0, 1, 3, 0, 7}
	mean, square := 11./6, 59./6
	const days, trials = 20, 1_000
	sum, n := 0.0, 200*testenv.Rounds(t)
	for seed := range n {
		d := sound(stat.Simulation{Seed: uint64(seed), Trials: trials}.HowMany(history, days))(t)
		sum += must(d.Mean())(t)
	}
	deviation := math.Sqrt((square - mean*mean) * days / float64(trials*n))
	if got := sum / float64(n); math.Abs(got-mean*days) > 5*deviation {
		t.Errorf("on average %v items, expected %v, give or take %v", got, mean*days, deviation)
	}
}

func TestASeedRepeatsAForecast(t *testing.T) {
	t.Parallel()
	history := []int{0, 1, 3, 0, 2, 1, 5, 0, 2}
	s := stat.Simulation{Seed: 42, Trials: 1_000}
	howMany, when := sound(s.HowMany(history, 30))(t), sound(s.When(history, 50))(t)
	// These numbers are the same on every platform and with every release.
	read := func(d stat.Distribution) []int {
		readings := []int{must(d.Percentile(1))(t), must(d.Percentile(100))(t)}
		for _, p := range []int{50, 85, 95} {
			readings = append(readings, must(d.Percentile(p))(t), must(d.OrMore(p))(t))
		}
		for _, x := range []int{30, 40, 50} {
			readings = append(readings, int(math.Round(1_000*d.AtMost(x)))) // of the thousand trials
		}
		return readings
	}
	if diff := cmp.Diff([]int{27, 75, 46, 46, 56, 38, 61, 33, 28, 229, 675}, read(howMany)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{21, 55, 33, 33, 39, 27, 42, 24, 357, 908, 998}, read(when)); diff != "" {
		t.Error(diff)
	}
	again := sound(s.HowMany(history, 30))(t)
	if !slices.Equal(read(howMany), read(again)) {
		t.Error("the same seed gave another forecast")
	}
	other := sound(stat.Simulation{Seed: 43, Trials: 1_000}.HowMany(history, 30))(t)
	if slices.Equal(read(howMany), read(other)) {
		t.Error("another seed gave the same forecast")
	}
}

func TestASimulationOfOneAnswer(t *testing.T) {
	t.Parallel()
	s := stat.Simulation{}
	howMany, when := sound(s.HowMany([]int{2, 2}, 30))(t), sound(s.When([]int{2, 2}, 31))(t)
	if must(howMany.OrMore(95))(t) != 60 || must(howMany.Percentile(95))(t) != 60 || howMany.Trials() != stat.DefaultTrials {
		t.Error("30 days at 2 a day are not 60 items")
	}
	if must(when.Percentile(95))(t) != 16 || when.AtMost(15) != 0 || when.AtMost(16) != 1 {
		t.Error("31 items at 2 a day do not take 16 days")
	}
}

// Of 10,000 trials, "85 % or more" is the 1501st from below.
func TestTheRankOfOrMoreInASimulation(t *testing.T) {
	t.Parallel()
	d := sound(stat.Simulation{Seed: 7}.HowMany([]int{0, 1, 3, 0, 2, 1, 5, 0, 2}, 400))(t)
	var totals []int
	for x, share := range d.All() {
		totals = append(totals, slices.Repeat([]int{x}, int(math.Round(share*10_000)))...)
	}
	if len(totals) != 10_000 {
		t.Fatalf("there are %d trials", len(totals))
	}
	for p, rank := range map[int]int{85: 1501, 50: 5001, 95: 501, 100: 1, 1: 9901} {
		if got := must(d.OrMore(p))(t); got != totals[rank-1] {
			t.Errorf("%d or more with %d %%; number %d is %d", got, p, rank, totals[rank-1])
		}
		if got := must(d.Percentile(p))(t); got != totals[p*100-1] {
			t.Errorf("%d or less with %d %%; number %d is %d", got, p, p*100, totals[p*100-1])
		}
	}
}

func TestATrialEndsAfterTenYears(t *testing.T) {
	t.Parallel()
	history := make([]int, 10_000)
	history[17] = 1
	s := stat.Simulation{Seed: 5, Trials: 2_000}
	d := sound(s.When(history, 10))(t)
	if d.Beyond() < .99 || d.AtMost(stat.MaxDays)+d.Beyond() != 1 {
		t.Errorf("beyond the cap: %v", d.Beyond())
	}
	if x, ok := d.Percentile(85); ok {
		t.Errorf("85 %% within %d days", x)
	}
	compare(t, "one in 10,000 days", sound(s.When(history, 1))(t), sound(stat.ExactWhen(history, 1))(t))
}

func TestWhatCannotBeForecast(t *testing.T) {
	t.Parallel()
	some, s := []int{0, 1, 2}, stat.Simulation{}
	for name, test := range map[string]struct {
		simulation stat.Simulation
		history    []int
		size       int
		reason     stat.Reason
		have, need int
	}{
		"nothing was ever finished": {s, []int{0, 0, 0}, 5, stat.NoThroughput, 3, 0},
		"no history":                {s, nil, 5, stat.TooFewDays, 0, 1},
		"a negative day":            {s, []int{1, -2}, 5, stat.OutOfRange, -2, 0},
		"an impossible day":         {s, []int{1, stat.MaxPerDay + 1}, 5, stat.OutOfRange, stat.MaxPerDay + 1, stat.MaxPerDay},
		"nothing to forecast":       {s, some, 0, stat.OutOfRange, 0, 1},
		"less than nothing":         {s, some, -4, stat.OutOfRange, -4, 1},
		"too many trials":           {stat.Simulation{Trials: stat.MaxTrials + 1}, some, 5, stat.OutOfRange, stat.MaxTrials + 1, stat.MaxTrials},
		"fewer than no trials":      {stat.Simulation{Trials: -1}, some, 5, stat.OutOfRange, -1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.simulation.HowMany(test.history, test.size)
			refused(t, err, test.reason, test.have, test.need)
			_, err = test.simulation.When(test.history, test.size)
			refused(t, err, test.reason, test.have, test.need)
		})
	}
	_, err := s.HowMany(some, stat.MaxDays+1)
	refused(t, err, stat.OutOfRange, stat.MaxDays+1, stat.MaxDays)
	_, err = s.When(some, stat.MaxDays*stat.MaxPerDay+1)
	refused(t, err, stat.OutOfRange, stat.MaxDays*stat.MaxPerDay+1, stat.MaxDays*stat.MaxPerDay)
}

func TestAForecastIsWithheldForWantOfDays(t *testing.T) {
	t.Parallel()
	refused(t, stat.MayForecast([]int{0, 3, 0, 9, 1, 1, 0}), stat.TooFewActive, 4, stat.MinActiveDays)
	refused(t, stat.MayForecast([]int{0, 0}), stat.NoThroughput, 2, 0)
	refused(t, stat.MayForecast(nil), stat.TooFewDays, 0, 1)
	refused(t, stat.MayForecast([]int{-1}), stat.OutOfRange, -1, 0)
	if err := stat.MayForecast([]int{0, 3, 0, 9, 1, 1, 0, 2}); err != nil {
		t.Error(err)
	}
	got := stat.MayForecast([]int{1, 1, 0}).Error()
	if want := "forecast: needs completions on at least 5 different days, and there are 2"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}
