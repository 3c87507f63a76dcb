package flow

import "time"

// A Summary is the headline numbers, each the same as in its own answer.
type Summary struct {
	Now      string   `json:"now"` // RFC 3339, in the policy's zone
	Zone     string   `json:"zone"`
	Unit     string   `json:"unit"` // of ages and cycle times
	Cycle    Cycle    `json:"cycle"`
	Backward Backward `json:"backward"`
	Workflow string   `json:"workflow"` // where its stages came from
	Start    string   `json:"start"`    // the stage at which work starts
	Finish   string   `json:"finish"`   // and the one at which it is finished
	First    Day      `json:"first"`
	Last     Day      `json:"last"`

	Items       int          `json:"items"`     // that count
	Finished    int          `json:"finished"`  // between First and Last
	Discarded   int          `json:"discarded"` // between First and Last
	Uncertain   int          `json:"uncertain"` // finished, and without a cycle time
	MeanCycle   *float64     `json:"mean_cycle"`
	Percentiles []Percentile `json:"percentiles"` // of the cycle times
	SLE         SLE          `json:"sle"`

	WIP        int         `json:"wip"` // at the end of Last
	TotalAge   float64     `json:"total_age"`
	PastSLE    int         `json:"past_sle"`   // items in progress that are older
	Blocked    Share       `json:"blocked"`    // of the items in progress
	PerWeek    float64     `json:"per_week"`   // mean throughput of a week: see Load
	Load       Load        `json:"load"`       // work in progress : throughput
	Ratio      *float64    `json:"ratio"`      // arrivals : departures
	Efficiency Efficiency  `json:"efficiency"` // flow efficiency
	Bottleneck *Bottleneck `json:"bottleneck"`
	// Predictability has no verdict where Percent is nil.
	Predictability Predictability  `json:"predictability"`
	Verdicts       map[Verdict]int `json:"verdicts"` // how many health cards have each
	Findings       int             `json:"findings"` // of the data-quality report
}

// Summary returns the headline numbers. The error is for parameters that make no
// sense.
func (a *Analysis) Summary(p ForecastParams) (Summary, error) {
	x, err := a.examine(p)
	if err != nil {
		return Summary{}, err
	}
	cycles, balance := a.cached(), a.Balance(Weekly)
	s := Summary{
		Now: a.Now.Format(time.RFC3339), Zone: a.Policy.Zone.String(), Unit: a.Policy.Unit(),
		Cycle: a.Policy.Cycle, Backward: a.Policy.Backward, Workflow: a.Workflow.Source,
		Start: a.Workflow.Stages[a.Workflow.Start].Name, Finish: a.Workflow.Stages[a.Workflow.Finish].Name,
		First: a.First, Last: a.Last,

		Items: len(a.Lines), Finished: len(a.remembered().finished), Discarded: len(a.Discarded()),
		Uncertain: cycles.Uncertain, MeanCycle: cycles.Mean, Percentiles: cycles.Percentiles, SLE: cycles.SLE,

		WIP: len(x.ageing.Items), PastSLE: x.ageing.PastSLE, Blocked: x.blocked.WIP,
		PerWeek: balance.Load.Throughput, Load: balance.Load, Ratio: balance.Ratio,
		Efficiency: x.efficiency, Bottleneck: x.stages.Bottleneck,
		Predictability: x.score, Verdicts: map[Verdict]int{}, Findings: len(x.findings),
	}
	for _, item := range x.ageing.Items {
		s.TotalAge += item.Age
	}
	for _, card := range x.cards() {
		s.Verdicts[card.Verdict]++
	}
	return s, nil
}
