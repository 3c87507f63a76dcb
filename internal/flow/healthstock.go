package flow

import "fmt"

// load asks whether more is in progress than gets finished.
func (x *examiner) load() Card {
	l := x.a.Load(Weekly)
	c := Card{
		ID: CardLoad, Title: "Is more in progress than the team can finish soon?",
		Rule: fmt.Sprintf("work in progress : mean throughput of a week, over the last %d days. Sustain up to %g, observe up to %g, act above or when nothing was finished",
			l.Days, loadSustain, loadAct),
		Numbers: []Number{
			number("work in progress", float64(l.WIP), unitItems), number("throughput", l.Throughput, "items a week"),
			{Name: "work in progress : throughput", Value: l.Ratio, Unit: "weeks"},
		},
	}
	switch {
	case l.Ratio != nil:
		c.Verdict = graded(*l.Ratio, loadSustain, loadAct)
	case l.WIP > 0:
		c.Verdict = Act
	default:
		return c.without(fmt.Sprintf("nothing is in progress, and nothing was finished in %s", counted(l.Days, "day")))
	}
	return c
}

// totalAge holds the total age against what it would be if everything were as old
// as expected of it.
func (x *examiner) totalAge() Card {
	total, wip := 0.0, len(x.ageing.Items)
	for _, item := range x.ageing.Items {
		total += item.Age
	}
	unit := x.ageing.Unit
	c := Card{
		ID: CardTotalAge, Title: "Is the work in progress too old altogether?",
		Rule:    "total age of the work in progress, held against the WIP limit, or without limits the work in progress, × the days of the SLE. Sustain up to that, observe where tomorrow it would be more, act above",
		Numbers: []Number{number("total age", total, unit), number("work in progress", float64(wip), unitItems), {Name: "SLE", Value: x.ageing.SLE.Days, Unit: unit}},
	}
	if x.ageing.SLE.Days == nil {
		return c.without("there is no SLE: " + x.ageing.SLE.Withheld.Text)
	}
	items := x.a.limit()
	if items == 0 {
		items = wip
	}
	reference := float64(items) * *x.ageing.SLE.Days
	c.Numbers = append(c.Numbers, number("reference", reference, unit), number("total age tomorrow", total+float64(wip), unit))
	switch {
	case total > reference:
		c.Verdict = Act
	case total+float64(wip) > reference:
		c.Verdict = Observe
	default:
		c.Verdict = Sustain
	}
	return c
}

// limit adds up the limits of the stages in progress; 0 where one has none.
func (a *Analysis) limit() int {
	sum := 0
	for _, s := range a.Workflow.Stages[a.Workflow.Start:a.Workflow.Finish] {
		if s.Limit <= 0 {
			return 0
		}
		sum += s.Limit
	}
	return sum
}

// pastSLE counts items, since a share would let many old ones hide among many new
// ones.
func (x *examiner) pastSLE() Card {
	c := Card{
		ID: CardPastSLE, Title: "Is anything in progress older than it should be when it is finished?",
		Rule:    fmt.Sprintf("items in progress that are older than the days of the SLE. Sustain at 0, observe below %d, act from %d on", pastSLEAct, pastSLEAct),
		Numbers: []Number{number("items past the SLE", float64(x.ageing.PastSLE), unitItems), {Name: "SLE", Value: x.ageing.SLE.Days, Unit: x.ageing.Unit}, number("work in progress", float64(len(x.ageing.Items)), unitItems)},
	}
	if x.ageing.SLE.Days == nil {
		return c.without("there is no SLE: " + x.ageing.SLE.Withheld.Text)
	}
	for _, item := range x.ageing.Items {
		if item.PastSLE && len(c.Keys) < maxKeys {
			c.Keys = append(c.Keys, item.Key)
		}
	}
	c.Verdict = graded(float64(x.ageing.PastSLE), 0, pastSLEAct-1)
	return c
}

func (x *examiner) blockedNow() Card {
	wip := x.blocked.WIP
	c := Card{
		ID: CardBlocked, Title: "Is work blocked?",
		Rule:    fmt.Sprintf("share of the work in progress that is flagged now. Sustain at 0, observe up to %g %%, act above", blockedAct),
		Numbers: []Number{number("blocked", float64(wip.Count), unitItems), number("work in progress", float64(wip.Of), unitItems), {Name: "share", Value: wip.Percent(), Unit: "%"}},
	}
	share := wip.Percent()
	switch {
	case !x.blocked.Flags:
		return c.without("no item was ever flagged; perhaps flags are not used here")
	case share == nil:
		return c.without("nothing is in progress")
	}
	for _, item := range x.blocked.Items {
		if item.Now && len(c.Keys) < maxKeys {
			c.Keys = append(c.Keys, item.Key)
		}
	}
	c.Verdict = graded(*share, 0, blockedAct)
	return c
}

// limits counts the days on which more was in a stage than its limit allows.
func (x *examiner) limits() Card {
	c := Card{
		ID: CardLimits, Title: "Are the WIP limits kept?",
		Rule: fmt.Sprintf("for each stage with a limit, the share of the last %d days at whose end more items were in it. Sustain at 0, observe up to %g %%, act above; the worst stage counts",
			int(x.last-x.first)+1, limitAct),
	}
	stages := x.a.Workflow.Stages
	cfd := x.a.CumulativeFlow()
	worst := -1.0
	for k := 0; k < x.a.Workflow.Finish; k++ {
		if stages[k].Limit <= 0 {
			continue
		}
		over, days := 0, 0
		for d := x.first; d <= x.last; d++ {
			days++
			i := d - cfd.First
			if cfd.Counts[k][i]-cfd.Counts[k+1][i] > float64(stages[k].Limit) {
				over++
			}
		}
		share := 100 * float64(over) / float64(days)
		worst = max(worst, share)
		c.Numbers = append(c.Numbers, number(fmt.Sprintf("days over the limit of %d in %s", stages[k].Limit, stages[k].Name), share, "%"))
	}
	if worst < 0 {
		return c.without("no stage has a limit")
	}
	c.Verdict = graded(worst, 0, limitAct)
	return c
}
