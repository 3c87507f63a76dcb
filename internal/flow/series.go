package flow

// A Series has a number for each day from First to Last.
type Series struct {
	First  Day
	Values []float64
}

// Day returns the day of a value.
func (s Series) Day(i int) Day { return s.First + Day(i) } //nolint:gosec // bounded by maxDays

// Last returns the last day, one before First when there is none.
func (s Series) Last() Day { return s.First + Day(len(s.Values)) - 1 } //nolint:gosec // bounded by maxDays

// At returns the number of a day, and 0 outside.
func (s Series) At(d Day) float64 {
	if d < s.First || d > s.Last() {
		return 0
	}
	return s.Values[d-s.First]
}

func (a *Analysis) series() Series {
	return Series{First: a.First, Values: make([]float64, a.days())}
}

// count counts moments by their days: Values[0] holds also what lies before.
func (a *Analysis) count(moment func(*Timeline) Day) (s Series, before float64) {
	s = a.series()
	for i := range a.Lines {
		d := moment(&a.Lines[i])
		switch {
		case d == NoDay || d > a.Last:
		case d < a.First:
			before++
		default:
			s.Values[d-a.First]++
		}
	}
	return s, before
}

func started(t *Timeline) Day {
	if t.Start == 0 {
		return NoDay
	}
	return t.StartDay
}

func departed(t *Timeline) Day {
	if !t.Ended() {
		return NoDay
	}
	return t.EndDay
}

func finished(t *Timeline) Day {
	if t.Outcome != Finished {
		return NoDay
	}
	return t.EndDay
}

// Throughput returns how many items finished on each day. Source: Kanban Guide,
// "Throughput": an exact count of work items.
func (a *Analysis) Throughput() Series {
	s, _ := a.count(finished)
	return s
}

// Arrivals returns how many items started on each day.
func (a *Analysis) Arrivals() Series {
	s, _ := a.count(started)
	return s
}

// Departures returns how many items left on each day, finished or discarded.
func (a *Analysis) Departures() Series {
	s, _ := a.count(departed)
	return s
}

// WIP returns how many items were in progress at the end of each day: started,
// and neither finished nor discarded.
func (a *Analysis) WIP() Series {
	in, before := a.count(started)
	out, gone := a.count(departed)
	wip := before - gone
	for i := range in.Values {
		wip += in.Values[i] - out.Values[i]
		in.Values[i] = wip
	}
	return in
}

// A CumulativeFlow is how many items had entered each stage by the end of each
// day. Counts[k] is of stage k of the workflow, and of all stages behind the
// finish there is only the finish. No line ever falls, and none is above the one
// before it: an item that skips a stage enters it when it enters the next.
// Source: Vacanti, "Actionable Agile Metrics for Predictability", the properties
// of cumulative flow diagrams.
type CumulativeFlow struct {
	First  Day
	Stages []string
	Counts [][]float64
	Start  int // the line of arrivals
	Finish int // the line of departures
}

// Day returns the day of a count.
func (c CumulativeFlow) Day(i int) Day { return c.First + Day(i) } //nolint:gosec // bounded by maxDays

// CumulativeFlow returns the counts behind a cumulative flow diagram. Items that
// were discarded before they started are not in it; those that were discarded
// later depart.
func (a *Analysis) CumulativeFlow() CumulativeFlow {
	w := a.Workflow
	c := CumulativeFlow{First: a.First, Start: w.Start, Finish: w.Finish, Stages: w.Names()[:w.Finish+1]}
	for k := range c.Stages {
		s, before := a.count(func(t *Timeline) Day {
			switch k {
			case w.Start:
				return started(t)
			case w.Finish:
				return departed(t)
			}
			at := t.line(k, w.Start)
			if at == 0 {
				return NoDay
			}
			return a.clock.day(at)
		})
		for i := range s.Values {
			before += s.Values[i]
			s.Values[i] = before
		}
		c.Counts = append(c.Counts, s.Values)
	}
	return c
}

// A Period is a length of time by which throughput is counted.
type Period string

// The periods. Weeks begin on Monday.
const (
	Daily   Period = "day"
	Weekly  Period = "week"
	Monthly Period = "month"
)

// A Count is a number of a period that begins on a day. Part is true where the
// period is not wholly within what was looked at: its count is too low.
type Count struct {
	Day   Day
	Count int
	Part  bool
}

// By adds up a series by periods.
func (s Series) By(p Period) []Count {
	var counts []Count
	for i, v := range s.Values {
		d := s.First + Day(i)
		first := p.first(d)
		if len(counts) == 0 || counts[len(counts)-1].Day != first {
			counts = append(counts, Count{Day: first, Part: first < s.First || p.next(first)-1 > s.Last()})
		}
		counts[len(counts)-1].Count += int(v)
	}
	return counts
}

func (p Period) first(d Day) Day {
	switch p {
	case Weekly:
		return d.Monday()
	case Monthly:
		return d.FirstOfMonth()
	default:
		return d
	}
}

// next returns the first day of the period after the one that begins on d.
func (p Period) next(d Day) Day {
	switch p {
	case Weekly:
		return d + 7
	case Monthly:
		return (d + 31).FirstOfMonth()
	default:
		return d + 1
	}
}
