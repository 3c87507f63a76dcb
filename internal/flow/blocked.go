package flow

// Blocked is the time for which items were flagged while they were in progress,
// in days of 24 hours, without days that do not count.
type Blocked struct {
	// Flags is false where no item was ever flagged: perhaps the team does not use
	// flags.
	Flags bool          `json:"flags"`
	Items []BlockedItem `json:"items"` // in progress at the end of Last, or finished since First; the longest first
	Total float64       `json:"total"` // of Items
	// Finished says how many of the items that finished since First were ever
	// blocked, and Time how much of their time in progress that was, from 0 to 1.
	Finished Share    `json:"finished"`
	Time     *float64 `json:"time"`
	WIP      Share    `json:"wip"` // of the items in progress, those that are blocked now
}

// A BlockedItem is an item that was blocked.
type BlockedItem struct {
	Key   string  `json:"key"`
	Type  string  `json:"type"`
	Days  float64 `json:"days"`  // blocked, in days of 24 hours
	Times int     `json:"times"` // how often
	Now   bool    `json:"now"`   // it is blocked now
	Since Day     `json:"since"` // when it was blocked the last time
}

// Blocked returns the blocked time.
func (a *Analysis) Blocked() Blocked { return Blocked{} }

// BlockedHours returns for how long an item was flagged while it was in progress.
func (a *Analysis) BlockedHours(t *Timeline) float64 { return 0 }
