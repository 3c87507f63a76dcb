package flow

// StageTimes is where the time of finished items went: those that finished
// between First and Last and of which the history is certain. Times are elapsed
// days of 24 hours, without days that do not count, so that a stage of minutes
// is not a day: added up they are CycleHours/24.
type StageTimes struct {
	Items  int         `json:"items"`
	Total  float64     `json:"total"`
	Stages []StageTime `json:"stages"` // from the start to the last before the finish
	// Bottleneck is the stage with the largest share; nil where no time was spent.
	Bottleneck *Bottleneck `json:"bottleneck"`
}

// A StageTime is the time of one stage.
type StageTime struct {
	Stage   string  `json:"stage"`
	Index   int     `json:"index"`
	Waiting bool    `json:"waiting"`
	Items   int     `json:"items"` // that spent time in it; Mean and Percentiles are of these
	Total   float64 `json:"total"`
	// Share is the stage's part of the whole time, from 0 to 1; nil where no time
	// was spent at all.
	Share       *float64     `json:"share"`
	Mean        *float64     `json:"mean"`
	Percentiles []Percentile `json:"percentiles"`
}

// A Bottleneck is the stage in which items spend most of their time.
type Bottleneck struct {
	Stage string  `json:"stage"`
	Index int     `json:"index"`
	Share float64 `json:"share"` // from 0 to 1
}

// ItemStages is the time that one item spent in each stage.
type ItemStages struct {
	Key string `json:"key"`
	// Days are as the policy counts them; they add up to Cycle. Of whole days, the
	// day of a move counts for the stage that the item left.
	Days []float64 `json:"days"` // by stage, all of them
	// Elapsed are days of 24 hours; they add up to CycleHours/24.
	Elapsed []float64 `json:"elapsed"`
}

// StageTimes returns where the time of finished items went.
func (a *Analysis) StageTimes() StageTimes { return StageTimes{} }

// ItemStages returns where the time of one item went, until it finished or now.
func (a *Analysis) ItemStages(t *Timeline) ItemStages { return ItemStages{} }
