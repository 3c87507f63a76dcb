package stat

import (
	"fmt"
	"slices"
)

// A Method is a definition of percentiles. They differ on small samples.
type Method int

// The definitions of the p-th percentile of n values x(1) ≤ … ≤ x(n).
const (
	// NearestRank is x(⌈p·n/100⌉): the smallest value of the sample such that at
	// least p % of the sample are that value or less. It makes the sentence "85 %
	// finished in 8 days or fewer" true of the data, and a whole day of whole days.
	NearestRank Method = iota

	// Type7 interpolates between the two values around the position
	// 1 + (n−1)·p/100, as spreadsheets (PERCENTILE.INC), R (type 7) and NumPy do.
	Type7
)

// String returns the name of the method.
func (m Method) String() string {
	switch m {
	case NearestRank:
		return "nearest rank"
	case Type7:
		return "linear interpolation (type 7)"
	default:
		return fmt.Sprintf("Method(%d)", int(m))
	}
}

// Percentile returns the p-th percentile, for a whole p from 0 (the smallest
// value) to 100 (the largest). It is absent for an empty sample, another p and
// an unknown method. Ranks are calculated with whole numbers: 0.07·100, which is
// more than 7 in floating point, never picks the wrong value.
func (s Sample) Percentile(p int, m Method) (float64, bool) {
	n := len(s.sorted)
	if n == 0 || p < 0 || p > 100 {
		return 0, false
	}
	switch m {
	case NearestRank:
		return s.sorted[max(rank(p, n), 1)-1], true
	case Type7:
		i, rest := (n-1)*p/100, (n-1)*p%100
		if rest == 0 {
			return s.sorted[i], true
		}
		low, high := s.sorted[i], s.sorted[i+1]
		// Rounding must not lead out of the interval.
		return min(low+(high-low)*float64(rest)/100, high), true
	default:
		return 0, false
	}
}

// rank returns ⌈p·n/100⌉.
func rank(p, n int) int { return (p*n + 99) / 100 }

// MinSample returns how many values a sample needs for its p-th percentile to
// be shown: 5 for the median, 10 from the 15th to the 85th, 20 from the 5th to
// the 95th, which is the rule of jira-flow-metrics read for both ends. Further
// out it is as many as have one value beyond it, 100/(100−p). It returns 0
// where no sample is large enough, for p ≤ 0 and p ≥ 100.
func MinSample(p int) int {
	outer := max(p, 100-p)
	switch {
	case outer >= 100:
		return 0
	case outer == 50:
		return 5
	case outer <= 85:
		return 10
	case outer <= 95:
		return 20
	default:
		return (100 + 99 - outer) / (100 - outer)
	}
}

// MayShow returns nil when the p-th percentile of n values may be shown, and
// otherwise a *Withheld that says how many values it needs. See MinSample.
func MayShow(n, p int) error {
	if err := within("percentile", p, 99); err != nil {
		return err
	}
	if need := MinSample(p); n < need {
		return &Withheld{Reason: TooFewValues, What: fmt.Sprintf("percentile %d", p), Have: n, Need: need}
	}
	return nil
}

// Shown returns those of the percentiles that may be shown for n values, in
// the order given. See MayShow for why one is not among them.
func Shown(n int, percentiles ...int) []int {
	return slices.DeleteFunc(slices.Clone(percentiles), func(p int) bool { return MayShow(n, p) != nil })
}
