package flow

import (
	"fmt"

	"weir/internal/flow/stat"
)

// balance asks whether as much starts as leaves.
func (x *examiner) balance() Card {
	in, out := 0.0, 0.0
	arrivals, departures := x.a.Arrivals(), x.a.Departures()
	for d := x.first; d <= x.last; d++ {
		in += arrivals.At(d)
		out += departures.At(d)
	}
	c := Card{
		ID: CardBalance, Title: "Does as much work start as leaves?",
		Rule: fmt.Sprintf("items that started and items that finished or were given up, in the last %d days. Sustain where they differ by at most %.0f %% or by less than %g, observe up to %.0f %%, act above",
			int(x.last-x.first)+1, 100*balanceSustain, fewItems, 100*balanceAct),
		Numbers: []Number{number("started", in, unitItems), number("left", out, unitItems), number("difference", in-out, unitItems)},
	}
	switch {
	case in+out == 0:
		return c.without("nothing started and nothing left")
	case alike(in, out, balanceSustain, fewItems):
		c.Verdict = Sustain
	case alike(in, out, balanceAct, fewItems):
		c.Verdict = Observe
	default:
		c.Verdict = Act
	}
	return c
}

// zeroRuns looks for days in a row on which nothing was finished, as far as they
// count.
func (x *examiner) zeroRuns() Card {
	c := Card{
		ID: CardZeroRuns, Title: "Does something get finished all the time?",
		Rule: fmt.Sprintf("days in a row, of those that count, on which nothing was finished. Act while there are %d or more up to the last day, observe where there were in the last %d days, else sustain", zeroRun, zeroObserve),
	}
	w := x.a.working(x.first, x.last)
	finished := 0
	for _, n := range w.counts {
		finished += n
	}
	runs := stat.ZeroRuns(w.counts, zeroRun)
	longest, recent, now := 0, 0, 0
	for n := len(w.counts); n > 0 && w.counts[n-1] == 0; n-- {
		now++
	}
	for _, r := range runs {
		longest = max(longest, r.Len)
		end := r.From + r.Len - 1
		if x.last-w.days[end] < zeroObserve {
			recent++
		}
	}
	c.Numbers = []Number{
		number("nothing finished for", float64(now), "days"), number(fmt.Sprintf("runs of %d days or more, in the last %d days", zeroRun, zeroObserve), float64(recent), ""),
		number("in all", float64(len(runs)), ""), number("longest", float64(longest), "days"),
	}
	switch {
	case finished < judgeable:
		return c.without(tooFew(finished))
	case now >= zeroRun:
		c.Verdict = Act
	case recent > 0:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}

func (x *examiner) bottleneck() Card {
	c := Card{
		ID: CardBottleneck, Title: "Does one stage hold up most of the work?",
		Rule:    fmt.Sprintf("largest share that one stage has in the time of finished items. Sustain below %g %%, observe up to %g %%, act above", bottleneckObserve, bottleneckAct),
		Numbers: []Number{number("finished items", float64(x.stages.Items), unitItems)},
	}
	for _, s := range x.stages.Stages {
		if s.Share != nil {
			c.Numbers = append(c.Numbers, number(s.Stage, 100**s.Share, "%"))
		}
	}
	b := x.stages.Bottleneck
	switch {
	case len(x.stages.Stages) < 2:
		return c.without("there is only one stage from start to finish")
	case x.stages.Items < judgeable:
		return c.without(tooFew(x.stages.Items))
	case b == nil:
		return c.without("all items were finished at the moment at which they started")
	case 100*b.Share > bottleneckAct:
		c.Verdict = Act
	case 100*b.Share >= bottleneckObserve:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}

func (x *examiner) flowEfficiency() Card {
	e := x.efficiency
	c := Card{
		ID: CardEfficiency, Title: "Is work worked on, or does it wait?",
		Rule:    fmt.Sprintf("time of finished items that was neither in a waiting stage nor flagged, of all their time. Act below %g %%, observe below %g %%, else sustain", efficiencyAct, efficiencySustain),
		Numbers: []Number{number("finished items", float64(e.Items), unitItems), percent("flow efficiency", e.Ratio), percent("median of the items", e.Median)},
	}
	switch {
	case !e.Configured:
		return c.without("not configured: no stage is marked as waiting, and nothing was ever flagged")
	case e.Items < judgeable:
		return c.without(tooFew(e.Items))
	}
	c.Verdict = rising(100**e.Ratio, efficiencyAct, efficiencySustain)
	return c
}

func percent(name string, share *float64) Number {
	n := Number{Name: name, Unit: "%"}
	if share != nil {
		n.Value = known(100**share, true)
	}
	return n
}
