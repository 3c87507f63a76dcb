package flow

import (
	"iter"
	"slices"
	"time"
)

// A Day is a day of the calendar, counted from 1 January 1970, which is 0.
type Day int32

// NoDay is the absence of a day.
const NoDay Day = -1 << 31

const secondsPerDay = 24 * 60 * 60

// DayOf returns the day of t in t's own zone.
func DayOf(t time.Time) Day {
	_, offset := t.Zone()
	return dayOf(t.UnixMilli(), int64(offset))
}

// ParseDay reads yyyy-mm-dd.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return NoDay, err
	}
	return DayOf(t), nil
}

// Date returns the day's midnight in UTC, which is how a day is printed.
func (d Day) Date() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String returns yyyy-mm-dd, and nothing for NoDay.
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Date().Format(time.DateOnly)
}

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1 January 1970 was a Thursday
}

// plus returns the day that is so many days later.
func (d Day) plus(days int) Day { return d + Day(days) } //nolint:gosec // bounded by maxDays, or by ten years

// Monday returns the first day of d's week.
func (d Day) Monday() Day { return d - Day((d.Weekday()+6)%7) }

// FirstOfMonth returns the first day of d's month.
func (d Day) FirstOfMonth() Day { return d - Day(d.Date().Day()-1) } //nolint:gosec // at most 30

// A clock tells which day it was in one zone. Both ends of every span go
// through the same clock: with two zones an item can end before it began.
// It remembers between which moments an offset holds, since looking up a zone
// for each of a million moments takes long. It is not safe for use by several
// goroutines.
type clock struct {
	zone    *time.Location
	periods []period // in order
	last    int      // the period that was right the last time
}

// A period is a span of time, in milliseconds, in which a zone has one offset.
type period struct {
	from, until int64
	offset      int64 // seconds east of UTC
}

func newClock(zone *time.Location) *clock {
	if zone == nil {
		zone = time.UTC
	}
	return &clock{zone: zone}
}

// day returns the day of a moment, in milliseconds since 1970.
func (c *clock) day(ms int64) Day { return dayOf(ms, c.offset(ms)) }

// start returns the first moment of a day. Where a zone skips midnight, it is
// the moment at which the day begins.
func (c *clock) start(d Day) int64 {
	utc := int64(d) * millisPerDay
	at := utc - 1000*c.offset(utc)
	if o := c.offset(at); at == utc-1000*o && c.periods[c.last].from < at {
		return at // the clock did not change then
	}
	return c.startSlowly(d)
}

func (c *clock) startSlowly(d Day) int64 {
	y, m, day := d.Date().Date()
	at := time.Date(y, m, day, 0, 0, 0, 0, c.zone).UnixMilli()
	if c.day(at) < d { // midnight was skipped, perhaps the whole day, and Go took what was before
		return c.periods[c.last].until
	}
	if c.day(at-1) == d { // there are two midnights, and Go took the second
		return int64(d)*millisPerDay - 1000*c.offset(at-1)
	}
	return at
}

// changes returns when the zone's offset changes from one moment up to before
// another, and how many milliseconds the day of the change is shorter for it.
func (c *clock) changes(from, until int64) iter.Seq2[int64, int64] {
	return func(yield func(int64, int64) bool) {
		before := c.offset(from)
		for {
			change := c.periods[c.last].until
			if change >= until {
				return
			}
			after := c.offset(change)
			if !yield(change, 1000*(after-before)) {
				return
			}
			before = c.offset(change) // the caller may have asked for another moment
		}
	}
}

func dayOf(ms, offset int64) Day {
	seconds := floorDiv(ms, 1000) + offset
	return Day(floorDiv(seconds, secondsPerDay)) //nolint:gosec // the years of Go's clock fit
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func (c *clock) offset(ms int64) int64 {
	if c.last < len(c.periods) && c.periods[c.last].holds(ms) {
		return c.periods[c.last].offset
	}
	at, found := slices.BinarySearchFunc(c.periods, ms, func(p period, ms int64) int {
		switch {
		case p.until <= ms:
			return -1
		case p.from > ms:
			return 1
		}
		return 0
	})
	if !found {
		c.periods = slices.Insert(c.periods, at, periodOf(ms, c.zone))
	}
	c.last = at
	return c.periods[at].offset
}

func (p period) holds(ms int64) bool { return p.from <= ms && ms < p.until }

// periodOf asks the zone's own tables. A zone without changes has no bounds.
func periodOf(ms int64, zone *time.Location) period {
	t := time.UnixMilli(ms).In(zone)
	_, offset := t.Zone()
	from, until := t.ZoneBounds()
	p := period{from: -1 << 62, until: 1 << 62, offset: int64(offset)}
	if !from.IsZero() {
		p.from = from.UnixMilli()
	}
	if !until.IsZero() {
		p.until = until.UnixMilli()
	}
	return p
}

// MarshalText writes the day as String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = NoDay
		return nil
	}
	day, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = day
	return nil
}
