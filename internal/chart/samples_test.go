package chart_test

import (
	"math"
	"strconv"
	"time"

	"weir/internal/chart"
)

// sample is a chart of each kind with data as it comes from a project.
type sample struct {
	name  string
	chart chart.Chart
}

// noise returns numbers that look random and are always the same.
type noise uint64

func (n *noise) next() float64 {
	*n = *n*6364136223846793005 + 1442695040888963407
	return float64(uint64(*n)>>11) / (1 << 53)
}

func head(title, rule string) chart.Head {
	return chart.Head{Title: title, Desc: "What the numbers show, in a sentence.", Rule: rule, Empty: "No item was finished in this time."}
}

var daysAxis = chart.Axis{Title: "Cycle time", Unit: "days", One: "day", Whole: true}

func firstOf(month time.Month) chart.Day { return chart.DayOf(2026, month, 1) }

// samples returns one chart of each kind.
func samples() []sample {
	return []sample{
		{"scatter", scatter(140, 180).Chart()},
		{"scatter-groups", groupedScatter().Chart()},
		{"histogram", histogram(140).Chart()},
		{"run-bars", runBars(26, chart.Weekly).Chart()},
		{"run-steps", runSteps(90).Chart()},
		{"lines", lines(3, 30).Chart()},
		{"cumulative-flow", cumulative(5, 60).Chart()},
		{"net-flow", netFlow(20).Chart()},
		{"ageing", ageing(5, 32).Chart()},
		{"time-in-stage", timeInStage().Chart()},
		{"behaviour", behaviour(24).Chart()},
		{"how-many", howMany(40).Chart()},
		{"when", when(50).Chart()},
		{"empty", chart.Scatter{Head: head("How long does work take?", "Whole days, both ends counted."), Y: daysAxis}.Chart()},
	}
}

func scatter(n int, spanOfDays int) chart.Scatter {
	r := noise(1)
	s := chart.Scatter{
		Head: head("How long does work take?", "Cycle time in whole days, both ends counted, in the zone Europe/Malta."),
		Days: "Finished", Y: daysAxis,
		Percentiles: []chart.Percentile{{P: 50, Value: 5}, {P: 70, Value: 8}, {P: 85, Value: 14}, {P: 95, Value: 15}},
	}
	for i := range n {
		value := 1 + math.Floor(math.Exp(r.next()*r.next()*3.6)*1.6)
		s.Dots = append(s.Dots, chart.Dot{
			Day: firstOf(time.January) + chart.Day(r.next()*float64(spanOfDays)), Value: value,
			Label: "OPS-" + strconv.Itoa(i+1), Link: "https://jira.test/browse/OPS-" + strconv.Itoa(i+1),
		})
	}
	return s
}

func groupedScatter() chart.Scatter {
	s := scatter(90, 60)
	s.Groups = []string{"Story", "Bug", "Task"}
	for i := range s.Dots {
		s.Dots[i].Group = i % 3
	}
	s.Dots[3].Value, s.Dots[40].Value = 120, 300
	s.Y.Cap = 40
	s.Percentiles = []chart.Percentile{{P: 50, Value: 5}, {P: 70, Value: 5}, {P: 85, Value: 14, Label: "Expected, 85 %"}}
	return s
}

func histogram(n int) chart.Histogram {
	h := chart.Histogram{
		Head:        head("How often does it take how long?", "Cycle time in whole days, both ends counted."),
		X:           daysAxis,
		Percentiles: []chart.Percentile{{P: 50, Value: 5}, {P: 70, Value: 8}, {P: 85, Value: 14}, {P: 95, Value: 15}},
	}
	for _, d := range scatter(n, 100).Dots {
		h.Values = append(h.Values, d.Value)
	}
	return h
}

func runBars(n int, period chart.Period) chart.Run {
	r := noise(3)
	run := chart.Run{
		Head: head("How much do we finish?", "Items finished each week, from Monday."), Days: "Week",
		Y: chart.Axis{Title: "Throughput", Unit: "items a week", Whole: true}, Period: period,
		References: []chart.Reference{{Name: "Mean", Value: 6.4}},
	}
	day := chart.DayOf(2025, time.October, 6)
	for range n {
		run.Points = append(run.Points, chart.Point{Day: day, Value: math.Floor(r.next() * 13)})
		day += 7
	}
	return run
}

func runSteps(n int) chart.Run {
	r := noise(4)
	run := chart.Run{
		Head: head("How much is in progress?", "Items started and not finished, at the end of each day."), Days: "Day",
		Y: chart.Axis{Title: "Work in progress", Unit: "items", Whole: true}, Style: chart.Steps,
		References: []chart.Reference{{Name: "Limit", Value: 15}},
	}
	wip := 12.0
	for i := range n {
		wip = max(0, wip+math.Floor(r.next()*3)-1)
		run.Points = append(run.Points, chart.Point{Day: firstOf(time.February) + chart.Day(i), Value: wip})
	}
	return run
}

func lines(series, n int) chart.Lines {
	r := noise(5)
	l := chart.Lines{
		Head: head("Is the work in progress getting older?", "Mean of the ages of all items in progress, at the end of each day."), Days: "Day",
		Y: chart.Axis{Title: "Age", Unit: "days"},
	}
	for s := range series {
		line := chart.Series{Name: []string{"Mean", "Median", "Oldest", "More"}[s%4]}
		v := 6.0 + 4*float64(s)
		for i := range n {
			v = max(0, v+r.next()*2-0.95)
			line.Points = append(line.Points, chart.Point{Day: firstOf(time.March) + chart.Day(i), Value: v})
		}
		l.Series = append(l.Series, line)
	}
	return l
}

func cumulative(stages, n int) chart.CumulativeFlow {
	r := noise(6)
	f := chart.CumulativeFlow{
		Head: head("Does work flow through?", "Items that had reached each stage by the end of each day."), DaysTitle: "Day",
		Y: chart.Axis{Title: "Items", Whole: true},
	}
	for i := range n {
		f.Days = append(f.Days, firstOf(time.January)+chart.Day(i))
	}
	names := []string{"Ready", "Analysis", "In progress", "In review", "Done", "Released"}
	ceiling := make([]float64, n)
	for i := range ceiling {
		ceiling[i] = 30 + float64(i)*1.2 + math.Floor(r.next()*3)
		if i > 0 {
			ceiling[i] = max(ceiling[i], ceiling[i-1])
		}
	}
	for s := range stages {
		reached := make([]float64, n)
		last := 0.0
		for i := range reached {
			last = max(last, math.Floor(ceiling[i]-3-r.next()*4-float64(s)))
			reached[i] = last
		}
		f.Stages = append(f.Stages, chart.Stage{Name: names[s%len(names)], Reached: reached})
		ceiling = reached
	}
	return f
}

func netFlow(n int) chart.NetFlow {
	r := noise(7)
	f := chart.NetFlow{
		Head: head("Do we start more than we finish?", "Items started and finished each week, from Monday."), Days: "Week",
		Y: chart.Axis{Title: "Items a week", Whole: true}, Period: chart.Weekly,
	}
	for i := range n {
		f.Points = append(f.Points, chart.Flow{
			Day:     chart.DayOf(2025, time.October, 6) + chart.Day(7*i),
			Arrived: math.Floor(r.next() * 9), Departed: math.Floor(r.next() * 9),
		})
	}
	return f
}

func ageing(stages, n int) chart.Ageing {
	r := noise(8)
	a := chart.Ageing{
		Head: head("Which work is getting old?", "Age in whole days since the start; bands are how old finished items were when they left a stage."),
		Y:    chart.Axis{Title: "Age", Unit: "days", One: "day", Whole: true}, Bands: []int{50, 70, 85, 95},
		Percentiles: []chart.Percentile{{P: 50, Value: 9}, {P: 85, Value: 20}},
	}
	names := []string{"Analysis", "In progress", "In review", "Waiting for the customer", "Acceptance test", "More"}
	for s := range stages {
		at := float64(s)
		a.Stages = append(a.Stages, chart.AgeingStage{Name: names[s%len(names)], Pace: []float64{1 + 2*at, 3 + 2.5*at, 6 + 3.5*at, 9 + 4.5*at}})
	}
	for i := range n {
		stage := int(r.next() * float64(stages))
		a.Items = append(a.Items, chart.AgeingItem{
			Stage: stage, Age: 1 + math.Floor(r.next()*r.next()*32), Label: "OPS-" + strconv.Itoa(300+i),
			Link: "https://jira.test/browse/OPS-" + strconv.Itoa(300+i),
		})
	}
	return a
}

func timeInStage() chart.TimeInStage {
	return chart.TimeInStage{
		Head: head("Where does the time go?", "Mean days in each stage, of items finished in the window."),
		X:    chart.Axis{Title: "Time", Unit: "days", One: "day"}, Parts: []string{"Active", "Waiting"},
		Stages: []chart.StageTime{
			{"Analysis", []float64{1.5, 0.4}},
			{"In progress", []float64{3.2, 0.9}},
			{"In review", []float64{0.6, 1.4}},
			{"Waiting for the customer", []float64{0, 5.75}},
			{"Acceptance test", []float64{1, 0}},
		},
	}
}

func behaviour(n int) chart.Behaviour {
	r := noise(9)
	b := chart.Behaviour{
		Head: head("Is the throughput predictable?", "Natural limits: mean ± 2.66 times the mean moving range."), Days: "Week",
		Y: chart.Axis{Title: "Throughput", Unit: "items", Whole: true}, Period: chart.Weekly,
		Limits: chart.Limits{Mean: 6.4, Upper: 14.6, Lower: math.NaN(), RangeMean: 3.1, RangeUpper: 10.1},
	}
	last := 0.0
	for i := range n {
		o := chart.Observation{Day: chart.DayOf(2025, time.October, 6) + chart.Day(7*i), Value: math.Floor(2 + r.next()*9)}
		if i == 15 {
			o.Value, o.Signal = 17, "Above the upper limit"
		}
		o.Range = math.Abs(o.Value - last)
		last = o.Value
		b.Observations = append(b.Observations, o)
	}
	return b
}

func howMany(n int) chart.HowMany {
	h := chart.HowMany{
		Head: head("How many items by 30 June?", "10,000 trials, each of days drawn from the last 90; seed 7."),
		X:    chart.Axis{Title: "Finished", Unit: "items", One: "item", Whole: true},
		Percentiles: []chart.Percentile{
			{P: 85, Value: 33, Label: "85 %, at least"}, {P: 50, Value: 40, Label: "50 %, at least"}, {P: 15, Value: 47, Label: "15 %, at least"},
		},
	}
	for i := range n {
		x := (float64(i) - float64(n)/2) / (float64(n) / 6)
		h.Outcomes = append(h.Outcomes, chart.Outcome{Value: float64(20 + i), Weight: math.Round(1000 * math.Exp(-x*x/2))})
	}
	return h
}

func when(n int) chart.When {
	w := chart.When{
		Head: head("When will 30 items be finished?", "10,000 trials, each of days drawn from the last 90; seed 7."), Days: "Finished on",
	}
	first := chart.DayOf(2026, time.April, 20)
	for i := range n {
		x := (float64(i) - float64(n)/3) / (float64(n) / 7)
		w.Outcomes = append(w.Outcomes, chart.DayOutcome{Day: first + chart.Day(i), Weight: math.Round(1000 * math.Exp(-x*x/2))})
	}
	at := func(share float64) chart.Day { return first + chart.Day(share*float64(n)) }
	w.Percentiles = []chart.DayPercentile{{P: 50, Day: at(0.34)}, {P: 70, Day: at(0.42)}, {P: 85, Day: at(0.49)}, {P: 95, Day: at(0.6)}}
	return w
}
