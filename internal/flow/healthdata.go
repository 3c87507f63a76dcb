package flow

import (
	"fmt"

	"weir/internal/flow/stat"
)

// signals looks for news in the process behaviour charts.
func (x *examiner) signals() Card {
	c := Card{
		ID: CardSignals, Title: "Did something change that is more than routine?",
		Rule: fmt.Sprintf("signals of the process behaviour charts of weekly throughput, cycle time and weekly work in progress whose last point is in the last %d days. Act where a point is outside the limits, observe on other signals, else sustain", signalDays),
	}
	charts, outside, others := 0, 0, 0
	for _, m := range []Measure{MeasureThroughput, MeasureCycleTime, MeasureWIP} {
		b := x.a.Behaviour(m, BehaviourParams{})
		if b.Limits == nil {
			continue
		}
		charts++
		news := 0
		for _, s := range b.Signals {
			if s.Last <= x.a.Last-signalDays {
				continue
			}
			news++
			if s.Rule == stat.OutsideLimits.String() {
				outside++
			} else {
				others++
			}
		}
		c.Numbers = append(c.Numbers, number("signals in "+m.words(), float64(news), ""))
	}
	c.Numbers = append(c.Numbers, number("of these outside the limits", float64(outside), ""))
	switch {
	case charts == 0:
		return c.without("there are too few weeks and too few finished items for limits")
	case outside > 0:
		c.Verdict = Act
	case others > 0:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}

func (m Measure) words() string {
	switch m {
	case MeasureCycleTime:
		return "cycle time"
	case MeasureWIP:
		return "work in progress"
	default:
		return "throughput"
	}
}

func (x *examiner) predictability() Card {
	s := x.score
	c := Card{
		ID: CardPredictability, Title: "Can forecasts be relied on?",
		Rule:    fmt.Sprintf("items that get finished in 30 days with 95 %%, of those with 50 %%. Act below %g %%, observe up to %g %%, sustain above", predictabilityAct, predictabilitySustain),
		Numbers: []Number{{Name: "score", Value: s.Percent, Unit: "%"}},
	}
	if s.Percent == nil {
		return c.without(s.Withheld.Text)
	}
	c.Numbers = append(c.Numbers, number("with 95 %", float64(s.P95), unitItems), number("with 50 %", float64(s.P50), unitItems))
	switch {
	case *s.Percent < predictabilityAct:
		c.Verdict = Act
	case *s.Percent <= predictabilitySustain:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}

// quality asks whether the other cards can be believed.
func (x *examiner) quality() Card {
	lines := x.a.remembered().finished
	doubtful := 0
	for _, t := range lines {
		if !t.Certain || t.Skipped {
			doubtful++
		}
	}
	share := Share{Count: doubtful, Of: len(lines)}.Percent()
	severe := 0
	for _, f := range x.findings {
		if f.Severity == Wrong {
			severe++
		}
	}
	c := Card{
		ID: CardQuality, Title: "Can the data be relied on?",
		Rule: fmt.Sprintf("finished items whose start or end is not known, or that were finished without a start. Act above %g %%, observe where the data-quality report says that something is wrong, else sustain", qualityAct),
		Numbers: []Number{
			number("such items", float64(doubtful), unitItems),
			{Name: "share of finished items", Value: share, Unit: "%"},
			number("findings that something is wrong", float64(severe), ""),
		},
	}
	switch {
	case len(x.a.Lines) == 0:
		return c.without("there are no items")
	case share != nil && *share > qualityAct:
		c.Verdict = Act
	case severe > 0:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}
