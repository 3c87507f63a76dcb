package stat_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

func TestHowMuchLongerAnItemOfSomeAgeTakes(t *testing.T) {
	t.Parallel()
	done := stat.NewSample([]int{1, 2, 2, 3, 4, 5, 6, 8, 12, 20})
	rest := sound(done.Remaining(4))(t)
	if diff := cmp.Diff([]float64{1, 2, 4, 8, 16}, rest.Values()); diff != "" {
		t.Error(diff)
	}
	for within, want := range map[float64]int{0: 0, 1: 1, 3: 2, 4: 3, 16: 5} {
		if got := rest.AtMost(within); got != (stat.Share{Count: want, Of: 5}) {
			t.Errorf("within %v more days: %v, expected %d of 5", within, got, want)
		}
	}
	if p := must(rest.Percentile(50, stat.NearestRank))(t); p != 4 {
		t.Errorf("half of them need %v more days", p)
	}
	fresh := sound(done.Remaining(0))(t)
	if diff := cmp.Diff(done.Values(), fresh.Values()); diff != "" {
		t.Error(diff)
	}
	_, err := done.Remaining(5)
	refused(t, err, stat.TooFewValues, 4, stat.MinRemaining)
	_, err = done.Remaining(1e6)
	refused(t, err, stat.TooFewValues, 0, stat.MinRemaining)
	_, err = stat.Sample{}.Remaining(0)
	refused(t, err, stat.TooFewValues, 0, stat.MinRemaining)
	_, err = done.Remaining(math.NaN())
	refused(t, err, stat.NotANumber, 1, 0)
}

func TestTheRemainingTimeIsTheShareOfWhatLastedLonger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := someDays(1).Draw(t, "values")
		age, more := rapid.IntRange(0, 40).Draw(t, "age"), rapid.IntRange(0, 40).Draw(t, "more")
		longer, done := 0, 0
		for _, v := range values {
			if v > age {
				longer++
				if v <= age+more {
					done++
				}
			}
		}
		rest, err := stat.NewSample(values).Remaining(float64(age))
		if longer < stat.MinRemaining {
			if err == nil {
				t.Fatalf("%d lasted longer, and that was enough", longer)
			}
			return
		}
		if got := rest.AtMost(float64(more)); got != (stat.Share{Count: done, Of: longer}) {
			t.Fatalf("%v finish within %d more days, expected %d of %d", got, more, done, longer)
		}
	})
}

func TestPredictability(t *testing.T) {
	t.Parallel()
	values := make([]int, 20)
	for i := range values {
		values[i] = 10 + i
	}
	d := must(stat.NewDistribution(values, slices.Repeat([]float64{1}, 20)))(t)
	want := stat.Predictability{Percent: 55, P95: 11, P50: 20}
	if got := must(stat.PredictabilityOf(d))(t); got != want {
		t.Errorf("%+v, expected %+v", got, want)
	}
	steady := sound(stat.ExactHowMany([]int{3}, stat.PredictabilityDays))(t)
	if got := must(stat.PredictabilityOf(steady))(t); got != (stat.Predictability{Percent: 100, P95: 90, P50: 90}) {
		t.Errorf("%+v", got)
	}
	rare := sound(stat.ExactHowMany(append(make([]int, 99), 5), stat.PredictabilityDays))(t)
	if got, ok := stat.PredictabilityOf(rare); ok {
		t.Errorf("a score of nothing: %+v", got)
	}
	if got, ok := stat.PredictabilityOf(stat.Distribution{}); ok {
		t.Errorf("a score of no forecast: %+v", got)
	}
	below := must(stat.NewDistribution([]int{-3, 4}, []float64{1, 1}))(t)
	if got, ok := stat.PredictabilityOf(below); ok {
		t.Errorf("a score of negative counts: %+v", got)
	}
}

func TestRunsOfDaysWithoutACompletion(t *testing.T) {
	t.Parallel()
	daily := []int{0, 0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0, 0}
	for atLeast, want := range map[int][]stat.Run{
		5: nil,
		4: {{From: 9, Len: 4}},
		3: {{From: 5, Len: 3}, {From: 9, Len: 4}},
		0: {{From: 0, Len: 2}, {From: 3, Len: 1}, {From: 5, Len: 3}, {From: 9, Len: 4}},
	} {
		if diff := cmp.Diff(want, stat.ZeroRuns(daily, atLeast)); diff != "" {
			t.Errorf("%d days: %s", atLeast, diff)
		}
	}
	if got := stat.ZeroRuns(nil, 1); got != nil {
		t.Errorf("no days have runs: %v", got)
	}
}

func TestNumbersBecomeFloats(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]float64{1, -2}, stat.Floats([]int{1, -2})); diff != "" {
		t.Error(diff)
	}
}

func TestNamesAreWords(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		stat.NearestRank.String():                                 "nearest rank",
		stat.Type7.String():                                       "linear interpolation (type 7)",
		stat.Method(9).String():                                   "Method(9)",
		stat.MeanRange.String():                                   "mean moving range",
		stat.MedianRange.String():                                 "median moving range",
		stat.Dispersion(9).String():                               "Dispersion(9)",
		stat.OutsideLimits.String():                               "outside the limits",
		stat.TwoOfThree.String():                                  "2 of 3 beyond 2 sigma",
		stat.FourOfFive.String():                                  "4 of 5 beyond 1 sigma",
		stat.EightInARow.String():                                 "8 in a row on one side of the mean",
		stat.Rule(9).String():                                     "Rule(9)",
		(&stat.Withheld{Reason: "shy", What: "forecast"}).Error(): "forecast: shy",
		(&stat.Withheld{Reason: stat.TooFewDays, What: "x", Have: 1, Need: 2}).Error():           "x: needs at least 2 days, and there is 1",
		(&stat.Withheld{Reason: stat.NoThroughput, What: "forecast", Have: 9}).Error():           "forecast: nothing was finished in the 9 days of its history",
		(&stat.Withheld{Reason: stat.OutOfRange, What: "x", Have: 1, Need: 2}).Error():           "x: 1 is out of range, the bound is 2",
		(&stat.Withheld{Reason: stat.NotANumber, What: "limits", Have: 3}).Error():               "limits: 3 values are not numbers to calculate with",
		(&stat.Withheld{Reason: stat.TooLarge, What: "steps", Have: 3_000, Need: 2_000}).Error(): "steps: too large to calculate: it would be 3000, and the bound is 2000",
	} {
		if got != want {
			t.Errorf("got %q, expected %q", got, want)
		}
	}
}
