package eval

import (
	"fmt"
	"strings"
	"time"

	"weir/internal/jql"
)

// momentFunction returns a function of dates.
func momentFunction(name string) (function, bool) {
	fn := function{suits: func(_ *compiler, f Field) bool { return f.Kind == Time || f.Kind == Date }}
	fn.add = func(c *compiler, w *wanted, f Field, call jql.Func) {
		if t, ok := c.evaluate(call); ok {
			w.tests = append(w.tests, c.sameTime(f, t))
		}
	}
	if strings.EqualFold(name, "now") {
		return fn, true
	}
	_, _, ok := bounds(name)
	fn.most = 1
	return fn, ok
}

// moment evaluates a function where a date is needed.
func (c *compiler) moment(f Field, call jql.Func) (time.Time, bool) {
	fn, ok := functionNamed(call.Name)
	if !ok {
		c.refuse(unknownFunction(call.Name))
		return time.Time{}, false
	}
	if _, ok := momentFunction(call.Name); !ok {
		c.refuse(unsuited(call.Name, f))
		return time.Time{}, false
	}
	if !c.fits(call, fn, f) {
		return time.Time{}, false
	}
	return c.evaluate(call)
}

// evaluate returns the moment that a function of dates means.
func (c *compiler) evaluate(call jql.Func) (time.Time, bool) {
	unit, end, ok := bounds(call.Name)
	if !ok {
		return c.env.Now, true
	}
	if len(call.Args) == 0 {
		return c.bound(c.now(), unit, end), true
	}
	n, by, ok := parseIncrement(call.Args[0].Text, unit)
	if !ok {
		c.refuse(fmt.Sprintf("Duration for function '%s' should have the format (+/-)n(yMwdhm), e.g. -1M for 1 month earlier.", call.Name))
		return time.Time{}, false
	}
	if by == unit {
		// A whole month before the end of March is the end of February.
		return c.bound(shift(c.bound(c.now(), unit, false), n, by), unit, end), true
	}
	return shift(c.bound(c.now(), unit, end), n, by), true
}

func (c *compiler) now() time.Time { return c.env.Now.In(c.env.Zone) }

// bounds splits a name such as endOfWeek into the unit and which end of it.
func bounds(name string) (unit byte, end, ok bool) {
	name = strings.ToLower(name)
	period, isStart := strings.CutPrefix(name, "startof")
	if !isStart {
		period, end = strings.CutPrefix(name, "endof")
	}
	if isStart || end {
		switch period {
		case "day":
			return 'd', end, true
		case "week":
			return 'w', end, true
		case "month":
			return 'M', end, true
		case "year":
			return 'y', end, true
		}
	}
	return 0, false, false
}

// bound is the first or the last millisecond of the period around t.
func (c *compiler) bound(t time.Time, unit byte, end bool) time.Time {
	year, month, day := t.Date()
	switch unit {
	case 'w':
		day -= int((t.Weekday() - c.env.WeekStart + 7) % 7)
	case 'M':
		day = 1
	case 'y':
		month, day = time.January, 1
	}
	start := time.Date(year, month, day, 0, 0, 0, 0, t.Location())
	if !end {
		return start
	}
	return shift(start, 1, unit).Add(-time.Millisecond)
}

// shift moves t by n units of the calendar. A day that the target month lacks
// becomes its last one.
func shift(t time.Time, n int, unit byte) time.Time {
	switch unit {
	case 'm':
		return t.Add(time.Duration(n) * time.Minute)
	case 'h':
		return t.Add(time.Duration(n) * time.Hour)
	case 'd':
		return t.AddDate(0, 0, n)
	case 'w':
		return t.AddDate(0, 0, 7*n)
	case 'y':
		n *= 12
	}
	moved := t.AddDate(0, n, 0)
	if moved.Day() != t.Day() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	return moved
}
