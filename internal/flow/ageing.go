package flow

import "weir/internal/flow/stat"

// Ageing is the work in progress at the end of Last, by its age, with the pace at
// which finished items went.
type Ageing struct {
	Unit      string       `json:"unit"`
	Bands     []PaceBand   `json:"bands"` // by stage, from the start to the last before the finish
	Items     []AgeingItem `json:"items"` // the oldest first
	SLE       SLE          `json:"sle"`
	PastSLE   int          `json:"past_sle"`  // items older than the SLE's days
	Uncertain int          `json:"uncertain"` // items whose start the history does not tell
}

// A PaceBand says how old finished items were when they left a stage. An item
// that skipped a stage left it when it came to the next, so every finished item
// is in every band, and no band is lower than the one before it; the last stage
// has the percentiles of the cycle times.
type PaceBand struct {
	Stage       string       `json:"stage"`
	Index       int          `json:"index"`     // in Workflow.Stages
	Visited     int          `json:"visited"`   // finished items that spent time in it
	Inherited   bool         `json:"inherited"` // none did: the band is that of the stage before
	Percentiles []Percentile `json:"percentiles"`

	sample stat.Sample
}

// An AgeingItem is an item in progress.
type AgeingItem struct {
	Key     string  `json:"key"`
	Type    string  `json:"type"`
	Stage   string  `json:"stage"`
	Index   int     `json:"index"` // of the stage, in Workflow.Stages
	Start   Day     `json:"start"`
	Age     float64 `json:"age"`
	InStage float64 `json:"in_stage"` // of its age, since it came to the stage by the policy
	// Certain is false where the history does not tell when it started: it is at
	// least as old.
	Certain bool `json:"certain"`
	Blocked bool `json:"blocked"` // flagged now
	// Returned: it is back before the start, and by the policy still in progress.
	// Stage is the one that it had reached.
	Returned bool `json:"returned,omitempty"`
	// Pace is how many percent of finished items had left the stage at its age; nil
	// where fewer than five finished.
	Pace    *float64 `json:"pace"`
	PastSLE bool     `json:"past_sle"`
	// MeetsSLE is how likely it still finishes within the SLE, by the finished items
	// that took at least as long; nil where Withheld.
	MeetsSLE *Likelihood `json:"meets_sle"`
	Withheld *Withheld   `json:"withheld,omitempty"`
}

// Ageing returns the work in progress by age.
func (a *Analysis) Ageing() Ageing {
	g := Ageing{Unit: a.Policy.Unit(), Bands: a.bands(), SLE: a.sle()}
	var room []span
	for _, t := range a.InProgress() {
		item := a.ageing(t, &g)
		room = a.flagged(t, a.asOf(), room[:0])
		item.Blocked = len(room) > 0 && room[len(room)-1].until == a.asOf()
		if item.PastSLE {
			g.PastSLE++
		}
		if !item.Certain {
			g.Uncertain++
		}
		g.Items = append(g.Items, item)
	}
	return g
}

func (a *Analysis) ageing(t *Timeline, g *Ageing) AgeingItem {
	item := AgeingItem{
		Key: t.Item.Key, Type: t.Item.Type, Start: t.StartDay, Age: a.Age(t, a.Last), Certain: t.Certain,
	}
	item.Index, item.Returned = a.stageOf(t, a.Last)
	item.Stage = a.Workflow.Stages[item.Index].Name
	item.InStage = item.Age
	if at := t.Entered[item.Index]; at > t.Start {
		item.InStage -= a.elapsed(t, at)
	}
	for i := range g.Bands {
		if b := &g.Bands[i]; b.Index == item.Index && b.sample.Len() >= stat.MinRemaining {
			item.Pace = known(b.sample.AtMost(item.Age).Percent())
		}
	}
	item.PastSLE = g.SLE.Days != nil && item.Age > *g.SLE.Days
	item.MeetsSLE, item.Withheld = a.meets(item.Age, g.SLE)
	return item
}

// stageOf returns the stage of an item in progress at the end of a day: today where
// it is, before that the furthest that it had come to by what is known now.
func (a *Analysis) stageOf(t *Timeline, d Day) (stage int, returned bool) {
	first, last := int(t.placement.start), int(t.placement.finish)-1
	now := int(t.Stage)
	if d >= a.Today && first <= now && now <= last {
		return now, false
	}
	stage = first
	until := a.endOf(d)
	for k := first; k <= last; k++ {
		if at := t.Entered[k]; at != 0 && at <= until {
			stage = k
		}
	}
	return stage, d >= a.Today && now < first
}

// meets tells how likely it is that an item of an age still meets the SLE.
func (a *Analysis) meets(age float64, sle SLE) (*Likelihood, *Withheld) {
	if sle.Days == nil {
		return nil, sle.Withheld
	}
	if age > *sle.Days {
		return likely(0), nil
	}
	// The share of stat's Remaining that is at most what is left, without a copy of
	// the sample for each item.
	lasted, sample := a.lasted(age), a.sample()
	longer := sample.Above(lasted).Count
	if longer < stat.MinRemaining {
		return nil, withheld(&stat.Withheld{Reason: stat.TooFewValues, What: "likelihood of meeting the SLE", Have: longer, Need: stat.MinRemaining})
	}
	return likely(1 - float64(sample.Above(*sle.Days).Count)/float64(longer)), nil
}

// lasted is the cycle time that an item in progress has surpassed: with whole days
// it may still finish today, and then takes as long as it is old.
func (a *Analysis) lasted(age float64) float64 {
	if a.Policy.Cycle == Hours {
		return age
	}
	return age - 1
}

// ends returns the first and the last stage in which the clock of any item runs.
func (a *Analysis) ends() (first, last int) {
	first, last = a.Workflow.Start, a.Workflow.Finish-1
	for i := range a.Lines {
		p := a.Lines[i].placement
		first, last = min(first, int(p.start)), max(last, int(p.finish)-1)
	}
	return first, last
}

func (a *Analysis) bands() []PaceBand {
	lines := a.remembered().sampled
	first, last := a.ends()
	bands, ages := make([]PaceBand, last-first+1), make([][]float64, last-first+1)
	for i := range ages {
		ages[i] = make([]float64, len(lines))
	}
	for i, t := range lines { // item by item, as they lie in memory
		for k := range bands {
			left := t.left(first + k)
			ages[k][i] = a.elapsed(t, left)
			if left > t.came(first+k) {
				bands[k].Visited++
			}
		}
	}
	for k := range bands {
		b := &bands[k]
		b.Index, b.Stage = first+k, a.Workflow.Stages[first+k].Name
		b.sample = stat.NewSample(ages[k])
		b.Inherited = b.Visited == 0 && k > 0 && len(lines) > 0
		b.Percentiles = a.percentiles(b.sample)
	}
	return bands
}

// came returns when an item that finished came to a stage with its clock running,
// and left when it left the stage. Where it never was in it, both are when it
// came to the next one.
func (t *Timeline) came(k int) int64 { return min(max(t.Entered[k], t.Start), t.End) }

func (t *Timeline) left(k int) int64 { return min(max(t.Entered[k+1], t.Start), t.End) }
