package flow

import "weir/internal/flow/stat"

// A History is what forecasts are drawn from: how many items finished on each
// day before Today, days of none included. Today is not over and is left out. By
// a calendar of working days only these are in it, and what finished on a day off
// counts for the next working day. No day is in it before the first item started.
type History struct {
	First  Day   `json:"first"`
	Last   Day   `json:"last"`
	Counts []int `json:"counts"` // by day; by working day, where only these count
	Items  int   `json:"items"`  // added up
	Active int   `json:"active"` // days with a completion
	Moved  int   `json:"moved"`  // items that finished on a day off and count for the next
	// Withheld says why nothing can be forecast from it; nil where something can.
	Withheld *Withheld `json:"withheld,omitempty"`
}

// usualHistory is how many days before Today forecasts draw from: twelve weeks.
const usualHistory = 84

// History returns what forecasts are drawn from: so many days before Today, 84
// where 0. It does not depend on First and Last.
func (a *Analysis) History(days int) History {
	if days <= 0 {
		days = usualHistory
	}
	days = min(days, maxDays)
	first, last := a.Today-Day(days), a.Today-1
	if begin := a.firstStart(); begin == NoDay || begin > last {
		first = last + 1
	} else {
		first = max(first, begin)
	}
	w := a.working(first, last)
	h := History{First: first, Last: last, Counts: w.counts, Moved: w.moved}
	for _, n := range h.Counts {
		h.Items += n
		if n > 0 {
			h.Active++
		}
	}
	h.Withheld = withheld(stat.MayForecast(h.Counts))
	return h
}

// firstStart returns the day on which the first item started, or NoDay.
func (a *Analysis) firstStart() Day {
	first := NoDay
	for i := range a.Lines {
		if t := &a.Lines[i]; t.Start != 0 && (first == NoDay || t.StartDay < first) {
			first = t.StartDay
		}
	}
	return first
}

// Worked is how many items finished on the days that count.
type worked struct {
	days   []Day
	counts []int
	moved  int // that finished on another day
}

// working counts what finished on the days that count between two days; what did
// on another day is counted for the next that does.
func (a *Analysis) working(first, last Day) worked {
	calendar := a.Policy.Calendar
	w := worked{counts: []int{}}
	if first > last {
		return w
	}
	next := make([]int, int(last-first)+1) // by day: the place of the next that counts
	for i := range next {
		next[i] = len(w.days)
		if d := first + Day(i); calendar.works(d) {
			w.days = append(w.days, d)
		}
	}
	w.counts = make([]int, len(w.days))
	for i := range a.Lines {
		t := &a.Lines[i]
		if t.Outcome != Finished || t.EndDay > last {
			continue
		}
		at := 0
		switch {
		case t.EndDay >= first:
			at = next[t.EndDay-first]
		case calendar.between(t.EndDay, first-1) > 0:
			continue // it counts for a day before the first
		}
		if at == len(w.days) {
			continue // it counts for a day behind the last
		}
		w.counts[at]++
		if w.days[at] != t.EndDay {
			w.moved++
		}
	}
	return w
}
