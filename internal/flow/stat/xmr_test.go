package stat_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

// zigzag has the mean in the middle of both values, and their distance as each
// of its moving ranges.
func zigzag(low, high float64) []float64 { return []float64{low, high, low, high, low, high} }

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		low, high    float64
		params       stat.LimitParams
		upper, lower float64
		clamped      bool
		rangeLimit   float64
		sigma        float64
	}{
		{20, 30, stat.LimitParams{NonNegative: true}, 51.6, 0, true, 32.68, 10 / 1.128},
		{20, 30, stat.LimitParams{}, 51.6, -1.6, false, 32.68, 10 / 1.128},
		{40, 60, stat.LimitParams{NonNegative: true}, 103.2, 0, true, 65.36, 20 / 1.128},
		{100, 110, stat.LimitParams{NonNegative: true}, 131.6, 78.4, false, 32.68, 10 / 1.128},
		{2, 3, stat.LimitParams{NonNegative: true}, 5.16, 0, true, 3.268, 1 / 1.128},
		{20, 30, stat.LimitParams{Dispersion: stat.MedianRange}, 56.45, -6.45, false, 38.65, 10 / 0.954},
		{5, 5, stat.LimitParams{NonNegative: true}, 5, 5, false, 0, 0},
	} {
		t.Run(fmt.Sprintf("%v and %v in turn, by the %s", test.low, test.high, test.params.Dispersion), func(t *testing.T) {
			t.Parallel()
			l := sound(stat.LimitsOf(zigzag(test.low, test.high), test.params))(t)
			if l.Mean != (test.low+test.high)/2 || l.Range != test.high-test.low || l.Baseline != 6 {
				t.Errorf("mean %v, range %v, from %d values", l.Mean, l.Range, l.Baseline)
			}
			if !near(l.Upper, test.upper) || !near(l.Lower, test.lower) || l.Clamped != test.clamped {
				t.Errorf("limits %v and %v (clamped: %v), expected %v and %v", l.Upper, l.Lower, l.Clamped, test.upper, test.lower)
			}
			if !near(l.RangeLimit, test.rangeLimit) || !near(l.Sigma, test.sigma) {
				t.Errorf("range limit %v, sigma %v; expected %v and %v", l.RangeLimit, l.Sigma, test.rangeLimit, test.sigma)
			}
		})
	}
}

func TestTheMedianRangeIgnoresAnOutlier(t *testing.T) {
	t.Parallel()
	values := append(zigzag(20, 30), 500, 20, 30)
	byMean := sound(stat.LimitsOf(values, stat.LimitParams{}))(t)
	byMedian := sound(stat.LimitsOf(values, stat.LimitParams{Dispersion: stat.MedianRange}))(t)
	if byMedian.Range != 10 || byMean.Range != 126.25 || byMedian.Mean != byMean.Mean {
		t.Errorf("median range %v, mean range %v", byMedian.Range, byMean.Range)
	}
	if values[6] != 500 || values[7] != 20 {
		t.Error("the values that were handed over have changed")
	}
}

func TestLimitsAreNotRoundedAndDoNotDependOnTheUnit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e4), 6, 40).Draw(t, "values")
		params := stat.LimitParams{Dispersion: stat.Dispersion(rapid.IntRange(0, 1).Draw(t, "dispersion"))}
		l := sound(stat.LimitsOf(values, params))(t)
		hours := make([]float64, len(values))
		for i, v := range values {
			hours[i] = v*24 + 7
		}
		h := sound(stat.LimitsOf(hours, params))(t)
		for _, pair := range [][2]float64{{l.Mean*24 + 7, h.Mean}, {l.Upper*24 + 7, h.Upper}, {l.Lower*24 + 7, h.Lower}, {l.Sigma * 24, h.Sigma}, {l.RangeLimit * 24, h.RangeLimit}} {
			if math.Abs(pair[0]-pair[1]) > 1e-6 {
				t.Fatalf("%v in days is %v in hours: %+v, %+v", pair[0], pair[1], l, h)
			}
		}
	})
}

func TestLimitsAreWithheld(t *testing.T) {
	t.Parallel()
	_, err := stat.LimitsOf([]float64{1, 2, 3, 4, 5}, stat.LimitParams{})
	refused(t, err, stat.TooFewValues, 5, 6)
	_, err = stat.LimitsOf(nil, stat.LimitParams{})
	refused(t, err, stat.TooFewValues, 0, 6)
	_, err = stat.LimitsOf([]float64{1, 2, math.NaN(), 4, 5, 6, math.Inf(1)}, stat.LimitParams{})
	refused(t, err, stat.NotANumber, 2, 0)
	_, err = stat.LimitsOf(zigzag(1, 2), stat.LimitParams{Dispersion: 2})
	refused(t, err, stat.OutOfRange, 2, 1)
}

func TestMovingRanges(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]float64{2, 3, 0}, stat.MovingRanges([]float64{5, 3, 6, 6})); diff != "" {
		t.Error(diff)
	}
	for _, none := range [][]float64{nil, {1}, {1, math.NaN(), 2}} {
		if got := stat.MovingRanges(none); got != nil {
			t.Errorf("%v has moving ranges: %v", none, got)
		}
	}
}

// A process around 0 with a sigma of 1 and limits at 3.
func around() stat.Limits { return stat.Limits{Baseline: 20, Sigma: 1, Upper: 3, Lower: -3} }

func TestSignals(t *testing.T) {
	t.Parallel()
	const above, below = true, false
	for name, test := range map[string]struct {
		values []float64
		want   []stat.Signal
	}{
		"nothing":                               {nil, nil},
		"a value on the limit":                  {[]float64{0, 3, 0, -3}, nil},
		"a value above the limit":               {[]float64{0, 3.1, 0}, []stat.Signal{{Rule: stat.OutsideLimits, Above: above, Points: []int{1}}}},
		"two values below the limit":            {[]float64{-4, 0, 0, -4}, []stat.Signal{{Rule: stat.OutsideLimits, Above: below, Points: []int{0}}, {Rule: stat.OutsideLimits, Above: below, Points: []int{3}}}},
		"the first and third of three":          {[]float64{2.1, 0, 2.1}, []stat.Signal{{Rule: stat.TwoOfThree, Above: above, Points: []int{0, 2}}}},
		"the first and fourth":                  {[]float64{2.1, 0, 0, 2.1}, nil},
		"two beyond 2 sigma on different sides": {[]float64{2.1, -2.1, 0}, nil},
		"two on the line of 2 sigma":            {[]float64{2, 2, 0}, nil},
		"windows that share a point":            {[]float64{-2.1, 0, -2.1, 0, -2.1}, []stat.Signal{{Rule: stat.TwoOfThree, Above: below, Points: []int{0, 2, 4}}}},
		"windows that share none":               {[]float64{2.1, 2.1, 0, 0, 2.1, 2.1}, []stat.Signal{{Rule: stat.TwoOfThree, Above: above, Points: []int{0, 1}}, {Rule: stat.TwoOfThree, Above: above, Points: []int{4, 5}}}},
		"four of five":                          {[]float64{1.1, 1.1, 0, 1.1, 1.1}, []stat.Signal{{Rule: stat.FourOfFive, Above: above, Points: []int{0, 1, 3, 4}}}},
		"four of six":                           {[]float64{1.1, 1.1, 0, 0, 1.1, 1.1}, nil},
		"four of four":                          {[]float64{-1.1, -1.1, -1.1, -1.1}, []stat.Signal{{Rule: stat.FourOfFive, Above: below, Points: []int{0, 1, 2, 3}}}},
		"seven on one side":                     {[]float64{.1, .1, .1, .1, .1, .1, .1, 0}, nil},
		"eight on one side":                     {slices.Repeat([]float64{-.1}, 8), []stat.Signal{{Rule: stat.EightInARow, Above: below, Points: []int{0, 1, 2, 3, 4, 5, 6, 7}}}},
		"nine on one side":                      {slices.Repeat([]float64{.1}, 9), []stat.Signal{{Rule: stat.EightInARow, Above: above, Points: []int{0, 1, 2, 3, 4, 5, 6, 7, 8}}}},
		"the mean among eight":                  {[]float64{.1, .1, .1, .1, 0, .1, .1, .1, .1}, nil},
		"what is no number":                     {[]float64{math.NaN(), math.Inf(1), math.Inf(-1)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, around().Signals(test.values)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAClampedLimitIsNoSignal(t *testing.T) {
	t.Parallel()
	l := sound(stat.LimitsOf(zigzag(2, 3), stat.LimitParams{NonNegative: true}))(t)
	if got := l.Signals([]float64{0, 2.5, 2.5, -7}); got != nil {
		t.Errorf("a value that is not above the clamped limit is a signal: %v", got)
	}
	open := sound(stat.LimitsOf(zigzag(2, 3), stat.LimitParams{}))(t)
	if got := open.Signals([]float64{0, 2.5, 2.5, -7}); len(got) == 0 || got[0].Above || !slices.Equal(got[0].Points, []int{3}) {
		t.Errorf("without the clamp, the last value is below: %v", got)
	}
	if got := l.Signals(slices.Repeat([]float64{0}, 8)); len(got) == 0 || got[len(got)-1].Rule != stat.EightInARow {
		t.Errorf("eight low values are still eight in a row: %v", got)
	}
}

func TestLimitsOfABaselineJudgeLaterValues(t *testing.T) {
	t.Parallel()
	values := append(zigzag(20, 30), 25, 25, 60)
	l := sound(stat.LimitsOf(values[:6], stat.LimitParams{NonNegative: true}))(t)
	want := []stat.Signal{{Rule: stat.OutsideLimits, Above: true, Points: []int{8}}}
	if diff := cmp.Diff(want, l.Signals(values)); diff != "" {
		t.Error(diff)
	}
}

// The rules once more, as they are told: of so many in a row, so many.
func TestASignalHoldsWhatItsRuleSays(t *testing.T) {
	t.Parallel()
	rules := map[stat.Rule]struct {
		of, least int
		line      float64
	}{stat.OutsideLimits: {1, 1, 3}, stat.TwoOfThree: {3, 2, 2}, stat.FourOfFive: {5, 4, 1}, stat.EightInARow: {8, 8, 0}}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.SampledFrom([]float64{-3.5, -2.5, -1.5, -.5, 0, .5, .7, 1.5, 1.6, 2.5, 3.5}), 0, 40).Draw(t, "values")
		got := map[stat.Rule]map[bool][]int{}
		for _, s := range around().Signals(values) {
			if got[s.Rule] == nil {
				got[s.Rule] = map[bool][]int{}
			}
			if !slices.IsSorted(s.Points) {
				t.Fatalf("the points are out of order: %v", s)
			}
			got[s.Rule][s.Above] = append(got[s.Rule][s.Above], s.Points...)
		}
		for rule, r := range rules {
			for _, above := range []bool{true, false} {
				side := 1.0
				if !above {
					side = -1
				}
				var want []int
				for i := range values {
					if side*values[i] > r.line && inWindow(values, i, r.of, r.least, func(v float64) bool { return side*v > r.line }) {
						want = append(want, i)
					}
				}
				if !slices.Equal(want, got[rule][above]) {
					t.Fatalf("%s, above %v: the points are %v, expected %v", rule, above, got[rule][above], want)
				}
			}
		}
	})
}

// inWindow reports whether i is in some window in which enough values are beyond.
func inWindow(values []float64, i, of, least int, beyond func(float64) bool) bool {
	for from := i - of + 1; from <= i; from++ {
		n := 0
		for j := max(from, 0); j < min(from+of, len(values)); j++ {
			if beyond(values[j]) {
				n++
			}
		}
		if n >= least {
			return true
		}
	}
	return false
}
