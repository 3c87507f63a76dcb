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

func TestAForecastIsReadConservatively(t *testing.T) {
	t.Parallel()
	// Twenty outcomes, 1 to 20, each as likely: 85 % of them are 17.
	values, weights := make([]int, 20), slices.Repeat([]float64{1}, 20)
	for i := range values {
		values[i] = i + 1
	}
	d := must(stat.NewDistribution(values, weights))(t)
	for _, test := range []struct{ p, within, orMore int }{
		{1, 1, 20}, {5, 1, 20}, {6, 2, 19}, {50, 10, 11}, {85, 17, 4}, {86, 18, 3}, {95, 19, 2}, {96, 20, 1}, {100, 20, 1},
	} {
		t.Run(fmt.Sprintf("with %d %%", test.p), func(t *testing.T) {
			t.Parallel()
			if got := must(d.Percentile(test.p))(t); got != test.within {
				t.Errorf("within %d, expected %d", got, test.within)
			}
			if got := must(d.OrMore(test.p))(t); got != test.orMore {
				t.Errorf("%d or more, expected %d", got, test.orMore)
			}
		})
	}
	for x, want := range map[int]float64{-1: 0, 0: 0, 1: .05, 10: .5, 20: 1, 99: 1} {
		if got := d.AtMost(x); !near(got, want) {
			t.Errorf("%d or less: %v, expected %v", x, got, want)
		}
	}
	for x, want := range map[int]float64{-1: 1, 1: 1, 2: .95, 20: .05, 21: 0} {
		if got := d.AtLeast(x); !near(got, want) {
			t.Errorf("%d or more: %v, expected %v", x, got, want)
		}
	}
	if m := must(d.Mean())(t); !near(m, 10.5) {
		t.Errorf("the mean is %v", m)
	}
}

func TestADistributionOfNothingSaysNothing(t *testing.T) {
	t.Parallel()
	var d stat.Distribution
	for _, p := range []int{-1, 0, 1, 50, 100, 101} {
		if x, ok := d.Percentile(p); ok {
			t.Errorf("percentile %d is %d", p, x)
		}
		if x, ok := d.OrMore(p); ok {
			t.Errorf("%d or more with %d %%", x, p)
		}
	}
	if d.AtMost(3) != 0 || d.AtLeast(3) != 0 || d.Beyond() != 0 || d.Trials() != 0 {
		t.Error("it has a probability")
	}
	if _, ok := d.Mean(); ok {
		t.Error("it has a mean")
	}
	some := must(stat.NewDistribution([]int{1}, []float64{1}))(t)
	for _, p := range []int{-1, 0, 101} {
		_, within := some.Percentile(p)
		_, orMore := some.OrMore(p)
		if within || orMore {
			t.Errorf("there is a percentile %d", p)
		}
	}
}

func TestWhatIsNoDistribution(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		values  []int
		weights []float64
	}{
		"nothing":             {nil, nil},
		"no weight":           {[]int{1, 2}, []float64{0, 0}},
		"a negative weight":   {[]int{1, 2}, []float64{2, -1}},
		"a weight too few":    {[]int{1, 2}, []float64{1}},
		"a repeated value":    {[]int{1, 1}, []float64{1, 1}},
		"values out of order": {[]int{2, 1}, []float64{1, 1}},
		"an endless weight":   {[]int{1}, []float64{math.Inf(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d, ok := stat.NewDistribution(test.values, test.weights); ok {
				t.Errorf("%v", d)
			}
		})
	}
}

func TestReadingsAgreeWithProbabilities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.IntRange(0, 50), 1, 20, rapid.ID).Draw(t, "values")
		slices.Sort(values)
		weights := make([]float64, len(values))
		for i := range weights {
			weights[i] = float64(rapid.IntRange(1, 9).Draw(t, "weight"))
		}
		d := must(stat.NewDistribution(values, weights))(t)
		p := rapid.IntRange(1, 100).Draw(t, "p")
		share := float64(p) / 100
		within, orMore := must(d.Percentile(p))(t), must(d.OrMore(p))(t)
		if d.AtMost(within) < share-1e-9 || d.AtMost(within-1) >= share+1e-9 {
			t.Fatalf("%d %% within %d: %v, and %v before", p, within, d.AtMost(within), d.AtMost(within-1))
		}
		if d.AtLeast(orMore) < share-1e-9 || d.AtLeast(orMore+1) >= share+1e-9 {
			t.Fatalf("%d or more with %d %%: %v, and %v after", orMore, p, d.AtLeast(orMore), d.AtLeast(orMore+1))
		}
		sum := 0.0
		for x, share := range d.All() {
			sum += share
			if !near(d.AtMost(x)+d.AtLeast(x+1), 1) || share <= 0 {
				t.Fatalf("at %d: %v", x, share)
			}
		}
		if !near(sum, 1) {
			t.Fatalf("the shares sum up to %v", sum)
		}
	})
}

func TestTheHistogramCanBeLeftEarly(t *testing.T) {
	t.Parallel()
	d := must(stat.NewDistribution([]int{4, 7}, []float64{3, 1}))(t)
	var seen []float64
	for x, share := range d.All() {
		seen = append(seen, float64(x), share)
		break
	}
	if diff := cmp.Diff([]float64{4, .75}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestTheSlowestOfSeveralContributors(t *testing.T) {
	t.Parallel()
	team := must(stat.NewDistribution([]int{1, 2, 3}, []float64{.5, .25, .25}))(t)
	both := must(stat.Slowest(team, team))(t)
	for day, want := range map[int]float64{0: 0, 1: .25, 2: .5625, 3: 1, 4: 1} {
		if got := both.AtMost(day); !near(got, want) {
			t.Errorf("done by day %d: %v, expected %v", day, got, want)
		}
	}
	if p50, p85 := must(both.Percentile(50))(t), must(both.Percentile(85))(t); p50 != 2 || p85 != 3 {
		t.Errorf("p50 is day %d, p85 day %d", p50, p85)
	}
	alone := must(stat.Slowest(team))(t)
	if diff := cmp.Diff(slices.Collect(pairs(team)), slices.Collect(pairs(alone))); diff != "" {
		t.Error(diff)
	}
	if _, ok := stat.Slowest(); ok {
		t.Error("nobody is done some day")
	}
	if _, ok := stat.Slowest(team, stat.Distribution{}); ok {
		t.Error("somebody without a forecast is done some day")
	}
}

func TestTheSlowestIsWhatAllPairsGive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one, other := drawDistribution(t), drawDistribution(t)
		mass := map[int]float64{}
		for x, p := range one.All() {
			for y, q := range other.All() {
				mass[max(x, y)] += p * q
			}
		}
		both := must(stat.Slowest(one, other))(t)
		for day := range 60 {
			want := 0.0
			for x, p := range mass {
				if x <= day {
					want += p
				}
			}
			if !near(both.AtMost(day), want) {
				t.Fatalf("done by day %d: %v, expected %v", day, both.AtMost(day), want)
			}
		}
	})
}

func TestAContributorWhoMayNeverFinish(t *testing.T) {
	t.Parallel()
	history := make([]int, 20_000)
	history[0] = 1
	slow := sound(stat.Simulation{Seed: 3, Trials: 1_000}.When(history, 1))(t)
	fast := must(stat.NewDistribution([]int{5}, []float64{1}))(t)
	both := must(stat.Slowest(slow, fast))(t)
	if !near(both.Beyond(), slow.Beyond()) || slow.Beyond() < .5 {
		t.Errorf("beyond the cap: %v alone, %v together", slow.Beyond(), both.Beyond())
	}
	if x, ok := both.Percentile(95); ok {
		t.Errorf("95 %% finish within %d days", x)
	}
}

func drawDistribution(t *rapid.T) stat.Distribution {
	values := rapid.SliceOfNDistinct(rapid.IntRange(1, 50), 1, 8, rapid.ID).Draw(t, "values")
	slices.Sort(values)
	weights := make([]float64, len(values))
	for i := range weights {
		weights[i] = float64(rapid.IntRange(1, 9).Draw(t, "weight"))
	}
	return must(stat.NewDistribution(values, weights))(t)
}

// pairs lists a histogram.
func pairs(d stat.Distribution) func(func([2]float64) bool) {
	return func(yield func([2]float64) bool) {
		for x, share := range d.All() {
			if !yield([2]float64{float64(x), share}) {
				return
			}
		}
	}
}
