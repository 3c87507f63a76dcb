package stat

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Bounds of a simulation.
const (
	DefaultTrials = 10_000
	MaxTrials     = 100_000
	MaxDays       = 3_653 // ten years: nobody plans by a forecast that is longer
)

// A Simulation forecasts by trial: each simulated day draws one day of the
// history at random, with its number of completions, days of none included.
// (Days of the history are taken as independent and alike, which is the
// assumption of the method; see Backtest.)
//
// The same seed, trials and history give the same result on every platform and
// with every release of Go: the numbers come from PCG-DXSM (rand.PCG), bounded
// with whole-number arithmetic that is written here.
type Simulation struct {
	Trials int // DefaultTrials where 0; at most MaxTrials
	Seed   uint64
}

// The streams of random numbers, so that two forecasts of one seed are not made
// of the same draws.
const (
	streamHowMany  = 1
	streamWhen     = 2
	streamBacktest = 3
)

// HowMany returns the distribution of how many items are finished in so many
// days, from 1 to MaxDays. Read "85 % to finish N or more" with OrMore(85), and
// the likelihood of N or more with AtLeast(N).
func (s Simulation) HowMany(history []int, days int) (Distribution, error) {
	trials, err := s.check(history, "days to forecast", days, MaxDays)
	if err != nil {
		return Distribution{}, err
	}
	draw := newDie(len(history), s.Seed, streamHowMany)
	totals := make([]int, trials)
	for i := range totals {
		for range days {
			totals[i] += history[draw.roll()]
		}
	}
	slices.Sort(totals)
	var values []int
	var counts []float64
	for i, total := range totals {
		if i == 0 || total != totals[i-1] {
			values, counts = append(values, total), append(counts, 0)
		}
		counts[len(counts)-1]++
	}
	return weigh(values, counts, 0, trials), nil
}

// When returns the distribution of the number of days until so many items are
// finished. Read "85 % to finish within N days" with Percentile(85), and the
// likelihood of finishing within N days with AtMost(N). A trial that has not
// finished after MaxDays is given up and counted in Beyond.
func (s Simulation) When(history []int, items int) (Distribution, error) {
	trials, err := s.check(history, "items to forecast", items, MaxDays*MaxPerDay)
	if err != nil {
		return Distribution{}, err
	}
	draw := newDie(len(history), s.Seed, streamWhen)
	counts := make([]float64, MaxDays+1)
	beyond := 0.0
	for range trials {
		left, day := items, 0
		for left > 0 && day < MaxDays {
			left -= history[draw.roll()]
			day++
		}
		if left > 0 {
			beyond++
		} else {
			counts[day]++
		}
	}
	return weigh(daysUpTo(MaxDays), counts, beyond, trials), nil
}

// daysUpTo returns 0 to n.
func daysUpTo(n int) []int {
	days := make([]int, n+1)
	for i := range days {
		days[i] = i
	}
	return days
}

func (s Simulation) trials() int {
	if s.Trials == 0 {
		return DefaultTrials
	}
	return s.Trials
}

// check refuses what cannot be simulated, and returns the number of trials.
func (s Simulation) check(history []int, what string, size, most int) (int, error) {
	trials := s.trials()
	if err := within("trials", trials, MaxTrials); err != nil {
		return 0, err
	}
	if err := within(what, size, most); err != nil {
		return 0, err
	}
	return trials, checkHistory(history)
}

// A die has a side for each day of a history.
type die struct {
	source *rand.PCG
	sides  uint64
	unfair uint64 // how many of the 2^64 numbers would favour some sides
}

func newDie(sides int, seed, stream uint64) *die {
	n := uint64(sides) //nolint:gosec // the length of a slice that has something in it
	return &die{source: rand.NewPCG(seed, stream), sides: n, unfair: -n % n}
}

// roll returns a number from 0 to sides−1, each with the same probability, by
// Lemire's method: the high half of a random number times the sides.
func (d *die) roll() uint64 {
	for {
		high, low := bits.Mul64(d.source.Uint64(), d.sides)
		if low >= d.unfair {
			return high
		}
	}
}
