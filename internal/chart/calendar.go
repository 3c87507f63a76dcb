package chart

import (
	"math"
	"strconv"
	"time"
)

// interval is a distance of ticks on an axis of days.
type interval struct {
	days, months, years int
}

// intervals are tried from the finest on.
var intervals = []interval{
	{days: 1},
	{days: 7},
	{days: 14},
	{months: 1},
	{months: 3},
	{months: 6},
	{years: 1},
	{years: 2},
	{years: 5},
	{years: 10},
	{years: 20},
	{years: 50},
	{years: 100},
	{years: 200},
	{years: 500},
	{years: 1000},
	{years: 5000},
}

// length is about how many days an interval has.
func (i interval) length() float64 {
	return float64(i.days) + float64(i.months)*30.4 + float64(i.years)*365.25
}

// dayTicks returns ticks at days, Mondays, or the firsts of months, quarters or
// years: the finest of which the labels fit.
func dayTicks(s span, room float64, width func(string) float64) []tick {
	return ticksOf(intervals, 0, s, room, width)
}

// periodTicks is dayTicks for bars that stand for periods: no ticks within a
// period, and those at the beginning of one stand below the middle of its bar.
func periodTicks(p Period) func(span, float64, func(string) float64) []tick {
	return func(s span, room float64, width func(string) float64) []tick {
		switch p {
		case Weekly:
			if ticks := ticksOf(intervals[1:3], 3.5, s, room, width); len(ticks) > 1 {
				return ticks
			}
			return ticksOf(intervals[3:], 0, s, room, width)
		case Monthly:
			return ticksOf(intervals[3:], 15.2, s, room, width)
		default:
			return ticksOf(intervals, 0.5, s, room, width)
		}
	}
}

// ticksOf returns the ticks of the first interval of which the labels fit, each
// moved by some days.
func ticksOf(intervals []interval, by float64, s span, room float64, width func(string) float64) []tick {
	for _, i := range intervals {
		if s.size()/i.length() > room/10 {
			continue // far too many, without counting them
		}
		ticks := i.ticks(s)
		for n := range ticks {
			ticks[n].at += by
		}
		if n := len(ticks); n > 0 && ticks[n-1].at > s.to {
			ticks = ticks[:n-1] // of a period after the last
		}
		if fits(ticks, s, room, width) {
			if len(ticks) == 0 {
				break
			}
			return ticks
		}
	}
	d := Day(math.Ceil(s.from))
	return []tick{{at: float64(d), label: d.short(), second: strconv.Itoa(d.Time().Year())}}
}

// ticks returns the interval's ticks in a range of days. The first has its year
// below, and each at which the year changes.
func (i interval) ticks(s span) []tick {
	var out []tick
	year := 0
	for d := i.first(Day(math.Ceil(s.from))); float64(d) <= s.to; d = i.next(d) {
		t := tick{at: float64(d)}
		y := d.Time().Year()
		switch {
		case i.years > 0:
			t.label = strconv.Itoa(y)
		case i.months > 0:
			t.label = d.Time().Month().String()[:3]
		default:
			t.label = d.short()
		}
		if y != year && i.years == 0 {
			t.second = strconv.Itoa(y)
		}
		year = y
		out = append(out, t)
	}
	return out
}

// first returns the first tick at or after a day.
func (i interval) first(from Day) Day {
	t := from.Time()
	switch {
	case i.years > 0:
		year := (t.Year() + i.years - 1) / i.years * i.years
		if d := DayOf(year, time.January, 1); d >= from {
			return d
		}
		return DayOf(year+i.years, time.January, 1)
	case i.months > 0:
		d := DayOf(t.Year(), time.Month((int(t.Month())-1)/i.months*i.months+1), 1)
		if d < from {
			return i.next(d)
		}
		return d
	default:
		// Monday, 5 January 1970 is day 4.
		past := ((int(from)-4)%i.days + i.days) % i.days
		if past == 0 {
			return from
		}
		return from + Day(i.days-past) //nolint:gosec // at most 14
	}
}

// next returns the tick after a tick.
func (i interval) next(d Day) Day {
	if i.days > 0 {
		return d + Day(i.days) //nolint:gosec // at most 14
	}
	t := d.Time()
	return DayOf(t.Year()+i.years, t.Month()+time.Month(i.months), 1)
}

// daySpan is the range of an axis from a day to another, with room at its ends.
func daySpan(first, last Day) span {
	pad := max(0.5, float64(last-first)*0.01)
	if first == last {
		pad = 3
	}
	return span{float64(first) - pad, float64(last) + pad}
}
