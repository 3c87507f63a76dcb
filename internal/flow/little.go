package flow

import (
	"fmt"
	"math"
)

// Identifiers of the checks of Little's law.
const (
	CheckArrivals  = "arrivals"
	CheckDiscarded = "discarded"
	CheckWIP       = "wip"
	CheckAge       = "age"
	CheckUnits     = "units"
)

// By how much two numbers may differ and be called equal: a part of the larger, or
// an absolute difference.
const (
	sameFlow   = 0.05 // Lighthouse: within 5 %, or a difference of less than 2
	sameStock  = 0.10
	fewItems   = 2.0
	shortTimes = 1.0 // days
)

// alike reports whether two numbers differ by at most a part of the larger one, or
// by less than so much.
func alike(x, y, part, least float64) bool {
	difference := math.Abs(x - y)
	return difference < least || difference <= part*max(x, y)
}

// checks tells which assumptions of Little's law hold. Only where all do is the
// average cycle time the average work in progress by the average throughput; it
// is not calculated. Source: Vacanti, "Actionable Agile Metrics for
// Predictability", the assumptions of Little's law.
func (b *Balance) checks(p Policy) []Check {
	arrivals, departures := float64(b.Arrivals), float64(b.Departures)
	return []Check{
		{
			ID: CheckArrivals, Title: "Does as much start as leaves?",
			Rule:    fmt.Sprintf("arrivals and departures differ by at most %.0f %% or by less than %.0f", 100*sameFlow, fewItems),
			Holds:   holds(alike(arrivals, departures, sameFlow, fewItems)),
			Numbers: []Number{number("arrivals", arrivals, unitItems), number("departures", departures, unitItems), {Name: "arrivals : departures", Value: b.Ratio}},
		},
		{
			ID: CheckDiscarded, Title: "Is everything finished that was started?",
			Rule:    "no item that had started was given up",
			Holds:   holds(b.Discarded == 0),
			Numbers: []Number{number("given up after the start", float64(b.Discarded), unitItems)},
		},
		{
			ID: CheckWIP, Title: "Is as much in progress at the end as at the beginning?",
			Rule:    fmt.Sprintf("the work in progress differs by at most %.0f %% or by less than %.0f", 100*sameStock, fewItems),
			Holds:   holds(alike(float64(b.WIPStart), float64(b.WIPEnd), sameStock, fewItems)),
			Numbers: []Number{number("at the beginning", float64(b.WIPStart), unitItems), number("at the end", float64(b.WIPEnd), unitItems)},
		},
		b.checkAge(p),
		{
			ID: CheckUnits, Title: "Is everything measured in one unit?",
			Rule:  "cycle times and throughput both count every day of the calendar",
			Holds: holds(!p.Calendar.Working),
		},
	}
}

func (b *Balance) checkAge(p Policy) Check {
	c := Check{
		ID: CheckAge, Title: "Is the work in progress as old at the end as at the beginning?",
		Rule:    fmt.Sprintf("the mean age differs by at most %.0f %% or by less than %.0f day", 100*sameStock, shortTimes),
		Numbers: []Number{{Name: "mean age at the beginning", Value: b.AgeStart, Unit: p.Unit()}, {Name: "mean age at the end", Value: b.AgeEnd, Unit: p.Unit()}},
	}
	if b.AgeStart != nil && b.AgeEnd != nil {
		c.Holds = holds(alike(*b.AgeStart, *b.AgeEnd, sameStock, shortTimes))
	}
	return c
}

const unitItems = "items"

func holds(is bool) *bool { return &is }

func number(name string, value float64, unit string) Number {
	return Number{Name: name, Value: &value, Unit: unit}
}
