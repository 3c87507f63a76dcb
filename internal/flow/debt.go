package flow

// Debt compares two ways to see how long work takes: the cumulative flow diagram,
// read from right to left, and the items that really finished.
type Debt struct {
	Days   int         `json:"days"`   // by which each point looks back
	Points []DebtPoint `json:"points"` // one each Days up to Last, the earliest first
}

// A DebtPoint is the comparison at the end of a day.
type DebtPoint struct {
	Day Day `json:"day"`
	// Approximate is how far the diagram's line of arrivals lies before its line of
	// departures: from the latest day on which no more items had arrived than have
	// left by Day, to Day; half a day less where the counts are not equal; one more
	// where the policy counts both ends. Nil where nothing has left.
	Approximate *float64 `json:"approximate"`
	// Exact is the mean cycle time of the items that finished in the Days up to Day.
	Exact *float64 `json:"exact"`
	Items int      `json:"items"` // that finished in these days
	// Difference is Exact less Approximate. Above 0, the items that finished took
	// so many days longer than the diagram's approximate average; below 0, they
	// took less, and older ones were left lying.
	Difference *float64 `json:"difference"`
}

// FlowDebt returns the comparison for each so many days up to Last; 7 where 0.
func (a *Analysis) FlowDebt(days int) Debt { return Debt{} }
