package eval

import (
	"cmp"
	"fmt"
	"strings"

	"weir/internal/jql"
)

// A comparison orders two issues by one field.
type comparison func(a, b Issue) int

// Compare orders two issues as ORDER BY says: below zero if a comes first. It
// is zero for issues that the query leaves unordered.
func (p *Program) Compare(a, b Issue) int {
	for _, by := range p.order {
		if n := by(a, b); n != 0 {
			return n
		}
	}
	return 0
}

func (c *compiler) order(keys []jql.SortKey) []comparison {
	var order []comparison
	for _, k := range keys {
		f, ok := c.find(k.Field)
		switch {
		case !ok:
		case f.ID == textID || f.ID == "comment":
			c.refuse(fmt.Sprintf("Not able to sort using field '%s'.", f.name()))
		default:
			order = append(order, byField(f, k.Descending))
		}
	}
	return order
}

// byField compares first values. An empty field comes last, and so first when
// the order is descending.
func byField(f Field, descending bool) comparison {
	return func(a, b Issue) int {
		n := compareFirst(f, a.Values(f.ID), b.Values(f.ID))
		if descending {
			return -n
		}
		return n
	}
}

func compareFirst(f Field, a, b []Value) int {
	if len(a) == 0 || len(b) == 0 {
		return len(b) - len(a)
	}
	return compareValues(f.Kind, a[0], b[0])
}

func compareValues(k Kind, a, b Value) int {
	switch k {
	case Text:
		return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text))
	case Number:
		return cmp.Compare(a.Number, b.Number)
	case Time:
		return a.Time.Compare(b.Time)
	case Date:
		return dayOf(a.Time).Compare(dayOf(b.Time))
	case Key:
		p, m := splitKey(a.name())
		q, n := splitKey(b.name())
		return cmp.Or(strings.Compare(p, q), cmp.Compare(m, n))
	default:
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), strings.Compare(strings.ToLower(a.name()), strings.ToLower(b.name())))
	}
}
