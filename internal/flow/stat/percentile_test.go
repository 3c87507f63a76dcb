package stat_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

func TestPercentilesOfSmallSamples(t *testing.T) {
	t.Parallel()
	five, ten := []int{4, 1, 5, 3, 2}, []int{10, 0, 8, 2, 8, 4, 7, 4, 6, 5}
	for _, test := range []struct {
		values []int
		p      int
		method stat.Method
		want   float64
	}{
		{five, 50, stat.NearestRank, 3},
		{five, 85, stat.NearestRank, 5},
		{five, 50, stat.Type7, 3},
		{five, 85, stat.Type7, 4.4},
		{ten, 50, stat.NearestRank, 5},
		{ten, 70, stat.NearestRank, 7},
		{ten, 85, stat.NearestRank, 8},
		{ten, 50, stat.Type7, 5.5},
		{ten, 70, stat.Type7, 7.3},
		{ten, 85, stat.Type7, 8},
		{five, 0, stat.NearestRank, 1},
		{five, 20, stat.NearestRank, 1},
		{five, 21, stat.NearestRank, 2},
		{five, 100, stat.NearestRank, 5},
		{five, 0, stat.Type7, 1},
		{five, 100, stat.Type7, 5},
		{[]int{7}, 85, stat.NearestRank, 7},
		{[]int{7}, 85, stat.Type7, 7},
	} {
		t.Run(fmt.Sprintf("percentile %d of %d values by %s", test.p, len(test.values), test.method), func(t *testing.T) {
			t.Parallel()
			got, ok := stat.NewSample(test.values).Percentile(test.p, test.method)
			if !ok || !near(got, test.want) {
				t.Errorf("got %v %v, expected %v", got, ok, test.want)
			}
		})
	}
}

func TestARankIsNeverPickedByFloatingPoint(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 400; n++ {
		values := make([]int, n)
		for i := range values {
			values[i] = i + 1
		}
		s := stat.NewSample(values)
		for p := 1; p <= 100; p++ {
			rank := new(big.Rat).SetFrac64(int64(p)*int64(n), 100)
			want := new(big.Int).Div(rank.Num(), rank.Denom())
			if !rank.IsInt() {
				want.Add(want, big.NewInt(1))
			}
			if got, ok := s.Percentile(p, stat.NearestRank); !ok || got != float64(want.Int64()) {
				t.Fatalf("percentile %d of 1 to %d is %v, not %s", p, n, got, want)
			}
		}
	}
}

func TestWhatHasNoPercentile(t *testing.T) {
	t.Parallel()
	s := stat.NewSample([]int{1, 2, 3})
	for name, absent := range map[string]func() (float64, bool){
		"the zero sample":            func() (float64, bool) { return stat.Sample{}.Percentile(50, stat.NearestRank) },
		"an empty sample":            func() (float64, bool) { return stat.NewSample([]int{}).Percentile(50, stat.Type7) },
		"a sample of nothing usable": func() (float64, bool) { return stat.NewSample([]float64{math.NaN()}).Mean() },
		"a negative p":               func() (float64, bool) { return s.Percentile(-1, stat.NearestRank) },
		"a p beyond 100":             func() (float64, bool) { return s.Percentile(101, stat.Type7) },
		"an unknown method":          func() (float64, bool) { return s.Percentile(50, stat.Method(7)) },
		"the smallest of nothing":    stat.Sample{}.Min,
		"the largest of nothing":     stat.Sample{}.Max,
		"the mean of nothing":        stat.Sample{}.Mean,
		"the median of nothing":      stat.Sample{}.Median,
		"a rank in nothing":          stat.Sample{}.AtMost(3).Percent,
		"a share of nothing":         stat.Share{}.Fraction,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, ok := absent(); ok || got != 0 {
				t.Errorf("got %v, %v", got, ok)
			}
		})
	}
}

func TestTheNearestRankIsTrueOfTheData(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := someDays(1).Draw(t, "values")
		p := rapid.IntRange(1, 100).Draw(t, "p")
		s := stat.NewSample(values)
		got, ok := s.Percentile(p, stat.NearestRank)
		if !ok || !slices.Contains(values, int(got)) {
			t.Fatalf("%v is not in the data", got)
		}
		upTo, below := 0, 0
		for _, v := range values {
			if float64(v) <= got {
				upTo++
			}
			if float64(v) < got {
				below++
			}
		}
		if upTo*100 < p*len(values) {
			t.Fatalf("only %d of %d are %v or less", upTo, len(values), got)
		}
		if below*100 >= p*len(values) {
			t.Fatalf("a smaller value than %v would do", got)
		}
		if share := s.AtMost(got); share != (stat.Share{Count: upTo, Of: len(values)}) {
			t.Fatalf("its rank is %v, not %d", share, upTo)
		}
		if share := s.Above(got); share.Count != len(values)-upTo {
			t.Fatalf("%v are above", share)
		}
	})
}

func TestInterpolationFollowsItsFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 50).Draw(t, "values")
		p := rapid.IntRange(0, 100).Draw(t, "p")
		got, ok := stat.NewSample(values).Percentile(p, stat.Type7)
		slices.Sort(values)
		position := float64(len(values)-1) * float64(p) / 100
		low := int(position)
		want := values[low]
		if low+1 < len(values) {
			want += (position - float64(low)) * (values[low+1] - values[low])
		}
		if !ok || math.Abs(got-want) > 1e-6 || got < values[0] || got > values[len(values)-1] {
			t.Fatalf("percentile %d is %v, expected %v", p, got, want)
		}
	})
}

func TestPercentilesRiseWithP(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := stat.NewSample(rapid.SliceOfN(rapid.Float64(), 1, 50).Draw(t, "values"))
		for _, m := range []stat.Method{stat.NearestRank, stat.Type7} {
			before, ok := s.Percentile(0, m)
			for p := 1; ok && p <= 100; p++ {
				v, _ := s.Percentile(p, m)
				if v < before {
					t.Fatalf("%s: percentile %d is %v, less than the one before, %v", m, p, v, before)
				}
				before = v
			}
		}
	})
}

func TestPercentilesAreShownForEnoughValuesOnly(t *testing.T) {
	t.Parallel()
	all := []int{5, 15, 50, 70, 85, 95, 99}
	for _, test := range []struct {
		n    int
		want []int
	}{
		{0, []int{}},
		{4, []int{}},
		{5, []int{50}},
		{9, []int{50}},
		{10, []int{15, 50, 70, 85}},
		{19, []int{15, 50, 70, 85}},
		{20, []int{5, 15, 50, 70, 85, 95}},
		{99, []int{5, 15, 50, 70, 85, 95}},
		{100, all},
	} {
		t.Run(fmt.Sprintf("of %d values", test.n), func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, stat.Shown(test.n, all...)); diff != "" {
				t.Error(diff)
			}
		})
	}
	refused(t, stat.MayShow(4, 50), stat.TooFewValues, 4, 5)
	refused(t, stat.MayShow(9, 85), stat.TooFewValues, 9, 10)
	refused(t, stat.MayShow(19, 95), stat.TooFewValues, 19, 20)
	refused(t, stat.MayShow(33, 97), stat.TooFewValues, 33, 34)
	refused(t, stat.MayShow(1e6, 100), stat.OutOfRange, 100, 99)
	refused(t, stat.MayShow(1e6, 0), stat.OutOfRange, 0, 1)
	if got, want := stat.MayShow(9, 85).Error(), "percentile 85: needs at least 10 values, and there are 9"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	for p, want := range map[int]int{-3: 0, 0: 0, 1: 100, 4: 25, 5: 20, 49: 10, 50: 5, 51: 10, 85: 10, 86: 20, 95: 20, 96: 25, 99: 100, 100: 0, 200: 0} {
		if got := stat.MinSample(p); got != want {
			t.Errorf("percentile %d needs %d values, not %d", p, got, want)
		}
	}
}

func TestMeanAndMedian(t *testing.T) {
	t.Parallel()
	s := stat.NewSample([]float64{3, 10, 1, 2})
	if m, ok := s.Mean(); !ok || m != 4 {
		t.Errorf("the mean is %v", m)
	}
	if m, ok := s.Median(); !ok || m != 2.5 {
		t.Errorf("the median is %v", m)
	}
	equal := stat.NewSample(slices.Repeat([]float64{0.1}, 77))
	if m, ok := equal.Mean(); !ok || m != 0.1 {
		t.Errorf("the mean of equal values is %v", m)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := stat.NewSample(rapid.SliceOfN(rapid.Float64Range(-stat.MaxValue, stat.MaxValue), 1, 30).Draw(t, "values"))
		low, _ := s.Min()
		high, _ := s.Max()
		if m, ok := s.Mean(); !ok || m < low || m > high {
			t.Fatalf("the mean %v is not from %v to %v", m, low, high)
		}
	})
}

func TestWhatIsNoMeasurementIsLeftOutAndCounted(t *testing.T) {
	t.Parallel()
	values := []float64{3, math.NaN(), 1, math.Inf(1), math.Inf(-1), 2 * stat.MaxValue, 2}
	s := stat.NewSample(values)
	if diff := cmp.Diff([]float64{1, 2, 3}, s.Values()); diff != "" || s.Len() != 3 || s.LeftOut() != 4 {
		t.Errorf("%d values, %d left out: %s", s.Len(), s.LeftOut(), diff)
	}
	if values[0] != 3 || values[2] != 1 {
		t.Error("the values that were handed over have changed")
	}
	s.Values()[0] = 99
	if v, _ := s.Min(); v != 1 {
		t.Error("a sample changed through its values")
	}
	if s.AtMost(math.NaN()).Count != 0 || s.Above(math.NaN()).Count != 0 {
		t.Error("something is compared with what is not a number")
	}
	if s.AtMost(math.Inf(1)).Count != 3 || s.Above(math.Inf(-1)).Count != 3 {
		t.Error("infinity is not beyond all values")
	}
}
