package flow

// Balance compares what came with what went between First and Last.
type Balance struct {
	First      Day `json:"first"`
	Last       Day `json:"last"`
	Days       int `json:"days"`
	Arrivals   int `json:"arrivals"`
	Departures int `json:"departures"` // Finished and Discarded
	Finished   int `json:"finished"`   // of those that had started
	Discarded  int `json:"discarded"`  // given up after their start
	// DiscardedUnstarted were given up before their start: they are in no other
	// number.
	DiscardedUnstarted int `json:"discarded_unstarted"`
	// Ratio is Arrivals/Departures; nil without departures.
	Ratio    *float64 `json:"ratio"`
	WIPStart int      `json:"wip_start"` // at the end of the day before First
	WIPEnd   int      `json:"wip_end"`   // at the end of Last
	MeanWIP  float64  `json:"mean_wip"`  // of the ends of days
	AgeStart *float64 `json:"age_start"` // mean age of the items in progress, where there are any
	AgeEnd   *float64 `json:"age_end"`
	Load     Load     `json:"load"`
	Checks   []Check  `json:"checks"` // the assumptions of Little's law
}

// A Load is how much is in progress in comparison to what gets finished: how
// many periods it would take at this pace.
type Load struct {
	Period     Period   `json:"period"`
	WIP        int      `json:"wip"`        // at the end of Last
	Days       int      `json:"days"`       // up to Last, of which the throughput is
	Throughput float64  `json:"throughput"` // the mean of a period
	Ratio      *float64 `json:"ratio"`      // nil where nothing was finished
}

// A Check is an assumption of Little's law, and whether it holds.
type Check struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Rule    string   `json:"rule"`
	Holds   *bool    `json:"holds"` // nil where it cannot be told
	Numbers []Number `json:"numbers"`
}

// A Number is a figure that something was judged by.
type Number struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"` // nil where there is none
	Unit  string   `json:"unit,omitempty"`
}

// NetFlow returns how many more items started than left on each day.
func (a *Analysis) NetFlow() Series { return Series{} }

// Balance returns what came and what went. The period is that of Load.
func (a *Analysis) Balance(period Period) Balance { return Balance{} }
