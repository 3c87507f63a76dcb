package flow

import (
	"cmp"
	"slices"
)

// Blocked is the time for which items were flagged while they were in progress,
// in days of 24 hours, without days that do not count.
type Blocked struct {
	// Flags is false where no item was ever flagged: perhaps the team does not use
	// flags.
	Flags bool          `json:"flags"`
	Items []BlockedItem `json:"items"` // in progress at the end of Last, or finished since First; the longest first
	Total float64       `json:"total"` // of Items
	// Finished says how many of the items that finished since First were ever
	// blocked, and Time how much of their time in progress that was, from 0 to 1.
	Finished Share    `json:"finished"`
	Time     *float64 `json:"time"`
	WIP      Share    `json:"wip"` // of the items in progress, those that are blocked now
}

// A BlockedItem is an item that was blocked.
type BlockedItem struct {
	Key   string  `json:"key"`
	Type  string  `json:"type"`
	Days  float64 `json:"days"`  // blocked, in days of 24 hours
	Times int     `json:"times"` // how often
	Now   bool    `json:"now"`   // it is blocked now
	Since Day     `json:"since"` // when it was blocked the last time
}

// Blocked returns the blocked time.
func (a *Analysis) Blocked() Blocked {
	b := Blocked{Flags: a.flags()}
	var room []span
	look := func(t *Timeline, until int64) float64 {
		room = a.flagged(t, until, room[:0])
		if len(room) == 0 {
			return 0
		}
		latest := room[len(room)-1]
		item := BlockedItem{
			Key: t.Item.Key, Type: t.Item.Type, Days: a.sum(room) / millisPerDay, Times: len(room),
			Now: t.InProgress(a.Last) && latest.until == until, Since: a.clock.day(latest.from),
		}
		b.Items = append(b.Items, item)
		b.Total += item.Days
		if item.Now {
			b.WIP.Count++
		}
		return item.Days
	}
	blocked, all := 0.0, 0.0
	for _, t := range a.remembered().sampled {
		b.Finished.Of++
		days := look(t, t.End)
		if days > 0 {
			b.Finished.Count++
		}
		blocked += days
		all += a.ran(t, t.End, a.millis) / millisPerDay
	}
	b.Time = known(blocked/all, all > 0)
	for _, t := range a.InProgress() {
		b.WIP.Of++
		look(t, a.asOf())
	}
	slices.SortStableFunc(b.Items, func(x, y BlockedItem) int {
		return cmp.Or(compare(y.Days, x.Days), compareKeys(x.Key, y.Key))
	})
	return b
}

// flags reports whether anything was ever flagged.
func (a *Analysis) flags() bool {
	for i := range a.Lines {
		if len(a.Lines[i].Item.Flags) > 0 {
			return true
		}
	}
	return false
}

// BlockedHours returns for how long an item was flagged while it was in progress,
// until it finished or now, without days that do not count.
func (a *Analysis) BlockedHours(t *Timeline) float64 {
	return a.sum(a.flagged(t, a.end(t), nil)) / millisPerHour
}

// end is when an item finished or was discarded, or now.
func (a *Analysis) end(t *Timeline) int64 {
	if t.End != 0 {
		return t.End
	}
	return a.Now.UnixMilli()
}

// flagged appends the spans in which an item was flagged while its clock ran, up
// to a moment: in order, none touching the next. A flag that is set twice is set,
// one that is never cleared goes on, and clearing what is not set changes nothing.
func (a *Analysis) flagged(t *Timeline, until int64, room []span) []span {
	if t.Start == 0 {
		return room
	}
	since := int64(0)
	on := false
	for _, f := range t.Item.Flags {
		if f.At > until {
			break
		}
		switch {
		case f.On && !on:
			since, on = f.At, true
		case !f.On && on:
			room, on = t.clip(span{since, f.At}, until, room), false
		}
	}
	if on {
		room = t.clip(span{since, until}, until, room)
	}
	return room
}

// clip appends the parts of a span, which is not beyond until, in which the clock
// of an item ran, joined to what they touch or overlap.
func (t *Timeline) clip(s span, until int64, room []span) []span {
	if len(t.spans) == 0 {
		return join(span{max(s.from, t.Start), s.until}, room)
	}
	for _, running := range t.spans {
		to := running.until
		if to == 0 {
			to = until
		}
		room = join(span{max(s.from, running.from), min(s.until, to)}, room)
	}
	return room
}

// join appends a span that begins no earlier than the last one. Empty ones are
// left out.
func join(s span, room []span) []span {
	if s.until <= s.from {
		return room
	}
	if n := len(room) - 1; n >= 0 && s.from <= room[n].until {
		room[n].until = max(room[n].until, s.until)
		return room
	}
	return append(room, s)
}

// sum adds up spans, in milliseconds, without the days that do not count.
func (a *Analysis) sum(spans []span) float64 {
	sum := 0.0
	for _, s := range spans {
		sum += a.millis(s.from, s.until)
	}
	return sum
}
