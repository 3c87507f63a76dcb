package export_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"weir/internal/flow"
)

func balanceAnswers() map[string]answer {
	count := func(f func(flow.Balance) int) answer {
		return whole(func(q *question) string { return items(float64(f(q.Balance(flow.Weekly)))) })
	}
	age := func(f func(flow.Balance) *float64) answer {
		return whole(func(q *question) string { return known(f(q.Balance(flow.Weekly)), q.days) })
	}
	return map[string]answer{
		"all arrivals":      count(func(b flow.Balance) int { return b.Arrivals }),
		"all departures":    count(func(b flow.Balance) int { return b.Departures }),
		"given up":          count(func(b flow.Balance) int { return b.Discarded }),
		"WIP before":        count(func(b flow.Balance) int { return b.WIPStart }),
		"WIP after":         count(func(b flow.Balance) int { return b.WIPEnd }),
		"mean age before":   age(func(b flow.Balance) *float64 { return b.AgeStart }),
		"mean age after":    age(func(b flow.Balance) *float64 { return b.AgeEnd }),
		"mean WIP":          whole(func(q *question) string { return items(q.Balance(flow.Weekly).MeanWIP) }),
		"WIP : throughput":  whole(func(q *question) string { return known(q.Load(flow.Weekly).Ratio, weeks) }),
		"throughput a week": whole(func(q *question) string { return items(q.Load(flow.Weekly).Throughput) }),
		"check":             check,
		"upper limit":       limit(func(l flow.Limits) float64 { return l.Upper }),
		"lower limit":       limit(func(l flow.Limits) float64 { return l.Lower }),
		"mean":              limit(func(l flow.Limits) float64 { return l.Mean }),
		"mean moving range": limit(func(l flow.Limits) float64 { return l.Range }),
		"upper range limit": limit(func(l flow.Limits) float64 { return l.RangeLimit }),
		"signals":           signals,
	}
}

func weeks(v float64) string { return number(v) + " weeks" }

// check answers whether an assumption of Little's law holds.
func check(q *question) (string, error) {
	id := q.part("of")
	for _, c := range q.Balance(flow.Weekly).Checks {
		if c.ID != id {
			continue
		}
		switch {
		case c.Holds == nil:
			return "cannot be told", nil
		case *c.Holds:
			return "holds", nil
		default:
			return "does not hold", nil
		}
	}
	return "", fmt.Errorf("there is no check %q", id)
}

// behaviour is the chart of a measure: cycle_time, throughput or wip.
func (q *question) behaviour() (flow.Behaviour, error) {
	measure := flow.Measure(q.part("of"))
	if !slices.Contains([]flow.Measure{flow.MeasureCycleTime, flow.MeasureThroughput, flow.MeasureWIP}, measure) {
		return flow.Behaviour{}, fmt.Errorf("there is no measure %q", measure)
	}
	return q.Behaviour(measure, flow.BehaviourParams{}), nil
}

func limit(value func(flow.Limits) float64) answer {
	return func(q *question) (string, error) {
		b, err := q.behaviour()
		switch {
		case err != nil:
			return "", err
		case b.Limits == nil:
			return "withheld", nil
		}
		return number(value(*b.Limits)) + " " + b.Unit, nil
	}
}

func signals(q *question) (string, error) {
	b, err := q.behaviour()
	return strconv.Itoa(len(b.Signals)), err
}

func forecastAnswers() map[string]answer {
	return map[string]answer{
		"history": whole(func(q *question) string {
			h := q.History(0)
			return fmt.Sprintf("%d items finished on %d of %d days", h.Items, h.Active, len(h.Counts))
		}),
		"how many": howMany(func(l flow.HowManyLevel) string { return fmt.Sprintf("%d items or more", l.Items) }),
		"calculated how many": howMany(func(l flow.HowManyLevel) string {
			if l.Exact == nil {
				return "withheld"
			}
			return fmt.Sprintf("%d items or more", *l.Exact)
		}),
		"date":            when(func(l flow.WhenLevel) string { return l.Date.String() }),
		"calculated date": when(func(l flow.WhenLevel) string { return l.ExactDate.String() }),
		"chance":          chance,
		"forecast":        itemForecast,
		"SLE chance":      itemChance,
		"below":           below,
		"predictability":  predictability,
		"held forecasts":  backtest,
	}
}

func howMany(write func(flow.HowManyLevel) string) answer {
	return func(q *question) (string, error) {
		p, err := q.level()
		if err != nil {
			return "", err
		}
		until, err := flow.ParseDay(q.part("by"))
		if err != nil {
			return "", err
		}
		f, err := q.HowMany(q.forecast, until)
		for _, l := range f.Levels {
			if l.P == p {
				return write(l), err
			}
		}
		return "withheld", err
	}
}

// backlog reads "of 3 items".
func (q *question) backlog() (int, error) {
	n, _ := strings.CutSuffix(q.part("of"), " items")
	return strconv.Atoi(n)
}

func when(write func(flow.WhenLevel) string) answer {
	return func(q *question) (string, error) {
		p, err := q.level()
		if err != nil {
			return "", err
		}
		n, err := q.backlog()
		if err != nil {
			return "", err
		}
		f, err := q.When(q.forecast, n, flow.NoDay)
		for _, l := range f.Levels {
			if l.P == p {
				return write(l), err
			}
		}
		return "withheld", err
	}
}

func chance(q *question) (string, error) {
	n, err := q.backlog()
	if err != nil {
		return "", err
	}
	deadline, err := flow.ParseDay(q.part("by"))
	if err != nil {
		return "", err
	}
	f, err := q.When(q.forecast, n, deadline)
	return likelihood(f.Likelihood), err
}

func itemForecast(q *question) (string, error) {
	p, err := q.level()
	if err != nil {
		return "", err
	}
	f, err := q.ForecastItem(q.part("of"), []int{p})
	if err != nil || len(f.Levels) == 0 || f.Levels[0].Age == nil {
		return "withheld", err
	}
	return fmt.Sprintf("%s, then %s old", f.Levels[0].Date, q.days(*f.Levels[0].Age)), nil
}

func itemChance(q *question) (string, error) {
	f, err := q.ForecastItem(q.part("of"), nil)
	return likelihood(f.Likelihood), err
}

func below(q *question) (string, error) {
	e, err := q.Epic(q.forecast, q.part("of"), flow.NoDay)
	return fmt.Sprintf("%d finished, %d open, %d given up", e.Finished, e.Open, e.GivenUp), err
}

func predictability(q *question) (string, error) {
	p, err := q.Predictability(q.forecast)
	return known(p.Percent, func(v float64) string { return number(v) + " %" }), err
}

// backtest reads "held forecasts on 5 days at 85".
func backtest(q *question) (string, error) {
	p, err := q.level()
	if err != nil {
		return "", err
	}
	b, err := q.Backtest(q.forecast, 0)
	if b.Withheld != nil {
		return "withheld", err
	}
	for _, l := range b.Levels {
		if l.P == p {
			return share(flow.Share(l.Held)), err
		}
	}
	return "", fmt.Errorf("no level %d", p)
}

func verdictAnswers() map[string]answer {
	return map[string]answer{
		"verdict": func(q *question) (string, error) {
			id := q.part("of")
			cards, err := q.Health(q.forecast)
			for _, c := range cards {
				if c.ID == id {
					return string(c.Verdict), err
				}
			}
			return "", fmt.Errorf("there is no card %q", id)
		},
		"findings": func(q *question) (string, error) {
			id := q.part("of")
			for _, f := range q.Quality(flow.QualityParams{}) {
				if f.ID == id {
					return fmt.Sprintf("%d of %d %s", f.Count, f.Of, f.What), nil
				}
			}
			if !slices.Contains(findingIDs(), id) {
				return "", fmt.Errorf("there is no finding %q", id)
			}
			return "none", nil
		},
	}
}
