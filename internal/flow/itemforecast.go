package flow

import (
	"sort"

	"weir"
	"weir/internal/flow/stat"
)

// An ItemForecast is when one item in progress will be finished, by the finished
// items that took at least as long as it did until now.
type ItemForecast struct {
	Key        string      `json:"key"`
	Stage      string      `json:"stage"`
	Age        float64     `json:"age"`
	Sample     int         `json:"sample"` // items that took at least as long
	Levels     []ItemLevel `json:"levels"`
	SLE        SLE         `json:"sle"`
	Likelihood *Likelihood `json:"likelihood"` // that it meets the SLE; nil where too little is known
	Withheld   *Withheld   `json:"withheld,omitempty"`
}

// An ItemLevel reads: with P percent, by Date, when it is Age days old. Where it is
// withheld they are nil and NoDay.
type ItemLevel struct {
	P        int       `json:"p"`
	Age      *float64  `json:"age"`
	Date     Day       `json:"date"`
	Withheld *Withheld `json:"withheld,omitempty"`
}

// An Epic is what is below an item.
type Epic struct {
	Key      string `json:"key"`
	Open     int    `json:"open"` // neither finished nor discarded
	Finished int    `json:"finished"`
	GivenUp  int    `json:"given_up"`
	// When forecasts the open ones, if the team does nothing else meanwhile; nil where
	// none is open.
	When *When `json:"when"`
}

// ForecastItem forecasts one item in progress by its key; no levels are 50, 70, 85
// and 95. The error is for a key that is not in progress.
func (a *Analysis) ForecastItem(key string, percents []int) (ItemForecast, error) {
	if err := checkLevels(percents); err != nil {
		return ItemForecast{}, err
	}
	if len(percents) == 0 {
		percents = levels()
	}
	t := a.find(key)
	if t == nil || !t.InProgress(a.Today) {
		return ItemForecast{}, &weir.Error{
			Kind: weir.NotFound, Text: key + " is not in progress", Next: "give the key of an item that is started and not finished",
		}
	}
	f := ItemForecast{Key: t.Item.Key, Age: a.Cycle(t), SLE: a.sle()}
	stage, _ := a.stageOf(t, a.Today)
	f.Stage = a.Workflow.Stages[stage].Name
	f.Likelihood, _ = a.meets(f.Age, f.SLE)
	rest, err := a.sample().Remaining(a.lasted(f.Age))
	if err != nil {
		f.Withheld = withheld(err)
		return f, nil
	}
	f.Sample = rest.Len()
	for _, p := range percents {
		f.Levels = append(f.Levels, a.itemLevel(p, f.Age, rest))
	}
	return f, nil
}

func (a *Analysis) itemLevel(p int, age float64, rest stat.Sample) ItemLevel {
	if err := stat.MayShow(rest.Len(), p); err != nil {
		return ItemLevel{P: p, Date: NoDay, Withheld: withheld(err)}
	}
	more, _ := rest.Percentile(p, stat.NearestRank)
	return ItemLevel{P: p, Age: known(a.lasted(age)+more, true), Date: a.reaches(more)}
}

// reaches returns the day on which an item in progress has lasted so many days
// more. Of whole days, the first is today.
func (a *Analysis) reaches(more float64) Day {
	if a.Policy.Cycle != Hours {
		return a.after(int(more) - 1)
	}
	now := a.Now.UnixMilli()
	enough := sort.Search(maxDays, func(n int) bool {
		return a.millis(now, a.clock.start(a.Today.plus(n+1))) >= more*millisPerDay
	})
	return a.Today.plus(enough)
}

// find returns the item with a key that counts, or nil.
func (a *Analysis) find(key string) *Timeline {
	for i := range a.Lines {
		if a.Lines[i].Item.Key == key {
			return &a.Lines[i]
		}
	}
	return nil
}

// Epic forecasts what is left below an item: its children, their children and so
// on, as far as their types count. The error is for a key that has none, and for
// parameters that make no sense.
func (a *Analysis) Epic(p ForecastParams, key string, deadline Day) (Epic, error) {
	e := Epic{Key: key}
	below := a.below(key)
	for i := range a.Lines {
		t := &a.Lines[i]
		switch {
		case !below[t.Item.Key] || t.Item.Created > a.Now.UnixMilli():
		case t.Outcome == Finished:
			e.Finished++
		case t.Outcome == Discarded:
			e.GivenUp++
		default:
			e.Open++
		}
	}
	if e.Open+e.Finished+e.GivenUp == 0 {
		return e, &weir.Error{
			Kind: weir.NotFound, Text: "nothing that counts is below " + key,
			Next: "give the key of an epic, or of another item with items below it; the query has to find these, too",
		}
	}
	if e.Open == 0 {
		return e, nil
	}
	when, err := a.When(p, e.Open, deadline)
	e.When = &when
	return e, err
}

// below returns the keys of all that is below an item, in however many steps. An
// item that is below itself is no reason to go on for ever.
func (a *Analysis) below(key string) map[string]bool {
	children := map[string][]string{}
	for i := range a.Data.Items {
		if item := &a.Data.Items[i]; item.Parent != "" {
			children[item.Parent] = append(children[item.Parent], item.Key)
		}
	}
	below := map[string]bool{}
	for todo := []string{key}; len(todo) > 0; todo = todo[1:] {
		for _, child := range children[todo[0]] {
			if child != key && !below[child] {
				below[child] = true
				todo = append(todo, child)
			}
		}
	}
	return below
}
