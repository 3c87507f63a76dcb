package stat

// A Run is a stretch of neighbouring days: Len of them, the first at index From.
type Run struct {
	From int
	Len  int
}

// ZeroRuns returns the longest stretches of days without a completion, in
// order: those of at least atLeast days. (Three such days in a row are what
// Lighthouse warns of.) The result is nil where there is none.
func ZeroRuns(daily []int, atLeast int) []Run {
	var runs []Run
	start := 0
	for i := 0; i <= len(daily); i++ {
		if i < len(daily) && daily[i] == 0 {
			continue
		}
		if n := i - start; n > 0 && n >= atLeast {
			runs = append(runs, Run{From: start, Len: n})
		}
		start = i + 1
	}
	return runs
}
