package stat

// PredictabilityDays is the number of days that the score is read on.
const PredictabilityDays = 30

// A Predictability is how close the cautious forecast is to the middling one.
type Predictability struct {
	Percent float64 // 0 to 100; 100 where both forecasts are the same
	P95     int     // items finished, or more, with 95 %
	P50     int     // items finished, or more, with 50 %
}

// PredictabilityOf returns the score P95/P50 in percent, read on a how-many
// distribution over PredictabilityDays, where P95 is the count that is reached
// or passed with 95 %: the score of Lighthouse, which calls up to 40 % poor and
// more than 60 % good. It is false where P50 is 0, and for an empty
// distribution.
func PredictabilityOf(howMany Distribution) (Predictability, bool) {
	p95, ok := howMany.OrMore(95)
	p50, ok2 := howMany.OrMore(50)
	if !ok || !ok2 || p95 < 0 || p50 <= 0 {
		return Predictability{}, false
	}
	return Predictability{Percent: 100 * float64(p95) / float64(p50), P95: p95, P50: p50}, true
}
