package stat_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

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

func TestWithheldLimitsMakeNoSignals(t *testing.T) {
	t.Parallel()
	if got := (stat.Limits{}).Signals([]float64{1, 2, 3}); got != nil {
		t.Errorf("%v", got)
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
