package weir

import (
	"fmt"
	"time"
)

// A Date is a day in a calendar, without a time or a zone, as Jira keeps due
// dates. The zero Date means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads yyyy-mm-dd, the only form in which Jira writes a date.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("read date %q: want yyyy-mm-dd", s)
	}
	return DateOf(t), nil
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String returns yyyy-mm-dd, or nothing for "no date".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// In returns the first instant of d in zone. That is not midnight where the
// clocks are put forward at midnight.
func (d Date) In(zone *time.Location) time.Time {
	at := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	if at.Day() == d.Day {
		return at
	}
	// Package time may answer with the last hour of the day before.
	_, before := at.Zone()
	_, after := at.Add(12 * time.Hour).Zone()
	return at.Add(time.Duration(after-before) * time.Second)
}
