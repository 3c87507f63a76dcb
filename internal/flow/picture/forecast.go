package picture

import (
	"fmt"

	"weir/internal/chart"
	"weir/internal/flow"
)

// HorizonDays is how far the forecast of how much will be done looks.
const HorizonDays = 30

// forecasts draws both forecasts.
func (m *maker) forecasts() error {
	until := m.Today + HorizonDays
	many, err := m.HowMany(m.Forecast, until)
	if err != nil {
		return err
	}
	m.howMany(many)
	return m.when()
}

// howMany shows how many items will finish within the next 30 days.
func (m *maker) howMany(f flow.HowMany) {
	c := chart.HowMany{
		Head: chart.Head{
			Title: "How much will be done by " + Date(f.Until) + "?",
			Rule: sentences(fmt.Sprintf("Monte Carlo: %s.", seedText(f.Basis)), historyText(f.History),
				"Each trial draws a day of the past for each day to come. A line at 85 %: in 85 % of trials so many or more."),
			Empty: withheldText(f.Withheld),
		},
		X: items("Finished"),
	}
	for _, o := range f.Shares {
		c.Outcomes = append(c.Outcomes, chart.Outcome{Value: float64(o.Value), Weight: o.Share})
	}
	for _, l := range f.Levels {
		c.Percentiles = append(c.Percentiles, chart.Percentile{P: l.P, Value: float64(l.Items)})
	}
	c.Head.Desc = c.Head.Empty
	for i, l := range f.Levels {
		switch {
		case l.P == 85:
			c.Head.Desc = fmt.Sprintf("With 85 %% confidence, %s or more by %s.", Items(l.Items), Date(f.Until))
		case i == 0 && c.Head.Desc == "":
			c.Head.Desc = fmt.Sprintf("With %d %% confidence, %s or more by %s.", l.P, Items(l.Items), Date(f.Until))
		}
	}
	m.add("forecast-how-many", Forecast, c, exactly(f), flow.CardPredictability)
	for _, l := range f.Levels {
		if l.P == 85 {
			m.pictures[len(m.pictures)-1].Headline = chart.Number(float64(l.Items))
		}
	}
}

// exactly says whether the calculation agrees with the simulation.
func exactly(f flow.HowMany) []string {
	checked, off := 0, 0
	for _, l := range f.Levels {
		if l.Exact == nil {
			continue
		}
		checked++
		off = max(off, *l.Exact-l.Items, l.Items-*l.Exact)
	}
	switch {
	case checked == 0:
		return nil
	case off == 0:
		return []string{"Checked: the exact calculation gives the same figures."}
	default:
		return []string{fmt.Sprintf("Checked: the exact calculation differs by %s at most.", Items(off))}
	}
}

// when shows when what is in progress will be finished.
func (m *maker) when() error {
	n := len(m.InProgress())
	c := chart.When{
		Head: chart.Head{
			Title: fmt.Sprintf("When will %s be done?", count(n, "more item", "more items")),
			Empty: "Nothing is in progress on " + Date(m.Last) + ": there is nothing to forecast.",
		},
		Days: "Finished",
	}
	if n > 0 {
		f, err := m.When(m.Forecast, n, flow.NoDay)
		if err != nil {
			return err
		}
		m.dates(&c, f)
	} else {
		c.Head.Title = "When will the work in progress be done?"
	}
	if c.Head.Desc == "" {
		c.Head.Desc = c.Head.Empty
	}
	m.add("forecast-when", Forecast, c, nil, flow.CardPredictability)
	return nil
}

func (m *maker) dates(c *chart.When, f flow.When) {
	c.Head.Rule = sentences(fmt.Sprintf("As many items as are in progress now. Monte Carlo: %s.", seedText(f.Basis)), historyText(f.History),
		"Each trial draws a day of the past for each day to come, until so many are done. A line at 85 %: in 85 % of trials by then.")
	c.Head.Empty = withheldText(f.Withheld)
	for _, o := range f.Shares {
		c.Outcomes = append(c.Outcomes, chart.DayOutcome{Day: chart.Day(o.Day), Weight: o.Share})
	}
	for _, l := range f.Levels {
		if l.Days == nil {
			continue
		}
		c.Percentiles = append(c.Percentiles, chart.DayPercentile{P: l.P, Day: chart.Day(l.Date)})
		if l.P == 85 || c.Head.Desc == "" {
			c.Head.Desc = fmt.Sprintf("With %d %% confidence, %s by %s.", l.P, Items(f.Items), Date(l.Date))
		}
	}
}

// historyText says what a forecast was drawn from.
func historyText(h flow.History) string {
	if len(h.Counts) == 0 {
		return ""
	}
	return fmt.Sprintf("Drawn from %s, %s to %s, in which %s finished.", count(len(h.Counts), "day", "days"), Date(h.First), Date(h.Last), Items(h.Items))
}
