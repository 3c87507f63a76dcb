package flow

import (
	"fmt"
	"strconv"
)

// thresholds are all numbers by which health is judged. Where a source is named,
// the number is its; the others are ours.
const (
	loadSustain = 2.0 // weeks of work in progress; LeanMetrics: at most 2 is healthy
	loadAct     = 4.0

	balanceSustain = sameFlow // Lighthouse: within 5 %, or a difference of less than 2
	balanceAct     = 0.20

	zeroRun     = 3  // days without a completion; Lighthouse
	zeroObserve = 30 // days for which such a run is remembered

	limitAct = 50.0 // percent of days over a limit; Lighthouse

	efficiencyAct     = 40.0 // percent; Lighthouse: below 40 red, 60 and more green
	efficiencySustain = 60.0

	bottleneckAct     = 60.0 // percent; Lighthouse: above 60 red, 40 to 60 amber
	bottleneckObserve = 40.0

	pastSLEAct = 3 // items

	predictabilityAct     = 40.0 // percent; Lighthouse: below 40 poor, above 60 good
	predictabilitySustain = 60.0

	signalDays = 30 // for which a signal is news

	blockedAct = 25.0 // percent of the work in progress

	qualityAct = 10.0 // percent of finished items whose cycle time is unknown or made up

	judgeable = 5 // finished items, below which a mean or a share says nothing
)

// Identifiers of the health cards.
const (
	CardLoad           = "load"
	CardBalance        = "balance"
	CardZeroRuns       = "zero_throughput"
	CardLimits         = "wip_limits"
	CardTotalAge       = "total_age"
	CardPastSLE        = "past_sle"
	CardBlocked        = "blocked"
	CardBottleneck     = "bottleneck"
	CardEfficiency     = "flow_efficiency"
	CardPredictability = "predictability"
	CardSignals        = "signals"
	CardQuality        = "data_quality"
)

// graded returns the verdict for a number that is healthy when it is low.
func graded(value, sustain, act float64) Verdict {
	switch {
	case value <= sustain:
		return Sustain
	case value <= act:
		return Observe
	default:
		return Act
	}
}

// rising returns the verdict for a number that is healthy when it is high.
func rising(value, act, sustain float64) Verdict {
	switch {
	case value < act:
		return Act
	case value < sustain:
		return Observe
	default:
		return Sustain
	}
}

func tooFew(have int) string {
	if have == 0 {
		return fmt.Sprintf("nothing was finished, and %d items are needed", judgeable)
	}
	return fmt.Sprintf("only %s finished, and %d are needed", counted(have, "item"), judgeable)
}

// counted is a number of things in words.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
