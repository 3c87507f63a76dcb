package stat

import "math/rand/v2"

// BacktestParams says how past forecasts are made. Window and Horizon have to be
// given.
type BacktestParams struct {
	Window  int // days of history that each forecast is made from
	Horizon int // days that each forecast is about
	// Step is how many days lie between two forecasts; Horizon where 0, so that no
	// day is forecast twice. With less, neighbouring outcomes share days, and the
	// forecasts count for less than their number.
	Step int
	// Cuts is how many forecasts are made at most, the latest first; DefaultCuts
	// where 0.
	Cuts int
	// Levels are the confidences in percent; 50, 70, 85 and 95 where empty.
	Levels []int
}

// DefaultCuts is how many forecasts a back-test makes unless told otherwise.
const DefaultCuts = 100

// maxDraws bounds the random numbers of a back-test: some seconds.
const maxDraws = 1_000_000_000

// A Backtest is how forecasts of the past would have done.
type Backtest struct {
	Levels  []Coverage // in the order asked for
	Cuts    []Cut      // the earliest first
	Skipped int        // cut points at which MayForecast says no
}

// Coverage is how many forecasts of a level held: "of 40 forecasts at 85 %, 34
// held". A sound forecast holds about as often as its level says, and somewhat
// more often, because counts are whole numbers.
type Coverage struct {
	Level int // in percent
	Held  Share
}

// A Cut is one forecast of the past: made from the days before the index At,
// about the days from At on.
type Cut struct {
	At       int
	Promised []int // for each level, "so many or more"
	Actual   int
}

// Backtest repeats HowMany at past cut points of daily completions and compares
// each forecast with what happened then. A forecast knows the Window days before
// its cut and nothing else. It held at a level when at least as many items were
// finished as OrMore(level) promised.
//
// It is a *Withheld where the days do not suffice for one forecast, and where
// MayForecast says no at every cut, and where it would take too long (TooLarge).
func (s Simulation) Backtest(daily []int, params BacktestParams) (Backtest, error) {
	p, err := params.complete(len(daily))
	if err != nil {
		return Backtest{}, err
	}
	if err := checkDays(daily); err != nil {
		return Backtest{}, err
	}
	result := Backtest{}
	for _, level := range p.Levels {
		result.Levels = append(result.Levels, Coverage{Level: level})
	}
	last := len(daily) - p.Horizon
	cuts := min((last-p.Window)/p.Step+1, p.Cuts)
	if days := cuts * p.Horizon; days > maxDraws/max(1, s.trials()) {
		return Backtest{}, &Withheld{Reason: TooLarge, What: "days to forecast in a back-test", Have: days, Need: maxDraws / max(1, s.trials())}
	}
	var refusal error
	for at := last - (cuts-1)*p.Step; at <= last; at += p.Step {
		known, future := daily[at-p.Window:at], daily[at:at+p.Horizon]
		if err := MayForecast(known); err != nil {
			result.Skipped++
			refusal = err
			continue
		}
		promised, err := s.promises(known, at, p)
		if err != nil {
			return Backtest{}, err
		}
		result.add(Cut{At: at, Promised: promised, Actual: sum(future)})
	}
	if len(result.Cuts) == 0 {
		return Backtest{}, refusal
	}
	return result, nil
}

// promises forecasts from the known days. Each cut draws numbers of its own.
func (s Simulation) promises(known []int, at int, p BacktestParams) ([]int, error) {
	own := rand.NewPCG(s.Seed, streamBacktest+uint64(at)) //nolint:gosec // an index, never negative
	forecast, err := Simulation{Trials: s.Trials, Seed: own.Uint64()}.HowMany(known, p.Horizon)
	if err != nil {
		return nil, err
	}
	promised := make([]int, len(p.Levels))
	for i, level := range p.Levels {
		promised[i], _ = forecast.OrMore(level)
	}
	return promised, nil
}

func (b *Backtest) add(c Cut) {
	b.Cuts = append(b.Cuts, c)
	for i := range b.Levels {
		b.Levels[i].Held.Of++
		if c.Actual >= c.Promised[i] {
			b.Levels[i].Held.Count++
		}
	}
}

// complete fills in the defaults and refuses what makes no sense.
func (p BacktestParams) complete(days int) (BacktestParams, error) {
	if p.Step == 0 {
		p.Step = p.Horizon
	}
	if p.Cuts == 0 {
		p.Cuts = DefaultCuts
	}
	if len(p.Levels) == 0 {
		p.Levels = []int{50, 70, 85, 95}
	}
	for _, level := range p.Levels {
		if err := within("level in percent", level, 99); err != nil {
			return p, err
		}
	}
	for _, bound := range []struct {
		what string
		have int
	}{{"days of history", p.Window}, {"days to forecast", p.Horizon}, {"days between forecasts", p.Step}} {
		if err := within(bound.what, bound.have, MaxDays); err != nil {
			return p, err
		}
	}
	if err := within("number of forecasts", p.Cuts, MaxDays); err != nil {
		return p, err
	}
	if need := p.Window + p.Horizon; days < need {
		return p, &Withheld{Reason: TooFewDays, What: "back-test", Have: days, Need: need}
	}
	return p, nil
}

func sum(values []int) int {
	total := 0
	for _, v := range values {
		total += v
	}
	return total
}
