package stat

import (
	"iter"
	"math"
	"slices"
	"sort"
)

// A Distribution says how likely each number of days, or of items, is. It comes
// from a simulation, whose shares are counts of trials, or from an exact
// calculation. The zero Distribution says nothing: its percentiles are absent
// and its probabilities 0.
type Distribution struct {
	values []int     // ascending, each with some mass
	upTo   []float64 // the mass of values[0] to values[i]
	total  float64   // all mass, with that beyond the cap
	trials int
}

// slack is by how much a calculated probability may fall short of a percentile
// without missing it: rounding must not turn an exact 85 % into the next day.
const slack = 1e-12

// NewDistribution makes a distribution of values, ascending without repetition,
// and their weights, which need not sum to 1. It is false unless there is a
// weight for each value, none is negative or beyond MaxValue, and some is not
// zero.
func NewDistribution(values []int, weights []float64) (Distribution, bool) {
	if len(values) != len(weights) {
		return Distribution{}, false
	}
	for i, w := range weights {
		if !usable(w) || w < 0 || i > 0 && values[i] <= values[i-1] {
			return Distribution{}, false
		}
	}
	d := weigh(values, weights, 0, 0)
	return d, d.total > 0
}

// weigh makes a distribution of values and their mass, and of the mass beyond
// the last that is known.
func weigh(values []int, mass []float64, beyond float64, trials int) Distribution {
	d := Distribution{trials: trials}
	sum := 0.0
	for i, m := range mass {
		if m > 0 {
			sum += m
			d.values, d.upTo = append(d.values, values[i]), append(d.upTo, sum)
		}
	}
	d.total = sum + beyond
	return d
}

// Trials returns how many trials the distribution was counted from, and 0 where
// it was calculated.
func (d Distribution) Trials() int { return d.trials }

// AtMost returns the probability of x or less, from 0 to 1: for days, the
// likelihood of finishing within x days. It is read off the distribution, never
// interpolated.
func (d Distribution) AtMost(x int) float64 {
	return d.share(d.before(sort.Search(len(d.values), func(i int) bool { return d.values[i] > x })))
}

// AtLeast returns the probability of x or more, from 0 to 1: for items, the
// likelihood of finishing x of them.
func (d Distribution) AtLeast(x int) float64 {
	return d.share(d.total - d.before(sort.SearchInts(d.values, x)))
}

// Beyond returns the share, from 0 to 1, of what is known only to be more than
// the largest value: trials that had not finished after MaxDays.
func (d Distribution) Beyond() float64 { return d.share(d.total - d.before(len(d.values))) }

// before returns the mass of the first i values.
func (d Distribution) before(i int) float64 {
	if i == 0 {
		return 0
	}
	return d.upTo[i-1]
}

func (d Distribution) share(mass float64) float64 {
	if d.total <= 0 {
		return 0
	}
	return math.Min(math.Max(mass/d.total, 0), 1)
}

// Percentile returns the smallest x for which the probability of x or less is
// at least p %, for a whole p from 1 to 100: the nearest rank. For days this is
// the forecast "85 % to finish within x days". It is false where that lies
// beyond the cap, and for any other p.
func (d Distribution) Percentile(p int) (int, bool) {
	i := sort.Search(len(d.values), func(i int) bool { return d.reaches(d.upTo[i], p) })
	if p < 1 || p > 100 || i == len(d.values) {
		return 0, false
	}
	return d.values[i], true
}

// OrMore returns the largest x for which the probability of x or more is at
// least p %, for a whole p from 1 to 100: for items the forecast "85 % to finish
// x or more".
//
// This is the (100−p)-th percentile, taken from above: of n sorted trials the
// ⌈p·n/100⌉-th largest, which is number n−⌈p·n/100⌉+1 from below. So the sentence
// is true of at least p % of the trials, and no larger x has that. For 10,000
// trials and 85 % it is the 1501st, where the nearest rank from below, the
// 1500th, could be smaller than it need be.
func (d Distribution) OrMore(p int) (int, bool) {
	if p < 1 || p > 100 || len(d.values) == 0 {
		return 0, false
	}
	// The smallest value or more is certain, so the search begins at the next.
	i := sort.Search(len(d.values)-1, func(i int) bool { return !d.reaches(d.total-d.before(i+1), p) })
	return d.values[i], true
}

// reaches reports whether a mass is at least p % of the whole. For trials, which
// are whole numbers and few, the slack is less than one, and makes no difference.
func (d Distribution) reaches(mass float64, p int) bool {
	return mass*100 >= (float64(p)-100*slack)*d.total
}

// Mean returns the mean of what is known; false where there is nothing, or
// where some lies beyond the cap, which would make it too small.
func (d Distribution) Mean() (float64, bool) {
	if len(d.values) == 0 || d.Beyond() > 0 {
		return 0, false
	}
	sum := 0.0
	for x, share := range d.All() {
		sum += float64(x) * share
	}
	return sum, true
}

// All returns the values with their probabilities, the smallest value first:
// the histogram.
func (d Distribution) All() iter.Seq2[int, float64] {
	return func(yield func(int, float64) bool) {
		for i, x := range d.values {
			if !yield(x, d.share(d.upTo[i]-d.before(i))) {
				return
			}
		}
	}
}

// Slowest returns when the last of several independent contributors is done,
// each with its own distribution of days:
//
//	P(all done by day d) = P₁(done by d) · P₂(done by d) · …
//
// as Lighthouse does for a feature that several teams work on. It is false
// without any distribution, or where one of them is empty.
func Slowest(contributors ...Distribution) (Distribution, bool) {
	var days []int
	for _, c := range contributors {
		if len(c.values) == 0 {
			return Distribution{}, false
		}
		days = append(days, c.values...)
	}
	if len(days) == 0 {
		return Distribution{}, false
	}
	slices.Sort(days)
	all := Distribution{total: 1}
	before := 0.0
	for _, day := range slices.Compact(days) {
		together := 1.0
		for _, c := range contributors {
			together *= c.AtMost(day)
		}
		if together > before {
			all.values, all.upTo = append(all.values, day), append(all.upTo, together)
			before = together
		}
	}
	return all, true
}
