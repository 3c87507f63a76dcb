package eval

import (
	"iter"
	"math"
	"slices"
	"time"
)

// A History says whether, and how, was and changed can ask for what a field
// once held. Jira keeps every change, but searches those of six fields only.
type History int

// The kinds of history. The zero History is none.
const (
	Single  History = iota + 1 // one value at a time: a change replaces it
	Several                    // a set: a change adds its To to it, and takes its From away
)

// A Change is one change of one field of an issue. The zero Value is nothing:
// as From or To an empty field, as By nobody.
type Change struct {
	At       time.Time // Jira keeps milliseconds
	By       Value
	From, To Value // with the names that they had then, and the ids that they still have
}

// Activity is what Issue.Changes is asked for to learn of everything that
// somebody did with an issue, which updatedBy() looks for. Such changes have
// an At and a By alone.
const Activity = "*activity"

// A stint is a time for which a field held a value.
type stint struct {
	value       Value // the zero Value: it was empty
	by          Value // who gave it the value
	start, last int64 // milliseconds since 1970, both inside
}

// endedBy is the stint when the next one starts. One that ended as it began
// still was there, for its one millisecond.
func (s stint) endedBy(next int64) stint {
	s.last = max(s.start, next-1)
	return s
}

// stints returns what the field has held since the issue was created. What it
// held first, the creator gave to it: the earliest change tells what that was,
// and if there is none the present value does.
func (f Field) stints(i Issue) iter.Seq[stint] {
	if f.History == Several {
		return f.severalStints(i)
	}
	return func(yield func(stint) bool) {
		changes := i.Changes(f.ID)
		s := firstStint(i)
		if len(changes) > 0 {
			s.value = changes[0].From
		} else if present := i.Values(f.ID); len(present) > 0 {
			s.value = present[0]
		}
		for _, c := range changes {
			at := c.At.UnixMilli()
			if !yield(s.endedBy(at)) {
				return
			}
			s = stint{value: c.To, by: c.By, start: at, last: math.MaxInt64}
		}
		yield(s)
	}
}

// severalStints is stints for a set. It is empty only for as long as one can
// see it: a value that another replaces leaves no gap.
func (f Field) severalStints(i Issue) iter.Seq[stint] {
	return func(yield func(stint) bool) {
		changes := i.Changes(f.ID)
		first := firstStint(i)
		var held []stint
		for _, v := range undone(i.Values(f.ID), changes) {
			held = append(held, first.of(v))
		}
		none := first // since when, and by whom, there has been nothing
		for _, c := range changes {
			at := c.At.UnixMilli()
			if n := indexOf(held, c.From); n >= 0 {
				if !yield(held[n].endedBy(at)) {
					return
				}
				if held = slices.Delete(held, n, n+1); len(held) == 0 {
					none = stint{by: c.By, start: at, last: math.MaxInt64}
				}
			}
			if c.To.none() || indexOf(held, c.To) >= 0 {
				continue
			}
			if len(held) == 0 && none.start < at && !yield(none.endedBy(at)) {
				return
			}
			held = append(held, stint{value: c.To, by: c.By, start: at, last: math.MaxInt64})
		}
		if len(held) == 0 {
			held = append(held, none)
		}
		for _, s := range held {
			if !yield(s) {
				return
			}
		}
	}
}

// undone is the set of values before any of the changes.
func undone(present []Value, changes []Change) []Value {
	set := slices.Clone(present)
	for _, c := range slices.Backward(changes) {
		set = slices.DeleteFunc(set, func(v Value) bool { return !c.To.none() && v.same(c.To) })
		if !c.From.none() && !slices.ContainsFunc(set, c.From.same) {
			set = append(set, c.From)
		}
	}
	return set
}

// firstStint begins with the issue, and has no end.
func firstStint(i Issue) stint {
	s := stint{start: math.MinInt64, last: math.MaxInt64}
	if created := i.Values("created"); len(created) > 0 {
		s.start = created[0].Time.UnixMilli()
	}
	if creator := i.Values("creator"); len(creator) > 0 {
		s.by = creator[0]
	}
	return s
}

func (s stint) of(v Value) stint {
	s.value = v
	return s
}

func indexOf(held []stint, v Value) int {
	if v.none() {
		return -1
	}
	return slices.IndexFunc(held, func(s stint) bool { return s.value.same(v) })
}
