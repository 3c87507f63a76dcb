package flow

import (
	"fmt"
	"slices"

	"weir"
	"weir/internal/flow/stat"
)

// ForecastParams says how to forecast. The zero value is the usual way, with the
// seed 0.
type ForecastParams struct {
	Seed    uint64
	Trials  int   // 0: 10,000
	History int   // days before Today from which to draw; 0: 84, twelve weeks
	Levels  []int // confidences in percent; empty: 50, 70, 85, 95
}

// A Basis is what a forecast was made from, so that it can be made again.
type Basis struct {
	Seed    uint64  `json:"seed"`
	Trials  int     `json:"trials"`
	History History `json:"history"`
	Unit    string  `json:"unit"` // of the days that were simulated: see Policy.Unit
}

// A Likelihood is a probability for people: while work remains nothing is
// certain, and no number above 95 is shown.
type Likelihood struct {
	Percent    float64 `json:"percent"`      // at most 95
	MoreThan95 bool    `json:"more_than_95"` // say "more than 95 %"
}

// HowMany is the forecast of what is finished by a date.
type HowMany struct {
	Basis
	Until  Day            `json:"until"`
	Days   int            `json:"days"` // from tomorrow to Until, as far as they count
	Levels []HowManyLevel `json:"levels"`
	Shares []Outlook      `json:"shares"` // the distribution, by number of items
	// Withheld says why there is no forecast; nil where there is one.
	Withheld *Withheld `json:"withheld,omitempty"`
}

// A HowManyLevel reads: with P percent, Items or more.
type HowManyLevel struct {
	P     int  `json:"p"`
	Items int  `json:"items"`
	Exact *int `json:"exact"` // calculated, not simulated; nil where that takes too long
}

// An Outlook is how likely one number of items, or of days, is, from 0 to 1.
type Outlook struct {
	Value int      `json:"value"`
	Day   Day      `json:"day"` // of a number of days: the date
	Share float64  `json:"share"`
	Exact *float64 `json:"exact"`
}

// When is the forecast of when a number of items is finished.
type When struct {
	Basis
	Items  int         `json:"items"`
	Levels []WhenLevel `json:"levels"`
	Shares []Outlook   `json:"shares"` // the distribution, by number of days
	// Deadline and Likelihood: how likely it is by a date; nil where none was given.
	Deadline   Day         `json:"deadline"` // NoDay where none was given
	Likelihood *Likelihood `json:"likelihood"`
	Withheld   *Withheld   `json:"withheld,omitempty"`
}

// A WhenLevel reads: with P percent, by Date. Days and Date are nil and NoDay
// where that lies beyond ten years.
type WhenLevel struct {
	P         int  `json:"p"`
	Days      *int `json:"days"` // from tomorrow on, as far as they count
	Date      Day  `json:"date"`
	Exact     *int `json:"exact"` // days, calculated
	ExactDate Day  `json:"exact_date"`
}

// HowMany forecasts how many items finish from tomorrow to a day. The error is for
// a day that is not in the future or more than ten years away, and for parameters
// that make no sense.
func (a *Analysis) HowMany(p ForecastParams, until Day) (HowMany, error) {
	basis, err := a.basis(p)
	if err != nil {
		return HowMany{}, err
	}
	f := HowMany{Basis: basis, Until: until, Days: a.Policy.Calendar.between(a.Today+1, until)}
	switch {
	case f.Days < 1:
		return f, usage("no day that counts is from tomorrow to "+until.String(), "choose a later day")
	case f.Days > stat.MaxDays:
		return f, usage(until.String()+" is more than ten years away", "choose an earlier day")
	case f.History.Withheld != nil:
		f.Withheld = f.History.Withheld
		return f, nil
	}
	d, err := f.simulation().HowMany(f.History.Counts, f.Days)
	if err != nil {
		f.Withheld = withheld(err)
		return f, nil
	}
	exact, err := stat.ExactHowMany(f.History.Counts, f.Days)
	calculated := err == nil
	for _, level := range p.levels() {
		items, _ := d.OrMore(level)
		l := HowManyLevel{P: level, Items: items}
		if n, ok := exact.OrMore(level); ok && calculated {
			l.Exact = &n
		}
		f.Levels = append(f.Levels, l)
	}
	f.Shares = outlooks(d, exact, calculated, func(int) Day { return NoDay })
	return f, nil
}

// When forecasts when so many items are finished, and how likely it is by a
// deadline, where one is given (neither 0 nor NoDay). The error is for a number
// below 1, and for parameters that make no sense.
func (a *Analysis) When(p ForecastParams, items int, deadline Day) (When, error) {
	basis, err := a.basis(p)
	if err != nil {
		return When{}, err
	}
	if deadline == 0 {
		deadline = NoDay
	}
	f := When{Basis: basis, Items: items, Deadline: deadline}
	if items < 1 || items > maxItems {
		return f, usage(fmt.Sprintf("there is no forecast for %d items", items), fmt.Sprintf("give a number from 1 to %d", maxItems))
	}
	if f.Withheld = f.History.Withheld; f.Withheld != nil {
		return f, nil
	}
	d, err := f.simulation().When(f.History.Counts, items)
	if err != nil {
		f.Withheld = withheld(err)
		return f, nil
	}
	exact, err := stat.ExactWhen(f.History.Counts, items)
	calculated := err == nil
	for _, level := range p.levels() {
		f.Levels = append(f.Levels, a.whenLevel(level, d, exact, calculated))
	}
	f.Shares = outlooks(d, exact, calculated, a.after)
	if deadline != NoDay {
		f.Likelihood = likely(d.AtMost(a.Policy.Calendar.between(a.Today+1, deadline)))
	}
	return f, nil
}

// maxItems bounds a backlog: more is a slip of the finger.
const maxItems = 1_000_000

func (a *Analysis) whenLevel(level int, d, exact stat.Distribution, calculated bool) WhenLevel {
	l := WhenLevel{P: level, Date: NoDay, ExactDate: NoDay}
	if days, ok := d.Percentile(level); ok {
		l.Days, l.Date = &days, a.after(days)
	}
	if days, ok := exact.Percentile(level); ok && calculated {
		l.Exact, l.ExactDate = &days, a.after(days)
	}
	return l
}

// after returns the day that is so many days that count after today.
func (a *Analysis) after(days int) Day { return a.Policy.Calendar.after(a.Today, days) }

// basis checks the parameters and takes the history.
func (a *Analysis) basis(p ForecastParams) (Basis, error) {
	if p.Trials < 0 || p.Trials > stat.MaxTrials {
		return Basis{}, usage(fmt.Sprintf("there is no forecast of %d trials", p.Trials), fmt.Sprintf("give a number from 1 to %d", stat.MaxTrials))
	}
	if p.History < 0 || p.History > stat.MaxDays {
		return Basis{}, usage(fmt.Sprintf("there is no history of %d days", p.History), fmt.Sprintf("give a number from 1 to %d", stat.MaxDays))
	}
	if err := checkLevels(p.Levels); err != nil {
		return Basis{}, err
	}
	if p.Trials == 0 {
		p.Trials = stat.DefaultTrials
	}
	return Basis{Seed: p.Seed, Trials: p.Trials, History: a.History(p.History), Unit: a.Policy.Unit()}, nil
}

func checkLevels(levels []int) error {
	for _, level := range levels {
		if level < 1 || level > 99 {
			return usage(fmt.Sprintf("%d is no confidence", level), "give percents between 1 and 99, for instance 85")
		}
	}
	return nil
}

func (b Basis) simulation() stat.Simulation {
	return stat.Simulation{Trials: b.Trials, Seed: b.Seed}
}

func (p ForecastParams) levels() []int {
	if len(p.Levels) == 0 {
		return levels()
	}
	return slices.Clone(p.Levels)
}

// outlooks lists a distribution, with the exact shares beside those of the trials.
func outlooks(d, exact stat.Distribution, calculated bool, date func(int) Day) []Outlook {
	shares := map[int]float64{}
	for value, share := range exact.All() {
		shares[value] = share
	}
	var list []Outlook
	for value, share := range d.All() {
		o := Outlook{Value: value, Day: date(value), Share: share}
		if calculated {
			o.Exact = known(shares[value], true)
		}
		list = append(list, o)
	}
	return list
}

// mostLikely is what is shown at most, in percent, while work remains. Source:
// Lighthouse.
const mostLikely = 95

func likely(probability float64) *Likelihood {
	percent := 100 * probability
	return &Likelihood{Percent: min(percent, mostLikely), MoreThan95: percent > mostLikely}
}

func usage(text, next string) error {
	return &weir.Error{Kind: weir.Usage, Text: text, Next: next}
}
