package flow

import "weir/internal/flow/stat"

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
func (a *Analysis) StageTimes() StageTimes {
	lines := a.remembered().sampled
	first, last := a.ends()
	st := StageTimes{Items: len(lines), Stages: make([]StageTime, last-first+1)}
	spent := make([][]float64, last-first+1)
	for _, t := range lines { // item by item, as they lie in memory
		for k := range spent {
			if days := a.inStage(t, first+k, t.End, a.millisRan) / millisPerDay; days > 0 {
				spent[k] = append(spent[k], days)
			}
		}
	}
	for k := range st.Stages {
		stage, sample := a.Workflow.Stages[first+k], stat.NewSample(spent[k])
		s := StageTime{
			Stage: stage.Name, Index: first + k, Waiting: stage.Waiting,
			Items: sample.Len(), Mean: known(sample.Mean()), Percentiles: a.percentiles(sample),
		}
		for _, days := range spent[k] {
			s.Total += days
		}
		st.Total += s.Total
		st.Stages[k] = s
	}
	if st.Total > 0 {
		st.divide()
	}
	return st
}

// divide tells the shares, and which stage has the largest; of equal ones the
// first.
func (st *StageTimes) divide() {
	for i := range st.Stages {
		s := &st.Stages[i]
		share := s.Total / st.Total
		s.Share = &share
		if st.Bottleneck == nil || share > st.Bottleneck.Share {
			st.Bottleneck = &Bottleneck{Stage: s.Stage, Index: s.Index, Share: share}
		}
	}
}

// ItemStages returns where the time of one item went, until it finished or now.
func (a *Analysis) ItemStages(t *Timeline) ItemStages {
	stages := len(a.Workflow.Stages)
	s := ItemStages{Key: t.Item.Key, Days: make([]float64, stages), Elapsed: make([]float64, stages)}
	if t.Start == 0 {
		return s
	}
	for k := int(t.placement.start); k < int(t.placement.finish); k++ {
		s.Days[k] = a.inStage(t, k, a.end(t), a.elapsed)
		s.Elapsed[k] = a.inStage(t, k, a.end(t), a.millisRan) / millisPerDay
	}
	return s
}

func (a *Analysis) millisRan(t *Timeline, until int64) float64 { return a.ran(t, until, a.millis) }

// inStage is the age of an item when it left a stage less its age when it came to
// it, by one way to measure ages: so the stages add up to the whole. At the stage
// of its start it had no age.
func (a *Analysis) inStage(t *Timeline, k int, until int64, age func(*Timeline, int64) float64) float64 {
	if k < int(t.placement.start) || k >= int(t.placement.finish) {
		return 0
	}
	from, to := t.Entered[k], t.Entered[k+1]
	if from == 0 {
		return 0
	}
	if to == 0 {
		to = until
	}
	if k == int(t.placement.start) {
		return age(t, to)
	}
	return age(t, to) - age(t, from)
}
