package flow

import (
	"slices"

	"weir/internal/flow/stat"
)

// Efficiency is how much of the time in progress somebody worked on items, as far
// as stages and flags tell: what is neither in a waiting stage nor flagged. Where
// both are so at the same time, that time counts once. It is of the items that
// finished between First and Last and of which the history is certain.
type Efficiency struct {
	// Configured is false where no stage is a waiting one and no item was ever
	// flagged: nothing is known of waiting, and 100 % would be a lie.
	Configured bool    `json:"configured"`
	Items      int     `json:"items"`  // with a time in progress that is not 0
	Total      float64 `json:"total"`  // days of 24 hours in progress, of all
	Active     float64 `json:"active"` // of these, neither waiting nor flagged
	// Ratio is Active/Total, from 0 to 1; nil where not configured or nothing
	// finished.
	Ratio  *float64 `json:"ratio"`
	Median *float64 `json:"median"` // of the items' own ratios
}

// Efficiency returns the flow efficiency.
func (a *Analysis) Efficiency() Efficiency {
	e := Efficiency{Configured: a.flags()}
	for _, s := range a.Workflow.Stages {
		e.Configured = e.Configured || s.Waiting
	}
	if !e.Configured {
		return e
	}
	var ratios []float64
	var room []span
	for _, t := range a.remembered().sampled {
		total := a.ran(t, t.End, a.millis)
		if total == 0 {
			continue
		}
		room = a.idle(t, t.End, room[:0])
		active := total - a.sum(room)
		e.Items++
		e.Total += total / millisPerDay
		e.Active += active / millisPerDay
		ratios = append(ratios, active/total)
	}
	e.Ratio = known(e.Active/e.Total, e.Items > 0)
	e.Median = known(stat.NewSample(ratios).Median())
	return e
}

// ItemEfficiency returns the time of one item in progress, until it finished or
// now, and the part of it that was neither waiting nor flagged, in hours.
func (a *Analysis) ItemEfficiency(t *Timeline) (active, total float64) {
	if t.Start == 0 {
		return 0, 0
	}
	total = a.ran(t, a.end(t), a.millis)
	return (total - a.sum(a.idle(t, a.end(t), nil))) / millisPerHour, total / millisPerHour
}

// idle returns the spans in which an item waited or was flagged while its clock
// ran, up to a moment: the union, in order. It uses the room, which is empty.
func (a *Analysis) idle(t *Timeline, until int64, room []span) []span {
	for k := int(t.placement.start); k < int(t.placement.finish); k++ {
		from, to := t.Entered[k], t.Entered[k+1]
		if !a.Workflow.Stages[k].Waiting || from == 0 {
			continue
		}
		if to == 0 {
			to = until
		}
		room = t.clip(span{from, to}, until, room)
	}
	if len(t.Item.Flags) == 0 {
		return room
	}
	waiting := len(room)
	room = append(room, a.flagged(t, until, nil)...)
	if waiting == 0 || waiting == len(room) {
		return room
	}
	slices.SortFunc(room, func(x, y span) int { return compare(x.from, y.from) })
	union := room[:0]
	for _, s := range room {
		union = join(s, union)
	}
	return union
}
