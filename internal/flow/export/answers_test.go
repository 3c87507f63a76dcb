package export_test

import (
	"fmt"
	"maps"
	"slices"

	"weir/internal/flow"
)

// answers are all figures that the page may name.
func answers() map[string]answer {
	all := map[string]answer{}
	for _, some := range []map[string]answer{itemAnswers(), timeAnswers(), dayAnswers(), stageAnswers(), balanceAnswers(), forecastAnswers(), verdictAnswers()} {
		maps.Copy(all, some)
	}
	return all
}

func itemAnswers() map[string]answer {
	return map[string]answer{
		"outcome": ofItem(func(_ *question, t *flow.Timeline) string { return t.Outcome.String() }),
		"start":   ofItem(func(_ *question, t *flow.Timeline) string { return t.StartDay.String() }),
		"finish":  ofItem(func(_ *question, t *flow.Timeline) string { return t.EndDay.String() }),
		"age": ofItem(func(q *question, t *flow.Timeline) string {
			if !t.InProgress(q.Last) {
				return "none"
			}
			return q.days(q.Age(t, q.Last))
		}),
		"cycle time": ofItem(func(q *question, t *flow.Timeline) string {
			if t.Outcome != flow.Finished || !t.Certain {
				return "none"
			}
			return q.days(q.Cycle(t))
		}),
		"time":         ofItemIn(func(s flow.ItemStages, k int) float64 { return s.Days[k] }),
		"elapsed time": ofItemIn(func(s flow.ItemStages, k int) float64 { return s.Elapsed[k] }),
		"blocked time": ofItem(func(q *question, t *flow.Timeline) string { return q.days(q.BlockedHours(t) / 24) }),
		"flow efficiency": func(q *question) (string, error) {
			if q.parts["of"] == "" {
				return known(q.Efficiency().Ratio, percent), nil
			}
			return ofItem(func(q *question, t *flow.Timeline) string {
				active, total := q.ItemEfficiency(t)
				return percent(active / total)
			})(q)
		},
		"pace": ofAgeing(func(_ *question, i flow.AgeingItem) string {
			return known(i.Pace, func(v float64) string { return number(v) + " %" })
		}),
		"stage":          ofAgeing(func(_ *question, i flow.AgeingItem) string { return i.Stage }),
		"age within":     ofAgeing(func(q *question, i flow.AgeingItem) string { return q.days(i.InStage) }),
		"chance to meet": ofAgeing(func(_ *question, i flow.AgeingItem) string { return likelihood(i.MeetsSLE) }),
	}
}

func ofItemIn(days func(flow.ItemStages, int) float64) answer {
	return func(q *question) (string, error) {
		k, err := q.stage()
		if err != nil {
			return "", err
		}
		return ofItem(func(q *question, t *flow.Timeline) string { return q.days(days(q.ItemStages(t), k)) })(q)
	}
}

func ofAgeing(f func(*question, flow.AgeingItem) string) answer {
	return func(q *question) (string, error) {
		key := q.part("of")
		for _, i := range q.Ageing().Items {
			if i.Key == key {
				return f(q, i), nil
			}
		}
		return "", fmt.Errorf("%q is not in progress", key)
	}
}

func likelihood(l *flow.Likelihood) string {
	switch {
	case l == nil:
		return "withheld"
	case l.MoreThan95:
		return "more than 95 %"
	default:
		return number(l.Percent) + " %"
	}
}

func timeAnswers() map[string]answer {
	return map[string]answer{
		"mean cycle time": whole(func(q *question) string { return known(q.CycleTimes().Mean, q.days) }),
		"finished items":  whole(func(q *question) string { return items(float64(len(q.Finished()))) }),
		"percentile": func(q *question) (string, error) {
			p, err := q.level()
			for _, one := range q.CycleTimes().Percentiles {
				if one.P == p {
					return known(one.Value, q.days), err
				}
			}
			return "", fmt.Errorf("no percentile %d is shown", p)
		},
		"SLE":     whole(func(q *question) string { return known(q.CycleTimes().SLE.Days, q.days) }),
		"SLE met": whole(func(q *question) string { return share(q.CycleTimes().SLE.Met) }),
		"bins": whole(func(q *question) string {
			text := ""
			for _, b := range q.CycleTimes().Histogram.Bins {
				text += fmt.Sprintf(" %s: %d", number(b.From), b.Count)
			}
			return text[1:]
		}),
		"bin width": whole(func(q *question) string { return q.days(q.CycleTimes().Histogram.Width) }),
	}
}

func share(s flow.Share) string { return fmt.Sprintf("%d of %d", s.Count, s.Of) }

func dayAnswers() map[string]answer {
	return map[string]answer{
		"throughput": series(func(q *question) flow.Series { return q.Throughput() }, items),
		"weekly throughput": func(q *question) (string, error) {
			d, err := q.day()
			for _, c := range q.Throughput().By(flow.Weekly) {
				if c.Day == d {
					return items(float64(c.Count)), err
				}
			}
			return "", fmt.Errorf("no week begins on %s", d)
		},
		"WIP":        series(func(q *question) flow.Series { return q.WIP() }, items),
		"arrivals":   series(func(q *question) flow.Series { return q.Arrivals() }, items),
		"departures": series(func(q *question) flow.Series { return q.Departures() }, items),
		"net flow":   series(func(q *question) flow.Series { return q.NetFlow() }, items),
		"total age": ofDay(func(q *question, d flow.Day) string {
			return q.days(q.TotalAge().At(d))
		}),
		"cumulative flow": func(q *question) (string, error) {
			k, err := q.stage()
			if err != nil {
				return "", err
			}
			c := q.CumulativeFlow()
			return ofDay(func(_ *question, d flow.Day) string { return items(c.Counts[k][d-c.First]) })(q)
		},
		"approximate time": debt(func(p flow.DebtPoint) *float64 { return p.Approximate }),
		"exact time":       debt(func(p flow.DebtPoint) *float64 { return p.Exact }),
		"flow debt":        debt(func(p flow.DebtPoint) *float64 { return p.Difference }),
	}
}

func debt(value func(flow.DebtPoint) *float64) answer {
	return func(q *question) (string, error) {
		d, err := q.day()
		for _, p := range q.FlowDebt(0).Points {
			if p.Day == d {
				return known(value(p), q.days), err
			}
		}
		return "", fmt.Errorf("no point is on %s", d)
	}
}

func stageAnswers() map[string]answer {
	return map[string]answer{
		"share": func(q *question) (string, error) {
			k, err := q.stage()
			for _, s := range q.StageTimes().Stages {
				if s.Index == k {
					return known(s.Share, percent), err
				}
			}
			return "", fmt.Errorf("no clock runs in %q", q.parts["in"])
		},
		"total time": func(q *question) (string, error) {
			k, err := q.stage()
			for _, s := range q.StageTimes().Stages {
				if s.Index == k {
					return q.days(s.Total), err
				}
			}
			return "", fmt.Errorf("no clock runs in %q", q.parts["in"])
		},
		"bottleneck": whole(func(q *question) string {
			if b := q.StageTimes().Bottleneck; b != nil {
				return b.Stage
			}
			return "none"
		}),
		"pace band": func(q *question) (string, error) {
			k, err := q.stage()
			if err != nil {
				return "", err
			}
			p, err := q.level()
			for _, b := range q.Ageing().Bands {
				at := slices.IndexFunc(b.Percentiles, func(one flow.Percentile) bool { return one.P == p })
				if b.Index == k && at >= 0 {
					return known(b.Percentiles[at].Value, q.days), err
				}
			}
			return "", fmt.Errorf("there is no band of %d in %q", p, q.parts["in"])
		},
		"active time":  whole(func(q *question) string { return q.days(q.Efficiency().Active) }),
		"whole time":   whole(func(q *question) string { return q.days(q.Efficiency().Total) }),
		"median share": whole(func(q *question) string { return known(q.Efficiency().Median, percent) }),
		"blocked items": whole(func(q *question) string {
			return share(q.Blocked().Finished)
		}),
		"blocked share": whole(func(q *question) string { return known(q.Blocked().Time, percent) }),
		"blocked now":   whole(func(q *question) string { return share(q.Blocked().WIP) }),
	}
}
