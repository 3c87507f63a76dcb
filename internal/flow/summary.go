package flow

// A Summary is the headline numbers.
type Summary struct {
	Now         string       `json:"now"` // RFC 3339, in the policy's zone
	Zone        string       `json:"zone"`
	Unit        string       `json:"unit"`
	Cycle       Cycle        `json:"cycle"`
	Backward    Backward     `json:"backward"`
	Workflow    string       `json:"workflow"` // where its stages came from
	Start       string       `json:"start"`    // the stage
	Finish      string       `json:"finish"`
	First       Day          `json:"first"`
	Last        Day          `json:"last"`
	Items       int          `json:"items"` // that count
	Finished    int          `json:"finished"`
	Discarded   int          `json:"discarded"`
	WIP         int          `json:"wip"`
	TotalAge    float64      `json:"total_age"`
	MeanCycle   *float64     `json:"mean_cycle"`
	Percentiles []Percentile `json:"percentiles"`
	SLE         SLE          `json:"sle"`
	PastSLE     int          `json:"past_sle"`
	Uncertain   int          `json:"uncertain"` // finished, and without a cycle time
	// PerWeek is the mean of the whole weeks between First and Last; nil where
	// there is none.
	PerWeek        *float64        `json:"per_week"`
	Load           Load            `json:"load"`
	Ratio          *float64        `json:"ratio"` // arrivals : departures
	Efficiency     Efficiency      `json:"efficiency"`
	Blocked        Share           `json:"blocked"` // of the WIP
	Bottleneck     *Bottleneck     `json:"bottleneck"`
	Predictability Predictability  `json:"predictability"`
	Verdicts       map[Verdict]int `json:"verdicts"`
	Findings       int             `json:"findings"` // of the data-quality report
}

// Summary returns the headline numbers.
func (a *Analysis) Summary(p ForecastParams) Summary { return Summary{} }
