package stat_test

import (
	"fmt"
	"math"
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
