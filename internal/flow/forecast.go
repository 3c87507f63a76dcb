package flow

// ForecastParams says how to forecast. The zero value is the usual way, with the
// seed 0.
type ForecastParams struct {
	Seed    uint64
	Trials  int   // 0: 10,000
	History int   // days before Today from which to draw; 0: 84, twelve weeks
	Levels  []int // confidences in percent; empty: 50, 70, 85, 95
}

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
	Deadline   Day         `json:"deadline"`
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

// Backtest says how such forecasts would have done in the past.
type Backtest struct {
	Basis
	Window   int             `json:"window"`  // days that each forecast knew
	Horizon  int             `json:"horizon"` // days that each was about
	Cuts     int             `json:"cuts"`    // forecasts made
	Skipped  int             `json:"skipped"` // of which nothing could be forecast
	Levels   []BacktestLevel `json:"levels"`
	Withheld *Withheld       `json:"withheld,omitempty"`
}

// A BacktestLevel reads: of Held.Of forecasts at P percent, Held.Count held.
type BacktestLevel struct {
	P    int   `json:"p"`
	Held Share `json:"held"`
}

// An ItemForecast is when one item in progress will be finished, by the finished
// items that took at least as long as it did until now.
type ItemForecast struct {
	Key        string      `json:"key"`
	Stage      string      `json:"stage"`
	Age        float64     `json:"age"`
	Sample     int         `json:"sample"` // items that took at least as long
	Levels     []ItemLevel `json:"levels"`
	SLE        SLE         `json:"sle"`
	Likelihood *Likelihood `json:"likelihood"` // that it meets the SLE
	Withheld   *Withheld   `json:"withheld,omitempty"`
}

// An ItemLevel reads: with P percent, by Date, when it is Age days old.
type ItemLevel struct {
	P    int     `json:"p"`
	Age  float64 `json:"age"`
	Date Day     `json:"date"`
}

// An Epic is what is below an item.
type Epic struct {
	Key      string `json:"key"`
	Open     int    `json:"open"` // neither finished nor discarded
	Finished int    `json:"finished"`
	Given    int    `json:"given_up"`
	// When forecasts the open ones, if the team does nothing else meanwhile.
	When When `json:"when"`
}

// Predictability is how close the cautious forecast of the next 30 days is to the
// middling one.
type Predictability struct {
	Basis
	Percent  *float64  `json:"percent"` // nil where withheld
	P95      int       `json:"p95"`     // items or more, with 95 %
	P50      int       `json:"p50"`
	Withheld *Withheld `json:"withheld,omitempty"`
}

// History returns what forecasts are drawn from: so many days before Today, 84
// where 0.
func (a *Analysis) History(days int) History { return History{} }

// HowMany forecasts how many items finish from tomorrow to a day. The error is for
// a day that is not in the future or more than ten years away, and for parameters
// that make no sense.
func (a *Analysis) HowMany(p ForecastParams, until Day) (HowMany, error) { return HowMany{}, nil }

// When forecasts when so many items are finished, and how likely it is by a
// deadline, which may be NoDay. The error is for a number below 1.
func (a *Analysis) When(p ForecastParams, items int, deadline Day) (When, error) {
	return When{}, nil
}

// Backtest repeats forecasts of so many days (14 where 0) at past days.
func (a *Analysis) Backtest(p ForecastParams, horizon int) (Backtest, error) {
	return Backtest{}, nil
}

// Predictability returns the predictability score.
func (a *Analysis) Predictability(p ForecastParams) (Predictability, error) {
	return Predictability{}, nil
}

// ForecastItem forecasts one item in progress by its key. The error is for a key
// that is not in progress.
func (a *Analysis) ForecastItem(key string, levels []int) (ItemForecast, error) {
	return ItemForecast{}, nil
}

// Epic forecasts what is left below an item: its children, their children and so
// on. The error is for a key that has none.
func (a *Analysis) Epic(p ForecastParams, key string, deadline Day) (Epic, error) {
	return Epic{}, nil
}
