package stat

// A Run is a stretch of neighbouring days: Len of them, the first at index From.
type Run struct {
	From int
	Len  int
}

// ZeroRuns returns the stretches of at least so many neighbouring days without a
// completion, in order, each from its first day to its last. (Lighthouse warns of
// three days or more.) The result is nil where there is none.
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
