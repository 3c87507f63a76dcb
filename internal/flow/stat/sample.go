package stat

import (
	"math"
	"slices"
	"sort"
)

// A Number is what can be measured: whole days, or a time in hours.
type Number interface {
	~int | ~int64 | ~float64
}

// MaxValue is the largest magnitude of a value: every whole number up to it is
// exact, and no sum of values overflows.
const MaxValue = 1e15

// A Sample is a set of measured values. The zero Sample is empty.
type Sample struct {
	sorted  []float64
	leftOut int
}

// NewSample copies values into a sample. What is not a number, or is beyond
// MaxValue, cannot have been measured: it is left out and counted.
func NewSample[T Number](values []T) Sample {
	s := Sample{sorted: make([]float64, 0, len(values))}
	for _, v := range values {
		if usable(float64(v)) {
			s.sorted = append(s.sorted, float64(v))
		}
	}
	s.leftOut = len(values) - len(s.sorted)
	slices.Sort(s.sorted)
	return s
}

// usable reports whether v is a number to calculate with. NaN fails every
// comparison.
func usable(v float64) bool { return math.Abs(v) <= MaxValue }

// Len returns how many values the sample has.
func (s Sample) Len() int { return len(s.sorted) }

// LeftOut returns how many values NewSample left out.
func (s Sample) LeftOut() int { return s.leftOut }

// Values returns the values, the smallest first, as a copy.
func (s Sample) Values() []float64 { return slices.Clone(s.sorted) }

// Min returns the smallest value, and false for an empty sample.
func (s Sample) Min() (float64, bool) { return s.Percentile(0, NearestRank) }

// Max returns the largest value, and false for an empty sample.
func (s Sample) Max() (float64, bool) { return s.Percentile(100, NearestRank) }

// Mean returns the arithmetic mean, the sum divided by the count, and false for
// an empty sample.
func (s Sample) Mean() (float64, bool) {
	if len(s.sorted) == 0 {
		return 0, false
	}
	return mean(s.sorted), true
}

// Median returns the middle value, or the mean of the two middle values, and
// false for an empty sample. It is the 50th percentile of Type7, and not always
// that of NearestRank.
func (s Sample) Median() (float64, bool) { return s.Percentile(50, Type7) }

// AtMost returns how many values are v or less. In percent it is the percentile
// rank of v, in the sense that agrees with NearestRank: the p-th percentile has
// a rank of at least p.
func (s Sample) AtMost(v float64) Share { return Share{Count: s.upTo(v), Of: len(s.sorted)} }

// Above returns how many values are greater than v.
func (s Sample) Above(v float64) Share {
	if math.IsNaN(v) {
		return Share{Of: len(s.sorted)}
	}
	return Share{Count: len(s.sorted) - s.upTo(v), Of: len(s.sorted)}
}

// upTo counts the values that are v or less; none is, where v is not a number.
func (s Sample) upTo(v float64) int {
	if math.IsNaN(v) {
		return 0
	}
	return sort.Search(len(s.sorted), func(i int) bool { return s.sorted[i] > v })
}

// mean returns the mean of one value or more. It goes by the distance from the
// first value, so that the mean of equal values is exactly that value, and
// rounding does not lead out of the values.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v - values[0]
	}
	m := values[0] + sum/float64(len(values))
	return min(max(m, slices.Min(values)), slices.Max(values))
}

// Floats returns numbers as what the functions of this package take.
func Floats[T Number](values []T) []float64 {
	floats := make([]float64, len(values))
	for i, v := range values {
		floats[i] = float64(v)
	}
	return floats
}

// A Share is some of a number of things, as counts: "34 of 40".
type Share struct {
	Count int
	Of    int
}

// Fraction returns the share from 0 to 1, and false for a share of nothing.
func (s Share) Fraction() (float64, bool) {
	if s.Of <= 0 {
		return 0, false
	}
	return float64(s.Count) / float64(s.Of), true
}

// Percent returns the share from 0 to 100, and false for a share of nothing.
func (s Share) Percent() (float64, bool) {
	if s.Of <= 0 {
		return 0, false
	}
	return 100 * float64(s.Count) / float64(s.Of), true
}
