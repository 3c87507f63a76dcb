package flow

import "slices"

// Debt compares two ways to see how long work takes: the cumulative flow diagram,
// read from right to left, and the items that really finished.
type Debt struct {
	Days   int         `json:"days"`   // by which each point looks back
	Points []DebtPoint `json:"points"` // one each Days up to Last, the earliest first
}

// A DebtPoint is the comparison at the end of a day.
type DebtPoint struct {
	Day Day `json:"day"`
	// Approximate is how far the diagram's line of arrivals lies before its line of
	// departures: from the latest day on which no more items had arrived than have
	// left by Day, to Day; half a day less where the counts are not equal; one more
	// where the policy counts both ends. Nil where nothing has left.
	Approximate *float64 `json:"approximate"`
	// Exact is the mean cycle time of the items that finished in the Days up to Day.
	Exact *float64 `json:"exact"`
	Items int      `json:"items"` // that finished in these days
	// Difference is Exact less Approximate. Above 0, the items that finished took
	// so many days longer than the diagram's approximate average; below 0, they
	// took less, and older ones were left lying.
	Difference *float64 `json:"difference"`
}

// usualDebtDays is how far back a point looks unless told otherwise: a week.
const usualDebtDays = 7

// FlowDebt returns the comparison for each so many days up to Last; 7 where 0.
func (a *Analysis) FlowDebt(days int) Debt {
	if days <= 0 {
		days = usualDebtDays
	}
	days = min(days, maxDays)
	result := Debt{Days: days}
	starts, ends := a.crossings()
	exact := a.exact(days)
	for d := a.First.plus((a.days() - 1) % days); d <= a.Last; d = d.plus(days) {
		p := DebtPoint{Day: d, Approximate: a.approximate(starts, ends, d)}
		p.Exact, p.Items = exact(d)
		if p.Exact != nil && p.Approximate != nil {
			p.Difference = known(*p.Exact-*p.Approximate, true)
		}
		result.Points = append(result.Points, p)
	}
	return result
}

// crossings returns the days on which items started and left, each in order: the
// first line of the diagram, and its last.
func (a *Analysis) crossings() (starts, ends []Day) {
	for i := range a.Lines {
		t := &a.Lines[i]
		if t.Start != 0 {
			starts = append(starts, t.StartDay)
		}
		if t.Ended() {
			ends = append(ends, t.EndDay)
		}
	}
	slices.Sort(starts)
	slices.Sort(ends)
	return starts, ends
}

// upTo counts the days up to d, d included.
func upTo(days []Day, d Day) int {
	n, _ := slices.BinarySearch(days, d+1)
	return n
}

// approximate reads the diagram from right to left at the height of the
// departures of a day. Source: Focused Objective's throughput spreadsheet, which
// takes half a day off where the counts are not equal.
func (a *Analysis) approximate(starts, ends []Day, d Day) *float64 {
	left := upTo(ends, d)
	if left == 0 {
		return nil
	}
	crossing, inexact := d, 0.0
	if arrived := upTo(starts, d); arrived > left {
		crossing = starts[left] - 1 // the day before one more arrived
		if upTo(starts, crossing) < left {
			inexact = 0.5
		}
	}
	days := float64(a.Policy.Calendar.between(crossing+1, d)) - inexact
	if a.Policy.Cycle == Inclusive {
		days++
	}
	return known(max(0, days), true)
}

// exact returns what tells, for a day that is shown, the mean cycle time of the
// items that finished in so many days up to it, and how many they are.
func (a *Analysis) exact(days int) func(Day) (*float64, int) {
	before := a.First.plus(-days) // of the first day, so many lie between
	sums, counts := make([]float64, a.days()+days), make([]int, a.days()+days)
	for i := range a.Lines {
		t := &a.Lines[i]
		if t.Outcome == Finished && t.Certain && before < t.EndDay && t.EndDay <= a.Last {
			sums[t.EndDay-before] += a.Cycle(t)
			counts[t.EndDay-before]++
		}
	}
	return func(last Day) (*float64, int) {
		sum, n := 0.0, 0
		for d := last.plus(1 - days); d <= last; d++ {
			sum += sums[d-before]
			n += counts[d-before]
		}
		return known(sum/float64(n), n > 0), n
	}
}
