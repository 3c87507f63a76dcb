package flow

import "weir/internal/flow/stat"

// Predictability is how close the cautious forecast of the next 30 days is to the
// middling one.
type Predictability struct {
	Basis
	Percent  *float64  `json:"percent"` // nil where withheld
	P95      int       `json:"p95"`     // items or more, with 95 %
	P50      int       `json:"p50"`
	Withheld *Withheld `json:"withheld,omitempty"`
}

// Predictability returns the predictability score.
func (a *Analysis) Predictability(p ForecastParams) (Predictability, error) {
	basis, err := a.basis(p)
	if err != nil {
		return Predictability{}, err
	}
	f := Predictability{Basis: basis, Withheld: basis.History.Withheld}
	if f.Withheld != nil {
		return f, nil
	}
	d, err := f.simulation().HowMany(f.History.Counts, stat.PredictabilityDays)
	if err != nil {
		f.Withheld = withheld(err)
		return f, nil
	}
	score, ok := stat.PredictabilityOf(d)
	if !ok {
		f.Withheld = withheld(&stat.Withheld{Reason: stat.NoThroughput, What: "predictability", Have: len(f.History.Counts)})
		return f, nil
	}
	f.Percent, f.P95, f.P50 = &score.Percent, score.P95, score.P50
	return f, nil
}
