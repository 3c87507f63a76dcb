package flow

// TotalAge returns the ages of all items in progress at the end of each day,
// added up, in days as the policy counts them.
//
// An item has at the end of a day the age of that end less its beginning: it is
// enough to know how many there are, and the sum of their beginnings, which
// change on few days.
func (a *Analysis) TotalAge() Series {
	m := a.meter()
	y := tally{first: a.First, items: make([]int64, a.days()+1), begun: make([]int64, a.days()+1)}
	s := a.series()
	for i := range a.Lines {
		t := &a.Lines[i]
		first, last := a.aged(t)
		if first > last {
			continue
		}
		if len(t.spans) == 0 {
			y.grow(first, last, m.since(t.Start, t.StartDay))
		} else {
			a.pausing(t, first, last, m, &y)
		}
		y.hold(first, last, -m.less)
		for d := first; d <= last && m.idle(t, d); d++ {
			s.Values[d-a.First]++
		}
	}
	items, begun := int64(0), int64(0)
	for i := range s.Values {
		items, begun = items+y.items[i], begun+y.begun[i]
		s.Values[i] += float64(items*m.end(a.First.plus(i))-begun) / m.unit
	}
	return s
}

// aged returns the days, of those that are shown, at whose end the item is in
// progress; the first is behind the last where there are none.
func (a *Analysis) aged(t *Timeline) (first, last Day) {
	if t.Start == 0 {
		return 0, -1
	}
	first, last = max(a.First, t.StartDay), a.Last
	if t.End != 0 {
		last = min(last, t.EndDay-1)
	}
	return first, last
}

// pausing adds an item whose clock paused: each span grows while it lasts, and is
// as long as it was from then on.
func (a *Analysis) pausing(t *Timeline, first, last Day, m meter, y *tally) {
	counted := NoDay // of whole days, the last that counts already
	for _, s := range t.spans {
		day := a.clock.day(s.from)
		if m.whole && counted != NoDay {
			day = max(day, counted+1)
		}
		begin := m.since(s.from, day)
		if s.until == 0 {
			y.grow(max(first, day), last, begin)
			return
		}
		end := a.clock.day(s.until)
		counted = max(counted, end)
		if day > end {
			continue
		}
		y.grow(max(first, day), min(last, end-1), begin)
		y.hold(max(first, end), last, m.since(s.until, end+1)-begin)
	}
}

// A tally notes on which days items begin and stop to grow older.
type tally struct {
	first        Day
	items, begun []int64
}

// grow adds an item that is older each day from first to last.
func (y *tally) grow(first, last Day, begin int64) {
	if first > last {
		return
	}
	y.items[first-y.first]++
	y.items[last+1-y.first]--
	y.hold(first, last, -begin)
}

// hold adds an age that stays.
func (y *tally) hold(first, last Day, age int64) {
	if first > last {
		return
	}
	y.begun[first-y.first] -= age
	y.begun[last+1-y.first] += age
}

// A meter tells ages as differences of whole numbers: days that count, or
// milliseconds.
type meter struct {
	whole bool
	since func(at int64, d Day) int64 // a moment, or the end of the day before d
	end   func(Day) int64             // the end of a day
	unit  float64                     // how many are a day
	less  int64                       // what the policy takes off each age
	// idle reports whether no day counts yet: then an item is one older than the
	// difference says.
	idle func(*Timeline, Day) bool
}

func (a *Analysis) meter() meter {
	calendar := a.Policy.Calendar
	if a.Policy.Cycle == Hours {
		origin := a.clock.start(a.First)
		since := func(at int64, _ Day) int64 {
			switch {
			case !calendar.Working:
				return at - origin
			case at < origin:
				return -a.workingMillis(at, origin)
			default:
				return a.workingMillis(origin, at)
			}
		}
		return meter{
			since: since, end: func(d Day) int64 { return since(a.endOf(d), d) }, unit: millisPerDay,
			idle: func(*Timeline, Day) bool { return false },
		}
	}
	m := meter{
		whole: true, unit: 1,
		since: func(_ int64, d Day) int64 { return int64(calendar.until(d - 1)) },
		end:   func(d Day) int64 { return int64(calendar.until(d)) },
		idle: func(t *Timeline, d Day) bool {
			return (calendar.Working || len(t.spans) > 0) && a.wholeDays(t, a.endOf(d)) == 0
		},
	}
	if a.Policy.Cycle == Difference {
		m.less = 1
	}
	return m
}
