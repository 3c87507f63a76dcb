package eval

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"weir/internal/jql"
)

// A relation compares a value of an issue with the operand. It is false for a
// pair that has no order.
type relation func(Value) (int, bool)

// compared makes the test for <, <=, > and >=.
func (c *compiler) compared(f Field, op jql.Op, o jql.Operand) test {
	r := c.relation(f, op, o)
	if r == nil {
		return nil
	}
	return func(i Issue) bool {
		for _, v := range i.Values(f.ID) {
			if n, ok := r(v); ok && holds(op, n) {
				return true
			}
		}
		return false
	}
}

func holds(op jql.Op, n int) bool {
	switch op {
	case jql.Less:
		return n < 0
	case jql.LessEqual:
		return n <= 0
	case jql.Greater:
		return n > 0
	default:
		return n >= 0
	}
}

func (c *compiler) relation(f Field, op jql.Op, o jql.Operand) relation {
	switch o := o.(type) {
	case jql.Func:
		if list, known := isListFunction(o.Name); known && list {
			c.refuse(wrongList(op, o, f, true))
			return nil
		}
		t, ok := c.moment(f, o)
		if !ok {
			return nil
		}
		return c.timeRelation(f, t)
	case jql.Value:
		return c.valueRelation(f, o)
	default:
		c.refuse(unsupportedOperator(op, f))
		return nil
	}
}

func (c *compiler) valueRelation(f Field, v jql.Value) relation {
	switch f.Kind {
	case Number:
		n, ok := c.number(f, v)
		if !ok {
			return nil
		}
		return func(have Value) (int, bool) { return cmp.Compare(have.Number, n), true }
	case Time, Date:
		t, ok := c.instant(f.what(), v)
		if !ok {
			return nil
		}
		return c.timeRelation(f, t)
	case Key:
		if c.named(f, v) == nil {
			return nil
		}
		return keyRelation(v)
	default:
		return c.rankRelation(f, v)
	}
}

func (c *compiler) timeRelation(f Field, t time.Time) relation {
	return func(have Value) (int, bool) { return c.compareTimes(f, have, t), true }
}

// compareTimes compares instants, or for a Date field days: the operand is
// then the day that it falls on for the user.
func (c *compiler) compareTimes(f Field, have Value, t time.Time) int {
	if f.Kind == Time {
		return have.Time.Compare(t)
	}
	return dayOf(have.Time).Compare(dayOf(t.In(c.env.Zone)))
}

// dayOf is the calendar day that t shows, comparable with other days.
func dayOf(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// rankRelation compares with a value whose rank the schema knows.
func (c *compiler) rankRelation(f Field, v jql.Value) relation {
	var known []Value
	if f.Lookup != nil {
		known = f.Lookup(v.Text)
	}
	if len(known) == 0 {
		c.refuse(unknownValue(v.Text, f))
		return nil
	}
	rank := known[0].Rank
	return func(have Value) (int, bool) { return cmp.Compare(have.Rank, rank), true }
}

// keyRelation compares issues: by number inside a project, or by id.
func keyRelation(v jql.Value) relation {
	if id, ok := v.Number(); ok {
		return func(have Value) (int, bool) {
			n, err := strconv.ParseInt(have.ID, 10, 64)
			return cmp.Compare(n, id), err == nil
		}
	}
	project, n := splitKey(v.Text)
	return func(have Value) (int, bool) {
		p, m := splitKey(have.name())
		return cmp.Compare(m, n), strings.EqualFold(p, project)
	}
}

// splitKey splits PROJ-12 into its project and its number.
func splitKey(key string) (string, int64) {
	project, digits, _ := strings.Cut(key, "-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return key, 0
	}
	return project, n
}
