package report

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"weir"
)

// A Schedule says when a report is due: after a length of time, or at a time of
// the day on certain days. The zero Schedule is never due.
type Schedule struct {
	every time.Duration // zero: on days, as below

	days   [7]bool // by time.Weekday; none: on the day of the month
	month  int     // the day of the month, 1 to 31; last is its last day; zero: on weekdays
	hour   int
	minute int
}

const last = 32

// The bounds of a length of time.
const (
	shortest = 5 * time.Minute
	longest  = 24 * time.Hour
)

// IsZero reports whether there is no schedule.
func (s Schedule) IsZero() bool { return s == Schedule{} }

// ParseSchedule reads a schedule as people write it:
//
//	every 15 minutes · every 2 hours · hourly
//	daily at 09:00 · weekdays at 09:00 · mon, wed and fri at 08:30
//	monthly on 1 at 09:00 · monthly on last at 17:00
//
// A day of the month that a month does not have is its last one. The empty text
// is the zero Schedule.
func ParseSchedule(text string) (Schedule, error) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "and" || w == "on" || w == "at" })
	var s Schedule
	var ok bool
	switch {
	case len(words) == 0 && strings.TrimSpace(text) == "":
		return s, nil
	case len(words) == 0: // "and", say
	case words[0] == "hourly":
		s.every, ok = time.Hour, len(words) == 1
	case words[0] == "every" && len(words) > 1 && !isDay(words[1]):
		s.every, ok = stretch(words[1:])
		if ok && (s.every < shortest || s.every > longest) {
			return Schedule{}, boundsError(text, s.every)
		}
	default:
		s, ok = onDays(words)
	}
	if !ok {
		return Schedule{}, scheduleError(text, `for instance "every 15 minutes", "weekdays at 09:00", "mon, wed and fri at 08:30", "monthly on 1 at 09:00" or "monthly on last at 17:00"`)
	}
	return s, nil
}

// boundsError is the error for a length of time that is too short or too long.
func boundsError(text string, every time.Duration) error {
	if every < shortest {
		return &weir.Error{
			Kind: weir.BadConfig, Text: fmt.Sprintf("%.80q is too often: a report is refreshed every 5 minutes at most", text),
			Next: `for instance "every 15 minutes" or "hourly"`,
		}
	}
	return &weir.Error{
		Kind: weir.BadConfig, Text: fmt.Sprintf("%.80q is too long: the longest length of time is 24 hours", text),
		Next: `name days instead, for instance "mon, wed and fri at 08:30" or "monthly on 1 at 09:00"`,
	}
}

func scheduleError(text, next string) error {
	return &weir.Error{Kind: weir.BadConfig, Text: fmt.Sprintf("%.80q is no schedule", text), Next: next}
}

// stretch reads "15 minutes", "15m", "2 hours", "hour".
func stretch(words []string) (time.Duration, bool) {
	text := strings.Join(words, "")
	digits := strings.TrimLeft(text, "0123456789")
	n, err := strconv.Atoi(text[:len(text)-len(digits)])
	if text == digits {
		n, err = 1, nil
	}
	if err != nil || n < 1 || n > 10000 {
		return 0, false
	}
	switch digits {
	case "m", "min", "minute", "minutes":
		return time.Duration(n) * time.Minute, true
	case "h", "hour", "hours":
		return time.Duration(n) * time.Hour, true
	}
	return 0, false
}

// onDays reads days, and the time at the end.
func onDays(words []string) (s Schedule, ok bool) {
	clock := words[len(words)-1]
	at, err := time.Parse("15:04", clock)
	if err != nil || len(words) < 2 {
		return s, false
	}
	s.hour, s.minute = at.Hour(), at.Minute()
	words = words[:len(words)-1]
	if words[0] == "every" {
		words = words[1:]
	}
	if len(words) == 0 {
		return s, false
	}
	if words[0] == "monthly" {
		return onMonth(s, words[1:])
	}
	for _, word := range words {
		days := daysOf(word)
		if len(days) == 0 {
			return s, false
		}
		for _, day := range days {
			s.days[day] = true
		}
	}
	return s, true
}

func onMonth(s Schedule, words []string) (Schedule, bool) {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "the" || w == "day" })
	if len(words) != 1 {
		return s, false
	}
	if words[0] == "last" {
		s.month = last
		return s, true
	}
	day, err := strconv.Atoi(strings.TrimRight(words[0], ".sthnrd"))
	s.month = day
	return s, err == nil && day >= 1 && day <= 31
}

func isDay(word string) bool { return len(daysOf(word)) > 0 }

// daysOf returns the days that a word stands for.
func daysOf(word string) []time.Weekday {
	switch word {
	case "daily", "day", "days":
		return []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	case "weekday", "weekdays", "mon-fri":
		return []time.Weekday{1, 2, 3, 4, 5}
	case "weekend", "weekends":
		return []time.Weekday{0, 6}
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		name := strings.ToLower(day.String())
		if word == name || word == name+"s" || word == name[:3] {
			return []time.Weekday{day}
		}
	}
	return nil
}

// String writes the schedule as ParseSchedule reads it.
func (s Schedule) String() string {
	at := fmt.Sprintf(" at %02d:%02d", s.hour, s.minute)
	switch {
	case s.IsZero():
		return ""
	case s.every == time.Hour:
		return "hourly"
	case s.every != 0 && s.every%time.Hour == 0:
		return "every " + count(int(s.every/time.Hour), "hour")
	case s.every != 0:
		return "every " + count(int(s.every/time.Minute), "minute")
	case s.month == last:
		return "monthly on last" + at
	case s.month != 0:
		return "monthly on " + strconv.Itoa(s.month) + at
	}
	switch s.days {
	case [7]bool{true, true, true, true, true, true, true}:
		return "daily" + at
	case [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}:
		return "weekdays" + at
	}
	var days []string
	for i := range s.days {
		if day := time.Weekday(i+1) % 7; s.days[day] { // a week begins on Monday
			days = append(days, strings.ToLower(day.String()[:3]))
		}
	}
	return strings.Join(days, ", ") + at
}

// Next returns the first moment after the given one at which the report is due,
// by the clock on the wall in a zone; the zero time for the zero Schedule. A
// time that the clock skips, as in spring, is due when it has skipped it; one
// that it shows twice is due the first time.
func (s Schedule) Next(after time.Time, zone *time.Location) time.Time {
	switch {
	case s.IsZero():
		return time.Time{}
	case s.every != 0:
		return after.Truncate(s.every).Add(s.every).In(zone)
	}
	local := after.In(zone)
	// A day can be missing or doubled where a country changes its zone, and a day
	// of the month comes every 31 days.
	for i := -1; i <= 70; i++ {
		year, month, day := local.Date()
		date := time.Date(year, month, day+i, 12, 0, 0, 0, time.UTC)
		if !s.on(date) {
			continue
		}
		if at := wall(date, s.hour, s.minute, zone); at.After(after) {
			return at
		}
	}
	return time.Time{}
}

// on reports whether the schedule names the day.
func (s Schedule) on(date time.Time) bool {
	if s.month == 0 {
		return s.days[date.Weekday()]
	}
	lastDay := time.Date(date.Year(), date.Month()+1, 0, 12, 0, 0, 0, time.UTC).Day()
	return date.Day() == min(s.month, lastDay)
}

// wall returns the first moment at which clocks in zone show the given time on
// the given day, or the first one after that if they skip it.
func wall(date time.Time, hour, minute int, zone *time.Location) time.Time {
	year, month, day := date.Date()
	want := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	// No zone is more than 15 hours from UTC, and each change is on a minute: the
	// first minute from which on clocks show at least what is wanted is looked for
	// between the offsets before and after.
	shows := func(t time.Time) bool {
		_, offset := t.In(zone).Zone()
		return !t.Add(time.Duration(offset) * time.Second).Before(want)
	}
	low, high := want.Add(-15*time.Hour), want.Add(15*time.Hour)
	early, late := offsetAt(low, zone), offsetAt(high, zone)
	if early == late {
		return want.Add(-early).In(zone)
	}
	for t := want.Add(-max(early, late)); t.Before(high); t = t.Add(time.Minute) {
		if shows(t) {
			return t.In(zone)
		}
	}
	return want.Add(-late).In(zone)
}

func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, offset := t.In(zone).Zone()
	return time.Duration(offset) * time.Second
}

// spread is the span over which reports that are due at one moment are spread.
const spread = 3 * time.Minute

// Delay returns by how much a report begins later than its schedule says, so
// that thousands of them do not begin in one second: always the same for one
// report, and never more than a tenth of its interval.
func (s Schedule) Delay(mark string) time.Duration {
	within := spread
	if s.every != 0 {
		within = min(spread, s.every/10)
	}
	sum := sha256.Sum256([]byte(mark))
	seconds := int(within / time.Second)
	return time.Duration(int(binary.BigEndian.Uint16(sum[:2]))%seconds) * time.Second
}

// Due returns when a report that ran last at the given moment is due again, with
// its delay. One that has never run (zero) is due at once. A report that could
// not run when it was due, since the computer slept, is due once.
func (s Schedule) Due(ran time.Time, zone *time.Location, mark string) time.Time {
	if s.IsZero() || ran.IsZero() {
		return ran
	}
	delay := s.Delay(mark)
	return s.Next(ran.Add(-delay), zone).Add(delay)
}
