package flow

import (
	"fmt"

	"weir/internal/flow/stat"
)

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

// usualHorizon is how many days a forecast of the past is about unless told
// otherwise: two weeks.
const usualHorizon = 14

// Backtest repeats forecasts of so many days (14 where 0) at past days, each from
// as many days before it as forecasts draw from today, or, where there are few,
// from half of all. The error is for parameters that make no sense.
func (a *Analysis) Backtest(p ForecastParams, horizon int) (Backtest, error) {
	basis, err := a.basis(p)
	if err != nil {
		return Backtest{}, err
	}
	if horizon == 0 {
		horizon = usualHorizon
	}
	if horizon < 0 || horizon > stat.MaxDays {
		return Backtest{}, usage(fmt.Sprintf("there is no forecast of %d days", horizon), fmt.Sprintf("give a number from 1 to %d", stat.MaxDays))
	}
	b := Backtest{Basis: basis, Horizon: horizon}
	if len(basis.History.Counts) == 0 {
		b.Withheld = basis.History.Withheld
		return b, nil
	}
	all := a.working(max(a.firstStart(), a.Today-maxDays), a.Today-1)
	b.Window = max(1, min(len(basis.History.Counts), len(all.counts)/2))
	result, err := b.simulation().Backtest(all.counts, stat.BacktestParams{Window: b.Window, Horizon: horizon, Levels: p.levels()})
	if err != nil {
		b.Withheld = withheld(err)
		return b, nil
	}
	b.Cuts, b.Skipped = len(result.Cuts), result.Skipped
	for _, l := range result.Levels {
		b.Levels = append(b.Levels, BacktestLevel{P: l.Level, Held: Share(l.Held)})
	}
	return b, nil
}
