package eval

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"weir/internal/jql"
)

// instant reads a value as Jira reads the operand of a date field. Digits
// without quotes are milliseconds since 1970. A text is a period from now if
// it can be one, so that quoted digits are minutes, and else a date. Messages
// name what the value is for.
func (c *compiler) instant(what string, v jql.Value) (time.Time, bool) {
	if n, ok := v.Number(); ok {
		return time.UnixMilli(n), true
	}
	if period, ok := parsePeriod(v.Text); ok {
		return c.env.Now.Add(period), true
	}
	t, err := jql.ParseDate(strings.TrimSpace(v.Text), c.env.Zone)
	if err != nil {
		c.refuse(invalidDate(v.Text, what))
		return time.Time{}, false
	}
	return t, true
}

// longest is the longest period that is read: a Duration ends not far beyond.
const longest = 100 * 366 * 24 * time.Hour

// parsePeriod reads "-2w 3d": a sign for the whole, and numbers with units. A
// day has 24 hours and a week seven days, whatever the clocks do.
func parsePeriod(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	sign := time.Duration(1)
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	parts := strings.Fields(s)
	if len(parts) == 0 {
		return 0, false
	}
	var sum time.Duration
	for _, part := range parts {
		for part != "" {
			d, rest, ok := periodPart(part)
			if !ok {
				return 0, false
			}
			if sum += d; sum > longest {
				return 0, false
			}
			part = rest
		}
	}
	return sign * sum, true
}

// periodPart reads one number and its unit from the front of s.
func periodPart(s string) (time.Duration, string, bool) {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	n, err := strconv.ParseInt(s[:digits], 10, 32)
	if err != nil {
		return 0, "", false
	}
	unit, rest := time.Minute, ""
	if digits < len(s) {
		if unit = unitOf(s[digits]); unit == 0 {
			return 0, "", false
		}
		rest = s[digits+1:]
	}
	if n > int64(longest/unit) {
		return 0, "", false
	}
	return time.Duration(n) * unit, rest, true
}

func unitOf(letter byte) time.Duration {
	switch letter {
	case 'm':
		return time.Minute
	case 'h':
		return time.Hour
	case 'd':
		return 24 * time.Hour
	case 'w':
		return 7 * 24 * time.Hour
	default:
		return 0
	}
}

// incrementForm is the argument of startOfDay() and its like.
var incrementForm = regexp.MustCompile(`^([-+]?)(\d{1,5})([yMwdhm]?)$`)

// parseIncrement reads "-1d". Without a unit it counts the function's own.
func parseIncrement(s string, unit byte) (int, byte, bool) {
	m := incrementForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, 0, false
	}
	n, err := strconv.Atoi(m[1] + m[2])
	if err != nil {
		return 0, 0, false
	}
	if m[3] != "" {
		unit = m[3][0]
	}
	return n, unit, true
}
