package flow

// Efficiency is how much of the time in progress somebody worked on items, as far
// as stages and flags tell: what is neither in a waiting stage nor flagged. Where
// both are so at the same time, that time counts once. It is of the items that
// finished between First and Last and of which the history is certain.
type Efficiency struct {
	// Configured is false where no stage is a waiting one and no item was ever
	// flagged: nothing is known of waiting, and 100 % would be a lie.
	Configured bool    `json:"configured"`
	Items      int     `json:"items"`  // with a time in progress that is not 0
	Total      float64 `json:"total"`  // days of 24 hours in progress, of all
	Active     float64 `json:"active"` // of these, neither waiting nor flagged
	// Ratio is Active/Total, from 0 to 1; nil where not configured or nothing
	// finished.
	Ratio  *float64 `json:"ratio"`
	Median *float64 `json:"median"` // of the items' own ratios
}

// Efficiency returns the flow efficiency.
func (a *Analysis) Efficiency() Efficiency { return Efficiency{} }

// ItemEfficiency returns the time of one item in progress, until it finished or
// now, and the part of it that was neither waiting nor flagged, in hours.
func (a *Analysis) ItemEfficiency(t *Timeline) (active, total float64) { return 0, 0 }
