package eval

import (
	"math"
	"strconv"
	"strings"
	"time"

	"weir/internal/jql"
)

// Unresolved is no resolution: it is the absence of one.
func isUnresolved(text string) bool { return strings.EqualFold(text, "unresolved") }

// equal returns the test whether a value of f is v, or nil after a refusal.
func (c *compiler) equal(f Field, v jql.Value) func(Value) bool {
	switch f.Kind {
	case Number:
		n, ok := c.number(f, v)
		if !ok {
			return nil
		}
		return func(have Value) bool { return have.Number == n }
	case Time, Date:
		t, ok := c.instant(f.what(), v)
		if !ok {
			return nil
		}
		return c.sameTime(f, t)
	default:
		return c.named(f, v)
	}
}

func (c *compiler) sameTime(f Field, t time.Time) func(Value) bool {
	return func(have Value) bool { return c.compareTimes(f, have, t) == 0 }
}

// named returns the test for a value with an id and names.
func (c *compiler) named(f Field, v jql.Value) func(Value) bool {
	if f.Lookup == nil {
		return func(have Value) bool { return have.answersTo(v.Text) }
	}
	known := f.Lookup(v.Text)
	if len(known) == 0 {
		c.refuse(unknownValue(v.Text, f))
		return nil
	}
	return func(have Value) bool {
		for _, k := range known {
			if have.same(k) {
				return true
			}
		}
		return false
	}
}

func (c *compiler) number(f Field, v jql.Value) (float64, bool) {
	n, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		c.refuse(invalidNumber(v.Text, f))
		return 0, false
	}
	return n, true
}
