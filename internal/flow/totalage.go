package flow

// TotalAge returns the ages of all items in progress at the end of each day,
// added up, in days as the policy counts them.
func (a *Analysis) TotalAge() Series {
	if a.Policy.Backward == PauseOnReturn {
		return a.totalAgeOneByOne()
	}
	m := a.meter()
	s := a.series()
	// At the end of a day, each item in progress has the age of that end less its
	// beginning: it is enough to know how many there are, and the sum of their
	// beginnings, which change on the days on which items come and go.
	items, begun := make([]int64, a.days()+1), make([]int64, a.days()+1)
	for i := range a.Lines {
		t := &a.Lines[i]
		first, last := a.aged(t)
		if first > last {
			continue
		}
		begin := m.begin(t)
		items[first-a.First]++
		items[last+1-a.First]--
		begun[first-a.First] += begin
		begun[last+1-a.First] -= begin
		m.idle(t, first, last, s)
	}
	n, sum := int64(0), int64(0)
	for i := range s.Values {
		n, sum = n+items[i], sum+begun[i]
		if n > 0 {
			s.Values[i] += float64(n*m.end(a.First+Day(i))-sum) / m.unit
		}
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

// totalAgeOneByOne is for clocks that pause.
func (a *Analysis) totalAgeOneByOne() Series {
	s := a.series()
	ends := make([]int64, a.days())
	for i := range ends {
		ends[i] = a.endOf(a.First + Day(i))
	}
	for i := range a.Lines {
		t := &a.Lines[i]
		first, last := a.aged(t)
		for d := first; d <= last; d++ {
			s.Values[d-a.First] += a.elapsed(t, ends[d-a.First])
		}
	}
	return s
}

// A meter tells ages as differences of whole numbers: days that count, or
// milliseconds.
type meter struct {
	begin func(*Timeline) int64
	end   func(Day) int64
	unit  float64 // how many are a day
	// idle mends what is no difference: until the first day that counts, an item is
	// as old as on the day of its start.
	idle func(t *Timeline, first, last Day, s Series)
}

func (a *Analysis) meter() meter {
	calendar := a.Policy.Calendar
	if a.Policy.Cycle == Hours {
		origin := a.clock.start(a.First)
		since := func(at int64) int64 {
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
			begin: func(t *Timeline) int64 { return since(t.Start) },
			end:   func(d Day) int64 { return since(a.endOf(d)) },
			unit:  millisPerDay,
			idle:  func(*Timeline, Day, Day, Series) {},
		}
	}
	before := Day(1) // both ends count
	if a.Policy.Cycle == Difference {
		before = 0
	}
	return meter{
		begin: func(t *Timeline) int64 { return int64(calendar.until(t.StartDay-1)) + 1 - int64(before) },
		end:   func(d Day) int64 { return int64(calendar.until(d)) },
		unit:  1,
		idle: func(t *Timeline, first, last Day, s Series) {
			for d := first; d <= last && calendar.between(t.StartDay, d) == 0; d++ {
				s.Values[d-s.First]++
			}
		},
	}
}
