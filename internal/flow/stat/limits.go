package stat

import (
	"fmt"
	"math"
	"slices"
)

// MinBaseline is how many values limits are calculated from at least. (Five or
// six suffice, says Wheeler; below that, one odd value decides about all the
// others, and the limits are withheld.)
const MinBaseline = 6

// The constants of an XmR chart, as Wheeler tabulates them for moving ranges of
// two values.
const (
	meanToLimit   = 2.66  // natural process limits, of the mean moving range
	meanToRange   = 3.268 // upper range limit, of the mean moving range
	meanToSigma   = 1.128 // one sigma is the mean moving range divided by this
	medianToLimit = 3.145 // the same three for the median moving range
	medianToRange = 3.865
	medianToSigma = 0.954
)

// A Dispersion says which moving range the limits are calculated from.
type Dispersion int

// The kinds of dispersion. The median ignores a few large ranges, which makes
// it the choice for a baseline with outliers.
const (
	MeanRange   Dispersion = iota // limits mean ± 2.66·mR̄, range limit 3.268·mR̄, sigma mR̄/1.128
	MedianRange                   // limits mean ± 3.145·m̃R, range limit 3.865·m̃R, sigma m̃R/0.954
)

// String returns the name of the dispersion.
func (d Dispersion) String() string {
	switch d {
	case MeanRange:
		return "mean moving range"
	case MedianRange:
		return "median moving range"
	default:
		return fmt.Sprintf("Dispersion(%d)", int(d))
	}
}

// LimitParams says how limits are calculated. Its zero value is the usual way,
// for values that may be negative.
type LimitParams struct {
	Dispersion Dispersion
	// NonNegative is for counts and times: a lower limit below 0 is put at 0, and
	// then no value is a signal for being below it.
	NonNegative bool
}

// Limits are the natural limits of a process (an XmR chart), in the unit of its
// values and never rounded.
type Limits struct {
	Baseline   int     // how many values they were calculated from
	Mean       float64 // the centre line, with either dispersion
	Range      float64 // mean or median of the moving ranges
	Sigma      float64
	Upper      float64 // upper natural process limit
	Lower      float64 // lower natural process limit
	RangeLimit float64 // what a moving range may be at most
	// Clamped says that Lower would be below 0, was put at 0 and is no signal.
	Clamped bool
}

// LimitsOf calculates the limits of a baseline: values in the order of time. A
// chart may show more than its baseline; pass values[:20] for limits of the
// first twenty, and all values to Signals.
//
// It is a *Withheld for fewer than MinBaseline values, and where one of them is
// not a number: leaving it out would make neighbours of values that are none.
func LimitsOf(baseline []float64, params LimitParams) (Limits, error) {
	if bad := countUnusable(baseline); bad > 0 {
		return Limits{}, &Withheld{Reason: NotANumber, What: "limits", Have: bad}
	}
	if len(baseline) < MinBaseline {
		return Limits{}, &Withheld{Reason: TooFewValues, What: "limits", Have: len(baseline), Need: MinBaseline}
	}
	l := Limits{Baseline: len(baseline)}
	l.Mean = mean(baseline)
	ranges := MovingRanges(baseline)
	toLimit, toRange, toSigma := meanToLimit, meanToRange, meanToSigma
	switch params.Dispersion {
	case MeanRange:
		l.Range = mean(ranges)
	case MedianRange:
		slices.Sort(ranges)
		l.Range, _ = Sample{sorted: ranges}.Median()
		toLimit, toRange, toSigma = medianToLimit, medianToRange, medianToSigma
	default:
		return Limits{}, &Withheld{Reason: OutOfRange, What: "dispersion", Have: int(params.Dispersion), Need: int(MedianRange)}
	}
	l.Sigma, l.RangeLimit = l.Range/toSigma, toRange*l.Range
	l.Upper, l.Lower = l.Mean+toLimit*l.Range, l.Mean-toLimit*l.Range
	if params.NonNegative && l.Lower < 0 {
		l.Lower, l.Clamped = 0, true
	}
	return l, nil
}

// MovingRanges returns the distance of each value from the one before it, so one
// less than there are values. It is nil where there is none, or where a value is
// not a number.
func MovingRanges(values []float64) []float64 {
	if len(values) < 2 || countUnusable(values) > 0 {
		return nil
	}
	ranges := make([]float64, len(values)-1)
	for i := range ranges {
		ranges[i] = math.Abs(values[i+1] - values[i])
	}
	return ranges
}

func countUnusable(values []float64) int {
	bad := 0
	for _, v := range values {
		if !usable(v) {
			bad++
		}
	}
	return bad
}
