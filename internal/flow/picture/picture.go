package picture

import (
	"slices"

	"weir/internal/chart"
	"weir/internal/flow"
)

// A Picture is a chart with its name and its place.
type Picture struct {
	ID      string // stable, lower case with hyphens: "cycle-time-scatter"
	Section Section
	// Chart holds the question (Title), the answer in words (Desc), the formula and
	// the policy (Rule), and the reason where there is nothing to draw (Empty).
	Chart chart.Chart
	// Notes are remarks for people: what was withheld and why, what is left out.
	Notes []string
	// Headline is the one figure of a forecast, "28"; empty for other pictures and
	// where it is withheld.
	Headline string
	Cards    []string // ids of the health cards that are about the same thing
}

// FileName returns the name of the file of a picture: "cycle-time-scatter.svg".
func (p Picture) FileName(ext string) string { return p.ID + "." + ext }

// A Section is a part of the page, by its stable id.
type Section string

// The sections.
const (
	Time     Section = "time"
	Pace     Section = "pace"
	Load     Section = "load"
	Balance  Section = "balance"
	Stages   Section = "stages"
	Forecast Section = "forecast"
)

// Sections returns all sections in the order of reading.
func Sections() []Section { return []Section{Load, Time, Pace, Balance, Stages, Forecast} }

// Title returns the heading of the section.
func (s Section) Title() string {
	switch s {
	case Time:
		return "Cycle time"
	case Pace:
		return "Throughput"
	case Load:
		return "Work in progress"
	case Balance:
		return "Balance"
	case Stages:
		return "Stages and waiting"
	case Forecast:
		return "Forecasts"
	default:
		return string(s)
	}
}

// Params says what to draw, and how.
type Params struct {
	Forecast flow.ForecastParams
	// Link returns the address of an issue; nil: no links.
	Link func(key string) string
	// Backlog: the cumulative flow diagram has the stages before the start, too.
	Backlog bool
}

// Of returns all pictures in the order of reading. A forecast's error is one of
// its parameters.
func Of(a *flow.Analysis, p Params) ([]Picture, error) {
	m := &maker{Analysis: a, Params: p, finished: a.CycleTimes(), period: periodOf(a)}
	for _, draw := range []func(){
		m.ageing, m.wip, m.totalAge, m.wipBehaviour,
		m.scatter, m.histogram, m.cycleBehaviour,
		m.throughput, m.throughputBehaviour,
		m.cumulativeFlow, m.netFlow, m.flowDebt,
		m.timeInStage, m.efficiency, m.blocked,
	} {
		draw()
	}
	if err := m.forecasts(); err != nil {
		return nil, err
	}
	return slices.Clip(m.pictures), nil
}

// Find returns the picture with an id, and whether there is one.
func Find(pictures []Picture, id string) (Picture, bool) {
	for _, p := range pictures {
		if p.ID == id {
			return p, true
		}
	}
	return Picture{}, false
}

// A maker draws one picture after the other.
type maker struct {
	*flow.Analysis
	Params
	finished flow.CycleTimes
	period   flow.Period
	pictures []Picture
}

// charter is every kind of chart before it is made.
type charter interface{ Chart() chart.Chart }

func (m *maker) add(id string, s Section, c charter, notes []string, cards ...string) {
	m.pictures = append(m.pictures, Picture{ID: id, Section: s, Chart: c.Chart(), Notes: notes, Cards: cards})
}

// link returns the address of an issue, or nothing.
func (m *maker) link(key string) string {
	if m.Link == nil {
		return ""
	}
	return m.Link(key)
}

// The spans of days from which on counts are of weeks, and of months.
const (
	manyDays  = 6 * 7
	manyWeeks = 130 * 7
)

// periodOf chooses by what counts are added up.
func periodOf(a *flow.Analysis) flow.Period {
	switch days := int(a.Last-a.First) + 1; {
	case days < manyDays:
		return flow.Daily
	case days <= manyWeeks:
		return flow.Weekly
	default:
		return flow.Monthly
	}
}

// chartPeriod is the same period in the words of charts.
func chartPeriod(p flow.Period) chart.Period {
	switch p {
	case flow.Weekly:
		return chart.Weekly
	case flow.Monthly:
		return chart.Monthly
	default:
		return chart.Daily
	}
}
