package eval

import (
	"math"
	"slices"
	"time"

	"weir/internal/jql"
)

// history makes the test for was and changed.
func (c *compiler) history(f Field, cl jql.Clause) test {
	if f.History == 0 {
		c.refuse(noHistory(f))
		return nil
	}
	f.Lookup = f.everLookup()
	p := c.predicates(f, cl.Predicates)
	if cl.Op == jql.Changed {
		return func(i Issue) bool { return slices.ContainsFunc(i.Changes(f.ID), p.meansChange) }
	}
	w := c.wanted(f, cl.Op, cl.Operand)
	was := func(i Issue) bool {
		for s := range f.stints(i) {
			if p.meansStint(s) && w.has(s.value) {
				return true
			}
		}
		return false
	}
	if cl.Op == jql.WasNot || cl.Op == jql.WasNotIn {
		// Unlike !=, this also means the issues whose field was always empty.
		return func(i Issue) bool { return !was(i) }
	}
	return was
}

// everLookup finds the values that there are, and those that histories know.
func (f Field) everLookup() func(text string) []Value {
	if f.Lookup == nil || f.Past == nil {
		return f.Lookup
	}
	now, past := f.Lookup, f.Past
	return func(text string) []Value { return slices.Concat(now(text), past(text)) }
}

// has reports whether a value that a field once held is wanted.
func (w *wanted) has(v Value) bool {
	if v.none() {
		return w.empty
	}
	return slices.ContainsFunc(w.tests, func(t func(Value) bool) bool { return t(v) })
}

// predicates are what narrows was and changed: a span of time, of which both
// ends are inside, and who did what. A nil wanted asks for nothing.
type predicates struct {
	from, to       int64 // milliseconds since 1970
	by, before, at *wanted
}

// meansStint reports whether a value was held for some of the time, and given
// by somebody who is meant.
func (p *predicates) meansStint(s stint) bool {
	return max(s.start, p.from) <= min(s.last, p.to) && (p.by == nil || p.by.has(s.by))
}

func (p *predicates) meansChange(c Change) bool {
	at := c.At.UnixMilli()
	return at >= p.from && at <= p.to && (p.by == nil || p.by.has(c.By)) &&
		(p.before == nil || p.before.has(c.From)) && (p.at == nil || p.at.has(c.To))
}

// predicates reads all of a clause's predicates. Those that are given twice
// must both hold.
func (c *compiler) predicates(f Field, all []jql.Predicate) *predicates {
	p := &predicates{from: math.MinInt64, to: math.MaxInt64}
	for _, given := range all {
		switch given.Name {
		case "by":
			p.by = c.also(p.by, c.person("by"), given.Operand)
		case "from":
			p.before = c.also(p.before, f, given.Operand)
		case "to":
			p.at = c.also(p.at, f, given.Operand)
		default:
			c.span(p, given)
		}
	}
	return p
}

// also adds a predicate's values to what is wanted.
func (c *compiler) also(old *wanted, f Field, o jql.Operand) *wanted {
	w := &wanted{}
	c.want(w, f, o)
	if old == nil {
		return w
	}
	return &wanted{
		empty: old.empty && w.empty,
		tests: []func(Value) bool{func(v Value) bool { return old.has(v) && w.has(v) }},
	}
}

// person is a field of people for operands that belong to no field.
func (c *compiler) person(name string) Field {
	f, _ := c.schema.Find(jql.Field{Name: "assignee"})
	f.Names = []string{name}
	return f
}

// span narrows p to the time that a predicate names.
func (c *compiler) span(p *predicates, given jql.Predicate) {
	narrow := func(from, to int64) { p.from, p.to = max(p.from, from), min(p.to, to) }
	if given.Name == "during" {
		l, ok := given.Operand.(jql.List)
		if !ok || len(l.Items) != 2 {
			c.refuse("The 'during' predicate needs two dates, as in during ('2024-01-01', '2024-01-31').")
			return
		}
		from, fine := c.date(given.Name, l.Items[0])
		to, both := c.date(given.Name, l.Items[1])
		if fine && both {
			narrow(from.UnixMilli(), to.UnixMilli())
		}
		return
	}
	t, ok := c.date(given.Name, given.Operand)
	if !ok {
		return
	}
	switch given.Name {
	case "before":
		narrow(math.MinInt64, t.UnixMilli()-1)
	case "after":
		narrow(t.UnixMilli()+1, math.MaxInt64)
	default: // on: the whole day
		day := t.In(c.env.Zone)
		narrow(c.bound(day, 'd', false).UnixMilli(), c.bound(day, 'd', true).UnixMilli())
	}
}

// date reads the operand of a predicate of time.
func (c *compiler) date(predicate string, o jql.Operand) (time.Time, bool) {
	switch o := o.(type) {
	case jql.Value:
		return c.instant("predicate '"+predicate+"'", o)
	case jql.Func:
		if list, known := isListFunction(o.Name); known && list {
			break
		}
		return c.moment(Field{Names: []string{predicate}, Kind: Time}, o)
	}
	c.refuse("The '" + predicate + "' predicate needs a date.")
	return time.Time{}, false
}
