package flow

// Cycle returns how long an item took from start to finish, or, while it is not
// finished, its age today: in days, as the policy counts them. An item that was
// never started has none: 0.
func (a *Analysis) Cycle(t *Timeline) float64 {
	until := t.End
	if until == 0 {
		until = a.Now.UnixMilli()
	}
	return a.elapsed(t, until)
}

// Age returns how old an item in progress is at the end of a day, or now, if that
// is earlier. Source: Kanban Guide, "Work Item Age": the elapsed time from start
// to the current date.
func (a *Analysis) Age(t *Timeline, d Day) float64 {
	return a.elapsed(t, a.endOf(d))
}

// CycleHours returns how long an item took in hours, whatever the policy counts
// in. An item that was never started has none: 0.
func (a *Analysis) CycleHours(t *Timeline) float64 {
	if t.Start == 0 {
		return 0
	}
	until := t.End
	if until == 0 {
		until = a.Now.UnixMilli()
	}
	return a.ran(t, until, a.millis) / millisPerHour
}

const (
	millisPerHour = 60 * 60 * 1000
	millisPerDay  = 24 * millisPerHour
)

func (a *Analysis) elapsed(t *Timeline, until int64) float64 {
	if t.Start == 0 {
		return 0
	}
	switch a.Policy.Cycle {
	case Hours:
		return a.ran(t, until, a.millis) / millisPerDay
	case Difference:
		return max(0, a.wholeDays(t, until)-1)
	default:
		// Who finished at a weekend worked then, whatever the calendar says.
		return max(1, a.wholeDays(t, until))
	}
}

// ran adds up the spans in which the clock of an item ran.
func (a *Analysis) ran(t *Timeline, until int64, measure func(from, until int64) float64) float64 {
	if len(t.spans) == 0 {
		return measure(t.Start, until)
	}
	sum := 0.0
	for _, s := range t.spans {
		to := s.until
		if to == 0 || to > until {
			to = until
		}
		if s.from <= to {
			sum += measure(s.from, to)
		}
	}
	return sum
}

// millis is the time between two moments, without the days that do not count.
func (a *Analysis) millis(from, until int64) float64 {
	if !a.Policy.Calendar.Working {
		return float64(until - from)
	}
	return float64(a.workingMillis(from, until))
}

// workingMillis adds up the rests of the first and the last day, the days between
// them, and what a change of the clock takes from one of these or adds to it.
func (a *Analysis) workingMillis(from, until int64) int64 {
	calendar := a.Policy.Calendar
	first, last := a.clock.day(from), a.clock.day(until)
	if until <= from {
		return 0
	}
	if first == last {
		if calendar.works(first) {
			return until - from
		}
		return 0
	}
	begin, end := a.clock.start(first+1), a.clock.start(last)
	sum := int64(calendar.between(first+1, last-1)) * millisPerDay
	if calendar.works(first) {
		sum += begin - from
	}
	if calendar.works(last) {
		sum += until - end
	}
	// With the bounds: midnight may be what was skipped, or all of a day.
	for change, lost := range a.clock.changes(begin-1, end+1) {
		day := a.clock.day(change)
		if lost >= millisPerDay {
			day-- // the zone crossed the date line, and this day never was
		}
		if first < day && day < last && calendar.works(day) {
			sum -= lost
		}
	}
	return sum
}

// wholeDays counts the days on which the clock ran, each once, both ends
// included.
func (a *Analysis) wholeDays(t *Timeline, until int64) float64 {
	last := NoDay
	return a.ran(t, until, func(from, until int64) float64 {
		first, end := a.clock.day(from), a.clock.day(until)
		if last != NoDay {
			first = max(first, last+1)
		}
		last = end
		return float64(a.Policy.Calendar.between(first, end))
	})
}
