package flow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

func TestPercentilesAreThoseOfThePolicy(t *testing.T) {
	t.Parallel()
	ten := cycles(1, 3, 5, 5, 6, 7, 8, 9, 9, 11)
	for name, c := range map[string]struct {
		policy flow.Policy
		issues []weir.Issue
		want   string
		sle    string
	}{
		"nearest rank":                           {flow.Policy{}, ten, "6 8 9 none", "9"},
		"without the one more":                   {flow.Policy{Cycle: flow.Difference}, ten, "5 7 8 none", "8"},
		"type 7":                                 {flow.Policy{Cycle: flow.Difference, Percentiles: flow.Type7}, ten, "5.5 7.3 8 none", "8"},
		"of five values only the median":         {flow.Policy{}, cycles(1, 2, 3, 4, 5), "3 none none none", "none"},
		"of four values none":                    {flow.Policy{}, cycles(1, 2, 3, 4), "none none none none", "none"},
		"of twenty values all":                   {flow.Policy{}, cycles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20), "10 14 17 19", "17"},
		"the service level can be another":       {flow.Policy{SLE: 70}, ten, "6 8 9 none", "8"},
		"of nothing none":                        {flow.Policy{}, nil, "none none none none", "none"},
		"an expectation that needs more is none": {flow.Policy{SLE: 95}, ten, "6 8 9 none", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := analyseAt(t, c.policy, "2026-03-01", c.issues...).CycleTimes()
			if diff := cmp.Diff(strings.Fields(c.want), values(got.Percentiles)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if value(got.SLE.Days) != c.sle || (got.SLE.Withheld == nil) != (c.sle != "none") {
				t.Errorf("the SLE is %v (%+v), want %v", value(got.SLE.Days), got.SLE.Withheld, c.sle)
			}
			for _, p := range got.Percentiles {
				if (p.Value == nil) != (p.Withheld != nil) {
					t.Errorf("percentile %d has a value and a reason for none, or neither", p.P)
				}
			}
		})
	}
}

func TestTheExpectationTellsHowManyItemsMetIt(t *testing.T) {
	t.Parallel()
	got := analyseAt(t, flow.Policy{}, "2026-03-01", cycles(1, 3, 5, 5, 6, 7, 8, 9, 9, 11)...).CycleTimes()
	if want := (flow.Share{Count: 9, Of: 10}); got.SLE.Met != want {
		t.Errorf("%+v met it, want %+v", got.SLE.Met, want)
	}
	if value(got.Mean) != "6.4" || value(got.Min) != "1" || value(got.Max) != "11" {
		t.Errorf("mean %s from %s to %s, want 6.4 from 1 to 11", value(got.Mean), value(got.Min), value(got.Max))
	}
}

func TestWhatIsUncertainIsCountedAndLeftOut(t *testing.T) {
	t.Parallel()
	issues := append(cycles(2, 3, 4, 5, 6), issue("OPS-99", []string{"2026-01-01 Development", "2026-01-25 Done"}, truncated))
	got := analyseAt(t, flow.Policy{}, "2026-03-01", issues...).CycleTimes()
	if got.Uncertain != 1 || len(got.Dots) != 5 {
		t.Errorf("%d are uncertain, and %d are dots; want 1 and 5", got.Uncertain, len(got.Dots))
	}
	if want := (flow.Dot{Key: "OPS-1", Type: "Story", Day: day("2026-01-20"), Days: 2}); got.Dots[0] != want {
		t.Errorf("the first dot is %+v, want %+v", got.Dots[0], want)
	}
}

func TestAnotherWindowHasOtherCycleTimes(t *testing.T) {
	t.Parallel()
	a := analyseAt(t, flow.Policy{}, "2026-03-01", cycles(1, 2, 3, 4, 5)...)
	if n := len(a.CycleTimes().Dots); n != 5 {
		t.Fatalf("%d items finished, want 5", n)
	}
	a.First = day("2026-01-23")
	if n := len(a.CycleTimes().Dots); n != 2 {
		t.Errorf("%d items finished since 23 January, want 2", n)
	}
	a.CycleTimes().Dots[0].Key = "changed"
	if a.CycleTimes().Dots[0].Key != "OPS-4" {
		t.Error("whoever changes what he was given changes what others get")
	}
}

func TestAHistogramHasEachValueInItsBin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(1, 900)), 0, 60).Draw(t, "days")
		p := flow.Policy{Cycle: rapid.SampledFrom([]flow.Cycle{flow.Inclusive, flow.Difference, flow.Hours}).Draw(t, "cycle")}
		d := collect(cycles(days...)...)
		a, err := flow.Analyse(d, board(d), p, moment("2027-03-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		c := a.CycleTimes()
		bins := c.Histogram.Bins
		if len(bins) > 60 || (len(bins) == 0) != (len(days) == 0) {
			t.Fatalf("%d bins for %d values", len(bins), len(days))
		}
		for i, bin := range bins {
			n := 0
			for _, dot := range c.Dots {
				if bin.From <= dot.Days && (dot.Days < bin.To || bin.Open) {
					n++
				}
			}
			if n != bin.Count {
				t.Errorf("bin %+v has %d values", bin, n)
			}
			if i > 0 && bin.From != bins[i-1].To || !near(bin.To-bin.From, c.Histogram.Width) || bin.Open && i != len(bins)-1 {
				t.Errorf("bin %d is out of line: %+v", i, bins)
			}
		}
		if n := len(bins); n > 0 && (bins[0].Count == 0 || bins[n-1].Count == 0 && !bins[n-1].Open) {
			t.Errorf("the histogram is wider than its values: %+v", bins)
		}
	})
}

func TestAHistogramOfWideValuesHasWideBins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		days  []int
		width float64
		bins  int
		open  bool
	}{
		"a fortnight by days":                         {[]int{1, 14}, 1, 14, false},
		"a quarter by fives":                          {[]int{1, 91}, 5, 19, false},
		"one item of years does not press the others": {append(repeat(4, 99), 1, 2000), 1, 60, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := analyseAt(t, flow.Policy{}, "2027-03-01", cycles(c.days...)...).CycleTimes().Histogram
			if h.Bins[0].From != 1 {
				t.Errorf("the bins begin at %v, and the shortest time is a day", h.Bins[0].From)
			}
			if h.Width != c.width || len(h.Bins) != c.bins || h.Bins[len(h.Bins)-1].Open != c.open {
				t.Errorf("%d bins of %v, open %v; want %d of %v, %v", len(h.Bins), h.Width, h.Bins[len(h.Bins)-1].Open, c.bins, c.width, c.open)
			}
		})
	}
}

func repeat(n, times int) []int {
	var list []int
	for range times {
		list = append(list, n)
	}
	return list
}
