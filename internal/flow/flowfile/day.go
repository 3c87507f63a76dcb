package flowfile

import (
	"strings"
	"time"

	"weir"
)

// A DateOrder says how dates like 3/4/2026 are meant.
type DateOrder string

// The orders; the zero DateOrder means that the file itself has to show it.
const (
	DayFirst   DateOrder = "day-first"
	MonthFirst DateOrder = "month-first"
)

// A day is a cell that holds a date, or does not. It is small, because a file
// has many.
type day struct {
	clock  time.Duration // since midnight
	year   int16
	first  uint8 // month, or in an open day whatever stands first
	second uint8 // day of the month, or whatever stands second
	offset int16 // minutes east of UTC, where zoned
	form   form
	zoned  bool
}

// A form is what a day is known to be.
type form uint8

const (
	empty     form = iota
	noDate         // a text of another kind
	certain        // year, month and day are known
	open           // day and month, or month and day
	onlyDay        // open, but only as day and month a date
	onlyMonth      // open, but only as month and day a date
)

func (d day) isDate() bool { return d.form > noDate }

// maxCell is longer than any date.
const maxCell = 48

// readDay reads a cell: yyyy-mm-dd, dd-mm-yyyy or mm-dd-yyyy, also with slashes
// or dots (with dots the day is first), or with the month's English name; then,
// if it likes, a time, and a zone.
func readDay(cell string) day {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return day{}
	}
	if len(cell) > maxCell || !isDigit(cell[0]) {
		return day{form: noDate}
	}
	d, rest := readDate(cell)
	if rest != "" && d.isDate() {
		d.readTime(rest)
	}
	return d
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// readDate reads three parts with a separator between them.
func readDate(cell string) (d day, rest string) {
	at := strings.IndexAny(cell, "-/. ")
	if at < 0 {
		return day{form: noDate}, ""
	}
	separator := cell[at]
	one, rest := cell[:at], cell[at+1:]
	at = strings.IndexByte(rest, separator)
	if at < 0 {
		return day{form: noDate}, ""
	}
	two, rest := rest[:at], rest[at+1:]
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	return dayOf(separator, one, two, rest[:end]), rest[end:]
}

func dayOf(separator byte, one, two, three string) day {
	a, b, c := digits(one), digits(two), digits(three)
	switch {
	case b < 0 && len(one) <= 2 && (len(three) == 4 || len(three) == 2):
		if len(three) == 2 {
			c += 2000 // as Jira's own pages write it: 02/Jan/26
		}
		return sure(c, month(two), a)
	case len(one) == 4 && len(two) <= 2 && len(three) <= 2:
		return sure(a, b, c)
	case len(one) > 2 || len(two) > 2 || len(three) != 4:
		return day{form: noDate}
	case separator == '.':
		return sure(c, b, a)
	}
	asDay, asMonth := sure(c, b, a).isDate(), sure(c, a, b).isDate()
	d := day{year: int16(c), first: uint8(a), second: uint8(b), form: open} //nolint:gosec // at most 4 and 2 digits
	switch {
	case asDay && asMonth:
	case asDay:
		d.form = onlyDay
	case asMonth:
		d.form = onlyMonth
	default:
		d.form = noDate
	}
	return d
}

// sure makes a day of numbers, if there is such a day.
func sure(year, month, dayOfMonth int) day {
	if year < 1900 || year > 9999 || month < 1 || month > 12 || dayOfMonth < 1 ||
		time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC).Day() != dayOfMonth {
		return day{form: noDate}
	}
	return day{year: int16(year), first: uint8(month), second: uint8(dayOfMonth), form: certain} //nolint:gosec // checked above
}

// month returns the number of a month by its English name or the first three
// letters of it, or 0.
func month(name string) int {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(name, m.String()) || strings.EqualFold(name, m.String()[:3]) {
			return int(m)
		}
	}
	return 0
}

// readTime reads what follows a date: a time of day, and perhaps a zone.
func (d *day) readTime(s string) {
	clock, zone := s, ""
	if s[0] == 'T' || s[0] == ' ' {
		clock = s[1:]
	} else {
		d.form = noDate
		return
	}
	if at := strings.IndexAny(clock, "Z+-"); at >= 0 {
		clock, zone = clock[:at], clock[at:]
	}
	clock = strings.ToUpper(strings.TrimSpace(clock))
	for _, layout := range []string{"15:04:05", "15:04", "3:04 PM", "3:04:05 PM", "3:04PM", "3:04:05PM"} {
		if at, err := time.Parse(layout, clock); err == nil {
			d.clock = at.Sub(time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC))
			d.readZone(zone)
			return
		}
	}
	d.form = noDate
}

func (d *day) readZone(s string) {
	if s == "" {
		return
	}
	for _, layout := range []string{"Z07:00", "-0700", "-07"} {
		if at, err := time.Parse(layout, s); err == nil {
			_, offset := at.Zone()
			d.offset, d.zoned = int16(offset/60), true //nolint:gosec // less than a day
			return
		}
	}
	d.form = noDate
}

// in returns the moment that a date means: its time in its own zone, or in the
// given one where it names none; the start of the day where it has no time.
func (d day) in(zone *time.Location, order DateOrder) time.Time {
	month, dayOfMonth := d.first, d.second
	if d.form == onlyDay || d.form == open && order == DayFirst {
		month, dayOfMonth = dayOfMonth, month
	}
	date := weir.Date{Year: int(d.year), Month: time.Month(month), Day: int(dayOfMonth)}
	switch {
	case d.zoned:
		return date.In(time.FixedZone("", int(d.offset)*60)).Add(d.clock)
	case d.clock == 0:
		return date.In(zone)
	default:
		return time.Date(date.Year, date.Month, date.Day, 0, 0, 0, int(d.clock), zone)
	}
}
