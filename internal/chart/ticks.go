package chart

import "math"

// valueTicks rounds a range of values to the ticks that its axis gets in a
// height: about one for each 46 pixels.
func valueTicks(s span, a Axis, height float64) (span, []tick) {
	if s.from > s.to {
		s = span{0, 1}
	}
	if !a.Free {
		s = s.with(0)
	}
	if s == (span{}) {
		s.to = 1
	}
	s = s.wide()
	by := step(s.size()/max(2, math.Floor(height/46)), a.Whole)
	s = span{-outer(-s.from, s.size(), by), outer(s.to, s.size(), by)}
	return s, multiples(s, by)
}

// outer returns where an axis ends: at the next tick, or a little after its
// highest value where that would leave much of the axis empty.
func outer(to, size, by float64) float64 {
	next := math.Ceil(to/by-1e-9) * by
	if next-to > 0.2*size {
		return to + 0.06*size
	}
	return next
}

// numberTicks returns the ticks of a horizontal axis of numbers, no more than
// fit beside each other.
func numberTicks(whole bool) func(span, float64, func(string) float64) []tick {
	return func(s span, room float64, width func(string) float64) []tick {
		for wanted := max(2, math.Floor(room/60)); ; wanted = math.Floor(wanted / 1.5) {
			ticks := multiples(s, step(s.size()/max(wanted, 1), whole))
			if fits(ticks, s, room, width) {
				return ticks
			}
			if wanted <= 1 {
				return ticks[:1] // one tells more than none
			}
		}
	}
}

// prefixes shorten numbers that are wide.
var prefixes = []struct {
	unit float64
	name string
}{{1e6, " M"}, {1e9, " G"}, {1e12, " T"}}

// multiples returns a tick at each multiple of a step in the range.
func multiples(s span, by float64) []tick {
	var ticks []tick
	unit, prefix := 1.0, ""
	for _, p := range prefixes {
		if max(math.Abs(s.from), math.Abs(s.to)) >= 10*p.unit {
			unit, prefix = p.unit, p.name
		}
	}
	for i := math.Ceil(s.from/by - 1e-9); i*by <= s.to+by*1e-9; i++ {
		ticks = append(ticks, tick{at: i * by, label: decimal(i*by/unit, decimalsOf(by/unit), false) + prefix})
	}
	return ticks
}

// labelGap is the least room between labels that stand beside each other.
const labelGap = 14

// fits reports whether labels leave room between one another.
func fits(ticks []tick, s span, room float64, width func(string) float64) bool {
	for i := 1; i < len(ticks); i++ {
		distance := (ticks[i].at - ticks[i-1].at) / s.size() * room
		need := max(width(ticks[i].label)+width(ticks[i-1].label), width(ticks[i].second)+width(ticks[i-1].second)) / 2
		if distance < need+labelGap {
			return false
		}
	}
	return true
}
