package picture

import (
	"fmt"
	"slices"
	"strings"

	"weir/internal/chart"
	"weir/internal/flow"
)

// ageing shows how old the work in progress is, in front of the pace of what
// finished.
func (m *maker) ageing() {
	g := m.Ageing()
	c := chart.Ageing{
		Head: chart.Head{
			Title: "How old is what is under way?",
			Rule: sentences("Age: from the entry into “"+Name(m.Workflow.Stages[m.Workflow.Start].Name)+"” to "+Date(m.Last)+", "+m.counted()+".",
				"Colours: how old finished items were when they left each stage.", m.ranked(), m.back(), m.zone()),
			Empty: "Nothing is in progress on " + Date(m.Last) + ".",
		},
		Y: m.days("Age"),
	}
	place := map[int]int{}
	for _, b := range g.Bands {
		place[b.Index] = len(c.Stages)
		c.Stages = append(c.Stages, chart.AgeingStage{Name: b.Stage, Pace: pace(b.Percentiles)})
	}
	if len(g.Bands) > 0 {
		c.Bands = shown(g.Bands[0].Percentiles)
	}
	ages := make([]float64, 0, len(g.Items))
	for _, i := range g.Items {
		at, ok := place[i.Index]
		if !ok {
			at = -1
		}
		c.Items = append(c.Items, chart.AgeingItem{Stage: at, Age: i.Age, Label: i.Key, Link: m.link(i.Key)})
		ages = append(ages, i.Age)
	}
	if g.SLE.Days != nil {
		c.Percentiles = []chart.Percentile{{P: g.SLE.P, Value: *g.SLE.Days, Label: fmt.Sprintf("SLE %d %%", g.SLE.P)}}
	}
	c.Y.Cap = m.oldest(ages)
	c.Head.Desc = m.ageingText(g, c.Head.Empty)
	m.add("ageing", Load, c, ageingNotes(g), flow.CardPastSLE)
}

func (m *maker) ageingText(g flow.Ageing, empty string) string {
	if len(g.Items) == 0 {
		return empty
	}
	text := fmt.Sprintf("%s in progress.", Items(len(g.Items)))
	if g.SLE.Days != nil {
		text += fmt.Sprintf(" %s older than %s, within which %d %% of finished items were done.", are(g.PastSLE), m.took(*g.SLE.Days), g.SLE.P)
	}
	oldest := g.Items[0]
	for _, i := range g.Items {
		if i.Age > oldest.Age {
			oldest = i
		}
	}
	return text + fmt.Sprintf(" The oldest, %s, is at %s in “%s”.", Name(oldest.Key), m.took(oldest.Age), Name(oldest.Stage))
}

func ageingNotes(g flow.Ageing) []string {
	var notes []string
	if n := g.Uncertain; n > 0 {
		notes = append(notes, Items(n)+" may be older: the history does not tell when they started.")
	}
	if g.SLE.Days == nil && g.SLE.Withheld != nil {
		notes = append(notes, fmt.Sprintf("No expectation line: it needs %d finished items, and there are %d.", g.SLE.Withheld.Need, g.SLE.Withheld.Have))
	}
	var inherited []string
	for _, b := range g.Bands {
		if b.Inherited {
			inherited = append(inherited, b.Stage)
		}
	}
	if len(inherited) > 0 {
		notes = append(notes, "No finished item spent time in "+names(inherited)+": its colours are those of the stage before.")
	}
	return notes
}

// oldest returns where the axis of ages ends: a few items that were forgotten
// years ago must not hide the others.
func (m *maker) oldest(ages []float64) float64 {
	p95 := at(m.finished.Percentiles, 95)
	if p95 == nil {
		return m.tail(ages)
	}
	most, over := 0.0, 0
	limit := 1.6 * *p95
	for _, a := range ages {
		most = max(most, a)
		if a > limit {
			over++
		}
	}
	if most < 2**p95 || over*4 > len(ages) {
		return m.tail(ages)
	}
	return limit
}

// shown lists the percentiles that are not withheld; pace their values.
func shown(ps []flow.Percentile) []int {
	var out []int
	for _, p := range ps {
		if p.Value != nil {
			out = append(out, p.P)
		}
	}
	return out
}

func pace(ps []flow.Percentile) []float64 {
	var out []float64
	for _, p := range ps {
		if p.Value != nil {
			out = append(out, *p.Value)
		}
	}
	return out
}

// wip shows the work in progress of each day.
func (m *maker) wip() {
	s := m.WIP()
	c := chart.Run{
		Head: chart.Head{
			Title: "How much is under way?",
			Rule: sentences("Work in progress: items that had entered “"+Name(m.Workflow.Stages[m.Workflow.Start].Name)+
				"” and had neither finished nor been given up, at the end of each day.", m.back(), m.zone(), "Shown: "+m.span()+"."),
			Empty: m.neverStarted(s),
		},
		Y: items("In progress"), Style: chart.Curve,
	}
	if c.Head.Empty == "" {
		c.Points = daily(s)
		mean := average(s.Values)
		c.References = []chart.Reference{{Name: "Mean", Value: round(mean)}}
		if limit := m.limit(); limit > 0 {
			c.References = append(c.References, chart.Reference{Name: "Limit", Value: float64(limit)})
		}
		now := s.Values[len(s.Values)-1]
		c.Head.Desc = fmt.Sprintf("%s now, %s on average, between %s and %s.", Items(int(now)), Number(mean), Number(slices.Min(s.Values)), Number(slices.Max(s.Values)))
	} else {
		c.Head.Desc = c.Head.Empty
	}
	m.add("wip", Load, c, nil, flow.CardLoad, flow.CardLimits)
}

// limit adds up the limits of the stages in progress, where all have one.
func (m *maker) limit() int {
	sum := 0
	for _, s := range m.Workflow.Stages[m.Workflow.Start:m.Workflow.Finish] {
		if s.Limit == 0 {
			return 0
		}
		sum += s.Limit
	}
	return sum
}

func (m *maker) neverStarted(s flow.Series) string {
	for _, v := range s.Values {
		if v > 0 {
			return ""
		}
	}
	return "Nothing was in progress between " + Date(m.First) + " and " + Date(m.Last) + "."
}

// totalAge shows the ages of all work in progress, added up.
func (m *maker) totalAge() {
	s := m.TotalAge()
	c := chart.Run{
		Head: chart.Head{
			Title: "Is work left lying?",
			Rule:  sentences("Total work item age: the ages of all items in progress at the end of each day, added up; "+m.counted()+". Each item that lies adds one a "+strings.TrimSuffix(m.Policy.Unit(), "s")+".", m.back(), m.zone()),
			Empty: m.neverStarted(s),
		},
		Y: m.days("Total age"), Style: chart.Curve,
	}
	if c.Head.Empty == "" {
		c.Points = daily(s)
		n := len(s.Values)
		now, before := s.Values[n-1], s.Values[max(0, n-1-28)]
		c.Head.Desc = fmt.Sprintf("All items in progress are %s old together; %s four weeks before.", m.took(now), Number(before))
		if n <= 28 {
			c.Head.Desc = fmt.Sprintf("All items in progress are %s old together.", m.took(now))
		}
	} else {
		c.Head.Desc = c.Head.Empty
	}
	m.add("total-age", Load, c, nil, flow.CardTotalAge)
}

func average(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}
