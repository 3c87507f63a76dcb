package eval

import (
	"fmt"
	"strings"
	"time"

	"weir/internal/jql"
)

// isListFunction reports whether a function stands for a list, which in needs
// and = refuses; known is false for a function that this package lacks.
func isListFunction(name string) (list, known bool) {
	switch strings.ToLower(name) {
	case "opensprints", "closedsprints", "futuresprints":
		return true, true
	case "currentuser", "now":
		return false, true
	default:
		_, _, ok := bounds(name)
		return false, ok
	}
}

// call returns the test whether a value is what a function stands for, or nil
// after a refusal.
func (c *compiler) call(f Field, call jql.Func) func(Value) bool {
	switch name := strings.ToLower(call.Name); name {
	case "currentuser":
		return c.currentUser(f, call)
	case "opensprints":
		return c.sprints(f, call, "active")
	case "closedsprints":
		return c.sprints(f, call, "closed")
	case "futuresprints":
		return c.sprints(f, call, "future")
	default:
		t, ok := c.moment(f, call)
		if !ok {
			return nil
		}
		return c.sameTime(f, t)
	}
}

func (c *compiler) currentUser(f Field, call jql.Func) func(Value) bool {
	if !c.fits(call, f, f.Kind == Person, 0) {
		return nil
	}
	user := c.env.User
	if user.ID == "" {
		return func(Value) bool { return false }
	}
	return func(have Value) bool { return have.same(user) }
}

func (c *compiler) sprints(f Field, call jql.Func, state string) func(Value) bool {
	if !c.fits(call, f, f.Kind == Option, 0) {
		return nil
	}
	return func(have Value) bool { return strings.EqualFold(have.State, state) }
}

// fits checks a call's field and the number of its arguments.
func (c *compiler) fits(call jql.Func, f Field, suits bool, most int) bool {
	if len(call.Args) > most {
		c.refuse(fmt.Sprintf("Function '%s' expected at most '%d' arguments but received '%d'.", call.Name, most, len(call.Args)))
		return false
	}
	if !suits {
		c.refuse(fmt.Sprintf("The function '%s()' cannot be used with the field '%s'.", call.Name, f.name()))
	}
	return suits
}

// moment evaluates a function of dates.
func (c *compiler) moment(f Field, call jql.Func) (time.Time, bool) {
	isTime := f.Kind == Time || f.Kind == Date
	if strings.EqualFold(call.Name, "now") {
		return c.env.Now, c.fits(call, f, isTime, 0)
	}
	unit, end, ok := bounds(call.Name)
	if !ok {
		if _, known := isListFunction(call.Name); known {
			c.fits(call, f, false, len(call.Args))
		} else {
			c.refuse(unknownFunction(call.Name))
		}
		return time.Time{}, false
	}
	if !c.fits(call, f, isTime, 1) {
		return time.Time{}, false
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
