package stat

// MinRemaining is how many finished items must have lasted longer than an item's
// age before they say something of how long it will still take.
const MinRemaining = 5

// Remaining returns how much longer those values lasted that are greater than
// age: x − age for each x > age. For cycle times of finished items it is the
// empirical distribution of the time that an item of that age still needs:
//
//	P(finished within d | still open at age) = #(age < x ≤ age+d) / #(x > age)
//
// which is AtMost(d) of the result. With inclusive whole days, an item that may
// still finish today has lasted one day less than its age.
//
// It is a *Withheld where fewer than MinRemaining values are greater than age:
// the few that took longest say little.
func (s Sample) Remaining(age float64) (Sample, error) {
	if !usable(age) {
		return Sample{}, &Withheld{Reason: NotANumber, What: "age", Have: 1}
	}
	longer := s.sorted[s.upTo(age):]
	if len(longer) < MinRemaining {
		return Sample{}, &Withheld{Reason: TooFewValues, What: "values longer than the age", Have: len(longer), Need: MinRemaining}
	}
	rest := Sample{sorted: make([]float64, len(longer))}
	for i, x := range longer {
		rest.sorted[i] = x - age
	}
	return rest, nil
}
