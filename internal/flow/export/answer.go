package export

import (
	"strconv"
	"time"

	"weir/internal/flow"
	"weir/internal/flow/stat"
)

// Schema is the number of the shape of an Answer. Fields may be added to it.
const Schema = 1

// An Answer is everything that was measured.
type Answer struct {
	Schema   int          `json:"schema"`
	Summary  flow.Summary `json:"summary"`
	Workflow Workflow     `json:"workflow"`
	Policy   Policy       `json:"policy"`
	Items    []Item       `json:"items"`
	// Percentiles are of the cycle times, "50", "70", "85" and "95", by the policy's
	// method; null without a finished item. Of few items they say little: Shown
	// lists those that deserve to be told.
	Percentiles map[string]*float64 `json:"percentiles"`
	Shown       []int               `json:"percentiles_shown"`
	Sample      int                 `json:"sample"` // items that the percentiles are of
	Throughput  []Count             `json:"throughput"`
	Arrivals    []Count             `json:"arrivals"`
	WIP         []Load              `json:"wip"`
	CFD         []Level             `json:"cfd"`
	Stages      flow.StageTimes     `json:"stage_times"`
	Ageing      flow.Ageing         `json:"ageing"`
	Efficiency  flow.Efficiency     `json:"efficiency"`
	Blocked     flow.Blocked        `json:"blocked"`
	Balance     flow.Balance        `json:"balance"`
	Health      []flow.Card         `json:"health"`
	Quality     []flow.Finding      `json:"quality"`
	// Remarks are sentences about what was read: what of the files is not measured.
	Remarks []string `json:"remarks"`
}

// A Workflow is the stages, from left to right.
type Workflow struct {
	Source string  `json:"source"`
	Start  string  `json:"start"`
	Finish string  `json:"finish"`
	Stages []Stage `json:"stages"`
}

// A Stage is a stage with its statuses, by their ids or names.
type Stage struct {
	Name     string   `json:"name"`
	Statuses []string `json:"statuses"`
	Waiting  bool     `json:"waiting"`
	Limit    int      `json:"limit,omitempty"`
}

// A Policy is how it was measured.
type Policy struct {
	Cycle       string   `json:"cycle"`
	Zone        string   `json:"zone"`
	Backward    string   `json:"backward"`
	Percentiles string   `json:"percentiles"`
	Calendar    string   `json:"calendar"`
	Holidays    int      `json:"holidays"`
	Discard     []string `json:"discard"`
	Types       []string `json:"types"`
	SLE         int      `json:"sle"`
}

// An Item is one issue as it was measured. Start and Finish are days in the
// policy's zone; the moments are behind them.
type Item struct {
	Key        string  `json:"key"`
	Type       string  `json:"type"`
	Outcome    string  `json:"outcome"` // not_started, in_progress, finished or discarded
	Stage      *string `json:"stage"`   // where it is; null before all stages
	Start      *string `json:"start"`
	Finish     *string `json:"finish"` // of a discarded item: when it was
	StartedAt  *string `json:"started_at"`
	FinishedAt *string `json:"finished_at"`
	// CycleDays is the cycle time as the policy counts it: of finished items whose
	// history is certain.
	CycleDays  *float64 `json:"cycle_days"`
	CycleHours *float64 `json:"cycle_hours"`
	AgeDays    *float64 `json:"age_days"` // of items in progress
	// Stages are the days on which it entered each stage for good; StageDays are the
	// days of 24 hours that it spent in each, from the start on.
	Stages      map[string]*string `json:"stages"`
	StageDays   map[string]float64 `json:"stage_days"`
	BlockedDays float64            `json:"blocked_days"`
	Backward    int                `json:"backward"` // how often it moved back
	Skipped     bool               `json:"skipped"`  // finished without having been started
	Certain     bool               `json:"certain"`
}

// A Count is a number of a day.
type Count struct {
	Date  flow.Day `json:"date"`
	Count int      `json:"count"`
}

// A Load is the work in progress at the end of a day.
type Load struct {
	Date     flow.Day `json:"date"`
	Count    int      `json:"count"`
	TotalAge float64  `json:"total_age"`
}

// A Level is how many items had entered each stage by the end of a day.
type Level struct {
	Date   flow.Day       `json:"date"`
	Counts map[string]int `json:"counts"`
}

// Of returns what was measured, with remarks about what was read. An error is one
// of the forecast's parameters.
func Of(a *flow.Analysis, p flow.ForecastParams, remarks ...string) (Answer, error) {
	summary, err := a.Summary(p)
	if err != nil {
		return Answer{}, err
	}
	cards, err := a.Health(p)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{
		Schema: Schema, Summary: summary, Workflow: workflow(a.Workflow), Policy: policy(a.Policy),
		Items: items(a), Throughput: counts(a.Throughput()), Arrivals: counts(a.Arrivals()),
		WIP: loads(a), CFD: levels(a),
		Stages: a.StageTimes(), Ageing: a.Ageing(), Efficiency: a.Efficiency(), Blocked: a.Blocked(),
		Balance: a.Balance(flow.Weekly), Health: cards, Quality: a.Quality(flow.QualityParams{}), Remarks: remarks,
	}
	answer.percentiles(a)
	return answer, nil
}

func (answer *Answer) percentiles(a *flow.Analysis) {
	cycles := a.CycleTimes()
	days := make([]float64, len(cycles.Dots))
	for i, dot := range cycles.Dots {
		days[i] = dot.Days
	}
	method := stat.NearestRank
	if a.Policy.Percentiles == flow.Type7 {
		method = stat.Type7
	}
	sample := stat.NewSample(days)
	answer.Sample, answer.Percentiles, answer.Shown = sample.Len(), map[string]*float64{}, []int{}
	for _, p := range cycles.Percentiles {
		if p.Value != nil {
			answer.Shown = append(answer.Shown, p.P)
		}
		answer.Percentiles[strconv.Itoa(p.P)] = nil
		if v, ok := sample.Percentile(p.P, method); ok {
			answer.Percentiles[strconv.Itoa(p.P)] = &v
		}
	}
}

func workflow(w flow.Workflow) Workflow {
	out := Workflow{Source: w.Source, Start: w.Stages[w.Start].Name, Finish: w.Stages[w.Finish].Name}
	for _, s := range w.Stages {
		out.Stages = append(out.Stages, Stage{Name: s.Name, Statuses: s.Statuses, Waiting: s.Waiting, Limit: s.Limit})
	}
	return out
}

func policy(p flow.Policy) Policy {
	calendar := "every-day"
	if p.Calendar.Working {
		calendar = "working-days"
	}
	return Policy{
		Cycle: string(p.Cycle), Zone: p.Zone.String(), Backward: string(p.Backward), Percentiles: string(p.Percentiles),
		Calendar: calendar, Holidays: p.Calendar.Holidays(), Discard: p.Discard, Types: p.Types, SLE: p.SLE,
	}
}

func counts(s flow.Series) []Count {
	list := make([]Count, len(s.Values))
	for i, v := range s.Values {
		list[i] = Count{Date: s.Day(i), Count: int(v)}
	}
	return list
}

func loads(a *flow.Analysis) []Load {
	wip, age := a.WIP(), a.TotalAge()
	list := make([]Load, len(wip.Values))
	for i, v := range wip.Values {
		list[i] = Load{Date: wip.Day(i), Count: int(v), TotalAge: age.Values[i]}
	}
	return list
}

func levels(a *flow.Analysis) []Level {
	c := a.CumulativeFlow()
	var list []Level
	for k, name := range c.Stages {
		for i, v := range c.Counts[k] {
			if k == 0 {
				list = append(list, Level{Date: c.Day(i), Counts: make(map[string]int, len(c.Stages))})
			}
			list[i].Counts[name] = int(v)
		}
	}
	return list
}

func items(a *flow.Analysis) []Item {
	list := make([]Item, len(a.Lines))
	for i := range a.Lines {
		list[i] = item(a, &a.Lines[i])
	}
	return list
}

func item(a *flow.Analysis, t *flow.Timeline) Item {
	out := Item{
		Key: t.Item.Key, Type: t.Item.Type, Outcome: t.Outcome.String(),
		Start: date(t.StartDay), Finish: date(t.EndDay), StartedAt: moment(a, t.Start), FinishedAt: moment(a, t.End),
		Backward: int(t.Backward), Skipped: t.Skipped, Certain: t.Certain,
		Stages: map[string]*string{}, StageDays: map[string]float64{}, BlockedDays: a.BlockedHours(t) / 24,
	}
	if t.Stage >= 0 {
		out.Stage = &a.Workflow.Stages[t.Stage].Name
	}
	days := a.Cycle(t)
	switch {
	case t.Outcome == flow.Finished && t.Certain:
		hours := a.CycleHours(t)
		out.CycleDays, out.CycleHours = &days, &hours
	case t.Outcome == flow.InProgress:
		out.AgeDays = &days
	}
	spent := a.ItemStages(t)
	for k, at := range t.Entered {
		name := a.Workflow.Stages[k].Name
		out.Stages[name] = nil
		if at != 0 {
			out.Stages[name] = date(a.Day(at))
		}
		if k < len(spent.Elapsed) && spent.Elapsed[k] > 0 {
			out.StageDays[name] = spent.Elapsed[k]
		}
	}
	return out
}

func date(d flow.Day) *string {
	if d == flow.NoDay {
		return nil
	}
	text := d.String()
	return &text
}

func moment(a *flow.Analysis, ms int64) *string {
	if ms == 0 {
		return nil
	}
	text := time.UnixMilli(ms).In(a.Policy.Zone).Format(time.RFC3339)
	return &text
}
