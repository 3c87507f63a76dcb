package chart

import (
	"strconv"
	"time"
)

// Day is a civil day: the number of days since 1 January 1970. It has no zone;
// whoever makes one has decided which zone's day it is. Days outside the years 1
// to 9999 are not drawn.
type Day int32

// The first and last day that can be drawn.
const (
	firstDay Day = -719162 // 1 January of the year 1
	lastDay  Day = 2932896 // 31 December of the year 9999
)

const daySeconds = 24 * 60 * 60

// DayOf returns a civil day; what is too much carries over, as in time.Date.
func DayOf(year int, month time.Month, day int) Day {
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	return Day(seconds / daySeconds) //nolint:gosec // midnight in UTC divides evenly; years of five digits are not drawn
}

// Time returns the day's midnight in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// String writes the day as 2026-03-01.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// drawable reports whether the day has a year of four digits.
func (d Day) drawable() bool { return firstDay <= d && d <= lastDay }

// written is the day as people write it: 1 Mar 2026.
func (d Day) written() string { return d.short() + " " + strconv.Itoa(d.Time().Year()) }

// short is the day without its year: 1 Mar.
func (d Day) short() string {
	t := d.Time()
	return strconv.Itoa(t.Day()) + " " + t.Month().String()[:3]
}

// Period is how long each point of a series of counts stands for.
type Period uint8

// The periods. A point stands at the first day of its period.
const (
	Daily   Period = iota
	Weekly         // from Monday
	Monthly        // from the first of the month
)

// days returns about how many days the period has.
func (p Period) days() float64 {
	switch p {
	case Weekly:
		return 7
	case Monthly:
		return 30.4
	default:
		return 1
	}
}

// end returns the day after the period that begins on a day.
func (p Period) end(d Day) Day {
	switch p {
	case Weekly:
		return d + 7
	case Monthly:
		t := d.Time()
		return DayOf(t.Year(), t.Month()+1, t.Day())
	default:
		return d + 1
	}
}

// title names the first column of a table.
func (p Period) title() string {
	switch p {
	case Weekly:
		return "Week from"
	case Monthly:
		return "Month from"
	default:
		return "Day"
	}
}
