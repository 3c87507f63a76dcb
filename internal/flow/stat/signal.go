package stat

import (
	"fmt"
	"math"
	"slices"
)

// A Rule is what makes a signal of some values of a process behaviour chart.
type Rule int

// The rules, in the order of how large a change they show: Wheeler's first one
// and the run of eight, and those of the Western Electric handbook in between. Being on a limit, on
// the mean or on the line of a zone is not being beyond it.
const (
	OutsideLimits Rule = iota // a value outside the natural process limits
	TwoOfThree                // two of three in a row more than 2 sigma from the mean, on one side
	FourOfFive                // four of five in a row more than 1 sigma from the mean, on one side
	EightInARow               // eight in a row on one side of the mean
)

// String says what the rule looks for.
func (r Rule) String() string {
	switch r {
	case OutsideLimits:
		return "outside the limits"
	case TwoOfThree:
		return "2 of 3 beyond 2 sigma"
	case FourOfFive:
		return "4 of 5 beyond 1 sigma"
	case EightInARow:
		return "8 in a row on one side of the mean"
	default:
		return fmt.Sprintf("Rule(%d)", int(r))
	}
}

// A Signal is a change of the process that is more than its routine variation.
type Signal struct {
	Rule  Rule
	Above bool // above the mean, or below it
	// Points are the indexes of the values that make the signal, ascending: of two
	// of three, the two. Windows that share a point are one signal.
	Points []int
}

// Signals returns what is exceptional in values, which are in the order of time
// and need not be the baseline: rule by rule, the side above first, then by time.
// A value that is not a number is on no side, and limits that were withheld make
// no signals.
func (l Limits) Signals(values []float64) []Signal {
	if l.Baseline == 0 {
		return nil
	}
	var signals []Signal
	for _, rule := range []Rule{OutsideLimits, TwoOfThree, FourOfFive, EightInARow} {
		for _, above := range []bool{true, false} {
			beyond, of, least := l.test(rule, above)
			for _, points := range clusters(values, beyond, of, least) {
				signals = append(signals, Signal{Rule: rule, Above: above, Points: points})
			}
		}
	}
	return signals
}

// test returns what a rule asks of a value, in how many neighbouring values it
// looks, and how many of those must have it.
func (l Limits) test(rule Rule, above bool) (beyond func(float64) bool, of, least int) {
	upper, lower := l.Mean, l.Mean
	switch rule {
	case OutsideLimits:
		upper, lower, of, least = l.Upper, l.Lower, 1, 1
		if l.Clamped {
			lower = math.Inf(-1) // nothing is below it
		}
	case TwoOfThree:
		upper, lower, of, least = l.Mean+2*l.Sigma, l.Mean-2*l.Sigma, 3, 2
	case FourOfFive:
		upper, lower, of, least = l.Mean+l.Sigma, l.Mean-l.Sigma, 5, 4
	case EightInARow:
		of, least = 8, 8
	}
	if above {
		return func(v float64) bool { return usable(v) && v > upper }, of, least
	}
	return func(v float64) bool { return usable(v) && v < lower }, of, least
}

// clusters returns the indexes of values beyond a line wherever at least so many
// of so many neighbours are. What shares a point is one cluster.
func clusters(values []float64, beyond func(float64) bool, of, least int) [][]int {
	var found [][]int
	var window []int // the indexes beyond the line among the last values
	for i, v := range values {
		if len(window) > 0 && window[0] <= i-of {
			window = window[1:]
		}
		if !beyond(v) {
			continue
		}
		window = append(window, i)
		if len(window) < least {
			continue
		}
		if n := len(found) - 1; n >= 0 && window[0] <= found[n][len(found[n])-1] {
			fresh := slices.IndexFunc(window, func(p int) bool { return p > found[n][len(found[n])-1] })
			found[n] = append(found[n], window[fresh:]...)
		} else {
			found = append(found, slices.Clone(window))
		}
	}
	return found
}
